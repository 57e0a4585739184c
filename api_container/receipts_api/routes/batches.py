"""Receipts that are dropped together: up to 300 announced in one call, and how far they have come."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, status

from receipts.domain.annotations import Written
from receipts.ports import Batch
from receipts.usecases.accept_receipt import Accepted, Announcement
from receipts_api import problems
from receipts_api.batch_documents import BatchAnswer, BatchDocument, BatchList, BatchRequest, SlotAnswer
from receipts_api.cursors import of_batches
from receipts_api.dependencies import Dependencies, KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.documents import ReceiptDocument
from receipts_api.errors import problem_of
from receipts_api.languages import ReaderLanguage
from receipts_api.openapi import problem_responses
from receipts_api.photos import announced
from receipts_api.problems import ProblemError
from receipts_api.rates import Purpose
from receipts_api.routes.receipts import PageQuery
from receipts_api.schemas import AnnouncedPhoto, Problem, UploadAnswer

router = APIRouter(prefix="/api/batches", tags=["batches"], route_class=TenantRoute)


class BatchesQuery(PageQuery):
    """How many batches."""

    limit: Annotated[int, Query(ge=1, le=100)] = 50


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Announce many photos",
    responses=problem_responses(401, 408, 413, 422, 429, 503),
)
def open_batch(
    request: Request, batch: BatchRequest, caller: KnownCaller, provided: Provided, language: ReaderLanguage
) -> BatchAnswer:
    """A batch, and for each photo, in the order they were announced, the receipt with a presigned PUT, or why
    there is none: one that cannot be taken does not stop the others. The same bytes are one receipt: one that
    is there already stays in the batch it came with. Without photos it is an empty batch, for
    `POST /api/receipts?batch=`. Each photo counts as one announcement towards the rate.
    """
    provided.rates.count(caller.key_hash, Purpose.UPLOAD, len(batch.photos))
    written, most = batch.annotations.written(), provided.max_upload_bytes
    asked = [_asked(request, photo, written, most) for photo in batch.photos]
    good = [one for one in asked if isinstance(one, Announcement)]
    made, accepted = provided.batches.announce(caller.tenant_id, batch.name, good)
    outcomes = iter(accepted)
    answers: list[SlotAnswer] = []
    for index, one in enumerate(asked):
        outcome = one if isinstance(one, Problem) else next(outcomes) or _unavailable(request)
        answers.append(_answer(index, outcome, language))
    return BatchAnswer(batch=_document(provided, made), slots=tuple(answers))


@router.get("", summary="List batches", responses=problem_responses(400, 401, 422, 429, 503))
def list_batches(tenant_id: Tenant, provided: Provided, query: Annotated[BatchesQuery, Query()]) -> BatchList:
    """Newest first, each with its counts; without estimates, which `GET /api/batches/{batch_id}` has."""
    its = of_batches(tenant_id)
    page = provided.batches.kept.find(tenant_id, after=its.decode(query.cursor), limit=query.limit)
    counts = provided.batches.kept.counts(tenant_id, [batch.id for batch in page.batches])
    found = tuple(BatchDocument.of(batch, counts.get(batch.id, {}), None) for batch in page.batches)
    return BatchList(batches=found, next_cursor=its.encode(page.last))


@router.get(
    "/{batch_id}",
    summary="Get a batch",
    responses=problem_responses(401, problems.BATCH_NOT_FOUND, 422, 429, 503),
)
def get_batch(batch_id: UUID, tenant_id: Tenant, provided: Provided) -> BatchDocument:
    """How many of its receipts stand where, and when the last that has come will have been read: the length
    of your line × the seconds that your last readings took ÷ the readers you may use. Null where nothing of
    it waits, or none of yours was read yet.
    """
    return _document(provided, provided.batches.kept.get(tenant_id, batch_id))


def _asked(
    request: Request, photo: AnnouncedPhoto, written: dict[str, Written], most: int
) -> Announcement | Problem:
    try:
        return announced(photo, most, written)
    except ProblemError as refusal:
        return problem_of(request, refusal.kind, refusal.facts)


def _unavailable(request: Request) -> Problem:
    return problem_of(request, problems.UNAVAILABLE)


def _answer(index: int, outcome: Accepted | Problem, language: ReaderLanguage) -> SlotAnswer:
    if isinstance(outcome, Problem):
        return SlotAnswer(index=index, problem=outcome)
    answer = UploadAnswer.of(ReceiptDocument.from_receipt(outcome.receipt, language), outcome.slot)
    return SlotAnswer(index=index, created=outcome.created, receipt=answer.receipt, upload=answer.upload)


def _document(provided: Dependencies, batch: Batch) -> BatchDocument:
    counts = provided.batches.kept.counts(batch.tenant_id, [batch.id]).get(batch.id, {})
    return BatchDocument.of(batch, counts, provided.batches.estimate.batch(batch.tenant_id, batch.id))
