"""What a month's receipts come to, what still stops its close, and how much work people had with them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Final
from uuid import UUID

from receipts.domain.history import APPROVED, CORRECTED
from receipts.domain.journal_entries import signed
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Outcome, Reading
from receipts.domain.record import Receipt

_WON: Final = "KRW"
_LONGEST_LOOK: Final = 30 * 60
"""Seconds. Who comes back later was away, and nobody's breaks are written down."""
_FEWEST_LOOKS: Final = 5
"""From which a median is told: fewer would tell of single receipts, and of who approved them."""


@dataclass(frozen=True, slots=True)
class Life:
    """When a receipt was read last, whether people corrected it, and when they approved it last."""

    read_at: datetime | None = None
    is_corrected: bool = False
    approved_at: datetime | None = None
    looked: int | None = None
    """Seconds that the last approval took from opening the receipt; None where it was not opened."""


TOLD_BY: Final = frozenset({Status.PARSED.value, Status.NEEDS_REVIEW.value, CORRECTED, APPROVED})
"""The events that make up a `Life`."""


def life_of(events: Iterable[tuple[str, datetime, int | None]]) -> Life:
    """What an audit trail tells, given as kinds, moments, and the seconds of approvals, oldest first."""
    life = Life()
    for kind, at, looked in events:
        if kind == APPROVED:
            life = replace(life, approved_at=at, looked=looked)
        elif kind == CORRECTED:
            life = replace(life, is_corrected=True)
        elif kind in TOLD_BY:
            life = replace(life, read_at=at)
    return life


@dataclass(frozen=True, slots=True)
class Share:
    """What an account, a shop or a department has of the month, in won; cancellations count negative."""

    name: str
    total: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month, by the day that its receipts print. Money is won; `foreign` are receipts in other currencies,
    which are in no sum. Seconds are medians, None where there is nothing to measure.
    """

    total: Decimal
    vat: Decimal
    count: int
    approved: int
    needs_review: int
    ready: int
    unproven: int
    foreign: int
    accounts: Sequence[Share]
    merchants: Sequence[Share]
    departments: Sequence[Share]
    untouched: float | None
    """Of what was approved, the share that nobody had to correct: 0 to 1."""
    seconds_to_read: float | None
    seconds_to_approve: float | None
    seconds_of_a_look: float | None
    """From opening a receipt to approving it; None also where too few were measured."""

    @property
    def is_closed(self) -> bool:
        """Whether everything of it is approved."""
        return self.approved == self.count


def first_and_last(year: int, month: int) -> tuple[date, date]:
    """The first day of a month, and the last. Raises ValueError for what is no month."""
    first = date(year, month, 1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_of(receipts: Iterable[Receipt], lives: Mapping[UUID, Life]) -> Month:
    """The month of these receipts, all of which were read; `lives` by their ids."""
    all_of_them = [(it, it.reading or Reading()) for it in receipts]
    in_won = [(it, reading) for it, reading in all_of_them if reading.currency in {_WON, None}]
    statuses = Counter(it.status for it, _ in all_of_them)
    known = [(it, lives.get(it.id, Life())) for it, _ in all_of_them]
    approved = [life for it, life in known if it.status is Status.APPROVED]
    return Month(
        total=sum((_total(reading) for _, reading in in_won), Decimal(0)),
        vat=sum((_vat(reading) for _, reading in in_won), Decimal(0)),
        count=len(all_of_them),
        approved=statuses[Status.APPROVED],
        needs_review=statuses[Status.NEEDS_REVIEW],
        ready=statuses[Status.PARSED],
        unproven=sum(_is_unproven(reading) for _, reading in all_of_them),
        foreign=len(all_of_them) - len(in_won),
        accounts=_shares((it.category.account if it.category else "", it) for _, it in in_won),
        merchants=_shares((it.merchant.name or "", it) for _, it in in_won),
        departments=_shares((it.annotations.department or "", reading) for it, reading in in_won),
        untouched=sum(not life.is_corrected for life in approved) / len(approved) if approved else None,
        seconds_to_read=_median((it.created_at, life.read_at) for it, life in known),
        seconds_to_approve=_median((life.read_at, life.approved_at) for life in approved),
        seconds_of_a_look=_usual_look(life.looked for life in approved),
    )


def look_from(opened_at: datetime | None, approved_at: datetime) -> int | None:
    """Whole seconds from opening a receipt to its approval; None where it was not opened, where the clocks do
    not agree, and where somebody was away meanwhile.
    """
    if opened_at is None:
        return None
    seconds = round((approved_at - opened_at).total_seconds())
    return seconds if 0 <= seconds <= _LONGEST_LOOK else None


def _shares(named: Iterable[tuple[str, Reading]]) -> Sequence[Share]:
    """The largest first; what has no name is one of them, under the empty name."""
    totals, counts = defaultdict[str, Decimal](Decimal), Counter[str]()
    for name, reading in named:
        totals[name] += _total(reading)
        counts[name] += 1
    shares = [Share(name, totals[name], counts[name]) for name in totals]
    return sorted(shares, key=lambda it: (-it.total, it.name))


def _total(reading: Reading) -> Decimal:
    return signed(reading.amounts.total, reading.transaction) or Decimal(0)


def _vat(reading: Reading) -> Decimal:
    return signed(reading.amounts.vat, reading.transaction) or Decimal(0)


def _is_unproven(reading: Reading) -> bool:
    """Whether it is above the limit without 적격증빙, as its check says."""
    return any(it.code == "proof_qualifies" and it.outcome is Outcome.WARNED for it in reading.checks)


def _usual_look(looks: Iterable[int | None]) -> float | None:
    measured = [seconds for seconds in looks if seconds is not None]
    return median(measured) if len(measured) >= _FEWEST_LOOKS else None


def _median(spans: Iterable[tuple[datetime | None, datetime | None]]) -> float | None:
    def seconds() -> Iterator[float]:
        for began, ended in spans:
            if began and ended and ended >= began:
                yield (ended - began).total_seconds()

    measured = list(seconds())
    return median(measured) if measured else None
