"""A batch as the API takes and answers it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from receipts.domain.life_cycle import UNDER_WAY, Status
from receipts.ports import Batch
from receipts.usecases.announce_batch import MOST_IN_A_CALL
from receipts_api.annotations import AnnotationsPatch
from receipts_api.documents import ReceiptDocument
from receipts_api.schemas import AnnouncedPhoto, BatchName, Problem, UploadSlotDocument


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class BatchRequest(BaseModel):
    """The photos of a drop, and what is written on all of them; what a photo says itself goes before that."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: BatchName | None = Field(default=None, examples=["11월 법인카드"])
    annotations: AnnotationsPatch = AnnotationsPatch()
    photos: Annotated[tuple[AnnouncedPhoto, ...], Field(max_length=MOST_IN_A_CALL)] = ()


class BatchDocument(_Model):
    """How far the receipts of a batch have come. `finished`: none is awaited, queued or being read."""

    id: UUID
    name: str | None
    created_at: datetime
    receipts: int
    by_status: dict[Status, int]
    finished: bool
    estimated_finish_at: datetime | None

    @classmethod
    def of(cls, batch: Batch, counts: Mapping[Status, int], finish: datetime | None) -> Self:
        return cls(
            id=batch.id,
            name=batch.name,
            created_at=batch.created_at,
            receipts=sum(counts.values()),
            by_status={status: counts.get(status, 0) for status in Status},
            finished=not any(counts.get(status) for status in UNDER_WAY),
            estimated_finish_at=finish,
        )


class BatchList(_Model):
    """One page, newest first; `next_cursor` is null on the last."""

    batches: tuple[BatchDocument, ...]
    next_cursor: str | None


class SlotAnswer(_Model):
    """What became of the photo at `index`: its receipt (`created`: it is new) and where to PUT the bytes
    (null where they are here already), or the problem.
    """

    index: int
    created: bool = False
    receipt: ReceiptDocument | None = None
    upload: UploadSlotDocument | None = None
    problem: Problem | None = None


class BatchAnswer(_Model):
    """The batch, and what became of each photo, in the order they were announced."""

    batch: BatchDocument
    slots: tuple[SlotAnswer, ...]
