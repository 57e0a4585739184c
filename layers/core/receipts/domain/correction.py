"""What a bookkeeper changes in a reading."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from receipts.domain.accounts import CATEGORY
from receipts.domain.business_number import BusinessNumber
from receipts.domain.covering import covered
from receipts.domain.history import Change
from receipts.domain.impossible import TOTAL, impossible, overly_exact
from receipts.domain.reasons import without_reasons
from receipts.domain.receipt import (
    Category,
    FieldEvidence,
    Item,
    Precision,
    Reading,
    Source,
)
from receipts.domain.zones import zone_of
from receipts.errors import ImpossibleValuesError

Value: TypeAlias = (
    str | int | Decimal | BusinessNumber | date | Category | Precision | tuple[Item, ...] | None
)
"""A value as the field holds it; None is "not on the receipt"."""

_GROUPS = ("merchant", "amounts", "payment", "category")
_PLAIN = ("document_type", "transaction", "issued_at", "issued_at_precision", "currency")
_WITHOUT_PLACE = frozenset({"document_type", "transaction", "currency", "category", "issued_at_precision"})
_SURE = 1.0


def correct(reading: Reading, values: Mapping[str, Value]) -> tuple[Reading, tuple[Change, ...]]:
    """`reading` with `values` put at their paths (`merchant.name`, `issued_at`, `items`…), and what changed.

    What a person wrote is sure, and answers the reasons for review that the field had. What says the same as
    before changes nothing, not even that: a record that is sent back as it was read is no correction. Card
    numbers are covered here as everywhere. Conclusions have yet to be drawn again.
    """
    corrected = reading
    for path, value in values.items():
        corrected = _with(corrected, path, _zoned(value, reading))
    corrected = covered(corrected)
    changes = tuple(changes_between(reading, corrected))
    changed = [change.path for change in changes]
    moved = _moved(reading.items, corrected.items)
    seen = _following(reading.fields, moved)
    kept = {path: found for path, found in seen.items() if not _is_gone(path, corrected)}
    as_read = tuple(f"items.{place}." for place in moved)
    places = {CATEGORY if it.startswith(CATEGORY) else it for it in changed if not it.startswith(as_read)}
    written = {path: by_hand(seen.get(path)) for path in places if _has_place(path, corrected)}
    reasons = without_reasons(reading.review_reasons, changed)
    return replace(corrected, fields=kept | written, review_reasons=reasons), changes


def ensure_possible(corrected: Reading, changes: Iterable[Change], today: date) -> None:
    """Raises ImpossibleValuesError if what was changed is what no receipt can say. What was read stays
    as it is, be it wrong: it is there to be put right before it is approved.
    """
    changed = frozenset(change.path for change in changes)
    why = impossible(corrected, today)
    found = {path: it for path, it in why.items() if path in changed}
    if TOTAL in why and TOTAL not in changed and "transaction" in changed:
        found["transaction"] = why[TOTAL]
    money = frozenset(path for path in changed if path.startswith("amounts."))
    found = {**overly_exact(corrected.amounts, corrected.currency, money), **found}
    if found:
        raise ImpossibleValuesError(found)


def _with(reading: Reading, path: str, value: Value) -> Reading:
    part, _, name = path.partition(".")
    if name:
        return replace(reading, **{part: replace(getattr(reading, part), **{name: value})})
    return replace(reading, **{part: value})  # type: ignore[arg-type] # the path decides the type


def _zoned(value: Value, reading: Reading) -> Value:
    """A time without a zone is meant as the receipt's own."""
    if not isinstance(value, datetime) or value.tzinfo:
        return value
    before = reading.issued_at
    zone = before.tzinfo if isinstance(before, datetime) else None
    return value.replace(tzinfo=zone or zone_of(reading.currency))


def changes_between(before: Reading, after: Reading) -> Iterator[Change]:
    """What a history shows of two readings of one receipt."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    for path in {**old, **new}:
        if old.get(path) != new.get(path):
            yield Change(path, old.get(path), new.get(path))


def _leaves(reading: Reading) -> Iterator[tuple[str, str | None]]:
    for name in _PLAIN:
        yield name, _text(getattr(reading, name))
    for group in _GROUPS:
        yield from _parts(group, getattr(reading, group))
    for index, item in enumerate(reading.items):
        yield from _parts(f"items.{index}", item)


def _parts(path: str, group: object) -> Iterator[tuple[str, str | None]]:
    if group is not None:
        for part in fields(group):  # type: ignore[arg-type] # a dataclass
            yield f"{path}.{part.name}", _text(getattr(group, part.name))


def _text(value: object) -> str | None:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return None if value is None else str(value)


def _moved(before: Sequence[Item], after: Sequence[Item]) -> Mapping[int, int]:
    """The items that are there as they were read, by their places now: where each of them was before. What
    comes first is found first, so that of two alike neither is found twice.
    """
    left = defaultdict[Item, deque[int]](deque)
    for place, item in enumerate(before):
        left[replace(item, line=0)].append(place)
    moved: dict[int, int] = {}
    for place, item in enumerate(after):
        alike = left.get(replace(item, line=0))
        if alike:
            moved[place] = alike.popleft()
    return moved


def _following(fields: Mapping[str, FieldEvidence], moved: Mapping[int, int]) -> dict[str, FieldEvidence]:
    """Where fields were read, with the items where they are now: one that was changed in its place keeps the
    place on the image, one that is new has none.
    """
    now = {before: after for after, before in moved.items()}
    found = {}
    for path, place in fields.items():
        part, _, rest = path.partition(".")
        if part != "items":
            found[path] = place
            continue
        index, _, name = rest.partition(".")
        after = now.get(int(index), int(index))
        if int(index) in now or after not in moved:
            found[f"items.{after}.{name}"] = place
    return found


def by_hand(read: FieldEvidence | None) -> FieldEvidence:
    """What tells of a value that a person wrote where this was read, or nothing."""
    if read is None:
        return FieldEvidence(_SURE, None, None, "", Source.BOOKKEEPER)
    return replace(read, confidence=_SURE, source=Source.BOOKKEEPER)


def _has_place(path: str, corrected: Reading) -> bool:
    # That a person chose the category is kept as well: it teaches, and no lesson changes it.
    has_place = path == CATEGORY or path.partition(".")[0] not in _WITHOUT_PLACE
    return has_place and not _is_gone(path, corrected)


def _is_gone(path: str, corrected: Reading) -> bool:
    """Whether the path leads to an item that the corrected list no longer has, or to no category."""
    if path == CATEGORY:
        return corrected.category is None
    part, _, rest = path.partition(".")
    return part == "items" and int(rest.partition(".")[0]) >= len(corrected.items)
