"""The operator shares merchants with all tenants."""

from collections.abc import Iterable
from datetime import datetime

from receipts.admin_ports import SharedMerchants
from receipts.domain.directory import entries_from_csv


def share_merchants(merchants: SharedMerchants, lines: Iterable[str], at: datetime) -> int:
    """Share those that the lines of a CSV file name, all or none; returns how many. Raises ValueError, which
    names the first line that is wrong.
    """
    entries = entries_from_csv(lines)
    merchants.share(entries, at)
    return len(entries)
