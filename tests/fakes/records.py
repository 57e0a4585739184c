from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from receipts.domain.history import Correction
from receipts.domain.life_cycle import SETTLED, Status, move
from receipts.domain.receipt import Reading, Receipt, Transaction
from receipts.domain.retention import NEVER_SWEPT, BucketSweep
from receipts.errors import (
    ReceiptNotFoundError,
    StaleReceiptError,
    StillProcessingError,
    StorageUnavailableError,
    UnknownObjectError,
)
from receipts.ports import Claim, OutboxMessage
from tests.fakes.purchases import by_day, is_taken_back, position, same_purchase, same_size, size_of

LONG_AGO = datetime.min.replace(tzinfo=UTC)
GONE = {Status.DELETED, Status.EXPIRED}


@dataclass
class Lease:
    holder: str
    until: datetime


@dataclass
class Records:
    """What a fake store keeps, and the moves that several of its methods share.

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

    def find_by_sha256(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        self._answer()
        same = (it for it in self._live(tenant_id) if it.photo.sha256 == sha256)
        return next(same, None)

    def find_by_key(self, key: str) -> Receipt:
        self._answer()
        receipt = next((it for it in self.receipts.values() if it.photo.key == key), None)
        if receipt is None:
            raise UnknownObjectError(key)
        return receipt

    def get(self, tenant_id: UUID, receipt_id: UUID) -> Receipt:
        self._answer()
        receipt = self.receipts.get(receipt_id)
        if receipt is None or receipt.tenant_id != tenant_id:
            raise ReceiptNotFoundError(receipt_id)
        return self._shown(receipt)

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
