"""What a drawn receipt says, and the JSON line that says it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

FIELDS: Final = {
    "document_type": "receipt, card_slip, cash_receipt, simple_receipt, invoice or app_screenshot",
    "transaction": "sale or cancellation",
    "merchant": "the seller's name",
    "business_number": "사업자등록번호, 000-00-00000",
    "address": "the seller's address",
    "phone": "the seller's telephone",
    "date": "YYYY-MM-DD",
    "time": "HH:MM, or HH:MM:SS where seconds are printed",
    "total": "what was paid (결제금액, 받을금액); negative for a cancellation",
    "gross_total": "the printed sum before discounts; the total where there is none",
    "discount": "all taken off the sum, a positive number",
    "supply": "공급가액 / 과세물품가액: the taxed goods without VAT",
    "vat": "부가세",
    "exempt": "면세물품가액: goods without VAT",
    "service_charge": "봉사료",
    "payment_method": "card, cash, mobile or transfer",
    "card_issuer": "카드사",
    "card_number_masked": "as printed; its digits are compared",
    "approval_number": "승인번호",
}
"""Every field of a receipt. Money is whole won; null is "not printed"."""

MONEY: Final = ("total", "gross_total", "discount", "supply", "vat", "exempt", "service_charge")
ITEM_FIELDS: Final = ("name", "quantity", "unit_price", "amount")
LEVELS: Final = {1: "scan", 2: "good photo", 3: "everyday photo", 4: "poor photo", 5: "bad photo"}


class TruthError(ValueError):
    """A file of truths is not what it should be."""


@dataclass(frozen=True, slots=True)
class Good:
    """One line of goods as printed: money is won, None is "not printed"."""

    name: str
    quantity: Decimal | None
    unit_price: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt of the set: which it is, what it says, and other ways in which its name may be given."""

    id: str
    kind: str
    level: int
    fields: dict[str, Any]
    items: tuple[Good, ...]
    merchant_alt: tuple[str, ...] = field(default=())

    @property
    def file(self) -> str:
        return f"{self.id}.jpg"

    def row(self) -> dict[str, Any]:
        """As JSON keeps it."""
        items = [{**asdict(good), "quantity": _number(good.quantity)} for good in self.items]
        named = {name: self.fields.get(name) for name in FIELDS}
        head = {"id": self.id, "file": self.file, "kind": self.kind, "level": self.level}
        return {**head, **named, "merchant_alt": list(self.merchant_alt), "items": items}


def _number(value: Decimal | None) -> str | None:
    """Quantities are decimal strings, since litres and kilogrammes have digits behind the point."""
    return None if value is None else format(value, "f")


def written(receipts: Iterable[Receipt]) -> str:
    """A receipt a line."""
    return "".join(json.dumps(one.row(), ensure_ascii=False) + "\n" for one in receipts)


def digest(text: str) -> str:
    """By this the set is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def read_truths(file: Path) -> list[Receipt]:
    """The receipts of a file of truths; raises TruthError if there is none."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise TruthError(f"{file} is not there: make the set first (make benchmark, or … generate)") from None
    return [_receipt(json.loads(line)) for line in lines]


def _receipt(row: dict[str, Any]) -> Receipt:
    fields = {name: row[name] for name in FIELDS}
    items = tuple(_good(one) for one in row["items"])
    return Receipt(row["id"], row["kind"], row["level"], fields, items, tuple(row["merchant_alt"]))


def _good(row: dict[str, Any]) -> Good:
    quantity = None if row["quantity"] is None else Decimal(row["quantity"])
    return Good(row["name"], quantity, row["unit_price"], row["amount"])


def first(receipts: Sequence[Receipt], limit: int | None) -> Sequence[Receipt]:
    """The first `limit`; the set is laid so that they are as mixed as the whole."""
    return receipts if limit is None else receipts[:limit]
