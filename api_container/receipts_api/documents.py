"""The receipt as the API answers it: a contract with callers, held by openapi.json.

Money is a decimal string, never a float; what is not on the image is null.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from receipts.domain import receipt as domain
from receipts.domain.advice import CheckInWords, advice_on, checks_of
from receipts.domain.approval import open_reasons
from receipts.domain.decisions import Act, Keep, RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.obstacles import Obstacle
from receipts.domain.reason_words import ReasonInWords, in_words
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.domain.text import Box
from receipts_api.annotations import AnnotationsDocument

Money = Annotated[Decimal, PlainSerializer(lambda value: format(value, "f"), return_type=str)]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class MerchantDocument(_Document):
    """The seller (거래처)."""

    name: str | None = Field(description="상호.", examples=["도토리편의점 솔바람길점"])
    business_number: str | None = Field(description="사업자등록번호, as printed.", examples=["901-12-34564"])
    business_number_valid: bool | None = Field(description="Whether its check digit (검증번호) is right.")
    address: str | None = Field(description="사업장 주소.")
    phone: str | None = Field(description="전화번호.")

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
    """Money in the receipt's currency, a decimal string; won are whole."""

    total: Money | None = Field(description="결제금액, 받을금액: what was paid.", examples=["7000"])
    gross_total: Money | None = Field(
        description="합계: the printed sum before discounts.", examples=["8600"]
    )
    discount: Money | None = Field(description="할인.", examples=["1600"])
    supply: Money | None = Field(description="공급가액: what VAT is charged on.", examples=["6364"])
    vat: Money | None = Field(description="부가세(부가가치세).", examples=["636"])
    exempt: Money | None = Field(description="면세금액: goods without VAT.", examples=[None])
    service_charge: Money | None = Field(description="봉사료.", examples=[None])


class PaymentDocument(_Document):
    """How it was paid."""

    method: domain.PaymentMethod | None = Field(description="결제수단.")
    card_issuer: str | None = Field(description="카드사.", examples=["한빛카드"])
    card_number_masked: str | None = Field(
        description="카드번호, its first 6 and last 4 digits at most.", examples=["4579-73**-****-1234"]
    )
    approval_number: str | None = Field(description="승인번호.", examples=["30451287"])
    installments: int | None = Field(description="할부 개월 수; 0 is 일시불, paid at once.", examples=[0])


class ItemDocument(_Document):
    """One line of goods (품목)."""

    line: int = Field(description="Its place on the receipt, from 1.", examples=[1])
    name: str = Field(description="품명.", examples=["바나나우유 240ml"])
    quantity: Money | None = Field(description="수량; negative for what was given back.", examples=["2"])
    unit_price: Money | None = Field(description="단가.", examples=["1800"])
    amount: Money | None = Field(description="금액.", examples=["3600"])
    exempt: bool = Field(description="면세: no VAT is charged on it.")


class ProofDocument(_Document):
    """적격증빙: what the paper is to the tax office; null is "cannot be told"."""

    kind: domain.ProofKind | None = Field(
        description="증빙의 종류: 신용카드매출전표 (card_slip), 현금영수증 (cash_receipt), "
        "세금계산서 (tax_invoice), 계산서 (invoice), 간이영수증 (simple_receipt)…"
    )
    qualified: bool | None = Field(
        description="Whether it is 적격증빙. Above 30,000 won an expense without one costs 2% 가산세."
    )


class CategoryDocument(_Document):
    """The expense account (계정과목), as suggested or as a bookkeeper chose it."""

    code: str = Field(description="Its code, which does not change.", examples=["meals"])
    account: str = Field(description="계정과목, as it stands in the books.", examples=["복리후생비"])


class FieldDocument(_Document):
    """Where a field was read, and how sure the reading is.

    A value may come from the merchant directory or a bookkeeper instead: then `raw` is what was read.
    """

    confidence: float = Field(description="0 to 1; below 0.9 a person should look.", examples=[0.97])
    page: int | None = Field(description="From 1.", examples=[1])
    box: Box | None = Field(description="Its corners in pixels of the upright page, from the top left.")
    raw: str = Field(description="The text that it was read from.", examples=["합계 7,000"])
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


class ObstacleDocument(_Document):
    """What stands in the way of an approval, and what to do. One that is `acceptable` may stay as it is, if
    its code is named in `accept`; `detail` is the arithmetic of a check.
    """

    code: str
    acceptable: bool
    detail: str | None
    message: str

    @classmethod
    def from_obstacle(cls, obstacle: Obstacle, language: Language) -> Self:
        arithmetic = obstacle.check.arithmetic if obstacle.check else None
        detail = arithmetic.in_language(language) if arithmetic else None
        message = advice_on(obstacle).in_language(language)
        return cls(code=obstacle.code, acceptable=obstacle.acceptable, detail=detail, message=message)


class ReviewDocument(_Document):
    """Whether a person must look, and why: `reasons` are codes, `details` the same in words. Nobody must,
    once the receipt is approved.
    """

    required: bool
    reasons: tuple[str, ...] = Field(examples=[["total_low_confidence"]])
    details: tuple[ReasonDocument, ...]

    @classmethod
    def of(cls, reasons: tuple[str, ...], language: Language) -> Self:
        details = tuple(ReasonDocument.from_reason(reason, language) for reason in in_words(reasons))
        return cls(required=bool(reasons), reasons=reasons, details=details)


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


class RejectionDocument(_Document):
    """Why a receipt is no expense of the company, in the reader's language."""

    reason: RejectReason
    message: str

    @classmethod
    def from_reason(cls, reason: RejectReason, language: Language) -> Self:
        return cls(reason=reason, message=reason.sentence.in_language(language))


class ReceiptDocument(_Document):
    """The record of one receipt; `reading` fields stand at the top level, null until it was read."""

    id: UUID
    status: Status
    filename: str | None
    created_at: datetime = Field(description="When it was sent.")
    updated_at: datetime
    version: int = Field(description="Grows with each change; a correction names the one that was seen.")
    duplicate_of: UUID | None = Field(description="중복 의심: the receipt that shows the same purchase.")
    cancels: UUID | None = Field(description="취소 거래: the sale that this one takes back.")
    cancelled_by: UUID | None = Field(description="The cancellation (취소) that took this sale back.")
    failure: FailureDocument | None
    rejection: RejectionDocument | None = None
    batch_id: UUID | None
    annotations: AnnotationsDocument
    estimated_finish_at: datetime | None = None
    document_type: domain.DocumentType | None = None
    transaction: domain.Transaction | None = Field(default=None, description="승인 or 취소.")
    merchant: MerchantDocument | None = None
    issued_at: str | None = Field(
        default=None, description="거래일시 as printed: a day, or a moment with the shop's time zone."
    )
    issued_at_precision: domain.Precision | None = Field(
        default=None, description="How much of it is printed."
    )
    currency: str | None = Field(default=None, description="통화, ISO 4217.")
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
    text: str | None = Field(default=None, description="All that was read, line by line.")

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
            rejection=RejectionDocument.from_reason(receipt.rejection, language)
            if receipt.rejection
            else None,
            batch_id=receipt.batch_id,
            annotations=AnnotationsDocument.of(receipt.annotations),
            estimated_finish_at=estimated_finish_at,
            **read,
        )


def _read(reading: domain.Reading, receipt: Receipt, language: Language) -> dict[str, object]:
    """The reading as its record shows it: compared with the others, and settled once it is approved."""
    reasons = open_reasons(receipt)
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
        "review": ReviewDocument.of(reasons, language),
        "engine": reading.engine,
        "escalation": reading.escalation,
        "text": reading.text,
    }


class ChangeDocument(_Document):
    """One value before and after, as text; null is "not on the receipt"."""

    path: str
    before: str | None
    after: str | None


class DecisionDocument(_Document):
    """What was decided about the whole receipt; `other` is the receipt that it was compared with."""

    act: Act
    reason: RejectReason | None
    note: str | None
    other: UUID | None
    keep: Keep | None


class CorrectionDocument(_Document):
    """Who corrected, approved or decided about a receipt, and when; `version` is the receipt's afterwards.

    `key` is how the API key begins that was used (null in what is older than that), `person` whose key it is
    (null where nobody said), `on_behalf_of` whom the caller said that it acted for. An approval has
    `accepted` warnings by name and `confirmed` doubts of the reading. Of a correction with more than 100
    values, each line of items is one change.
    """

    at: datetime
    by: str = Field(
        description="`on_behalf_of`, else `person`, else `key`.", json_schema_extra={"deprecated": True}
    )
    on_behalf_of: str | None
    person: str | None
    key: str | None
    version: int
    approved: bool
    accepted: tuple[str, ...]
    confirmed: tuple[str, ...]
    changes: tuple[ChangeDocument, ...]
    decision: DecisionDocument | None = None

    @classmethod
    def from_correction(cls, correction: Correction) -> Self:
        decision = correction.decision
        return cls(
            at=correction.at,
            by=correction.name,
            on_behalf_of=correction.by,
            person=correction.person,
            key=correction.key,
            version=correction.version,
            approved=correction.approved,
            accepted=correction.accepted,
            confirmed=correction.confirmed,
            changes=tuple(map(ChangeDocument.model_validate, correction.changes)),
            decision=decision and DecisionDocument.model_validate(decision),
        )
