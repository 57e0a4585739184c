"""Send what was written to the outbox."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from receipts.domain.decisions import Act
from receipts.domain.record import Receipt
from receipts.errors import TransientError
from receipts.messages import ReceiptEvent
from receipts.ports import Announce, Channel, Clock, Destination, OutboxMessage, ReceiptStore

log = logging.getLogger(__name__)


def announcement(message_id: UUID, receipt: Receipt, at: datetime, act: Act | None = None) -> OutboxMessage:
    """What the topic receipt-events is told of `receipt` as it stands now. `act` is the decision that brought
    it there.
    """
    event = ReceiptEvent(
        receipt_id=receipt.id,
        tenant_id=receipt.tenant_id,
        status=receipt.status,
        at=at,
        version=receipt.version,
        act=act,
    )
    return OutboxMessage(message_id, receipt.tenant_id, Destination.RECEIPT_EVENTS, event.model_dump_json())


def announcing(new_id: Callable[[], UUID]) -> Announce:
    """What is told of a receipt that was approved, or stands elsewhere by a correction or by what became of
    another.
    """
    return lambda moved: announcement(new_id(), moved, moved.updated_at)


@dataclass(frozen=True, slots=True)
class Relay:
    """Sends outbox messages to where they belong and notes that they were sent."""

    store: ReceiptStore
    channels: Mapping[Destination, Channel]
    clock: Clock

    def send(self, message: OutboxMessage) -> bool:
        """Send now if possible. A message that cannot be sent stays in the outbox, where the reconciler
        finds it: the fact it announces is committed, so this is no reason to fail.
        """
        try:
            self.channels[message.destination].send(message)
            self.store.mark_sent(message, self.clock.now())
        except TransientError as error:
            log.warning("message %s stays in the outbox: %s", message.id, error)
            return False
        return True

    def send_all(self, destination: Destination, messages: Sequence[OutboxMessage]) -> int:
        """Send at most `MOST_AT_ONCE` and note how many were taken. Raises TransientError if none was."""
        if not messages:
            return 0
        taken = self.channels[destination].send_all(messages)
        self.store.mark_all_sent(taken, self.clock.now())
        return len(taken)
