"""The month, and the files that are taken out of it."""

from datetime import date
from typing import Annotated, Final

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from fastapi import Path as PathParameter

from receipts.domain.month import first_and_last
from receipts.domain.sentence import Sentence
from receipts.domain.zones import KOREA
from receipts_api.page.chart import chart
from receipts_api.page.desks import AtDesk
from receipts_api.page.rendering import redirect, render
from receipts_api.page.route import PageRoute
from receipts_api.routes.exports import ExportQuery, FileFormat, export_receipts

router = APIRouter(route_class=PageRoute)
_MONTH: Final = r"^\d{4}-(0[1-9]|1[0-2])$"
_YEARS: Final = range(1900, 2200)
_ACCOUNTS: Final = Sentence("계정과목별", "By account"), Sentence("계정과목 없음", "no account")
_SHOPS: Final = Sentence("가맹점별", "By shop"), Sentence("가맹점 미상", "unknown shop")
_DEPARTMENTS: Final = Sentence("부서별", "By department"), Sentence("부서 없음", "no department")


@router.get("/month")
def show_this_month(request: Request, desk: AtDesk) -> Response:
    """The month that is being closed: the last one in its successor's first ten days."""
    today = desk.provided.clock.now().astimezone(KOREA).date()
    wanted = _before(today) if today.day <= 10 else today  # noqa: PLR2004 - reports of a month are due by then
    return redirect(request, f"/month/{wanted:%Y-%m}")


@router.get("/month/{month}")
async def show_month(
    request: Request, desk: AtDesk, month: Annotated[str, PathParameter(pattern=_MONTH)]
) -> Response:
    """Sums, charts, what stops the close, and the files."""
    year, number = (int(part) for part in month.split("-"))
    if year not in _YEARS:
        return redirect(request, "/month")
    first, last = first_and_last(year, number)
    sums = await desk.provided.exports.run(
        desk.tenant_id, desk.provided.page.sum_up_month, desk.tenant_id, year, number
    )
    latest = None if sums.count else await run_sync(desk.last_issued, limiter=desk.provided.lists)
    return render(
        request,
        "month.html",
        month=sums,
        latest=latest,
        first=first,
        last=last,
        before=_before(first),
        after=_after(first),
        charts=[
            chart(*_ACCOUNTS, sums.accounts),
            chart(*_SHOPS, sums.merchants),
            chart(*_DEPARTMENTS, sums.departments),
        ],
    )


@router.get("/exports/{layout}.{format}")
async def export(
    layout: Annotated[str, PathParameter(max_length=100)],
    file_format: Annotated[FileFormat, PathParameter(alias="format")],
    desk: AtDesk,
    query: Annotated[ExportQuery, Query()],
) -> Response:
    """As GET /api/exports/…, for who has signed in."""
    return await export_receipts(layout, file_format, desk.tenant_id, desk.provided, query)


def _before(day: date) -> date:
    return day.replace(year=day.year - (day.month == 1), month=(day.month - 2) % 12 + 1, day=1)


def _after(day: date) -> date:
    return day.replace(year=day.year + (day.month == 12), month=day.month % 12 + 1, day=1)  # noqa: PLR2004
