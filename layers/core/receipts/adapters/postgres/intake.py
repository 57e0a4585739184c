"""Receipts that come in, come back, or never come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, case, insert, literal, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as postgres_insert

from receipts.adapters.postgres.journal import database_now, note_event, put_message
from receipts.adapters.postgres.rows import lock_receipt, new_row, of_tenant, select_receipts, to_receipt
from receipts.adapters.postgres.tables import IS_LIVE, receipt_events, receipts
from receipts.domain.life_cycle import Status, move
from receipts.domain.receipt import Receipt
from receipts.errors import IllegalTransitionError, ReceiptNotFoundError
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
    note_event(connection, receipt, "added", receipt.created_at, status=receipt.status.value)
    if message is not None:
        put_message(connection, receipt, message, receipt.created_at)
    return to_receipt(row)


def live_receipt(connection: Connection, tenant_id: UUID, sha256: str) -> Receipt | None:
    """This tenant's receipt of this photo that is neither deleted nor expired."""
    query = select_receipts().where(receipts.c.tenant_id == tenant_id, receipts.c.sha256 == sha256, IS_LIVE)
    row = connection.execute(query).mappings().one_or_none()
    return to_receipt(row) if row else None


def describe(connection: Connection, receipt: Receipt) -> None:
    """See `ReceiptStore.describe`."""
    told = {"content_type": receipt.photo.content_type, "size": receipt.photo.size}
    changed = connection.execute(
        update(receipts)
        .where(of_tenant(receipt.tenant_id, receipt.id))
        .where(receipts.c.status.in_([Status.AWAITING_UPLOAD, Status.FAILED]))
        .values(**told, updated_at=_when_it_failed_or_now(), version=receipts.c.version + 1)
    )
    if changed.rowcount:
        note_event(connection, receipt, "described", database_now(), **told)


def _when_it_failed_or_now() -> ColumnElement[datetime]:
    """`updated_at` of a failed receipt is when it failed: operators choose by it what they retry."""
    return case((receipts.c.status == Status.FAILED, receipts.c.updated_at), else_=database_now())


def requeue(connection: Connection, seen: Receipt, message: OutboxMessage, key: str | None = None) -> Receipt:
    """Back on the queue. What was read before stays visible until the next reading replaces it."""
    receipt = _requeueable(connection, seen)
    ours = of_tenant(seen.tenant_id, seen.id)
    values = {"failure_cause": None, "claimed_by": None, "claim_expires_at": None}
    connection.execute(
        update(receipts)
        .where(ours)
        .values(
            status=move(receipt.status, Status.QUEUED).value,
            updated_at=database_now(),
            version=receipts.c.version + 1,
            object_version=seen.photo.version,
            attempts=0,
            held_until=None,
            **values,
        )
    )
    note_event(connection, receipt, "requeued", database_now(), status=receipt.status.value, key=key)
    put_message(connection, receipt, message, database_now())
    return to_receipt(connection.execute(select_receipts().where(ours)).mappings().one())


def _requeueable(connection: Connection, seen: Receipt) -> Receipt:
    """The receipt, locked. Refuses one that has moved on since it was seen, and a slot whose photo never
    came: only its arrival may queue it.
    """
    row = lock_receipt(connection, of_tenant(seen.tenant_id, seen.id))
    if row is None:
        raise ReceiptNotFoundError(seen.id)
    receipt = to_receipt(row)
    if receipt.status is not seen.status or receipt.status in {Status.AWAITING_UPLOAD, Status.EXPIRED}:
        raise IllegalTransitionError(receipt.status, Status.QUEUED)
    return receipt


def unused_slots(connection: Connection, created_before: datetime, limit: int) -> Sequence[Receipt]:
    """Oldest first."""
    query = (
        select_receipts()
        .where(_IS_UNUSED, receipts.c.created_at < created_before)
        .order_by(receipts.c.created_at, receipts.c.id)
        .limit(limit)
    )
    return [to_receipt(row) for row in connection.execute(query).mappings()]


def expire(connection: Connection, slots: Sequence[Receipt]) -> int:
    """Expire those that are still unused; one that somebody holds this very moment is being used."""
    still_unused = (
        select(receipts.c.id)
        .where(receipts.c.id.in_([slot.id for slot in slots]), _IS_UNUSED)
        .order_by(receipts.c.id)
        .with_for_update(skip_locked=True)
        .cte("still_unused")
    )
    expired = (
        update(receipts)
        .where(receipts.c.id == still_unused.c.id)
        .values(
            status=move(Status.AWAITING_UPLOAD, Status.EXPIRED).value,
            updated_at=database_now(),
            version=receipts.c.version + 1,
        )
        .returning(receipts.c.tenant_id, receipts.c.id, receipts.c.updated_at)
        .cte("expired")
    )
    event = select(expired, literal("expired"), literal({}, JSONB))
    trail = insert(receipt_events).from_select(["tenant_id", "receipt_id", "at", "kind", "data"], event)
    return connection.execute(trail).rowcount


def queue_arrived(connection: Connection, slot: Receipt, message: OutboxMessage) -> bool:
    """Queue a slot whose photo is in the bucket, unless it has moved on since."""
    row = lock_receipt(connection, of_tenant(slot.tenant_id, slot.id), _IS_UNUSED)
    if row is None:
        return False
    connection.execute(
        update(receipts)
        .where(of_tenant(slot.tenant_id, slot.id))
        .values(
            status=move(Status.AWAITING_UPLOAD, Status.QUEUED).value,
            object_version=slot.photo.version,
            updated_at=database_now(),
            version=receipts.c.version + 1,
        )
    )
    note_event(connection, slot, "arrived", database_now(), version=slot.photo.version)
    put_message(connection, slot, message, database_now())
    return True
