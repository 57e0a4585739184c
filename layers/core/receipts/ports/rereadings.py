"""Many receipts that are read anew at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from receipts.domain.archive import Archive, Ending, Progress
from receipts.domain.record import Receipt


@dataclass(frozen=True, slots=True)
class Reread:
    """One receipt that was read anew, and what that changed."""

    receipt_id: UUID
    ending: Ending


class Rereadings(Protocol):
    """What is known of rereadings, by the events of receipts. With a tenant, of its receipts alone, whatever
    ids are given; without, of all. Every method raises StorageUnavailableError when the database does not
    answer.
    """

    def in_line(self, tenant_id: UUID | None) -> int:
        """How many receipts wait to be read or are being read."""

    def queued(
        self, tenant_id: UUID | None, rereading: UUID, receipt_ids: Collection[UUID]
    ) -> frozenset[UUID]:
        """Which of these the rereading has queued before."""

    def progress(self, tenant_id: UUID | None, rereading: UUID) -> Progress:
        """How far it is; nothing was queued by one that nobody knows."""

    def changed(
        self, tenant_id: UUID, rereading: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[Reread]:
        """Receipts that show something else by it, or that the engine reads differently than they show, in
        the order of their ids from behind the receipt `after`.
        """

    def count(self, which: Archive) -> int:
        """How many receipts these are."""

    def archived(self, which: Archive, *, after: UUID | None, limit: int) -> Sequence[Receipt]:
        """The first of them in the order of their ids, from behind the receipt `after`."""
