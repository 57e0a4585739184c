"""What every EventBridge event has."""

from alarm_notifier.domain.alarm import Alarm, Severity, State
from alarm_notifier.domain.envelopes import Occurrence
from alarm_notifier.domain.shapes import Json, text_of
from receipts.domain.sentence import Sentence


def is_event(content: object, source: str, *detail_types: str) -> bool:
    """Whether `content` is an event of `source`, of one of the types if any are named."""
    if not isinstance(content, dict) or content.get("source") != source:
        return False
    return not detail_types or content.get("detail-type") in detail_types


def notice(  # noqa: PLR0913 - what makes a notice
    occurrence: Occurrence,
    event: Json,
    *,
    name: str,
    source: str,
    severity: Severity,
    sentence: Sentence,
    state: State = State.NOTICE,
    runbook: str = "",
) -> Alarm:
    """An alarm that says what happened once; its thread is its own."""
    return Alarm(
        key=occurrence.id,
        identity=occurrence.id,
        name=name,
        source=source,
        state=state,
        severity=severity,
        sentence=sentence,
        occurred_at=occurrence.received_at,
        region=text_of(event, "region"),
        account=text_of(event, "account"),
        runbook=runbook,
    )
