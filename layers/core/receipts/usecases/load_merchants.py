"""The operator loads merchants, for all tenants or for one."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from receipts.admin_ports import GivenMerchants
from receipts.domain.directory import entries_from_csv


def load_merchants(
    merchants: GivenMerchants, lines: Iterable[str], at: datetime, tenant_id: UUID | None
) -> int:
    """Load those that the lines of a CSV file name, all or none; returns how many. `tenant_id` is for whom,
    None for all. Raises ValueError, which names the first line that is wrong, and TenantNotFoundError.
    """
    entries = entries_from_csv(lines)
    merchants.give(entries, at, tenant_id)
    return len(entries)
