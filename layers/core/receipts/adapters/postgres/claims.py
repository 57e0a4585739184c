"""Who may read a receipt, and until when."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, exists, select, update
from sqlalchemy.exc import IntegrityError

from receipts.adapters.postgres.journal import note_event
from receipts.adapters.postgres.rows import lock_receipt, of_tenant, to_receipt
from receipts.adapters.postgres.tables import IS_LIVE, receipt_events, receipts
from receipts.domain.bounds import keepable
from receipts.domain.life_cycle import SETTLED, Status, move
from receipts.domain.receipt import Receipt
from receipts.errors import StillProcessingError, UnknownObjectError
from receipts.ports import Claim


def claim(
    connection: Connection, key: str, version: str | None, holder: str, now: datetime, lease: timedelta
) -> Claim | None:
    """See `ReceiptStore.claim`. The row stays locked until the claim is committed, so of two holders the
    second sees what the first did.
    """
    row = _lock_by_object(connection, key)
    if row is None:
        raise UnknownObjectError(key)
    receipt = to_receipt(row)
    # Settled is settled, whatever the object's version: the signature of the upload binds the SHA-256,
    # so another version of this key holds the same bytes.
    if receipt.status in SETTLED:
        return None
    _refuse_if_held(row, holder, now)
    if receipt.status is Status.EXPIRED and not _revive(connection, receipt, now):
        return None
    return Claim(_take(connection, receipt, version, holder, now, now + lease), holder)


def requeued_since(connection: Connection, key: str, since: datetime) -> bool:
    """Whether the receipt of this object was queued again after `since`. Its row stays locked, so that it
    cannot happen a moment later either.
    """
    row = _lock_by_object(connection, key)
    if row is None:
        return False
    requeued = exists().where(
        receipt_events.c.tenant_id == row["tenant_id"],
        receipt_events.c.receipt_id == row["id"],
        receipt_events.c.kind == "requeued",
        receipt_events.c.at > since,
    )
    return connection.execute(select(requeued)).scalar_one()


def _lock_by_object(connection: Connection, key: str) -> RowMapping | None:
    """No receipt has a key that a database cannot hold, and the database would refuse to look for it."""
    return lock_receipt(connection, receipts.c.object_key == key) if keepable(key) == key else None


def _refuse_if_held(row: RowMapping, holder: str, now: datetime) -> None:
    taken = row["status"] == Status.PROCESSING and row["claimed_by"] != holder
    if taken and row["claim_expires_at"] > now:
        raise StillProcessingError(f"receipt {row['id']} is held until {row['claim_expires_at']}")


def _take(
    connection: Connection, receipt: Receipt, version: str | None, holder: str, now: datetime, until: datetime
) -> Receipt:
    taken = replace(
        receipt,
        status=_to_processing(receipt.status),
        photo=replace(receipt.photo, version=version or receipt.photo.version),
        updated_at=now,
        version=receipt.version + 1,
    )
    connection.execute(
        update(receipts)
        .where(of_tenant(receipt.tenant_id, receipt.id))
        .values(
            status=taken.status.value,
            object_version=taken.photo.version,
            updated_at=now,
            version=taken.version,
            claimed_by=holder,
            claim_expires_at=until,
            attempts=receipts.c.attempts + 1,
        )
    )
    note_event(connection, receipt, "claimed", now, holder=holder, until=until.isoformat())
    return taken


def _to_processing(status: Status) -> Status:
    if status in {Status.AWAITING_UPLOAD, Status.EXPIRED}:
        status = move(status, Status.QUEUED)
    # A holder that takes over finds the receipt processing already.
    return status if status is Status.PROCESSING else move(status, Status.PROCESSING)


def _revive(connection: Connection, late: Receipt, now: datetime) -> bool:
    """Make an expired slot live again because its photo came late.

    The client may have asked for a second slot for the same photo meanwhile. A second slot still unused
    expires in favour of the photo that is here; one that has its photo already makes this one redundant.
    """
    same_photo = (receipts.c.tenant_id == late.tenant_id) & (receipts.c.sha256 == late.photo.sha256)
    row = lock_receipt(connection, same_photo, IS_LIVE)
    if row is not None and row["status"] != Status.AWAITING_UPLOAD:
        return False
    if row is not None:
        _set_status(connection, to_receipt(row), Status.EXPIRED, now)
        note_event(connection, to_receipt(row), "expired", now, superseded_by=str(late.id))
    try:
        with connection.begin_nested():
            _set_status(connection, late, Status.QUEUED, now)
    except IntegrityError:  # a third slot for the same photo became live this very moment
        return False
    note_event(connection, late, "revived", now)
    return True


def _set_status(connection: Connection, receipt: Receipt, to: Status, now: datetime) -> None:
    connection.execute(
        update(receipts)
        .where(of_tenant(receipt.tenant_id, receipt.id))
        .values(status=move(receipt.status, to).value, updated_at=now, version=receipts.c.version + 1)
    )
