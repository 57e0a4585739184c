"""What people decide about whole receipts: every receipt has a way out, and every way out a way back."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status
from pydantic import ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from receipts.domain.decisions import LONGEST_NOTE, Keep, RejectReason
from receipts.usecases.reread import Compared
from receipts_api.corrections import LAST_VERSION, VERSION, Act
from receipts_api.dependencies import KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.documents import ChangeDocument, ReceiptDocument
from receipts_api.etags import IfMatch, seen_by
from receipts_api.languages import ReaderLanguage
from receipts_api.openapi import problem_responses
from receipts_api.schemas import RereadDocument
from receipts_api.texts import cleaned

router = APIRouter(prefix="/api/receipts", tags=["decisions"], route_class=TenantRoute)

_PROBLEMS = problem_responses(401, 404, 408, 409, 412, 413, 422, 429, 503)


class DecisionRequest(Act):
    """Which version of the receipt was looked at, and by whom."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1}]})


class RejectRequest(DecisionRequest):
    """Why the receipt is no expense of the company; `other` needs a note."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1, "reason": "private"}]})

    reason: RejectReason
    note: Annotated[str, Field(max_length=LONGEST_NOTE), cleaned(LONGEST_NOTE)] | None = Field(
        default=None,
        validate_default=True,
        description="For the history; it is purged with the receipt.",
        examples=["가족 모임"],
    )

    @field_validator("note")
    @classmethod
    def _other_is_explained(cls, note: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("reason") is RejectReason.OTHER and not note:
            raise PydanticCustomError("missing", "reason `other` needs a note")
        return note or None


class ResolveRequest(DecisionRequest):
    """Which of two receipts of one purchase counts; `both` are two purchases, and never linked again."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 1, "keep": "both"}]})

    keep: Keep
    other: UUID | None = Field(
        default=None, description="The receipt to compare with; left out, the one in `duplicate_of`."
    )


class SeenQuery(DecisionRequest):
    """The same as parameters, for a request that has no body."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = Field(default=None, ge=1, le=LAST_VERSION, description=VERSION)


@router.post("/{receipt_id}/reject", summary="Reject a receipt", responses=_PROBLEMS)
def reject_receipt(
    receipt_id: UUID,
    request: RejectRequest,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """It is no expense of the company (반려). It counts no longer: nothing is its duplicate or cancelled by
    it, and no export has it unless asked. Possible for a receipt that was read, approved or has failed.
    """
    receipt = provided.decide.reject(
        seen_by(caller, receipt_id, request, if_match), request.reason, request.note
    )
    return ReceiptDocument.from_receipt(receipt, language)


@router.post("/{receipt_id}/reopen", summary="Take a rejection back", responses=_PROBLEMS)
def reopen_receipt(
    receipt_id: UUID,
    request: DecisionRequest,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """A rejected receipt is looked at anew, and compared with the others as if it came now."""
    return ReceiptDocument.from_receipt(
        provided.decide.reopen(seen_by(caller, receipt_id, request, if_match)), language
    )


@router.post("/{receipt_id}/resolve", summary="Resolve a duplicate", responses=_PROBLEMS)
def resolve_duplicate(
    receipt_id: UUID,
    request: ResolveRequest,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """Of two receipts of one purchase `this` counts, or the `other`: the one that does not is rejected as its
    duplicate. Or `both` are real: then they are never taken for duplicates again.
    """
    receipt = provided.decide.resolve(
        seen_by(caller, receipt_id, request, if_match), request.keep, request.other
    )
    return ReceiptDocument.from_receipt(receipt, language)


@router.delete("/{receipt_id}", summary="Delete a receipt", responses=_PROBLEMS)
def delete_receipt(
    receipt_id: UUID,
    query: Annotated[SeenQuery, Query()],
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """From whatever status. It is found only by its id, or among `status=deleted`, and can be restored until
    it is purged with its photo: 30 days later, unless the operator chose otherwise. The same photo sent
    again is a new receipt. The tax law wants proofs of expenses kept for years: delete what is none.
    """
    return ReceiptDocument.from_receipt(
        provided.decide.delete(seen_by(caller, receipt_id, query, if_match)), language
    )


@router.post("/{receipt_id}/restore", summary="Restore a deleted receipt", responses=_PROBLEMS)
def restore_receipt(
    receipt_id: UUID,
    request: DecisionRequest,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> ReceiptDocument:
    """As it stood before it was deleted; what was in the queue is queued again, and what had been approved
    and repeats another receipt by now needs review. Refused where the same photo was sent again meanwhile.
    """
    return ReceiptDocument.from_receipt(
        provided.decide.restore(seen_by(caller, receipt_id, request, if_match)), language
    )


@router.post(
    "/{receipt_id}/reread",
    summary="Read a receipt anew",
    status_code=status.HTTP_202_ACCEPTED,
    response_description="Queued for the present engine, with how its last reading differs from the record",
    responses=_PROBLEMS,
)
def reread_receipt(
    receipt_id: UUID,
    request: DecisionRequest,
    caller: KnownCaller,
    provided: Provided,
    language: ReaderLanguage,
    if_match: IfMatch = None,
) -> RereadDocument:
    """With the present engine. What people wrote stays, and what was approved stays approved, whatever is
    read; the new reading is kept beside it. Until it is read, the receipt is queued and shows what it showed.
    """
    provided.reread(seen_by(caller, receipt_id, request, if_match))
    return _compared(provided.reread.compare(caller.tenant_id, receipt_id), language)


@router.get(
    "/{receipt_id}/reread",
    summary="Compare the last reading with what is shown",
    responses=problem_responses(401, 404, 422, 429, 503),
)
def compare_reading(
    receipt_id: UUID, tenant_id: Tenant, provided: Provided, language: ReaderLanguage
) -> RereadDocument:
    """Field by field, what the engine read last and where it differs from what the receipt shows."""
    return _compared(provided.reread.compare(tenant_id, receipt_id), language)


def _compared(compared: Compared, language: ReaderLanguage) -> RereadDocument:
    found = compared.differences
    return RereadDocument(
        receipt=ReceiptDocument.from_receipt(compared.receipt, language),
        differences=None if found is None else tuple(map(ChangeDocument.model_validate, found)),
    )
