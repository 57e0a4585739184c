"""Accept a receipt, by a presigned upload slot or with its bytes. The same bytes are one receipt."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import BinaryIO, Final
from urllib.parse import unquote
from uuid import UUID

from receipts.domain.annotations import NOTHING_WRITTEN, Written, annotated
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import NOT_LIVE, WANTS_PHOTO, Status
from receipts.domain.mask import mask
from receipts.domain.object_key import Folder, object_key
from receipts.domain.record import Receipt, StoredObject
from receipts.domain.slots import is_to_be_touched
from receipts.errors import IllegalTransitionError, StaleReceiptError, StorageUnavailableError
from receipts.messages import UploadedObject, upload_event
from receipts.ports import Clock, Destination, ObjectStore, OutboxMessage, ReceiptStore, UploadSlot
from receipts.usecases.relay import Relay

_TRIES: Final = 3
"""Each failed one met somebody who changed the receipt between two of its steps."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a client says of the photo before, or while, sending it. `sha256` is in hex; `annotations` are by
    name, as `annotated` takes them.
    """

    content_type: str
    size: int
    sha256: str
    filename: str | None = None
    annotations: Mapping[str, Written] = field(default_factory=dict)
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The receipt, and whether this call made it. `slot` is None where the photo is here already."""

    receipt: Receipt
    created: bool
    slot: UploadSlot | None = None


@dataclass(frozen=True, slots=True)
class AcceptReceipt:
    """Accepts receipts for a tenant."""

    store: ReceiptStore
    objects: ObjectStore
    relay: Relay
    clock: Clock
    new_id: Callable[[], UUID]
    bucket: str
    upload_expires_in: timedelta

    def open_slot(self, tenant_id: UUID, announced: Announcement) -> Accepted:
        """A slot for a presigned PUT, or the receipt that these bytes already are. One that failed is read
        again: at once if its photo is here, else when it arrives.
        """
        return _settled(lambda: self._opened(tenant_id, announced))

    def take(self, tenant_id: UUID, announced: Announcement, body: BinaryIO) -> Accepted:
        """Store the bytes and queue the receipt.

        The object comes first, then the row with its outbox message in one transaction, then the
        message: a crash between any two leaves nothing that a client was told of undone.
        """
        return _settled(lambda: self._taken(tenant_id, announced, body))

    def _opened(self, tenant_id: UUID, announced: Announcement) -> Accepted | None:
        """None if the receipt that was there has expired, or was deleted, meanwhile."""
        fresh = self._receipt(tenant_id, announced, folder=Folder.UPLOADS, status=Status.AWAITING_UPLOAD)
        receipt = self.store.add(fresh)
        created = receipt.id == fresh.id
        if not created:
            receipt = self._if_arrived(receipt)
        if receipt.status is Status.FAILED and self.objects.has(receipt.photo.key, receipt.photo.version):
            return _live(self._read_again(receipt), created=False)
        if receipt.status not in WANTS_PHOTO:
            return _live(receipt, created)
        receipt = self._announced_anew(receipt, announced)
        slot = self.objects.presign_put(receipt.photo, self.upload_expires_in)
        return Accepted(receipt, created, slot)

    def _taken(self, tenant_id: UUID, announced: Announcement, body: BinaryIO) -> Accepted | None:
        """None if the receipt that was there has expired, or was deleted, meanwhile."""
        body.seek(0)
        known = self.store.find_by_sha256(tenant_id, announced.sha256)
        if known:
            return self._fill(known, announced, body)
        fresh = self._receipt(tenant_id, announced, folder=Folder.DIRECT, status=Status.QUEUED)
        fresh = replace(fresh, photo=self.objects.put(fresh.photo, body))
        message = upload_message(self.new_id(), fresh, self.bucket)
        receipt = self.store.add(fresh, message)
        if receipt.id != fresh.id:
            with suppress(StorageUnavailableError):  # S3 may hold it locked; the sweep lets go of it in time
                self.objects.delete(fresh.photo.key, fresh.photo.version)
            return self._fill(receipt, announced, body)
        self.relay.send(message)
        return Accepted(receipt, created=True)

    def _fill(self, known: Receipt, announced: Announcement, body: BinaryIO) -> Accepted | None:
        """These bytes are a receipt already; if they were only announced so far, here they are, and if they
        could not be read, they are read again. S3 tells of those that fill a slot, too, but may be late.
        """
        known = self._if_arrived(known)
        if known.status not in WANTS_PHOTO:
            return _live(known, created=False)
        known = self._announced_anew(known, announced)
        body.seek(0)
        garbled = known.failure is FailureCause.CHECKSUM_MISMATCH
        photo = self.objects.put(known.photo, body, anew=garbled)
        here = replace(known, photo=photo)
        is_failed = known.status is Status.FAILED
        return _live(self._read_again(here) if is_failed else self._arrived(here), created=False)

    def _if_arrived(self, known: Receipt) -> Receipt:
        """The receipt, queued if it waits for a photo that is here: the event of its upload is late or lost,
        and there will be no other, since a photo can be PUT but once.
        """
        if known.status is not Status.AWAITING_UPLOAD:
            return known
        for photo in self.objects.stored([known.photo]):
            return self._arrived(replace(known, photo=photo))
        return known

    def _arrived(self, slot: Receipt) -> Receipt:
        """The slot whose photo is here, queued; or what became of it meanwhile."""
        message = upload_message(self.new_id(), slot, self.bucket)
        if self.store.queue_arrived(slot, message):
            self.relay.send(message)
        return self.store.get(slot.tenant_id, slot.id)

    def _announced_anew(self, known: Receipt, announced: Announcement) -> Receipt:
        """The SHA-256 was announced right, the rest perhaps not: what is said now counts. Raises
        StaleReceiptError if somebody has changed the receipt since it was looked at.
        """
        told = replace(
            known,
            photo=replace(known.photo, content_type=announced.content_type, size=announced.size),
            annotations=annotated(known.annotations, announced.annotations),
            batch_id=announced.batch_id or known.batch_id,
        )
        is_news = told != known or is_to_be_touched(known, self.clock.now(), self.upload_expires_in)
        return self.store.describe(told) if is_news else known

    def _read_again(self, failed: Receipt) -> Receipt:
        """Of two who send the same bytes at once the second finds the receipt queued: nothing is doubled."""
        message = upload_message(self.new_id(), failed, self.bucket)
        try:
            queued = self.store.requeue(failed, message)
        except IllegalTransitionError:
            return self.store.get(failed.tenant_id, failed.id)
        self.relay.send(message)
        return queued

    def _receipt(self, tenant_id: UUID, announced: Announcement, folder: Folder, status: Status) -> Receipt:
        receipt_id, now = self.new_id(), self.clock.now()
        photo = StoredObject(
            key=object_key(folder, tenant_id, receipt_id),
            content_type=announced.content_type,
            size=announced.size,
            sha256=announced.sha256,
        )
        filename = announced.filename and masked_name(announced.filename)
        return Receipt(
            receipt_id,
            tenant_id,
            status,
            photo,
            now,
            now,
            filename=filename,
            annotations=annotated(NOTHING_WRITTEN, announced.annotations),
            batch_id=announced.batch_id,
        )


def _settled(once: Callable[[], Accepted | None]) -> Accepted:
    """What comes of it where nobody changes the receipt between two steps. Raises StorageUnavailableError."""
    for _ in range(_TRIES):
        with suppress(StaleReceiptError):
            if accepted := once():
                return accepted
    raise StorageUnavailableError("the receipt of this photo changes all the time")


def _live(receipt: Receipt, created: bool) -> Accepted | None:
    return None if receipt.status in NOT_LIVE else Accepted(receipt, created)


def masked_name(name: str) -> str:
    """Browsers and mail programs write a name with percent signs; a number is no less readable in it."""
    plain = unquote(name)
    return masked if (masked := mask(plain)) != plain else mask(name)


def upload_message(message_id: UUID, receipt: Receipt, bucket: str) -> OutboxMessage:
    """The outbox message that puts `receipt` on the upload queue."""
    uploaded = UploadedObject(receipt.photo.key, receipt.photo.version)
    body = upload_event(bucket, uploaded, receipt.updated_at)
    return OutboxMessage(message_id, receipt.tenant_id, Destination.UPLOADS, body)
