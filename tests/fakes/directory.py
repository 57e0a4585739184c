from dataclasses import dataclass, field
from uuid import UUID

from receipts.domain.business_number import BusinessNumber
from receipts.domain.directory import DirectoryEntry


@dataclass
class FakeMerchantDirectory:
    """Keeps merchants in memory; under no tenant those that the operator shares."""

    entries: dict[tuple[UUID | None, BusinessNumber], DirectoryEntry] = field(default_factory=dict)

    def find(self, tenant_id: UUID, number: BusinessNumber) -> DirectoryEntry | None:
        return self.entries.get((tenant_id, number)) or self.entries.get((None, number))

    def put(self, tenant_id: UUID | None, entry: DirectoryEntry) -> None:
        known = self.entries.get((tenant_id, entry.number), entry)
        self.entries[tenant_id, entry.number] = DirectoryEntry(
            entry.number, entry.name, entry.address or known.address, entry.phone or known.phone
        )
