"""A bookkeeper corrects what was read, and approves it; an approved correction teaches the directory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final
from uuid import UUID

from receipts.domain.accounts import CATEGORY, account_lesson_of
from receipts.domain.annotations import Written, annotated, annotation_changes, missing_annotations
from receipts.domain.approval import Approval, approval_of, without_confirmed
from receipts.domain.checks import outcomes
from receipts.domain.conclusions import conclude
from receipts.domain.correction import Value, correct, ensure_possible
from receipts.domain.decisions import Decision
from receipts.domain.directory import lesson_of
from receipts.domain.history import Change, Correction, shortened
from receipts.domain.life_cycle import READ, Status, move
from receipts.domain.mask import mask
from receipts.domain.month import look_from
from receipts.domain.obstacles import Obstacle
from receipts.domain.reasons import CORRECTED_AFTER_APPROVAL
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.errors import (
    ApprovalRefusedError,
    IllegalTransitionError,
    StaleReceiptError,
    StorageUnavailableError,
)
from receipts.ports import Clock, Company, ReceiptStore
from receipts.usecases.relay import announcing
from receipts.usecases.suggest_account import SuggestAccount

NOTHING: Final[Mapping[str, Written]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Seen:
    """The record that somebody looked at, and who it was: whom the caller says that it acts for (`by`), how
    the caller's API key begins, and whose key it is. None where nobody says.
    """

    tenant_id: UUID
    receipt_id: UUID
    version: int
    by: str | None
    key: str | None = None
    person: str | None = None

    opened_at: datetime | None = None
    """When a person opened it to look, where the client says so."""

    def act(
        self, at: datetime, changes: tuple[Change, ...] = (), approval: Approval | None = None
    ) -> Correction:
        """What they do with it, for the history."""
        act = Correction(at, self._by(), self.version + 1, changes, key=self.key, person=self.person)
        if approval is None:
            return act
        return replace(
            act,
            approved=True,
            accepted=approval.accepted,
            confirmed=approval.confirmed,
            looked=look_from(self.opened_at, at),
        )

    def made(
        self,
        last: Correction,
        receipt: Receipt,
        *,
        approved: bool = False,
        decision: Decision | None = None,
    ) -> bool:
        """Whether `last` is what they did with what they saw, and nothing happened since."""
        done = receipt.version, self.version, self._by(), self.key
        return last.made(*done, approved=approved, decision=decision)

    def _by(self) -> str | None:
        return self.by and mask(self.by)


@dataclass(frozen=True, slots=True)
class CorrectReceipt:
    """Puts a bookkeeper's values in place of what was read. What was there before is kept."""

    store: ReceiptStore
    clock: Clock
    new_id: Callable[[], UUID]
    suggest: SuggestAccount

    def __call__(
        self, seen: Seen, values: Mapping[str, Value], written: Mapping[str, Written] = NOTHING
    ) -> Receipt:
        """`values` are by path, see `domain.correction.correct`; `written` is what the company writes on the
        receipt, by name: see `AnnotateReceipt` for it alone.

        A receipt whose doubts are all answered counts as parsed; an approved one has to be approved anew.
        What a person sends again, because the first answer got lost, is answered with the record as it is.
        Raises ReceiptNotFoundError, StaleReceiptError if the record has changed since it was seen,
        ImpossibleValuesError, HistoryFullError, and IllegalTransitionError if it has not been read.
        """
        receipt, reading = _as_seen(self.store, seen, Status.NEEDS_REVIEW)
        corrected, changes = correct(reading, values)
        accounts = self.suggest.accounts(seen.tenant_id, corrected.merchant.business_number)
        if corrected.category and corrected.category != reading.category:
            booked = accounts.booked_to(corrected.category)
            corrected, changes = correct(reading, {**values, CATEGORY: booked})
        if "category" in values and corrected.category is None:  # no account of one's own: the suggested one
            corrected = replace(corrected, category=accounts.suggest(corrected))
        annotations = annotated(receipt.annotations, written)
        if corrected == reading and annotations == receipt.annotations:
            return receipt
        if receipt.version != seen.version:  # the same person's, but another correction
            raise StaleReceiptError(receipt.id, receipt.version)
        now = self.clock.now()
        ensure_possible(corrected, changes, now.date())
        if CATEGORY not in corrected.fields and reading.category == accounts.suggest(reading):
            corrected = replace(corrected, category=None)  # only suggested: it follows what was corrected
        corrected = conclude(reopened(receipt, corrected), now.date(), accounts)
        noted = (*shortened(changes), *annotation_changes(receipt.annotations, annotations))
        act, tell = seen.act(now, noted), announcing(self.new_id)
        record = partial(self.store.record_correction, receipt, corrected, act, annotations, announce=tell)
        return done(self.store, seen, record, approved=False)


@dataclass(frozen=True, slots=True)
class ApproveReceipt:
    """Closes a receipt that a bookkeeper has looked at."""

    store: ReceiptStore
    clock: Clock
    new_id: Callable[[], UUID]
    company: Company

    def __call__(self, seen: Seen, accept: Sequence[str] = ()) -> Receipt:
        """Check it once more, approve and announce it, and let a corrected merchant be known by its number
        from now on, and the account that a person chose for its goods: all of it in one transaction, the
        announcement through the outbox. `accept` names the warnings that may stay, see `domain.approval`.

        Raises, and answers what is sent again, as `CorrectReceipt` does; ApprovalRefusedError, also where
        something is not written that the company requires, and AcceptanceError as `approval_of`.
        """
        receipt, reading = _as_seen(self.store, seen, Status.APPROVED)
        if receipt.version != seen.version:  # the same person's approval, sent again
            return receipt
        move(receipt.status, Status.APPROVED)
        now = self.clock.now()
        approval = self._approval(receipt, accept)
        act = seen.act(now, approval=approval)
        newer = None if outcomes(approval.reading) == outcomes(reading) else approval.reading
        approve = partial(
            self.store.approve,
            receipt,
            act,
            announcing(self.new_id),
            lesson=lesson_of(reading),
            reading=newer,
            account=account_lesson_of(reading),
        )
        return done(self.store, seen, approve, approved=True)

    def obstacles(self, receipt: Receipt) -> tuple[Obstacle, ...]:
        """What stands in the way of approving it, nothing of it accepted. Raises StorageUnavailableError."""
        try:
            self._approval(receipt, ())
        except ApprovalRefusedError as error:
            return tuple(error.obstacles)
        return ()

    def _approval(self, receipt: Receipt, accept: Sequence[str]) -> Approval:
        settings = self.company.settings(receipt.tenant_id)
        category = receipt.reading.category if receipt.reading else None
        missing = missing_annotations(receipt.annotations, category, settings)
        return approval_of(receipt, self.clock.now().date(), accept, missing)


def _as_seen(store: ReceiptStore, seen: Seen, to: Status) -> tuple[Receipt, Reading]:
    """The receipt at the version that was seen, or at the next where this person's own `to` made that one."""
    receipt = store.get(seen.tenant_id, seen.receipt_id)
    approved = to is Status.APPROVED
    if receipt.version != seen.version and not is_own_work(store, receipt, seen, approved=approved):
        raise StaleReceiptError(receipt.id, receipt.version)
    if receipt.status not in READ or receipt.reading is None:
        raise IllegalTransitionError(receipt.status, to)
    return receipt, receipt.reading


def is_own_work(store: ReceiptStore, receipt: Receipt, seen: Seen, *, approved: bool) -> bool:
    """Whether the record's newest version is what this person did to the one that was seen."""
    last = store.last_correction(seen.tenant_id, seen.receipt_id)
    return last is not None and seen.made(last, receipt, approved=approved)


def done(store: ReceiptStore, seen: Seen, act: Callable[[], Receipt], *, approved: bool) -> Receipt:
    """What `act` makes of the record. Where the database gives no answer, which may be after the commit, the
    record is asked: StorageUnavailableError means that nothing was done, or that nobody can tell.
    """
    try:
        return act()
    except StorageUnavailableError:
        receipt = store.get(seen.tenant_id, seen.receipt_id)
        if is_own_work(store, receipt, seen, approved=approved):
            return receipt
        raise


def reopened(receipt: Receipt, corrected: Reading) -> Reading:
    """`corrected`, in doubt if the receipt was approved with something else."""
    if receipt.status is not Status.APPROVED:
        return corrected
    left = without_confirmed(corrected)
    reasons = dict.fromkeys((*left.review_reasons, CORRECTED_AFTER_APPROVAL))
    return replace(left, review_reasons=tuple(reasons))
