from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from receipts.adapters.postgres.listing import decode_cursor, decode_version, encode_cursor, encode_version
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.history import Correction, ensure_room
from receipts.domain.key_fingerprint import fingerprint_of
from receipts.domain.life_cycle import Status, move
from receipts.domain.reasons import settled_as
from receipts.domain.receipt import Reading, Receipt
from receipts.domain.retention import BucketSweep, NamedPhoto
from receipts.errors import (
    IllegalTransitionError,
    NotItsTurnError,
    StorageUnavailableError,
)
from receipts.ports import Claim, CorrectionPage, Destination, FailedReceipts, OutboxMessage, ReceiptPage
from tests.fakes.purchases import position
from tests.fakes.records import LONG_AGO, Lease, Records

T = TypeVar("T")


@dataclass
class FakeReceiptStore(Records):
    """Keeps receipts in memory; the contract tests hold it to what PostgreSQL does."""

    def add(self, receipt: Receipt, outbox: OutboxMessage | None = None) -> Receipt:
        self._answer(receipt.created_at)
        known = self.find_by_sha256(receipt.tenant_id, receipt.photo.sha256)
        if known:
            return known
        self.receipts[receipt.id] = receipt
        if outbox:
            self.outbox[outbox.id] = (receipt.created_at, outbox)
        return receipt

    def describe(self, receipt: Receipt) -> Receipt:
        known = self.get(receipt.tenant_id, receipt.id)
        if known.status in {Status.AWAITING_UPLOAD, Status.FAILED}:
            told = replace(known.photo, content_type=receipt.photo.content_type, size=receipt.photo.size)
            since = known.updated_at if known.status is Status.FAILED else self._time()
            self.receipts[known.id] = replace(known, photo=told, version=known.version + 1, updated_at=since)
        return self.get(receipt.tenant_id, receipt.id)

    def find(
        self, tenant_id: UUID, *, status: Status | None = None, cursor: str | None = None, limit: int = 50
    ) -> ReceiptPage:
        self._answer()
        after = decode_cursor(cursor) if cursor is not None else None
        found = [
            receipt
            for receipt in sorted(self.receipts.values(), key=position, reverse=True)
            if receipt.tenant_id == tenant_id
            and (receipt.status is status if status else receipt.status is not Status.DELETED)
            and (after is None or position(receipt) < after)
        ]
        more = len(found) > limit
        return ReceiptPage(
            tuple(light(self._shown(it)) for it in found[:limit]),
            encode_cursor(found[limit - 1]) if more else None,
        )

    def requeue(self, seen: Receipt, outbox: OutboxMessage, *, key: str | None = None) -> Receipt:
        receipt = self.get(seen.tenant_id, seen.id)
        if receipt.status is not seen.status or receipt.status in {Status.AWAITING_UPLOAD, Status.EXPIRED}:
            raise IllegalTransitionError(receipt.status, Status.QUEUED)
        queued = self._move(receipt, Status.QUEUED, failure=None, photo=seen.photo)
        self._died.pop(receipt.id, None)
        self._turns.pop(receipt.id, None)
        self._requeued[receipt.id] = queued.updated_at
        self.retried_with[receipt.id] = key
        self._put(outbox)
        return queued

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
        self._answer(now)
        receipt = self._claimable(key, version, holder, now)
        if receipt is None:
            return None
        photo = replace(receipt.photo, version=version or receipt.photo.version)
        turn = share and share.turn(*self._line(receipt, now), now)
        if turn:
            new = receipt.version + (receipt.status is not Status.QUEUED)
            told = {"photo": photo, "failure": None, "updated_at": now, "version": new}
            held = self._move(receipt, Status.QUEUED, **told)
            self._turns[receipt.id] = turn
            raise NotItsTurnError(held, turn)
        claim = self._take(receipt, Lease(holder, now + lease), photo=photo, updated_at=now)
        self._died[receipt.id] = claim.died + 1
        return claim

    def claim_unless_requeued(
        self, key: str, version: str | None, *, since: datetime, holder: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        self._answer(now)
        receipt = next((it for it in self.receipts.values() if it.photo.key == key), None)
        if receipt and self._requeued.get(receipt.id, LONG_AGO) > since:
            return None
        receipt = self._claimable(key, version, holder, now)
        return self._take(receipt, Lease(holder, now + lease), updated_at=now) if receipt else None

    def let_in(self, tenant_id: UUID, share: Share, now: datetime) -> Sequence[Receipt]:
        self._answer(now)
        ours = {it.id for it in self.receipts.values() if it.tenant_id == tenant_id}
        being_read = sum(it in ours and lease.until > now for it, lease in self._leases.items())
        waiting = sorted((turn, it) for it, turn in self._turns.items() if it in ours and turn > now)
        let = [it for _, it in waiting[: share.free(being_read)]]
        self._turns.update(dict.fromkeys(let, now))
        return [self.receipts[it] for it in let]

    def give_back(self, claim: Claim, outbox: OutboxMessage | None = None) -> bool:
        self._answer()
        if not self._holds(claim):
            return False
        queued = self._move(self.receipts[claim.receipt.id], Status.QUEUED)
        self._died[queued.id] = claim.died
        if outbox:
            self._requeued[queued.id] = queued.updated_at
            self._put(outbox)
        return True

    def record_reading(
        self, claim: Claim, reading: Reading, announce: Callable[[Status], OutboxMessage]
    ) -> OutboxMessage | None:
        if self.fails_to_record:
            self.fails_to_record -= 1
            raise StorageUnavailableError("the database went away")
        self._answer()
        if not self._holds(claim):
            return None
        receipt = self.receipts[claim.receipt.id]
        engine = reading.engine and (reading.engine.name, reading.engine.version)
        kept = self._readings.setdefault((receipt.id, receipt.photo.version, engine), reading)
        original, sale = self._original(receipt, kept), self._pair(receipt, kept)
        status = settled_as(kept, original)
        self._move(receipt, status, reading=kept, duplicate_of=original, cancels=sale)
        message = announce(status)
        self._put(message)
        return message

    def record_failure(self, claim: Claim, cause: FailureCause, outbox: OutboxMessage) -> bool:
        self._answer()
        if not self._holds(claim):
            return False
        self._move(self.receipts[claim.receipt.id], Status.FAILED, failure=cause)
        self._put(outbox)
        return True

    def record_correction(self, seen: Receipt, corrected: Receipt, correction: Correction) -> Receipt:
        receipt, reading = self._as_seen(seen), corrected.reading
        ensure_room(sum(not it.approved for it in self._corrections.get(seen.id, [])))
        assert reading is not None
        original = self._original(receipt, reading)
        status = Status.NEEDS_REVIEW if original else corrected.status
        if status is not receipt.status:
            move(receipt.status, status)
        self.receipts[seen.id] = replace(
            receipt,
            status=status,
            reading=reading,
            duplicate_of=original,
            cancels=self._pair(receipt, reading),
        )
        return self._note(seen, correction)

    def approve(self, seen: Receipt, correction: Correction, outbox: OutboxMessage) -> Receipt:
        receipt = self._as_seen(seen)
        self.receipts[seen.id] = replace(receipt, status=move(receipt.status, Status.APPROVED))
        self._put(outbox)
        return self._note(seen, correction)

    def corrections(
        self, tenant_id: UUID, receipt_id: UUID, *, cursor: str | None = None, limit: int = 20
    ) -> CorrectionPage:
        self.get(tenant_id, receipt_id)
        after = decode_version(cursor)
        found = [it for it in self._corrections.get(receipt_id, []) if it.version > after]
        page = tuple(found[:limit])
        return CorrectionPage(page, encode_version(page[-1].version) if len(found) > limit else None)

    def last_correction(self, tenant_id: UUID, receipt_id: UUID) -> Correction | None:
        return next(reversed(self._corrections.get(receipt_id, [])), None)

    def lease_unsent(
        self,
        destination: Destination,
        *,
        written_before: datetime,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> Sequence[OutboxMessage]:
        self._answer(written_before)
        due = [
            (self._leased.get(message.id, at), at, message.id, message)
            for at, message in self.outbox.values()
            if message.id not in self.sent and message.destination is destination and at < written_before
        ]
        first = sorted(it[:3] for it in due if it[0] <= now)[:limit]
        self._leased |= {message_id: until for _, _, message_id in first}
        return [self.outbox[message_id][1] for _, _, message_id in sorted(first, key=itemgetter(1, 2))]

    def mark_sent(self, message: OutboxMessage, at: datetime) -> None:
        self._answer(at)
        self.sent.setdefault(message.id, at)

    def mark_all_sent(self, message_ids: Collection[UUID], at: datetime) -> None:
        self._answer(at)
        for message_id in message_ids:
            self.sent.setdefault(message_id, at)

    def stuck(self, not_touched_since: datetime, limit: int) -> Sequence[Receipt]:
        self._answer(not_touched_since)
        working = {Status.QUEUED, Status.PROCESSING}
        untouched = [
            it for it in self.receipts.values() if it.status in working and it.updated_at < not_touched_since
        ]
        return sorted(untouched, key=lambda it: it.updated_at)[:limit]

    def count_failed(self, which: FailedReceipts) -> int:
        return len(self.failed(which, after=None, limit=len(self.receipts)))

    def failed(self, which: FailedReceipts, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        self._answer()
        found = [
            it
            for it in self.receipts.values()
            if it.failure is which.cause
            and which.tenant_id in {None, it.tenant_id}
            and (which.since is None or which.since <= it.updated_at)
            and (which.until is None or it.updated_at < which.until)
            and (after is None or after < it.id)
        ]
        return sorted(found, key=lambda it: it.id)[:limit]

    def unused_slots(self, created_before: datetime, limit: int) -> Sequence[Receipt]:
        self._answer(created_before)
        unused = [it for it in self.receipts.values() if is_unused(it) and it.created_at < created_before]
        return sorted(unused, key=position)[:limit]

    def expire(self, slots: Sequence[Receipt]) -> int:
        self._answer()
        unused = [it for it in slots if is_unused(self.receipts[it.id])]
        for slot in unused:
            self._move(self.receipts[slot.id], Status.EXPIRED)
        return len(unused)

    def queue_arrived(self, slot: Receipt, outbox: OutboxMessage) -> bool:
        self._answer()
        if not is_unused(self.receipts[slot.id]):
            return False
        self._move(self.receipts[slot.id], Status.QUEUED, photo=slot.photo)
        self._put(outbox)
        return True

    def sweep_messages(self, sent_before: datetime, limit: int) -> int:
        self._answer(sent_before)
        return forget(self.outbox, [it for it, at in self.sent.items() if at < sent_before][:limit])

    def sweep_slots(self, created_before: datetime, limit: int) -> int:
        self._answer(created_before)
        old = [it for it in self.receipts.values() if it.created_at < created_before]
        return forget(self.receipts, [it.id for it in old if it.status is Status.EXPIRED][:limit])

    def named_photos(self, keys: Collection[str]) -> Mapping[str, NamedPhoto]:
        self._answer()
        named = [it for it in self.receipts.values() if it.photo.key in keys]
        return {it.photo.key: NamedPhoto(it.photo.version, it.status, it.updated_at) for it in named}

    def bucket_sweep(self) -> BucketSweep:
        self._answer()
        return self._bucket_sweep

    def note_bucket_sweep(self, sweep: BucketSweep) -> None:
        self._answer()
        self._bucket_sweep = sweep

    def tenant_of_key(self, key_hash: str) -> UUID | None:
        self._answer()
        return self.tenants_by_key.get(key_hash)

    def key_fingerprints(self) -> frozenset[str]:
        self._answer()
        return frozenset(map(fingerprint_of, self.tenants_by_key))

    def is_ready(self) -> bool:
        return not self.is_down


def forget(rows: dict[UUID, T], ids: Sequence[UUID]) -> int:
    return sum(rows.pop(it, None) is not None for it in ids)


def is_unused(receipt: Receipt) -> bool:
    return receipt.status is Status.AWAITING_UPLOAD


def light(receipt: Receipt) -> Receipt:
    return replace(receipt, reading=receipt.reading and replace(receipt.reading, fields={}, text=""))
