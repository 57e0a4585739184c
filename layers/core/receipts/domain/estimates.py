"""When a queue will have been read."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from receipts.domain.fairness import Share


def estimated_finish(
    place: int, measured_seconds: Sequence[float], share: Share, now: datetime
) -> datetime | None:
    """When the receipt at `place` of its tenant's line (1 is next) will have been read.

    Queue length × measured read seconds ÷ readers that one tenant may use. Others' queues are not known to
    it. None while nothing was measured.
    """
    if place < 1 or not measured_seconds:
        return None
    rounds = -(-place // share.most)
    return now + timedelta(seconds=rounds * median(measured_seconds))
