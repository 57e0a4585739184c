"""What approving means: the checks are run again, and whoever approves what they warn of says so by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from receipts.domain.checks import check_reading, not_a_duplicate
from receipts.domain.impossible import NEGATIVE_SALE, NO_CURRENCY, TOO_FAR_AHEAD, impossible
from receipts.domain.life_cycle import CLOSED
from receipts.domain.reasons import (
    MULTIPLE_RECEIPTS,
    NUMBER_INVALID,
    POSSIBLE_DUPLICATE,
    reasons_of,
)
from receipts.domain.receipt import Check, Outcome, Reading
from receipts.domain.record import Receipt
from receipts.errors import AcceptanceError, ApprovalRefusedError

TOTAL_MISSING: Final = "total_missing"
ISSUED_AT_MISSING: Final = "issued_at_missing"
TOTAL_NEGATIVE: Final = "total_negative"
"""Of a sale: it would be booked as money that came back."""
ISSUED_AT_IMPOSSIBLE: Final = "issued_at_impossible"
CURRENCY_UNKNOWN: Final = "currency_unknown"
MERCHANT_MISSING: Final = "merchant_missing"
"""Not every receipt names its shop: a parking machine's does not."""

_ASKED_BY_A_CHECK: Final = {
    MULTIPLE_RECEIPTS: "single_receipt",
    POSSIBLE_DUPLICATE: "not_a_duplicate",
    NUMBER_INVALID: "business_number_checksum",
}
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


@dataclass(frozen=True, slots=True)
class Approval:
    """How a receipt is approved: its reading with today's checks; the warnings that were accepted by name;
    and the doubts of the reading that the person, who has looked, confirms with it.
    """

    reading: Reading
    accepted: tuple[str, ...]
    confirmed: tuple[str, ...]


def approval_of(
    receipt: Receipt, today: date, accept: Sequence[str] = (), missing: Iterable[str] = ()
) -> Approval:
    """The approval of a receipt that has been read, by somebody who accepts the warnings named in `accept`.
    `missing` are annotations that the tenant requires and the receipt lacks.

    Raises AcceptanceError if a name in `accept` is of nothing that warns: whoever accepts what is not there
    has looked at something else. Raises ApprovalRefusedError with everything that is in the way.
    """
    reading = receipt.reading or Reading()
    checked = replace(reading, checks=check_reading(reading, today))
    obstacles = tuple(_obstacles(checked, today, not_a_duplicate(receipt.duplicate_of), missing))
    acceptable = {obstacle.code for obstacle in obstacles if obstacle.acceptable}
    needless = {place: code for place, code in enumerate(accept) if code not in acceptable}
    if needless:
        raise AcceptanceError(needless)
    in_the_way = tuple(it for it in obstacles if not (it.acceptable and it.code in accept))
    if in_the_way:
        raise ApprovalRefusedError(in_the_way)
    accepted = tuple(it.code for it in obstacles)
    return Approval(checked, accepted, tuple(_confirmed(receipt)))


def open_reasons(receipt: Receipt) -> tuple[str, ...]:
    """Why a person must still look: nothing any more, once somebody has decided."""
    return () if receipt.status in CLOSED else reasons_of(receipt)


def without_confirmed(reading: Reading) -> Reading:
    """`reading`, once it was approved, without the doubts that the approval has confirmed. What a check tells
    of the photo stays as it is.
    """
    left = tuple(reason for reason in reading.review_reasons if reason in _ASKED_BY_A_CHECK)
    return replace(reading, review_reasons=left)


def _obstacles(reading: Reading, today: date, duplicate: Check, missing: Iterable[str]) -> Iterator[Obstacle]:
    if reading.amounts.total is None:
        yield Obstacle(TOTAL_MISSING, acceptable=False)
    if reading.issued_at is None:
        yield Obstacle(ISSUED_AT_MISSING, acceptable=False)
    if not reading.merchant.name:
        yield Obstacle(MERCHANT_MISSING, acceptable=True)
    for why in impossible(reading, today).values():
        yield Obstacle(_IMPOSSIBLE[why], acceptable=False)
    for check in (*reading.checks, duplicate):
        if check.outcome is Outcome.WARNED:
            yield Obstacle(check.code, acceptable=True, check=check)
    for name in missing:
        yield Obstacle(f"{name}_missing", acceptable=False)


def _confirmed(receipt: Receipt) -> Iterator[str]:
    for reason in reasons_of(receipt):
        if reason not in _ASKED_BY_A_CHECK and reason != MERCHANT_MISSING:
            yield reason
