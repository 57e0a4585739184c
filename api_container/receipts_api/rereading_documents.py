"""Many receipts read anew at once, as the API takes and answers it."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from receipts.domain.archive import Progress, RereadOutcome
from receipts.ports import Counts, Reread
from receipts.usecases.reread_many import Chunk
from receipts_api.corrections import Name
from receipts_api.schemas import Problem
from receipts_api.selections import LONGEST_CURSOR
from receipts_api.texts import Flag


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RereadingRequest(_Model):
    """Whether to do it, for whom, and where to go on. Nothing is queued unless `run` is true."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"run": False}]})

    run: Flag = Field(default=False, description="False: only count the receipts.")
    rereading_id: UUID | None = Field(
        default=None, description="Of the answer before, to go on with it; left out, a new one begins."
    )
    cursor: Annotated[str, Field(max_length=LONGEST_CURSOR)] | None = Field(
        default=None, description="`next_cursor` of the answer before, with the same conditions."
    )
    on_behalf_of: Name | None = Field(
        default=None,
        description="The person for whom this is done, where it is not the one whose API key it is.",
        examples=["김경리"],
    )


class LeftOutReceipt(_Model):
    """One that was not queued, and why."""

    id: UUID
    problem: Problem


class RereadingAnswer(_Model):
    """What was found, or queued. Ask again with `rereading_id` and `next_cursor` until `is_done`; where
    nothing was queued because the line is full, a little later.
    """

    matching: int | None = Field(
        description="How many receipts meet the conditions and can be read anew; null with a cursor."
    )
    matching_is_complete: bool | None = Field(
        description="False where words are on so many that only some were counted."
    )
    rereading_id: UUID | None = Field(description="Null where they were only counted.")
    queued: int = Field(description="By this call.")
    left_out: tuple[LeftOutReceipt, ...]
    in_line: int | None = Field(
        description="How many of your receipts were waiting before: from 100 on none is queued."
    )
    next_cursor: str | None
    is_done: bool = Field(description="Whether all were looked at.")

    @classmethod
    def counted(cls, counts: Counts | None) -> Self:
        """None was touched."""
        return cls(
            matching=_all(counts),
            matching_is_complete=counts and counts.is_whole,
            rereading_id=None,
            queued=0,
            left_out=(),
            in_line=None,
            next_cursor=None,
            is_done=False,
        )

    @classmethod
    def of(
        cls,
        rereading_id: UUID,
        chunk: Chunk,
        counts: Counts | None,
        left_out: tuple[LeftOutReceipt, ...],
        cursor: str | None,
    ) -> Self:
        return cls(
            matching=_all(counts),
            matching_is_complete=counts and counts.is_whole,
            rereading_id=rereading_id,
            queued=chunk.queued,
            left_out=left_out,
            in_line=chunk.in_line,
            next_cursor=cursor,
            is_done=chunk.is_done,
        )


def _all(counts: Counts | None) -> int | None:
    return sum(counts.by_status.values()) if counts else None


class ChangedReceipt(_Model):
    """One that shows something else by the rereading, or that the engine reads differently than it shows."""

    id: UUID
    changed: tuple[str, ...] = Field(
        description="What it shows differently than before.", examples=[["items"]]
    )
    differs: tuple[str, ...] = Field(
        description="What the engine reads differently than it shows: people's values, and all that was "
        "approved, stay. `GET /api/receipts/{receipt_id}/reread` shows both.",
        examples=[["merchant.name"]],
    )

    @classmethod
    def of(cls, reread: Reread) -> Self:
        ending = reread.ending
        return cls(id=reread.receipt_id, changed=ending.changed, differs=ending.differs)


class RereadingDocument(_Model):
    """How far a rereading is, and what it changed so far."""

    id: UUID
    queued: int = Field(description="All that were queued so far.")
    outcomes: dict[RereadOutcome, int] = Field(
        description="`stood`: could not be read, and shows what it showed. `gone`: deleted meanwhile."
    )
    changed: int = Field(description="Receipts that show something else now.")
    differing: int = Field(description="Receipts that the engine reads differently than they show.")
    changed_parts: dict[str, int] = Field(examples=[{"items": 12}])
    differing_parts: dict[str, int] = Field(examples=[{"merchant.name": 3}])
    receipts: tuple[ChangedReceipt, ...] = Field(description="Those that changed or differ, by their ids.")
    next_after: str | None

    @classmethod
    def of(
        cls, rereading_id: UUID, progress: Progress, changed: tuple[ChangedReceipt, ...], last: str | None
    ) -> Self:
        return cls(
            id=rereading_id,
            queued=progress.queued,
            outcomes=dict(progress.outcomes),
            changed=progress.changed,
            differing=progress.differing,
            changed_parts=dict(progress.changed_parts),
            differing_parts=dict(progress.differing_parts),
            receipts=changed,
            next_after=last,
        )
