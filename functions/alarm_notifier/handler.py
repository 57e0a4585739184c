"""Sends alarms to Slack, from SNS, EventBridge or the failure queue; the minute's tick sends digests.

Raises if an alarm could not be sent, so that Lambda delivers it again and finally to the failure queue.
"""

import json
import logging
import os
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from alarm_notifier.domain.envelopes import TICK
from alarm_notifier.domain.masking import mask
from alarm_notifier.domain.reading import alarms_in
from alarm_notifier.settings import Settings

if TYPE_CHECKING:
    from alarm_notifier.composition import Notifier

logger = logging.getLogger("alarm_notifier")
logger.setLevel(logging.INFO)


def handler(event: Any, context: object) -> dict[str, int]:  # noqa: ANN401 - whatever AWS or a person sends
    """Returns how many alarms were sent, deferred to a digest, or duplicates."""
    if event == TICK:
        return {"flushed": notifier().flush()}
    # Kept whole in the log: a message too long for Slack is complete here.
    logger.info("received", extra={"event": mask(json.dumps(event, ensure_ascii=False, default=str))})
    counts: dict[str, int] = {}
    for alarm in alarms_in(event, datetime.now(UTC)):
        outcome = notifier().notify(alarm)
        logger.info("alarm", extra={"outcome": outcome, "alarm": mask(alarm.name), "state": alarm.state})
        counts[outcome] = counts.get(outcome, 0) + 1
    return counts


@cache
def notifier() -> "Notifier":
    """Built once per execution environment, at the first alarm.

    Its imports, slack-sdk and boto3, take several times as long as everything else.
    """
    from alarm_notifier.composition import build  # noqa: PLC0415

    return build(Settings.from_env(os.environ))
