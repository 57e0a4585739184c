"""Read receipts again that failed of something which is mended by now: an operator's bulk retry."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from receipts.domain.record import Receipt
from receipts.errors import IllegalTransitionError
from receipts.ports import FailedReceipts, ReceiptStore
from receipts.usecases.accept_receipt import upload_message


@dataclass(frozen=True, slots=True)
class Retried:
    """One chunk: how many were queued again, and the last one looked at; None where there are no more."""

    requeued: int
    last: UUID | None


@dataclass(frozen=True, slots=True)
class RetryFailed:
    """Queues failed receipts of all tenants again, chunk by chunk. One that somebody has retried meanwhile is
    left alone, so that none is doubled, however often this is asked. The reconciler sends the messages.
    """

    store: ReceiptStore
    new_id: Callable[[], UUID]
    bucket: str

    def __call__(self, which: FailedReceipts, after: UUID | None, limit: int) -> Retried:
        """The next `limit` receipts in the order of their ids, from behind the receipt `after`."""
        failed = self.store.failed(which, after=after, limit=limit)
        requeued = sum(map(self._requeue, failed))
        return Retried(requeued, failed[-1].id if len(failed) == limit else None)

    def _requeue(self, failed: Receipt) -> bool:
        try:
            self.store.requeue(failed, upload_message(self.new_id(), failed, self.bucket))
        except IllegalTransitionError:
            return False
        return True
