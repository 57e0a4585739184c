from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from receipts.ports import Destination, OutboxMessage


@dataclass
class FakeOutbox:
    """Messages by id, each with the time it was written."""

    outbox: dict[UUID, tuple[datetime, OutboxMessage]] = field(default_factory=dict)
    sent: dict[UUID, datetime] = field(default_factory=dict)
    leased: dict[UUID, datetime] = field(default_factory=dict)

    def lease_unsent(
        self,
        destination: Destination,
        *,
        written_before: datetime,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> Sequence[OutboxMessage]:
        due = [
            (self.leased.get(message.id, at), at, message.id)
            for at, message in self.outbox.values()
            if message.id not in self.sent and message.destination is destination and at < written_before
        ]
        first = sorted(it for it in due if it[0] <= now)[:limit]
        self.leased |= {message_id: until for _, _, message_id in first}
        return [self.outbox[message_id][1] for _, _, message_id in sorted(first, key=itemgetter(1, 2))]

    def mark_sent(self, message: OutboxMessage, at: datetime) -> None:
        self.mark_all_sent([message.id], at)

    def mark_all_sent(self, message_ids: Collection[UUID], at: datetime) -> None:
        for message_id in message_ids:
            self.sent.setdefault(message_id, at)

    def sweep_messages(self, sent_before: datetime, limit: int) -> int:
        old = [it for it, at in self.sent.items() if at < sent_before and it in self.outbox][:limit]
        return sum(self.outbox.pop(it, None) is not None for it in old)
