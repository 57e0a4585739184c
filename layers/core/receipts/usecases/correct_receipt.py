"""A bookkeeper corrects what was read, and approves it; an approved correction teaches the directory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from uuid import UUID

from receipts.domain.accounts import CATEGORY, account_lesson_of
from receipts.domain.annotations import Written, annotated, annotation_changes, require_annotations
from receipts.domain.conclusions import conclude
from receipts.domain.correction import Value, correct
from receipts.domain.directory import lesson_of
from receipts.domain.history import Correction, shortened
from receipts.domain.life_cycle import READ, Status
from receipts.domain.mask import mask
from receipts.domain.reasons import CORRECTED_AFTER_APPROVAL
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.errors import IllegalTransitionError, StaleReceiptError
from receipts.ports import Clock, Company, ReceiptStore
from receipts.usecases.relay import announcement
from receipts.usecases.suggest_account import SuggestAccount

NOTHING: Final[Mapping[str, Written]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Seen:
    """The record that a person looked at, and who it was: by the name the caller gives, and by how the
    caller's API key begins.
    """

    tenant_id: UUID
    receipt_id: UUID
    version: int
    by: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CorrectReceipt:
    """Puts a bookkeeper's values in place of what was read. What was there before is kept."""

    store: ReceiptStore
    clock: Clock
    suggest: SuggestAccount

    def __call__(
        self, seen: Seen, values: Mapping[str, Value], written: Mapping[str, Written] = NOTHING
    ) -> Receipt:
        """`values` are by path, see `domain.correction.correct`; `written` is what the company writes on the
        receipt, by name: see `AnnotateReceipt` for it alone.

        A receipt whose doubts are all answered counts as parsed; an approved one has to be approved anew.
        What a person sends again, because the first answer got lost, is answered with the record as it is.
        Raises ReceiptNotFoundError, StaleReceiptError if the record has changed since it was seen,
        HistoryFullError, and IllegalTransitionError if it has not been read.
        """
        receipt, reading = _as_seen(self.store, seen, Status.NEEDS_REVIEW)
        corrected, changes = correct(reading, values)
        accounts = self.suggest.accounts(seen.tenant_id, corrected.merchant.business_number)
        if "category" in values and corrected.category is None:  # no account of one's own: the suggested one
            corrected = replace(corrected, category=accounts.suggest(corrected))
        annotations = annotated(receipt.annotations, written)
        if corrected == reading and annotations == receipt.annotations:
            return receipt
        if receipt.version != seen.version:  # the same person's, but another correction
            raise StaleReceiptError(receipt.id, receipt.version)
        now = self.clock.now()
        if CATEGORY not in corrected.fields and reading.category == accounts.suggest(reading):
            corrected = replace(corrected, category=None)  # only suggested: it follows what was corrected
        corrected = conclude(reopened(receipt, corrected), now.date(), accounts)
        noted = (*shortened(changes), *annotation_changes(receipt.annotations, annotations))
        correction = Correction(now, mask(seen.by), receipt.version + 1, noted, key=seen.key)
        return self.store.record_correction(receipt, corrected, correction, annotations)


@dataclass(frozen=True, slots=True)
class ApproveReceipt:
    """Closes a receipt that a bookkeeper has looked at."""

    store: ReceiptStore
    clock: Clock
    new_id: Callable[[], UUID]
    company: Company

    def __call__(self, seen: Seen) -> Receipt:
        """Approve, announce it, and let a corrected merchant be known by its number from now on, and the
        account that a person chose for its goods.

        Raises, and answers what is sent again, as `CorrectReceipt` does, and AnnotationsMissingError. The
        announcement goes out through the outbox.
        """
        receipt, reading = _as_seen(self.store, seen, Status.APPROVED)
        if receipt.version != seen.version:  # the same person's approval, sent again
            return receipt
        settings = self.company.settings(seen.tenant_id)
        require_annotations(receipt.annotations, reading.category, settings)
        now = self.clock.now()
        message = announcement(self.new_id(), receipt, Status.APPROVED, now)
        approval = Correction(now, mask(seen.by), receipt.version + 1, (), approved=True, key=seen.key)
        return self.store.approve(receipt, approval, message, lesson_of(reading), account_lesson_of(reading))


def _as_seen(store: ReceiptStore, seen: Seen, to: Status) -> tuple[Receipt, Reading]:
    """The receipt at the version that was seen, or at the next where this person's own `to` made that one."""
    receipt = store.get(seen.tenant_id, seen.receipt_id)
    if receipt.version != seen.version and not is_own_work(store, receipt, seen, to):
        raise StaleReceiptError(receipt.id, receipt.version)
    if receipt.status not in READ or receipt.reading is None:
        raise IllegalTransitionError(receipt.status, to)
    return receipt, receipt.reading


def is_own_work(store: ReceiptStore, receipt: Receipt, seen: Seen, to: Status) -> bool:
    """Whether the record's newest version is what this person did to the one that was seen."""
    last = store.last_correction(seen.tenant_id, seen.receipt_id)
    approved = to is Status.APPROVED
    return last is not None and last.made(receipt.version, seen.version, mask(seen.by), approved=approved)


def reopened(receipt: Receipt, corrected: Reading) -> Reading:
    """`corrected`, in doubt if the receipt was approved with something else."""
    if receipt.status is not Status.APPROVED:
        return corrected
    reasons = dict.fromkeys((*corrected.review_reasons, CORRECTED_AFTER_APPROVAL))
    return replace(corrected, review_reasons=tuple(reasons))
