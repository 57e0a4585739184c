"""Bring back what fell between two steps: unsent messages, stuck receipts, slots never used."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from receipts.domain.receipt import Receipt
from receipts.errors import IllegalTransitionError
from receipts.ports import Clock, ReceiptStore
from receipts.usecases.accept_receipt import upload_message
from receipts.usecases.relay import Relay

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reconciled:
    """How many of each were brought back."""

    sent: int
    requeued: int
    expired: int


@dataclass(frozen=True, slots=True)
class Reconcile:
    """Runs on a schedule; every step may be repeated without harm."""

    store: ReceiptStore
    relay: Relay
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str
    unsent_after: timedelta
    stuck_after: timedelta
    slot_expires_after: timedelta

    def __call__(self) -> Reconciled:
        now = self.clock.now()
        unsent = self.store.unsent(older_than=now - self.unsent_after, limit=_BATCH)
        sent = sum(self.relay.send(message) for message in unsent)
        requeued = self._requeue_stuck()
        expired = self.store.expire_slots(created_before=now - self.slot_expires_after)
        return Reconciled(sent, requeued, expired)

    def _requeue_stuck(self) -> int:
        """Requeueing touches the receipt, so one is sent again at most once in `stuck_after`."""
        stuck = self.store.stuck(not_touched_since=self.clock.now() - self.stuck_after, limit=_BATCH)
        return sum(self._requeue(receipt) for receipt in stuck)

    def _requeue(self, receipt: Receipt) -> bool:
        message = upload_message(self.new_id(), receipt, self.bucket)
        try:
            self.store.requeue(receipt, message)
        except IllegalTransitionError:
            return False  # it was settled a moment ago: not stuck after all
        self.relay.send(message)
        return True
