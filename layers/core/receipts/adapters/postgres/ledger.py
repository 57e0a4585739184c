"""`Ledger` on PostgreSQL.

The ids are taken at one moment, the receipts a chunk at a time: none comes twice or is left out, however long
the reader takes, and no transaction waits for the reader.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine, Integer, select

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.finding import found_by
from receipts.adapters.postgres.rows import select_receipts, to_receipt
from receipts.adapters.postgres.sums import select_sums
from receipts.adapters.postgres.tables import receipt_events, receipts
from receipts.domain.history import LOOKED
from receipts.domain.month import TOLD_BY, Life, life_of
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping, Sums, in_order


class PostgresLedger:
    """The receipts of all tenants; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def select(self, tenant_id: UUID, which: Selection) -> Sequence[UUID]:
        columns = receipts.c
        query = select(columns.id).where(columns.tenant_id == tenant_id, columns.id.in_(found_by(which)))
        in_order = query.order_by(columns.issued_on, columns.issued_at, columns.created_at, columns.id)
        with transaction(self._engine, tenant_id) as connection:
            return list(connection.scalars(in_order))

    def receipts(self, tenant_id: UUID, ids: Sequence[UUID], *, with_text: bool = False) -> Sequence[Receipt]:
        wanted = select_receipts(is_light=True, with_text=with_text).where(
            receipts.c.tenant_id == tenant_id, receipts.c.id.in_(ids)
        )
        with transaction(self._engine, tenant_id) as connection:
            found = {row["id"]: to_receipt(row) for row in connection.execute(wanted).mappings()}
        return [found[one] for one in ids if one in found]

    def sums(self, tenant_id: UUID, which: Selection, by: Grouping) -> Sequence[Sums]:
        query = select_sums(by).where(receipts.c.tenant_id == tenant_id, receipts.c.id.in_(found_by(which)))
        with transaction(self._engine, tenant_id) as connection:
            return in_order(Sums(*row) for row in connection.execute(query))

    def lives(self, tenant_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Life]:
        events = receipt_events.c
        looked = events.data[LOOKED].astext.cast(Integer)
        told = select(events.receipt_id, events.kind, events.at, looked).where(
            events.tenant_id == tenant_id, events.receipt_id.in_(ids), events.kind.in_(TOLD_BY)
        )
        trails: dict[UUID, list[tuple[str, datetime, int | None]]] = {}
        with transaction(self._engine, tenant_id) as connection:
            for receipt_id, *one in connection.execute(told.order_by(events.id)):
                trails.setdefault(receipt_id, []).append(tuple(one))
        return {receipt_id: life_of(trail) for receipt_id, trail in trails.items()}
