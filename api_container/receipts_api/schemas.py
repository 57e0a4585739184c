"""What the API takes and answers, beyond the receipt itself (`documents`)."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from receipts.domain.business_number import BusinessNumber
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, PaymentMethod, Precision, Transaction
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.domain.summary import Summary
from receipts.ports import Counts, UploadSlot
from receipts_api.documents import (
    AmountsDocument,
    CategoryDocument,
    CheckDocument,
    CorrectionDocument,
    EngineDocument,
    EscalationDocument,
    FailureDocument,
    ItemDocument,
    MerchantDocument,
    Money,
    PaymentDocument,
    ProofDocument,
    ReceiptDocument,
    ReviewDocument,
)

_LONGEST_NAME = 255
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def clean_name(filename: str | None) -> str | None:
    """A file name fit to keep: no folders, no control characters, Hangul composed (macOS sends it taken
    apart), 255 characters at most. A photo is never refused for its name.
    """
    last = re.split(r"[/\\]", filename or "")[-1]
    composed = unicodedata.normalize("NFC", _CONTROL.sub("", last)).strip()
    return composed[:_LONGEST_NAME] or None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class UploadRequest(_Model):
    """What a client says of the photo that it is about to PUT."""

    filename: Annotated[str | None, AfterValidator(clean_name)] = Field(default=None, examples=["a.jpg"])
    content_type: str = Field(max_length=100, examples=["image/jpeg"])
    content_length: int = Field(ge=0, description="Size in bytes.", examples=[245_120])
    sha256: Annotated[str, AfterValidator(str.lower)] = Field(
        pattern=r"^[0-9a-fA-F]{64}$", description="SHA-256 of the bytes, in hex.", examples=["9f86d081" * 8]
    )


class UploadSlotDocument(_Model):
    """A presigned PUT: send the bytes to `url` with exactly these headers before `expires_at`."""

    url: str
    headers: dict[str, str]
    expires_at: datetime


class UploadAnswer(_Model):
    """The receipt, and where to PUT its photo; `upload` is null where the photo is here already."""

    receipt: ReceiptDocument
    upload: UploadSlotDocument | None

    @classmethod
    def of(cls, receipt: ReceiptDocument, slot: UploadSlot | None) -> Self:
        return cls(receipt=receipt, upload=UploadSlotDocument.model_validate(slot) if slot else None)


_LONGEST_SHOWN = 30
"""Letters of a name in a light row, which fits into 1 KB however long its names are."""


class MerchantName(_Model):
    """The seller; `name` is cut off after 30 letters."""

    name: str | None
    business_number: str | None


class TotalAmount(_Model):
    """What was paid, in the receipt's currency."""

    total: Money | None


class PaymentKind(_Model):
    """How it was paid."""

    method: PaymentMethod | None


class CategoryCode(_Model):
    """The expense account (계정과목)."""

    code: str


class ReceiptSummary(_Model):
    """A light row: what tells one receipt from another, under the names that the whole record has, and
    `issued_on`, the day as printed, and `warnings`, how many checks of the reading warned. It takes less than
    1 KB.
    """

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
    document_type: DocumentType | None
    transaction: Transaction | None
    merchant: MerchantName | None
    issued_on: date | None
    currency: str | None
    amounts: TotalAmount | None
    payment: PaymentKind | None
    proof: ProofDocument | None
    category: CategoryCode | None
    warnings: int | None

    @classmethod
    def from_summary(cls, line: Summary, language: Language) -> Self:
        was_read = line.transaction is not None
        number = BusinessNumber(line.business_number) if line.business_number else None
        return cls(
            id=line.id,
            status=line.status,
            filename=line.filename and _cut(line.filename),
            created_at=line.created_at,
            updated_at=line.updated_at,
            version=line.version,
            duplicate_of=line.duplicate_of,
            cancels=line.cancels,
            cancelled_by=line.cancelled_by,
            failure=FailureDocument.from_cause(line.failure, language) if line.failure else None,
            document_type=line.document_type,
            transaction=line.transaction,
            merchant=MerchantName(
                name=line.merchant_name and _cut(line.merchant_name), business_number=number and str(number)
            )
            if was_read
            else None,
            issued_on=line.issued_on,
            currency=line.currency,
            amounts=TotalAmount(total=line.total and _without_zeros(line.total)) if was_read else None,
            payment=PaymentKind(method=line.payment_method) if was_read else None,
            proof=ProofDocument(kind=line.proof_kind, qualified=line.proof_qualified) if was_read else None,
            category=CategoryCode(code=_cut(line.category)) if line.category else None,
            warnings=line.warnings,
        )


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"


def _without_zeros(amount: Decimal) -> Decimal:
    """Won are whole: `2500` for `2500.00`."""
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount


class ReceiptList(_Model):
    """One page of light rows; `next_cursor` is null on the last."""

    receipts: tuple[ReceiptSummary, ...]
    next_cursor: str | None


class ReceiptCounts(_Model):
    """How many receipts there are, of each status that was asked for and `all` together. Words that are on
    more than 5,000 are counted on so many alone: then `complete` is false, and there may be more of each.
    """

    by_status: dict[Status, int]
    all: int
    complete: bool

    @classmethod
    def of(cls, statuses: Collection[Status], counts: Counts) -> Self:
        by_status = {status: counts.by_status.get(status, 0) for status in Status if status in statuses}
        return cls(by_status=by_status, all=sum(by_status.values()), complete=counts.is_whole)


class RecordSummary(_Model):
    """A receipt in a list with `view=full`: all of it but `fields` and `text`, which are heavy."""

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
    document_type: DocumentType | None
    transaction: Transaction | None
    merchant: MerchantDocument | None
    issued_at: str | None
    issued_at_precision: Precision | None
    currency: str | None
    amounts: AmountsDocument | None
    payment: PaymentDocument | None
    items: tuple[ItemDocument, ...] | None
    proof: ProofDocument | None
    category: CategoryDocument | None
    checks: tuple[CheckDocument, ...] | None
    review: ReviewDocument | None
    engine: EngineDocument | None
    escalation: EscalationDocument | None

    @classmethod
    def from_receipt(cls, receipt: Receipt, language: Language) -> Self:
        return cls.model_validate(ReceiptDocument.from_receipt(receipt, language))


class RecordList(_Model):
    """One page of whole records; `next_cursor` is null on the last."""

    receipts: tuple[RecordSummary, ...]
    next_cursor: str | None


class CorrectionList(_Model):
    """One page of what people did with a receipt, oldest first; `next_cursor` is null on the last."""

    corrections: tuple[CorrectionDocument, ...]
    next_cursor: str | None


class InvalidField(_Model):
    """One value that is wrong: where (a JSON pointer; "" is the whole body) and why."""

    pointer: str = Field(examples=["/sha256"])
    code: str = Field(examples=["missing"])
    detail: str = Field(examples=["필수 항목입니다."])


class Problem(_Model):
    """A problem document (RFC 9457). `type` tells the kind; `title` and `detail` follow Accept-Language."""

    type: str = Field(examples=["/problems/receipt-not-found"])
    title: str = Field(examples=["없는 영수증"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["해당 ID의 영수증이 없습니다."])
    instance: str = Field(examples=["/api/receipts/019ab2c4-0000-7000-8000-000000000000"])
    errors: tuple[InvalidField, ...] | None = Field(
        default=None, description="Which values are wrong; only with status 422."
    )


class Health(_Model):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Readiness(_Model):
    """Everything the API leans on answers."""

    database: Literal["ok"] = "ok"
    bucket: Literal["ok"] = "ok"
    queue: Literal["ok"] = "ok"
