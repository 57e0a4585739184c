"""Which receipts somebody asks for, and in which order: the same for a list, its counts and an export."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, TypeAlias, TypeVar, cast
from uuid import UUID

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, PaymentMethod, ProofKind
from receipts.domain.record import Receipt
from receipts.domain.search_text import folded, has_words, search_text
from receipts.domain.summary import Summary, summary_of
from receipts.domain.zones import KOREA

LISTED: Final = frozenset(Status) - {Status.DELETED}
"""What is shown where nobody says which: a deleted receipt only when it is asked for."""

LONGEST_MERCHANT: Final = 50
"""Letters of its merchant that a receipt is sorted by."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Receipts that meet every condition that is given; of several values, any one. Without conditions, all
    but deleted ones.

    Both ends of a range belong to it, and what a receipt does not show lies in no range. `issued_*` are days
    as printed, `created_*` days in Korea. `merchant` and `words` are folded (`domain/search_text.py`): part
    of the merchant's name, and parts of what stands on the receipt, each of them. It has all of `tags`.
    """

    statuses: frozenset[Status] = LISTED
    issued_from: date | None = None
    issued_until: date | None = None
    created_from: date | None = None
    created_until: date | None = None
    total_from: Decimal | None = None
    total_until: Decimal | None = None
    currency: str | None = None
    merchant: str | None = None
    business_number: str | None = None
    categories: frozenset[str] = frozenset()
    document_types: frozenset[DocumentType] = frozenset()
    proof_kinds: frozenset[ProofKind] = frozenset()
    proof_qualified: bool | None = None
    payment_methods: frozenset[PaymentMethod] = frozenset()
    has_warnings: bool | None = None
    is_duplicate: bool | None = None
    batch_id: UUID | None = None
    person: str | None = None
    department: str | None = None
    project: str | None = None
    tags: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    @property
    def created_since(self) -> datetime | None:
        """The first moment of `created_from`."""
        return _midnight(self.created_from) if self.created_from else None

    @property
    def created_before(self) -> datetime | None:
        """The first moment after `created_until`."""
        return _midnight(self.created_until + timedelta(days=1)) if self.created_until else None

    def includes(self, receipt: Receipt) -> bool:
        """Whether it is one of them. What a company writes on it (`batch_id` to `tags`) the record does not
        have yet, so that it is not asked here.
        """
        return receipt.status in self.statuses and all(self._conditions(receipt, summary_of(receipt)))

    def _conditions(self, receipt: Receipt, shown: Summary) -> Iterator[bool]:
        yield _within(shown.issued_on, self.issued_from, self.issued_until)
        yield self.created_since is None or self.created_since <= shown.created_at
        yield self.created_before is None or shown.created_at < self.created_before
        yield _within(shown.total, self.total_from, self.total_until)
        yield self.currency in {None, shown.currency}
        yield self.business_number in {None, shown.business_number}
        yield not self.categories or shown.category in self.categories
        yield not self.document_types or shown.document_type in self.document_types
        yield not self.proof_kinds or shown.proof_kind in self.proof_kinds
        yield self.proof_qualified in {None, shown.proof_qualified}
        yield not self.payment_methods or shown.payment_method in self.payment_methods
        yield self.has_warnings in {None, None if shown.warnings is None else shown.warnings > 0}
        yield self.is_duplicate in {None, shown.duplicate_of is not None}
        yield self.merchant is None or self.merchant in folded(shown.merchant_name or "")
        yield not self.words or (
            receipt.reading is not None and has_words(search_text(receipt.reading), self.words)
        )


_Value = TypeVar("_Value", date, Decimal)
SortValue: TypeAlias = datetime | date | Decimal | str


class Order(StrEnum):
    """By what receipts are sorted; `-` means from the greatest down. What a receipt does not show comes last
    either way, and of equals the ids decide.
    """

    NEWEST = "-created_at"
    OLDEST = "created_at"
    ISSUED_LAST = "-issued_on"
    ISSUED_FIRST = "issued_on"
    LARGEST = "-total"
    SMALLEST = "total"
    MERCHANT = "merchant"
    MERCHANT_BACKWARDS = "-merchant"

    @property
    def column(self) -> str:
        """What is compared, without the direction."""
        return self.value.removeprefix("-")

    @property
    def is_descending(self) -> bool:
        return self.value.startswith("-")

    def value_of(self, shown: Summary) -> SortValue | None:
        """What this one is sorted by. Names go by their letters' code points, which for Hangul is 가나다."""
        values: dict[str, SortValue | None] = {
            "created_at": shown.created_at,
            "issued_on": shown.issued_on,
            "total": shown.total,
            "merchant": shown.merchant_name[:LONGEST_MERCHANT] if shown.merchant_name else None,
        }
        return values[self.column]

    def arranged(self, lines: Iterable[Summary], after: "Position | None" = None) -> list[Summary]:
        """All of them in this order, but for those up to `after`."""
        ordered = sorted(lines, key=lambda it: it.id, reverse=self.is_descending)
        shown = [it for it in ordered if self.value_of(it) is not None]
        shown.sort(key=lambda it: cast(Any, self.value_of(it)), reverse=self.is_descending)
        whole = shown + [it for it in ordered if self.value_of(it) is None]
        return [it for it in whole if after is None or self._is_behind(it, after)]

    def _is_behind(self, line: Summary, after: "Position") -> bool:
        value = self.value_of(line)
        if value is None or after.value is None:
            return self._comes_after(line.id, after.receipt_id) if value is after.value else value is None
        return self._comes_after((value, line.id), (after.value, after.receipt_id))

    def _comes_after(self, one: Any, other: Any) -> bool:  # noqa: ANN401 - two of a kind
        return bool(one < other if self.is_descending else one > other)


@dataclass(frozen=True, slots=True)
class Position:
    """Behind which receipt a page begins: what that is sorted by, None where it does not show it; its id."""

    value: SortValue | None
    receipt_id: UUID


def _within(value: _Value | None, first: _Value | None, last: _Value | None) -> bool:
    if first is None and last is None:
        return True
    return value is not None and (first is None or first <= value) and (last is None or value <= last)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), KOREA)
