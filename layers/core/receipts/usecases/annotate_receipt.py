"""What a company writes on a receipt: no correction of what was read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from receipts.domain.annotations import (
    Annotations,
    Written,
    annotated,
    annotation_changes,
    missing_annotations,
    takes_away,
)
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import IllegalTransitionError, StaleReceiptError
from receipts.ports import Clock, Company, ReceiptStore
from receipts.usecases.correct_receipt import Seen, done, is_own_work, reopened
from receipts.usecases.relay import announcing


@dataclass(frozen=True, slots=True)
class AnnotateReceipt:
    """Writes on a receipt, wherever it stands, and keeps what stood there before."""

    store: ReceiptStore
    clock: Clock
    new_id: Callable[[], UUID]
    company: Company

    def __call__(self, seen: Seen, values: Mapping[str, Written]) -> Receipt:
        """`values` by name; what is not named stays. An approved receipt stays approved, unless something is
        taken away that its approval required: then it has to be approved anew.

        What a person sends again is answered with the record as it is. Raises ReceiptNotFoundError,
        StaleReceiptError, HistoryFullError, and IllegalTransitionError for a receipt that is gone, or that is
        approved, being read anew, and would lack what its approval required.
        """
        receipt = self.store.get(seen.tenant_id, seen.receipt_id)
        annotations = annotated(receipt.annotations, values)
        if receipt.version != seen.version and not is_own_work(self.store, receipt, seen, approved=False):
            raise StaleReceiptError(receipt.id, receipt.version)
        if annotations == receipt.annotations:
            return receipt
        if receipt.version != seen.version:  # the same person's, but another act
            raise StaleReceiptError(receipt.id, receipt.version)
        changes = annotation_changes(receipt.annotations, annotations)
        act = seen.act(self.clock.now(), changes)
        write = partial(self.store.annotate, receipt, annotations, act)
        if receipt.reading and self._reopens(receipt, annotations):
            if receipt.is_read_anew:  # it is nobody's to open until it has been read
                raise IllegalTransitionError(receipt.status, Status.NEEDS_REVIEW)
            in_doubt = reopened(receipt, receipt.reading)
            tell = announcing(self.new_id)
            write = partial(self.store.record_correction, receipt, in_doubt, act, annotations, announce=tell)
        return done(self.store, seen, write, approved=False)

    def _reopens(self, receipt: Receipt, annotations: Annotations) -> bool:
        stands = receipt.came_from if receipt.is_read_anew else receipt.status
        if stands is not Status.APPROVED or receipt.reading is None:
            return False
        settings, category = self.company.settings(receipt.tenant_id), receipt.reading.category
        before, after = (
            missing_annotations(written, category, settings) for written in (receipt.annotations, annotations)
        )
        return takes_away(before, after)
