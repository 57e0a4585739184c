"""Receipts as a file for a spreadsheet or a bookkeeping program."""

import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from enum import StrEnum
from functools import partial
from typing import IO, Annotated, Final

from fastapi import APIRouter, Query
from fastapi import Path as PathParameter
from fastapi.responses import StreamingResponse
from pydantic import Field

from receipts.domain.export_layout import SUMS_HEADINGS, sums_rows
from receipts.domain.life_cycle import READ, Status
from receipts.domain.photo_archive import HEADINGS, INDEX
from receipts.domain.selection import Selection
from receipts.domain.sums import Grouping
from receipts.usecases.export_photos import PhotoExport
from receipts.usecases.export_receipts import Export
from receipts_api import problems
from receipts_api.dependencies import KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.exports import csv_file, xlsx_file, zip_file
from receipts_api.openapi import problem_responses
from receipts_api.photo_links import sees_originals
from receipts_api.problems import ProblemError
from receipts_api.selections import REPEATABLE, SelectionQuery


class _ExportRoute(TenantRoute):
    repeatable = REPEATABLE


router = APIRouter(prefix="/api/exports", tags=["exports"], route_class=_ExportRoute)

MOST_IN_AN_ARCHIVE: Final = 5_000
"""Photos: some ten gigabytes, which take an hour or two. Who needs more takes a month after the other."""
MOST_IN_A_WORKBOOK: Final = 20_000
"""A workbook is finished before it is sent, and the load balancer waits 60 s for the first byte."""
_SUMMED_UP: Final = {"계정과목별": Grouping.ACCOUNT, "거래처별": Grouping.MERCHANT}
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
    "/photos.zip",
    summary="Export photos",
    response_class=StreamingResponse,
    response_description="The archive",
    responses=problem_responses(401, 422, problems.TOO_MANY_PHOTOS, 429, 503)
    | {200: {"content": {zip_file.MEDIA_TYPE: {}}}},
)
async def export_photos(
    caller: KnownCaller, provided: Provided, query: Annotated[ExportQuery, Query()]
) -> StreamingResponse:
    """The photos of the same receipts in one ZIP file, made while it is sent, of 5,000 photos at most. They
    are named by day, merchant and total; `index.csv` in it lists them in the same order, also those that are
    not in it because they lie in the archive (open one by `GET /api/receipts/{id}/image` to have it fetched).
    They are the photos as they came, which prove an expense; for a key that may not see those, the pages with
    card and resident numbers covered, and the index says so.
    """
    tenant_id, selection, places = caller.tenant_id, query.selection(), provided.exports
    export = await places.run(
        tenant_id, provided.export_photos, tenant_id, selection, sees_originals(provided, caller)
    )
    if export.count > MOST_IN_AN_ARCHIVE:
        raise ProblemError(problems.TOO_MANY_PHOTOS, count=export.count, most=MOST_IN_AN_ARCHIVE)
    chunks = zip_file.zip_chunks(_with_index(export))
    content = _sent(chunks, partial(places.run, tenant_id))
    return _file(f"{_name('photos', selection)}.zip", zip_file.MEDIA_TYPE, content)


@router.get(
    "/{layout}.{format}",
    summary="Export receipts",
    response_class=StreamingResponse,
    response_description="The file",
    responses=problem_responses(401, problems.LAYOUT_NOT_FOUND, 422, problems.EXPORT_TOO_LARGE, 429, 503)
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
    places = provided.exports
    export = await places.run(tenant_id, provided.export, tenant_id, selection, wanted)
    if file_format is FileFormat.CSV:
        headings = wanted.headings if wanted.has_headings else None
        chunks = csv_file.csv_chunks(headings, export.rows(), wanted.encoding, wanted.separator)
        media = csv_file.media_type(wanted.encoding)
    else:
        chunks, media = await places.run(tenant_id, _workbook, export), xlsx_file.MEDIA_TYPE
    content = _sent(chunks, partial(places.run, tenant_id))
    return _file(f"{_name(layout, selection)}.{file_format}", media, content)


def _file(name: str, media: str, content: AsyncIterator[bytes]) -> StreamingResponse:
    disposition = f'attachment; filename="{name}"'
    return StreamingResponse(content, media_type=media, headers={"Content-Disposition": disposition})


def _with_index(export: PhotoExport) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The index comes last: what became of a photo is known once it was fetched."""
    yield from export.photos()
    yield INDEX, csv_file.csv_chunks(HEADINGS, export.index)


async def _sent(
    chunks: Iterator[bytes], run: Callable[..., Coroutine[None, None, bytes]]
) -> AsyncIterator[bytes]:
    """The rows of a chunk are looked up when it is its turn. Starlette would do so with all threads there
    are: a dozen exports would take every database connection.
    """
    while chunk := await run(next, chunks, b""):
        yield chunk


def _workbook(export: Export) -> Iterator[bytes]:
    """The whole file, written to one without a name, which is gone once it is closed."""
    if export.count > MOST_IN_A_WORKBOOK:
        raise ProblemError(problems.EXPORT_TOO_LARGE, count=export.count, most=MOST_IN_A_WORKBOOK)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it is sent
    try:
        xlsx_file.write_xlsx(file, _sheets(export))
    except BaseException:
        file.close()
        raise
    return _content(file)


def _sheets(export: Export) -> Iterator[xlsx_file.Sheet]:
    """The rows and, beside receipts, what they add up to."""
    yield xlsx_file.Sheet(export.layout.name, export.layout.headings, export.rows())
    if export.layout.has_sums:
        for title, by in _SUMMED_UP.items():
            yield xlsx_file.Sheet(title, SUMS_HEADINGS, sums_rows(export.sums(by)))


def _content(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _name(layout: str, which: Selection) -> str:
    days = [day.isoformat() for day in (which.issued_from, which.issued_until) if day]
    return "_".join([layout, *days])
