from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from receipts.domain.history import LOOKED
from receipts.domain.month import Life, life_of
from receipts.domain.purchase import day_of
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping, Sums, sums_of
from tests.fakes.records import FakeRecords, light


@dataclass
class FakeLedger:
    """The receipts of a fake store, by day."""

    store: FakeRecords

    def select(self, tenant_id: UUID, which: Selection) -> Sequence[UUID]:
        found = [it for it in self.store.known(tenant_id) if which.includes(it)]
        return [it.id for it in sorted(found, key=lambda it: (_day(it) or date.max, it.created_at, it.id))]

    def receipts(self, tenant_id: UUID, ids: Sequence[UUID], *, with_text: bool = False) -> Sequence[Receipt]:
        known = self.store.receipts
        ours = [known[one] for one in ids if one in known and known[one].tenant_id == tenant_id]
        return [light(it, with_text=with_text) for it in ours]

    def sums(self, tenant_id: UUID, which: Selection, by: Grouping) -> Sequence[Sums]:
        return sums_of(self.receipts(tenant_id, self.select(tenant_id, which)), by)

    def lives(self, tenant_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Life]:
        known = self.store.receipts
        ours = [one for one in ids if one in known and known[one].tenant_id == tenant_id]
        trails = {
            one: [(it.kind, it.at, it.data.get(LOOKED)) for it in self.store.events[one]] for one in ours
        }
        return {one: life_of(trail) for one, trail in trails.items()}


def _day(receipt: Receipt) -> date | None:
    return day_of(receipt.reading.issued_at) if receipt.reading else None
