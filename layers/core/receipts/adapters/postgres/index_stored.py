"""Fill what receipts are found by, where an older version wrote the row. For the operator, as the owner.

Each chunk is a transaction of its own, so it may be stopped, repeated and run beside the application.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, Engine, select, update

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.readings import put_words
from receipts.adapters.postgres.rows import searchable, select_receipts, to_receipt
from receipts.adapters.postgres.tables import receipts

_CHUNK: Final = 200


@dataclass(frozen=True, slots=True)
class Indexed:
    """How many receipts that were read were looked at so far; `unusable` ones have a damaged reading."""

    seen: int = 0
    unusable: int = 0


def index_stored(engine: Engine) -> Iterator[Indexed]:
    """Go through every receipt that was read; one report a chunk. Raises StorageUnavailableError."""
    done, after = Indexed(), None
    while True:
        with transaction(engine) as connection:
            ids = _next(connection, after)
            usable = sum(_index(connection, one) for one in ids)
        done = Indexed(done.seen + len(ids), done.unusable + len(ids) - usable)
        yield done
        if len(ids) < _CHUNK:
            return
        after = ids[-1]


def _next(connection: Connection, after: UUID | None) -> list[UUID]:
    """The next receipts, locked: nobody corrects them between the look and the write."""
    query = select(receipts.c.id).where(receipts.c.reading_id.is_not(None)).order_by(receipts.c.id)
    if after is not None:
        query = query.where(receipts.c.id > after)
    return list(connection.scalars(query.limit(_CHUNK).with_for_update(key_share=True)))


def _index(connection: Connection, receipt_id: UUID) -> bool:
    """False where its reading cannot be used, which `to_receipt` puts into the log."""
    one = receipts.c.id == receipt_id
    receipt = to_receipt(connection.execute(select_receipts().where(one)).mappings().one())
    if receipt.reading is None:
        return False
    connection.execute(update(receipts).where(one).values(searchable(receipt.reading)))
    put_words(connection, receipt, receipt.reading)
    return True
