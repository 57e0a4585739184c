"""`ReceiptFinder` on PostgreSQL.

Which receipts, and in which order, two functions of the owner's tell (ADR 0046): under row-level security
PostgreSQL would look for neither numbers nor words in an index. Their lines are fetched as the login, by id.
"""

from datetime import UTC, date
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Integer,
    RowMapping,
    Select,
    Text,
    Uuid,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.rows import (
    annotations_of,
    cancelled_by,
    cause_of,
    select_receipts,
    to_receipt,
)
from receipts.adapters.postgres.tables import receipts
from receipts.domain.annotations import Annotation
from receipts.domain.decisions import RejectReason
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, PaymentMethod, ProofKind, Transaction
from receipts.domain.record import Receipt
from receipts.domain.selection import LISTED, Order, Position, Selection
from receipts.domain.summary import Summary
from receipts.ports import Counts, Page

_LINE: Final = (
    "id",
    "status",
    "filename",
    "created_at",
    "updated_at",
    "version",
    "duplicate_of",
    "cancels",
    "failure_cause",
    "reject_reason",
    "document_type",
    "transaction",
    "merchant_name",
    "business_number",
    "issued_on",
    "currency",
    "total",
    "payment_method",
    "proof_kind",
    "proof_qualified",
    "category_code",
    "warnings",
    "batch_id",
    *Annotation,
)
_Kind = TypeVar("_Kind", RejectReason, DocumentType, PaymentMethod, ProofKind, Transaction)


class PostgresReceiptFinder:
    """The receipts of all tenants; the engine comes from `connect`, with the API's login."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(
        self,
        tenant_id: UUID,
        which: Selection,
        order: Order = Order.NEWEST,
        *,
        after: Position | None = None,
        limit: int = 50,
    ) -> Page[Summary]:
        with transaction(self._engine, tenant_id) as connection:
            return _page(connection, which, order, after, limit)

    def find_records(
        self,
        tenant_id: UUID,
        which: Selection,
        order: Order = Order.NEWEST,
        *,
        after: Position | None = None,
        limit: int = 50,
    ) -> Page[Receipt]:
        with transaction(self._engine, tenant_id) as connection:
            page = _page(connection, which, order, after, limit)
            query = select_receipts(is_light=True).where(receipts.c.id.in_([it.id for it in page.found]))
            known = {row["id"]: to_receipt(row) for row in connection.execute(query).mappings()}
        return Page(tuple(known[it.id] for it in page.found if it.id in known), page.last)

    def count(self, tenant_id: UUID, which: Selection) -> Counts:
        counted = func.count_receipts(_wanted(which)).table_valued("status", "receipts", "is_whole")
        with transaction(self._engine, tenant_id) as connection:
            rows = connection.execute(select(counted)).all()
        by_status = {Status(row.status): row.receipts for row in rows if row.receipts}
        return Counts(by_status, all(row.is_whole for row in rows))


def found_by(
    which: Selection, order: Order = Order.NEWEST, after: Position | None = None, limit: int | None = None
) -> Select[tuple[UUID]]:
    """The ids of the tenant whose transaction it is, in this order; all of them without a limit."""
    found = func.find_receipts(
        _wanted(which),
        literal(order.value, Text),
        literal(_written(after.value) if after else None, Text),
        literal(after.receipt_id if after else None, Uuid),
        literal(limit, Integer),
        type_=Uuid,
    )
    return select(found)


def _page(
    connection: Connection, which: Selection, order: Order, after: Position | None, limit: int
) -> Page[Summary]:
    """One more is looked for than shown: whether there is a next page."""
    ids = connection.scalars(found_by(which, order, after, limit + 1)).all()
    columns = select(*(receipts.c[name] for name in _LINE), cancelled_by().label("cancelled_by"))
    rows = connection.execute(columns.where(receipts.c.id.in_(ids[:limit]))).mappings()
    lines = {row["id"]: _summary(row) for row in rows}
    found = tuple(lines[one] for one in ids if one in lines)
    last = Position(order.value_of(found[-1]), found[-1].id) if found and len(ids) > limit else None
    return Page(found, last)


def _summary(row: RowMapping) -> Summary:
    return Summary(
        id=row["id"],
        status=Status(row["status"]),
        filename=row["filename"],
        created_at=row["created_at"].astimezone(UTC),
        updated_at=row["updated_at"].astimezone(UTC),
        version=row["version"],
        duplicate_of=row["duplicate_of"],
        cancels=row["cancels"],
        cancelled_by=row["cancelled_by"],
        failure=cause_of(row["failure_cause"]),
        document_type=_one_of(DocumentType, row["document_type"]),
        transaction=_one_of(Transaction, row["transaction"]),
        merchant_name=row["merchant_name"],
        business_number=row["business_number"],
        issued_on=row["issued_on"],
        currency=row["currency"],
        total=row["total"],
        payment_method=_one_of(PaymentMethod, row["payment_method"]),
        proof_kind=_one_of(ProofKind, row["proof_kind"]),
        proof_qualified=row["proof_qualified"],
        category=row["category_code"],
        warnings=row["warnings"],
        batch_id=row["batch_id"],
        annotations=annotations_of(row),
        rejection=_one_of(RejectReason, row["reject_reason"]),
    )


def _one_of(kinds: type[_Kind], kept: str | None) -> _Kind | None:
    """None, too, for one that only a later version knows, whose code may run beside ours."""
    return kinds(kept) if kept is not None and kept in set(kinds) else None


def _wanted(which: Selection) -> ColumnElement[Any]:
    """The conditions as the functions know them; what is not asked is left out."""
    asked: dict[str, object] = {
        "but_status": Status.DELETED if which.statuses == LISTED else None,
        "issued_from": which.issued_from,
        "issued_until": which.issued_until,
        "created_since": which.created_since,
        "created_before": which.created_before,
        "total_from": which.total_from,
        "total_until": which.total_until,
        "currency": which.currency,
        "business_number": which.business_number,
        "categories": sorted(which.categories),
        "document_types": sorted(which.document_types),
        "proof_kinds": sorted(which.proof_kinds),
        "proof_qualified": which.proof_qualified,
        "payment_methods": sorted(which.payment_methods),
        "has_warnings": which.has_warnings,
        "is_duplicate": which.is_duplicate,
        "batch_id": which.batch_id,
        "person": which.person,
        "department": which.department,
        "project": which.project,
        "tags": sorted(which.tags),
        "words": list(which.words),
        "merchant": which.merchant,
    }
    given = {name: _json(value) for name, value in asked.items() if value not in (None, [])}
    if which.statuses != LISTED:
        given["statuses"] = sorted(which.statuses)  # none at all is no receipt, not every one
    return literal(given, JSONB)


def _json(value: object) -> object:
    return value if isinstance(value, bool | list | str) else _written(value)


def _written(value: object) -> str | None:
    if isinstance(value, date):  # a datetime is one, too
        return value.isoformat()
    return None if value is None else str(value)
