"""What people do with a receipt: correct it, approve it, look at what was done."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Integer, Select, func, insert, select, update

from receipts.adapters.postgres.journal import note_event, put_message
from receipts.adapters.postgres.listing import decode_version, encode_version
from receipts.adapters.postgres.pairing import lock_for_pairing
from receipts.adapters.postgres.results import shown_reading
from receipts.adapters.postgres.rows import (
    from_document,
    lock_receipt,
    of_tenant,
    select_receipts,
    to_document,
    to_receipt,
)
from receipts.adapters.postgres.tables import readings, receipt_events, receipts
from receipts.domain.history import Change, Correction, ensure_room
from receipts.domain.life_cycle import Status, move
from receipts.domain.receipt import Reading, Receipt
from receipts.errors import ReceiptNotFoundError, StaleReceiptError
from receipts.ports import CorrectionPage, OutboxMessage

_CORRECTED, _APPROVED = "corrected", "approved"


def record_correction(
    connection: Connection, seen: Receipt, corrected: Receipt, correction: Correction
) -> Receipt:
    """See `ReceiptStore.record_correction`. The reading that was there stays in `readings`."""
    assert corrected.reading is not None
    lock_for_pairing(connection, seen, corrected.reading)
    _lock_as_seen(connection, seen)
    ensure_room(_corrections_of(connection, seen))
    reading_id, kept = _keep(connection, corrected, corrected.reading, correction)
    values = shown_reading(connection, corrected, reading_id, kept)
    wanted = Status.NEEDS_REVIEW if values["duplicate_of"] else corrected.status
    status = wanted if wanted is seen.status else move(seen.status, wanted)
    return _save(connection, seen, correction, status, values)


def approve(connection: Connection, seen: Receipt, approval: Correction, message: OutboxMessage) -> Receipt:
    """See `ReceiptStore.approve`."""
    _lock_as_seen(connection, seen)
    approved = _save(connection, seen, approval, move(seen.status, Status.APPROVED), {})
    put_message(connection, seen, message, approval.at)
    return approved


def of_receipt(tenant_id: UUID, receipt_id: UUID) -> ColumnElement[bool]:
    """The condition that finds the audit trail of one tenant's receipt and of no other."""
    return (receipt_events.c.tenant_id == tenant_id) & (receipt_events.c.receipt_id == receipt_id)


def corrections(
    connection: Connection, of_one: ColumnElement[bool], cursor: str | None, limit: int
) -> CorrectionPage:
    """See `ReceiptStore.corrections`: they are part of the receipt's audit trail. A page goes by the version
    of the receipt, which says nothing of other receipts, as the id of an event would.
    """
    query = (
        _of_people(of_one)
        .where(receipt_events.c.data["version"].astext.cast(Integer) > decode_version(cursor))
        .order_by(receipt_events.c.id)
        .limit(limit + 1)
    )
    found = [_correction(*row) for row in connection.execute(query)]
    page = tuple(found[:limit])
    return CorrectionPage(page, encode_version(page[-1].version) if len(found) > limit else None)


def last_correction(connection: Connection, of_one: ColumnElement[bool]) -> Correction | None:
    """See `ReceiptStore.last_correction`."""
    query = _of_people(of_one).order_by(receipt_events.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _correction(*row) if row else None


def _of_people(of_one: ColumnElement[bool]) -> Select[Any]:
    return select(receipt_events.c.at, receipt_events.c.kind, receipt_events.c.data).where(
        of_one, receipt_events.c.kind.in_([_CORRECTED, _APPROVED])
    )


def _correction(at: datetime, kind: str, data: dict[str, Any]) -> Correction:
    changes = tuple(Change(**change) for change in data["changes"])
    approved = kind == _APPROVED
    return Correction(at, data["by"], data["version"], changes, approved=approved, key=data.get("key"))


def _corrections_of(connection: Connection, receipt: Receipt) -> int:
    query = select(func.count()).where(
        of_receipt(receipt.tenant_id, receipt.id), receipt_events.c.kind == _CORRECTED
    )
    return connection.scalar(query) or 0


def _lock_as_seen(connection: Connection, seen: Receipt) -> None:
    row = lock_receipt(connection, of_tenant(seen.tenant_id, seen.id))
    if row is None:
        raise ReceiptNotFoundError(seen.id)
    if row["version"] != seen.version:
        raise StaleReceiptError(seen.id, row["version"])


def _keep(
    connection: Connection, receipt: Receipt, reading: Reading, correction: Correction
) -> tuple[UUID, Reading]:
    reading_id, document = uuid4(), to_document(reading)
    connection.execute(
        insert(readings).values(
            id=reading_id,
            tenant_id=receipt.tenant_id,
            receipt_id=receipt.id,
            object_version=receipt.photo.version,
            parser_version=f"correction {correction.version}",
            reading=document,
        )
    )
    return reading_id, from_document(document)


def _save(
    connection: Connection, seen: Receipt, correction: Correction, status: Status, values: dict[str, object]
) -> Receipt:
    ours = of_tenant(seen.tenant_id, seen.id)
    changed = values | {
        "status": status.value,
        "updated_at": correction.at,
        "version": correction.version,
    }
    connection.execute(update(receipts).where(ours).values(changed))
    kind = _APPROVED if correction.approved else _CORRECTED
    changes = [
        {"path": change.path, "before": change.before, "after": change.after} for change in correction.changes
    ]
    who = {"by": correction.by, "key": correction.key}
    note_event(connection, seen, kind, correction.at, **who, version=correction.version, changes=changes)
    return to_receipt(connection.execute(select_receipts().where(ours)).mappings().one())
