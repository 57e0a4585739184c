"""A second engine's word: when to ask for it, and how much of it to take."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Final, TypeAlias

from receipts.domain.business_number import BusinessNumber
from receipts.domain.checks import check_reading, items_add_up
from receipts.domain.currencies import decimals_of
from receipts.domain.mask import mask, mask_all
from receipts.domain.reasons import REQUIRED, review_reasons
from receipts.domain.receipt import FieldEvidence, Item, Outcome, Precision, Reading, Source
from receipts.domain.zones import zone_of

FieldValue: TypeAlias = str | Decimal | BusinessNumber | date

_NUMBER = "merchant.business_number"
_LAST_DIGITS: Final = re.compile(r"\d[\d.,\s]*?[.,](\d+)[.,\s]*(?![\d.,\s])")
"""Of the first number in a text, those behind its last sign."""
_MOST_CENTS: Final = 2


@dataclass(frozen=True, slots=True)
class ExpenseField:
    """One field as another engine read it; `confidence` (0 to 1) is 0 where the engine gives none."""

    value: FieldValue
    confidence: float
    raw: str


@dataclass(frozen=True, slots=True)
class ExpenseReading:
    """What another engine read, by the paths of `Reading.fields`, and what the answer cost in US dollars."""

    fields: Mapping[str, ExpenseField]
    items: tuple[Item, ...] = ()
    cost_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Group:
    """Fields that stand or fall together, and the checks that speak for or against them.

    Where the checks are `proof`, passing them makes up for a confidence that is too low.
    """

    paths: tuple[str, ...]
    checks: frozenset[str] = frozenset()
    proof: bool = False


_GROUPS = (
    _Group(
        ("amounts.total", "amounts.gross_total", "amounts.discount", "amounts.supply", "amounts.vat"),
        frozenset(
            {
                "supply_plus_vat_is_total",
                "vat_is_tenth_of_supply",
                "gross_less_discount_is_total",
                "items_add_up",
            }
        ),
        proof=True,
    ),
    _Group((_NUMBER,), frozenset({"business_number_checksum"}), proof=True),
    _Group(("issued_at",), frozenset({"date_plausible"})),
    _Group(("payment.card_number_masked",), frozenset({"card_number_shape"})),
    _Group(("payment.approval_number",), frozenset({"approval_number_shape"})),
    _Group(("merchant.name", "merchant.address", "merchant.phone", "payment.card_issuer")),
)


def unsure_of(reading: Reading, below: float) -> tuple[str, ...]:
    """The required fields that are missing, or read with a confidence under `below`."""
    unsure = [path for path in REQUIRED if _confidence(reading, path) < below]
    number = reading.merchant.business_number
    if number is not None and (not number.is_valid or _confidence(reading, _NUMBER) < below):
        unsure.append(_NUMBER)
    return tuple(unsure)


def merge(
    reading: Reading, answer: ExpenseReading, source: Source, below: float, today: date | None
) -> Reading:
    """`reading` with what the engine `source` knows better; its conclusions have yet to be drawn anew.

    Its value replaces ours only where ours was under `below` and its own is not; the arithmetic and the
    check digit decide between them, for either side. Items are taken as a whole, where theirs make the
    total and ours do not. Card numbers are covered before anything goes in.
    """
    merged = reading
    for group in _GROUPS:
        merged = _settled(merged, group, _offered(reading, group, answer, below), source, below, today)
    merged = _with_items(merged, answer.items)
    # The suggested category followed from the old reading.
    return replace(merged, category=None, review_reasons=_reasons(reading, merged))


def taken_from(source: Source, before: Reading, after: Reading) -> tuple[str, ...]:
    """The paths of what `merge` took from the engine `source`."""
    fields = tuple(path for path, found in after.fields.items() if found.source == source)
    return fields if after.items is before.items else (*fields, "items")


def _offered(
    reading: Reading, group: _Group, answer: ExpenseReading, below: float
) -> dict[str, ExpenseField]:
    """What the engine has to say on the group's fields that we are unsure of."""
    unsure = [path for path in group.paths if _confidence(reading, path) < below]
    theirs = {path: _covered(answer.fields[path]) for path in unsure if path in answer.fields}
    return {path: _divided(field, reading.currency) for path, field in theirs.items()}


def _divided(field: ExpenseField, currency: str | None) -> ExpenseField:
    """An engine names no currency, so `12.345` came as 12345; of money that has thousandths, as dinars have,
    it is 12.345.
    """
    decimals, last = decimals_of(currency), _LAST_DIGITS.search(field.raw)
    if not isinstance(field.value, Decimal) or decimals <= _MOST_CENTS:
        return field
    if last is None or len(last[1]) != decimals:
        return field
    return replace(field, value=field.value.scaleb(-decimals))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to settle a group: with some of what the engine offers. `sure` sums up the confidence of what
    it is sure of, `unsure` counts the rest.
    """

    reading: Reading
    sure: float
    unsure: int


def _settled(
    reading: Reading,
    group: _Group,
    offered: Mapping[str, ExpenseField],
    source: Source,
    below: float,
    today: date | None,
) -> Reading:
    """The best of all ways: at most 32, as the largest group has five fields."""
    choices = [choice for size in range(len(offered) + 1) for choice in combinations(offered.items(), size)]
    ways = [_way(reading, dict(choice), source, below) for choice in choices]
    return min(ways, key=lambda way: _doubts(way, group, today)).reading


def _way(reading: Reading, chosen: Mapping[str, ExpenseField], source: Source, below: float) -> _Way:
    for path, field in chosen.items():
        reading = _taking(reading, path, field, source, below)
    sure = [field.confidence for field in chosen.values() if field.confidence >= below]
    return _Way(reading, sum(sure), len(chosen) - len(sure))


def _doubts(way: _Way, group: _Group, today: date | None) -> tuple[int, int, float, int]:
    """Less is better: contradictions count most, then missing proof, then what the engine is sure of."""
    outcomes = [check.outcome for check in check_reading(way.reading, today) if check.code in group.checks]
    proofs = outcomes.count(Outcome.PASSED) if group.proof else 0
    return outcomes.count(Outcome.WARNED), -proofs, -way.sure, way.unsure


def _confidence(reading: Reading, path: str) -> float:
    found = reading.fields.get(path)
    return found.confidence if found else 0.0


def _covered(field: ExpenseField) -> ExpenseField:
    value = mask(field.value) if isinstance(field.value, str) else field.value
    return replace(field, value=value, raw=mask(field.raw))


def _taking(reading: Reading, path: str, field: ExpenseField, source: Source, below: float) -> Reading:
    """`reading` with one field of the engine's. Its place is where we read the field; the engine saw another
    picture, so where we read nothing there is no place.
    """
    ours = reading.fields.get(path)
    evidence = FieldEvidence(
        # What is taken in spite of a low confidence is taken because the arithmetic proves it.
        confidence=max(field.confidence, below),
        page=ours.page if ours else None,
        box=ours.box if ours else None,
        raw=field.raw,
        source=source,
    )
    return replace(_with_value(reading, path, field.value), fields={**reading.fields, path: evidence})


def _with_value(reading: Reading, path: str, value: FieldValue) -> Reading:
    if isinstance(value, date):
        return _issued(reading, value)
    part, _, name = path.partition(".")
    group = getattr(reading, part)
    if isinstance(value, Decimal) and (getattr(group, name) or 0) < 0:
        value = -abs(value)  # the minus of a cancellation may be printed apart from the digits
    return replace(reading, **{part: replace(group, **{name: value})})


def _issued(reading: Reading, value: date) -> Reading:
    """The engine's day; its time of day, too, unless it is the same day and we have read the time."""
    if not isinstance(value, datetime):
        same = isinstance(reading.issued_at, datetime) and reading.issued_at.date() == value
        return reading if same else replace(reading, issued_at=value, issued_at_precision=Precision.DAY)
    precision = Precision.SECOND if value.second else Precision.MINUTE
    zoned = value if value.tzinfo else value.replace(tzinfo=zone_of(reading.currency))
    return replace(reading, issued_at=zoned, issued_at_precision=precision)


def _with_items(reading: Reading, items: tuple[Item, ...]) -> Reading:
    if not items or _adds_up(reading):
        return reading
    fields = {path: found for path, found in reading.fields.items() if not path.startswith("items.")}
    names = mask_all([item.name for item in items])
    covered = tuple(replace(item, name=name) for item, name in zip(items, names, strict=True))
    theirs = replace(reading, items=covered, fields=fields)
    return theirs if _adds_up(theirs) else reading


def _adds_up(reading: Reading) -> bool:
    outcome, _ = items_add_up(reading)
    return outcome is Outcome.PASSED


def _reasons(before: Reading, after: Reading) -> tuple[str, ...]:
    """The reasons for review that the fields give, anew; others, such as several receipts, stay."""
    gone = review_reasons(before, before.fields)
    others = [reason for reason in before.review_reasons if reason not in gone]
    return (*review_reasons(after, after.fields), *others)
