"""What the use cases of administrators need from outside, beside `ports`. The adapters work as the owner of
the schema: the application may do none of this.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from receipts.domain.api_key import KeptKey, KnownTenant
from receipts.domain.directory import DirectoryEntry


class GivenMerchants(Protocol):
    """The merchants that the operator makes known."""

    def give(self, entries: Sequence[DirectoryEntry], at: datetime, tenant_id: UUID | None) -> None:
        """Make `entries` known to this tenant, or, with None, to every one; all or none. Raises
        StorageUnavailableError and TenantNotFoundError.
        """


class Tenants(Protocol):
    """Tenants and their API keys, for administrators alone. Every method is one transaction, and raises
    StorageUnavailableError when the database does not answer. Of a key nothing is kept but what `KeptKey`
    holds and its hash; keys are answered oldest first, those alone that are valid.
    """

    def add(self, tenant_id: UUID, name: str, key: str) -> None:
        """A new tenant with its first key. Raises TenantExistsError if the name is taken."""

    def all(self) -> Sequence[KnownTenant]:
        """By their names."""

    def add_key(
        self, tenant_id: UUID, key: str, person: str | None = None, expires_at: datetime | None = None
    ) -> None:
        """One more key, of this person where one is named, valid until then. Raises TenantNotFoundError."""

    def keys_of(self, tenant_id: UUID) -> Sequence[KeptKey]:
        """Raises TenantNotFoundError."""

    def keys_of_hash(self, key_hash: str) -> Sequence[KeptKey]:
        """The one key of this hash, if there is one."""

    def keys_that_begin(self, beginning: str) -> Sequence[KeptKey]: ...

    def revoke(self, key: KeptKey) -> bool:
        """End the key. False if it had ended before."""

    def expire(self, key: KeptKey, at: datetime) -> bool:
        """Let the key end then. False if it has ended already."""
