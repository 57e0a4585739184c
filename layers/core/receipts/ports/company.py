"""What a company has said of itself, and the drops that its receipts come with."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from receipts.domain.accounts import Account, KnownAccounts
from receipts.domain.annotations import CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.company_history import Author, CompanyHistory
from receipts.domain.life_cycle import Status


class Company(Protocol):
    """Settings and chart of accounts of each tenant. Every method raises StorageUnavailableError when the
    database does not answer, and sees one tenant's rows alone.
    """

    def settings(self, tenant_id: UUID) -> CompanySettings:
        """The defaults where nothing was set."""

    def set_settings(self, tenant_id: UUID, settings: CompanySettings, at: datetime, by: Author) -> None:
        """What it changes stands in the history."""

    def accounts(self, tenant_id: UUID, number: BusinessNumber | None = None) -> KnownAccounts:
        """The company's own accounts by their codes, and what it has learned of the shop of this number."""

    def set_account(self, tenant_id: UUID, account: Account, at: datetime, by: Author) -> None:
        """As `set_settings`."""

    def history(self, tenant_id: UUID, *, after: int, limit: int) -> CompanyHistory:
        """Who changed settings or chart, from behind the change of number `after`."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Receipts that were dropped together."""

    id: UUID
    tenant_id: UUID
    created_at: datetime
    name: str | None = None


@dataclass(frozen=True, slots=True)
class BatchPosition:
    """A place between batches: behind this one."""

    created_at: datetime
    batch_id: UUID


@dataclass(frozen=True, slots=True)
class BatchPage:
    """One page of batches, newest first; `last` is where it ends, None where nothing comes behind it."""

    batches: tuple[Batch, ...]
    last: BatchPosition | None


class Batches(Protocol):
    """The batches of each tenant, and how far its queue has come. Raises and sees as `Company` does."""

    def add(self, batch: Batch) -> None: ...

    def get(self, tenant_id: UUID, batch_id: UUID) -> Batch:
        """Raises BatchNotFoundError."""

    def find(self, tenant_id: UUID, *, after: BatchPosition | None = None, limit: int = 50) -> BatchPage: ...

    def counts(self, tenant_id: UUID, batch_ids: Collection[UUID]) -> Mapping[UUID, Mapping[Status, int]]:
        """How many receipts of each batch stand where; a batch without receipts is left out."""

    def places(self, tenant_id: UUID, receipt_ids: Collection[UUID]) -> Mapping[UUID, int]:
        """The place of each receipt in its tenant's line of those that are queued or being read, 1 is the
        first; one that is not in work has none.
        """

    def last_place(self, tenant_id: UUID, batch_id: UUID) -> int:
        """The place of the batch's last receipt in that line; 0 where none is in work."""

    def measured_seconds(self, tenant_id: UUID) -> Sequence[float]:
        """How long its newest readings took, some dozens at most, in seconds."""
