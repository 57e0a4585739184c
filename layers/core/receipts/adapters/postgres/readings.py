"""Readings as they are kept: every one that was made, and the goods of the current one."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.rows import from_document, item_rows, to_document, words_row
from receipts.adapters.postgres.tables import readings, receipt_items, receipt_words
from receipts.domain.receipt import Reading
from receipts.domain.record import KeptReading, Receipt


@dataclass(frozen=True, slots=True)
class _NewReading(KeptReading):
    """One that is still to be kept, with the document that will be: masking it takes milliseconds."""

    document: dict[str, Any]


def result(connection: Connection, receipt: Receipt, reading: Reading) -> KeptReading:
    """See `Records.result`. It is looked for before any lock is taken, since it decides which. Only who has
    claimed a receipt adds results.
    """
    engine = reading.engine
    made_by = f"{engine.name} {engine.version}" if engine else "unknown"
    query = select(readings.c.id, readings.c.reading).where(
        readings.c.tenant_id == receipt.tenant_id,
        readings.c.receipt_id == receipt.id,
        readings.c.object_version.is_not_distinct_from(receipt.photo.version),
        readings.c.parser_version == made_by,
    )
    row = connection.execute(query).one_or_none()
    return KeptReading(row.id, from_document(row.reading), made_by) if row else new(reading, made_by)


def new(reading: Reading, made_by: str) -> KeptReading:
    """`reading` as it comes back when it is kept."""
    document = to_document(reading)
    return _NewReading(uuid4(), from_document(document), made_by, document)


def show(connection: Connection, receipt: Receipt, kept: KeptReading) -> None:
    """Keep the reading, unless it is kept already, and its goods and words as those of the receipt."""
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
