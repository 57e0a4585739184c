"""What receipts add up to, by merchant, account, department or person; each currency by itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from receipts.domain.journal_entries import signed
from receipts.domain.purchase import money
from receipts.domain.receipt import Amounts, Reading
from receipts.domain.record import Receipt

_ZERO = Decimal(0)


class Grouping(StrEnum):
    """By what receipts are put together."""

    MERCHANT = "merchant"
    ACCOUNT = "account"
    DEPARTMENT = "department"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Sums:
    """The receipts of one group in one currency. `key` tells the group: a business number, or the name of a
    shop without one; the code of an account; None for receipts that belong to none. Cancellations count
    negative, and what is not printed counts nothing.
    """

    key: str | None
    name: str | None
    currency: str | None
    count: int
    supply: Decimal = _ZERO
    vat: Decimal = _ZERO
    total: Decimal = _ZERO


def sums_of(receipts: Iterable[Receipt], by: Grouping) -> Sequence[Sums]:
    """As the database adds them up."""
    groups: dict[tuple[str | None, str | None], list[tuple[str | None, Reading]]] = defaultdict(list)
    for receipt in receipts:
        reading = receipt.reading or Reading()
        key, name = _group(receipt, reading, by)
        groups[key, reading.currency].append((name, reading))
    return in_order(_sums(*group, members) for group, members in groups.items())


def in_order(sums: Iterable[Sums]) -> Sequence[Sums]:
    """Currency by currency, the largest first."""
    return sorted(sums, key=lambda it: (it.currency or "", -it.total, it.key or ""))


def _group(receipt: Receipt, reading: Reading, by: Grouping) -> tuple[str | None, str | None]:
    match by:
        case Grouping.MERCHANT:
            number = reading.merchant.business_number
            return (number.digits if number else reading.merchant.name), reading.merchant.name
        case Grouping.ACCOUNT:
            category = reading.category
            return (category.code, category.account) if category else (None, None)
        case Grouping.DEPARTMENT:
            return receipt.annotations.department, receipt.annotations.department
        case Grouping.PERSON:
            return receipt.annotations.person, receipt.annotations.person


def _sums(key: str | None, currency: str | None, members: Sequence[tuple[str | None, Reading]]) -> Sums:
    names = [name for name, _ in members if name is not None]
    return Sums(
        key,
        max(names, default=None),
        currency,
        len(members),
        *(sum(_of(members, part), _ZERO) for part in ("supply", "vat", "total")),
    )


def _of(members: Iterable[tuple[str | None, Reading]], part: str) -> Iterable[Decimal]:
    for _, reading in members:
        amounts: Amounts = reading.amounts
        yield money(signed(getattr(amounts, part), reading.transaction)) or _ZERO
