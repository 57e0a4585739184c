from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid4

from receipts.adapters.clock import SystemClock
from receipts.domain.accounts import AccountLesson
from receipts.domain.api_key import KeyHolder, fingerprint_of
from receipts.domain.decisions import WAYS_BACK
from receipts.domain.directory import DirectoryEntry
from receipts.domain.history import BY_PEOPLE, REQUEUED, Correction, Event
from receipts.domain.life_cycle import NOT_COUNTED, NOT_LIVE, Status
from receipts.domain.pairing import last_of_whole
from receipts.domain.purchase import Slip, slip_of
from receipts.domain.receipt import Reading
from receipts.domain.record import KeptReading, Move, Receipt
from receipts.errors import StorageUnavailableError
from receipts.ports import OutboxMessage
from tests.fakes.company import FakeCompany
from tests.fakes.directory import FakeMerchantDirectory


@dataclass
class FakeRecords:
    """Receipts in memory. One transaction comes after the other, so there is nobody to lock anything from."""

    clock: Callable[[], datetime] = SystemClock().now
    is_down: bool = False
    fails_to_record: int = 0
    """How often the database goes away just when a reading is to be recorded."""
    receipts: dict[UUID, Receipt] = field(default_factory=dict)
    events: dict[UUID, list[Event]] = field(default_factory=lambda: defaultdict(list))
    readings: dict[tuple[object, ...], KeptReading] = field(default_factory=dict)
    outbox: dict[UUID, tuple[datetime, OutboxMessage]] = field(default_factory=dict)
    tenants_by_key: dict[str, UUID] = field(default_factory=dict)
    persons_by_key: dict[str, str] = field(default_factory=dict)
    directory: FakeMerchantDirectory = field(default_factory=FakeMerchantDirectory)
    company: FakeCompany = field(default_factory=FakeCompany)

    @property
    def now(self) -> datetime:
        return self.clock()

    def known(self, tenant_id: UUID | None = None, *asked: Status) -> list[Receipt]:
        """Newest first, of one tenant or of all, of these statuses or of any."""
        if self.is_down:
            raise StorageUnavailableError("the database does not answer")
        ours = [it for it in self.receipts.values() if tenant_id in {None, it.tenant_id}]
        slips = [slip_of(it, it.reading) for it in ours if it.reading]
        by_slip = {slip.id: last_of_whole(slip, slips) for slip in slips}
        shown = [replace(it, cancelled_by=by_slip.get(it.id)) for it in ours]
        newest_first = sorted(shown, key=lambda it: (it.created_at, it.id), reverse=True)
        return [it for it in newest_first if not asked or it.status in asked]

    def lock(self, tenant_id: UUID, receipt_id: UUID) -> Receipt | None:
        return next((it for it in self.known(tenant_id) if it.id == receipt_id), None)

    def lock_key(self, key: str) -> Receipt | None:
        return next((it for it in self.known() if it.photo.key == key), None)

    def lock_photo(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        return next((it for it in self._live(tenant_id) if it.photo.sha256 == sha256), None)

    def lock_neighbours(self, receipt: Receipt, reading: Reading) -> None: ...

    def neighbours(self, receipt: Receipt, reading: Reading) -> Sequence[Slip]:
        counted = self.known(receipt.tenant_id, *(set(Status) - NOT_COUNTED))
        others = (it for it in counted if it.id != receipt.id)
        return [slip_of(it, it.reading) for it in others if it.reading]

    def result(self, receipt: Receipt, reading: Reading) -> KeptReading:
        if self.fails_to_record:
            self.fails_to_record -= 1
            raise StorageUnavailableError("the database went away")
        engine = reading.engine and (reading.engine.name, reading.engine.version)
        made = receipt.id, receipt.photo.version, engine
        return self.readings.setdefault(made, KeptReading(uuid4(), reading, str(engine)))

    def correction(self, reading: Reading, version: int) -> KeptReading:
        return KeptReading(uuid4(), reading, f"correction {version}")

    def corrections_of(self, receipt: Receipt) -> int:
        return sum(not it.approved and it.decision is None for it in self.done_by_people(receipt.id))

    def ways_back_of(self, receipt: Receipt) -> int:
        return sum(event.kind in WAYS_BACK for event in self.events[receipt.id])

    def reread(self, reading: Reading, version: int) -> KeptReading:
        return KeptReading(uuid4(), reading, f"reread {version}")

    def keep_beside(self, receipt: Receipt, kept: KeptReading) -> None:
        self.readings[receipt.id, receipt.photo.version, kept.made_by] = kept

    def engine_reading(self, tenant_id: UUID, receipt_id: UUID) -> Reading | None:
        ours = [it for it in self.known(tenant_id) if it.id == receipt_id]
        made = [kept.reading for (of, *_), kept in self.readings.items() if ours and of == receipt_id]
        return made[-1] if made else None

    def done_by_people(self, receipt_id: UUID) -> list[Correction]:
        return [Correction.of(it) for it in self.events[receipt_id] if it.kind in BY_PEOPLE]

    def was_requeued(self, receipt: Receipt, since: datetime) -> bool:
        return any(event.kind == REQUEUED and event.at > since for event in self.events[receipt.id])

    def line(self, receipt: Receipt, now: datetime) -> tuple[int, datetime | None]:
        turns = [it.turn for it in self.known(receipt.tenant_id) if it.turn]
        return self._being_read(receipt.tenant_id, now, but=receipt.id), max(turns, default=None)

    def being_read(self, tenant_id: UUID, now: datetime) -> int:
        return self._being_read(tenant_id, now)

    def lock_held_back(self, tenant_id: UUID, now: datetime, limit: int) -> Sequence[Receipt]:
        turns = sorted((it.turn, it.id) for it in self.known(tenant_id) if it.turn and it.turn > now)
        return [self.receipts[it] for _, it in turns[:limit]]

    def learn(self, tenant_id: UUID, lesson: DirectoryEntry, at: datetime) -> None:
        self.directory.put(tenant_id, lesson)

    def learn_account(self, tenant_id: UUID, lesson: AccountLesson, at: datetime) -> None:
        assert at
        self.company.learn(tenant_id, lesson)

    def save(
        self, move: Move, message: OutboxMessage | None = None, kept: KeptReading | None = None
    ) -> Receipt:
        receipt, event = move
        self.receipts[receipt.id] = receipt
        self.events[receipt.id] += [event] if event else []
        if message:
            self.outbox[message.id] = (receipt.updated_at, message)
        return receipt

    def save_unless_twice(self, moves: Sequence[Move], message: OutboxMessage | None = None) -> bool:
        return all(self.save(move, message if move is moves[-1] else None) for move in moves)

    def holder_of_key(self, key_hash: str) -> KeyHolder | None:
        self.known()
        tenant = self.tenants_by_key.get(key_hash)
        return KeyHolder(tenant, self.persons_by_key.get(key_hash)) if tenant else None

    def key_fingerprints(self) -> frozenset[str]:
        self.known()
        return frozenset(map(fingerprint_of, self.tenants_by_key))

    def _live(self, tenant_id: UUID) -> list[Receipt]:
        return self.known(tenant_id, *(set(Status) - NOT_LIVE))

    def _being_read(self, tenant_id: UUID, now: datetime, but: UUID | None = None) -> int:
        leases = (it.lease for it in self.known(tenant_id) if it.id != but)
        return sum(lease is not None and lease.until > now for lease in leases)

    look_up, look_up_key, look_up_photo = lock, lock_key, lock_photo


def light(receipt: Receipt, *, with_text: bool = False) -> Receipt:
    """As it is listed: its reading without evidence, and without text unless it is wanted."""
    reading = receipt.reading and replace(receipt.reading, fields={}, pages=())
    return replace(receipt, reading=reading and (reading if with_text else replace(reading, text="")))
