from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from receipts.adapters.deciding_store import DecidingStore
from receipts.domain.business_number import BusinessNumber
from receipts.domain.history import Correction
from receipts.domain.life_cycle import IN_WORK, Status
from receipts.domain.record import Receipt
from receipts.domain.retention import NEVER_SWEPT, BucketSweep, NamedPhoto
from receipts.ports import CorrectionPage, FailedReceipts, OutboxMessage
from tests.fakes.outbox import FakeOutbox
from tests.fakes.records import FakeRecords


@dataclass
class FakeReceiptStore(FakeRecords, FakeOutbox, DecidingStore):
    """Keeps receipts in memory. What becomes of them it leaves to the domain, as PostgreSQL does."""

    swept: BucketSweep = NEVER_SWEPT
    purged: dict[str, datetime] = field(default_factory=dict)
    """Photos of purged receipts that are still to go, and when."""

    def _transaction(self, tenant_id: UUID) -> AbstractContextManager[FakeRecords]:
        return nullcontext(self)

    def add(self, receipt: Receipt, outbox: OutboxMessage | None = None) -> Receipt:
        return self.lock_photo(receipt.tenant_id, receipt.photo.sha256) or self.save((receipt, None), outbox)

    def corrections(
        self, tenant_id: UUID, receipt_id: UUID, *, after: int = 0, limit: int = 20
    ) -> CorrectionPage:
        self.get(tenant_id, receipt_id)
        rest = [it for it in self.done_by_people(receipt_id) if it.version > after]
        last = rest[limit - 1].version if len(rest) > limit else None
        return CorrectionPage(tuple(rest[:limit]), last)

    def last_correction(self, tenant_id: UUID, receipt_id: UUID) -> Correction | None:
        return next(reversed(self.done_by_people(receipt_id)), None)

    def waiting_of(
        self, tenant_id: UUID, number: BusinessNumber, *, after: UUID | None, limit: int
    ) -> Sequence[Receipt]:
        waiting = (it for it in self.known(tenant_id, Status.NEEDS_REVIEW) if it.reading)
        of_shop = (it for it in waiting if it.reading and it.reading.merchant.business_number == number)
        return sorted((it for it in of_shop if after is None or it.id > after), key=lambda it: it.id)[:limit]

    def stuck(self, not_touched_since: datetime, limit: int) -> Sequence[Receipt]:
        working = [it for it in self.known(None, *IN_WORK) if it.updated_at < not_touched_since]
        return sorted(working, key=lambda it: it.updated_at)[:limit]

    def count_failed(self, which: FailedReceipts) -> int:
        return len(self.failed(which, after=None, limit=len(self.receipts)))

    def failed(self, which: FailedReceipts, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        caused = [it for it in self.known(which.tenant_id) if it.failure is which.cause]
        since = [it for it in caused if which.since is None or which.since <= it.updated_at]
        within = [it for it in since if which.until is None or it.updated_at < which.until]
        return sorted((it for it in within if after is None or after < it.id), key=lambda it: it.id)[:limit]

    def unused_slots(
        self, *, created_before: datetime, touched_before: datetime, limit: int
    ) -> Sequence[Receipt]:
        unused = self.known(None, Status.AWAITING_UPLOAD)
        untouched = [it for it in reversed(unused) if it.updated_at < touched_before]
        return [it for it in untouched if it.created_at < created_before][:limit]

    def expire(self, slots: Sequence[Receipt]) -> int:
        seen = {(slot.id, slot.version) for slot in slots}
        unused = self.known(None, Status.AWAITING_UPLOAD)
        return len([self.save(it.expire(self.now)) for it in unused if (it.id, it.version) in seen])

    def sweep_slots(self, created_before: datetime, limit: int) -> int:
        expired = [it for it in self.known(None, Status.EXPIRED) if it.created_at < created_before]
        return len([self.receipts.pop(it.id) for it in expired[:limit]])

    def purge(self, deleted_before: datetime, limit: int) -> int:
        deleted = [it for it in self.known(None, Status.DELETED) if it.updated_at < deleted_before][:limit]
        for it in deleted:
            del self.receipts[it.id]
            self.events.pop(it.id, None)
            self.purged[it.photo.key] = self.now
        return len(deleted)

    def photos_to_purge(self, now: datetime, limit: int) -> Sequence[str]:
        return [key for key, due in self.purged.items() if due <= now][:limit]

    def note_purged_photo(self, key: str, look_again_at: datetime | None) -> None:
        del self.purged[key]
        if look_again_at:
            self.purged[key] = look_again_at

    def named_photos(self, keys: Collection[str]) -> Mapping[str, NamedPhoto]:
        named = [it for it in self.known() if it.photo.key in keys]
        going = {key: NamedPhoto(None, Status.DELETED, self.now) for key in self.purged if key in keys}
        return going | {it.photo.key: NamedPhoto(it.photo.version, it.status, it.updated_at) for it in named}

    def bucket_sweep(self) -> BucketSweep:
        return self.swept

    def note_bucket_sweep(self, sweep: BucketSweep) -> None:
        self.swept = sweep

    def is_ready(self) -> bool:
        return not self.is_down
