"""The record that is kept of a receipt, and what it does: every move from its photo's arrival to approval."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from receipts.domain.annotations import NOTHING_WRITTEN, Annotations
from receipts.domain.decisions import RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.history import QUEUED_ANEW, REQUEUED, Correction, Event
from receipts.domain.life_cycle import CLAIMABLE, IN_WORK, READ, WANTS_PHOTO, Status, move
from receipts.domain.links import Links
from receipts.domain.obstacles import left_open
from receipts.domain.receipt import Reading
from receipts.errors import IllegalTransitionError, StaleReceiptError

_OPEN = frozenset({Status.PARSED, Status.NEEDS_REVIEW})

Move: TypeAlias = "tuple[Receipt, Event | None]"
"""The record as it is afterwards, and what its audit trail is told."""


@dataclass(frozen=True, slots=True)
class StoredObject:
    """The photo in the bucket. `version` is the S3 version id, or the ETag where versioning is off."""

    key: str
    content_type: str
    size: int
    sha256: str
    """Hex SHA-256 of the bytes as the client declared them."""
    version: str | None = None


@dataclass(frozen=True, slots=True)
class KeptReading:
    """A reading as it is kept, and what made it: an engine in its version, or a correction."""

    id: UUID
    reading: Reading
    made_by: str


@dataclass(frozen=True, slots=True)
class Lease:
    """Who reads a receipt: the queue message that claimed it, and until when no other may."""

    claimed_by: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """The record of one receipt of one tenant.

    A move returns the record afterwards and what its audit trail is told. One that it cannot make from where
    it stands raises IllegalTransitionError.
    """

    id: UUID
    tenant_id: UUID
    status: Status
    photo: StoredObject
    created_at: datetime
    updated_at: datetime
    filename: str | None = None
    reading: Reading | None = None
    failure: FailureCause | None = None
    duplicate_of: UUID | None = None
    cancels: UUID | None = None
    """The sale that this cancellation takes back, in whole or in part."""
    cancelled_by: UUID | None = None
    """The cancellation that took back this sale, or the last part of it; None while any of it stands."""
    version: int = 1
    lease: Lease | None = None
    """While it is being read, and only then."""
    attempts: int = 0
    """Reads that began and were not given back."""
    turn: datetime | None = None
    """When to come back, while its tenant uses its share of the readers."""
    rejection: RejectReason | None = None
    """Why it is no expense, while it is rejected."""
    came_from: Status | None = None
    """Where it goes back to: what is deleted when it is restored, what is read anew when that has ended."""
    apart_from: frozenset[UUID] = frozenset()
    """Receipts that a person has told from it: none of them is its double."""
    annotations: Annotations = NOTHING_WRITTEN
    batch_id: UUID | None = None
    """Which drop it came with."""

    @property
    def links(self) -> Links:
        return Links(self.duplicate_of, self.cancels)

    @property
    def is_read_anew(self) -> bool:
        """Whether it had a reading that people see when it was queued."""
        return self.came_from is not None and self.status in IN_WORK

    @property
    def died(self) -> int:
        """Reads that ended in the middle, before one that begins now; a photo sent again starts anew."""
        return 0 if self.status is Status.FAILED else self.attempts

    def is_sent_again_as(self, version: str | None) -> bool:
        """Whether the arrival of this version of the object means that a receipt which has failed is to be
        read again: its bytes were sent once more. None, an event without a version, tells nothing.
        """
        return self.status is Status.FAILED and version not in {None, self.photo.version}

    def ensure_seen(self, version: int) -> None:
        """Raises StaleReceiptError if it is no longer at the version that somebody saw."""
        if self.version != version:
            raise StaleReceiptError(self.id, self.version)

    def describe(self, said: "Receipt", at: datetime) -> Move:
        """What a client says of a photo that is still wanted: its size and type, its batch, what is written
        on it. `updated_at` of one that has failed is when it failed: operators choose by it what they retry.
        """
        self._refuse_unless(WANTS_PHOTO, Status.AWAITING_UPLOAD)
        told = replace(self.photo, content_type=said.photo.content_type, size=said.photo.size)
        since = self.updated_at if self.status is Status.FAILED else at
        described = replace(
            self,
            photo=told,
            batch_id=said.batch_id,
            annotations=said.annotations,
            updated_at=since,
            version=self.version + 1,
        )
        return described, Event("described", at, {"content_type": told.content_type, "size": told.size})

    def arrive(self, version: str | None, at: datetime) -> Move:
        """Its photo was found in the bucket."""
        self._refuse_unless({Status.AWAITING_UPLOAD}, Status.QUEUED)
        event = Event("arrived", at, {"version": version})
        return self._moved(Status.QUEUED, event, photo=self._photo(version))

    def expire(self, at: datetime, superseded_by: UUID | None = None) -> Move:
        """A slot was never used, or the same photo came by an older one."""
        self._refuse_unless({Status.AWAITING_UPLOAD}, Status.EXPIRED)
        data = {"superseded_by": str(superseded_by)} if superseded_by else {}
        return self._moved(Status.EXPIRED, Event("expired", at, data))

    def revive(self, at: datetime) -> Move:
        """The photo of an expired slot came late."""
        self._refuse_unless({Status.EXPIRED}, Status.QUEUED)
        return self._moved(Status.QUEUED, Event("revived", at))

    def requeue(self, seen: "Receipt", at: datetime, key: str | None = None) -> Move:
        """Read it again, as somebody asked who saw it as `seen`; `key` is how that API key begins. What was
        read before stays visible. A slot whose photo never came is queued by its arrival alone.
        """
        self._refuse_unless({seen.status} & {*IN_WORK, *_OPEN, Status.FAILED}, Status.QUEUED)
        event = Event(REQUEUED, at, {"status": self.status.value, "key": key})
        photo = replace(self.photo, version=seen.photo.version)
        back = self.came_from if self.is_read_anew else None
        return self._moved(
            Status.QUEUED, event, failure=None, photo=photo, attempts=0, turn=None, came_from=back
        )

    def claim(self, lease: Lease, at: datetime, version: str | None = None, *, reads: bool = True) -> Move:
        """Somebody takes it until the lease ends, and takes over from whoever had it. `reads` tells whether a
        photo is looked at, which may kill the reader: that is counted until it is given back.
        """
        self._refuse_unless(CLAIMABLE, Status.PROCESSING)
        data = {"claimed_by": lease.claimed_by, "until": lease.until.isoformat()}
        claimed = replace(
            self,
            status=Status.PROCESSING,
            failure=None,
            photo=self._photo(version),
            updated_at=at,
            version=self.version + 1,
            lease=lease,
            attempts=self.died + reads,
            turn=None,
        )
        return claimed, Event("claimed", at, data)

    def hold_back(self, turn: datetime, at: datetime, version: str | None) -> Move:
        """Its photo is here, and its tenant uses its share. Only what people can see makes a new version."""
        self._refuse_unless(CLAIMABLE, Status.QUEUED)
        is_news = self.status is not Status.QUEUED
        held = replace(
            self,
            status=Status.QUEUED,
            failure=None,
            photo=self._photo(version),
            updated_at=at,
            version=self.version + is_news,
            lease=None,
            attempts=self.died,
            turn=turn,
        )
        return held, Event("held_back", at, {"until": turn.isoformat()}) if is_news else None

    def let_in(self, at: datetime) -> Move:
        """It has its turn now, and is let in but once. Nobody sees that."""
        return replace(self, turn=at), None

    def give_back(self, died: int, at: datetime, *, requeued: bool) -> Move:
        """A claim ends as if it had never been; `requeued` if a message of its own brings the receipt on."""
        self._refuse_unless({Status.PROCESSING}, Status.QUEUED)
        event = Event(REQUEUED if requeued else "given_back", at, {"claimed_by": self._claimed_by()})
        return self._moved(Status.QUEUED, event, attempts=died)

    def settle(
        self, kept: KeptReading, links: Links, at: datetime, news: Mapping[str, Any] | None = None
    ) -> Move:
        """It was read. What is doubtful needs review, or what an approval would refuse. `news` is
        what came of reading it anew (`domain/rereading.py`), for its audit trail.
        """
        to = self._settled_as(kept.reading, links)
        self._refuse_unless({Status.PROCESSING}, to)
        kind = "read_anew" if self.is_read_anew else to.value  # "approved" is what a person does
        told = {"reading": str(kept.id), "claimed_by": self._claimed_by(), **(news or {})}
        return self._moved(to, Event(kind, at, told), reading=kept.reading, came_from=None, **asdict(links))

    def keep(self, cause: FailureCause, links: Links, at: datetime) -> Move:
        """It could not be read anew: the reading that it had stands."""
        to = self._settled_as(self.reading or Reading(), links)
        self._refuse_unless({Status.PROCESSING}, to)
        event = Event("reread_failed", at, {"cause": cause.value, "claimed_by": self._claimed_by()})
        return self._moved(to, event, came_from=None, **asdict(links))

    def fail(self, cause: FailureCause, at: datetime) -> Move:
        """It cannot be read."""
        self._refuse_unless({Status.PROCESSING}, Status.FAILED)
        event = Event("failed", at, {"cause": cause.value, "claimed_by": self._claimed_by()})
        return self._moved(Status.FAILED, event, failure=cause)

    def correct(
        self,
        reading: Reading,
        links: Links,
        correction: Correction,
        annotations: Annotations | None = None,
    ) -> Move:
        """A person put values in place of what was read. What was approved before is so no longer, and its
        reading says why it needs review. `annotations` are what the same act leaves written on it.
        """
        to = settled_as(reading, links.duplicate_of)
        self._refuse_unless(READ, to)
        status = to if to is self.status else move(self.status, to)
        written = self.annotations if annotations is None else annotations
        return self._by_hand(status, correction, reading=reading, annotations=written, **asdict(links))

    def annotate(self, annotations: Annotations, correction: Correction) -> Move:
        """What the company writes on it. Where it stands does not change: nothing was read differently."""
        self._refuse_unless(set(Status) - {Status.EXPIRED, Status.DELETED}, self.status)
        return self._by_hand(self.status, correction, annotations=annotations)

    def approve(self, approval: Correction, reading: Reading | None = None) -> Move:
        """A person has looked at it, and closes it; `reading` is what is shown from now on, if it is not what
        there was.
        """
        self._refuse_unless(_OPEN, Status.APPROVED)
        to = move(self.status, Status.APPROVED)
        return self._by_hand(to, approval, reading=reading or self.reading)

    def reject(self, act: Correction) -> Move:
        """A person says that it is no expense. The double of another stays known as one; what has failed
        keeps its cause.
        """
        self._refuse_unless(READ | {Status.FAILED}, Status.REJECTED)
        decided = act.decision
        is_double = decided is not None and decided.reason is RejectReason.DUPLICATE
        original = (decided.other or self.duplicate_of) if decided and is_double else None
        return self._by_hand(
            move(self.status, Status.REJECTED),
            act,
            rejection=decided and decided.reason,
            duplicate_of=original,
            cancels=None,
        )

    def reopen(self, links: Links, act: Correction) -> Move:
        """It was rejected in error. What had been approved needs another look."""
        self._refuse_unless({Status.REJECTED}, Status.NEEDS_REVIEW)
        to = Status.FAILED if self.failure else settled_as(self.reading or Reading(), links.duplicate_of)
        return self._by_hand(move(self.status, to), act, rejection=None, **asdict(links))

    def delete(self, act: Correction) -> Move:
        """Nobody sees it any more unless they ask for it. Whoever reads it does so in vain."""
        stood = Status.QUEUED if self.status is Status.PROCESSING else self.status
        return self._by_hand(
            move(self.status, Status.DELETED),
            act,
            came_from=self.came_from if self.is_read_anew else stood,
            lease=None,
            turn=None,
            duplicate_of=None,
            cancels=None,
        )

    def restore(self, links: Links, act: Correction) -> Move:
        """As it stood before it was deleted. What was in the queue is queued; what was approved, and is the
        copy of another by now, needs another look: that one may have been approved meanwhile.
        """
        self._refuse_unless({Status.DELETED}, self.came_from or Status.QUEUED)
        to = self.came_from or Status.QUEUED
        if to in _OPEN or (to is Status.APPROVED and links.duplicate_of):
            to = settled_as(self.reading or Reading(), links.duplicate_of)
        return self._by_hand(move(self.status, to), act, came_from=None, attempts=0, **asdict(links))

    def tell_apart(self, other: UUID, links: Links, act: Correction) -> Move:
        """A person has looked at both: it and `other` are two purchases."""
        return self._resolved(links, act, apart_from=self.apart_from | {other})

    def stand_for(self, links: Links, act: Correction) -> Move:
        """A person has looked at both: it is the one that counts."""
        return self._resolved(links, act)

    def read_anew(self, act: Correction) -> Move:
        """Queue it for the present engine. What people see meanwhile, and what they wrote, stays."""
        self._refuse_unless(READ | {Status.FAILED}, Status.QUEUED)
        return self._by_hand(move(self.status, Status.QUEUED), act, **self._untried())

    def queue_anew(self, rereading: UUID, at: datetime) -> Move:
        """As `read_anew`, for an operator who has the archive read: no person decided about this receipt."""
        self._refuse_unless(READ | {Status.FAILED}, Status.QUEUED)
        event = Event(QUEUED_ANEW, at, {"rereading": str(rereading), "status": self.status.value})
        return self._moved(Status.QUEUED, event, **self._untried())

    def relink(self, links: Links, at: datetime, because_of: UUID) -> Move:
        """Another receipt changed, and with it what this one is to others. What a person has approved stays
        approved, and what is doubtful in itself stays doubtful; so does what is kept in a form that cannot be
        used, since nobody can tell.
        """
        self._refuse_unless(READ, self.status)
        status = self._as_linked(links)
        told = {name: value and str(value) for name, value in asdict(links).items()}
        event = Event("relinked", at, {"because_of": str(because_of), "status": status.value, **told})
        changes = {"status": status, "updated_at": at, "version": self.version + 1, **asdict(links)}
        return replace(self, **changes), event

    def _untried(self) -> dict[str, Any]:
        back = self.status if self.status in READ else None
        return {"failure": None, "attempts": 0, "turn": None, "came_from": back}

    def _settled_as(self, reading: Reading, links: Links) -> Status:
        """What a person has approved stays approved when it is read anew."""
        if self.came_from is Status.APPROVED:
            return Status.APPROVED
        return settled_as(reading, links.duplicate_of)

    def _resolved(self, links: Links, act: Correction, **changes: Any) -> Move:  # noqa: ANN401
        self._refuse_unless(READ, Status.NEEDS_REVIEW)
        return self._by_hand(self._as_linked(links), act, **changes, **asdict(links))

    def _as_linked(self, links: Links) -> Status:
        """Where it stands with these links: what is approved stays so, what is doubtful or damaged in itself,
        too.
        """
        if self.status is Status.APPROVED or (self.reading is None and not links.duplicate_of):
            return self.status
        return settled_as(self.reading or Reading(), links.duplicate_of)

    def _moved(self, to: Status, event: Event, **changes: Any) -> Move:  # noqa: ANN401 - fields of its own
        """Wherever it goes, nobody reads it any more."""
        changes |= {"status": move(self.status, to), "updated_at": event.at, "version": self.version + 1}
        return replace(self, lease=None, **changes), event

    def _by_hand(self, to: Status, act: Correction, **changes: Any) -> Move:  # noqa: ANN401
        return replace(self, status=to, updated_at=act.at, version=act.version, **changes), act.event()

    def _photo(self, version: str | None) -> StoredObject:
        """An event without a version keeps the one that is known."""
        return replace(self.photo, version=version or self.photo.version)

    def _claimed_by(self) -> str | None:
        return self.lease.claimed_by if self.lease else None

    def _refuse_unless(self, may: Iterable[Status], to: Status) -> None:
        if self.status not in may:
            raise IllegalTransitionError(self.status, to)


def settled_as(reading: Reading, original: UUID | None) -> Status:
    """Where a receipt stands once it is read; `original` is the receipt it probably repeats."""
    return Status.NEEDS_REVIEW if left_open(reading, original) else Status.PARSED
