from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from receipts.domain.accounts import Account, AccountLesson, KnownAccounts, taught
from receipts.domain.annotations import CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.company_history import (
    Author,
    CompanyChange,
    CompanyHistory,
    account_changes,
    settings_changes,
)
from receipts.domain.history import Change


@dataclass
class FakeCompany:
    """Keeps in memory what companies have said of themselves."""

    set: dict[UUID, CompanySettings] = field(default_factory=dict)
    own: dict[UUID, dict[str, Account]] = field(default_factory=lambda: defaultdict(dict))
    noted: dict[UUID, list[CompanyChange]] = field(default_factory=lambda: defaultdict(list))
    lessons: dict[tuple[UUID, BusinessNumber], tuple[AccountLesson, ...]] = field(default_factory=dict)

    def settings(self, tenant_id: UUID) -> CompanySettings:
        return self.set.get(tenant_id, CompanySettings())

    def set_settings(self, tenant_id: UUID, settings: CompanySettings, at: datetime, by: Author) -> None:
        self._note(tenant_id, settings_changes(self.settings(tenant_id), settings), at, by)
        self.set[tenant_id] = settings

    def accounts(self, tenant_id: UUID, number: BusinessNumber | None = None) -> KnownAccounts:
        own = tuple(account for _, account in sorted(self.own[tenant_id].items()))
        return KnownAccounts(own, self.lessons.get((tenant_id, number), ()) if number else ())

    def set_account(self, tenant_id: UUID, account: Account, at: datetime, by: Author) -> None:
        before = self.own[tenant_id].get(account.code)
        self._note(tenant_id, account_changes(before, account), at, by)
        self.own[tenant_id][account.code] = account

    def history(self, tenant_id: UUID, *, after: int, limit: int) -> CompanyHistory:
        changes = tuple(self.noted[tenant_id][after : after + limit])
        is_more = len(self.noted[tenant_id]) > after + limit
        return CompanyHistory(changes, changes[-1].number if is_more else None)

    def _note(self, tenant_id: UUID, changes: Sequence[Change], at: datetime, by: Author) -> None:
        first = len(self.noted[tenant_id]) + 1
        made = (CompanyChange(number, at, by, it) for number, it in enumerate(changes, first))
        self.noted[tenant_id].extend(made)

    def learn(self, tenant_id: UUID, lesson: AccountLesson) -> None:
        known = self.lessons.get((tenant_id, lesson.number), ())
        self.lessons[tenant_id, lesson.number] = tuple(
            sorted(taught(known, lesson), key=lambda it: it.category.code)
        )
