"""What the API takes and answers, beyond the receipt itself (`documents`)."""

import re
from bisect import bisect_right
from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Annotated, Literal, Self, TypedDict
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from receipts.domain.annotations import Annotations
from receipts.domain.business_number import BusinessNumber
from receipts.domain.decisions import RejectReason
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, PaymentMethod, Precision, Transaction
from receipts.domain.record import Receipt
from receipts.domain.sentence import Language
from receipts.domain.summary import Summary
from receipts.ports import Counts, UploadSlot
from receipts_api.amounts import without_empty_decimals
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
    Money,
    ObstacleDocument,
    PaymentDocument,
    ProofDocument,
    ReceiptDocument,
    RejectionDocument,
    ReviewDocument,
)
from receipts_api.malformed import SHA256
from receipts_api.texts import Whole, clean, possible

_LONGEST_NAME = 255


def clean_name(filename: str | None) -> str | None:
    """A file name fit to keep: no folders, no control characters, Hangul composed (macOS sends it taken
    apart), 255 characters at most. A photo is refused for no name that can be made fit.
    """
    last = re.split(r"[/\\]", filename or "")[-1]
    return clean(last)[:_LONGEST_NAME] or None


FileName = Annotated[str, AfterValidator(possible), AfterValidator(clean_name)]
BatchName = Annotated[str, Field(max_length=255), AfterValidator(possible), AfterValidator(clean_name)]
"""Measured as it came: cleaning a name also shortens it."""


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class AnnouncedPhoto(_Model):
    """What a client says of a photo that it is about to PUT."""

    model_config = ConfigDict(extra="forbid")  # `batch` for `batch_id` would be lost without a word

    filename: FileName | None = Field(default=None, examples=["a.jpg"])
    content_type: Annotated[str, Field(max_length=100), AfterValidator(possible)] = Field(
        examples=["image/jpeg"]
    )
    content_length: Whole = Field(ge=1, description="Size in bytes.", examples=[245_120])
    sha256: Annotated[str, AfterValidator(str.lower)] = Field(
        pattern=SHA256, description="SHA-256 of the bytes, in hex.", examples=["9f86d081" * 8]
    )
    annotations: AnnotationsPatch = AnnotationsPatch()


class UploadRequest(AnnouncedPhoto):
    """One photo, by itself or into a batch that is there."""

    batch_id: UUID | None = None


class UploadSlotDocument(_Model):
    """A presigned PUT, for one photo and for once: send the bytes to `url` before `expires_at`, with exactly
    these headers and no `Authorization`. S3 answers 200; 412 means that the photo is there already (an
    earlier answer got lost), so carry on; after 409 send it again. Too late (403)? Announce the photo again.
    """

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


_LARGEST_ROW = 990
"""Bytes of a light row, which is less than 1 KB: where its names are too long for that, the longest of them
are cut to the same number of letters. Eight stay, which tell names apart: a row that has everything at once
(a failure, a double, all annotations, each as long as it may be) takes less than 2 KB.
"""
_LONGEST_NAMES = range(8, _LONGEST_NAME + 1)
_MOST_TAGS_SHOWN = 3


class MerchantName(_Model):
    """The seller."""

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


class RejectionKind(_Model):
    """Why it is no expense of the company; the whole record has it in words."""

    reason: RejectReason


class AnnotationsInShort(TypedDict, total=False):
    """What the company wrote, as far as it tells receipts apart: what is not there is not written."""

    person: str
    department: str
    project: str
    tags: tuple[str, ...]


class ReceiptSummary(_Model):
    """A light row: what tells one receipt from another, under the names that the whole record has, and
    `issued_on`, the day as printed, and `warnings`, how many checks of the reading warned. It takes less than
    1 KB: where names are too long for that, the longest are cut to one length, of eight letters at least, and
    end in `…`.
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
    rejection: RejectionKind | None
    batch_id: UUID | None
    annotations: AnnotationsInShort
    estimated_finish_at: datetime | None
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
    def from_summary(
        cls, line: Summary, language: Language, estimated_finish_at: datetime | None = None
    ) -> Self:
        row = cls._of(line, language, estimated_finish_at, _LONGEST_NAMES[-1])
        if row.size <= _LARGEST_ROW:
            return row
        fitting = bisect_right(
            _LONGEST_NAMES,
            _LARGEST_ROW,
            key=lambda it: cls._of(line, language, estimated_finish_at, it).size,
        )
        return cls._of(line, language, estimated_finish_at, _LONGEST_NAMES[max(0, fitting - 1)])

    @classmethod
    def _of(
        cls, line: Summary, language: Language, estimated_finish_at: datetime | None, longest: int
    ) -> Self:
        def cut(name: str) -> str:
            return name if len(name) <= longest else f"{name[:longest]}…"

        was_read = line.transaction is not None
        number = BusinessNumber(line.business_number) if line.business_number else None
        name = line.merchant_name and cut(line.merchant_name)
        return cls(
            id=line.id,
            status=line.status,
            filename=line.filename and cut(line.filename),
            created_at=line.created_at,
            updated_at=line.updated_at,
            version=line.version,
            duplicate_of=line.duplicate_of,
            cancels=line.cancels,
            cancelled_by=line.cancelled_by,
            failure=FailureDocument.from_cause(line.failure, language) if line.failure else None,
            rejection=RejectionKind(reason=line.rejection) if line.rejection else None,
            batch_id=line.batch_id,
            annotations=_in_short(line.annotations, cut),
            estimated_finish_at=estimated_finish_at,
            document_type=line.document_type,
            transaction=line.transaction,
            merchant=MerchantName(name=name, business_number=number and str(number)) if was_read else None,
            issued_on=line.issued_on,
            currency=line.currency,
            amounts=TotalAmount(total=line.total and without_empty_decimals(line.total))
            if was_read
            else None,
            payment=PaymentKind(method=line.payment_method) if was_read else None,
            proof=ProofDocument(kind=line.proof_kind, qualified=line.proof_qualified) if was_read else None,
            category=CategoryCode(code=cut(line.category)) if line.category else None,
            warnings=line.warnings,
        )

    @property
    def size(self) -> int:
        """In bytes, as it is answered."""
        return len(self.model_dump_json().encode())


def _in_short(written: Annotations, cut: Callable[[str], str]) -> AnnotationsInShort:
    short = AnnotationsInShort()
    if written.person:
        short["person"] = cut(written.person)
    if written.department:
        short["department"] = cut(written.department)
    if written.project:
        short["project"] = cut(written.project)
    if written.tags:
        short["tags"] = tuple(map(cut, written.tags[:_MOST_TAGS_SHOWN]))
    return short


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


class RecordList(_Model):
    """One page of whole records; `next_cursor` is null on the last."""

    receipts: tuple[RecordSummary, ...]
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
