"""Which receipts somebody asks for."""

from dataclasses import dataclass
from datetime import date

from receipts.domain.life_cycle import Status


@dataclass(frozen=True, slots=True)
class Selection:
    """Receipts of these statuses whose day, as printed, lies between two days, both included. Without either
    day, those without a date are among them.
    """

    statuses: frozenset[Status]
    issued_from: date | None = None
    issued_until: date | None = None
