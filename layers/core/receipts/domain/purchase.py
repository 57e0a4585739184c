"""What of a receipt tells which purchase it shows: by this two of them are told to belong together."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Final
from uuid import UUID

from receipts.domain.bounds import LONGEST_TEXT, is_possible_date, is_possible_number, keepable
from receipts.domain.currencies import MOST_DECIMALS
from receipts.domain.life_cycle import Status
from receipts.domain.links import NO_LINKS, Links
from receipts.domain.receipt import Precision, Reading, Transaction, as_day
from receipts.domain.record import Receipt
from receipts.domain.zones import KOREA

FIRST_TOO_LARGE: Final = Decimal(10) ** 12
"""No amount is as large as this, which rounding must not reach either."""

_CENT: Final = Decimal("0.01")
_SMALLEST: Final = Decimal(1).scaleb(-MOST_DECIMALS)

LONGEST_GOODS: Final = 500
"""Of what was bought, so much is kept to compare it."""
_FIRST_DAY: Final = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Purchase:
    """What was bought or taken back, for how much, when and where. `issued_on` is the day as printed;
    `issued_at` the instant, where more than the day is printed.
    """

    transaction: Transaction = Transaction.SALE
    total: Decimal | None = None
    issued_on: date | None = None
    issued_at: datetime | None = None
    precision: Precision | None = None
    approval_number: str | None = None
    business_number: str | None = None
    card_number: str | None = None
    shop: str | None = None
    """Its name as it was read."""
    goods: str | None = None
    """What was bought, each line with its name and amount; see `goods_of`."""
    picture: str | None = None
    """The fingerprint of the picture; see `Reading.picture`."""

    @property
    def day_and_sum(self) -> str | None:
        """By this the receipts of one day and sum are found: the days since 2000 began, and the sum. The
        column `day_and_sum` is made the same way.
        """
        if self.issued_on is None or self.total is None:
            return None
        return f"{(self.issued_on - _FIRST_DAY).days}:{self.size.quantize(_CENT, rounding=ROUND_DOWN)}"

    @property
    def size(self) -> Decimal:
        """The sum whichever sign it has: cancellations print it with and without a minus."""
        return abs(self.total or Decimal(0))


@dataclass(frozen=True, slots=True)
class Slip:
    """A receipt as the others of its tenant see it."""

    id: UUID
    created_at: datetime
    status: Status
    purchase: Purchase
    links: Links = NO_LINKS
    apart_from: frozenset[UUID] = frozenset()
    """Receipts that a person has told from this one."""


def purchase_of(reading: Reading) -> Purchase:
    """What cannot be true, or be kept, counts as not read."""
    number, precision = reading.merchant.business_number, reading.issued_at_precision
    return Purchase(
        reading.transaction,
        money(reading.amounts.total),
        day_of(reading.issued_at),
        _instant(reading.issued_at, precision),
        precision,
        _mark(reading.payment.approval_number),
        number.digits if number else None,
        _mark(reading.payment.card_number_masked),
        shop_of(reading),
        goods_of(reading),
        reading.picture,
    )


def shop_of(reading: Reading) -> str | None:
    """The seller's name, as long as it can be kept."""
    name = reading.merchant.name
    return keepable(name)[:LONGEST_TEXT] or None if name else None


def goods_of(reading: Reading) -> str | None:
    """Lines of `name amount`, as read, as far as they are compared; None where no line of goods was read."""
    lines = [
        f"{keepable(it.name)} {'' if (sum_ := money(it.amount)) is None else sum_}" for it in reading.items
    ]
    return "\n".join(lines)[:LONGEST_GOODS] or None


def slip_of(receipt: Receipt, reading: Reading) -> Slip:
    """The receipt with what is read on it now."""
    shown = purchase_of(reading)
    return Slip(receipt.id, receipt.created_at, receipt.status, shown, receipt.links, receipt.apart_from)


def money(value: Decimal | None) -> Decimal | None:
    """As exact as any currency is, so that what is added up is what is exported: with two decimals, or more
    where there are. None for a misread number too large to be an amount; the reading itself keeps it for the
    reviewer.
    """
    if value is None or not is_possible_number(value) or abs(value) >= FIRST_TOO_LARGE:
        return None
    exact = value.quantize(_SMALLEST, rounding=ROUND_DOWN)
    cents = exact.quantize(_CENT, rounding=ROUND_DOWN)
    return cents if cents == exact else exact.normalize()


def _mark(value: str | None) -> str | None:
    """A number that two receipts may share. Cut short, it could be another's."""
    kept = keepable(value) if value else None
    return kept if kept and len(kept) <= LONGEST_TEXT else None


def day_of(issued_at: datetime | date | None) -> date | None:
    """The day as printed; none that no calendar of ours holds."""
    return as_day(issued_at) if issued_at is not None and is_possible_date(issued_at) else None


def _instant(issued_at: datetime | date | None, precision: Precision | None) -> datetime | None:
    """None where only the day is printed. A time without a zone is Korean time."""
    if not isinstance(issued_at, datetime) or precision is Precision.DAY or day_of(issued_at) is None:
        return None
    return issued_at if issued_at.tzinfo else issued_at.replace(tzinfo=KOREA)
