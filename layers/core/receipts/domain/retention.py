"""What the bucket need not keep: photos that no receipt names, copies beside the one that one names, and what
has outlived the law.

Photos prove an expense and stay for years (국세기본법 제85조의3). So whatever is in doubt stays, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.object_key import RENDITIONS

_OURS: Final = ("direct/", "uploads/")
_OURS_IN_TIME: Final = (*_OURS, RENDITIONS)
_SUSPICIOUS_SHARE: Final = 10
"""One photo in ten without a receipt is no crash between two steps: the database is another, or was set back
to an earlier day (docs/operations/disaster_recovery.md), and the photos are all that is left of receipts."""


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One version of one object in the bucket, and when it came."""

    key: str
    version: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class NamedPhoto:
    """The photo that a receipt names, and what became of that receipt."""

    version: str | None
    status: Status
    touched_at: datetime


@dataclass(frozen=True, slots=True)
class Surplus:
    """What may go. `is_suspicious`: so many orphans that none of them may."""

    orphans: tuple[StoredVersion, ...]
    copies: tuple[StoredVersion, ...]
    is_suspicious: bool


@dataclass(frozen=True, slots=True)
class BucketSweep:
    """How far the bucket has been looked through: up to `after`, None where the end was reached."""

    after: str | None
    began_at: datetime

    def is_due(self, now: datetime) -> bool:
        """Whether there is something to look at: the rest, or all of it again."""
        return self.after is not None or self.began_at <= now - SWEEP_EVERY

    def went_on(self, after: str | None, now: datetime) -> "BucketSweep":
        """What to note after another page."""
        return BucketSweep(after, now if self.after is None else self.began_at)


LEGAL_RETENTION: Final = timedelta(days=2282)
"""Five years from the tax's filing deadline, which is three months after the business year: a receipt of its
first day must stay for six years and three months."""

DELETED_FOR: Final = timedelta(days=30)
"""How long a deleted receipt can be restored, unless the operator chooses otherwise. The law's time does not
count for it: what a person deletes is said to prove no expense."""

SWEEP_EVERY: Final = timedelta(days=1)
LOOKED_AT_FOR: Final = timedelta(days=7)

NEVER_SWEPT: Final = BucketSweep(None, datetime.min.replace(tzinfo=UTC))


def outlived(found: Sequence[StoredVersion], before: datetime) -> tuple[StoredVersion, ...]:
    """Photos, and renditions, that came before then, named or not: by their own age, so that no lost database
    can mislead.
    """
    return tuple(one for one in found if one.key.startswith(_OURS_IN_TIME) and one.stored_at < before)


def surplus(found: Sequence[StoredVersion], named: Mapping[str, NamedPhoto], before: datetime) -> Surplus:
    """Of the versions `found`, those that came before then and that no receipt needs.

    A copy may go only where the version that the receipt names was found beside it.
    """
    ours = [one for one in found if one.key.startswith(_OURS)]
    old = [one for one in ours if one.stored_at < before]
    lost = [one for one in old if one.key not in named]
    orphans = tuple(one for one in lost if one.stored_at >= before - LOOKED_AT_FOR)
    there = {(one.key, one.version) for one in ours}
    copies = tuple(one for one in old if one.key in named and _is_copy(one, named[one.key], there, before))
    keys = {one.key for one in ours}
    had_rows = len(orphans) < len(lost)
    suspicious = had_rows or len({one.key for one in orphans}) * _SUSPICIOUS_SHARE > len(keys)
    return Surplus(orphans, copies, suspicious)


def _is_copy(one: StoredVersion, kept: NamedPhoto, there: set[tuple[str, str]], before: datetime) -> bool:
    if kept.version is None or one.version == kept.version or (one.key, kept.version) not in there:
        return False
    return kept.status in SETTLED and kept.touched_at < before
