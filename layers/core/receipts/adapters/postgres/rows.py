"""Between rows and the domain."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC
from decimal import Decimal
from math import isfinite
from typing import Any, Final, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    ScalarSelect,
    Select,
    TextClause,
    Uuid,
    cast,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by

from receipts.adapters.postgres.tables import readings, receipts
from receipts.adapters.stored_reading import StoredReading, read_stored
from receipts.domain.annotations import NOTHING_WRITTEN, Annotations, covered_annotations
from receipts.domain.bounds import LONGEST_TEXT, bounded, is_possible_number, keepable
from receipts.domain.covering import covered
from receipts.domain.decisions import RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.mask import mask
from receipts.domain.purchase import FIRST_TOO_LARGE, money, purchase_of
from receipts.domain.receipt import Item, Reading
from receipts.domain.record import Lease, Receipt, StoredObject
from receipts.domain.search_text import folded, search_text
from receipts.domain.summary import warnings_of
from receipts.errors import StoredReadingError

log = logging.getLogger(__name__)

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

_LIGHT: Final = {"fields": {}, "text": "", "pages": []}
"""What outweighs the rest of a reading, and is shown of one receipt alone."""


def cancelled_by() -> ScalarSelect[Any]:
    """Of a row of `receipts`: the cancellation that took it back, or the rest of it."""
    cancellations = receipts.alias("cancellations")
    last = aggregate_order_by(
        cancellations.c.id, cancellations.c.issued_on.desc().nulls_last(), cancellations.c.id
    )
    return (
        select(func.array_agg(last, type_=ARRAY(Uuid))[1])
        .where(cancellations.c.tenant_id == receipts.c.tenant_id, cancellations.c.cancels == receipts.c.id)
        .having(func.sum(func.abs(cancellations.c.total)) >= func.abs(receipts.c.total))
        .scalar_subquery()
    )


def select_receipts(*, is_light: bool = False, with_text: bool = False) -> Select[Any]:
    """Receipts, each with its current reading and the cancellation that took it back, or the rest of it;
    `is_light` leaves evidence where it is, and the text as well, unless it is wanted `with_text`.
    """
    left_out = {name: it for name, it in _LIGHT.items() if not (with_text and name == "text")}
    reading = readings.c.reading.concat(cast(left_out, JSONB)) if is_light else readings.c.reading
    columns = select(receipts, reading.label("reading"), cancelled_by().label("cancelled_by"))
    return columns.outerjoin(readings, readings.c.id == receipts.c.reading_id)


def lock_receipt(connection: Connection, *where: ColumnElement[bool] | TextClause) -> RowMapping | None:
    """The one receipt of this condition, held until the transaction ends, and `now`, the time it began.

    FOR NO KEY UPDATE rather than FOR UPDATE: it excludes other holders just the same, but lets a
    duplicate's foreign key refer to this row meanwhile, which would otherwise be a deadlock.
    """
    query = select_receipts().add_columns(func.now().label("now")).where(*where)
    query = query.with_for_update(of=receipts, key_share=True)
    return connection.execute(query).mappings().one_or_none()


def of_tenant(tenant_id: UUID, receipt_id: UUID) -> ColumnElement[bool]:
    """The condition that finds one tenant's receipt and nobody else's."""
    return (receipts.c.tenant_id == tenant_id) & (receipts.c.id == receipt_id)


def to_receipt(row: RowMapping) -> Receipt:
    """The domain's view of a row of `select_receipts` (or of `receipts` alone, before it was read)."""
    failure = row["failure_cause"]
    return Receipt(
        id=row["id"],
        tenant_id=row["tenant_id"],
        status=Status(row["status"]),
        photo=_photo(row),
        created_at=row["created_at"].astimezone(UTC),
        updated_at=row["updated_at"].astimezone(UTC),
        filename=row["filename"],
        reading=_reading(row["id"], row.get("reading")),
        failure=cause_of(failure),
        duplicate_of=row["duplicate_of"],
        cancels=row["cancels"],
        cancelled_by=row.get("cancelled_by"),
        version=row["version"],
        lease=Lease(row["claimed_by"], row["claim_expires_at"].astimezone(UTC))
        if row["claimed_by"]
        else None,
        attempts=row["attempts"],
        turn=row["held_until"].astimezone(UTC) if row["held_until"] else None,
        rejection=RejectReason(row["reject_reason"]) if row["reject_reason"] else None,
        came_from=Status(row["came_from"]) if row["came_from"] else None,
        apart_from=frozenset(row["apart_from"]),
        annotations=annotations_of(row),
        batch_id=row["batch_id"],
    )


def annotations_of(row: RowMapping) -> Annotations:
    """What the company wrote, from a row that has its columns."""
    lists = {"attendees": tuple(row["attendees"]), "tags": tuple(row["tags"])}
    return Annotations(
        row["memo"],
        row["purpose"],
        department=row["department"],
        project=row["project"],
        person=row["person"],
        **lists,
    )


def annotation_columns(annotations: Annotations) -> dict[str, object]:
    """What the company wrote, masked once more whichever way it came."""
    values = asdict(covered_annotations(annotations))
    return {name: list(it) if isinstance(it, tuple) else it for name, it in values.items()}


def _reading(receipt_id: UUID, document: Mapping[str, Any] | None) -> Reading | None:
    """None, too, for one that cannot be used: it is named in the log, and hides no other receipt."""
    if document is None:
        return None
    try:
        return from_document(document)
    except StoredReadingError as error:
        log.warning("the stored reading of receipt %s cannot be used: %s", receipt_id, error)
        return None


def changeable(receipt: Receipt) -> dict[str, object]:
    """The columns that a move may change, but for those of a reading."""
    return {
        "status": receipt.status.value,
        "failure_cause": receipt.failure.value if receipt.failure else None,
        "object_version": receipt.photo.version,
        "content_type": receipt.photo.content_type,
        "size": receipt.photo.size,
        "updated_at": receipt.updated_at,
        "version": receipt.version,
        "claimed_by": receipt.lease.claimed_by if receipt.lease else None,
        "claim_expires_at": receipt.lease.until if receipt.lease else None,
        "attempts": receipt.attempts,
        "held_until": receipt.turn,
        "duplicate_of": receipt.duplicate_of,
        "cancels": receipt.cancels,
        "reject_reason": receipt.rejection.value if receipt.rejection else None,
        "came_from": receipt.came_from.value if receipt.came_from else None,
        "apart_from": sorted(receipt.apart_from),
        "batch_id": receipt.batch_id,
        **annotation_columns(receipt.annotations),
    }


def cause_of(kept: str | None) -> FailureCause | None:
    """One that only a later version knows, whose code may run beside ours, is no reason to fail a list."""
    if kept is None:
        return None
    return FailureCause(kept) if kept in set(FailureCause) else FailureCause.INTERNAL_ERROR


def _photo(row: RowMapping) -> StoredObject:
    return StoredObject(
        row["object_key"], row["content_type"], row["size"], row["sha256"], row["object_version"]
    )


def new_row(receipt: Receipt) -> dict[str, object]:
    """The row of a receipt that has not been read yet. What it lacks has its default."""
    return {
        "id": receipt.id,
        "tenant_id": receipt.tenant_id,
        "status": receipt.status.value,
        "failure_cause": receipt.failure.value if receipt.failure else None,
        "object_key": receipt.photo.key,
        "object_version": receipt.photo.version,
        "content_type": receipt.photo.content_type,
        "size": receipt.photo.size,
        "sha256": receipt.photo.sha256,
        "filename": _text(mask(keepable(receipt.filename or ""))) or None,
        "created_at": receipt.created_at,
        "updated_at": receipt.updated_at,
        "duplicate_of": receipt.duplicate_of,
        "version": receipt.version,
        **_said_with_it(receipt),
    }


def _said_with_it(receipt: Receipt) -> dict[str, object]:
    batch = {"batch_id": receipt.batch_id} if receipt.batch_id else {}
    written = receipt.annotations != NOTHING_WRITTEN
    return {**batch, **(annotation_columns(receipt.annotations) if written else {})}


def to_document(reading: Reading) -> dict[str, Any]:
    """The JSON that the database keeps of a reading, masked whichever way it came: the columns follow it.

    What was dropped may have stood between two digits, so the mask comes last.
    """
    document = StoredReading.of(covered(bounded(reading))).model_dump(mode="json")
    return {name: _storable(value) for name, value in document.items()}


def from_document(document: Mapping[str, Any]) -> Reading:
    """The reading that `to_document` wrote, in this release or in one before. Raises StoredReadingError."""
    return read_stored(document)


def _storable(value: Json) -> Json:
    """JSON as PostgreSQL takes it; a confidence that is no number is none at all."""
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, float):
        return value if isfinite(value) else 0.0
    if isinstance(value, list):
        return [_storable(element) for element in value]
    if isinstance(value, dict):
        return {keepable(key): _storable(element) for key, element in value.items()}
    return value


def searchable(reading: Reading) -> dict[str, object]:
    """The columns of `receipts` that repeat parts of the current reading."""
    shown = purchase_of(reading)
    return {
        "document_type": reading.document_type.value if reading.document_type else None,
        "transaction": shown.transaction.value,
        "merchant_name": _text(reading.merchant.name),
        "business_number": shown.business_number,
        "issued_on": shown.issued_on,
        "issued_at": shown.issued_at,
        "issued_at_precision": shown.precision.value if shown.precision else None,
        "currency": reading.currency,
        "approval_number": shown.approval_number,
        "card_number_masked": shown.card_number,
        "total": shown.total,
        "gross_total": money(reading.amounts.gross_total),
        "supply": money(reading.amounts.supply),
        "vat": money(reading.amounts.vat),
        "goods": shown.goods,
        "picture": shown.picture,
        "discount": money(reading.amounts.discount),
        "exempt": money(reading.amounts.exempt),
        "service_charge": money(reading.amounts.service_charge),
        "payment_method": reading.payment.method.value if reading.payment.method else None,
        "proof_kind": reading.proof.kind.value if reading.proof.kind else None,
        "proof_qualified": reading.proof.qualified,
        "category_code": _text(reading.category.code) if reading.category else None,
        "warnings": warnings_of(reading),
    }


def words_row(reading: Reading) -> dict[str, object]:
    """What `receipt_words` keeps of a reading, which was masked before."""
    return {
        "merchant": folded(_text(reading.merchant.name) or "")[:LONGEST_TEXT],
        "words": search_text(reading),
    }


def item_rows(receipt: Receipt, reading: Reading) -> list[dict[str, object]]:
    """The items, numbered as they stand on the receipt."""
    owner = {"tenant_id": receipt.tenant_id, "receipt_id": receipt.id}
    return [owner | _item_columns(line, item) for line, item in enumerate(reading.items, start=1)]


def _item_columns(line: int, item: Item) -> dict[str, object]:
    return {
        "line": line,
        "name": _text(item.name),
        "quantity": _quantity(item),
        "unit_price": money(item.unit_price),
        "amount": money(item.amount),
        "exempt": item.exempt,
    }


def _quantity(item: Item) -> Decimal | None:
    """None for a misread sign: a negative quantity belongs to a refund, whose amount is not positive."""
    if (
        item.quantity is None
        or not is_possible_number(item.quantity)
        or abs(item.quantity) >= FIRST_TOO_LARGE
    ):
        return None
    amount = money(item.amount)
    return None if amount is not None and item.quantity < 0 < amount else item.quantity


def _text(value: str | None) -> str | None:
    return keepable(value)[:LONGEST_TEXT] if value else value
