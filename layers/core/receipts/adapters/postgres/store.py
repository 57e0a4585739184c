"""`ReceiptStore` on PostgreSQL: what it finds. What a receipt does is in `TransactionalStore`."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError

from receipts.adapters.deciding_store import DecidingStore
from receipts.adapters.postgres import (
    failures,
    history,
    intake,
    journal,
    readings,
    retention,
    schema,
    tenants,
)
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.records import PostgresRecords
from receipts.adapters.postgres.rows import select_receipts, to_receipt
from receipts.adapters.postgres.tables import receipts
from receipts.adapters.transactional_store import Records
from receipts.domain.api_key import KeyHolder
from receipts.domain.business_number import BusinessNumber
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.retention import BucketSweep, NamedPhoto
from receipts.errors import StorageUnavailableError
from receipts.ports import CorrectionPage, Destination, FailedReceipts, OutboxMessage

_TRIES_TO_ADD = 3


class PostgresReceiptStore(DecidingStore):
    """The receipts of all tenants; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def _transaction(self, tenant_id: UUID) -> Iterator[Records]:
        with transaction(self._engine, tenant_id) as connection:
            yield PostgresRecords(connection)

    def add(self, receipt: Receipt, outbox: OutboxMessage | None = None) -> Receipt:
        for _ in range(_TRIES_TO_ADD):
            with transaction(self._engine, receipt.tenant_id) as connection:
                added = intake.insert_if_new(connection, receipt, outbox)
                known = PostgresRecords(connection).look_up_photo
                added = added or known(receipt.tenant_id, receipt.photo.sha256)
            if added is not None:
                return added
        # Each time the receipt in the way was gone before it could be read: try again later.
        raise StorageUnavailableError(f"receipt {receipt.id} met others that came and went")

    def corrections(
        self, tenant_id: UUID, receipt_id: UUID, *, after: int = 0, limit: int = 20
    ) -> CorrectionPage:
        self.get(tenant_id, receipt_id)
        with transaction(self._engine, tenant_id) as connection:
            return history.corrections(connection, history.of_receipt(tenant_id, receipt_id), after, limit)

    def last_correction(self, tenant_id: UUID, receipt_id: UUID) -> Correction | None:
        with transaction(self._engine, tenant_id) as connection:
            return history.last_correction(connection, history.of_receipt(tenant_id, receipt_id))

    def engine_reading(self, tenant_id: UUID, receipt_id: UUID) -> Reading | None:
        with transaction(self._engine, tenant_id) as connection:
            return readings.of_engine(connection, tenant_id, receipt_id)

    def lease_unsent(
        self,
        destination: Destination,
        *,
        written_before: datetime,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> Sequence[OutboxMessage]:
        with transaction(self._engine) as connection:
            return journal.lease_unsent(connection, destination, written_before, now, until, limit)

    def mark_sent(self, message: OutboxMessage, at: datetime) -> None:
        with transaction(self._engine, message.tenant_id) as connection:
            journal.mark_sent(connection, message.id, at)

    def mark_all_sent(self, message_ids: Collection[UUID], at: datetime) -> None:
        with transaction(self._engine) as connection:
            journal.mark_all_sent(connection, message_ids, at)

    def waiting_of(
        self, tenant_id: UUID, number: BusinessNumber, *, after: UUID | None, limit: int
    ) -> Sequence[Receipt]:
        of_shop = (receipts.c.tenant_id == tenant_id) & (receipts.c.business_number == number.digits)
        query = select_receipts().where(of_shop, receipts.c.status == Status.NEEDS_REVIEW)
        if after:
            query = query.where(receipts.c.id > after)
        query = query.order_by(receipts.c.id).limit(limit)
        with transaction(self._engine, tenant_id) as connection:
            return [to_receipt(row) for row in connection.execute(query).mappings()]

    def stuck(self, not_touched_since: datetime, limit: int) -> Sequence[Receipt]:
        in_work = receipts.c.status.in_([Status.QUEUED, Status.PROCESSING])
        untouched = receipts.c.updated_at < not_touched_since
        query = select_receipts().where(in_work, untouched).order_by(receipts.c.updated_at).limit(limit)
        with transaction(self._engine) as connection:
            return [to_receipt(row) for row in connection.execute(query).mappings()]

    def count_failed(self, which: FailedReceipts) -> int:
        with transaction(self._engine) as connection:
            return failures.count_failed(connection, which)

    def failed(self, which: FailedReceipts, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        with transaction(self._engine) as connection:
            return failures.failed(connection, which, after, limit)

    def unused_slots(
        self, *, created_before: datetime, touched_before: datetime, limit: int
    ) -> Sequence[Receipt]:
        with transaction(self._engine) as connection:
            return intake.unused_slots(connection, created_before, touched_before, limit)

    def expire(self, slots: Sequence[Receipt]) -> int:
        with transaction(self._engine) as connection:
            return intake.expire(connection, slots)

    def sweep_messages(self, sent_before: datetime, limit: int) -> int:
        with transaction(self._engine) as connection:
            return retention.sweep_messages(connection, sent_before, limit)

    def sweep_slots(self, created_before: datetime, limit: int) -> int:
        with transaction(self._engine) as connection:
            return retention.sweep_slots(connection, created_before, limit)

    def purge(self, deleted_before: datetime, limit: int) -> int:
        with transaction(self._engine) as connection:
            return retention.purge(connection, deleted_before, limit)

    def photos_to_purge(self, now: datetime, limit: int) -> Sequence[str]:
        with transaction(self._engine) as connection:
            return retention.photos_to_purge(connection, now, limit)

    def note_purged_photo(self, key: str, look_again_at: datetime | None) -> None:
        with transaction(self._engine) as connection:
            retention.note_purged_photo(connection, key, look_again_at)

    def named_photos(self, keys: Collection[str]) -> Mapping[str, NamedPhoto]:
        with transaction(self._engine) as connection:
            return retention.named_photos(connection, keys)

    def bucket_sweep(self) -> BucketSweep:
        with transaction(self._engine) as connection:
            return retention.last_bucket_sweep(connection)

    def note_bucket_sweep(self, sweep: BucketSweep) -> None:
        with transaction(self._engine) as connection:
            retention.note_bucket_sweep(connection, sweep)

    def holder_of_key(self, key_hash: str) -> KeyHolder | None:
        with transaction(self._engine) as connection:
            return tenants.holder_of_key(connection, key_hash)

    def key_fingerprints(self) -> frozenset[str]:
        with transaction(self._engine) as connection:
            return tenants.key_fingerprints(connection)

    def is_ready(self) -> bool:
        """Whether the database answers and has at least the schema of this code."""
        try:
            with transaction(self._engine) as connection:
                return schema.is_current(connection)
        except (StorageUnavailableError, ProgrammingError):
            return False
