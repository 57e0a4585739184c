"""How likely a field is right: that its words were read right, that they are the field, and what sums say.

A field is right if each of its words was read right and the rule took the right words, so the probabilities
multiply: one doubtful syllable makes a name doubtful. Arithmetic then speaks for or against it, as evidence
does by Bayes' rule: it multiplies the odds. The numbers below were set so that confidences come true on
the samples and the measured sets (benchmarks/README.md); the rules' own certainties are ranks given by hand,
not frequencies.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from math import prod

from receipts.domain.checks import (
    Finding,
    business_number_checksum,
    gross_less_discount_is_total,
    items_add_up,
    supply_plus_vat_is_total,
)
from receipts.domain.receipt import FieldEvidence, Outcome, Reading

_DOUBT = 0.3
"""The share of a rule's own doubt that comes true."""
_MILDER = 0.25
"""Power of the words' probabilities: they were fitted to drawn receipts; real ones are easier, and the
words of one field fail together."""
_DIGITS_READ, _ASKED = 0.95, 0.89
"""Telephone and approval numbers, with whose digits no language helps, are sure only where the engine was: of
those on photos, scans and drawn slips 3 of 13 were wrong where the word was below it, and none of 320 above.
"""
_FOR = 20.0
"""How many times likelier a sum comes out if the field is right: a wrong amount rarely fits by chance."""
_AGAINST = 0.15
"""How likely a sum is not to come out though the field is right: another of its amounts was misread."""
_CONTRADICTED = 0.05
"""How likely something printed speaks against a right total: of 150 on the measured sets it did on eight."""
_SUREST = 0.99
"""Nothing that was read from ink is certain."""
_BARE = re.compile(r"\d{5,}")
"""Tills separate thousands: so many digits in a row are rather an approval number or a code than money."""


@dataclass(frozen=True, slots=True)
class _ArithmeticCheck:
    """A check, the fields that are likelier right if it passes, and those that are doubtful if it warns."""

    run: Callable[[Reading], Finding]
    supports: tuple[str, ...]
    doubts: tuple[str, ...]


_TAX = ("amounts.supply", "amounts.vat", "amounts.exempt")
_SUMS = ("amounts.total", "amounts.gross_total")
_LINES = ("items.*.amount",)
_MONEY = ("amounts.*", *_LINES)
_ARITHMETIC_CHECKS = (
    _ArithmeticCheck(supply_plus_vat_is_total, ("amounts.total", *_TAX), _TAX),
    _ArithmeticCheck(
        gross_less_discount_is_total,
        ("amounts.total", "amounts.gross_total", "amounts.discount"),
        ("amounts.gross_total", "amounts.discount"),
    ),
    _ArithmeticCheck(items_add_up, ("amounts.gross_total", *_LINES), _LINES),
    # The rule that found the number has counted in its favour that the check digit fits.
    _ArithmeticCheck(business_number_checksum, (), ("merchant.business_number",)),
)


def confidence(certainty: float, words: Iterable[float], *, alone: bool = False) -> float:
    """How likely a field is right: by its rule's certainty, and how likely each word was read right.

    `alone`: the words are digits that nothing confirms.
    """
    read_right = prod(min(max(word, 0.0), 1.0) for word in words)
    sure: float = (1 - _DOUBT * (1 - certainty)) * read_right**_MILDER
    return min(sure, _ASKED) if alone and read_right < _DIGITS_READ else sure


def weighed(
    fields: Mapping[str, FieldEvidence], reading: Reading, *, contradicted: bool = False
) -> dict[str, FieldEvidence]:
    """`fields` with their confidences after the arithmetic of `reading` was checked; `contradicted` if
    anything on the paper does not go with its total.

    Sums share their amounts, so several that come out count as one.
    """
    outcomes = [(check, check.run(reading)[0]) for check in _ARITHMETIC_CHECKS]
    supported = [one for check, outcome in outcomes if outcome is Outcome.PASSED for one in check.supports]
    doubted = [one for check, outcome in outcomes if outcome is Outcome.WARNED for one in check.doubts]
    after = {path: _after_checks(path, one, reading, supported, doubted) for path, one in fields.items()}
    sums = [path for path in _SUMS if contradicted and path in after]
    against = {path: _after(fields[path].confidence, _CONTRADICTED * _for(path, supported)) for path in sums}
    return after | {path: replace(fields[path], confidence=sure) for path, sure in against.items()}


def _for(path: str, supported: Iterable[str]) -> float:
    return _FOR if _is_in(path, supported) else 1.0


def _after_checks(
    path: str, field: FieldEvidence, reading: Reading, supported: Iterable[str], doubted: Iterable[str]
) -> FieldEvidence:
    odds = _for(path, supported)
    if _is_in(path, doubted):
        odds *= _against_one_of(len(reading.items) if _is_in(path, _LINES) else 1)
    if _is_in(path, _MONEY) and _BARE.fullmatch(field.raw):
        odds *= _AGAINST
    return replace(field, confidence=_after(field.confidence, odds))


def _is_in(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


def _against_one_of(lines: int) -> float:
    """What a sum that does not come out says against each of so many lines.

    It is about one or a few of them, and nobody knows which: so they share the doubt.
    """
    return float(_AGAINST ** (lines**-0.5))


def _after(prior: float, odds: float) -> float:
    """Bayes' rule in odds, to two places; never quite certain of what was read from ink."""
    return round(min(prior * odds / (prior * odds + 1 - prior), _SUREST), 2)
