from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from receipts.domain.life_cycle import IN_WORK, READ, Status
from receipts.domain.record import Receipt
from receipts.errors import BatchNotFoundError
from receipts.ports import Batch, BatchPage, BatchPosition
from tests.fakes.records import FakeRecords

MEASURED = 20


@dataclass
class FakeBatches:
    """The batches of a fake store's receipts."""

    store: FakeRecords
    kept: dict[UUID, Batch] = field(default_factory=dict)

    def add(self, batch: Batch) -> None:
        self.kept[batch.id] = batch

    def get(self, tenant_id: UUID, batch_id: UUID) -> Batch:
        batch = self.kept.get(batch_id)
        if batch is None or batch.tenant_id != tenant_id:
            raise BatchNotFoundError(batch_id)
        return batch

    def find(self, tenant_id: UUID, *, after: BatchPosition | None = None, limit: int = 50) -> BatchPage:
        ours = (it for it in self.kept.values() if it.tenant_id == tenant_id)
        newest = sorted(ours, key=lambda it: (it.created_at, it.id), reverse=True)
        rest = [
            it
            for it in newest
            if after is None or (it.created_at, it.id) < (after.created_at, after.batch_id)
        ]
        last = rest[limit - 1] if len(rest) > limit else None
        return BatchPage(tuple(rest[:limit]), BatchPosition(last.created_at, last.id) if last else None)

    def counts(self, tenant_id: UUID, batch_ids: Collection[UUID]) -> Mapping[UUID, Mapping[Status, int]]:
        ours = self._of(tenant_id)
        of_each = {one: Counter(it.status for it in ours if it.batch_id == one) for one in batch_ids}
        return {one: counts for one, counts in of_each.items() if counts}

    def places(self, tenant_id: UUID, receipt_ids: Collection[UUID]) -> Mapping[UUID, int]:
        in_work = (it for it in self._of(tenant_id) if it.status in IN_WORK)
        line = sorted(in_work, key=lambda it: (it.created_at, it.id))
        return {it.id: place for place, it in enumerate(line, start=1) if it.id in receipt_ids}

    def last_place(self, tenant_id: UUID, batch_id: UUID) -> int:
        ours = [it.id for it in self._of(tenant_id) if it.batch_id == batch_id]
        return max(self.places(tenant_id, ours).values(), default=0)

    def measured_seconds(self, tenant_id: UUID) -> Sequence[float]:
        read = [it.reading for it in self._of(tenant_id) if it.status in READ and it.reading]
        return [reading.engine.seconds for reading in read[-MEASURED:] if reading.engine]

    def _of(self, tenant_id: UUID) -> list[Receipt]:
        return [it for it in self.store.receipts.values() if it.tenant_id == tenant_id]
