"""What is written beside a receipt in the same transaction: its audit trail and its outbox."""

from collections.abc import Collection, Sequence
from datetime import datetime
from operator import itemgetter
from uuid import UUID

from sqlalchemy import Connection, insert, select, update

from receipts.adapters.postgres.tables import outbox, receipt_events
from receipts.domain.covering import covered_leaves
from receipts.domain.history import Event
from receipts.domain.record import Receipt
from receipts.ports import Destination, OutboxMessage


def note_event(connection: Connection, receipt: Receipt, event: Event) -> None:
    """Append to the receipt's audit trail, masked."""
    owner = {"tenant_id": receipt.tenant_id, "receipt_id": receipt.id}
    values = {"at": event.at, "kind": event.kind, "data": covered_leaves(event.data)}
    # A column of its own: under row-level security no index could be asked for what stands in `data`.
    part_of = {"rereading_id": event.data.get("rereading")}
    connection.execute(insert(receipt_events).values(owner | values | part_of))


def put_message(connection: Connection, receipt: Receipt, message: OutboxMessage) -> None:
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
            created_at=receipt.updated_at,
            next_try_at=receipt.updated_at,
        )
    )


def lease_unsent(
    connection: Connection,
    destination: Destination,
    written_before: datetime,
    now: datetime,
    until: datetime,
    limit: int,
) -> Sequence[OutboxMessage]:
    """See `ReceiptStore.lease_unsent`. What another transaction is leasing now is passed over."""
    due = (
        select(outbox.c.id)
        .where(outbox.c.sent_at.is_(None), outbox.c.destination == destination.value)
        .where(outbox.c.created_at < written_before, outbox.c.next_try_at <= now)
        .order_by(outbox.c.next_try_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")  # not a subquery, which PostgreSQL may run once for every row
    )
    leased = connection.execute(
        update(outbox)
        .where(outbox.c.id == due.c.id)
        .values(next_try_at=until)
        .returning(outbox.c.created_at, outbox.c.id, outbox.c.tenant_id, outbox.c.body)
    ).all()
    return [
        OutboxMessage(message_id, tenant_id, destination, body)
        for _, message_id, tenant_id, body in sorted(leased, key=itemgetter(0, 1))
    ]


def mark_sent(connection: Connection, message_id: UUID, at: datetime) -> None:
    """Note the first time that a message was sent; a second time changes nothing."""
    first_time = (outbox.c.id == message_id) & outbox.c.sent_at.is_(None)
    connection.execute(update(outbox).where(first_time).values(sent_at=at))


def mark_all_sent(connection: Connection, message_ids: Collection[UUID], at: datetime) -> None:
    """As `mark_sent`, for several."""
    first_time = outbox.c.id.in_(message_ids) & outbox.c.sent_at.is_(None)
    connection.execute(update(outbox).where(first_time).values(sent_at=at))
