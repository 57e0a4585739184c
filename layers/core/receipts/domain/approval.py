"""What approving means: the checks are run again, and whoever approves what they warn of says so by name."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from receipts.domain.checks import check_reading
from receipts.domain.life_cycle import CLOSED
from receipts.domain.obstacles import ASKED_BY_A_CHECK, MERCHANT_MISSING, doubts, left_open, obstacles
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.errors import AcceptanceError, ApprovalRefusedError


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
    found = tuple(obstacles(checked, today, receipt.duplicate_of, missing))
    acceptable = {obstacle.code for obstacle in found if obstacle.acceptable}
    needless = {place: code for place, code in enumerate(accept) if code not in acceptable}
    if needless:
        raise AcceptanceError(needless)
    in_the_way = tuple(it for it in found if not (it.acceptable and it.code in accept))
    if in_the_way:
        raise ApprovalRefusedError(in_the_way)
    accepted = tuple(it.code for it in found)
    return Approval(checked, accepted, tuple(_confirmed(receipt)))


def open_reasons(receipt: Receipt) -> tuple[str, ...]:
    """Why a person must still look: nothing any more, once somebody has decided."""
    if receipt.status in CLOSED or receipt.reading is None:
        return ()
    return left_open(receipt.reading, receipt.duplicate_of)


def without_confirmed(reading: Reading) -> Reading:
    """`reading`, once it was approved, without the doubts that the approval has confirmed. What a check tells
    of the photo stays as it is.
    """
    left = tuple(reason for reason in reading.review_reasons if reason in ASKED_BY_A_CHECK)
    return replace(reading, review_reasons=left)


def _confirmed(receipt: Receipt) -> Iterator[str]:
    for reason in doubts(receipt.reading or Reading(), receipt.duplicate_of):
        if reason not in ASKED_BY_A_CHECK and reason != MERCHANT_MISSING:
            yield reason
