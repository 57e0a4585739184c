"""Readings as they are kept: every one that was made, and the goods of the current one."""

import logging
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, or_, select
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.rows import from_document, item_rows, to_document, words_row
from receipts.adapters.postgres.tables import readings, receipt_items, receipt_words
from receipts.domain.receipt import Reading
from receipts.domain.record import KeptReading, Receipt
from receipts.errors import StoredReadingError

log = logging.getLogger(__name__)

_AGAIN = ", again "

_BY_PEOPLE: Final = "correction "


@dataclass(frozen=True, slots=True)
class _NewReading(KeptReading):
    """One that is still to be kept, with the document that will be: masking it takes milliseconds."""

    document: dict[str, Any]


def result(connection: Connection, receipt: Receipt, reading: Reading) -> KeptReading:
    """See `Records.result`. It is looked for before any lock is taken, since it decides which. Only who has
    claimed a receipt adds results. One that cannot be used (damaged, of a later release) stays as it is, and
    `reading` is kept beside it: a receipt must come to an end.
    """
    made_by = _engine_of(reading)
    query = select(readings.c.id, readings.c.reading, readings.c.parser_version).where(
        readings.c.tenant_id == receipt.tenant_id,
        readings.c.receipt_id == receipt.id,
        readings.c.object_version.is_not_distinct_from(receipt.photo.version),
        or_(
            readings.c.parser_version == made_by,
            readings.c.parser_version.startswith(made_by + _AGAIN, autoescape=True),
        ),
    )
    rows = connection.execute(query.order_by(readings.c.created_at)).all()
    for row in rows:
        try:
            return KeptReading(row.id, from_document(row.reading), row.parser_version)
        except StoredReadingError as error:
            log.warning("receipt %s is read anew, reading %s cannot be used: %s", receipt.id, row.id, error)
    return _new(reading, f"{made_by}{_AGAIN}{len(rows)}" if rows else made_by)


def correction(reading: Reading, version: int) -> KeptReading:
    """See `Records.correction`."""
    return _new(reading, f"{_BY_PEOPLE}{version}")


def reread(reading: Reading, version: int) -> KeptReading:
    """See `Records.reread`. The same engine may read a receipt anew: each result is kept."""
    return _new(reading, f"{_engine_of(reading)} for {version}")


def of_engine(connection: Connection, tenant_id: UUID, receipt_id: UUID) -> Reading | None:
    """See `ReceiptStore.engine_reading`."""
    query = select(readings.c.reading).where(
        readings.c.tenant_id == tenant_id,
        readings.c.receipt_id == receipt_id,
        ~readings.c.parser_version.startswith(_BY_PEOPLE),
    )
    newest = query.order_by(readings.c.created_at.desc(), readings.c.id).limit(1)
    document = connection.execute(newest).scalar_one_or_none()
    return from_document(document) if document else None


def _engine_of(reading: Reading) -> str:
    return f"{reading.engine.name} {reading.engine.version}" if reading.engine else "unknown"


def _new(reading: Reading, made_by: str) -> KeptReading:
    """`reading` as it comes back when it is kept."""
    document = to_document(reading)
    return _NewReading(uuid4(), from_document(document), made_by, document)


def keep(connection: Connection, receipt: Receipt, kept: KeptReading) -> None:
    """Keep the reading, unless it is kept already."""
    if isinstance(kept, _NewReading):
        values = {
            "id": kept.id,
            "tenant_id": receipt.tenant_id,
            "receipt_id": receipt.id,
            "object_version": receipt.photo.version,
            "parser_version": kept.made_by,
            "reading": kept.document,
        }
        connection.execute(insert(readings).values(values))


def show(connection: Connection, receipt: Receipt, kept: KeptReading) -> None:
    """Keep the reading, and its goods and words as those of the receipt."""
    keep(connection, receipt, kept)
    ours = (receipt_items.c.tenant_id == receipt.tenant_id) & (receipt_items.c.receipt_id == receipt.id)
    connection.execute(delete(receipt_items).where(ours))
    put_words(connection, receipt, kept.reading)
    rows = item_rows(receipt, kept.reading)
    if rows:
        connection.execute(insert(receipt_items), rows)


def put_words(connection: Connection, receipt: Receipt, reading: Reading) -> None:
    """Let the receipt be found by the words of this reading, and by no others."""
    words = words_row(reading)
    whose = {"tenant_id": receipt.tenant_id, "receipt_id": receipt.id}
    found_by = insert(receipt_words).values(words | whose)
    connection.execute(found_by.on_conflict_do_update(index_elements=["receipt_id"], set_=words))
