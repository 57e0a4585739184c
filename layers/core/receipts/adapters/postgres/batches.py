"""`Batches` on PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Double, Engine, Select, func, insert, literal, select, tuple_

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import INSTANT, batches, readings, receipts
from receipts.domain.life_cycle import IN_WORK, READ, Status
from receipts.errors import BatchNotFoundError
from receipts.ports import Batch, BatchPage, BatchPosition

_MEASURED = 20
"""Newest readings of each status that are looked at."""


class PostgresBatches:
    """The batches of all tenants; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, batch: Batch) -> None:
        values = {"id": batch.id, "tenant_id": batch.tenant_id, "name": batch.name}
        with transaction(self._engine, batch.tenant_id) as connection:
            connection.execute(insert(batches).values(created_at=batch.created_at, **values))

    def get(self, tenant_id: UUID, batch_id: UUID) -> Batch:
        query = select(batches).where(batches.c.tenant_id == tenant_id, batches.c.id == batch_id)
        with transaction(self._engine, tenant_id) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise BatchNotFoundError(batch_id)
        return Batch(row.id, row.tenant_id, row.created_at, row.name)

    def find(self, tenant_id: UUID, *, after: BatchPosition | None = None, limit: int = 50) -> BatchPage:
        query = select(batches).where(batches.c.tenant_id == tenant_id)
        if after is not None:
            place = tuple_(literal(after.created_at, INSTANT), literal(after.batch_id))
            query = query.where(tuple_(batches.c.created_at, batches.c.id) < place)
        query = query.order_by(batches.c.created_at.desc(), batches.c.id.desc()).limit(limit + 1)
        with transaction(self._engine, tenant_id) as connection:
            rows = connection.execute(query).all()
        found = tuple(Batch(row.id, row.tenant_id, row.created_at, row.name) for row in rows[:limit])
        last = found[-1] if len(rows) > limit else None
        return BatchPage(found, BatchPosition(last.created_at, last.id) if last else None)

    def counts(self, tenant_id: UUID, batch_ids: Collection[UUID]) -> Mapping[UUID, Mapping[Status, int]]:
        columns = receipts.c.batch_id, receipts.c.status
        query = (
            select(*columns, func.count())
            .where(receipts.c.tenant_id == tenant_id, receipts.c.batch_id.in_(batch_ids))
            .group_by(*columns)
        )
        counted: dict[UUID, dict[Status, int]] = {}
        with transaction(self._engine, tenant_id) as connection:
            for batch_id, status, count in connection.execute(query):
                counted.setdefault(batch_id, {})[Status(status)] = count
        return counted

    def places(self, tenant_id: UUID, receipt_ids: Collection[UUID]) -> Mapping[UUID, int]:
        line = _line(tenant_id)
        query = select(line.c.id, line.c.place).where(line.c.id.in_(receipt_ids))
        with transaction(self._engine, tenant_id) as connection:
            return {row.id: row.place for row in connection.execute(query)}

    def last_place(self, tenant_id: UUID, batch_id: UUID) -> int:
        line = _line(tenant_id, receipts.c.batch_id)
        query = select(func.max(line.c.place)).where(line.c.batch_id == batch_id)
        with transaction(self._engine, tenant_id) as connection:
            return connection.scalar(query) or 0

    def measured_seconds(self, tenant_id: UUID) -> Sequence[float]:
        newest = [_newest(tenant_id, status).subquery() for status in sorted(READ)]
        ids = newest[0].select().union_all(*(one.select() for one in newest[1:])).subquery()
        seconds = readings.c.reading["engine"]["seconds"].astext.cast(Double)
        ours = readings.c.tenant_id == tenant_id
        query = select(seconds).where(ours, readings.c.id.in_(select(ids.c.reading_id)), seconds > 0)
        with transaction(self._engine, tenant_id) as connection:
            return list(connection.scalars(query))


def _line(tenant_id: UUID, *more: ColumnElement[Any]) -> Any:  # noqa: ANN401 - a subquery
    in_work: ColumnElement[bool] = receipts.c.status.in_(sorted(IN_WORK))
    in_order = func.row_number().over(order_by=(receipts.c.created_at, receipts.c.id))
    columns = select(receipts.c.id, in_order.label("place"), *more)
    return columns.where(receipts.c.tenant_id == tenant_id, in_work).subquery()


def _newest(tenant_id: UUID, status: Status) -> Select[Any]:
    """Status by status, as the index receipts_newest_of_status has them."""
    ours = (receipts.c.tenant_id == tenant_id) & (receipts.c.status == status)
    newest = receipts.c.created_at.desc(), receipts.c.id.desc()
    return select(receipts.c.reading_id).where(ours).order_by(*newest).limit(_MEASURED)
