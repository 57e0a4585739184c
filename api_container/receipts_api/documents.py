"""The receipt as the API answers it: a contract with callers, held by openapi.json.

Money is a decimal string, never a float; what is not on the image is null.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from receipts.domain import receipt as domain
from receipts.domain.advice import CheckInWords, checks_of
from receipts.domain.failure import FailureCause
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.reason_words import ReasonInWords, in_words
from receipts.domain.reasons import reasons_of
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
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


class ProofDocument(_Document):
    """적격증빙: what the paper is to the tax office; null is "cannot be told"."""

    kind: domain.ProofKind | None
    qualified: bool | None


class CategoryDocument(_Document):
    """The expense account (계정과목), as suggested or as a bookkeeper chose it."""

    code: str
    account: str


class FieldDocument(_Document):
    """Where a field was read, and how sure the reading is.

    A value may come from the merchant directory or a bookkeeper instead: then `raw` is what was read.
    """

    confidence: float
    page: int | None
    box: Box | None
    raw: str
    source: domain.Source = domain.Source.IMAGE


class CheckDocument(_Document):
    """A named check: what it looked at, in words, and in `message` what to do where it warned."""

    code: str = Field(description="The check's name, which does not change.", examples=["items_add_up"])
    outcome: domain.Outcome = Field(description="`skipped`: the receipt does not print what it needs.")
    detail: str = Field(
        description="The arithmetic in the reader's language.",
        examples=["공급가액 13,182 + 부가세 1,318 = 결제금액 14,500"],
    )
    message: str | None = Field(default=None, description="What to do, in the reader's language.")

    @classmethod
    def from_check(cls, check: CheckInWords, language: Language) -> Self:
        return cls(
            code=check.code,
            outcome=check.outcome,
            detail=check.arithmetic.in_language(language),
            message=check.advice.in_language(language) if check.advice else None,
        )


class ReasonDocument(_Document):
    """A reason for review in the reader's language: what is doubtful, and what to do."""

    code: str = Field(
        description="The reason's name, which does not change.", examples=["total_low_confidence"]
    )
    message: str = Field(
        description="What to do, in the reader's language.",
        examples=["결제금액: 잘못 읽었을 수 있습니다. 사진과 비교해 확인하거나 고쳐 주세요."],
    )
    field: str | None = Field(
        description="The path of the value that it is about; null: the whole receipt.",
        examples=["amounts.total"],
    )

    @classmethod
    def from_reason(cls, reason: ReasonInWords, language: Language) -> Self:
        return cls(code=reason.code, message=reason.sentence.in_language(language), field=reason.field)


class ReviewDocument(_Document):
    """Whether a person must look, and why: `reasons` are codes, `details` the same in words."""

    required: bool
    reasons: tuple[str, ...] = Field(examples=[["total_low_confidence"]])
    details: tuple[ReasonDocument, ...]

    @classmethod
    def of(cls, reasons: tuple[str, ...], language: Language, *, required: bool) -> Self:
        details = tuple(ReasonDocument.from_reason(reason, language) for reason in in_words(reasons))
        return cls(required=required, reasons=reasons, details=details)


class EngineDocument(_Document):
    """Which engine read the receipt, in how many seconds and megabytes of memory (null: not measured)."""

    name: str
    version: str
    seconds: float
    peak_megabytes: int | None = None


class EscalationDocument(_Document):
    """Another engine that was asked for what ours was unsure of: what it cost, and what was taken from it."""

    source: domain.Source
    version: str
    seconds: float
    cost_usd: Money
    asked: tuple[str, ...]
    taken: tuple[str, ...]
    failure: str | None


class FailureDocument(_Document):
    """Why a receipt could not be read, in the reader's language."""

    code: FailureCause
    message: str

    @classmethod
    def from_cause(cls, cause: FailureCause, language: Language) -> Self:
        return cls(code=cause, message=cause.sentence.in_language(language))


class ReceiptDocument(_Document):
    """The record of one receipt; `reading` fields stand at the top level, null until it was read."""

    id: UUID
    status: Status
    filename: str | None
    created_at: datetime
    updated_at: datetime
    version: int
    duplicate_of: UUID | None
    cancels: UUID | None
    cancelled_by: UUID | None
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
    proof: ProofDocument | None = None
    category: CategoryDocument | None = None
    fields: dict[str, FieldDocument] | None = None
    checks: tuple[CheckDocument, ...] | None = None
    review: ReviewDocument | None = None
    engine: EngineDocument | None = None
    escalation: EscalationDocument | None = None
    text: str | None = None

    @classmethod
    def from_receipt(cls, receipt: Receipt, language: Language) -> Self:
        """`language` is that of the sentences of the failure and of the checks that warned."""
        read = _read(receipt.reading, receipt, language) if receipt.reading else {}
        return cls(
            id=receipt.id,
            status=receipt.status,
            filename=receipt.filename,
            created_at=receipt.created_at,
            updated_at=receipt.updated_at,
            version=receipt.version,
            duplicate_of=receipt.duplicate_of,
            cancels=receipt.cancels,
            cancelled_by=receipt.cancelled_by,
            failure=FailureDocument.from_cause(receipt.failure, language) if receipt.failure else None,
            **read,
        )


def _read(reading: domain.Reading, receipt: Receipt, language: Language) -> dict[str, object]:
    """The reading as its record shows it: compared with the others, and settled once it is approved."""
    reasons = reasons_of(receipt)
    required = bool(reasons) and receipt.status is not Status.APPROVED
    return {
        "document_type": reading.document_type,
        "transaction": reading.transaction,
        "merchant": MerchantDocument.from_merchant(reading.merchant),
        "issued_at": reading.issued_at.isoformat() if reading.issued_at else None,
        "issued_at_precision": reading.issued_at_precision,
        "currency": reading.currency,
        "amounts": reading.amounts,
        "payment": reading.payment,
        "items": reading.items,
        "proof": reading.proof,
        "category": reading.category,
        "fields": reading.fields,
        "checks": tuple(CheckDocument.from_check(check, language) for check in checks_of(receipt)),
        "review": ReviewDocument.of(reasons, language, required=required),
        "engine": reading.engine,
        "escalation": reading.escalation,
        "text": reading.text,
    }


class ChangeDocument(_Document):
    """One value before and after, as text; null is "not on the receipt"."""

    path: str
    before: str | None
    after: str | None


class CorrectionDocument(_Document):
    """Who corrected or approved a receipt, and when; `version` is the receipt's afterwards. `by` is the name
    that the caller gave, `key` how the API key begins that it used; null in what is older than that.
    Of a correction with more than 100 values, each line of items is one change.
    """

    at: datetime
    by: str
    key: str | None
    version: int
    approved: bool
    changes: tuple[ChangeDocument, ...]

    @classmethod
    def from_correction(cls, correction: Correction) -> Self:
        return cls.model_validate(correction)
