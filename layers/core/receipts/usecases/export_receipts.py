"""Take receipts out into the books: rows of a layout, however many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from receipts.domain.category import CategoryTable
from receipts.domain.export_layout import Layout, Value
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping, Sums
from receipts.ports import Ledger

_AT_ONCE: Final = 200
"""Receipts in memory at a time."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was selected; `count` receipts."""

    ledger: Ledger
    tenant_id: UUID
    ids: tuple[UUID, ...]
    layout: Layout
    which: Selection
    categories: CategoryTable

    @property
    def count(self) -> int:
        return len(self.ids)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """The rows under the headings. A receipt corrected meanwhile is shown as it is by then."""
        for start in range(0, len(self.ids), _AT_ONCE):
            chunk = self.ids[start : start + _AT_ONCE]
            found = self.ledger.receipts(self.tenant_id, chunk, with_text=self._is_journal)
            for number, receipt in enumerate(found, start + 1):
                yield from self.layout.rows(number, receipt, self._kind_of(receipt))

    @property
    def _is_journal(self) -> bool:
        return self.layout.accounts is not None

    def _kind_of(self, receipt: Receipt) -> str | None:
        """What was bought: a journal alone asks it, of all that is printed."""
        if not self._is_journal or receipt.reading is None:
            return None
        return self.categories.kind_of(receipt.reading)

    def sums(self, by: Grouping) -> Sequence[Sums]:
        """What the selected receipts add up to."""
        return self.ledger.sums(self.tenant_id, self.which, by)


@dataclass(frozen=True, slots=True)
class ExportReceipts:
    """Selects at once, so that what is missing or down is known before the first row is sent."""

    ledger: Ledger
    categories: CategoryTable

    def __call__(self, tenant_id: UUID, which: Selection, layout: Layout) -> Export:
        ids = tuple(self.ledger.select(tenant_id, which))
        return Export(self.ledger, tenant_id, ids, layout, which, self.categories)
