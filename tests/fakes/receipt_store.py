from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from operator import itemgetter
from typing import TypeVar
from uuid import UUID

from receipts.adapters.postgres.listing import decode_cursor, decode_version, encode_cursor, encode_version
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.history import Correction, ensure_room
from receipts.domain.life_cycle import SETTLED, Status, move
from receipts.domain.reasons import settled_as
from receipts.domain.receipt import Reading, Receipt, Transaction
from receipts.domain.retention import NEVER_SWEPT, BucketSweep, NamedPhoto
from receipts.errors import (
    IllegalTransitionError,
    NotItsTurnError,
    ReceiptNotFoundError,
    StaleReceiptError,
    StillProcessingError,
    StorageUnavailableError,
    UnknownObjectError,
)
from receipts.ports import Claim, CorrectionPage, Destination, FailedReceipts, OutboxMessage, ReceiptPage
from tests.fakes.purchases import by_day, is_taken_back, position, same_purchase, same_size, size_of

T = TypeVar("T")
LONG_AGO = datetime.min.replace(tzinfo=UTC)
GONE = {Status.DELETED, Status.EXPIRED}


@dataclass
class Lease:
    holder: str
    until: datetime


@dataclass
class FakeReceiptStore:
    """Keeps receipts in memory; the contract tests hold it to what PostgreSQL does.

    `now` dates the moves that their caller does not; without it they happen at the latest time told.
    """

    now: Callable[[], datetime] | None = None
    is_down: bool = False
    fails_to_record: int = 0
    """How often the database goes away just when a reading is to be recorded."""
    receipts: dict[UUID, Receipt] = field(default_factory=dict)
    outbox: dict[UUID, tuple[datetime, OutboxMessage]] = field(default_factory=dict)
    sent: dict[UUID, datetime] = field(default_factory=dict)
    tenants_by_key: dict[str, UUID] = field(default_factory=dict)
    retried_with: dict[UUID, str | None] = field(default_factory=dict)
    _leases: dict[UUID, Lease] = field(default_factory=dict)
    _readings: dict[tuple[object, ...], Reading] = field(default_factory=dict)
    _leased: dict[UUID, datetime] = field(default_factory=dict)
    _died: dict[UUID, int] = field(default_factory=dict)
    _turns: dict[UUID, datetime] = field(default_factory=dict)
    _requeued: dict[UUID, datetime] = field(default_factory=dict)
    _corrections: dict[UUID, list[Correction]] = field(default_factory=dict)
    _bucket_sweep: BucketSweep = NEVER_SWEPT
    _latest: datetime = LONG_AGO

    def add(self, receipt: Receipt, outbox: OutboxMessage | None = None) -> Receipt:
        self._answer(receipt.created_at)
        known = self.find_by_sha256(receipt.tenant_id, receipt.photo.sha256)
        if known:
            return known
        self.receipts[receipt.id] = receipt
        if outbox:
            self.outbox[outbox.id] = (receipt.created_at, outbox)
        return receipt

    def get(self, tenant_id: UUID, receipt_id: UUID) -> Receipt:
        self._answer()
        receipt = self.receipts.get(receipt_id)
        if receipt is None or receipt.tenant_id != tenant_id:
            raise ReceiptNotFoundError(receipt_id)
        return self._shown(receipt)

    def find_by_key(self, key: str) -> Receipt:
        self._answer()
        receipt = next((it for it in self.receipts.values() if it.photo.key == key), None)
        if receipt is None:
            raise UnknownObjectError(key)
        return receipt

    def describe(self, receipt: Receipt) -> Receipt:
        known = self.get(receipt.tenant_id, receipt.id)
        if known.status in {Status.AWAITING_UPLOAD, Status.FAILED}:
            told = replace(known.photo, content_type=receipt.photo.content_type, size=receipt.photo.size)
            self.receipts[known.id] = replace(
                known, photo=told, version=known.version + 1, updated_at=self._time()
            )
        return self.get(receipt.tenant_id, receipt.id)

    def find_by_sha256(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        self._answer()
        same = (it for it in self._live(tenant_id) if it.photo.sha256 == sha256)
        return next(same, None)

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
            tuple(map(self._shown, found[:limit])), encode_cursor(found[limit - 1]) if more else None
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

    def is_ready(self) -> bool:
        return not self.is_down

    def _shown(self, receipt: Receipt) -> Receipt:
        parts = [it for it in self.receipts.values() if it.cancels == receipt.id]
        whole = bool(parts) and sum(map(size_of, parts), Decimal(0)) >= size_of(receipt)
        return replace(receipt, cancelled_by=max(parts, key=by_day).id if whole else None)

    def _as_seen(self, seen: Receipt) -> Receipt:
        self.get(seen.tenant_id, seen.id)
        receipt = self.receipts[seen.id]
        if receipt.version != seen.version:
            raise StaleReceiptError(seen.id, receipt.version)
        return receipt

    def _note(self, seen: Receipt, correction: Correction) -> Receipt:
        self._answer(correction.at)
        self._corrections.setdefault(seen.id, []).append(correction)
        self.receipts[seen.id] = replace(
            self.receipts[seen.id], version=correction.version, updated_at=correction.at
        )
        return self.get(seen.tenant_id, seen.id)

    def _answer(self, told: datetime | None = None) -> None:
        if self.is_down:
            raise StorageUnavailableError("the database does not answer")
        self._latest = max(self._latest, told or self._latest)

    def _time(self) -> datetime:
        return self.now() if self.now else self._latest

    def _put(self, message: OutboxMessage) -> None:
        self.outbox[message.id] = (self._time(), message)

    def _live(self, tenant_id: UUID) -> list[Receipt]:
        return [it for it in self.receipts.values() if it.tenant_id == tenant_id and it.status not in GONE]

    def _claimable(self, key: str, version: str | None, holder: str, now: datetime) -> Receipt | None:
        receipt = self.find_by_key(key)
        held = self._leases.get(receipt.id)
        if receipt.status in SETTLED and not receipt.is_sent_again_as(version):
            return None
        if receipt.status is Status.FAILED:
            self._died.pop(receipt.id, None)
        if held and held.holder != holder and held.until > now:
            raise StillProcessingError(str(receipt.id))
        return receipt if self._may_revive(receipt) else None

    def _take(self, receipt: Receipt, lease: Lease, **changes: object) -> Claim:
        taken = self._move(receipt, Status.PROCESSING, failure=None, **changes)
        self._leases[receipt.id] = lease
        self._turns.pop(receipt.id, None)
        return Claim(taken, lease.holder, self._died.get(receipt.id, 0))

    def _line(self, receipt: Receipt, now: datetime) -> tuple[int, datetime | None]:
        """How many others of its tenant are being read, and when the last that was held back has its turn."""
        others = {it.id for it in self.receipts.values() if it.tenant_id == receipt.tenant_id}
        reading = [self._leases[it] for it in others - {receipt.id} if it in self._leases]
        turns = [self._turns[it] for it in others if it in self._turns]
        return sum(lease.until > now for lease in reading), max(turns, default=None)

    def _holds(self, claim: Claim) -> bool:
        held = self._leases.get(claim.receipt.id)
        return held is not None and held.holder == claim.holder

    def _move(self, receipt: Receipt, to: Status, **changes: object) -> Receipt:
        status = receipt.status
        if to is Status.PROCESSING and status in {Status.AWAITING_UPLOAD, Status.EXPIRED, Status.FAILED}:
            status = move(status, Status.QUEUED)
        if not status is to is Status.PROCESSING:  # a takeover is no move
            move(status, to)
        self._leases.pop(receipt.id, None)
        values = {"updated_at": self._time(), "version": receipt.version + 1} | changes
        moved = replace(receipt, status=to, **values)  # type: ignore[arg-type]
        self.receipts[receipt.id] = moved
        return moved

    def _may_revive(self, late: Receipt) -> bool:
        """A late photo revives its slot, in place of a newer slot for it that is still empty."""
        if late.status is not Status.EXPIRED:
            return True
        other = self.find_by_sha256(late.tenant_id, late.photo.sha256)
        if other and other.status is Status.AWAITING_UPLOAD:
            other = self._move(other, Status.EXPIRED)
        return other is None or other.status is Status.EXPIRED

    def _pair(self, receipt: Receipt, reading: Reading) -> UUID | None:
        read = replace(receipt, reading=reading)
        others = [it for it in self._live(receipt.tenant_id) if it.id != receipt.id and it.reading]
        if reading.transaction is Transaction.CANCELLATION:
            sales = [it for it in others if is_taken_back(it, reading) and self._left(it, but=read) >= 0]
            copy = self._original(receipt, reading) is not None
            return (
                max(sales, key=lambda it: (same_size(it, read), by_day(it))).id
                if sales and not copy
                else None
            )
        waiting = [
            it for it in others if it.cancels is None and it.reading and is_taken_back(read, it.reading)
        ]
        for one in sorted(
            waiting, key=lambda it: (not same_size(it, read), bool(it.duplicate_of), by_day(it))
        ):
            if self._left(read, but=one) >= 0 and (one.duplicate_of is None or same_size(one, read)):
                self.receipts[one.id] = replace(one, cancels=receipt.id)
        return None

    def _left(self, sale: Receipt, *, but: Receipt) -> Decimal:
        """What is left of the sale once `but` is taken back, too."""
        parts = [it for it in self.receipts.values() if it.cancels == sale.id and it.id != but.id]
        return size_of(sale) - sum(map(size_of, [*parts, but]), Decimal(0))

    def _original(self, receipt: Receipt, reading: Reading) -> UUID | None:
        doubles = [
            it
            for it in self._live(receipt.tenant_id)
            if receipt.id not in {it.id, it.duplicate_of}
            if it.reading and same_purchase(it.reading, reading)
        ]
        doubles.sort(key=lambda it: (it.duplicate_of is not None, *position(it)))
        return doubles[0].id if doubles else None


def forget(rows: dict[UUID, T], ids: Sequence[UUID]) -> int:
    return sum(rows.pop(it, None) is not None for it in ids)


def is_unused(receipt: Receipt) -> bool:
    return receipt.status is Status.AWAITING_UPLOAD
