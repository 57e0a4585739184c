"""Failed receipts of whichever tenants, as the operator asks for them."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from receipts.adapters.postgres.rows import select_receipts, to_receipt
from receipts.adapters.postgres.tables import receipts
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.ports import FailedReceipts


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
