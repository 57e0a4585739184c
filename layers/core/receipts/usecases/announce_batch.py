"""Many photos are announced in one call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from receipts.domain.mask import mask
from receipts.errors import TransientError
from receipts.ports import Batch, Batches, Clock
from receipts.usecases.accept_receipt import Accepted, AcceptReceipt, Announcement

MOST_IN_A_CALL: Final = 300
"""A month's paper of a small company, photographed at once (ADR 0047)."""


@dataclass(frozen=True, slots=True)
class AnnounceBatch:
    """Makes a batch, and a slot in it for each photo."""

    accept: AcceptReceipt
    batches: Batches
    clock: Clock
    new_id: Callable[[], UUID]

    def __call__(
        self, tenant_id: UUID, name: str | None, photos: Sequence[Announcement]
    ) -> tuple[Batch, list[Accepted | None]]:
        """What came of each photo, in their order. None where the database or the bucket went away: that one
        and those behind it were not announced, and may be announced again. What is there already stays in
        the batch that it came with. Raises StorageUnavailableError if there is not even a batch.
        """
        batch = Batch(self.new_id(), tenant_id, self.clock.now(), name and mask(name))
        self.batches.add(batch)
        accepted: list[Accepted | None] = [None] * len(photos)
        for index, photo in enumerate(photos):
            try:
                accepted[index] = self.accept.open_slot(tenant_id, replace(photo, batch_id=batch.id))
            except TransientError:
                break
        return batch, accepted
