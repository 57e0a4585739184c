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
QUEUED_ANEW: Final = "queued_anew"
"""An operator has it read anew, as people do by Act.REREAD."""
LOOKED: Final = "looked"
"""Where an approval's event keeps its seconds."""
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

    `key` is how the API key begins that it was done with, None in what was kept before keys were noted;
    `person` whose key it is, None where nobody said. `by` is whom the caller says that it acts for, None
    where it says nothing. An approval has `accepted` warnings, by their names, and `confirmed` doubts.
    """

    at: datetime
    by: str | None
    version: int
    changes: tuple[Change, ...]
    approved: bool = False
    key: str | None = None
    person: str | None = None
    accepted: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    decision: Decision | None = None
    looked: int | None = None
    """Seconds from opening the receipt to its approval, for the month's median alone: no history tells it."""

    @property
    def name(self) -> str:
        """Who it was, in one word: whom the caller acted for, else whose key it is, else the key."""
        return self.by or self.person or self.key or ""

    def made(
        self,
        version: int,
        seen: int,
        by: str | None,
        key: str | None,
        *,
        approved: bool = False,
        decision: Decision | None = None,
    ) -> bool:
        """Whether this is what this key did for `by` with the record at version `seen`, and nothing happened
        since: it is at `version` now. Then who asks for it once more has not been told that it was done.
        """
        ours = (self.version, self.by, self.key, self.approved, self.decision)
        return self.version == seen + 1 and ours == (version, by, key, approved, decision)

    def event(self) -> Event:
        """As the audit trail keeps it."""
        data: dict[str, Any] = {
            "by": self.by,
            "key": self.key,
            "person": self.person,
            "version": self.version,
            "changes": [asdict(change) for change in self.changes],
        }
        if self.decision:
            return Event(self.decision.act.value, self.at, data | self.decision.data())
        if self.approved:
            data |= {"accepted": list(self.accepted), "confirmed": list(self.confirmed)}
            data |= {} if self.looked is None else {LOOKED: self.looked}
        return Event(APPROVED if self.approved else CORRECTED, self.at, data)

    @staticmethod
    def of(event: Event) -> "Correction":
        """What `event()` made of it, in this release or in one before."""
        data = event.data
        return Correction(
            event.at,
            data["by"],
            data["version"],
            tuple(Change(**change) for change in data["changes"]),
            approved=event.kind == APPROVED,
            key=data.get("key"),
            person=data.get("person"),
            accepted=tuple(data.get("accepted", ())),
            confirmed=tuple(data.get("confirmed", ())),
            decision=Decision.of(event.kind, data),
            looked=data.get(LOOKED),
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
