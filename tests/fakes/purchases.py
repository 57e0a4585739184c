"""Which purchases are the same, and which takes back which, by the rules that PostgreSQL is asked to keep."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from receipts.domain.receipt import Precision, Reading, Receipt, Transaction


def position(receipt: Receipt) -> tuple[datetime, UUID]:
    return receipt.created_at, receipt.id


def same_purchase(one: Reading, other: Reading) -> bool:
    return bool(signatures(one) & signatures(other))


def signatures(reading: Reading) -> set[tuple[object, ...]]:
    total, issued = reading.amounts.total, reading.issued_at
    approval, number = reading.payment.approval_number, reading.merchant.business_number
    found: set[tuple[object, ...]] = set()
    if total is not None and issued and approval:
        day = issued.date() if isinstance(issued, datetime) else issued
        found.add((reading.transaction, total, approval, day))
    if total is not None and number and reading.issued_at_precision is Precision.SECOND:
        found.add((reading.transaction, total, number, issued))
    return found


def is_taken_back(sale: Receipt, cancellation: Reading) -> bool:
    bought, total, back = sale.reading, cancellation.amounts.total, cancellation.payment
    if not bought or bought.transaction is cancellation.transaction or total is None:
        return False
    if cancellation.transaction is Transaction.SALE or size_of(sale) < abs(total):
        return False
    if bought.issued_at and cancellation.issued_at and day_of(bought) > day_of(cancellation):
        return False
    same_approval = bool(back.approval_number) and bought.payment.approval_number == back.approval_number
    card, shop = back.card_number_masked, cancellation.merchant.business_number
    same_card = bool(card and shop) and bought.payment.card_number_masked == card
    whole = size_of(sale) == abs(total)
    return same_approval or (whole and same_card and bought.merchant.business_number == shop)


def size_of(receipt: Receipt) -> Decimal:
    return abs(receipt.reading.amounts.total or Decimal(0)) if receipt.reading else Decimal(0)


def same_size(one: Receipt, other: Receipt) -> bool:
    return size_of(one) == size_of(other)


def day_of(reading: Reading) -> date:
    issued = reading.issued_at
    return issued.date() if isinstance(issued, datetime) else issued or date.min


def by_day(receipt: Receipt) -> tuple[bool, date]:
    assert receipt.reading
    return receipt.duplicate_of is None, day_of(receipt.reading)
