"""Receipts as a file for a spreadsheet or a bookkeeping program."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from enum import StrEnum
from typing import IO, Annotated, Final

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from fastapi.responses import StreamingResponse
from pydantic import Field

from receipts.domain.life_cycle import READ, Status
from receipts.domain.selection import Selection
from receipts.usecases.export_receipts import Export
from receipts_api import problems
from receipts_api.dependencies import Provided, Tenant, TenantRoute
from receipts_api.exports import csv_file, xlsx_file
from receipts_api.openapi import problem_responses
from receipts_api.problems import ProblemError
from receipts_api.selections import REPEATABLE, SelectionQuery


class _ExportRoute(TenantRoute):
    repeatable = REPEATABLE


router = APIRouter(prefix="/api/exports", tags=["exports"], route_class=_ExportRoute)

MOST_IN_A_WORKBOOK: Final = 20_000
"""A workbook is finished before it is sent, and the load balancer waits 60 s for the first byte."""
_CHUNK: Final = 256 * 1024


class FileFormat(StrEnum):
    """What the file is."""

    CSV = "csv"
    XLSX = "xlsx"


Read = StrEnum("Read", {it.name: it.value for it in Status if it in READ})  # type: ignore[misc] # no literal
Read.__doc__ = "Receipts that have values to export."


class ExportQuery(SelectionQuery):
    """As for the list of receipts, but of those alone that were read; approved ones where nobody says."""

    status: list[Read] = Field(  # type: ignore[assignment] # fewer than a list may show
        default=[Read(Status.APPROVED)], min_length=1, max_length=len(Read), description="May be repeated."
    )


@router.get(
    "/{layout}.{format}",
    summary="Export receipts",
    response_class=StreamingResponse,
    response_description="The file",
    responses=problem_responses(401, 404, 422, 429, 503)
    | {200: {"content": {csv_file.MEDIA_TYPE: {}, xlsx_file.MEDIA_TYPE: {}}}},
)
async def export_receipts(
    layout: Annotated[str, PathParameter(max_length=100, examples=["receipts", "journal"])],
    file_format: Annotated[FileFormat, PathParameter(alias="format")],
    tenant_id: Tenant,
    provided: Provided,
    query: Annotated[ExportQuery, Query()],
) -> StreamingResponse:
    """All receipts of a period as a spreadsheet, in the order of their dates: `receipts.csv` or
    `receipts.xlsx`, a row each; `journal.csv` or `journal.xlsx`, debits and credits (차변, 대변). A
    cancellation counts negative. CSV is UTF-8 and streamed, of any length; a workbook holds 20,000
    receipts. Without a period, receipts without a date are included and come last.
    """
    wanted = provided.layouts.get(layout)
    if wanted is None:
        raise ProblemError(problems.LAYOUT_NOT_FOUND, layouts=", ".join(sorted(provided.layouts)))
    selection = query.selection()
    # Of a few at a time, and apart from lists: a workbook holds its thread for many seconds.
    export = await run_sync(provided.export, tenant_id, selection, wanted, limiter=provided.exports)
    if file_format is FileFormat.CSV:
        chunks, media = csv_file.csv_chunks(wanted.headings, export.rows()), csv_file.MEDIA_TYPE
    else:
        chunks, media = await run_sync(_workbook, export, limiter=provided.exports), xlsx_file.MEDIA_TYPE
    disposition = f'attachment; filename="{_name(layout, selection)}.{file_format}"'
    content = _sent(chunks, provided.exports)
    return StreamingResponse(content, media_type=media, headers={"Content-Disposition": disposition})


async def _sent(chunks: Iterator[bytes], a_few: CapacityLimiter) -> AsyncIterator[bytes]:
    """The rows of a chunk are looked up when it is its turn. Starlette would do so with all threads there
    are: a dozen exports would take every database connection.
    """
    while chunk := await run_sync(next, chunks, b"", limiter=a_few):
        yield chunk


def _workbook(export: Export) -> Iterator[bytes]:
    """The whole file, written to one without a name, which is gone once it is closed."""
    if export.count > MOST_IN_A_WORKBOOK:
        raise ProblemError(problems.EXPORT_TOO_LARGE, count=export.count, most=MOST_IN_A_WORKBOOK)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is sent
    try:
        xlsx_file.write_xlsx(file, export.layout.name, export.layout.headings, export.rows())
    except BaseException:
        file.close()
        raise
    return _content(file)


def _content(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _name(layout: str, which: Selection) -> str:
    days = [day.isoformat() for day in (which.issued_from, which.issued_until) if day]
    return "_".join([layout, *days])
