"""Mask what was stored by an older mask, in place. For the operator alone: it runs as the owner.

Each chunk is a transaction of its own and what is masked already stays, so it may be stopped, repeated and
run beside the application. The outbox is left alone: it holds ids, times and states of our own.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Table, select, tuple_, update

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.rows import (
    annotation_columns,
    annotations_of,
    from_document,
    to_document,
    words_row,
)
from receipts.adapters.postgres.tables import (
    merchants,
    readings,
    receipt_events,
    receipt_items,
    receipt_words,
    receipts,
)
from receipts.adapters.stored_reading import upgraded
from receipts.domain.annotations import Annotation
from receipts.domain.covering import covered_leaves, covered_together
from receipts.domain.reading.layout.covers import covered_by_rows
from receipts.errors import StoredReadingError, UnreadableError

CHUNK = 200

Change = Callable[[RowMapping], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many rows of a table were looked at so far, and how many of them showed too much."""

    table: str
    seen: int
    masked: int


@dataclass(frozen=True, slots=True)
class _Source:
    """A table, the columns that number its rows, those with text, and how that text is to stand there."""

    table: Table
    key: tuple[str, ...]
    columns: tuple[ColumnElement[Any], ...]
    change: Change


def mask_stored(engine: Engine, *, dry_run: bool) -> Iterator[Progress]:
    """Go through everything that holds text of receipts and people; one report a chunk.

    With `dry_run` nothing is written, only counted. Raises StorageUnavailableError.
    """
    for source in _SOURCES:
        progress, after = Progress(source.table.name, 0, 0), None
        while True:
            with transaction(engine) as connection:
                rows = _chunk(connection, source, after)
                masked = sum(_mask(connection, source, row, dry_run=dry_run) for row in rows)
            progress = Progress(progress.table, progress.seen + len(rows), progress.masked + masked)
            yield progress
            if len(rows) < CHUNK:
                break
            after = [rows[-1][name] for name in source.key]


def _chunk(connection: Connection, source: _Source, after: Sequence[object] | None) -> Sequence[RowMapping]:
    """The next rows, locked: nobody changes them between the look and the write."""
    key = [source.table.c[name] for name in source.key]
    query = select(*key, *source.columns).order_by(*key).limit(CHUNK)
    if after is not None:
        query = query.where(tuple_(*key) > tuple_(*after))
    return connection.execute(query.with_for_update(of=source.table)).mappings().all()


def _mask(connection: Connection, source: _Source, row: RowMapping, *, dry_run: bool) -> bool:
    values = source.change(row)
    if all(row[name] == value for name, value in values.items()):
        return False
    if not dry_run:
        ours = (source.table.c[name] == row[name] for name in source.key)
        connection.execute(update(source.table).where(*ours).values(values))
    return True


def _texts(*names: str) -> Change:
    """Columns that are each looked at alone."""
    return lambda row: {name: covered_together([row[name]])[0] for name in names}


def _receipt(row: RowMapping) -> Mapping[str, Any]:
    """Each alone, but for what repeats the reading's payment, which was looked at together."""
    alone = _texts(*_OF_RECEIPT)(row)
    paid = {name: row[f"read_{name}"] for name in _OF_PAYMENT if row[name] and row[f"read_{name}"]}
    return {**alone, **paid, **annotation_columns(annotations_of(row))}


def _merchant(row: RowMapping) -> Mapping[str, Any]:
    names = ("name", "address", "phone")
    return dict(zip(names, covered_together([row[name] for name in names]), strict=True))


def _reading(row: RowMapping) -> Mapping[str, Any]:
    """As it is masked today; one that shows nothing stays as it is, in whichever version it was written."""
    kept = row["reading"]
    try:
        reading = from_document(kept)
        masked = to_document(replace(reading, pages=covered_by_rows(reading.pages)))
        return {"reading": kept if masked == upgraded(kept) else masked}
    except (StoredReadingError, UnreadableError):
        # damaged, of a later version or with too much in a row: its texts can be masked all the same
        return {"reading": covered_leaves(kept)}


def _item(row: RowMapping) -> Mapping[str, Any]:
    """As its reading has it, which was masked before and sees all goods together."""
    return {"name": covered_together([row["read"] or row["name"]])[0]}


def _words(row: RowMapping) -> Mapping[str, Any]:
    """As its reading has them, which was masked before."""
    try:
        return words_row(from_document(row["reading"]))
    except StoredReadingError:
        return {name: covered_together([row[name]])[0] for name in ("merchant", "words")}


def _event(row: RowMapping) -> Mapping[str, Any]:
    return {"data": covered_leaves(row["data"])}


_READ = (
    select(readings.c.reading["items"].op("->")(receipt_items.c.line - 1).op("->>")("name"))
    .where(receipts.c.id == receipt_items.c.receipt_id, readings.c.id == receipts.c.reading_id)
    .scalar_subquery()
    .label("read")
)
_CURRENT = (
    select(readings.c.reading)
    .where(receipts.c.id == receipt_words.c.receipt_id, readings.c.id == receipts.c.reading_id)
    .scalar_subquery()
    .label("reading")
)
_OF_PAYMENT = ("approval_number", "card_number_masked")
_OF_RECEIPT = ("filename", "merchant_name", "goods", *_OF_PAYMENT)
_WRITTEN = tuple(receipts.c[one.value] for one in Annotation)
_PAID = tuple(
    select(readings.c.reading["payment"].op("->>")(name))
    .where(readings.c.id == receipts.c.reading_id)
    .scalar_subquery()
    .label(f"read_{name}")
    for name in _OF_PAYMENT
)
_SOURCES = (
    _Source(readings, ("id",), (readings.c.reading,), _reading),
    _Source(receipts, ("id",), (*(receipts.c[name] for name in _OF_RECEIPT), *_WRITTEN, *_PAID), _receipt),
    _Source(receipt_items, ("receipt_id", "line"), (receipt_items.c.name, _READ), _item),
    _Source(
        receipt_words, ("receipt_id",), (receipt_words.c.merchant, receipt_words.c.words, _CURRENT), _words
    ),
    _Source(receipt_events, ("id",), (receipt_events.c.data,), _event),
    _Source(
        merchants,
        ("business_number", "updated_at", "name"),
        (merchants.c.name, merchants.c.address, merchants.c.phone),
        _merchant,
    ),
)
