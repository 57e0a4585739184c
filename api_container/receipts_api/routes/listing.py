"""Receipts found: a list, and how many there are."""

from enum import StrEnum
from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from pydantic import Field

from receipts.domain.selection import Order
from receipts_api.cursors import of_list
from receipts_api.dependencies import Provided, Tenant, TenantRoute
from receipts_api.languages import ReaderLanguage
from receipts_api.openapi import problem_responses
from receipts_api.schemas import ReceiptCounts, ReceiptList, ReceiptSummary, RecordList, RecordSummary
from receipts_api.selections import LONGEST_CURSOR, REPEATABLE, SelectionQuery


class _ListRoute(TenantRoute):
    repeatable = REPEATABLE


router = APIRouter(prefix="/api/receipts", tags=["receipts"], route_class=_ListRoute)


class View(StrEnum):
    """How much of each receipt."""

    LIGHT = "light"
    FULL = "full"


class ReceiptsQuery(SelectionQuery):
    """Which receipts, in which order, how many of them and how much of each."""

    sort: Order = Field(default=Order.NEWEST, description="`-` is from the greatest down.")
    view: View = Field(default=View.LIGHT, description="`full`: all but `fields` and `text`.")
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(
        default=None,
        max_length=LONGEST_CURSOR,
        description="`next_cursor` of the page before, with the other parameters as they were.",
    )


@router.get("", summary="List receipts", responses=problem_responses(400, 401, 422, 429, 503))
async def list_receipts(
    tenant_id: Tenant,
    provided: Provided,
    language: ReaderLanguage,
    query: Annotated[ReceiptsQuery, Query()],
) -> ReceiptList | RecordList:
    """The receipts that meet all conditions, newest first, a light row of each. What a receipt does not show
    lies in no range, and comes last in any order.
    """
    which = query.selection()
    its = of_list(tenant_id, which, query.sort)
    after = its.decode(query.cursor)

    def listed() -> ReceiptList | RecordList:
        if query.view is View.FULL:
            page = provided.finder.find_records(tenant_id, which, query.sort, after=after, limit=query.limit)
            finish = provided.batches.estimate.receipts(tenant_id, page.found)
            records = tuple(RecordSummary.from_receipt(it, language, finish.get(it.id)) for it in page.found)
            return RecordList(receipts=records, next_cursor=its.encode(page.last))
        rows = provided.finder.find(tenant_id, which, query.sort, after=after, limit=query.limit)
        finish = provided.batches.estimate.receipts(tenant_id, rows.found)
        light = tuple(ReceiptSummary.from_summary(it, language, finish.get(it.id)) for it in rows.found)
        return ReceiptList(receipts=light, next_cursor=its.encode(rows.last))

    # Of a few at a time: the lists of one tenant may be heavy, and all of them at once would fill the task.
    return await run_sync(listed, limiter=provided.lists)


@router.get("/counts", summary="Count receipts by status", responses=problem_responses(401, 422, 429, 503))
async def count_receipts(
    tenant_id: Tenant, provided: Provided, query: Annotated[SelectionQuery, Query()]
) -> ReceiptCounts:
    """How many receipts the list would hold, by status and in all."""
    which = query.selection()
    counts = await run_sync(provided.finder.count, tenant_id, which, limiter=provided.lists)
    return ReceiptCounts.of(which.statuses, counts)
