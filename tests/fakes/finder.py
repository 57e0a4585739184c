from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from receipts.domain.record import Receipt
from receipts.domain.selection import Order, Position, Selection
from receipts.domain.summary import Summary, summary_of
from receipts.ports import Counts, Page
from tests.fakes.records import FakeRecords, light


@dataclass
class FakeFinder:
    """The receipts of a fake store. Which they are, and in which order, the domain says."""

    store: FakeRecords

    def find(
        self,
        tenant_id: UUID,
        which: Selection,
        order: Order = Order.NEWEST,
        *,
        after: Position | None = None,
        limit: int = 50,
    ) -> Page[Summary]:
        lines = map(summary_of, self._included(tenant_id, which))
        behind = order.arranged(lines, after)
        found = tuple(behind[:limit])
        last = Position(order.value_of(found[-1]), found[-1].id) if len(behind) > limit else None
        return Page(found, last)

    def find_records(
        self,
        tenant_id: UUID,
        which: Selection,
        order: Order = Order.NEWEST,
        *,
        after: Position | None = None,
        limit: int = 50,
    ) -> Page[Receipt]:
        page = self.find(tenant_id, which, order, after=after, limit=limit)
        known = {it.id: light(it) for it in self.store.known(tenant_id)}
        return Page(tuple(known[it.id] for it in page.found), page.last)

    def count(self, tenant_id: UUID, which: Selection) -> Counts:
        return Counts(Counter(it.status for it in self._included(tenant_id, which)))

    def _included(self, tenant_id: UUID, which: Selection) -> list[Receipt]:
        return [it for it in self.store.known(tenant_id) if which.includes(it)]
