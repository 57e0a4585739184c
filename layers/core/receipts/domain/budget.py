"""How long a piece of work may go on, so that what comes after it has its turn."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Budget:
    """Time that ends. It is looked at between two steps: the last step may end after it."""

    ends: datetime

    @classmethod
    def of(cls, now: datetime, span: timedelta) -> Self:
        """`span` from now."""
        return cls(now + span)

    def share(self, now: datetime, span: timedelta) -> "Budget":
        """`span` of what is left of it, or all that is left."""
        return Budget(min(self.ends, now + span))

    def is_spent(self, now: datetime) -> bool:
        return now >= self.ends
