"""What stands between a reading and its approval, and so what a person must look at: one decision, by which a
receipt needs review (`record.py`), is clear (`clear.py`), and may be approved (`approval.py`).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from receipts.domain.checks import not_a_duplicate
from receipts.domain.impossible import NEGATIVE_SALE, NO_CURRENCY, TOO_FAR_AHEAD, impossible
from receipts.domain.reasons import MULTIPLE_RECEIPTS, NUMBER_INVALID, POSSIBLE_DUPLICATE
from receipts.domain.receipt import Check, Outcome, Reading

TOTAL_MISSING: Final = "total_missing"
ISSUED_AT_MISSING: Final = "issued_at_missing"
TOTAL_NEGATIVE: Final = "total_negative"
"""Of a sale: it would be booked as money that came back."""
ISSUED_AT_IMPOSSIBLE: Final = "issued_at_impossible"
CURRENCY_UNKNOWN: Final = "currency_unknown"
MERCHANT_MISSING: Final = "merchant_missing"
"""Not every receipt names its shop: a parking machine's does not."""
CURRENCY_MISSING: Final = "currency_missing"
"""Money that nobody knows the currency of is booked as won, which somebody has to say that it is."""

ASKED_BY_A_CHECK: Final = MappingProxyType(
    {
        MULTIPLE_RECEIPTS: "single_receipt",
        POSSIBLE_DUPLICATE: "not_a_duplicate",
        NUMBER_INVALID: "business_number_checksum",
    }
)
"""Reasons for review that a check warns of as well: they are answered by accepting the check by its name."""

_IMPOSSIBLE: Final = {
    NEGATIVE_SALE: TOTAL_NEGATIVE,
    TOO_FAR_AHEAD: ISSUED_AT_IMPOSSIBLE,
    NO_CURRENCY: CURRENCY_UNKNOWN,
}
"""Values that no receipt can have: no name in `accept` lets them pass, since nobody means them."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands between a receipt and its approval: a check that warned, or a value that is missing.

    One that is `acceptable` may stay as it is if it is named; another has to be put right first.
    """

    code: str
    acceptable: bool
    check: Check | None = None


def obstacles(
    reading: Reading, today: date | None, original: UUID | None = None, missing: Iterable[str] = ()
) -> Iterator[Obstacle]:
    """All that an approval refuses as long as nobody accepts it. `original` is the receipt that it probably
    repeats, `missing` are annotations that the tenant requires and the receipt lacks. Without `today` only
    the check of the date says whether that is possible.
    """
    if reading.amounts.total is None:
        yield Obstacle(TOTAL_MISSING, acceptable=False)
    if reading.issued_at is None:
        yield Obstacle(ISSUED_AT_MISSING, acceptable=False)
    if not reading.merchant.name:
        yield Obstacle(MERCHANT_MISSING, acceptable=True)
    if reading.currency is None and reading.amounts.total is not None:
        yield Obstacle(CURRENCY_MISSING, acceptable=True)
    for why in impossible(reading, today).values():
        yield Obstacle(_IMPOSSIBLE[why], acceptable=False)
    for check in (*reading.checks, not_a_duplicate(original)):
        if check.outcome is Outcome.WARNED:
            yield Obstacle(check.code, acceptable=True, check=check)
    for name in missing:
        yield Obstacle(f"{name}_missing", acceptable=False)


def doubts(reading: Reading, original: UUID | None = None) -> tuple[str, ...]:
    """What the reading leaves open, and what other records show: a person confirms it with the approval."""
    return (*reading.review_reasons, POSSIBLE_DUPLICATE) if original else reading.review_reasons


def left_open(reading: Reading, original: UUID | None = None) -> tuple[str, ...]:
    """Why a person must look before the record counts: its doubts, and whatever an approval would refuse by
    the checks as they are kept. Nothing twice: of a doubt that a check tells, too, the doubt alone.
    """
    doubtful = doubts(reading, original)
    told = {ASKED_BY_A_CHECK.get(doubt) for doubt in doubtful}
    refused = (one.code for one in obstacles(reading, None, original) if one.code not in told)
    return tuple(dict.fromkeys((*doubtful, *refused)))
