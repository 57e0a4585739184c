"""`Rereadings` on PostgreSQL: which events had receipts queued anew, and which ended that."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, RowMapping, Select, func, select, true

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.rows import select_receipts, to_receipt
from receipts.adapters.postgres.tables import receipt_events, receipts
from receipts.domain.archive import ENDINGS, Archive, Ending, Progress, progress_of
from receipts.domain.life_cycle import IN_WORK
from receipts.domain.record import Receipt
from receipts.ports import Reread


class PostgresRereadings:
    """The rereadings of all tenants; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def in_line(self, tenant_id: UUID | None) -> int:
        waiting = receipts.c.status.in_(sorted(IN_WORK))
        query = (
            select(func.count()).select_from(receipts).where(waiting, *_of(receipts.c.tenant_id, tenant_id))
        )
        with transaction(self._engine, tenant_id) as connection:
            return connection.execute(query).scalar_one()

    def queued(
        self, tenant_id: UUID | None, rereading: UUID, receipt_ids: Collection[UUID]
    ) -> frozenset[UUID]:
        query = select(receipt_events.c.receipt_id).where(
            receipt_events.c.rereading_id == rereading,
            receipt_events.c.receipt_id.in_(receipt_ids),
            *_of(receipt_events.c.tenant_id, tenant_id),
        )
        with transaction(self._engine, tenant_id) as connection:
            return frozenset(connection.scalars(query))

    def progress(self, tenant_id: UUID | None, rereading: UUID) -> Progress:
        ended = _ended(tenant_id, rereading).subquery()
        kinds = ended.c.kind, ended.c.changed, ended.c.differs
        query = select(*kinds, func.count().label("receipts")).group_by(*kinds)
        with transaction(self._engine, tenant_id) as connection:
            return progress_of(map(_ending, connection.execute(query).mappings()))

    def changed(
        self, tenant_id: UUID, rereading: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[Reread]:
        ended = _ended(tenant_id, rereading, after).subquery()
        news = func.jsonb_array_length(ended.c.changed) + func.jsonb_array_length(ended.c.differs) > 0
        query = select(ended).where(news).order_by(ended.c.receipt_id).limit(limit)
        with transaction(self._engine, tenant_id) as connection:
            rows = connection.execute(query).mappings()
            return [Reread(row["receipt_id"], _ending(row)) for row in rows]

    def count(self, which: Archive) -> int:
        query = select(func.count()).select_from(receipts).where(*_archived(which))
        with transaction(self._engine) as connection:
            return connection.execute(query).scalar_one()

    def archived(self, which: Archive, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        behind = [receipts.c.id > after] if after else []
        query = select_receipts().where(*_archived(which), *behind).order_by(receipts.c.id).limit(limit)
        with transaction(self._engine) as connection:
            return [to_receipt(row) for row in connection.execute(query).mappings()]


def _ended(tenant_id: UUID | None, rereading: UUID, after: UUID | None = None) -> Select[Any]:
    """A row for each receipt that the rereading has queued, with the event that ended it, if any."""
    asked = receipt_events.alias("asked")
    last = func.max(asked.c.id).label("asked_by")
    behind = [asked.c.receipt_id > after] if after else []
    queued = (
        select(asked.c.tenant_id, asked.c.receipt_id, last)
        .where(asked.c.rereading_id == rereading, *_of(asked.c.tenant_id, tenant_id), *behind)
        .group_by(asked.c.tenant_id, asked.c.receipt_id)
        .subquery()
    )
    event = receipt_events.alias("event")
    ending = (
        select(event.c.kind, event.c.data)
        .where(
            event.c.tenant_id == queued.c.tenant_id,
            event.c.receipt_id == queued.c.receipt_id,
            event.c.id > queued.c.asked_by,
            event.c.kind.in_(ENDINGS),
        )
        .order_by(event.c.id)
        .limit(1)
        .lateral()
    )
    parts = [ending.c.data[name].label(name) for name in ("changed", "differs")]
    return select(queued.c.receipt_id, ending.c.kind, *parts).select_from(queued.outerjoin(ending, true()))


def _ending(row: RowMapping) -> Ending:
    return Ending(
        row["kind"], tuple(row["changed"] or ()), tuple(row["differs"] or ()), row.get("receipts", 1)
    )


def _of(column: ColumnElement[UUID], tenant_id: UUID | None) -> list[ColumnElement[bool]]:
    return [column == tenant_id] if tenant_id else []


def _archived(which: Archive) -> Iterator[ColumnElement[bool]]:
    yield receipts.c.status.in_(sorted(which.statuses))
    yield from _of(receipts.c.tenant_id, which.tenant_id)
    if which.since:
        yield receipts.c.created_at >= which.since
    if which.until:
        yield receipts.c.created_at < which.until
