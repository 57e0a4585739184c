"""Amazon Textract AnalyzeExpense: English and a few European languages, no Korean."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

import boto3
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_pascal

from receipts.adapters.engines.aws import answered_by_aws, impatient
from receipts.adapters.engines.fields import expense_field, item_of
from receipts.adapters.engines.pictures import first_page_jpeg
from receipts.domain.escalation import ExpenseField, ExpenseReading
from receipts.domain.receipt import Item, Source

USD_PER_PAGE: Final = Decimal("0.01")
"""$10 for 1,000 pages, the list price of the first million a month (aws.amazon.com/textract/pricing, 2026-11;
US East; other regions may differ)."""

_MAX_BYTES: Final = 10_000_000
"""Textract's quota of a synchronous call is 10 MB."""
_REFUSALS: Final = frozenset(
    {
        "BadDocumentException",
        "DocumentTooLargeException",
        "UnsupportedDocumentException",
        "InvalidParameterException",
    }
)
_PATHS: Final = {
    "VENDOR_NAME": "merchant.name",
    "VENDOR_ADDRESS": "merchant.address",
    "VENDOR_PHONE": "merchant.phone",
    "INVOICE_RECEIPT_DATE": "issued_at",
    "TOTAL": "amounts.total",
    "SUBTOTAL": "amounts.supply",
    "TAX": "amounts.vat",
    "DISCOUNT": "amounts.discount",
}
"""Textract's names of standard fields, and ours."""


class _Document(BaseModel):
    model_config = ConfigDict(alias_generator=to_pascal)


class _Detection(_Document):
    text: str | None = None
    confidence: float | None = None


class _ExpenseField(_Document):
    type: _Detection | None = None
    value_detection: _Detection | None = None

    @property
    def name(self) -> str | None:
        return self.type.text if self.type else None

    @property
    def text(self) -> str | None:
        return self.value_detection.text if self.value_detection else None

    @property
    def confidence(self) -> float:
        """That the value is read right and is what its type says, 0 to 1; 0 where either is not given."""
        percents = [part.confidence or 0.0 if part else 0.0 for part in (self.type, self.value_detection)]
        return min(percents) / 100


class _LineItem(_Document):
    line_item_expense_fields: list[_ExpenseField] | None = None


class _LineItemGroup(_Document):
    line_items: list[_LineItem] | None = None


class _ExpenseDocument(_Document):
    summary_fields: list[_ExpenseField] | None = None
    line_item_groups: list[_LineItemGroup] | None = None


class _Answer(_Document):
    expense_documents: list[_ExpenseDocument] | None = None


class TextractClient(Protocol):
    """The one operation that is used of boto3's client."""

    def analyze_expense(self, *, Document: Mapping[str, bytes]) -> Mapping[str, Any]: ...  # noqa: N803


def textract_client(timeout_seconds: float) -> TextractClient:
    """In the region and at the endpoint that the environment names."""
    client: TextractClient = boto3.client("textract", config=impatient(timeout_seconds))
    return client


class TextractReader:
    """Implements ports.ExpenseReader. Of several receipts in the picture the first is taken."""

    source = Source.TEXTRACT
    version = "2018-06-27"

    def __init__(self, client: TextractClient) -> None:
        self._client = client

    def read(self, file: Path) -> ExpenseReading:
        picture = first_page_jpeg(file, _MAX_BYTES)
        with answered_by_aws(_REFUSALS):
            answer = _Answer.model_validate(self._client.analyze_expense(Document={"Bytes": picture}))
        documents = answer.expense_documents or [_ExpenseDocument()]
        return ExpenseReading(_fields(documents[0]), tuple(_items(documents[0])), USD_PER_PAGE)


def _fields(document: _ExpenseDocument) -> dict[str, ExpenseField]:
    """Of a field that Textract saw several times, the surest."""
    found: dict[str, ExpenseField] = {}
    for printed in document.summary_fields or []:
        path = _PATHS.get(printed.name or "")
        field = expense_field(path, printed.text, printed.confidence) if path else None
        if path and field and (path not in found or field.confidence > found[path].confidence):
            found[path] = field
    return found


def _items(document: _ExpenseDocument) -> Iterator[Item]:
    lines = [line for group in document.line_item_groups or [] for line in group.line_items or []]
    for number, line in enumerate(lines, start=1):
        texts = {field.name: field.text for field in line.line_item_expense_fields or []}
        item = item_of(
            number, texts.get("ITEM"), texts.get("QUANTITY"), texts.get("UNIT_PRICE"), texts.get("PRICE")
        )
        if item:
            yield item
