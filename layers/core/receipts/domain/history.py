"""The record that is kept of what people did with a receipt."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, as text; None is "not on the receipt"."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """Who changed what, and when; `version` is the record's afterwards. An approval changes nothing."""

    at: datetime
    by: str
    version: int
    changes: tuple[Change, ...]
    approved: bool = False
