"""Have many receipts read anew: a chunk a call, so that it can be stopped, and no line grows long."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from receipts.domain.archive import READABLE, Archive, room_in
from receipts.domain.record import Receipt
from receipts.domain.selection import Order, Position, Selection
from receipts.errors import (
    HistoryFullError,
    IllegalTransitionError,
    PhotoArchivedError,
    ReceiptNotFoundError,
    ReceiptsError,
    StaleReceiptError,
    UndecidableError,
)
from receipts.ports import Counts, ReceiptFinder, ReceiptStore, Rereadings
from receipts.usecases.accept_receipt import upload_message
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.reread import RereadReceipt

ORDER: Final = Order.OLDEST
"""What is sent meanwhile comes behind, and was read by the present engine."""

_GONE: Final = (IllegalTransitionError, ReceiptNotFoundError, StaleReceiptError, UndecidableError)
"""Somebody else moved it this moment."""
_LEFT_OUT: Final = (HistoryFullError, PhotoArchivedError, *_GONE)

MOST_AT_ONCE: Final = 50
"""Receipts that one call looks at: each is a question to S3 and a message to SQS."""


@dataclass(frozen=True, slots=True)
class Rereading:
    """Which rereading, of whom, and who asks, as in `Seen`."""

    id: UUID
    tenant_id: UUID
    by: str | None
    key: str | None = None
    person: str | None = None

    def seen(self, receipt_id: UUID, version: int) -> Seen:
        """A receipt that it has found at this version."""
        return Seen(self.tenant_id, receipt_id, version, self.by, self.key, self.person)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A receipt that was not queued, and why."""

    receipt_id: UUID
    why: ReceiptsError


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one call did. It goes on behind `last`; `in_line` were waiting before."""

    queued: int
    left_out: tuple[LeftOut, ...]
    last: Position | None
    is_done: bool
    in_line: int


@dataclass(frozen=True, slots=True)
class RereadMany:
    """A tenant's receipts, as `Selection` says which, oldest first."""

    reread: RereadReceipt
    finder: ReceiptFinder
    rereadings: Rereadings

    def begin(self) -> UUID:
        """The id of a new one."""
        return self.reread.new_id()

    def count(self, tenant_id: UUID, which: Selection) -> Counts:
        """How many these are, by status; none is touched."""
        return self.finder.count(tenant_id, _readable(which))

    def __call__(self, rereading: Rereading, which: Selection, after: Position | None) -> Chunk:
        """Queue the next of them, as many as the line has room for; none that this rereading has queued
        before. One that somebody else changes this moment, whose history is full or whose photo has to come
        out of the archive first is left out. Raises StorageUnavailableError; what was done by then stays.
        """
        line = self.rereadings.in_line(rereading.tenant_id)
        room = min(room_in(line), MOST_AT_ONCE)
        if room == 0:
            return Chunk(0, (), after, is_done=False, in_line=line)
        page = self.finder.find(rereading.tenant_id, _readable(which), ORDER, after=after, limit=room)
        ids = [found.id for found in page.found]
        known = self.rereadings.queued(rereading.tenant_id, rereading.id, ids)
        new = [rereading.seen(it.id, it.version) for it in page.found if it.id not in known]
        left_out = tuple(self._left_out(rereading, new))
        return Chunk(len(new) - len(left_out), left_out, page.last, is_done=page.last is None, in_line=line)

    def _left_out(self, rereading: Rereading, chosen: Sequence[Seen]) -> Iterator[LeftOut]:
        for seen in chosen:
            try:
                self.reread(seen, rereading.id)
            except _LEFT_OUT as error:
                yield LeftOut(seen.receipt_id, error)


def _readable(which: Selection) -> Selection:
    """Those of them that can be read anew; what is asked for besides is not there."""
    return replace(which, statuses=which.statuses & READABLE)


@dataclass(frozen=True, slots=True)
class ArchiveChunk:
    """One chunk of an operator's: how many were queued, and the last one looked at; `in_line` were waiting
    before. Where nothing was queued and `last` is what it was, the line is full.
    """

    queued: int
    last: UUID | None
    is_done: bool
    in_line: int


@dataclass(frozen=True, slots=True)
class RereadArchive:
    """Receipts of whatever tenants, for an operator. The reconciler sends the messages."""

    store: ReceiptStore
    rereadings: Rereadings
    new_id: Callable[[], UUID]
    bucket: str

    def __call__(self, rereading: UUID, which: Archive, after: UUID | None) -> ArchiveChunk:
        """Queue the next of them in the order of their ids, from behind the receipt `after`, as many as the
        line of all tenants has room for.
        """
        line = self.rereadings.in_line(None)
        room = min(room_in(line), MOST_AT_ONCE)
        if room == 0:
            return ArchiveChunk(0, after, is_done=False, in_line=line)
        found = self.rereadings.archived(which, after=after, limit=room)
        known = self.rereadings.queued(None, rereading, [receipt.id for receipt in found])
        queued = sum(self._queue(receipt, rereading) for receipt in found if receipt.id not in known)
        last = found[-1].id if found else after
        return ArchiveChunk(queued, last, is_done=len(found) < room, in_line=line)

    def is_full(self) -> bool:
        """Whether nothing more can be queued for now."""
        return room_in(self.rereadings.in_line(None)) == 0

    def _queue(self, receipt: Receipt, rereading: UUID) -> bool:
        """Unless somebody else changes it this moment."""
        try:
            self.store.queue_anew(receipt, rereading, upload_message(self.new_id(), receipt, self.bucket))
        except _GONE:
            return False
        return True
