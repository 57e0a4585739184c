"""What the API takes and answers, beyond the receipt itself (`documents`)."""

import re
import unicodedata
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, Precision, Transaction
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.ports import UploadSlot
from receipts_api.annotations import AnnotationsDocument, AnnotationsPatch
from receipts_api.documents import (
    AmountsDocument,
    CategoryDocument,
    ChangeDocument,
    CheckDocument,
    CorrectionDocument,
    EngineDocument,
    EscalationDocument,
    FailureDocument,
    ItemDocument,
    MerchantDocument,
    ObstacleDocument,
    PaymentDocument,
    ProofDocument,
    ReceiptDocument,
    RejectionDocument,
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


class AnnouncedPhoto(_Model):
    """What a client says of a photo that it is about to PUT."""

    filename: Annotated[str | None, AfterValidator(clean_name)] = Field(default=None, examples=["a.jpg"])
    content_type: str = Field(max_length=100, examples=["image/jpeg"])
    content_length: int = Field(ge=1, description="Size in bytes.", examples=[245_120])
    sha256: Annotated[str, AfterValidator(str.lower)] = Field(
        pattern=r"^[0-9a-fA-F]{64}$", description="SHA-256 of the bytes, in hex.", examples=["9f86d081" * 8]
    )
    annotations: AnnotationsPatch = AnnotationsPatch()


class UploadRequest(AnnouncedPhoto):
    """One photo, by itself or into a batch that is there."""

    batch_id: UUID | None = None


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


class ReceiptSummary(_Model):
    """A receipt in a list: all of it but `fields` and `text`, which are heavy."""

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
    rejection: RejectionDocument | None
    batch_id: UUID | None
    annotations: AnnotationsDocument
    estimated_finish_at: datetime | None
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
    def from_receipt(
        cls, receipt: Receipt, language: Language, estimated_finish_at: datetime | None = None
    ) -> Self:
        return cls.model_validate(ReceiptDocument.from_receipt(receipt, language, estimated_finish_at))


class ReceiptList(_Model):
    """One page, newest first; `next_cursor` is null on the last."""

    receipts: tuple[ReceiptSummary, ...]
    next_cursor: str | None


class CorrectionList(_Model):
    """One page of what people did with a receipt, oldest first; `next_cursor` is null on the last."""

    corrections: tuple[CorrectionDocument, ...]
    next_cursor: str | None


class RereadDocument(_Model):
    """A receipt, and where the engine's last reading differs from what it shows: `before` is shown, `after`
    was read. `differences` is null where no engine has read it.
    """

    receipt: ReceiptDocument
    differences: tuple[ChangeDocument, ...] | None


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
    obstacles: tuple[ObstacleDocument, ...] | None = Field(
        default=None, description="What stands in the way; only where an approval is refused."
    )


class Health(_Model):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Readiness(_Model):
    """Everything the API leans on answers."""

    database: Literal["ok"] = "ok"
    bucket: Literal["ok"] = "ok"
    queue: Literal["ok"] = "ok"
