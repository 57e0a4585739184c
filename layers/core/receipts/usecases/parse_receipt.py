"""Read an uploaded photo and settle its receipt: exactly one effect, however often it is delivered."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

from receipts.domain.category import CategoryTable
from receipts.domain.conclusions import conclude
from receipts.domain.directory import named_by, number_to_look_up
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Escalation, Reading, StoredObject
from receipts.errors import UnreadableError
from receipts.messages import UploadedObject
from receipts.ports import (
    Claim,
    Clock,
    MerchantDirectory,
    ObjectStore,
    OutboxMessage,
    ReceiptReader,
    ReceiptStore,
)
from receipts.usecases.escalate import Escalate
from receipts.usecases.relay import Relay, announcement
from receipts.usecases.scratch import scratch_folder


class ParseOutcome(StrEnum):
    """What became of one delivery."""

    READ = "read"
    FAILED = "failed"
    ALREADY_SETTLED = "already_settled"


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The outcome of one delivery, for logs and metrics."""

    outcome: ParseOutcome
    receipt_id: UUID | None = None
    tenant_id: UUID | None = None
    cause: FailureCause | None = None
    seconds: float | None = None
    peak_megabytes: int | None = None
    escalation: Escalation | None = None


@dataclass(frozen=True, slots=True)
class ParseReceipt:
    """Reads one uploaded object."""

    store: ReceiptStore
    objects: ObjectStore
    reader: ReceiptReader
    relay: Relay
    clock: Clock
    new_id: Callable[[], UUID]
    lease: timedelta
    categories: CategoryTable
    directory: MerchantDirectory
    escalate: Escalate | None = None

    def __call__(self, uploaded: UploadedObject, delivery: str) -> ParseResult:
        """`delivery` names the queue message, the same on each redelivery.

        A photo that cannot be read is settled as failed with its cause. Raises TransientError where
        trying again later helps, UnknownObjectError if no receipt was announced under this key.
        """
        claim = self.store.claim(
            uploaded.key, uploaded.version, holder=delivery, now=self.clock.now(), lease=self.lease
        )
        if claim is None:
            return ParseResult(ParseOutcome.ALREADY_SETTLED)
        try:
            reading = self._read(claim.receipt.photo, claim.receipt.tenant_id)
        except UnreadableError as error:
            return self._settle_failed(claim, error.cause)
        return self._settle_read(claim, reading)

    def _read(self, photo: StoredObject, tenant_id: UUID) -> Reading:
        with scratch_folder() as folder:
            file = folder / "photo"
            self.objects.download(photo.key, photo.version, file)
            _verify(file, photo)
            return self._escalated(tenant_id, self._named(tenant_id, self.reader.read(file)), file)

    def _named(self, tenant_id: UUID, reading: Reading) -> Reading:
        """The merchant as the directory knows it, and what follows from that."""
        number = number_to_look_up(reading)
        entry = self.directory.find(tenant_id, number) if number else None
        if entry is None:
            return reading
        named = replace(named_by(entry, reading), category=None)
        return conclude(named, self.clock.now().date(), self.categories)

    def _escalated(self, tenant_id: UUID, reading: Reading, file: Path) -> Reading:
        """What another engine made of the doubtful, and what follows from that."""
        if self.escalate is None:
            return reading
        today = self.clock.now().date()
        asked = self.escalate(reading, file, tenant_id, today)
        return conclude(asked, today, self.categories) if asked.escalation else reading

    def _settle_read(self, claim: Claim, reading: Reading) -> ParseResult:
        message = self.store.record_reading(claim, reading, partial(self._announcement, claim))
        if message is None:
            unused = _result(claim, ParseOutcome.ALREADY_SETTLED)
            return replace(unused, escalation=reading.escalation)
        self.relay.send(message)
        read = replace(_result(claim, ParseOutcome.READ), escalation=reading.escalation)
        engine = reading.engine
        return replace(read, seconds=engine.seconds, peak_megabytes=engine.peak_megabytes) if engine else read

    def _settle_failed(self, claim: Claim, cause: FailureCause) -> ParseResult:
        message = self._announcement(claim, Status.FAILED)
        if not self.store.record_failure(claim, cause, message):
            return _result(claim, ParseOutcome.ALREADY_SETTLED)
        self.relay.send(message)
        return replace(_result(claim, ParseOutcome.FAILED), cause=cause)

    def _announcement(self, claim: Claim, status: Status) -> OutboxMessage:
        return announcement(self.new_id(), claim.receipt, status, self.clock.now())


def _verify(file: Path, photo: StoredObject) -> None:
    with file.open("rb") as body:
        found = hashlib.file_digest(body, "sha256").hexdigest()
    if found != photo.sha256:
        raise UnreadableError(FailureCause.CHECKSUM_MISMATCH, f"announced {photo.sha256}, found {found}")


def _result(claim: Claim, outcome: ParseOutcome) -> ParseResult:
    return ParseResult(outcome, claim.receipt.id, claim.receipt.tenant_id)
