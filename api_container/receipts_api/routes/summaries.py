"""What a month adds up to."""

import re
from calendar import monthrange
from datetime import date
from typing import Annotated, Final

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from receipts.domain.life_cycle import Status
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping, Sums
from receipts_api.amounts import without_empty_decimals
from receipts_api.dependencies import Provided, Tenant, TenantRoute
from receipts_api.documents import Money
from receipts_api.openapi import problem_responses
from receipts_api.routes.exports import Read

_MONTH: Final = re.compile(r"(19|20|21)\d{2}-(0[1-9]|1[0-2])", re.ASCII)


class _SummaryRoute(TenantRoute):
    repeatable = frozenset({"status"})


router = APIRouter(prefix="/api/summaries", tags=["summaries"], route_class=_SummaryRoute)


def _written_out(month: str) -> str:
    if not _MONTH.fullmatch(month):
        raise PydanticCustomError("month_parsing", "not a month")
    return month


class MonthQuery(BaseModel):
    """Which month, and by what."""

    model_config = ConfigDict(extra="forbid")

    month: Annotated[str, AfterValidator(_written_out)] = Field(
        max_length=7, description="Of the day that the receipts print.", examples=["2026-11"]
    )
    by: Grouping = Field(description="거래처, 계정과목, 부서 or 사용자.", examples=["account"])
    status: list[Read] = Field(
        default=[Read(Status.APPROVED)], min_length=1, max_length=len(Read), description="May be repeated."
    )

    def selection(self) -> Selection:
        """The receipts of this month, as an export selects them."""
        year, month = map(int, self.month.split("-"))
        last = date(year, month, monthrange(year, month)[1])
        return Selection(frozenset(map(Status, self.status)), date(year, month, 1), last)


class SumsDocument(BaseModel):
    """The receipts of one group in one currency. Cancellations count negative."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    key: str | None = Field(
        description="The group: a business number (10 digits), or the name of a shop without one; the code "
        "of an account; a department; a person. Null: receipts that belong to none.",
        examples=["meals"],
    )
    name: str | None = Field(description="As people call it.", examples=["복리후생비"])
    currency: str | None = Field(description="통화, ISO 4217.", examples=["KRW"])
    count: int = Field(description="건수.", examples=[12])
    supply: Money = Field(description="공급가액.", examples=["131818"])
    vat: Money = Field(description="부가세.", examples=["13182"])
    total: Money = Field(description="합계.", examples=["145000"])


class MonthSummary(BaseModel):
    """The groups of a month, currency by currency, the largest first."""

    month: str = Field(examples=["2026-11"])
    by: Grouping
    sums: tuple[SumsDocument, ...]


@router.get("/month", summary="Sum up a month", responses=problem_responses(401, 422, 429, 503))
async def sum_up_month(
    tenant_id: Tenant, provided: Provided, query: Annotated[MonthQuery, Query()]
) -> MonthSummary:
    """What a month adds up to, by merchant, account, department or person: the sums of the rows that
    `GET /api/exports/receipts.csv` gives of the same days and statuses, to the won. Amounts of different
    currencies are never added together.
    """

    def added_up() -> MonthSummary:
        sums = provided.export.ledger.sums(tenant_id, query.selection(), query.by)
        return MonthSummary(month=query.month, by=query.by, sums=tuple(map(_document, sums)))

    return await run_sync(added_up, limiter=provided.lists)


def _document(sums: Sums) -> SumsDocument:
    plain = {part: without_empty_decimals(getattr(sums, part)) for part in ("supply", "vat", "total")}
    return SumsDocument(key=sums.key, name=sums.name, currency=sums.currency, count=sums.count, **plain)
