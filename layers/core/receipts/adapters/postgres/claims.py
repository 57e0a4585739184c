"""Who may read a receipt, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, exists, func, select, update
from sqlalchemy.exc import IntegrityError

from receipts.adapters.postgres.journal import database_now, note_event, put_message
from receipts.adapters.postgres.rows import lock_receipt, of_tenant, select_receipts, to_receipt
from receipts.adapters.postgres.tables import IS_LIVE, receipt_events, receipts
from receipts.domain.bounds import keepable
from receipts.domain.fairness import Share
from receipts.domain.life_cycle import SETTLED, Status, move
from receipts.domain.receipt import Receipt
from receipts.errors import StillProcessingError, UnknownObjectError
from receipts.ports import Claim, OutboxMessage

_TURNS: Final = 15
"""First half of the advisory locks taken here, by the number of the decision (ADR 0015); the tenant is the
other.
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of a message: the object it names, who claims with it, and from when until when."""

    key: str
    version: str | None
    holder: str
    now: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class HeldBack:
    """The receipt is known to be queued, and has its turn later."""

    receipt: Receipt
    turn: datetime


def claim(connection: Connection, delivery: Delivery, share: Share | None) -> Claim | HeldBack | None:
    """See `ReceiptStore.claim`. The row stays locked until the claim is committed, so of two holders the
    second sees what the first did.
    """
    row = _claimable(connection, delivery)
    if row is None:
        return None
    receipt = to_receipt(row)
    turn = _turn(connection, receipt, delivery.now, share) if share else None
    died = _died(row)
    if turn is not None:
        return HeldBack(_hold_back(connection, receipt, delivery, turn, died), turn)
    return Claim(_take(connection, receipt, delivery, died + 1), delivery.holder, died)


def claim_unless_requeued(connection: Connection, delivery: Delivery, since: datetime) -> Claim | None:
    """See `ReceiptStore.claim_unless_requeued`."""
    if _requeued_since(connection, delivery.key, since):
        return None
    row = _claimable(connection, delivery)
    if row is None:
        return None
    died = _died(row)
    # Whether the version it names is there, nobody has looked: it is not noted as the photo's.
    taken = _take(connection, to_receipt(row), replace(delivery, version=None), died)
    return Claim(taken, delivery.holder, died)


def let_in(connection: Connection, tenant_id: UUID, share: Share, now: datetime) -> Sequence[Receipt]:
    """See `ReceiptStore.let_in`. No claim is waited for: what is let in once too often is held back
    again.
    """
    waiting = (receipts.c.tenant_id == tenant_id) & (receipts.c.held_until > now)
    if not connection.execute(select(exists().where(waiting))).scalar_one():
        return []
    free = share.free(_being_read(connection, tenant_id, now))
    next_ones = select_receipts().where(waiting).order_by(receipts.c.held_until).limit(free)
    rows = connection.execute(next_ones.with_for_update(of=receipts, skip_locked=True)).mappings()
    let = [to_receipt(row) for row in rows]
    theirs = (receipts.c.tenant_id == tenant_id) & receipts.c.id.in_([receipt.id for receipt in let])
    connection.execute(update(receipts).where(theirs).values(held_until=now))
    return let


def give_back(connection: Connection, claim: Claim, message: OutboxMessage | None) -> bool:
    """See `ReceiptStore.give_back`."""
    row = lock_receipt(connection, of_tenant(claim.receipt.tenant_id, claim.receipt.id))
    if row is None or row["claimed_by"] != claim.holder:
        return False
    receipt = to_receipt(row)
    connection.execute(
        update(receipts)
        .where(of_tenant(receipt.tenant_id, receipt.id))
        .values(
            status=move(receipt.status, Status.QUEUED).value,
            claimed_by=None,
            claim_expires_at=None,
            attempts=claim.died,
            updated_at=database_now(),
            version=receipts.c.version + 1,
        )
    )
    kind = "requeued" if message else "given_back"
    note_event(connection, receipt, kind, database_now(), holder=claim.holder)
    if message:
        put_message(connection, receipt, message, database_now())
    return True


def _claimable(connection: Connection, delivery: Delivery) -> RowMapping | None:
    """The receipt's row, locked; None if there is nothing to claim."""
    row = _lock_by_object(connection, delivery.key)
    if row is None:
        raise UnknownObjectError(delivery.key)
    receipt = to_receipt(row)
    # Settled is settled, whatever the object's version: the signature of the upload binds the SHA-256,
    # so another version of this key holds the same bytes.
    if receipt.status in SETTLED and not receipt.is_sent_again_as(delivery.version):
        return None
    _refuse_if_held(row, delivery.holder, delivery.now)
    if receipt.status is Status.EXPIRED and not _revive(connection, receipt, delivery.now):
        return None
    return row


def _died(row: RowMapping) -> int:
    """Reads of it that ended in the middle; a photo that was sent again starts anew."""
    return 0 if row["status"] == Status.FAILED else row["attempts"]


def _requeued_since(connection: Connection, key: str, since: datetime) -> bool:
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


def _turn(connection: Connection, receipt: Receipt, now: datetime, share: Share) -> datetime | None:
    """See `Share.turn`. Claims of one tenant are decided one after the other, else all that come at once
    would find the readers free. Taken last, after the locks on rows, so that nothing is waited for meanwhile.
    """
    connection.execute(select(func.pg_advisory_xact_lock(_TURNS, func.hashtext(str(receipt.tenant_id)))))
    ours = receipts.c.tenant_id == receipt.tenant_id
    line = select(func.max(receipts.c.held_until)).where(ours, receipts.c.held_until.is_not(None))
    being_read = _being_read(connection, receipt.tenant_id, now, receipts.c.id != receipt.id)
    return share.turn(being_read, connection.execute(line).scalar_one(), now)


def _being_read(connection: Connection, tenant_id: UUID, now: datetime, *which: ColumnElement[bool]) -> int:
    ours = (receipts.c.tenant_id == tenant_id) & (receipts.c.status == Status.PROCESSING)
    alive = select(func.count()).where(ours, receipts.c.claim_expires_at > now, *which)
    return connection.execute(alive).scalar_one()


def _hold_back(
    connection: Connection, receipt: Receipt, delivery: Delivery, turn: datetime, died: int
) -> Receipt:
    """Note the turn, and that the photo is there. Only what people can see makes a new version."""
    held = replace(
        receipt,
        status=_to_queued(receipt.status),
        failure=None,
        photo=replace(receipt.photo, version=delivery.version or receipt.photo.version),
        updated_at=delivery.now,
        version=receipt.version + (receipt.status is not Status.QUEUED),
    )
    values = {"held_until": turn, "claimed_by": None, "claim_expires_at": None, "attempts": died}
    _save(connection, held, values)
    if receipt.status is not Status.QUEUED:
        note_event(connection, receipt, "held_back", delivery.now, until=turn.isoformat())
    return held


def _take(connection: Connection, receipt: Receipt, delivery: Delivery, attempts: int) -> Receipt:
    taken = replace(
        receipt,
        status=_to_processing(receipt.status),
        failure=None,
        photo=replace(receipt.photo, version=delivery.version or receipt.photo.version),
        updated_at=delivery.now,
        version=receipt.version + 1,
    )
    claimed = {"claimed_by": delivery.holder, "claim_expires_at": delivery.until, "held_until": None}
    _save(connection, taken, claimed | {"attempts": attempts})
    until = delivery.until.isoformat()
    note_event(connection, receipt, "claimed", delivery.now, holder=delivery.holder, until=until)
    return taken


def _save(connection: Connection, receipt: Receipt, values: Mapping[str, object]) -> None:
    shown = {
        "status": receipt.status.value,
        "failure_cause": None,
        "object_version": receipt.photo.version,
        "updated_at": receipt.updated_at,
        "version": receipt.version,
    }
    ours = of_tenant(receipt.tenant_id, receipt.id)
    connection.execute(update(receipts).where(ours).values(shown | dict(values)))


def _to_processing(status: Status) -> Status:
    # A holder that takes over finds the receipt processing already.
    return status if status is Status.PROCESSING else move(_to_queued(status), Status.PROCESSING)


def _to_queued(status: Status) -> Status:
    return status if status is Status.QUEUED else move(status, Status.QUEUED)


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
