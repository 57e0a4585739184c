"""Many receipts read anew at once: which, how many of them may wait at a time, and what came of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar
from uuid import UUID

from receipts.domain.decisions import POSSIBLE, Act
from receipts.domain.life_cycle import Status

_Counted = TypeVar("_Counted")
MOST_IN_LINE: Final = 100
"""Receipts of a tenant that may wait to be read when more are queued anew: a pile would keep its own fresh
photos waiting, and fill the queue that all tenants share. An operator's rereading counts those of all.
"""
READABLE: Final = POSSIBLE[Act.REREAD]
"""Where a receipt must stand to be read anew."""


def room_in(line: int) -> int:
    """How many more may be queued where so many wait or are being read."""
    return max(0, MOST_IN_LINE - line)


@dataclass(frozen=True, slots=True)
class Archive:
    """Receipts that an operator has read anew: of one tenant or of all, sent from `since` and before `until`,
    in these statuses.
    """

    tenant_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    statuses: frozenset[Status] = READABLE


class RereadOutcome(StrEnum):
    """What became of one that was queued: `STOOD` could not be read, and shows what it showed; `GONE` was
    deleted meanwhile.
    """

    WAITING = "waiting"
    READ = "read"
    STOOD = "stood"
    FAILED = "failed"
    GONE = "gone"


_ENDINGS: Final[Mapping[str, RereadOutcome]] = {
    "read_anew": RereadOutcome.READ,
    Status.PARSED: RereadOutcome.READ,  # it had failed before
    Status.NEEDS_REVIEW: RereadOutcome.READ,
    "reread_failed": RereadOutcome.STOOD,
    Status.FAILED: RereadOutcome.FAILED,
    Act.DELETED: RereadOutcome.GONE,
}
ENDINGS: Final = tuple(sorted(map(str, _ENDINGS)))
"""The events that end a rereading."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended for some receipts: by which event (None: it has not), what changed in what they show, and
    what the engine reads differently than they show, as in one that is approved.
    """

    kind: str | None
    changed: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    receipts: int = 1

    @property
    def outcome(self) -> RereadOutcome:
        return RereadOutcome.WAITING if self.kind is None else _ENDINGS[self.kind]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a rereading is, and its sum: receipts by outcome; of those that were read, how many show
    something else now, how many the engine reads differently than they show, and by what.
    """

    outcomes: Mapping[RereadOutcome, int]
    changed: int
    differing: int
    changed_parts: Mapping[str, int]
    differing_parts: Mapping[str, int]

    @property
    def queued(self) -> int:
        """All that were queued so far, whatever became of them."""
        return sum(self.outcomes.values())


def progress_of(endings: Iterable[Ending]) -> Progress:
    """The sum of these."""
    known = tuple(endings)
    outcomes = dict.fromkeys(RereadOutcome, 0) | _counted((it.outcome, it.receipts) for it in known)
    return Progress(
        outcomes,
        sum(it.receipts for it in known if it.changed),
        sum(it.receipts for it in known if it.differs),
        _counted((part, it.receipts) for it in known for part in it.changed),
        _counted((part, it.receipts) for it in known for part in it.differs),
    )


def _counted(parts: Iterable[tuple[_Counted, int]]) -> dict[_Counted, int]:
    found: Counter[_Counted] = Counter()
    for part, receipts in parts:
        found[part] += receipts
    return dict(found)
