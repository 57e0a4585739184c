"""When what waits will have been read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from receipts.domain.estimates import estimated_finish
from receipts.domain.fairness import Share
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.domain.summary import Summary
from receipts.ports import Batches, Clock


@dataclass(frozen=True, slots=True)
class EstimateFinish:
    """Estimates from a tenant's own line, its own measured readings, and the readers that it may use."""

    batches: Batches
    share: Share
    clock: Clock

    def receipts(self, tenant_id: UUID, receipts: Sequence[Receipt | Summary]) -> Mapping[UUID, datetime]:
        """Of those that are queued, as far as it can be told. Raises StorageUnavailableError."""
        queued = [receipt.id for receipt in receipts if receipt.status is Status.QUEUED]
        places = self.batches.places(tenant_id, queued) if queued else {}
        measured = self.batches.measured_seconds(tenant_id) if places else ()
        finishes = {
            receipt_id: estimated_finish(place, measured, self.share, self.clock.now())
            for receipt_id, place in places.items()
        }
        return {receipt_id: finish for receipt_id, finish in finishes.items() if finish}

    def batch(self, tenant_id: UUID, batch_id: UUID) -> datetime | None:
        """When the last that has come of a batch will have been read; None where nothing of it waits."""
        place = self.batches.last_place(tenant_id, batch_id)
        measured = self.batches.measured_seconds(tenant_id) if place else ()
        return estimated_finish(place, measured, self.share, self.clock.now())
