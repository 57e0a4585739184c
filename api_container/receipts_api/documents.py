"""The receipt as the API answers it: a contract with callers, held by openapi.json.

Money is a decimal string, never a float; what is not on the image is null.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainSerializer

from receipts.domain import receipt as domain
from receipts.domain.advice import advice
from receipts.domain.failure import FailureCause
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.reasons import reasons_of
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.domain.text import Box
from receipts_api.annotations import AnnotationsDocument

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
    """A named check and its arithmetic in words; `message` says what to do where it warned."""

    code: str
    outcome: domain.Outcome
    detail: str
    message: str | None = None

    @classmethod
    def from_check(cls, check: domain.Check, language: Language) -> Self:
        sentence = advice(check)
        message = sentence.in_language(language) if sentence else None
        return cls(code=check.code, outcome=check.outcome, detail=check.detail, message=message)


class ReviewDocument(_Document):
    """Whether a person must look, and why."""

    required: bool
    reasons: tuple[str, ...]


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
    batch_id: UUID | None
    annotations: AnnotationsDocument
    estimated_finish_at: datetime | None = None
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
    def from_receipt(
        cls, receipt: Receipt, language: Language, estimated_finish_at: datetime | None = None
    ) -> Self:
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
            batch_id=receipt.batch_id,
            annotations=AnnotationsDocument.of(receipt.annotations),
            estimated_finish_at=estimated_finish_at,
            **read,
        )


def _read(reading: domain.Reading, receipt: Receipt, language: Language) -> dict[str, object]:
    """The reading as its record shows it: compared with the others, and settled once it is approved."""
    reasons = reasons_of(receipt)
    required = bool(reasons) and receipt.status is not Status.APPROVED
    checks = (*reading.checks, _not_a_duplicate(receipt))
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
        "checks": tuple(CheckDocument.from_check(check, language) for check in checks),
        "review": ReviewDocument(required=required, reasons=reasons),
        "engine": reading.engine,
        "escalation": reading.escalation,
        "text": reading.text,
    }


def _not_a_duplicate(receipt: Receipt) -> domain.Check:
    """Only the records together tell this, so it is no check of the reading alone."""
    if receipt.duplicate_of is None:
        return domain.Check("not_a_duplicate", domain.Outcome.PASSED, "no other receipt shows this purchase")
    detail = f"same total and approval, or same shop and second, as {receipt.duplicate_of}"
    return domain.Check("not_a_duplicate", domain.Outcome.WARNED, detail)


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
