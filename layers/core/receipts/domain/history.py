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

    def made(self, version: int, seen: int, by: str, *, approved: bool) -> bool:
        """Whether this is what `by` did with the record at version `seen`, and nothing happened since: it is
        at `version` now. Then who asks for it once more has not been told that it was done.
        """
        return (self.version, version, self.by, self.approved) == (version, seen + 1, by, approved)
