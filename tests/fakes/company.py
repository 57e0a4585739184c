from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from receipts.domain.accounts import Account, AccountLesson, KnownAccounts, taught
from receipts.domain.annotations import CompanySettings
from receipts.domain.business_number import BusinessNumber


@dataclass
class FakeCompany:
    """Keeps in memory what companies have said of themselves."""

    set: dict[UUID, CompanySettings] = field(default_factory=dict)
    own: dict[UUID, dict[str, Account]] = field(default_factory=lambda: defaultdict(dict))
    lessons: dict[tuple[UUID, BusinessNumber], tuple[AccountLesson, ...]] = field(default_factory=dict)

    def settings(self, tenant_id: UUID) -> CompanySettings:
        return self.set.get(tenant_id, CompanySettings())

    def set_settings(self, tenant_id: UUID, settings: CompanySettings, at: datetime) -> None:
        assert at
        self.set[tenant_id] = settings

    def accounts(self, tenant_id: UUID, number: BusinessNumber | None = None) -> KnownAccounts:
        own = tuple(account for _, account in sorted(self.own[tenant_id].items()))
        return KnownAccounts(own, self.lessons.get((tenant_id, number), ()) if number else ())

    def set_account(self, tenant_id: UUID, account: Account, at: datetime) -> None:
        assert at
        self.own[tenant_id][account.code] = account

    def learn(self, tenant_id: UUID, lesson: AccountLesson) -> None:
        known = self.lessons.get((tenant_id, lesson.number), ())
        self.lessons[tenant_id, lesson.number] = tuple(
            sorted(taught(known, lesson), key=lambda it: it.category.code)
        )
