"""Probable doubles: the same purchase photographed twice."""

from uuid import UUID

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from receipts.adapters.postgres.rows import searchable
from receipts.adapters.postgres.tables import IS_LIVE, receipts
from receipts.domain.receipt import Precision, Reading, Receipt


def find_original(connection: Connection, receipt: Receipt, reading: Reading) -> UUID | None:
    """The tenant's live receipt that `reading` repeats, if any: an original before its copies, then the
    oldest. A cancellation shows its sale's approval number and is no double of it. The caller has been
    through `lock_for_pairing`.
    """
    read = searchable(reading)
    signatures = _signatures(read)
    if read["total"] is None or not signatures:
        return None
    query = (
        select(receipts.c.id)
        .where(receipts.c.tenant_id == receipt.tenant_id, receipts.c.id != receipt.id, IS_LIVE)
        .where(receipts.c.total == read["total"], receipts.c.transaction == read["transaction"])
        .where(receipts.c.duplicate_of.is_distinct_from(receipt.id))  # no receipt is its copy's copy
        .where(or_(*signatures))
        .order_by(receipts.c.duplicate_of.is_not(None), receipts.c.created_at, receipts.c.id)
        .limit(1)
    )
    return connection.scalar(query)


def _signatures(read: dict[str, object]) -> list[ColumnElement[bool]]:
    """What, beside an equal total, tells one purchase: card approval and day, or shop and second."""
    found = []
    if read["approval_number"] and read["issued_on"]:
        found.append(_equal(read, "approval_number", "issued_on"))
    if read["business_number"] and read["issued_at_precision"] == Precision.SECOND:
        found.append(_equal(read, "business_number", "issued_at", "issued_at_precision"))
    return found


def _equal(read: dict[str, object], *names: str) -> ColumnElement[bool]:
    return and_(*(receipts.c[name] == read[name] for name in names))
