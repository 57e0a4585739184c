"""The two ways in: a slot for a presigned PUT, and the photo itself."""

from typing import Annotated, Any
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response, status
from pydantic import BaseModel, ConfigDict, Field

from receipts.domain.sentence import Language
from receipts.usecases.accept_receipt import Accepted
from receipts_api import problems
from receipts_api.dependencies import Dependencies, PhotoRoute, Provided, SlotRoute, Tenant
from receipts_api.documents import ReceiptDocument
from receipts_api.languages import ReaderLanguage
from receipts_api.openapi import problem_responses
from receipts_api.photos import announced, expect_form, found, photo_in, with_bytes_kept, written_in
from receipts_api.schemas import UploadAnswer, UploadRequest

slots = APIRouter(prefix="/api/uploads", tags=["uploads"], route_class=SlotRoute)
photos = APIRouter(prefix="/api/receipts", tags=["uploads"], route_class=PhotoRoute)

_MOST_FIELDS = 8
_LARGEST_FIELD = 16 * 1024

_PROBLEMS = (401, problems.BATCH_NOT_FOUND, 408, 413, 415, 422, 429, 503)

_PHOTO_FORM: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "annotations": {
                            "type": "string",
                            "maxLength": _LARGEST_FIELD,
                            "description": "What the company writes on it: a JSON object as in PATCH.",
                        },
                    },
                }
            }
        },
    }
}


class SendQuery(BaseModel):
    """Where a photo belongs. An unknown parameter is refused."""

    model_config = ConfigDict(extra="forbid")

    batch: UUID | None = Field(default=None, description="The batch that it comes with.")


_LOCATION = {"Location": {"description": "Where to follow the receipt.", "schema": {"type": "string"}}}


@slots.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Ask for an upload slot",
    responses={
        200: {"model": UploadAnswer, "description": "These bytes are a receipt already"},
        **problem_responses(*_PROBLEMS),
    },
)
def open_upload(
    upload: UploadRequest, response: Response, tenant_id: Tenant, provided: Provided, language: ReaderLanguage
) -> UploadAnswer:
    """Announce a photo and get a presigned PUT for it. The same bytes are one receipt: where the photo is
    here already, `upload` is null; where it was announced but never sent, there is a fresh slot for it, with
    headers as it is announced now. A receipt that failed is read again.
    """
    announcement = announced(upload, provided.max_upload_bytes, batch_id=upload.batch_id)
    if upload.batch_id:
        provided.batches.kept.get(tenant_id, upload.batch_id)
    accepted = provided.accept.open_slot(tenant_id, announcement)
    if not accepted.created:
        response.status_code = status.HTTP_200_OK
    return UploadAnswer.of(_shown(accepted, provided, language), accepted.slot)


@photos.post(
    "",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Send a photo",
    openapi_extra=_PHOTO_FORM,
    responses={
        200: {
            "model": ReceiptDocument,
            "description": "These bytes are a receipt already",
            "headers": _LOCATION,
        },
        202: {"description": "Queued for reading", "headers": _LOCATION},
        **problem_responses(
            *_PROBLEMS,
            problems.BAD_REQUEST,
            problems.TOO_MANY_UPLOADS,
            problems.UPLOADS_BUSY,
            problems.DISK_FULL,
        ),
    },
)
async def send_receipt(
    request: Request,
    response: Response,
    tenant_id: Tenant,
    provided: Provided,
    language: ReaderLanguage,
    query: Annotated[SendQuery, Query()],
) -> ReceiptDocument:
    """Send a photo or PDF as the form field `file`, and what the company writes on it as `annotations`. It is
    read in the background: follow `Location`. The bytes of a receipt that failed are read again.
    """
    # Parsed here and not by FastAPI, because this closes the spooled file and bounds what a form may hold.
    expect_form(request.headers)
    if query.batch:
        await run_sync(provided.batches.kept.get, tenant_id, query.batch)
    gate = provided.gate
    with gate.place(tenant_id):
        sent = with_bytes_kept(request)
        async with sent.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LARGEST_FIELD) as form:
            photo = photo_in(form)
            written = written_in(form)
            announcement = await gate.run(found, photo, provided.max_upload_bytes, written, query.batch)
            accepted = await gate.run(provided.accept.take, tenant_id, announcement, photo.file)
    response.headers["Location"] = f"/api/receipts/{accepted.receipt.id}"
    if not accepted.created:
        response.status_code = status.HTTP_200_OK
    return await run_sync(_shown, accepted, provided, language)


def _shown(accepted: Accepted, provided: Dependencies, language: Language) -> ReceiptDocument:
    receipt = accepted.receipt
    finish = provided.batches.estimate.receipts(receipt.tenant_id, [receipt]).get(receipt.id)
    return ReceiptDocument.from_receipt(receipt, language, finish)
