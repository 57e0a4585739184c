"""Receipts that may belong together: found by broad conditions that an index helps with, and locked. Which of
them do belong together, the domain says.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, TextClause, and_, false, func, or_, select

from receipts.adapters.postgres.tables import IS_LIVE, receipts
from receipts.domain.life_cycle import Status
from receipts.domain.links import Links
from receipts.domain.purchase import Purchase, Slip, purchase_of
from receipts.domain.receipt import Precision, Reading, Transaction
from receipts.domain.record import Receipt
from receipts.errors import StorageUnavailableError

log = logging.getLogger(__name__)

MOST: Final = 500
"""Of the receipts that share a number with one, so many are looked at, the newest. No purchase has as many: a
number that more of them show was misread, or made to do harm.
"""
_TRIES: Final = 3

_SLIP = tuple(
    receipts.c[name]
    for name in (
        "id",
        "created_at",
        "status",
        "transaction",
        "total",
        "issued_on",
        "issued_at",
        "issued_at_precision",
        "approval_number",
        "business_number",
        "card_number_masked",
        "duplicate_of",
        "cancels",
    )
)


def lock_neighbours(connection: Connection, receipt: Receipt, reading: Reading) -> None:
    """See `Records.lock_neighbours`.

    Everybody takes these locks in one order, or two would wait for each other for ever: sums, approval
    numbers, then rows by their ids. Which they are is known for certain only once they are held, so they are
    given back where there are more by then.
    """
    linked = _linked(connection, receipt)
    if not linked:  # it was never read: nothing can be linked to it
        _serialize(connection, receipt.tenant_id, _purchases(reading, linked))
        return _lock_rows(connection, receipt, linked, _purchases(reading, linked))
    for _ in range(_TRIES):
        held = _purchases(reading, linked)
        savepoint = connection.begin_nested()
        _serialize(connection, receipt.tenant_id, held)
        linked = _linked(connection, receipt)
        if _purchases(reading, linked) <= held:
            savepoint.commit()
            return _lock_rows(connection, receipt, linked, held)
        savepoint.rollback()
    raise StorageUnavailableError(f"what receipt {receipt.id} is linked to changes all the time")


def find_neighbours(connection: Connection, receipt: Receipt, reading: Reading) -> Sequence[Slip]:
    """See `Records.neighbours`. The caller has been through `lock_neighbours`."""
    linked = _linked(connection, receipt)
    sharing = _slips(connection, receipt.tenant_id, IS_LIVE, or_(*_sharing(_purchases(reading, linked))))
    if len(sharing) == MOST:
        log.warning("more than %d receipts share a number with %s: older ones are left out", MOST, receipt.id)
    found = {it.id: it for it in (*linked, *sharing)}
    sales = [it.id for it in found.values() if it.purchase.transaction is Transaction.SALE]
    taking_back = _slips(connection, receipt.tenant_id, receipts.c.cancels.in_(sales)) if sales else ()
    found |= {it.id: it for it in taking_back}
    return [it for it in found.values() if it.id != receipt.id]


def _purchases(reading: Reading, linked: Iterable[Slip]) -> set[Purchase]:
    """What a receipt is to show, what it shows now, and what those show that it is linked to."""
    return {purchase_of(reading), *(it.purchase for it in linked)}


def _linked(connection: Connection, receipt: Receipt) -> Sequence[Slip]:
    """The receipt itself, its copies, what takes it back, and what it takes back. Before it is read it has
    none.
    """
    if receipt.reading is None:
        return ()
    itself = receipts.c.id.in_([it for it in (receipt.id, receipt.cancels) if it])
    links = or_(itself, receipts.c.duplicate_of == receipt.id, receipts.c.cancels == receipt.id)
    return _slips(connection, receipt.tenant_id, links)


def _slips(
    connection: Connection, tenant_id: UUID, *where: ColumnElement[bool] | TextClause
) -> Sequence[Slip]:
    query = select(*_SLIP).where(receipts.c.tenant_id == tenant_id, *where)
    newest = query.order_by(receipts.c.created_at.desc(), receipts.c.id).limit(MOST)
    return [_slip(row) for row in connection.execute(newest).mappings()]


def _slip(row: RowMapping) -> Slip:
    precision = row["issued_at_precision"]
    purchase = Purchase(
        Transaction(row["transaction"]),
        row["total"],
        row["issued_on"],
        row["issued_at"],
        Precision(precision) if precision else None,
        row["approval_number"],
        row["business_number"],
        row["card_number_masked"],
    )
    links = Links(row["duplicate_of"], row["cancels"])
    return Slip(row["id"], row["created_at"], Status(row["status"]), purchase, links)


def _sharing(purchases: Iterable[Purchase]) -> Iterator[ColumnElement[bool]]:
    """An approval number; or the sum, and shop and second, or shop and card."""
    yield false()
    for one in purchases:
        if one.total is None:
            continue
        if one.approval_number:
            yield receipts.c.approval_number == one.approval_number
        at_shop = and_(
            receipts.c.business_number == one.business_number, receipts.c.total.in_([one.size, -one.size])
        )
        if one.business_number and one.precision is Precision.SECOND:
            yield and_(at_shop, receipts.c.issued_at == one.issued_at)
        if one.business_number and one.card_number:
            yield and_(at_shop, receipts.c.card_number_masked == one.card_number)


def _serialize(connection: Connection, tenant_id: UUID, purchases: Collection[Purchase]) -> None:
    """Receipts of the same sum that are recorded at once must see each other: duplicates, and a sale with its
    cancellation, whichever sign that prints. A part taken back shares no sum with its sale, only the approval
    number.
    """
    whole = [it for it in purchases if it.total is not None]
    for size in sorted({it.size for it in whole}):
        _lock(connection, f"{tenant_id}:{size}")
    for number in sorted({it.approval_number for it in whole if it.approval_number}):
        _lock(connection, f"{tenant_id}:approval:{number}")


def _lock(connection: Connection, name: str) -> None:
    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _lock_rows(
    connection: Connection, receipt: Receipt, linked: Iterable[Slip], purchases: Iterable[Purchase]
) -> None:
    """The receipt, what it is linked to, and the cancellations that wait for a sale like it. Not the others
    that it must see: their sums and numbers stand still.
    """
    sales = [it for it in purchases if it.transaction is Transaction.SALE]
    is_waiting = receipts.c.cancels.is_(None) & (receipts.c.transaction == Transaction.CANCELLATION)
    waiting = _slips(connection, receipt.tenant_id, IS_LIVE, is_waiting, or_(*_sharing(sales)))
    ids = {receipt.id, *(it.id for it in (*linked, *waiting))}
    rows = select(receipts.c.id).where(receipts.c.tenant_id == receipt.tenant_id, receipts.c.id.in_(ids))
    # As `lock_receipt` does: a foreign key may refer to the rows meanwhile.
    connection.execute(rows.order_by(receipts.c.id).with_for_update(key_share=True))
