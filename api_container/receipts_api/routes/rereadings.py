"""Many receipts read anew by the present engine: counted first, queued chunk by chunk, and summed up."""

from typing import Annotated
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from receipts.errors import HistoryFullError, PhotoArchivedError, ReceiptsError
from receipts.usecases.reread_many import MOST_AT_ONCE, ORDER, LeftOut, Rereading
from receipts_api import problems
from receipts_api.cursors import of_list, of_rereading
from receipts_api.dependencies import KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.errors import problem_of
from receipts_api.openapi import problem_responses
from receipts_api.problems import ProblemError
from receipts_api.rates import Purpose
from receipts_api.rereading_documents import (
    ChangedReceipt,
    LeftOutReceipt,
    RereadingAnswer,
    RereadingDocument,
    RereadingRequest,
)
from receipts_api.schemas import Problem
from receipts_api.selections import LONGEST_CURSOR, REPEATABLE, SelectionQuery

_MOST_CHANGED = 200


class _RereadingRoute(TenantRoute):
    repeatable = REPEATABLE


class ChangedQuery(BaseModel):
    """Where the page of receipts begins."""

    model_config = ConfigDict(extra="forbid")

    after: str | None = Field(
        default=None, max_length=LONGEST_CURSOR, description="`next_after` of the answer before."
    )


router = APIRouter(prefix="/api/rereadings", tags=["decisions"], route_class=_RereadingRoute)


@router.post(
    "", summary="Read many receipts anew", responses=problem_responses(400, 401, 408, 413, 422, 429, 503)
)
async def read_many_anew(
    request: Request,
    asked: RereadingRequest,
    query: Annotated[SelectionQuery, Query()],
    caller: KnownCaller,
    provided: Provided,
) -> RereadingAnswer:
    """The receipts that meet the conditions, as the list has them, and were read, approved or have failed.
    Without `run` they are counted. With it the next 50 of them are queued for the present engine, while not
    more than 100 of yours wait: stop by not asking again, go on with `rereading_id` and `next_cursor`. None
    is queued twice by one rereading, so a call whose answer got lost may be made again. Values of people and
    all that was approved stay, as when one is read anew.
    """
    which = query.selection()
    its = of_list(caller.tenant_id, which, ORDER)
    after = its.decode(asked.cursor)
    many, tenant_id = provided.reread_many, caller.tenant_id
    is_counted = asked.cursor is None or not asked.run
    counts = await run_sync(many.count, tenant_id, which, limiter=provided.lists) if is_counted else None
    if not asked.run:
        return RereadingAnswer.counted(counts)
    provided.rates.count(caller.key_hash, Purpose.REQUEST, MOST_AT_ONCE)  # each is work, be it left out
    rereading_id = asked.rereading_id or many.begin()
    whose = Rereading(rereading_id, caller.tenant_id, asked.on_behalf_of, caller.key, caller.person)
    chunk = await run_sync(many, whose, which, after)
    cursor = its.encode(chunk.last)
    left_out = tuple(_left_out(request, one) for one in chunk.left_out)
    return RereadingAnswer.of(rereading_id, chunk, counts, left_out, cursor)


@router.get(
    "/{rereading_id}",
    summary="Sum up a rereading",
    responses=problem_responses(400, 401, problems.REREADING_NOT_FOUND, 422, 429, 503),
)
def sum_up_rereading(
    rereading_id: UUID, tenant_id: Tenant, provided: Provided, query: Annotated[ChangedQuery, Query()]
) -> RereadingDocument:
    """How many of its receipts wait, were read or could not be, and what that changed: in what is shown, and
    where people's or approved values stand against what the engine reads now. 200 of those at a time.
    """
    its = of_rereading(tenant_id, rereading_id)
    after = its.decode(query.after)
    progress = provided.reread_many.rereadings.progress(tenant_id, rereading_id)
    if not progress.queued:
        raise ProblemError(problems.REREADING_NOT_FOUND)
    found = provided.reread_many.rereadings.changed(tenant_id, rereading_id, after=after, limit=_MOST_CHANGED)
    last = found[-1].receipt_id if len(found) == _MOST_CHANGED else None
    receipts = tuple(map(ChangedReceipt.of, found))
    return RereadingDocument.of(rereading_id, progress, receipts, its.encode(last))


def _left_out(request: Request, one: LeftOut) -> LeftOutReceipt:
    return LeftOutReceipt(id=one.receipt_id, problem=_problem(request, one.why))


def _problem(request: Request, why: ReceiptsError) -> Problem:
    if isinstance(why, HistoryFullError):
        return problem_of(request, problems.HISTORY_FULL, {"most": why.most})
    if isinstance(why, PhotoArchivedError):
        return problem_of(request, problems.PHOTO_ARCHIVED)
    return problem_of(request, problems.CHANGED_MEANWHILE)
