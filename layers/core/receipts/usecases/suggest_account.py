"""Which account a company books a receipt to."""

from dataclasses import dataclass
from uuid import UUID

from receipts.domain.accounts import CompanyAccounts
from receipts.domain.business_number import BusinessNumber
from receipts.domain.category import CategoryTable
from receipts.ports import Company


@dataclass(frozen=True, slots=True)
class SuggestAccount:
    """The table that all share, as each company sees it."""

    categories: CategoryTable
    company: Company

    def accounts(self, tenant_id: UUID, number: BusinessNumber | None = None) -> CompanyAccounts:
        """The company's accounts, with what it has learned of the shop of this number. Raises
        StorageUnavailableError.
        """
        return CompanyAccounts(self.categories, self.company.accounts(tenant_id, number))
