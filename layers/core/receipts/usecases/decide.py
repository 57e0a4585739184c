"""What a person decides about a whole receipt: reject, delete, bring it back, or tell it from its double."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from receipts.domain.decisions import Act, Decision, Keep, RejectReason
from receipts.domain.history import Correction
from receipts.domain.life_cycle import IN_WORK
from receipts.domain.mask import mask
from receipts.domain.record import Receipt
from receipts.errors import NotDuplicatesError, StaleReceiptError
from receipts.ports import Clock, Destination, OutboxMessage, ReceiptStore
from receipts.usecases.accept_receipt import upload_message
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.relay import Relay, announcement, announcing


@dataclass(frozen=True, slots=True)
class Decide:
    """Each decision is announced through the outbox. What a person sends again, because the first answer got
    lost, is answered with the record as it is.

    All raise ReceiptNotFoundError, StaleReceiptError if the record has changed since it was seen, and
    UndecidableError where its status does not allow the decision.
    """

    store: ReceiptStore
    relay: Relay
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str

    def reject(self, seen: Seen, reason: RejectReason, note: str | None = None) -> Receipt:
        """It is no expense of the company. It may be reopened."""
        return self._put_aside(seen, Decision(Act.REJECTED, reason, mask(note) if note else None))

    def delete(self, seen: Seen) -> Receipt:
        """Nobody finds it any more unless they ask for what is deleted. It may be restored until it is
        purged.
        """
        return self._put_aside(seen, Decision(Act.DELETED))

    def reopen(self, seen: Seen) -> Receipt:
        """It was rejected in error: it is looked at anew. Raises HistoryFullError."""
        return self._bring_back(seen, Act.REOPENED)

    def restore(self, seen: Seen) -> Receipt:
        """It was deleted in error, and stands where it stood. Raises HistoryFullError, and PhotoLiveError
        where its photo was sent again meanwhile.
        """
        return self._bring_back(seen, Act.RESTORED)

    def resolve(self, seen: Seen, keep: Keep, other: UUID | None = None) -> Receipt:
        """Which of two receipts of one purchase counts, or that they are two purchases. `other` may be left
        out where the receipt is known as the double of another. Raises HistoryFullError and
        NotDuplicatesError.
        """
        receipt = self.store.get(seen.tenant_id, seen.receipt_id)
        compared = other or receipt.duplicate_of or self._compared_before(seen)
        if compared is None:
            raise NotDuplicatesError(receipt.id, None)
        reason = RejectReason.DUPLICATE if keep is Keep.OTHER else None
        decision = Decision(Act.RESOLVED, reason, other=compared, keep=keep)
        if self._is_known(seen, receipt, decision):
            return receipt
        act = self._act(seen, decision)
        if keep is Keep.BOTH:
            return self.store.tell_apart(receipt, compared, act, announce=announcing(self.new_id))
        tell = partial(self._announced, Act.REJECTED, act.at)
        return self.store.keep_one(receipt, compared, act, tell, announce=announcing(self.new_id))

    def _put_aside(self, seen: Seen, decision: Decision) -> Receipt:
        receipt = self.store.get(seen.tenant_id, seen.receipt_id)
        if self._is_known(seen, receipt, decision):
            return receipt
        act = self._act(seen, decision)
        tell = partial(self._announced, decision.act, act.at)
        return self.store.put_aside(receipt, act, tell, announce=announcing(self.new_id))

    def _bring_back(self, seen: Seen, kind: Act) -> Receipt:
        receipt, decision = self.store.get(seen.tenant_id, seen.receipt_id), Decision(kind)
        if self._is_known(seen, receipt, decision):
            return receipt
        written: list[OutboxMessage] = []

        def told(back: Receipt) -> OutboxMessage:
            written[:] = [self._told(back, kind)]
            return written[0]

        back = self.store.bring_back(
            receipt, self._act(seen, decision), told, announce=announcing(self.new_id)
        )
        for message in written:
            if message.destination is Destination.UPLOADS:
                self.relay.send(message)
        return back

    def _told(self, back: Receipt, kind: Act) -> OutboxMessage:
        """What was on its way to being read is read now; of the others the subscribers hear."""
        if back.status in IN_WORK:
            return upload_message(self.new_id(), back, self.bucket)
        return self._announced(kind, back.updated_at, back)

    def _announced(self, kind: Act, at: datetime, moved: Receipt) -> OutboxMessage:
        return announcement(self.new_id(), moved, at, kind)

    def _act(self, seen: Seen, decision: Decision) -> Correction:
        return act_of(seen, decision, self.clock.now())

    def _is_known(self, seen: Seen, receipt: Receipt, decision: Decision) -> bool:
        return is_known(self.store, seen, receipt, decision)

    def _compared_before(self, seen: Seen) -> UUID | None:
        """What the receipt was compared with by a decision that is sent again."""
        last = self.store.last_correction(seen.tenant_id, seen.receipt_id)
        return last.decision.other if last and last.decision else None


def act_of(seen: Seen, decision: Decision, at: datetime) -> Correction:
    """The decision as the history of the receipt keeps it."""
    return replace(seen.act(at), decision=decision)


def is_known(store: ReceiptStore, seen: Seen, receipt: Receipt, decision: Decision) -> bool:
    """Whether this person took this very decision about what they saw, and nothing happened since. Raises
    StaleReceiptError if the record is at another version for another reason, and UndecidableError.
    """
    if receipt.version == seen.version:
        decision.ensure_possible(receipt.status)
        return False
    last = store.last_correction(seen.tenant_id, seen.receipt_id)
    if last and seen.made(last, receipt, decision=decision):
        return True
    raise StaleReceiptError(receipt.id, receipt.version)
