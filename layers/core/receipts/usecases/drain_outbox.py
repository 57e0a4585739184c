"""Send what is left in the outbox."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from receipts.domain.budget import Budget
from receipts.ports import MOST_AT_ONCE, Clock, Destination, ReceiptStore
from receipts.usecases.relay import Relay

LEASE = timedelta(seconds=30)
"""More than a batch takes, less than what lies between two runs."""


@dataclass(frozen=True, slots=True)
class DrainOutbox:
    """Sends to one destination, batch after batch. Two that run at once get different messages."""

    store: ReceiptStore
    relay: Relay
    clock: Clock
    unsent_after: timedelta

    def __call__(self, destination: Destination, budget: Budget) -> Iterator[int]:
        """How many were sent, batch by batch, until none is left or the time is up.

        Raises TransientError as soon as the destination takes nothing: it is left for the next run.
        """
        while not budget.is_spent(now := self.clock.now()):
            batch = self.store.lease_unsent(
                destination,
                written_before=now - self.unsent_after,
                now=now,
                until=now + LEASE,
                limit=MOST_AT_ONCE,
            )
            yield self.relay.send_all(destination, batch)
            if len(batch) < MOST_AT_ONCE:
                break
