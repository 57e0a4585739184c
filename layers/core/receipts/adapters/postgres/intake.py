"""Receipts that come in, or never come."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, func, insert, literal, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgres_insert

from receipts.adapters.postgres.journal import note_event, put_message
from receipts.adapters.postgres.rows import new_row, select_receipts, to_receipt
from receipts.adapters.postgres.tables import IS_LIVE, receipt_events, receipts
from receipts.domain.history import Event
from receipts.domain.life_cycle import Status, move
from receipts.domain.record import Receipt
from receipts.ports import OutboxMessage

_IS_UNUSED = text("status = 'awaiting_upload'")  # as the index receipts_unused_slots has it


def insert_if_new(connection: Connection, receipt: Receipt, message: OutboxMessage | None) -> Receipt | None:
    """The receipt as inserted, or None if a live one of this tenant shows the same photo.

    The unique index decides, not a look before the insert: of two requests at once one must lose.
    """
    statement = (
        postgres_insert(receipts)
        .values(new_row(receipt))
        .on_conflict_do_nothing(index_elements=["tenant_id", "sha256"], index_where=IS_LIVE)
        .returning(receipts)
    )
    row = connection.execute(statement).mappings().one_or_none()
    if row is None:
        return None
    note_event(connection, receipt, Event("added", receipt.created_at, {"status": receipt.status.value}))
    if message is not None:
        put_message(connection, receipt, message)
    return to_receipt(row)


def unused_slots(
    connection: Connection, created_before: datetime, touched_before: datetime, limit: int
) -> Sequence[Receipt]:
    """Oldest first."""
    query = (
        select_receipts()
        .where(_IS_UNUSED, receipts.c.created_at < created_before, receipts.c.updated_at < touched_before)
        .order_by(receipts.c.created_at, receipts.c.id)
        .limit(limit)
    )
    return [to_receipt(row) for row in connection.execute(query).mappings()]


def expire(connection: Connection, slots: Sequence[Receipt]) -> int:
    """Expire those that are still unused, and as they were seen: who was given one since may use it. One that
    somebody holds this very moment is being used.
    """
    as_seen = tuple_(receipts.c.id, receipts.c.version).in_([(slot.id, slot.version) for slot in slots])
    still_unused = (
        select(receipts.c.id)
        .where(as_seen, _IS_UNUSED)
        .order_by(receipts.c.id)
        .with_for_update(skip_locked=True)
        .cte("still_unused")
    )
    expired = (
        update(receipts)
        .where(receipts.c.id == still_unused.c.id)
        .values(
            status=move(Status.AWAITING_UPLOAD, Status.EXPIRED).value,
            updated_at=func.now(),
            version=receipts.c.version + 1,
        )
        .returning(receipts.c.tenant_id, receipts.c.id, receipts.c.updated_at)
        .cte("expired")
    )
    event = select(expired, literal("expired"), literal({}, JSONB))
    trail = insert(receipt_events).from_select(["tenant_id", "receipt_id", "at", "kind", "data"], event)
    return connection.execute(trail).rowcount
