"""Sum up a month for those who close it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from receipts.domain.life_cycle import READ
from receipts.domain.month import Life, Month, first_and_last, month_of
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.ports import Ledger

_AT_ONCE: Final = 200
"""Receipts in memory at a time."""


@dataclass(frozen=True, slots=True)
class SumUpMonth:
    """Goes through all receipts of a month once; a few thousand take seconds, so let few do it at a time."""

    ledger: Ledger

    def __call__(self, tenant_id: UUID, year: int, month: int) -> Month:
        """Raises ValueError for what is no month, and StorageUnavailableError."""
        first, last = first_and_last(year, month)
        ids = self.ledger.select(tenant_id, Selection(READ, issued_from=first, issued_until=last))
        lives: dict[UUID, Life] = {}

        def found() -> Iterator[Receipt]:
            for start in range(0, len(ids), _AT_ONCE):
                chunk = ids[start : start + _AT_ONCE]
                lives.update(self.ledger.lives(tenant_id, chunk))
                yield from self.ledger.receipts(tenant_id, chunk)

        return month_of(list(found()), lives)  # the list first: it fills `lives`
