"""Have a receipt read anew by the present engine, and compare what it made of it with what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from receipts.domain.correction import changes_between
from receipts.domain.decisions import Act, Decision
from receipts.domain.history import Change
from receipts.domain.record import Receipt
from receipts.errors import PhotoArchivedError, UnknownObjectError
from receipts.ports import Clock, ObjectStore, ReceiptStore
from receipts.usecases.accept_receipt import upload_message
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.decide import act_of, is_known
from receipts.usecases.relay import Relay


@dataclass(frozen=True, slots=True)
class Compared:
    """What an engine read last, where it differs from what the receipt shows: `before` is shown, `after`
    read. None where no engine has read it.
    """

    receipt: Receipt
    differences: tuple[Change, ...] | None


@dataclass(frozen=True, slots=True)
class RereadReceipt:
    """Puts a receipt that was read, or has failed, back on the queue. What people wrote stays."""

    store: ReceiptStore
    objects: ObjectStore
    relay: Relay
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str

    def __call__(self, seen: Seen, rereading: UUID | None = None) -> Receipt:
        """`rereading` is the one of many receipts that this is part of. What is sent again is answered with
        the record as it is, and queued once. Raises ReceiptNotFoundError, StaleReceiptError,
        HistoryFullError, UndecidableError where it is neither read nor failed, and PhotoArchivedError if its
        photo has to come out of the archive first.
        """
        decision = Decision(Act.REREAD, rereading=rereading)
        receipt = self.store.get(seen.tenant_id, seen.receipt_id)
        if is_known(self.store, seen, receipt, decision):
            return receipt
        if not self._is_at_hand(receipt):
            raise PhotoArchivedError(receipt.photo.key)
        message = upload_message(self.new_id(), receipt, self.bucket)
        queued = self.store.read_anew(receipt, act_of(seen, decision, self.clock.now()), message)
        self.relay.send(message)
        return queued

    def compare(self, tenant_id: UUID, receipt_id: UUID) -> Compared:
        """Raises ReceiptNotFoundError."""
        receipt = self.store.get(tenant_id, receipt_id)
        read = self.store.engine_reading(tenant_id, receipt_id)
        if read is None or receipt.reading is None:
            return Compared(receipt, None)
        return Compared(receipt, tuple(changes_between(receipt.reading, read)))

    def _is_at_hand(self, receipt: Receipt) -> bool:
        try:
            return self.objects.recall(receipt.photo)
        except UnknownObjectError:  # the reader says so
            return True
