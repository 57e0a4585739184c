"""The record that is kept of what people did with a receipt."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from receipts.domain.decisions import Act, Decision
from receipts.errors import HistoryFullError

MOST_CORRECTIONS = 200
"""Of one receipt: ten times what a bookkeeper ever needed, and a history that can still be read."""

_MOST_CHANGES = 100
_LONGEST_LINE = 200


CORRECTED: Final = "corrected"
APPROVED: Final = "approved"
REQUEUED: Final = "requeued"
BY_PEOPLE: Final = (CORRECTED, APPROVED, *Act)
"""Events that tell what a person did."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a receipt's audit trail; `data` is fit for JSON."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One value before and after, as text; None is "not on the receipt"."""

    path: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Correction:
    """Who changed what, and when; `version` is the record's afterwards. An approval changes nothing, and so
    does a `decision` about the whole receipt.

    `by` is what the caller says of itself, `key` how the API key begins that it was said with; None in what
    was kept before keys were noted.
    """

    at: datetime
    by: str
    version: int
    changes: tuple[Change, ...]
    approved: bool = False
    key: str | None = None
    decision: Decision | None = None

    def made(
        self, version: int, seen: int, by: str, *, approved: bool, decision: Decision | None = None
    ) -> bool:
        """Whether this is what `by` did with the record at version `seen`, and nothing happened since: it is
        at `version` now. Then who asks for it once more has not been told that it was done.
        """
        done = self.version, version, self.by, self.approved, self.decision
        return done == (version, seen + 1, by, approved, decision)

    def event(self) -> Event:
        """As the audit trail keeps it."""
        changes = [asdict(change) for change in self.changes]
        data = {"by": self.by, "key": self.key, "version": self.version, "changes": changes}
        if self.decision:
            return Event(self.decision.act.value, self.at, data | self.decision.data())
        return Event(APPROVED if self.approved else CORRECTED, self.at, data)

    @staticmethod
    def of(event: Event) -> "Correction":
        """What `event()` made of it."""
        changes = tuple(Change(**change) for change in event.data["changes"])
        return Correction(
            event.at,
            event.data["by"],
            event.data["version"],
            changes,
            approved=event.kind == APPROVED,
            key=event.data.get("key"),
            decision=Decision.of(event.kind, event.data),
        )


def ensure_room(corrections: int) -> None:
    """Raises HistoryFullError if a receipt with so many corrections takes no more."""
    if corrections >= MOST_CORRECTIONS:
        raise HistoryFullError(MOST_CORRECTIONS)


def shortened(changes: Sequence[Change]) -> tuple[Change, ...]:
    """`changes`, or, where they are many, those of one line of goods as one change of that line.

    The readings before and after are kept whole; this is what the history shows.
    """
    if len(changes) <= _MOST_CHANGES:
        return tuple(changes)
    return tuple(_by_line(changes))


def _by_line(changes: Sequence[Change]) -> Iterator[Change]:
    lines: dict[str, list[Change]] = {}
    for change in changes:
        part, _, rest = change.path.partition(".")
        path = f"items.{rest.partition('.')[0]}" if part == "items" else change.path
        lines.setdefault(path, []).append(change)
    for path, of_line in lines.items():
        if of_line[0].path == path:
            yield from of_line
        else:
            before, after = ([it.before for it in of_line], [it.after for it in of_line])
            yield Change(path, _joined(before), _joined(after))


def _joined(values: Sequence[str | None]) -> str | None:
    return " · ".join(value for value in values if value is not None)[:_LONGEST_LINE] or None
