"""Read a failed receipt once more."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import IllegalTransitionError, PhotoArchivedError, UnknownObjectError
from receipts.ports import ObjectStore, ReceiptStore
from receipts.usecases.accept_receipt import upload_message
from receipts.usecases.relay import Relay


@dataclass(frozen=True, slots=True)
class RetryReceipt:
    """Puts a failed receipt back on the queue. Pressed twice, the second press is refused, not doubled."""

    store: ReceiptStore
    objects: ObjectStore
    relay: Relay
    new_id: Callable[[], UUID]
    bucket: str

    def __call__(self, tenant_id: UUID, receipt_id: UUID, key: str | None = None) -> Receipt:
        """`key` is how the API key begins that asked. Raises ReceiptNotFoundError, and IllegalTransitionError
        if the receipt has not failed, PhotoArchivedError if its photo has to come out of the archive first.
        """
        failed = self.store.get(tenant_id, receipt_id)
        if failed.status is not Status.FAILED:
            raise IllegalTransitionError(failed.status, Status.QUEUED)
        if not self._is_at_hand(failed):
            raise PhotoArchivedError(failed.photo.key)
        message = upload_message(self.new_id(), failed, self.bucket)
        receipt = self.store.requeue(failed, message, key=key)
        self.relay.send(message)
        return receipt

    def _is_at_hand(self, failed: Receipt) -> bool:
        try:
            return self.objects.recall(failed.photo)
        except UnknownObjectError:  # the reader says so
            return True
