"""How a reading ends: the result, its items, its audit event and its message in one transaction."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from receipts.adapters.postgres.duplicates import find_original
from receipts.adapters.postgres.journal import database_now, note_event, put_message
from receipts.adapters.postgres.pairing import lock_for_pairing, pair
from receipts.adapters.postgres.rows import (
    from_document,
    item_rows,
    lock_receipt,
    of_tenant,
    searchable,
    to_document,
    to_receipt,
)
from receipts.adapters.postgres.tables import readings, receipt_items, receipts
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status, move
from receipts.domain.reasons import settled_as
from receipts.domain.receipt import Reading, Receipt
from receipts.ports import Claim, OutboxMessage


def record_reading(
    connection: Connection, claim: Claim, reading: Reading, announce: Callable[[Status], OutboxMessage]
) -> OutboxMessage | None:
    """See `ReceiptStore.record_reading`."""
    first = _first_result(connection, claim.receipt, _parser_version(reading))
    lock_for_pairing(connection, claim.receipt, first[1] if first else reading)
    receipt = _held(connection, claim)
    if receipt is None:
        return None
    reading_id, kept = first or _keep(connection, receipt, reading)
    shown = shown_reading(connection, receipt, reading_id, kept)
    status = settled_as(kept, shown["duplicate_of"])
    message = announce(status)
    _settle(connection, receipt, status, message, shown)
    note_event(
        connection, receipt, status.value, database_now(), reading=str(reading_id), holder=claim.holder
    )
    return message


def record_failure(connection: Connection, claim: Claim, cause: FailureCause, message: OutboxMessage) -> bool:
    """See `ReceiptStore.record_failure`."""
    receipt = _held(connection, claim)
    if receipt is None:
        return False
    _settle(connection, receipt, Status.FAILED, message, {"failure_cause": cause.value})
    note_event(connection, receipt, "failed", database_now(), cause=cause.value, holder=claim.holder)
    return True


def shown_reading(
    connection: Connection, receipt: Receipt, reading_id: UUID, reading: Reading
) -> dict[str, Any]:
    """The columns of a receipt whose current reading this is; its items are written on the way.

    The caller has been through `lock_for_pairing`.
    """
    _replace_items(connection, receipt, reading)
    original = find_original(connection, receipt, reading)
    sale = pair(connection, receipt, reading, is_copy=original is not None)
    links = {"duplicate_of": original, "cancels": sale}
    return searchable(reading) | {"reading_id": reading_id} | links


def _held(connection: Connection, claim: Claim) -> Receipt | None:
    """The claimed receipt, locked; None if another has settled it or taken it over since."""
    row = lock_receipt(connection, of_tenant(claim.receipt.tenant_id, claim.receipt.id))
    # Only a receipt in processing has a holder: the database itself sees to that.
    return to_receipt(row) if row is not None and row["claimed_by"] == claim.holder else None


def _first_result(
    connection: Connection, receipt: Receipt, parser_version: str
) -> tuple[UUID, Reading] | None:
    """What this parser made of this object before, if it has read it: that result stands.

    Looked for before any lock is taken, since it decides which. Only the holder of a claim adds results.
    """
    query = select(readings.c.id, readings.c.reading).where(
        readings.c.tenant_id == receipt.tenant_id,
        readings.c.receipt_id == receipt.id,
        readings.c.object_version.is_not_distinct_from(receipt.photo.version),
        readings.c.parser_version == parser_version,
    )
    row = connection.execute(query).one_or_none()
    return (row.id, from_document(row.reading)) if row else None


def _keep(connection: Connection, receipt: Receipt, reading: Reading) -> tuple[UUID, Reading]:
    reading_id, document = uuid4(), to_document(reading)
    connection.execute(
        insert(readings).values(
            id=reading_id,
            tenant_id=receipt.tenant_id,
            receipt_id=receipt.id,
            object_version=receipt.photo.version,
            parser_version=_parser_version(reading),
            reading=document,
        )
    )
    return reading_id, from_document(document)


def _parser_version(reading: Reading) -> str:
    return f"{reading.engine.name} {reading.engine.version}" if reading.engine else "unknown"


def _replace_items(connection: Connection, receipt: Receipt, reading: Reading) -> None:
    ours = (receipt_items.c.tenant_id == receipt.tenant_id) & (receipt_items.c.receipt_id == receipt.id)
    connection.execute(delete(receipt_items).where(ours))
    rows = item_rows(receipt, reading)
    if rows:
        connection.execute(insert(receipt_items), rows)


def _settle(
    connection: Connection, receipt: Receipt, to: Status, message: OutboxMessage, values: dict[str, object]
) -> None:
    connection.execute(
        update(receipts)
        .where(of_tenant(receipt.tenant_id, receipt.id))
        .values(
            status=move(receipt.status, to).value,
            claimed_by=None,
            claim_expires_at=None,
            updated_at=database_now(),
            version=receipts.c.version + 1,
            **values,
        )
    )
    put_message(connection, receipt, message, database_now())
