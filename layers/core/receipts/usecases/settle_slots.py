"""End upload slots whose time is over: the photo is there after all, or it never came."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from receipts.domain.budget import Budget
from receipts.domain.record import Receipt
from receipts.domain.slots import STILL_GOOD
from receipts.ports import Clock, ObjectStore, ReceiptStore
from receipts.usecases.accept_receipt import upload_message

log = logging.getLogger(__name__)

_CHUNK = 32


@dataclass(frozen=True, slots=True)
class SlotsSettled:
    """How many had their photo in the bucket, its event lost, and how many were never used."""

    arrived: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class SettleSlots:
    """Looks into the bucket before a slot expires: S3 answered 200 to a client that then waits for us."""

    store: ReceiptStore
    objects: ObjectStore
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str
    expires_after: timedelta

    def __call__(self, budget: Budget) -> Iterator[SlotsSettled]:
        """Chunk by chunk. Raises TransientError, and expires nothing more, if the bucket does not answer."""
        while not budget.is_spent(now := self.clock.now()):
            slots = self.store.unused_slots(
                created_before=now - self.expires_after, touched_before=now - STILL_GOOD, limit=_CHUNK
            )
            yield self._settle(slots)
            if len(slots) < _CHUNK:
                break

    def _settle(self, slots: Sequence[Receipt]) -> SlotsSettled:
        arrived = {slot.id: slot for slot in self._arrived(slots)}
        queued = sum(self._queue(slot) for slot in arrived.values())
        return SlotsSettled(queued, self.store.expire([slot for slot in slots if slot.id not in arrived]))

    def _arrived(self, slots: Sequence[Receipt]) -> list[Receipt]:
        stored = {photo.key: photo for photo in self.objects.stored([slot.photo for slot in slots])}
        return [replace(slot, photo=stored[slot.photo.key]) for slot in slots if slot.photo.key in stored]

    def _queue(self, slot: Receipt) -> bool:
        queued = self.store.queue_arrived(slot, upload_message(self.new_id(), slot, self.bucket))
        if queued:
            log.warning("the event of the upload %s was lost: queued", slot.photo.key)
        return queued
