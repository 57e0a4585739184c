"""Decide about a receipt whose message was given up: read it again, or let nobody wait for it any longer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.giving_up import is_given_up
from receipts.domain.record import Receipt
from receipts.messages import UploadedObject, upload_event
from receipts.ports import Clock, Destination, OutboxMessage, ReceiptStore
from receipts.usecases.relay import Relay, announcement

CAUSE = FailureCause.INTERNAL_ERROR
"""A photo that is itself the reason fails with its own cause when it is read; a message is given up where
the fault is ours."""

_LEASE = timedelta(minutes=1)
_CLOCKS_APART = timedelta(minutes=1)
"""Far more than the clocks of queue and database differ, far less than five tries take: so the message that
a receipt was queued again with is never taken for an older one."""


class SettleOutcome(StrEnum):
    """What became of a dead letter. `LEFT_ALONE`: settled before, or a later message has the receipt."""

    SETTLED = "settled"
    REQUEUED = "requeued"
    LEFT_ALONE = "left_alone"


@dataclass(frozen=True, slots=True)
class SettleResult:
    """The outcome of one dead letter, for logs and metrics."""

    outcome: SettleOutcome
    receipt_id: UUID | None = None
    tenant_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class SettleDeadLetter:
    """Settles one receipt as failed if its photo is to blame, and queues it again if our trouble was.
    The photo of one that failed is kept, and one call reads it again.
    """

    store: ReceiptStore
    relay: Relay
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str

    def __call__(self, uploaded: UploadedObject, delivery: str, sent_at: datetime) -> SettleResult:
        """`delivery` names the queue message, as for `ParseReceipt`; `sent_at` is when it was first sent.

        The rules of claims hold: the claim that this message's own reader left behind is taken over, since
        that reader is gone; another message's is waited for. Raises TransientError where trying again later
        helps, UnknownObjectError if no receipt was announced under this key.
        """
        claim = self.store.claim_unless_requeued(
            uploaded.key,
            uploaded.version,
            since=sent_at + _CLOCKS_APART,
            claimed_by=delivery,
            now=self.clock.now(),
            lease=_LEASE,
        )
        if claim is None:
            return SettleResult(SettleOutcome.LEFT_ALONE)
        outcome = self._fail(claim) if is_given_up(claim.died) else self._requeue(claim, uploaded)
        return SettleResult(outcome, claim.receipt.id, claim.receipt.tenant_id)

    def _requeue(self, claim: Claim, uploaded: UploadedObject) -> SettleOutcome:
        """The reconciler sends the message, a minute or two later: with five tries behind it and five ahead,
        each a visibility timeout after the one before, that is delay enough.
        """
        body = upload_event(self.bucket, uploaded, self.clock.now())
        message = OutboxMessage(self.new_id(), claim.receipt.tenant_id, Destination.UPLOADS, body)
        requeued = self.store.give_back(claim, message)
        return SettleOutcome.REQUEUED if requeued else SettleOutcome.LEFT_ALONE

    def _fail(self, claim: Claim) -> SettleOutcome:
        if claim.receipt.is_read_anew:
            return self._keep(claim)
        return self._told(self.store.record_failure(claim, CAUSE, self._announcement))

    def _keep(self, claim: Claim) -> SettleOutcome:
        """It cannot be read anew, and what it showed stands."""
        return self._told(self.store.keep_reading(claim, CAUSE, self._announcement))

    def _announcement(self, settled: Receipt) -> OutboxMessage:
        return announcement(self.new_id(), settled, self.clock.now())

    def _told(self, message: OutboxMessage | None) -> SettleOutcome:
        if message:
            self.relay.send(message)
        return SettleOutcome.SETTLED if message else SettleOutcome.LEFT_ALONE
