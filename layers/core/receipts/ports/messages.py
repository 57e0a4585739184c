"""Queues and topics, and what goes out through the outbox."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID

MOST_AT_ONCE: Final = 10
"""What SQS and SNS take in one call (SendMessageBatch, PublishBatch)."""


class Destination(StrEnum):
    """Where an outbox message goes."""

    UPLOADS = "uploads"
    RECEIPT_EVENTS = "receipt_events"


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A message written in the same transaction as the fact it announces, sent afterwards."""

    id: UUID
    tenant_id: UUID
    destination: Destination
    body: str


class Channel(Protocol):
    """A queue or topic that takes messages."""

    def send(self, message: OutboxMessage) -> None:
        """Raises StorageUnavailableError when it does not answer."""

    def send_all(self, messages: Sequence[OutboxMessage]) -> Collection[UUID]:
        """Send at most `MOST_AT_ONCE` messages; returns the ids of those it took, at least one. Raises
        StorageUnavailableError when it takes none.
        """


class EventQueue(Channel, Protocol):
    """The queue that S3 upload events go on."""

    def send_later(self, message: OutboxMessage, after: timedelta) -> None:
        """Send it so that nobody receives it before `after` has passed, 15 minutes at most."""

    def is_ready(self) -> bool: ...
