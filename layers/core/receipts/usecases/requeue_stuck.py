"""Queue again what nobody has touched for hours: its message was lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from receipts.domain.budget import Budget
from receipts.domain.record import Receipt
from receipts.errors import IllegalTransitionError
from receipts.ports import Clock, ReceiptStore
from receipts.usecases.accept_receipt import upload_message

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class RequeueStuck:
    """Only writes to the outbox, which works while the queue is down."""

    store: ReceiptStore
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str
    stuck_after: timedelta

    def __call__(self, budget: Budget) -> Iterator[int]:
        """How many were queued, chunk by chunk. Requeueing touches a receipt: it is queued again at most
        once in `stuck_after`.
        """
        while not budget.is_spent(now := self.clock.now()):
            stuck = self.store.stuck(not_touched_since=now - self.stuck_after, limit=_CHUNK)
            yield sum(self._requeue(receipt) for receipt in stuck)
            if len(stuck) < _CHUNK:
                break

    def _requeue(self, receipt: Receipt) -> bool:
        try:
            self.store.requeue(receipt, upload_message(self.new_id(), receipt, self.bucket))
        except IllegalTransitionError:
            return False  # it was settled a moment ago: not stuck after all
        return True
