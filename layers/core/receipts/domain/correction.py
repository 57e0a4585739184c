"""What a bookkeeper changes in a reading."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from receipts.domain.accounts import CATEGORY
from receipts.domain.business_number import BusinessNumber
from receipts.domain.covering import covered
from receipts.domain.history import Change
from receipts.domain.reasons import without_reasons
from receipts.domain.receipt import Category, FieldEvidence, Item, Precision, Reading, Source
from receipts.domain.zones import zone_of

Value: TypeAlias = (
    str | int | Decimal | BusinessNumber | date | Category | Precision | tuple[Item, ...] | None
)
"""A value as the field holds it; None is "not on the receipt"."""

_GROUPS = ("merchant", "amounts", "payment", "category")
_PLAIN = ("document_type", "transaction", "issued_at", "currency")
_WITHOUT_PLACE = frozenset({"document_type", "transaction", "currency", "category", "issued_at_precision"})
_SURE = 1.0


def correct(reading: Reading, values: Mapping[str, Value]) -> tuple[Reading, tuple[Change, ...]]:
    """`reading` with `values` put at their paths (`merchant.name`, `issued_at`, `items`…), and what changed.

    What a person wrote is sure, be it what was read, and answers the reasons for review that the field had.
    Card numbers are covered here as everywhere. Conclusions have yet to be drawn again.
    """
    corrected = reading
    for path, value in values.items():
        corrected = _with(corrected, path, _zoned(value, reading))
    corrected = covered(corrected)
    changes = tuple(changes_between(reading, corrected))
    confirmed = {path for path in values if path != "items"} | {change.path for change in changes}
    kept = {path: found for path, found in reading.fields.items() if not _is_gone(path, corrected)}
    places = {CATEGORY if path.startswith(CATEGORY) else path for path in confirmed}
    written = {path: _by_hand(reading.fields.get(path)) for path in places if _has_place(path, corrected)}
    reasons = without_reasons(reading.review_reasons, values)
    return replace(corrected, fields=kept | written, review_reasons=reasons), changes


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


def _by_hand(read: FieldEvidence | None) -> FieldEvidence:
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
