"""Receipts as the others of their tenant see them, made of a few words."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from receipts.domain.life_cycle import Status
from receipts.domain.links import Links
from receipts.domain.purchase import Purchase, Slip
from receipts.domain.receipt import Precision, Transaction

SALE, CANCELLATION = Transaction.SALE, Transaction.CANCELLATION
CARD, SHOP = "4579-73**-****-1234", "9024500731"
_numbers = count(1)


def a_purchase(
    won: int | None,
    transaction: Transaction = SALE,
    day: int | None = 21,
    **changes: Any,  # noqa: ANN401 - fields of a purchase
) -> Purchase:
    """Paid by the one card at the one shop, approved as number 7."""
    values: dict[str, Any] = {
        "transaction": transaction,
        "total": None if won is None else Decimal(won),
        "issued_on": day and date(2022, 11, day),
        "approval_number": "00000007",
        "business_number": SHOP,
        "card_number": CARD,
    }
    return Purchase(**values | changes)


def at_second(second: int) -> dict[str, Any]:
    """Printed with its second, and with no approval number."""
    moment = datetime(2022, 11, 21, 3, 28, second, tzinfo=UTC)
    return {"issued_at": moment, "precision": Precision.SECOND, "approval_number": None}


def a_slip(
    purchase: Purchase,
    *,
    duplicate_of: Slip | None = None,
    cancels: Slip | None = None,
    status: Status = Status.PARSED,
) -> Slip:
    """Each is younger than those before it."""
    number = next(_numbers)
    links = Links(duplicate_of.id if duplicate_of else None, cancels.id if cancels else None)
    created_at = datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=number)
    return Slip(UUID(int=number), created_at, status, purchase, links)
