"""What of a receipt tells which purchase it shows: by this two of them are told to belong together."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from typing import Final
from uuid import UUID

from receipts.domain.bounds import LONGEST_TEXT, is_possible_date, is_possible_number, keepable
from receipts.domain.life_cycle import Status
from receipts.domain.links import NO_LINKS, Links
from receipts.domain.receipt import Precision, Reading, Transaction
from receipts.domain.record import Receipt
from receipts.domain.zones import KOREA

FIRST_TOO_LARGE: Final = Decimal(10) ** 12
"""No amount is as large as this, which rounding must not reach either."""


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
    )


def slip_of(receipt: Receipt, reading: Reading) -> Slip:
    """The receipt with what is read on it now."""
    return Slip(receipt.id, receipt.created_at, receipt.status, purchase_of(reading), receipt.links)


def money(value: Decimal | None) -> Decimal | None:
    """None for a misread number too large to be an amount; the reading itself keeps it for the reviewer."""
    if value is None or not is_possible_number(value) or abs(value) >= FIRST_TOO_LARGE:
        return None
    return value.quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def _mark(value: str | None) -> str | None:
    """A number that two receipts may share. Cut short, it could be another's."""
    kept = keepable(value) if value else None
    return kept if kept and len(kept) <= LONGEST_TEXT else None


def day_of(issued_at: datetime | date | None) -> date | None:
    """The day as printed, in the zone it was printed in."""
    if issued_at is None or not is_possible_date(issued_at):
        return None
    return issued_at.date() if isinstance(issued_at, datetime) else issued_at


def _instant(issued_at: datetime | date | None, precision: Precision | None) -> datetime | None:
    """None where only the day is printed. A time without a zone is Korean time."""
    if not isinstance(issued_at, datetime) or precision is Precision.DAY or day_of(issued_at) is None:
        return None
    return issued_at if issued_at.tzinfo else issued_at.replace(tzinfo=KOREA)
