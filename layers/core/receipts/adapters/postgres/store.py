"""`ReceiptStore` on PostgreSQL. Each method is one transaction; the steps are in the modules beside."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import ProgrammingError

from receipts.adapters.postgres import (
    claims,
    intake,
    journal,
    listing,
    results,
    retention,
    reviews,
    schema,
    tenants,
)
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.rows import of_tenant, select_receipts, tenant_of_object, to_receipt
from receipts.adapters.postgres.tables import receipts
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Reading, Receipt
from receipts.domain.retention import BucketSweep, NamedPhoto
from receipts.errors import (
    NotItsTurnError,
    ReceiptNotFoundError,
    StorageUnavailableError,
    UnknownObjectError,
)
from receipts.ports import Claim, CorrectionPage, Destination, FailedReceipts, OutboxMessage, ReceiptPage

_TRIES_TO_ADD = 3


class PostgresReceiptStore:
    """The receipts of all tenants; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, receipt: Receipt, outbox: OutboxMessage | None = None) -> Receipt:
        for _ in range(_TRIES_TO_ADD):
            with transaction(self._engine, receipt.tenant_id) as connection:
                added = intake.insert_if_new(connection, receipt, outbox)
                added = added or intake.live_receipt(connection, receipt.tenant_id, receipt.photo.sha256)
            if added is not None:
                return added
        # Each time the receipt in the way was gone before it could be read: try again later.
        raise StorageUnavailableError(f"receipt {receipt.id} met others that came and went")

    def get(self, tenant_id: UUID, receipt_id: UUID) -> Receipt:
        with transaction(self._engine, tenant_id) as connection:
            query = select_receipts().where(of_tenant(tenant_id, receipt_id))
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise ReceiptNotFoundError(receipt_id)
        return to_receipt(row)

    def find_by_key(self, key: str) -> Receipt:
        with transaction(self._engine, tenant_of_object(key)) as connection:
            query = select_receipts().where(receipts.c.object_key == key)
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise UnknownObjectError(key)
        return to_receipt(row)

    def find_by_sha256(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        with transaction(self._engine, tenant_id) as connection:
            return intake.live_receipt(connection, tenant_id, sha256)

    def find(
        self, tenant_id: UUID, *, status: Status | None = None, cursor: str | None = None, limit: int = 50
    ) -> ReceiptPage:
        with transaction(self._engine, tenant_id) as connection:
            return listing.find(connection, tenant_id, status, cursor, limit)

    def describe(self, receipt: Receipt) -> Receipt:
        with transaction(self._engine, receipt.tenant_id) as connection:
            intake.describe(connection, receipt)
        return self.get(receipt.tenant_id, receipt.id)

    def requeue(self, seen: Receipt, outbox: OutboxMessage, *, key: str | None = None) -> Receipt:
        with transaction(self._engine, seen.tenant_id) as connection:
            return intake.requeue(connection, seen, outbox, key)

    def claim(
        self,
        key: str,
        version: str | None,
        *,
        holder: str,
        now: datetime,
        lease: timedelta,
        share: Share | None = None,
    ) -> Claim | None:
        delivery = claims.Delivery(key, version, holder, now, now + lease)
        with transaction(self._engine, tenant_of_object(key)) as connection:
            claimed = claims.claim(connection, delivery, share)
        if isinstance(claimed, claims.HeldBack):  # raised only now: what was noted of it must be committed
            raise NotItsTurnError(claimed.receipt, claimed.turn)
        return claimed

    def claim_unless_requeued(
        self, key: str, version: str | None, *, since: datetime, holder: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        delivery = claims.Delivery(key, version, holder, now, now + lease)
        with transaction(self._engine, tenant_of_object(key)) as connection:
            return claims.claim_unless_requeued(connection, delivery, since)

    def let_in(self, tenant_id: UUID, share: Share, now: datetime) -> Sequence[Receipt]:
        with transaction(self._engine, tenant_id) as connection:
            return claims.let_in(connection, tenant_id, share, now)

    def give_back(self, claim: Claim, outbox: OutboxMessage | None = None) -> bool:
        with transaction(self._engine, claim.receipt.tenant_id) as connection:
            return claims.give_back(connection, claim, outbox)

    def record_reading(
        self, claim: Claim, reading: Reading, announce: Callable[[Status], OutboxMessage]
    ) -> OutboxMessage | None:
        with transaction(self._engine, claim.receipt.tenant_id) as connection:
            return results.record_reading(connection, claim, reading, announce)

    def record_failure(self, claim: Claim, cause: FailureCause, outbox: OutboxMessage) -> bool:
        with transaction(self._engine, claim.receipt.tenant_id) as connection:
            return results.record_failure(connection, claim, cause, outbox)

    def record_correction(self, seen: Receipt, corrected: Receipt, correction: Correction) -> Receipt:
        with transaction(self._engine, seen.tenant_id) as connection:
            return reviews.record_correction(connection, seen, corrected, correction)

    def approve(self, seen: Receipt, correction: Correction, outbox: OutboxMessage) -> Receipt:
        with transaction(self._engine, seen.tenant_id) as connection:
            return reviews.approve(connection, seen, correction, outbox)

    def corrections(
        self, tenant_id: UUID, receipt_id: UUID, *, cursor: str | None = None, limit: int = 20
    ) -> CorrectionPage:
        self.get(tenant_id, receipt_id)
        with transaction(self._engine, tenant_id) as connection:
            return reviews.corrections(connection, reviews.of_receipt(tenant_id, receipt_id), cursor, limit)

    def last_correction(self, tenant_id: UUID, receipt_id: UUID) -> Correction | None:
        with transaction(self._engine, tenant_id) as connection:
            return reviews.last_correction(connection, reviews.of_receipt(tenant_id, receipt_id))

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

    def stuck(self, not_touched_since: datetime, limit: int) -> Sequence[Receipt]:
        in_work = receipts.c.status.in_([Status.QUEUED, Status.PROCESSING])
        untouched = receipts.c.updated_at < not_touched_since
        query = select_receipts().where(in_work, untouched).order_by(receipts.c.updated_at).limit(limit)
        with transaction(self._engine) as connection:
            return [to_receipt(row) for row in connection.execute(query).mappings()]

    def count_failed(self, which: FailedReceipts) -> int:
        with transaction(self._engine) as connection:
            return listing.count_failed(connection, which)

    def failed(self, which: FailedReceipts, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        with transaction(self._engine) as connection:
            return listing.failed(connection, which, after, limit)

    def unused_slots(self, created_before: datetime, limit: int) -> Sequence[Receipt]:
        with transaction(self._engine) as connection:
            return intake.unused_slots(connection, created_before, limit)

    def expire(self, slots: Sequence[Receipt]) -> int:
        with transaction(self._engine) as connection:
            return intake.expire(connection, slots)

    def queue_arrived(self, slot: Receipt, outbox: OutboxMessage) -> bool:
        with transaction(self._engine, slot.tenant_id) as connection:
            return intake.queue_arrived(connection, slot, outbox)

    def sweep_messages(self, sent_before: datetime, limit: int) -> int:
        with transaction(self._engine) as connection:
            return retention.sweep_messages(connection, sent_before, limit)

    def sweep_slots(self, created_before: datetime, limit: int) -> int:
        with transaction(self._engine) as connection:
            return retention.sweep_slots(connection, created_before, limit)

    def named_photos(self, keys: Collection[str]) -> Mapping[str, NamedPhoto]:
        with transaction(self._engine) as connection:
            return retention.named_photos(connection, keys)

    def bucket_sweep(self) -> BucketSweep:
        with transaction(self._engine) as connection:
            return retention.last_bucket_sweep(connection)

    def note_bucket_sweep(self, sweep: BucketSweep) -> None:
        with transaction(self._engine) as connection:
            retention.note_bucket_sweep(connection, sweep)

    def tenant_of_key(self, key_hash: str) -> UUID | None:
        with transaction(self._engine) as connection:
            return tenants.tenant_of_key(connection, key_hash)

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
