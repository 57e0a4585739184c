from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from operator import itemgetter
from uuid import UUID, uuid4

from receipts.domain.api_key import KeptKey, KnownTenant, beginning_of, hash_of

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@dataclass
class FakeTenants:
    """Keeps tenants and the hashes of their keys in memory."""

    names: dict[UUID, str] = field(default_factory=dict)
    keys: dict[str, KeptKey] = field(default_factory=dict)

    def add(self, tenant_id: UUID, name: str, key: str) -> None:
        self.names[tenant_id] = name
        self.add_key(tenant_id, key)

    def all(self) -> Sequence[KnownTenant]:
        by_name = sorted(self.names.items(), key=itemgetter(1))
        return [KnownTenant(one, name, NOON, len(self.keys_of(one))) for one, name in by_name]

    def add_key(
        self, tenant_id: UUID, key: str, person: str | None = None, expires_at: datetime | None = None
    ) -> None:
        self.keys[hash_of(key)] = KeptKey(uuid4(), tenant_id, beginning_of(key), NOON, person, expires_at)

    def keys_of(self, tenant_id: UUID) -> Sequence[KeptKey]:
        return [key for key in self.keys.values() if key.tenant_id == tenant_id]

    def keys_of_hash(self, key_hash: str) -> Sequence[KeptKey]:
        return [self.keys[key_hash]] if key_hash in self.keys else []

    def keys_that_begin(self, beginning: str) -> Sequence[KeptKey]:
        return [key for key in self.keys.values() if key.beginning.startswith(beginning)]

    def revoke(self, key: KeptKey) -> bool:
        known = key in self.keys.values()
        self.keys = {kept: other for kept, other in self.keys.items() if other != key}
        return known

    def expire(self, key: KeptKey, at: datetime) -> bool:
        known = key in self.keys.values()
        self.keys = {
            kept: replace(other, expires_at=at) if other == key else other
            for kept, other in self.keys.items()
        }
        return known
