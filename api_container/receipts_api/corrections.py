"""What a bookkeeper sends: the version that was looked at, and the values that belong there."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from receipts.domain.bounds import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, is_possible_date
from receipts.domain.business_number import BusinessNumber
from receipts.domain.correction import Value
from receipts.domain.receipt import Category, DocumentType, Item, PaymentMethod, Precision, Transaction
from receipts_api.annotations import AnnotationsPatch

_MONEY = r"^-?\d{1,12}(\.\d{1,2})?$"
_NUMBER = r"^\d{3}-?\d{2}-?\d{5}$"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_MOMENT = (
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
)
"""Python alone would take days of weeks, too (`2026-W01-1`)."""

_DAY_LENGTH = len("2026-11-20")
_MOST_ITEMS = 300
_LAST_VERSION = 2**31 - 1


def _clean(text: str) -> str:
    """Fit to keep: Hangul composed, no control characters."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def _money(value: object) -> Decimal:
    """Text alone: a JSON number would go through a float."""
    if not isinstance(value, str) or not re.fullmatch(_MONEY, value, re.ASCII):
        raise ValueError("money is a decimal string")
    return Decimal(value)


def _business_number(value: object) -> BusinessNumber:
    if not isinstance(value, str) or not re.fullmatch(_NUMBER, value, re.ASCII):
        raise ValueError("a business number has ten digits")
    return BusinessNumber(value.replace("-", ""))


def _issued(text: str) -> str:
    if not is_possible_date(datetime.fromisoformat(text)):
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise PydanticCustomError("date_out_of_range", "not of the years {first} to {last}", years)
    return text


def _visible(name: str) -> str:
    if not name:
        raise ValueError("nothing is left without control characters")
    return name


Text = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_clean)]
Name = Annotated[
    str, Field(min_length=1, max_length=100, pattern=r"\S"), AfterValidator(_clean), AfterValidator(_visible)
]
Money = Annotated[
    Decimal,
    BeforeValidator(_money),
    WithJsonSchema({"type": "string", "pattern": _MONEY, "examples": ["2500"]}),
]
Number = Annotated[
    InstanceOf[BusinessNumber],
    BeforeValidator(_business_number),
    WithJsonSchema({"type": "string", "pattern": _NUMBER, "examples": ["123-45-67891"]}),
]
Issued = Annotated[str, Field(pattern=_MOMENT), AfterValidator(_issued)]


class _Patch(BaseModel):
    """A part of a receipt; only what is given is changed, and what the receipt does not have is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def given(self, prefix: str = "") -> dict[str, Any]:
        return {f"{prefix}{name}": getattr(self, name) for name in self.model_fields_set}


class MerchantPatch(_Patch):
    """The seller."""

    name: Text | None = None
    business_number: Number | None = None
    address: Text | None = None
    phone: Text | None = None


class AmountsPatch(_Patch):
    """Money in the receipt's currency."""

    total: Money | None = None
    gross_total: Money | None = None
    discount: Money | None = None
    supply: Money | None = None
    vat: Money | None = None
    exempt: Money | None = None
    service_charge: Money | None = None


class PaymentPatch(_Patch):
    """How it was paid. A card number is covered as it comes in, but for its first 6 and last 4 digits."""

    method: PaymentMethod | None = None
    card_issuer: Text | None = None
    card_number_masked: Text | None = None
    approval_number: Text | None = None
    installments: Annotated[int, Field(ge=0, le=99)] | None = None


class ItemEntry(_Patch):
    """One line of goods; lines are numbered as they come."""

    name: Name
    quantity: Money | None = None
    unit_price: Money | None = None
    amount: Money | None = None
    exempt: bool = False


class CategoryEntry(_Patch):
    """The expense account (계정과목)."""

    code: Name
    account: Name


class ApprovalRequest(_Patch):
    """Which version of the receipt was looked at, and by whom."""

    version: int = Field(ge=1, le=_LAST_VERSION, description="The `version` of the receipt that you saw.")
    by: Name = Field(description="The person, as the history shows it.", examples=["김경리"])


class CorrectionRequest(ApprovalRequest):
    """The values that belong on the receipt, in its own shape."""

    document_type: DocumentType | None = None
    transaction: Transaction = Transaction.SALE
    merchant: MerchantPatch = MerchantPatch()
    issued_at: Issued | None = Field(
        default=None,
        description="A day, or a day and a time; without an offset, the receipt's own.",
        examples=["2026-11-20", "2026-11-20T12:28:29+09:00"],
    )
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    amounts: AmountsPatch = AmountsPatch()
    payment: PaymentPatch = PaymentPatch()
    items: Annotated[tuple[ItemEntry, ...], Field(max_length=_MOST_ITEMS)] = ()
    category: CategoryEntry | None = None
    annotations: AnnotationsPatch = AnnotationsPatch()

    def values(self) -> dict[str, Value]:
        """What was given, by the path of the field. Empty text is "not on the receipt"."""
        values = self.given()
        for name in ("version", "by", "merchant", "amounts", "payment", "annotations"):
            values.pop(name, None)
        values |= self.merchant.given("merchant.") | self.amounts.given("amounts.")
        values |= self.payment.given("payment.")
        values |= self._when() | self._what()
        return {path: None if value == "" else value for path, value in values.items()}

    def _when(self) -> dict[str, Value]:
        """Only as precise as it was given."""
        if "issued_at" not in self.model_fields_set:
            return {}
        if self.issued_at is None:
            return {"issued_at": None, "issued_at_precision": None}
        if len(self.issued_at) <= _DAY_LENGTH:
            return {
                "issued_at": date.fromisoformat(self.issued_at),
                "issued_at_precision": Precision.DAY,
            }
        seconds = re.match(r"\d\d:\d\d:\d\d", self.issued_at[_DAY_LENGTH + 1 :])
        precision = Precision.SECOND if seconds else Precision.MINUTE
        return {"issued_at": datetime.fromisoformat(self.issued_at), "issued_at_precision": precision}

    def _what(self) -> dict[str, Value]:
        values: dict[str, Value] = {}
        if "items" in self.model_fields_set:
            values["items"] = tuple(
                Item(line, item.name, item.quantity, item.unit_price, item.amount, item.exempt)
                for line, item in enumerate(self.items, start=1)
            )
        if self.category:
            values["category"] = Category(self.category.code, self.category.account)
        return values
