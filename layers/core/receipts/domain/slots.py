"""How long a slot waits for its photo: as long as anybody may hold a URL that S3 takes it by."""

from datetime import datetime, timedelta
from typing import Final

from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt

STILL_GOOD: Final = timedelta(hours=1)
"""How long after it was touched last a slot may yet get its photo, whatever its age. A URL is good for 15
minutes and is given out for 15 minutes untouched; the rest is for an upload under way, and for clocks."""


def is_to_be_touched(slot: Receipt, now: datetime, url_is_good_for: timedelta) -> bool:
    """Whether giving out another URL has to be noted, since the one before may be over."""
    return slot.status is Status.AWAITING_UPLOAD and slot.updated_at + url_is_good_for <= now
