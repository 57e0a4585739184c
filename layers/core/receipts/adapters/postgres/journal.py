"""What is written beside a receipt in the same transaction: its audit trail and its outbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from receipts.adapters.postgres.tables import outbox, receipt_events
from receipts.domain.covering import covered_leaves
from receipts.domain.receipt import Receipt
from receipts.ports import Destination, OutboxMessage

Instant: TypeAlias = datetime | ColumnElement[datetime]


def note_event(connection: Connection, receipt: Receipt, kind: str, at: Instant, **data: object) -> None:
    """Append to the receipt's audit trail; `data` must be fit for JSON, and is masked."""
    connection.execute(
        insert(receipt_events).values(
            tenant_id=receipt.tenant_id, receipt_id=receipt.id, at=at, kind=kind, data=covered_leaves(data)
        )
    )


def put_message(connection: Connection, receipt: Receipt, message: OutboxMessage, at: Instant) -> None:
    """Put `message` into the outbox. It is not masked: it holds our own ids, times and states alone, and an
    upload whose key were changed would be lost.
    """
    connection.execute(
        insert(outbox).values(
            id=message.id,
            tenant_id=message.tenant_id,
            receipt_id=receipt.id,
            destination=message.destination.value,
            body=message.body,
            created_at=at,
        )
    )


def unsent_messages(connection: Connection, older_than: datetime, limit: int) -> Sequence[OutboxMessage]:
    """Oldest first."""
    query = (
        select(outbox.c.id, outbox.c.tenant_id, outbox.c.destination, outbox.c.body)
        .where(outbox.c.sent_at.is_(None), outbox.c.created_at < older_than)
        .order_by(outbox.c.created_at, outbox.c.id)
        .limit(limit)
    )
    return [
        OutboxMessage(message_id, tenant_id, Destination(destination), body)
        for message_id, tenant_id, destination, body in connection.execute(query)
    ]


def mark_sent(connection: Connection, message_id: UUID, at: datetime) -> None:
    """Note the first time that a message was sent; a second time changes nothing."""
    first_time = (outbox.c.id == message_id) & outbox.c.sent_at.is_(None)
    connection.execute(update(outbox).where(first_time).values(sent_at=at))


def database_now() -> ColumnElement[datetime]:
    """The time for moves that their caller does not date."""
    return func.now()
