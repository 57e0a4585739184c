"""Cancellations and the sales they take back."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, update

from receipts.adapters.postgres.rows import searchable
from receipts.adapters.postgres.tables import IS_LIVE, receipts
from receipts.domain.receipt import Reading, Receipt, Transaction

_Read = Mapping[str, object]


def pair(connection: Connection, receipt: Receipt, reading: Reading) -> UUID | None:
    """The sale that `reading` cancels, if it is a cancellation. Where it is the sale, a cancellation that
    was recorded before it and waits for its sale is tied to it.
    """
    read = searchable(reading)
    if read["total"] is None or not _signatures(read):
        return None
    serialize_by_total(connection, receipt.tenant_id, read)
    if reading.transaction is Transaction.CANCELLATION:
        return connection.scalar(_sale_of(receipt, read))
    waiting = connection.scalar(_cancellation_of(receipt, read))
    if waiting is not None:
        ours = (receipts.c.tenant_id == receipt.tenant_id) & (receipts.c.id == waiting)
        connection.execute(update(receipts).where(ours).values(cancels=receipt.id))
    return None


def serialize_by_total(connection: Connection, tenant_id: UUID, read: _Read) -> None:
    """Receipts of the same sum that are recorded at once must see each other: doubles, and a sale with its
    cancellation, whichever sign that prints.
    """
    key = func.hashtextextended(f"{tenant_id}:{_size(read)}", 0)
    connection.execute(select(func.pg_advisory_xact_lock(key)))


def _sale_of(receipt: Receipt, read: _Read) -> Select[UUID]:
    """The latest sale up to that day that nothing else has taken back; an original before its copies."""
    others = receipts.alias("others")
    taken_back = (
        select(others.c.id)
        .where(others.c.tenant_id == receipts.c.tenant_id, others.c.cancels == receipts.c.id)
        .where(others.c.id != receipt.id)
        .exists()
    )
    query = _candidates(receipt, read, Transaction.SALE).where(~taken_back)
    if read["issued_on"] is not None:
        query = query.where(or_(receipts.c.issued_on.is_(None), receipts.c.issued_on <= read["issued_on"]))
    return query.order_by(
        receipts.c.duplicate_of.is_not(None), receipts.c.issued_on.desc().nulls_last(), receipts.c.id
    )


def _cancellation_of(receipt: Receipt, read: _Read) -> Select[UUID]:
    """The first cancellation since that day that has no sale yet, unless this sale is taken back already."""
    others = receipts.alias("others")
    taken_back = (
        select(others.c.id)
        .where(others.c.tenant_id == receipt.tenant_id, others.c.cancels == receipt.id)
        .exists()
    )
    query = _candidates(receipt, read, Transaction.CANCELLATION)
    query = query.where(receipts.c.cancels.is_(None), ~taken_back)
    if read["issued_on"] is not None:
        query = query.where(or_(receipts.c.issued_on.is_(None), receipts.c.issued_on >= read["issued_on"]))
    return query.order_by(
        receipts.c.duplicate_of.is_not(None), receipts.c.issued_on.nulls_last(), receipts.c.id
    )


def _candidates(receipt: Receipt, read: _Read, transaction: Transaction) -> Select[UUID]:
    size = _size(read)
    return (
        select(receipts.c.id)
        .where(receipts.c.tenant_id == receipt.tenant_id, receipts.c.id != receipt.id, IS_LIVE)
        .where(receipts.c.transaction == transaction.value, receipts.c.total.in_([size, -size]))
        .where(or_(*_signatures(read)))
        .limit(1)
    )


def _signatures(read: _Read) -> list[ColumnElement[bool]]:
    """What, beside the sum, ties the two slips: the approval number, or the same card at the same shop."""
    pairs = [("approval_number",), ("card_number_masked", "business_number")]
    return [
        and_(*(receipts.c[name] == read[name] for name in names))
        for names in pairs
        if all(read[name] for name in names)
    ]


def _size(read: _Read) -> Decimal:
    total = read["total"]
    assert isinstance(total, Decimal)
    return abs(total)
