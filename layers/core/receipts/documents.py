"""The receipt as JSON: what the command line prints, the database keeps and the API answers.

Money is a decimal string, never a float; what is not on the image is null.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer

from receipts.domain import receipt as domain
from receipts.domain.business_number import BusinessNumber
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.text import Box

Money = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class MerchantDocument(_Document):
    """The seller; `business_number` is printed 902-45-00731."""

    name: str | None
    business_number: str | None
    business_number_valid: bool | None
    address: str | None
    phone: str | None

    @classmethod
    def from_merchant(cls, merchant: domain.Merchant) -> Self:
        number = merchant.business_number
        return cls(
            name=merchant.name,
            business_number=str(number) if number else None,
            business_number_valid=number.is_valid if number else None,
            address=merchant.address,
            phone=merchant.phone,
        )

    def to_merchant(self) -> domain.Merchant:
        number = BusinessNumber(self.business_number.replace("-", "")) if self.business_number else None
        return domain.Merchant(self.name, number, self.address, self.phone)


class AmountsDocument(_Document):
    """Money in the receipt's currency."""

    total: Money | None
    gross_total: Money | None
    discount: Money | None
    supply: Money | None
    vat: Money | None
    exempt: Money | None
    service_charge: Money | None


class PaymentDocument(_Document):
    """How it was paid; the card number shows its first 6 and last 4 digits at most."""

    method: domain.PaymentMethod | None
    card_issuer: str | None
    card_number_masked: str | None
    approval_number: str | None
    installments: int | None


class ItemDocument(_Document):
    """One line of goods."""

    line: int
    name: str
    quantity: Money | None
    unit_price: Money | None
    amount: Money | None
    exempt: bool


class FieldDocument(_Document):
    """Where a field was read, and how sure the reading is."""

    confidence: float
    page: int
    box: Box
    raw: str


class CheckDocument(_Document):
    """A named check and its arithmetic in words."""

    code: str
    outcome: domain.Outcome
    detail: str


class ReviewDocument(_Document):
    """Whether a person must look, and why."""

    required: bool
    reasons: tuple[str, ...]


class EngineDocument(_Document):
    """Which engine read the receipt."""

    name: str
    version: str
    seconds: float


class ReadingDocument(_Document):
    """What was read from one image."""

    document_type: domain.DocumentType | None
    transaction: domain.Transaction
    merchant: MerchantDocument
    issued_at: str | None
    issued_at_precision: domain.Precision | None
    currency: str | None
    amounts: AmountsDocument
    payment: PaymentDocument
    items: tuple[ItemDocument, ...]
    fields: dict[str, FieldDocument]
    checks: tuple[CheckDocument, ...]
    review: ReviewDocument
    engine: EngineDocument | None
    text: str

    @classmethod
    def from_reading(cls, reading: domain.Reading) -> Self:
        return cls(
            document_type=reading.document_type,
            transaction=reading.transaction,
            merchant=MerchantDocument.from_merchant(reading.merchant),
            issued_at=reading.issued_at.isoformat() if reading.issued_at else None,
            issued_at_precision=reading.issued_at_precision,
            currency=reading.currency,
            amounts=AmountsDocument.model_validate(reading.amounts),
            payment=PaymentDocument.model_validate(reading.payment),
            items=tuple(ItemDocument.model_validate(item) for item in reading.items),
            fields={path: FieldDocument.model_validate(found) for path, found in reading.fields.items()},
            checks=tuple(CheckDocument.model_validate(check) for check in reading.checks),
            review=ReviewDocument(required=reading.review_required, reasons=reading.review_reasons),
            engine=EngineDocument.model_validate(reading.engine) if reading.engine else None,
            text=reading.text,
        )

    def to_reading(self) -> domain.Reading:
        return domain.Reading(
            document_type=self.document_type,
            transaction=self.transaction,
            merchant=self.merchant.to_merchant(),
            issued_at=_instant(self.issued_at, self.issued_at_precision),
            issued_at_precision=self.issued_at_precision,
            currency=self.currency,
            amounts=domain.Amounts(**dict(self.amounts)),
            payment=domain.Payment(**dict(self.payment)),
            items=tuple(domain.Item(**dict(item)) for item in self.items),
            fields={path: domain.FieldEvidence(**dict(found)) for path, found in self.fields.items()},
            checks=tuple(domain.Check(**dict(check)) for check in self.checks),
            review_reasons=self.review.reasons,
            engine=domain.Engine(**dict(self.engine)) if self.engine else None,
            text=self.text,
        )


def _instant(text: str | None, precision: domain.Precision | None) -> datetime | date | None:
    if text is None:
        return None
    if precision is domain.Precision.DAY:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


class FailureDocument(_Document):
    """Why a receipt could not be read, in the reader's language."""

    code: FailureCause
    message: str

    @classmethod
    def from_cause(cls, cause: FailureCause, language: str) -> Self:
        return cls(code=cause, message=cause.english if language == "en" else cause.korean)


class ReceiptDocument(_Document):
    """The record of one receipt; `reading` fields stand at the top level, null until it was read."""

    id: UUID
    status: Status
    filename: str | None
    created_at: datetime
    updated_at: datetime
    version: int
    duplicate_of: UUID | None
    failure: FailureDocument | None
    document_type: domain.DocumentType | None = None
    transaction: domain.Transaction | None = None
    merchant: MerchantDocument | None = None
    issued_at: str | None = None
    issued_at_precision: domain.Precision | None = None
    currency: str | None = None
    amounts: AmountsDocument | None = None
    payment: PaymentDocument | None = None
    items: tuple[ItemDocument, ...] | None = None
    fields: dict[str, FieldDocument] | None = None
    checks: tuple[CheckDocument, ...] | None = None
    review: ReviewDocument | None = None
    engine: EngineDocument | None = None
    text: str | None = None

    @classmethod
    def from_receipt(cls, receipt: domain.Receipt, language: str = "ko") -> Self:
        """`language` is "ko" or "en" and decides the language of the failure's sentence."""
        read = dict(ReadingDocument.from_reading(receipt.reading)) if receipt.reading else {}
        return cls(
            id=receipt.id,
            status=receipt.status,
            filename=receipt.filename,
            created_at=receipt.created_at,
            updated_at=receipt.updated_at,
            version=receipt.version,
            duplicate_of=receipt.duplicate_of,
            failure=FailureDocument.from_cause(receipt.failure, language) if receipt.failure else None,
            **read,
        )
