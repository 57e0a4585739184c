"""Pages of receipts, newest first, by keyset: a page stays where it is when newer receipts arrive."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, RowMapping, func, literal, select, tuple_

from receipts.adapters.postgres.rows import select_receipts, to_receipt
from receipts.adapters.postgres.tables import INSTANT, receipts
from receipts.domain.business_number import BusinessNumber
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import InvalidCursorError
from receipts.ports import Batch, FailedReceipts, ReceiptPage

_LONGEST_VERSION = 9
"""Digits that fit the database's integer."""


def find(
    connection: Connection, tenant_id: UUID, status: Status | None, cursor: str | None, limit: int
) -> ReceiptPage:
    """One page; deleted receipts only when they are asked for. Raises InvalidCursorError."""
    wanted = receipts.c.status == status if status else receipts.c.status != Status.DELETED
    query = select_receipts(is_light=True).where(receipts.c.tenant_id == tenant_id, wanted)
    if cursor is not None:
        created_at, receipt_id = decode_cursor(cursor)
        after = tuple_(literal(created_at, INSTANT), literal(receipt_id))
        query = query.where(tuple_(receipts.c.created_at, receipts.c.id) < after)
    query = query.order_by(receipts.c.created_at.desc(), receipts.c.id.desc()).limit(limit + 1)
    return _page(connection.execute(query).mappings().all(), limit)


def _page(rows: Sequence[RowMapping], limit: int) -> ReceiptPage:
    """`rows` holds one more than the page if there is a next one."""
    found = tuple(to_receipt(row) for row in rows[:limit])
    return ReceiptPage(found, encode_cursor(found[-1]) if len(rows) > limit else None)


def encode_cursor(last: Receipt | Batch) -> str:
    """Opaque to clients: where the page that ends with `last` stops."""
    return _encode(last.created_at, last.id)


def decode_cursor(cursor: str) -> tuple[datetime, UUID]:
    """Raises InvalidCursorError if the cursor is not one of ours, to the last character."""
    try:
        created, receipt_id = _parts(cursor)
        position = datetime.fromisoformat(created), UUID(receipt_id)
    except ValueError as error:
        raise InvalidCursorError(cursor) from error
    if position[0].utcoffset() != timedelta(0) or _encode(*position) != cursor:
        raise InvalidCursorError(cursor)
    return position


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


def _encode(created_at: datetime, receipt_id: UUID) -> str:
    return urlsafe_b64encode(f"{created_at.isoformat()}|{receipt_id}".encode()).decode().rstrip("=")


def waiting_of(
    connection: Connection, tenant_id: UUID, number: BusinessNumber, after: UUID | None, limit: int
) -> Sequence[Receipt]:
    """See `ReceiptStore.waiting_of`."""
    of_shop = (receipts.c.tenant_id == tenant_id) & (receipts.c.business_number == number.digits)
    query = select_receipts().where(of_shop, receipts.c.status == Status.NEEDS_REVIEW)
    if after:
        query = query.where(receipts.c.id > after)
    return [
        to_receipt(row) for row in connection.execute(query.order_by(receipts.c.id).limit(limit)).mappings()
    ]


def count_failed(connection: Connection, which: FailedReceipts) -> int:
    """See `ReceiptStore.count_failed`."""
    query = select(func.count()).select_from(receipts).where(*_failed(which))
    return connection.execute(query).scalar_one()


def failed(
    connection: Connection, which: FailedReceipts, after: UUID | None, limit: int
) -> Sequence[Receipt]:
    """See `ReceiptStore.failed`."""
    behind = [receipts.c.id > after] if after else []
    query = select_receipts().where(*_failed(which), *behind).order_by(receipts.c.id).limit(limit)
    return [to_receipt(row) for row in connection.execute(query).mappings()]


def _failed(which: FailedReceipts) -> Iterator[ColumnElement[bool]]:
    """A failed receipt is not touched any more, so that `updated_at` is when it failed."""
    yield receipts.c.status == Status.FAILED
    yield receipts.c.failure_cause == which.cause
    if which.since:
        yield receipts.c.updated_at >= which.since
    if which.until:
        yield receipts.c.updated_at < which.until
    if which.tenant_id:
        yield receipts.c.tenant_id == which.tenant_id
