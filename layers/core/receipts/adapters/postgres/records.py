"""The receipts within one transaction of PostgreSQL: see `Records`."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, TextClause, func, select, update
from sqlalchemy.exc import IntegrityError

from receipts.adapters.postgres import company, directory, history, neighbours, readings
from receipts.adapters.postgres.journal import note_event, put_message
from receipts.adapters.postgres.rows import (
    changeable,
    lock_receipt,
    of_tenant,
    searchable,
    select_receipts,
    to_receipt,
)
from receipts.adapters.postgres.tables import IS_LIVE, receipts
from receipts.domain.accounts import AccountLesson
from receipts.domain.bounds import keepable
from receipts.domain.directory import DirectoryEntry
from receipts.domain.life_cycle import Status
from receipts.domain.purchase import Slip
from receipts.domain.receipt import Reading
from receipts.domain.record import KeptReading, Move, Receipt
from receipts.ports import OutboxMessage

_TURNS: Final = 15
"""First half of the advisory locks taken here, by the number of the decision (ADR 0015); the tenant is the
other.
"""


class PostgresRecords:
    """What one transaction sees and does."""

    now: datetime

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def look_up(self, tenant_id: UUID, receipt_id: UUID) -> Receipt | None:
        return self._get(of_tenant(tenant_id, receipt_id))

    def look_up_key(self, key: str) -> Receipt | None:
        return self._get(receipts.c.object_key == key)

    def look_up_photo(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        return self._get(_of_photo(tenant_id, sha256), IS_LIVE)

    def lock(self, tenant_id: UUID, receipt_id: UUID) -> Receipt | None:
        return self._lock(of_tenant(tenant_id, receipt_id))

    def lock_key(self, key: str) -> Receipt | None:
        # No receipt has a key that a database cannot hold, and the database would refuse to look for it.
        return self._lock(receipts.c.object_key == key) if keepable(key) == key else None

    def lock_photo(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        return self._lock(_of_photo(tenant_id, sha256), IS_LIVE)

    def lock_neighbours(self, receipt: Receipt, reading: Reading) -> None:
        neighbours.lock_neighbours(self._connection, receipt, reading)

    def neighbours(self, receipt: Receipt, reading: Reading) -> Sequence[Slip]:
        return neighbours.find_neighbours(self._connection, receipt, reading)

    def result(self, receipt: Receipt, reading: Reading) -> KeptReading:
        return readings.result(self._connection, receipt, reading)

    def correction(self, reading: Reading, version: int) -> KeptReading:
        return readings.correction(reading, version)

    def reread(self, reading: Reading, version: int) -> KeptReading:
        return readings.reread(reading, version)

    def keep_beside(self, receipt: Receipt, kept: KeptReading) -> None:
        readings.keep(self._connection, receipt, kept)

    def ways_back_of(self, receipt: Receipt) -> int:
        of_one = history.of_receipt(receipt.tenant_id, receipt.id)
        return history.count_ways_back(self._connection, of_one)

    def corrections_of(self, receipt: Receipt) -> int:
        of_one = history.of_receipt(receipt.tenant_id, receipt.id)
        return history.count_corrections(self._connection, of_one)

    def was_requeued(self, receipt: Receipt, since: datetime) -> bool:
        return history.was_requeued(
            self._connection, history.of_receipt(receipt.tenant_id, receipt.id), since
        )

    def line(self, receipt: Receipt, now: datetime) -> tuple[int, datetime | None]:
        """Claims of one tenant are decided one after the other, else all that come at once would find the
        readers free. The lock is taken after those on rows, so that nothing is waited for meanwhile.
        """
        tenant = func.hashtext(str(receipt.tenant_id))
        self._connection.execute(select(func.pg_advisory_xact_lock(_TURNS, tenant)))
        held_back = (receipts.c.tenant_id == receipt.tenant_id) & receipts.c.held_until.is_not(None)
        end = self._connection.execute(select(func.max(receipts.c.held_until)).where(held_back)).scalar_one()
        return self._being_read(receipt.tenant_id, now, receipts.c.id != receipt.id), end

    def being_read(self, tenant_id: UUID, now: datetime) -> int:
        return self._being_read(tenant_id, now)

    def lock_held_back(self, tenant_id: UUID, now: datetime, limit: int) -> Sequence[Receipt]:
        waiting = (receipts.c.tenant_id == tenant_id) & (receipts.c.held_until > now)
        first = select_receipts().where(waiting).order_by(receipts.c.held_until).limit(limit)
        rows = self._connection.execute(first.with_for_update(of=receipts, skip_locked=True)).mappings()
        return [to_receipt(row) for row in rows]

    def save(
        self, move: Move, message: OutboxMessage | None = None, kept: KeptReading | None = None
    ) -> Receipt:
        receipt, event = move
        values = changeable(receipt)
        if kept:
            readings.show(self._connection, receipt, kept)
            values |= searchable(kept.reading) | {"reading_id": kept.id}
        ours = of_tenant(receipt.tenant_id, receipt.id)
        self._connection.execute(update(receipts).where(ours).values(values))
        if event:
            note_event(self._connection, receipt, event)
        if message:
            put_message(self._connection, receipt, message)
        return receipt

    def learn(self, tenant_id: UUID, lesson: DirectoryEntry, at: datetime) -> None:
        directory.learn(self._connection, tenant_id, lesson, at)

    def learn_account(self, tenant_id: UUID, lesson: AccountLesson, at: datetime) -> None:
        company.learn(self._connection, tenant_id, lesson, at)

    def save_unless_twice(self, moves: Sequence[Move], message: OutboxMessage | None = None) -> bool:
        try:
            with self._connection.begin_nested():
                for move in moves:
                    self.save(move, message if move is moves[-1] else None)
        except IntegrityError:
            return False
        return True

    def _get(self, *where: ColumnElement[bool] | TextClause) -> Receipt | None:
        row = self._connection.execute(select_receipts().where(*where)).mappings().one_or_none()
        return to_receipt(row) if row else None

    def _lock(self, *where: ColumnElement[bool] | TextClause) -> Receipt | None:
        row = lock_receipt(self._connection, *where)
        if row is None:
            return None
        self.now = row["now"]
        return to_receipt(row)

    def _being_read(self, tenant_id: UUID, now: datetime, *which: ColumnElement[bool]) -> int:
        ours = (receipts.c.tenant_id == tenant_id) & (receipts.c.status == Status.PROCESSING)
        alive = select(func.count()).where(ours, receipts.c.claim_expires_at > now, *which)
        return self._connection.execute(alive).scalar_one()


def _of_photo(tenant_id: UUID, sha256: str) -> ColumnElement[bool]:
    return (receipts.c.tenant_id == tenant_id) & (receipts.c.sha256 == sha256)
