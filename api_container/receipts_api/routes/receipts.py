"""What became of the receipts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from receipts_api import problems
from receipts_api.corrections import ApprovalRequest
from receipts_api.cursors import of_history
from receipts_api.dependencies import KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.documents import CorrectionDocument, ReceiptDocument
from receipts_api.etags import NOT_MODIFIED, IfMatch, IfNoneMatch, seen_by
from receipts_api.languages import ReaderLanguage
from receipts_api.merge_patch import MergePatch, act_of, correction_of
from receipts_api.openapi import problem_responses
from receipts_api.photo_links import PageNumber, photo_link, rendition_link, sees_originals
from receipts_api.schemas import CorrectionList

router = APIRouter(prefix="/api/receipts", tags=["receipts"], route_class=TenantRoute)


class PageQuery(BaseModel):
    """Where a page begins. Unknown parameters are refused, as everywhere."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(default=None, max_length=500, description="`next_cursor` of the page before.")


class CorrectionsQuery(PageQuery):
    """How much of a history."""

    limit: int = Field(default=20, ge=1, le=50)


@router.get(
    "/{receipt_id}",
    summary="Get a receipt",
    responses=NOT_MODIFIED | problem_responses(401, 404, 422, 429, 503),
)
def get_receipt(
    receipt_id: UUID,
    tenant_id: Tenant,
    provided: Provided,
    language: ReaderLanguage,
    _known: IfNoneMatch = None,
) -> ReceiptDocument:
    """Everything that is known of one receipt; what was not read is null, and so is `estimated_finish_at` of
    one that is not queued, or while none of yours was read yet.
    """
    receipt = provided.store.get(tenant_id, receipt_id)
    finish = provided.batches.estimate.receipts(tenant_id, [receipt]).get(receipt_id)
    return ReceiptDocument.from_receipt(receipt, language, finish)


@router.get(
    "/{receipt_id}/image",
    summary="Get the photo",
    status_code=status.HTTP_307_TEMPORARY_REDIRECT,
    response_class=RedirectResponse,
    response_description="A presigned address that soon expires",
    responses=problem_responses(
        401,
        problems.ORIGINAL_NOT_ALLOWED,
        404,
        problems.PHOTO_NOT_FOUND,
        problems.PHOTO_ARCHIVED,
        422,
        429,
        503,
    ),
)
def get_image(receipt_id: UUID, caller: KnownCaller, provided: Provided) -> RedirectResponse:
    """Redirects to the photo in the bucket as it came, card numbers and all; one in the archive is asked
    back, which takes hours. Keys of systems see it, and keys of people whom the operator named.
    """
    receipt = provided.store.get(caller.tenant_id, receipt_id)
    return RedirectResponse(photo_link(provided, receipt, is_allowed=sees_originals(provided, caller)))


@router.get(
    "/{receipt_id}/pages/{page}",
    summary="Get a page for showing",
    status_code=status.HTTP_307_TEMPORARY_REDIRECT,
    response_class=RedirectResponse,
    response_description="A presigned address that soon expires",
    responses=problem_responses(401, 404, problems.PHOTO_NOT_FOUND, problems.PAGE_NOT_FOUND, 422, 429, 503),
)
def get_page(receipt_id: UUID, page: PageNumber, tenant_id: Tenant, provided: Provided) -> RedirectResponse:
    """Redirects to a JPEG of one page of the photo, upright, with card and resident numbers painted over:
    boxes of `fields` are places on it, in proportion. HEIC, TIFF and PDF have one, too.
    """
    return RedirectResponse(rendition_link(provided, provided.store.get(tenant_id, receipt_id), page))


@router.post(
    "/{receipt_id}/retry",
    summary="Read a failed receipt once more",
    status_code=status.HTTP_202_ACCEPTED,
    response_description="Queued for reading",
    responses=problem_responses(401, 404, problems.NOT_RETRYABLE, problems.PHOTO_ARCHIVED, 422, 429, 503),
)
def retry_receipt(
    receipt_id: UUID, caller: KnownCaller, provided: Provided, language: ReaderLanguage
) -> ReceiptDocument:
    """Puts a failed receipt back on the queue. Pressed twice, the second press is refused, not doubled. A
    photo in the archive is asked back first, which takes up to 12 hours.
    """
    return ReceiptDocument.from_receipt(provided.retry(caller.tenant_id, receipt_id, caller.key), language)


@router.patch(
    "/{receipt_id}",
    summary="Correct a receipt",
    responses=problem_responses(
        401, 404, 408, 409, problems.NOT_REVIEWABLE, problems.HISTORY_FULL, 412, 413, 422, 429, 503
    ),
)
def correct_receipt(
    receipt_id: UUID,
    patch: MergePatch,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """Put right what was misread, as a merge patch (RFC 7396) on the receipt: what is left out stays, null is
    "not on the receipt", a list replaces the whole list. What says the same as the record changes nothing, so
    a record may be sent back as it was read. `version`, or `If-Match`, is the one you saw: if somebody was
    faster, nothing happens; your own correction, sent again, is answered as it was. An approved receipt needs
    review again, but not for its `annotations` alone, unless one is taken away that its account requires. A
    receipt takes 200 corrections.
    """
    receipt = provided.store.get(caller.tenant_id, receipt_id)
    seen = seen_by(caller, receipt_id, act_of(patch), if_match)
    kept = provided.keep(seen, correction_of(patch, receipt, seen.version))
    return ReceiptDocument.from_receipt(kept, language)


@router.post(
    "/{receipt_id}/approve",
    summary="Approve a receipt",
    responses=problem_responses(
        401,
        404,
        408,
        409,
        problems.NOT_REVIEWABLE,
        problems.APPROVAL_REFUSED,
        problems.HISTORY_FULL,
        412,
        413,
        422,
        429,
        503,
    ),
)
def approve_receipt(
    receipt_id: UUID,
    approval: ApprovalRequest,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """Close the review. All checks are run once more; each that warns has to be named in `accept`, else the
    answer lists what is in the way. A total and a date there must be. What was only read with little
    confidence, you confirm by approving. A merchant that was corrected is known by its business number from
    now on.
    """
    seen = seen_by(caller, receipt_id, approval, if_match)
    return ReceiptDocument.from_receipt(provided.approve(seen, approval.accept), language)


@router.get(
    "/{receipt_id}/corrections",
    summary="List what people did with a receipt",
    responses=problem_responses(400, 401, 404, 422, 429, 503),
)
def list_corrections(
    receipt_id: UUID,
    tenant_id: Tenant,
    provided: Provided,
    query: Annotated[CorrectionsQuery, Query()],
) -> CorrectionList:
    """Who corrected or approved it, when, and every value before and after; oldest first."""
    its = of_history(tenant_id, receipt_id)
    after = its.decode(query.cursor) or 0
    page = provided.store.corrections(tenant_id, receipt_id, after=after, limit=query.limit)
    found = tuple(map(CorrectionDocument.from_correction, page.corrections))
    return CorrectionList(corrections=found, next_cursor=its.encode(page.last))
