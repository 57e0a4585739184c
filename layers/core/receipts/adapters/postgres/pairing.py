"""Cancellations and the sales they take back."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, and_, false, func, or_, select, update

from receipts.adapters.postgres.rows import searchable
from receipts.adapters.postgres.tables import IS_LIVE, receipts
from receipts.domain.receipt import Reading, Receipt, Transaction

_Read = Mapping[str, object]


def lock_for_pairing(connection: Connection, receipt: Receipt, reading: Reading) -> None:
    """Hold `receipt` and all that its becoming `reading` may touch or must see, until the transaction ends.

    Everybody takes these locks in one order, or two would wait for each other for ever: the sum, the approval
    number, then all rows by their ids. Whoever holds a row already must not come here.
    """
    read = searchable(reading)
    _serialize(connection, receipt.tenant_id, read)
    rows = receipts.c.id == receipt.id
    if _may_tie(read):
        rows = or_(rows, and_(*_waiting(receipt, read)))
    # As `lock_receipt` does: a foreign key may refer to the rows meanwhile.
    query = select(receipts.c.id).where(receipts.c.tenant_id == receipt.tenant_id, rows)
    connection.execute(query.order_by(receipts.c.id).with_for_update(key_share=True))


def _serialize(connection: Connection, tenant_id: UUID, read: _Read) -> None:
    """Receipts of the same sum that are recorded at once must see each other: doubles, and a sale with its
    cancellation, whichever sign that prints. A part taken back shares no sum with its sale, only the approval
    number.
    """
    if read["total"] is None:
        return
    _lock(connection, f"{tenant_id}:{_size(read)}")
    if read["approval_number"]:
        _lock(connection, f"{tenant_id}:approval:{read['approval_number']}")


def _lock(connection: Connection, name: str) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def pair(connection: Connection, receipt: Receipt, reading: Reading, *, is_copy: bool) -> UUID | None:
    """The sale that `reading` takes back, in whole or in part, if it is a cancellation and no copy of one.

    Where it is the sale, cancellations that were recorded before it and wait for it are tied to it, as
    many as it has won for. The caller has been through `lock_for_pairing`.
    """
    read = searchable(reading)
    if not _can_pair(read):
        return None
    if _may_tie(read):
        _tie_waiting(connection, receipt, read)
        return None
    return None if is_copy else connection.scalar(_sale_of(receipt, read))


def _can_pair(read: _Read) -> bool:
    return read["total"] is not None and bool(_signatures(read))


def _may_tie(read: _Read) -> bool:
    return _can_pair(read) and read["transaction"] != Transaction.CANCELLATION


def _tie_waiting(connection: Connection, sale: Receipt, read: _Read) -> None:
    left = _size(read) - (connection.scalar(select(_taken_back(sale.id, sale.tenant_id, None))) or 0)
    tied: list[UUID] = []
    for waiting, size in connection.execute(_cancellations_of(sale, read)):
        if size <= left:
            left -= size
            tied.append(waiting)
    if tied:
        ours = (receipts.c.tenant_id == sale.tenant_id) & receipts.c.id.in_(tied)
        connection.execute(update(receipts).where(ours).values(cancels=sale.id))


def _taken_back(
    sale: UUID | ColumnElement[UUID], tenant: UUID | ColumnElement[UUID], but: UUID | None
) -> ScalarSelect[Decimal]:
    """How much of a sale its cancellations have taken back, that of the receipt `but` left out."""
    others = receipts.alias("others")
    return (
        select(func.coalesce(func.sum(func.abs(others.c.total)), 0))
        .where(others.c.tenant_id == tenant, others.c.cancels == sale, others.c.id.is_distinct_from(but))
        .scalar_subquery()
    )


def _sale_of(receipt: Receipt, read: _Read) -> Select[UUID]:
    """The latest sale up to that day that has so much left; one of the same sum and an original first."""
    taken_back = _taken_back(receipts.c.id, receipts.c.tenant_id, receipt.id)
    query = select(receipts.c.id).where(_is_candidate(receipt, Transaction.SALE))
    query = query.where(or_(_is_whole(read), _has_part(read)))
    query = query.where(taken_back + _size(read) <= func.abs(receipts.c.total))
    if read["issued_on"] is not None:
        query = query.where(or_(receipts.c.issued_on.is_(None), receipts.c.issued_on <= read["issued_on"]))
    return query.order_by(
        _is_whole(read).desc(),
        receipts.c.duplicate_of.is_not(None),
        receipts.c.issued_on.desc().nulls_last(),
        receipts.c.id,
    ).limit(1)


def _cancellations_of(receipt: Receipt, read: _Read) -> Select[UUID, Decimal]:
    """Cancellations since that day that have no sale yet; one of the whole first, then parts by their day."""
    query = select(receipts.c.id, func.abs(receipts.c.total)).where(*_waiting(receipt, read))
    return query.order_by(
        _is_whole(read).desc(),
        receipts.c.duplicate_of.is_not(None),
        receipts.c.issued_on.nulls_last(),
        receipts.c.id,
    )


def _waiting(receipt: Receipt, read: _Read) -> Iterator[ColumnElement[bool]]:
    yield _is_candidate(receipt, Transaction.CANCELLATION)
    yield receipts.c.cancels.is_(None)
    yield or_(_is_whole(read), and_(_is_part(read), receipts.c.duplicate_of.is_(None)))
    if read["issued_on"] is not None:
        yield or_(receipts.c.issued_on.is_(None), receipts.c.issued_on >= read["issued_on"])


def _is_candidate(receipt: Receipt, transaction: Transaction) -> ColumnElement[bool]:
    other = (receipts.c.tenant_id == receipt.tenant_id) & (receipts.c.id != receipt.id)
    return and_(other, IS_LIVE, receipts.c.transaction == transaction.value)


def _is_whole(read: _Read) -> ColumnElement[bool]:
    """The same sum, and the same approval number, or the same card at the same shop."""
    return and_(receipts.c.total.in_([_size(read), -_size(read)]), or_(*_signatures(read)))


def _has_part(read: _Read) -> ColumnElement[bool]:
    """A larger sum of the same approval number: card and shop alone could be another purchase."""
    return and_(_same_approval(read), func.abs(receipts.c.total) > _size(read))


def _is_part(read: _Read) -> ColumnElement[bool]:
    return and_(_same_approval(read), func.abs(receipts.c.total) < _size(read))


def _same_approval(read: _Read) -> ColumnElement[bool]:
    number = read["approval_number"]
    return receipts.c.approval_number == number if number else false()


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
