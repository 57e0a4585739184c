"""What was done with a receipt, as its audit trail tells."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Integer, Select, exists, func, select

from receipts.adapters.postgres.tables import receipt_events
from receipts.domain.decisions import WAYS_BACK
from receipts.domain.history import BY_PEOPLE, CORRECTED, REQUEUED, Correction, Event
from receipts.ports import CorrectionPage


def of_receipt(tenant_id: UUID, receipt_id: UUID) -> ColumnElement[bool]:
    """The condition that finds the audit trail of one tenant's receipt and of no other."""
    return (receipt_events.c.tenant_id == tenant_id) & (receipt_events.c.receipt_id == receipt_id)


def corrections(
    connection: Connection, of_one: ColumnElement[bool], after: int, limit: int
) -> CorrectionPage:
    """See `ReceiptStore.corrections`. A page goes by the version of the receipt, which says nothing of other
    receipts, as the id of an event would.
    """
    query = (
        _of_people(of_one)
        .where(receipt_events.c.data["version"].astext.cast(Integer) > after)
        .order_by(receipt_events.c.id)
        .limit(limit + 1)
    )
    found = [_correction(*row) for row in connection.execute(query)]
    page = tuple(found[:limit])
    return CorrectionPage(page, page[-1].version if len(found) > limit else None)


def last_correction(connection: Connection, of_one: ColumnElement[bool]) -> Correction | None:
    """See `ReceiptStore.last_correction`."""
    query = _of_people(of_one).order_by(receipt_events.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return _correction(*row) if row else None


def count_corrections(connection: Connection, of_one: ColumnElement[bool]) -> int:
    """See `Records.corrections_of`."""
    return connection.scalar(select(func.count()).where(of_one, receipt_events.c.kind == CORRECTED)) or 0


def count_ways_back(connection: Connection, of_one: ColumnElement[bool]) -> int:
    """See `Records.ways_back_of`."""
    taken = receipt_events.c.kind.in_(sorted(WAYS_BACK))
    return connection.scalar(select(func.count()).where(of_one, taken)) or 0


def was_requeued(connection: Connection, of_one: ColumnElement[bool], since: datetime) -> bool:
    """See `Records.was_requeued`."""
    requeued = exists().where(of_one, receipt_events.c.kind == REQUEUED, receipt_events.c.at > since)
    return connection.execute(select(requeued)).scalar_one()


def _of_people(of_one: ColumnElement[bool]) -> Select[Any]:
    return select(receipt_events.c.kind, receipt_events.c.at, receipt_events.c.data).where(
        of_one, receipt_events.c.kind.in_(BY_PEOPLE)
    )


def _correction(kind: str, at: datetime, data: dict[str, Any]) -> Correction:
    return Correction.of(Event(kind, at, data))
