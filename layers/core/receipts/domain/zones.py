"""In which zone a receipt's clock runs."""

from datetime import timedelta, timezone

KOREA = timezone(timedelta(hours=9))

_HOURS = {"KRW": 9, "JPY": 9, "MYR": 8, "SGD": 8}
"""Hours ahead of UTC, in the countries that have one zone and no summer time."""


def zone_of(currency: str | None) -> timezone | None:
    """The zone that receipts of this currency are printed in, where there is but one."""
    hours = _HOURS.get(currency or "")
    return timezone(timedelta(hours=hours)) if hours is not None else None
