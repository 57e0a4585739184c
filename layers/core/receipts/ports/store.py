"""The database of receipts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias
from uuid import UUID

from receipts.domain.accounts import AccountLesson
from receipts.domain.annotations import Annotations
from receipts.domain.api_key import KeyHolder
from receipts.domain.business_number import BusinessNumber
from receipts.domain.claims import Claim, HeldBack
from receipts.domain.directory import DirectoryEntry
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.history import Correction
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.retention import BucketSweep, NamedPhoto
from receipts.ports.messages import Destination, OutboxMessage

Announce: TypeAlias = Callable[[Receipt], OutboxMessage]
"""Makes the message of a record as it is being saved."""


@dataclass(frozen=True, slots=True)
class CorrectionPage:
    """One page of a receipt's history; `last` is the version that it ends with, None where nothing comes
    behind it.
    """

    corrections: tuple[Correction, ...]
    last: int | None


@dataclass(frozen=True, slots=True)
class FailedReceipts:
    """Receipts of this cause that failed from `since` and before `until`, of one tenant or of all."""

    cause: FailureCause
    since: datetime | None = None
    until: datetime | None = None
    tenant_id: UUID | None = None


class ReceiptStore(Protocol):
    """The database. Every method is one transaction; every method raises StorageUnavailableError when the
    database does not answer. Methods that take a tenant see that tenant's rows alone.
    """

    def add(self, receipt: Receipt, outbox: OutboxMessage | None = None) -> Receipt:
        """Insert `receipt` (with its outbox message) and return it, or, where this tenant already has a
        live receipt of the same SHA-256, insert nothing and return that one.
        """

    def get(self, tenant_id: UUID, receipt_id: UUID) -> Receipt:
        """Raises ReceiptNotFoundError."""

    def find_by_key(self, key: str) -> Receipt:
        """The receipt of whichever tenant that the object `key` belongs to. Raises UnknownObjectError."""

    def find_by_sha256(self, tenant_id: UUID, sha256: str) -> Receipt | None: ...

    def describe(self, receipt: Receipt) -> Receipt:
        """Note size and content type of a photo, batch and annotations as `receipt` has them, while it still
        waits for its bytes or has failed; else nothing happens. Answers the receipt as it is now. Raises
        ReceiptNotFoundError, and StaleReceiptError if it has changed since `receipt` was seen: what people
        wrote on it meanwhile stays.
        """

    def requeue(self, seen: Receipt, outbox: OutboxMessage, *, key: str | None = None) -> Receipt:
        """Put a receipt back on the queue, ending any claim on it, its photo in the version of `seen`;
        `key` shows whose API key asked for it.

        `seen` is the receipt as the caller last saw it: if its status has changed since, somebody else was
        faster and IllegalTransitionError is raised, as for a slot whose photo never came. Raises
        ReceiptNotFoundError.
        """

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
        """Take the receipt that the object `key` belongs to, for `lease`, and note the object's version;
        `claimed_by` names the queue message, the same on each redelivery.

        None if this receipt has been read already. Held back if its tenant's `share` of the readers is in
        use: then it is known as queued, and to be sent again. Raises UnknownObjectError if no receipt has
        this key, and StillProcessingError if the lease of another message has not run out. The same message
        may claim again: if it is redelivered, its first reader is gone.
        """

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
        """As `claim`, but None as well if the receipt was queued again after `since`: then a later message
        has it. It is not claimed to be read, so it neither counts as a read nor has to wait for its turn.
        """

    def let_in(self, tenant_id: UUID, share: Share, now: datetime) -> Sequence[Receipt]:
        """Whose turn it is of the tenant's receipts that were held back: as many as its `share` has room for,
        those that have waited longest. They are to be sent at once, and are not answered a second time.
        """

    def give_back(self, claim: Claim, outbox: OutboxMessage | None = None) -> bool:
        """End a claim as if it had never been: the receipt is queued, and the read that it was for is not
        counted. With `outbox` it is queued again by that message. False, and no effect, if the claim had
        ended before, or its message has claimed the receipt again.
        """

    def record_reading(self, claim: Claim, reading: Reading, announce: Announce) -> OutboxMessage | None:
        """Settle the receipt as parsed; as needs_review if its reading is in doubt or it may be a duplicate.
        What it was to others before, if it had been read, is settled anew as by `record_correction`.

        Returns what `announce` made of the record as it is settled, which the outbox holds now. None, and no
        effect, if the receipt was settled before, or another message has claimed it since.
        """

    def record_rereading(
        self, claim: Claim, reading: Reading, shown: Reading, announce: Announce
    ) -> OutboxMessage | None:
        """As `record_reading`, of a receipt that was read anew: `reading` is kept as what the engine made,
        `shown` is what the receipt shows from now on. What was approved stays approved.
        """

    def keep_reading(self, claim: Claim, cause: FailureCause, announce: Announce) -> OutboxMessage | None:
        """A receipt could not be read anew: it goes back to where it stood, with what it showed. Answers as
        `record_reading` does.
        """

    def record_failure(self, claim: Claim, cause: FailureCause, announce: Announce) -> OutboxMessage | None:
        """Settle the receipt as failed. Answers as `record_reading` does."""

    def record_correction(
        self,
        seen: Receipt,
        reading: Reading,
        correction: Correction,
        annotations: Annotations | None = None,
        *,
        announce: Announce,
    ) -> Receipt:
        """Replace the reading of `seen`, and keep what was there; with `annotations`, those too. Its copies,
        the sale it takes back and what takes it back are settled anew with it, at new versions
        (`domain/resettling.py`). Of each whose status changes by it, what `announce` makes of it is put into
        the outbox, here and wherever else others are settled anew.

        Raises StaleReceiptError if the receipt is no longer at the version of `seen`, ReceiptNotFoundError,
        HistoryFullError, and IllegalTransitionError if it has not been read, or was approved and `reading`
        has no doubt.
        """

    def annotate(self, seen: Receipt, annotations: Annotations, correction: Correction) -> Receipt:
        """Write `annotations` on the receipt, wherever it stands. Raises as `record_correction` does, and
        IllegalTransitionError for a receipt that is gone.
        """

    def waiting_of(
        self, tenant_id: UUID, number: BusinessNumber, *, after: UUID | None, limit: int
    ) -> Sequence[Receipt]:
        """The receipts of the shop of this number that need review, whole, in the order of their ids from
        behind the receipt `after`.
        """

    def approve(
        self,
        seen: Receipt,
        correction: Correction,
        outbox: Announce,
        lesson: DirectoryEntry | None = None,
        reading: Reading | None = None,
        account: AccountLesson | None = None,
    ) -> Receipt:
        """Settle the receipt as approved, and let the merchant directory keep `lesson`, and `account` which
        account the shop's goods are booked to, for its tenant alone: all or nothing. An address or phone that
        it lacks leaves the known one as it is. `reading` takes the place of the one there is, where today's
        checks find something else. `outbox` makes the message of the record as it is then.

        Raises as `record_correction` does, and IllegalTransitionError.
        """

    def put_aside(self, seen: Receipt, act: Correction, outbox: Announce, *, announce: Announce) -> Receipt:
        """Reject or delete the receipt, as the decision in `act` says; `outbox` makes the message of the
        record as it is then. What was its copy or paired with it is settled anew.

        Raises StaleReceiptError if it is no longer at the version of `seen`, ReceiptNotFoundError, and
        IllegalTransitionError where it cannot be rejected, or is deleted already.
        """

    def bring_back(
        self,
        seen: Receipt,
        act: Correction,
        outbox: Announce,
        *,
        announce: Announce,
    ) -> Receipt:
        """Reopen a rejected receipt, or restore a deleted one to where it stood. It is settled against the
        others as if it came now; `outbox` makes the message of the record as it is then.

        Raises as `put_aside` does, HistoryFullError, and PhotoLiveError where its photo is another receipt by
        now.
        """

    def tell_apart(
        self,
        seen: Receipt,
        other: UUID,
        act: Correction,
        *,
        announce: Announce,
    ) -> Receipt:
        """The receipt and `other`, one of which is known as the double of the other, are two purchases from
        now on. Raises as `bring_back` does, and NotDuplicatesError.
        """

    def keep_one(
        self,
        seen: Receipt,
        other: UUID,
        act: Correction,
        outbox: Announce,
        *,
        announce: Announce,
    ) -> Receipt:
        """Of the receipt and `other` one counts, as the decision in `act` says; the other one is rejected as
        its double, with the message that `outbox` makes of it. Raises as `tell_apart` does.
        """

    def read_anew(self, seen: Receipt, act: Correction, outbox: OutboxMessage) -> Receipt:
        """Queue a receipt that was read or has failed, to be read by the present engine. Raises as
        `bring_back` does.
        """

    def queue_anew(self, seen: Receipt, rereading: UUID, outbox: OutboxMessage) -> Receipt:
        """As `read_anew`, for an operator. Raises ReceiptNotFoundError, StaleReceiptError and
        IllegalTransitionError.
        """

    def engine_reading(self, tenant_id: UUID, receipt_id: UUID) -> Reading | None:
        """What an engine made of the receipt last, without what people wrote; None before it is read."""

    def corrections(
        self, tenant_id: UUID, receipt_id: UUID, *, after: int = 0, limit: int = 20
    ) -> CorrectionPage:
        """What people did with the receipt, oldest first, from behind its version `after`. Raises
        ReceiptNotFoundError.
        """

    def last_correction(self, tenant_id: UUID, receipt_id: UUID) -> Correction | None:
        """The newest of `corrections`; None where nobody has done anything, or there is no such receipt."""

    def lease_unsent(
        self,
        destination: Destination,
        *,
        written_before: datetime,
        now: datetime,
        until: datetime,
        limit: int,
    ) -> Sequence[OutboxMessage]:
        """Messages that were not sent yet, to be sent by this caller: nobody else gets them before `until`.

        Those that nobody had come first, oldest before newer; one that could not be sent comes after them.
        """

    def mark_sent(self, message: OutboxMessage, at: datetime) -> None: ...

    def mark_all_sent(self, message_ids: Collection[UUID], at: datetime) -> None: ...

    def stuck(self, not_touched_since: datetime, limit: int) -> Sequence[Receipt]:
        """Receipts queued or processing that nobody has touched since then."""

    def count_failed(self, which: FailedReceipts) -> int:
        """How many receipts these are, of whatever tenants."""

    def failed(self, which: FailedReceipts, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        """The first of them in the order of their ids, from behind the receipt `after`."""

    def unused_slots(
        self, *, created_before: datetime, touched_before: datetime, limit: int
    ) -> Sequence[Receipt]:
        """Upload slots whose photo nobody announced yet and that nobody was given lately, oldest first."""

    def expire(self, slots: Sequence[Receipt]) -> int:
        """Expire those that are still unused, and as they were seen; returns how many."""

    def queue_arrived(self, slot: Receipt, outbox: OutboxMessage) -> bool:
        """Queue a slot whose photo was found in the bucket, with the version in `slot`. False, and no
        effect, if it is no longer waiting.
        """

    def sweep_messages(self, sent_before: datetime, limit: int) -> int:
        """Delete messages that were sent by then, but none of the last day; returns how many."""

    def sweep_slots(self, created_before: datetime, limit: int) -> int:
        """Delete expired slots made by then, with their events, but none of the last week; returns how
        many.
        """

    def purge(self, deleted_before: datetime, limit: int) -> int:
        """Delete receipts that were deleted by then, but none of the last day, with their readings, goods,
        events and messages; returns how many. What stays says that they were there, and which photos are to
        go.
        """

    def photos_to_purge(self, now: datetime, limit: int) -> Sequence[str]:
        """Keys of photos of purged receipts that are to go by now."""

    def note_purged_photo(self, key: str, look_again_at: datetime | None) -> None:
        """All versions of the photo are gone; or S3 holds one locked, and it is looked at again then."""

    def named_photos(self, keys: Collection[str]) -> Mapping[str, NamedPhoto]:
        """The photos that receipts name, whatever became of them, by their keys."""

    def bucket_sweep(self) -> BucketSweep:
        """As it was noted last."""

    def note_bucket_sweep(self, sweep: BucketSweep) -> None: ...

    def holder_of_key(self, key_hash: str) -> KeyHolder | None:
        """Whose an API key is that is not revoked."""

    def key_fingerprints(self) -> frozenset[str]:
        """Of all keys that are not revoked: enough to tell that a key is none of them."""

    def is_ready(self) -> bool: ...
