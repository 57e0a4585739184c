"""What a bookkeeper sends: the version that was looked at, and the values that belong there.

`merge_patch` compares it with the record first: what says the same as the record does not come here.
"""

import re
from collections.abc import Callable
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
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from receipts.domain.accounts import CODE
from receipts.domain.annotations import Written
from receipts.domain.bounds import FIRST_YEAR, LAST_YEAR, LONGEST_TEXT, is_possible_date
from receipts.domain.business_number import BusinessNumber
from receipts.domain.correction import Value
from receipts.domain.currencies import MOST_DECIMALS, is_currency
from receipts.domain.impossible import NO_CURRENCY
from receipts.domain.receipt import Category, DocumentType, Item, PaymentMethod, Precision, Transaction
from receipts_api.annotations import AnnotationsPatch
from receipts_api.documents import ReceiptDocument
from receipts_api.malformed import (
    MOMENT,
    NO_BUSINESS_NUMBER,
    NO_ITEM_NUMBER,
    NO_MONEY,
    NO_PLAIN_DIGITS,
    MalformedError,
)
from receipts_api.texts import Flag, Whole, cleaned, visible

_ITEM_NUMBER = r"^-?\d{1,12}(\.\d{1,20})?$"
"""Litres of fuel, and prices by weight, have more places than money."""
_MONEY = rf"^-?\d{{1,12}}(\.\d{{1,{MOST_DECIMALS}}})?$"
"""How many its own currency has, is asked once the receipt is known."""
_NUMBER = r"^\d{3}-?\d{2}-?\d{5}$"

_DAY_LENGTH = len("2026-11-20")
_LONGEST_NAME = 100
_MOST_ITEMS = 300
_MOST_CODES = 50
LAST_VERSION = 2**31 - 1

VERSION = "The `version` of the receipt that you saw; or send its `ETag` as `If-Match`."

_READ_GROUPS = ("merchant", "amounts", "payment")
GROUPS = (*_READ_GROUPS, "annotations")
"""Parts of a receipt that are patched field by field."""


def _money(value: object) -> Decimal:
    """Text alone: a JSON number would go through a float."""
    if not isinstance(value, str) or not re.fullmatch(_MONEY, value, re.ASCII):
        raise MalformedError(NO_MONEY)
    return _unsigned_zero(Decimal(value))


def _item_number(value: object) -> Decimal:
    if not isinstance(value, str) or not re.fullmatch(_ITEM_NUMBER, value, re.ASCII):
        raise MalformedError(NO_ITEM_NUMBER)
    return _unsigned_zero(Decimal(value))


def _unsigned_zero(number: Decimal) -> Decimal:
    """Nobody prints -0, and as another text than 0 it would be a change."""
    return number or abs(number)


def _in_plain_digits(text: str) -> str:
    """A Korean keyboard may write １２３, which is no number to whoever compares it with 123."""
    if any(digit.isdigit() and not digit.isascii() for digit in text):
        raise MalformedError(NO_PLAIN_DIGITS)
    return text


def _business_number(value: object) -> BusinessNumber:
    if not isinstance(value, str) or not re.fullmatch(_NUMBER, value, re.ASCII):
        raise MalformedError(NO_BUSINESS_NUMBER)
    return BusinessNumber(value.replace("-", ""))


def _issued(text: str) -> str:
    if not is_possible_date(datetime.fromisoformat(text)):
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise PydanticCustomError("date_out_of_range", "not of the years {first} to {last}", years)
    return text


def _currency(code: str) -> str:
    """Money that people pay with."""
    if not is_currency(code):
        raise PydanticCustomError(NO_CURRENCY, "ISO 4217 has no such currency")
    return code


Text = Annotated[str, Field(max_length=LONGEST_TEXT), cleaned(LONGEST_TEXT)]
Name = Annotated[
    str,
    Field(min_length=1, max_length=_LONGEST_NAME, pattern=r"\S"),
    cleaned(_LONGEST_NAME),
    AfterValidator(visible),
]
Digits = Annotated[Text, AfterValidator(_in_plain_digits)]
"""Of a number that receipts are told apart by."""
Money = Annotated[
    Decimal,
    BeforeValidator(_money),
    WithJsonSchema({"type": "string", "pattern": _MONEY, "examples": ["2500"]}),
]
ItemNumber = Annotated[
    Decimal,
    BeforeValidator(_item_number),
    WithJsonSchema({"type": "string", "pattern": _ITEM_NUMBER, "examples": ["2", "31.415"]}),
]
Number = Annotated[
    InstanceOf[BusinessNumber],
    BeforeValidator(_business_number),
    WithJsonSchema({"type": "string", "pattern": _NUMBER, "examples": ["123-45-67891"]}),
]
ItemName = Annotated[
    str,
    Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S"),
    cleaned(LONGEST_TEXT),
    AfterValidator(visible),
]
CurrencyCode = Annotated[str, Field(pattern="^[A-Z]{3}$", examples=["KRW"]), AfterValidator(_currency)]
Issued = Annotated[str, Field(pattern=MOMENT), AfterValidator(_issued)]


def _shown(*names: str) -> Callable[[dict[str, Any]], None]:
    """Fields of the record that nobody writes stand in the schema, since they may be sent back."""
    told = {"readOnly": True, "description": "As you read it; another value is refused."}

    def show(schema: dict[str, Any]) -> None:
        schema["properties"] |= dict.fromkeys(names, told)

    return show


_NEVER_NULL = ("transaction", *GROUPS, "items")
"""They may be left out and cannot be taken away: None is "not sent"."""


def _show_the_rest(schema: dict[str, Any]) -> None:
    names = (name for name in ReceiptDocument.model_fields if name not in schema["properties"])
    _shown(*names)(schema)
    for name in _NEVER_NULL:
        shown = schema["properties"][name]
        (value,) = (it for it in shown.pop("anyOf") if it != {"type": "null"})
        shown |= value


class Patch(BaseModel):
    """A part of a receipt; only what is given is changed, and what the receipt does not have is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def given(self, prefix: str = "") -> dict[str, Any]:
        """The values that were sent, each by its path."""
        return {f"{prefix}{name}": getattr(self, name) for name in self.model_fields_set}


class MerchantPatch(Patch):
    """The seller."""

    model_config = ConfigDict(json_schema_extra=_shown("business_number_valid"))

    name: Text | None = None
    business_number: Number | None = None
    address: Text | None = None
    phone: Digits | None = None


class AmountsPatch(Patch):
    """Money in the receipt's currency."""

    total: Money | None = None
    gross_total: Money | None = None
    discount: Money | None = None
    supply: Money | None = None
    vat: Money | None = None
    exempt: Money | None = None
    service_charge: Money | None = None


class PaymentPatch(Patch):
    """How it was paid. A card number is covered as it comes in, but for its first 6 and last 4 digits."""

    method: PaymentMethod | None = None
    card_issuer: Text | None = None
    card_number_masked: Digits | None = None
    approval_number: Digits | None = None
    installments: Annotated[Whole, Field(ge=0, le=99)] | None = None


class ItemEntry(Patch):
    """One line of goods. Lines are numbered as they come: `line` may be sent back, and is not looked at."""

    line: Annotated[Whole, Field(ge=0, le=LAST_VERSION)] | None = None
    name: ItemName
    quantity: ItemNumber | None = None
    unit_price: ItemNumber | None = None
    amount: ItemNumber | None = None
    exempt: Flag = False


class CategoryEntry(Patch):
    """The expense account (계정과목)."""

    code: Annotated[str, Field(pattern=CODE, examples=["811"])]
    account: Name | None = Field(
        default=None,
        description="Its name in the chart of accounts, which may be left out.",
        examples=["복리후생비"],
    )


class Act(Patch):
    """Which version of the receipt was looked at, and for whom. Who did it, the API key tells."""

    version: Whole | None = Field(default=None, ge=1, le=LAST_VERSION, description=VERSION)
    on_behalf_of: Name | None = Field(
        default=None,
        description="The person for whom this is done, where it is not the one whose API key it is.",
        examples=["김경리"],
    )
    by: Name | None = Field(
        default=None,
        description="The same as `on_behalf_of`, as it was called until 1.5.",
        json_schema_extra={"deprecated": True},
    )

    @field_validator("by")
    @classmethod
    def _one_person(cls, by: str | None, info: ValidationInfo) -> str | None:
        other = info.data.get("on_behalf_of")
        if by and other and by != other:
            raise PydanticCustomError("two_persons", "by and on_behalf_of differ")
        return by

    @property
    def behalf(self) -> str | None:
        """For whom, by either name."""
        return self.on_behalf_of or self.by


class ApprovalRequest(Act):
    """What was looked at, and which warnings may stay."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1, "accept": []}]})

    accept: Annotated[
        tuple[Annotated[str, Field(max_length=60, pattern="^[a-z_]+$")], ...], Field(max_length=_MOST_CODES)
    ] = Field(
        default=(),
        description="The codes of the checks that warn and are right to: each has to be named.",
        examples=[["proof_qualifies"]],
    )


class CorrectionRequest(Act):
    """A merge patch (RFC 7396) on the receipt: what is not sent stays, null is "not on the receipt". It may
    be sent back as it was read. Of a generated model, send what was set (`exclude_unset=True`).
    """

    model_config = ConfigDict(json_schema_extra=_show_the_rest)

    document_type: DocumentType | None = None
    transaction: Transaction | None = None
    merchant: MerchantPatch | None = None
    issued_at: Issued | None = Field(
        default=None,
        description="A day, or a day and a time; without an offset, the receipt's own.",
        examples=["2026-11-20", "2026-11-20T12:28:29+09:00"],
    )
    issued_at_precision: Precision | None = Field(
        default=None, description="`minute` beside a time means that its seconds, :00, are not printed."
    )
    currency: CurrencyCode | None = None
    amounts: AmountsPatch | None = None
    payment: PaymentPatch | None = None
    items: Annotated[tuple[ItemEntry, ...], Field(max_length=_MOST_ITEMS)] | None = None
    category: CategoryEntry | None = None
    annotations: AnnotationsPatch | None = None

    @field_validator(*_NEVER_NULL)
    @classmethod
    def _not_null(cls, value: object) -> object:
        if value is None:
            raise PydanticCustomError("not_nullable", "this cannot be null")
        return value

    def values(self) -> dict[str, Value]:
        """What was given, by the path of the field. Empty text is "not on the receipt"."""
        values = self.given()
        for name in (*Act.model_fields, *GROUPS, "issued_at_precision"):
            values.pop(name, None)
        for name in _READ_GROUPS:
            group = getattr(self, name)
            values |= group.given(f"{name}.") if group else {}
        values |= self._when() | self._what()
        return {path: None if value == "" else value for path, value in values.items()}

    def written(self) -> dict[str, Written]:
        """What the company writes on the receipt, by name."""
        return self.annotations.written() if self.annotations else {}

    def _when(self) -> dict[str, Value]:
        """Only as precise as it was given."""
        if "issued_at" not in self.model_fields_set:
            return {}
        if self.issued_at is None:
            return {"issued_at": None, "issued_at_precision": None}
        precision = self.precision()
        if precision is Precision.DAY:
            return {"issued_at": date.fromisoformat(self.issued_at), "issued_at_precision": precision}
        return {"issued_at": datetime.fromisoformat(self.issued_at), "issued_at_precision": precision}

    def precision(self) -> Precision | None:
        """How much of the time is said, None where none is: a form sends :00 for seconds that it has not."""
        if self.issued_at is None:
            return None
        if len(self.issued_at) <= _DAY_LENGTH:
            return Precision.DAY
        seconds = re.match(r"\d\d:\d\d:(\d\d)", self.issued_at[_DAY_LENGTH + 1 :])
        minutes_alone = self.issued_at_precision is Precision.MINUTE and seconds and seconds[1] == "00"
        return Precision.SECOND if seconds and not minutes_alone else Precision.MINUTE

    def _what(self) -> dict[str, Value]:
        values: dict[str, Value] = {}
        if self.items is not None:
            values["items"] = tuple(
                Item(line, item.name, item.quantity, item.unit_price, item.amount, item.exempt)
                for line, item in enumerate(self.items, start=1)
            )
        if self.category:
            values["category"] = Category(self.category.code, self.category.account or "")
        return values
