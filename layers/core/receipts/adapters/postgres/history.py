"""What was done with a receipt, as its audit trail tells."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Integer, Select, exists, func, select

from receipts.adapters.postgres.tables import receipt_events
from receipts.domain.history import APPROVED, CORRECTED, REQUEUED, Correction, Event
from receipts.errors import InvalidCursorError
from receipts.ports import CorrectionPage

_LONGEST_VERSION = 9
"""Digits that fit the database's integer."""


def of_receipt(tenant_id: UUID, receipt_id: UUID) -> ColumnElement[bool]:
    """The condition that finds the audit trail of one tenant's receipt and of no other."""
    return (receipt_events.c.tenant_id == tenant_id) & (receipt_events.c.receipt_id == receipt_id)


def corrections(
    connection: Connection, of_one: ColumnElement[bool], cursor: str | None, limit: int
) -> CorrectionPage:
    """See `ReceiptStore.corrections`. A page goes by the version of the receipt, which says nothing of other
    receipts, as the id of an event would.
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


def count_corrections(connection: Connection, of_one: ColumnElement[bool]) -> int:
    """See `Records.corrections_of`."""
    return connection.scalar(select(func.count()).where(of_one, receipt_events.c.kind == CORRECTED)) or 0


def was_requeued(connection: Connection, of_one: ColumnElement[bool], since: datetime) -> bool:
    """See `Records.was_requeued`."""
    requeued = exists().where(of_one, receipt_events.c.kind == REQUEUED, receipt_events.c.at > since)
    return connection.execute(select(requeued)).scalar_one()


def _of_people(of_one: ColumnElement[bool]) -> Select[Any]:
    return select(receipt_events.c.kind, receipt_events.c.at, receipt_events.c.data).where(
        of_one, receipt_events.c.kind.in_([CORRECTED, APPROVED])
    )


def _correction(kind: str, at: datetime, data: dict[str, Any]) -> Correction:
    return Correction.of(Event(kind, at, data))


def encode_version(last: int) -> str:
    """Opaque to clients: where the page of a history stops that ends with this version of the receipt."""
    return urlsafe_b64encode(f"version|{last}".encode()).decode().rstrip("=")


def decode_version(cursor: str | None) -> int:
    """The version; 0, which is before all, without a cursor. Raises InvalidCursorError."""
    if cursor is None:
        return 0
    try:
        _, digits = _parts(cursor)
        version = int(digits) if len(digits) <= _LONGEST_VERSION else -1
    except ValueError as error:
        raise InvalidCursorError(cursor) from error
    if version < 0 or encode_version(version) != cursor:
        raise InvalidCursorError(cursor)
    return version


def _parts(cursor: str) -> tuple[str, str]:
    """The two parts of a cursor. Raises ValueError if there are not two."""
    first, second = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split("|")
    return first, second
