from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from receipts.domain.archive import ENDINGS, Archive, Ending, Progress, progress_of
from receipts.domain.life_cycle import IN_WORK
from receipts.domain.record import Receipt
from receipts.ports import Reread
from tests.fakes.receipt_store import FakeReceiptStore


@dataclass
class FakeRereadings:
    """Reads the events that the fake store keeps."""

    store: FakeReceiptStore

    def in_line(self, tenant_id: UUID | None) -> int:
        return len(self.store.known(tenant_id, *IN_WORK))

    def queued(
        self, tenant_id: UUID | None, rereading: UUID, receipt_ids: Collection[UUID]
    ) -> frozenset[UUID]:
        return frozenset(it.receipt_id for it in self._reread(tenant_id, rereading)) & set(receipt_ids)

    def progress(self, tenant_id: UUID | None, rereading: UUID) -> Progress:
        return progress_of(it.ending for it in self._reread(tenant_id, rereading))

    def changed(
        self, tenant_id: UUID, rereading: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[Reread]:
        news = [it for it in self._reread(tenant_id, rereading) if it.ending.changed or it.ending.differs]
        rest = (it for it in news if after is None or it.receipt_id > after)
        return sorted(rest, key=lambda it: it.receipt_id)[:limit]

    def count(self, which: Archive) -> int:
        return len(self.archived(which, after=None, limit=len(self.store.receipts)))

    def archived(self, which: Archive, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        found = self.store.known(which.tenant_id, *which.statuses)
        since = [it for it in found if which.since is None or which.since <= it.created_at]
        within = [it for it in since if which.until is None or it.created_at < which.until]
        return sorted((it for it in within if after is None or it.id > after), key=lambda it: it.id)[:limit]

    def _reread(self, tenant_id: UUID | None, rereading: UUID) -> Iterator[Reread]:
        for receipt in self.store.known(tenant_id):
            events = self.store.events[receipt.id]
            asked = [at for at, it in enumerate(events) if it.data.get("rereading") == str(rereading)]
            if asked:
                last = next((it for it in events[asked[-1] + 1 :] if it.kind in ENDINGS), None)
                data = last.data if last else {}
                told = tuple(data.get("changed", ())), tuple(data.get("differs", ()))
                yield Reread(receipt.id, Ending(last.kind if last else None, *told))
