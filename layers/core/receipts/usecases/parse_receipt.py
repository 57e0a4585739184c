"""Read an uploaded photo and settle its receipt: exactly one effect, however often it is delivered."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from receipts.domain.accounts import CATEGORY, CompanyAccounts
from receipts.domain.business_number import BusinessNumber
from receipts.domain.claims import Claim, HeldBack
from receipts.domain.conclusions import conclude
from receipts.domain.directory import named_by, number_to_look_up
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.receipt import Escalation, Reading
from receipts.domain.record import Receipt, StoredObject
from receipts.domain.rereading import merged
from receipts.errors import (
    PhotoArchivedError,
    StillProcessingError,
    StorageUnavailableError,
    TransientError,
    UnreadableError,
)
from receipts.messages import UploadedObject
from receipts.ports import (
    Clock,
    EventQueue,
    MerchantDirectory,
    ObjectStore,
    OutboxMessage,
    ReceiptReader,
    ReceiptStore,
)
from receipts.usecases.accept_receipt import upload_message
from receipts.usecases.escalate import Escalate
from receipts.usecases.relay import Relay, announcement
from receipts.usecases.scratch import scratch_folder
from receipts.usecases.show_pages import ShowPages
from receipts.usecases.suggest_account import SuggestAccount

log = logging.getLogger(__name__)


class ParseOutcome(StrEnum):
    """What became of one delivery."""

    READ = "read"
    FAILED = "failed"
    ALREADY_SETTLED = "already_settled"
    HELD_BACK = "held_back"
    """Other receipts of its tenant are being read: it was sent again, to come back when it has its turn."""
    UNKNOWN_VERSION = "unknown_version"
    """The message named a version of the object that is not there, and not the receipt's: it was dropped."""


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
    queue: EventQueue
    bucket: str
    share: Share
    suggest: SuggestAccount
    directory: MerchantDirectory
    escalate: Escalate | None = None
    show: ShowPages | None = None

    def __call__(self, uploaded: UploadedObject, delivery: str) -> ParseResult:
        """`delivery` names the queue message, the same on each redelivery.

        A photo that cannot be read is settled as failed with its cause. Raises TransientError where
        trying again later helps, UnknownObjectError if no receipt was announced under this key.
        """
        if self._names_nothing(uploaded):
            return ParseResult(ParseOutcome.UNKNOWN_VERSION)
        claim = self._claim(uploaded, delivery)
        if claim is None:
            return ParseResult(ParseOutcome.ALREADY_SETTLED)
        if isinstance(claim, HeldBack):
            return self._send_later(claim)
        try:
            result = self._settle(claim)
        except TransientError:
            self._give_back(claim)
            raise
        self._let_in(claim.receipt.tenant_id)
        return result

    def _names_nothing(self, uploaded: UploadedObject) -> bool:
        """Whether the message names a version that the bucket does not have. If it is the receipt's own, its
        photo is lost, which is for the reading to find out: then the receipt must come to an end.
        """
        if uploaded.version is None or self.objects.has(uploaded.key, uploaded.version):
            return False
        return self.store.find_by_key(uploaded.key).photo.version != uploaded.version

    def _claim(self, uploaded: UploadedObject, delivery: str) -> Claim | HeldBack | None:
        return self.store.claim(
            uploaded.key,
            uploaded.version,
            claimed_by=delivery,
            now=self.clock.now(),
            lease=self.lease,
            share=self.share,
        )

    def _send_later(self, held_back: HeldBack) -> ParseResult:
        """Send the message again before this one is acknowledged: twice does no harm, never is a loss."""
        receipt = held_back.receipt
        message = upload_message(self.new_id(), receipt, self.bucket)
        self.queue.send_later(message, held_back.turn - self.clock.now())
        return ParseResult(ParseOutcome.HELD_BACK, receipt.id, receipt.tenant_id)

    def _let_in(self, tenant_id: UUID) -> None:
        """Send those whose turn it is now. Where that fails they come by themselves, only later."""
        try:
            for receipt in self.store.let_in(tenant_id, self.share, self.clock.now()):
                self.queue.send(upload_message(self.new_id(), receipt, self.bucket))
        except TransientError as error:
            log.warning("nobody was let in: %s", error)

    def _give_back(self, claim: Claim) -> None:
        """What did not answer is no fault of the photo: the next try may begin at once, and this one does not
        count. Where the database itself is away, the claim ends by its lease and is counted after all.
        """
        try:
            self.store.give_back(claim)
        except TransientError as error:
            log.warning("the claim stays until its lease ends: %s", error)

    def _settle(self, claim: Claim) -> ParseResult:
        try:
            reading = self._read(claim.receipt.photo, claim.receipt.tenant_id)
        except UnreadableError as error:
            return self._settle_failed(claim, error.cause)
        except PhotoArchivedError:
            # Only one that failed years ago lies there. Trying again brings nothing: who looks at its photo,
            # or retries it by the API, has it fetched.
            return self._settle_failed(claim, FailureCause.INTERNAL_ERROR)
        return self._settle_read(claim, reading)

    def _read(self, photo: StoredObject, tenant_id: UUID) -> Reading:
        with scratch_folder() as folder:
            file = folder / "photo"
            self._download(photo, file)
            reading = self._seen(photo, file)
            number = number_to_look_up(reading)
            accounts = self.suggest.accounts(tenant_id, number)
            known = self._known(tenant_id, reading, number, accounts)
            return self._escalated(tenant_id, known, file, accounts)

    def _seen(self, photo: StoredObject, file: Path) -> Reading:
        """What the reader makes of the file, whose pages are kept for showing even if they are no receipt."""
        try:
            reading = self.reader.read(file)
        except UnreadableError:
            self._show(photo)
            raise
        self._show(photo)
        return reading

    def _show(self, photo: StoredObject) -> None:
        if self.show:
            self.show(photo)

    def _download(self, photo: StoredObject, file: Path) -> None:
        """Fetch the photo, twice if it is not what was announced: a cut or garbled transfer is our trouble.
        Only bytes that come the same twice are believed. Raises UnreadableError.
        """
        first = self._fetch(photo, file)
        if first == photo.sha256:
            return
        second = self._fetch(photo, file)
        if second == first:
            detail = f"announced {photo.sha256}, found {first}"
            raise UnreadableError(FailureCause.CHECKSUM_MISMATCH, detail)
        if second != photo.sha256:
            raise StorageUnavailableError(f"download: {photo.key} came differently each time")

    def _fetch(self, photo: StoredObject, file: Path) -> str:
        """The SHA-256 of what came, in hex."""
        self.objects.download(photo.key, photo.version, file)
        with file.open("rb") as body:
            return hashlib.file_digest(body, "sha256").hexdigest()

    def _known(
        self,
        tenant_id: UUID,
        reading: Reading,
        number: BusinessNumber | None,
        accounts: CompanyAccounts,
    ) -> Reading:
        """The merchant as the directory knows it, the account as the company books it, and what follows."""
        entry = self.directory.find(tenant_id, number) if number else None
        if entry is None and accounts.known.is_empty:
            return reading
        named = named_by(entry, reading) if entry else reading
        return conclude(replace(named, category=None), self.clock.now().date(), accounts)

    def _escalated(self, tenant_id: UUID, reading: Reading, file: Path, accounts: CompanyAccounts) -> Reading:
        """What another engine made of the doubtful, and what follows from that."""
        if self.escalate is None:
            return reading
        today = self.clock.now().date()
        asked = self.escalate(reading, file, tenant_id, today)
        return conclude(asked, today, accounts) if asked.escalation else reading

    def _settle_read(self, claim: Claim, reading: Reading) -> ParseResult:
        before = claim.receipt.reading if claim.receipt.is_read_anew else None
        if before:
            shown = self._shown(claim.receipt, before, reading)
            message = self.store.record_rereading(claim, reading, shown, self._announcement)
        else:
            message = self.store.record_reading(claim, reading, self._announcement)
        if message is None:
            unused = self._lost(claim)
            return replace(unused, escalation=reading.escalation)
        self.relay.send(message)
        read = replace(_result(claim, ParseOutcome.READ), escalation=reading.escalation)
        engine = reading.engine
        return replace(read, seconds=engine.seconds, peak_megabytes=engine.peak_megabytes) if engine else read

    def _shown(self, receipt: Receipt, before: Reading, reading: Reading) -> Reading:
        """What a receipt shows that was read anew. What was approved shows what was approved; where the
        engine differs, a person can see and decide.
        """
        if receipt.came_from is Status.APPROVED:
            return before
        accounts = self.suggest.accounts(receipt.tenant_id, number_to_look_up(before))
        if CATEGORY not in before.fields and before.category == accounts.suggest(before):
            before = replace(before, category=reading.category)  # only suggested: it follows what is read
        last = self.store.engine_reading(receipt.tenant_id, receipt.id)
        if last:
            last = replace(last, category=before.category)
        return conclude(merged(last, before, reading), self.clock.now().date(), accounts)

    def _keep(self, claim: Claim, cause: FailureCause) -> ParseResult:
        """It cannot be read anew, and what it showed stands."""
        message = self.store.keep_reading(claim, cause, self._announcement)
        if message is None:
            return self._lost(claim)
        self.relay.send(message)
        return replace(_result(claim, ParseOutcome.FAILED), cause=cause)

    def _settle_failed(self, claim: Claim, cause: FailureCause) -> ParseResult:
        if claim.receipt.is_read_anew:
            return self._keep(claim, cause)
        message = self.store.record_failure(claim, cause, self._announcement)
        if message is None:
            return self._lost(claim)
        self.relay.send(message)
        return replace(_result(claim, ParseOutcome.FAILED), cause=cause)

    def _lost(self, claim: Claim) -> ParseResult:
        """Another has settled it; or has given it back, and then this message may be the last that brings it.
        Raises StillProcessingError.
        """
        receipt = self.store.get(claim.receipt.tenant_id, claim.receipt.id)
        if receipt.status not in SETTLED:
            raise StillProcessingError(f"receipt {receipt.id} was given back meanwhile")
        return _result(claim, ParseOutcome.ALREADY_SETTLED)

    def _announcement(self, settled: Receipt) -> OutboxMessage:
        return announcement(self.new_id(), settled, self.clock.now())


def _result(claim: Claim, outcome: ParseOutcome) -> ParseResult:
    return ParseResult(outcome, claim.receipt.id, claim.receipt.tenant_id)
