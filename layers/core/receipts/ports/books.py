"""Receipts on their way into the books, and the merchants they name."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from receipts.domain.business_number import BusinessNumber
from receipts.domain.directory import DirectoryEntry
from receipts.domain.month import Life
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping, Sums


class Ledger(Protocol):
    """Receipts as they are taken out into the books. Every method raises StorageUnavailableError when the
    database does not answer, and sees one tenant's rows alone.
    """

    def select(self, tenant_id: UUID, which: Selection) -> Sequence[UUID]:
        """Which receipts these are at this moment, by the day and time that they print; undated ones last."""

    def receipts(self, tenant_id: UUID, ids: Sequence[UUID], *, with_text: bool = False) -> Sequence[Receipt]:
        """The receipts as they are now, in the order of `ids`, without evidence, and without text unless it
        is asked for.
        """

    def sums(self, tenant_id: UUID, which: Selection, by: Grouping) -> Sequence[Sums]:
        """What these receipts add up to at this moment, in the order of `domain.sums.in_order`."""

    def lives(self, tenant_id: UUID, ids: Sequence[UUID]) -> Mapping[UUID, Life]:
        """What their audit trails tell; one whose trail tells nothing may be missing."""


class MerchantDirectory(Protocol):
    """What merchants are called, by business number; approvals teach it."""

    def find(self, tenant_id: UUID, number: BusinessNumber) -> DirectoryEntry | None:
        """What this tenant has learned, else what the operator shares with all; never another tenant's.
        Raises StorageUnavailableError when the database does not answer.
        """
