"""A `ReceiptStore` whose every move is one transaction: lock what it is about, ask the domain, save."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from receipts.domain.accounts import AccountLesson
from receipts.domain.annotations import Annotations
from receipts.domain.claims import Claim, Delivery, HeldBack, may_claim, revived
from receipts.domain.directory import DirectoryEntry
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.history import Correction, ensure_room
from receipts.domain.life_cycle import WANTS_PHOTO, Status
from receipts.domain.links import Links
from receipts.domain.object_key import owner_of
from receipts.domain.purchase import Slip, slip_of
from receipts.domain.receipt import Reading
from receipts.domain.record import KeptReading, Lease, Move, Receipt
from receipts.domain.rereading import news_of
from receipts.domain.resettling import resettled
from receipts.errors import ReceiptNotFoundError, UnknownObjectError
from receipts.ports import Announce, OutboxMessage


class Records(Protocol):
    """Receipts within one transaction. What is locked stays as it is until its end."""

    @property
    def now(self) -> datetime:
        """For moves that their caller does not date; known once something is locked."""

    def look_up(self, tenant_id: UUID, receipt_id: UUID) -> Receipt | None: ...

    def look_up_key(self, key: str) -> Receipt | None: ...

    def look_up_photo(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        """The live receipt of this photo."""

    def lock(self, tenant_id: UUID, receipt_id: UUID) -> Receipt | None: ...

    def lock_key(self, key: str) -> Receipt | None: ...

    def lock_photo(self, tenant_id: UUID, sha256: str) -> Receipt | None: ...

    def lock_neighbours(self, receipt: Receipt, reading: Reading) -> None:
        """Hold `receipt` and whatever its becoming `reading` may change, and keep others from changing what
        it must see. Whoever holds a row already must not come here.
        """

    def neighbours(self, receipt: Receipt, reading: Reading) -> Sequence[Slip]:
        """The live receipts of its tenant that may belong together with `receipt` as it is, with `reading`,
        or with those that it is linked to; and what takes those back.
        """

    def result(self, receipt: Receipt, reading: Reading) -> KeptReading:
        """What this parser made of this photo first, if it has read it before: that result stands. Otherwise
        `reading`, as it would be kept.
        """

    def correction(self, reading: Reading, version: int) -> KeptReading:
        """`reading` as it would be kept, made by the correction that leads to this version."""

    def reread(self, reading: Reading, version: int) -> KeptReading:
        """`reading` as it would be kept, of a receipt that was read anew and is to come to this version."""

    def keep_beside(self, receipt: Receipt, kept: KeptReading) -> None:
        """Keep a reading that the receipt does not show."""

    def corrections_of(self, receipt: Receipt) -> int: ...

    def ways_back_of(self, receipt: Receipt) -> int:
        """How many decisions of `WAYS_BACK` were taken about it."""

    def was_requeued(self, receipt: Receipt, since: datetime) -> bool: ...

    def line(self, receipt: Receipt, now: datetime) -> tuple[int, datetime | None]:
        """How many others of its tenant are being read, and when the last that was held back has its turn.
        Those who ask for one tenant come one after the other, until their transactions end.
        """

    def being_read(self, tenant_id: UUID, now: datetime) -> int: ...

    def lock_held_back(self, tenant_id: UUID, now: datetime, limit: int) -> Sequence[Receipt]:
        """Those whose turn is still to come, the first before the last; none that somebody else holds."""

    def save(
        self, move: Move, message: OutboxMessage | None = None, kept: KeptReading | None = None
    ) -> Receipt:
        """The record as `move` leaves it, its event, the message in the outbox, `kept` as what it shows."""

    def learn(self, tenant_id: UUID, lesson: DirectoryEntry, at: datetime) -> None:
        """Keep in the merchant directory what an approval teaches."""

    def learn_account(self, tenant_id: UUID, lesson: AccountLesson, at: datetime) -> None:
        """Keep which account an approval says a shop's goods are booked to."""

    def save_unless_twice(self, moves: Sequence[Move], message: OutboxMessage | None = None) -> bool:
        """Save all of `moves`, the message with the last of them; or none where another receipt of the same
        photo became live this moment.
        """


class TransactionalStore(ABC):
    """The moves of `ReceiptStore`, whose docstrings say what they do. A subclass says how a transaction
    begins, and adds what is only looked up.
    """

    @abstractmethod
    def _transaction(self, tenant_id: UUID) -> AbstractContextManager[Records]: ...

    def get(self, tenant_id: UUID, receipt_id: UUID) -> Receipt:
        with self._transaction(tenant_id) as records:
            receipt = records.look_up(tenant_id, receipt_id)
        if receipt is None:
            raise ReceiptNotFoundError(receipt_id)
        return receipt

    def find_by_key(self, key: str) -> Receipt:
        with self._transaction(owner_of(key)) as records:
            receipt = records.look_up_key(key)
        if receipt is None:
            raise UnknownObjectError(key)
        return receipt

    def find_by_sha256(self, tenant_id: UUID, sha256: str) -> Receipt | None:
        with self._transaction(tenant_id) as records:
            return records.look_up_photo(tenant_id, sha256)

    def describe(self, receipt: Receipt) -> Receipt:
        with self._transaction(receipt.tenant_id) as records:
            known = locked(records, receipt.tenant_id, receipt.id)
            known.ensure_seen(receipt.version)
            wanted = known.status in WANTS_PHOTO
            return records.save(known.describe(receipt, records.now)) if wanted else known

    def requeue(self, seen: Receipt, outbox: OutboxMessage, *, key: str | None = None) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = locked(records, seen.tenant_id, seen.id)
            return records.save(receipt.requeue(seen, records.now, key), outbox)

    def queue_arrived(self, slot: Receipt, outbox: OutboxMessage) -> bool:
        with self._transaction(slot.tenant_id) as records:
            receipt = records.lock(slot.tenant_id, slot.id)
            if receipt is None or receipt.status is not Status.AWAITING_UPLOAD:
                return False
            records.save(receipt.arrive(slot.photo.version, records.now), outbox)
            return True

    def claim(
        self,
        key: str,
        version: str | None,
        *,
        claimed_by: str,
        now: datetime,
        lease: timedelta,
        share: Share | None = None,
    ) -> Claim | HeldBack | None:
        delivery = Delivery(key, version, Lease(claimed_by, now + lease), now)
        with self._transaction(owner_of(key)) as records:
            receipt = _claimable(records, records.lock_key(key), delivery)
            if receipt is None:
                return None
            turn = share.turn(*records.line(receipt, now), now) if share else None
            if turn:
                return HeldBack(records.save(receipt.hold_back(turn, now, version)), turn)
            return _claimed(records, receipt, delivery)

    def claim_unless_requeued(
        self,
        key: str,
        version: str | None,
        *,
        since: datetime,
        claimed_by: str,
        now: datetime,
        lease: timedelta,
    ) -> Claim | None:
        delivery = Delivery(key, version, Lease(claimed_by, now + lease), now)
        with self._transaction(owner_of(key)) as records:
            known = records.lock_key(key)
            if known and records.was_requeued(known, since):
                return None
            receipt = _claimable(records, known, delivery)
            # Whether the version it names is there, nobody has looked: it is not noted as the photo's.
            return (
                _claimed(records, receipt, replace(delivery, version=None), reads=False) if receipt else None
            )

    def let_in(self, tenant_id: UUID, share: Share, now: datetime) -> Sequence[Receipt]:
        """No claim is waited for: what is let in once too often is held back again."""
        with self._transaction(tenant_id) as records:
            free = share.free(records.being_read(tenant_id, now))
            held_back = records.lock_held_back(tenant_id, now, free)
            return [records.save(receipt.let_in(now)) for receipt in held_back]

    def give_back(self, claim: Claim, outbox: OutboxMessage | None = None) -> bool:
        with self._transaction(claim.receipt.tenant_id) as records:
            receipt = records.lock(claim.receipt.tenant_id, claim.receipt.id)
            if receipt is None or not claim.may_be_given_back(receipt):
                return False
            records.save(receipt.give_back(claim.died, records.now, requeued=outbox is not None), outbox)
            return True

    def record_reading(self, claim: Claim, reading: Reading, announce: Announce) -> OutboxMessage | None:
        with self._transaction(claim.receipt.tenant_id) as records:
            kept = records.result(claim.receipt, reading)
            receipt = _held(records, claim, kept.reading)
            return _settled(records, receipt, kept, announce) if receipt else None

    def record_rereading(
        self, claim: Claim, reading: Reading, shown: Reading, announce: Announce
    ) -> OutboxMessage | None:
        with self._transaction(claim.receipt.tenant_id) as records:
            receipt = _held(records, claim, shown)
            if receipt is None:
                return None
            version = receipt.version + 1
            news = news_of(claim.receipt.reading, shown, reading)
            message = _settled(records, receipt, records.correction(shown, version), announce, news)
            records.keep_beside(receipt, records.reread(reading, version))
            return message

    def keep_reading(self, claim: Claim, cause: FailureCause, announce: Announce) -> OutboxMessage | None:
        reading = claim.receipt.reading or Reading()
        with self._transaction(claim.receipt.tenant_id) as records:
            receipt = _held(records, claim, reading)
            if receipt is None:
                return None
            links, others = resettle(records, receipt, reading)
            move = receipt.keep(cause, links, records.now)
            message = announce(move[0])
            save_with_others(records, records.save(move, message), others, announce)
            return message

    def record_failure(self, claim: Claim, cause: FailureCause, announce: Announce) -> OutboxMessage | None:
        with self._transaction(claim.receipt.tenant_id) as records:
            receipt = records.lock(claim.receipt.tenant_id, claim.receipt.id)
            if receipt is None or not claim.holds(receipt):
                return None
            failed = receipt.fail(cause, records.now)
            message = announce(failed[0])
            records.save(failed, message)
            return message

    def record_correction(
        self,
        seen: Receipt,
        reading: Reading,
        correction: Correction,
        annotations: Annotations | None = None,
        *,
        announce: Announce,
    ) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            kept = records.correction(reading, correction.version)
            records.lock_neighbours(seen, kept.reading)
            receipt = locked(records, seen.tenant_id, seen.id)
            receipt.ensure_seen(seen.version)
            ensure_room(records.corrections_of(receipt))
            links, others = resettle(records, receipt, kept.reading)
            move = receipt.correct(kept.reading, links, correction, annotations)
            message = told_if_moved(receipt, move[0], announce)
            save_with_others(records, records.save(move, message, kept), others, announce)
            return locked(records, seen.tenant_id, seen.id)  # with what takes it back by now

    def annotate(self, seen: Receipt, annotations: Annotations, correction: Correction) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = locked(records, seen.tenant_id, seen.id)
            receipt.ensure_seen(seen.version)
            ensure_room(records.corrections_of(receipt))
            return records.save(receipt.annotate(annotations, correction))

    def approve(
        self,
        seen: Receipt,
        correction: Correction,
        outbox: Announce,
        lesson: DirectoryEntry | None = None,
        reading: Reading | None = None,
        account: AccountLesson | None = None,
    ) -> Receipt:
        with self._transaction(seen.tenant_id) as records:
            receipt = locked(records, seen.tenant_id, seen.id)
            receipt.ensure_seen(seen.version)
            kept = records.correction(reading, correction.version) if reading else None
            move = receipt.approve(correction, kept.reading if kept else None)
            approved = records.save(move, outbox(move[0]), kept)
            if lesson:
                records.learn(approved.tenant_id, lesson, correction.at)
            if account:
                records.learn_account(approved.tenant_id, account, correction.at)
            return approved


def locked(records: Records, tenant_id: UUID, receipt_id: UUID) -> Receipt:
    """The receipt, held until the transaction ends. Raises ReceiptNotFoundError."""
    receipt = records.lock(tenant_id, receipt_id)
    if receipt is None:
        raise ReceiptNotFoundError(receipt_id)
    return receipt


def _claimable(records: Records, receipt: Receipt | None, delivery: Delivery) -> Receipt | None:
    """The receipt, live; None if there is nothing to claim."""
    if receipt is None:
        raise UnknownObjectError(delivery.key)
    if not may_claim(receipt, delivery):
        return None
    if receipt.status is not Status.EXPIRED:
        return receipt
    moves = revived(receipt, records.lock_photo(receipt.tenant_id, receipt.photo.sha256), delivery.at)
    return moves[-1][0] if moves and records.save_unless_twice(moves) else None


def _claimed(records: Records, receipt: Receipt, delivery: Delivery, *, reads: bool = True) -> Claim:
    move = receipt.claim(delivery.lease, delivery.at, delivery.version, reads=reads)
    return Claim(records.save(move), delivery.lease.claimed_by, receipt.died)


def _held(records: Records, claim: Claim, reading: Reading) -> Receipt | None:
    """The receipt as it stands, locked with all that its settling as `reading` may change; None if the claim
    has ended.
    """
    records.lock_neighbours(claim.receipt, reading)
    receipt = records.lock(claim.receipt.tenant_id, claim.receipt.id)
    return receipt if receipt and claim.holds(receipt) else None


def _settled(
    records: Records,
    receipt: Receipt,
    kept: KeptReading,
    announce: Announce,
    news: Mapping[str, Any] | None = None,
) -> OutboxMessage:
    links, others = resettle(records, receipt, kept.reading)
    move = receipt.settle(kept, links, records.now, news)
    message = announce(move[0])
    save_with_others(records, records.save(move, message, kept), others, announce)
    return message


def resettle(records: Records, receipt: Receipt, reading: Reading) -> tuple[Links, dict[UUID, Links]]:
    """What the receipt will be to others, and which of them change with it."""
    links = dict(resettled(slip_of(receipt, reading), records.neighbours(receipt, reading)))
    return links.pop(receipt.id), links


def save_with_others(
    records: Records, changed: Receipt, others: Mapping[UUID, Links], announce: Announce
) -> None:
    """Save what its change means to others, and tell of those that stand elsewhere by it."""
    for receipt_id, links in sorted(others.items()):
        other = locked(records, changed.tenant_id, receipt_id)
        move = other.relink(links, changed.updated_at, because_of=changed.id)
        records.save(move, told_if_moved(other, move[0], announce))


def told_if_moved(before: Receipt, after: Receipt, announce: Announce) -> OutboxMessage | None:
    """What subscribers hear of a receipt that was settled before, and stands elsewhere now."""
    return announce(after) if after.status is not before.status else None
