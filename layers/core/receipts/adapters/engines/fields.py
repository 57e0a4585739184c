"""How each field of ours is made of an engine's text."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from receipts.adapters.engines.values import amount_in, business_number_in, moment_in, words_in
from receipts.domain.escalation import ExpenseField, FieldValue
from receipts.domain.reading.fields.payment import issuer_named
from receipts.domain.receipt import Item

_READ_AS: Final[Mapping[str, Callable[[str], FieldValue | None]]] = {
    "merchant.name": words_in,
    "merchant.address": words_in,
    "merchant.phone": words_in,
    "merchant.business_number": business_number_in,
    "issued_at": moment_in,
    "amounts.total": amount_in,
    "amounts.gross_total": amount_in,
    "amounts.discount": amount_in,
    "amounts.supply": amount_in,
    "amounts.vat": amount_in,
    "payment.card_issuer": lambda text: issuer_named(text) or words_in(text),
    "payment.card_number_masked": words_in,
    "payment.approval_number": words_in,
}


def expense_field(path: str, text: str | None, confidence: float | None) -> ExpenseField | None:
    """The field at `path`, or None if the text holds no such value. No confidence counts as none at all."""
    value = _READ_AS[path](text) if text else None
    if value is None:
        return None
    return ExpenseField(value, min(max(confidence or 0.0, 0.0), 1.0), text or "")


def item_of(
    line: int, name: str | None, quantity: str | None, price: str | None, amount: str | None
) -> Item | None:
    """A line of goods; None without a name."""
    words = words_in(name or "")
    if words is None:
        return None
    return Item(line, words, _amount(quantity), _amount(price), _amount(amount))


def _amount(text: str | None) -> Decimal | None:
    return amount_in(text) if text else None
