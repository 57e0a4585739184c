from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID


@dataclass
class FakeSpending:
    usd: dict[tuple[UUID, date], Decimal] = field(default_factory=dict)

    def spent(self, tenant_id: UUID, month: date) -> Decimal:
        return self.usd.get((tenant_id, month), Decimal(0))

    def add(self, tenant_id: UUID, month: date, usd: Decimal) -> None:
        self.usd[tenant_id, month] = self.spent(tenant_id, month) + usd
