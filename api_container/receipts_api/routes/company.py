"""What a company asks of its people."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body, Query
from pydantic import Field

from receipts_api.company_documents import (
    REFUSED_AS_IT_STANDS,
    CompanyChangeDocument,
    CompanyHistoryDocument,
    SettingsDocument,
)
from receipts_api.cursors import of_company
from receipts_api.dependencies import KnownCaller, Provided, Tenant, TenantRoute
from receipts_api.openapi import problem_responses
from receipts_api.routes.receipts import PageQuery

router = APIRouter(prefix="/api/settings", tags=["company"], route_class=TenantRoute)


class HistoryQuery(PageQuery):
    """How much of it."""

    limit: int = Field(default=50, ge=1, le=200)


_EXAMPLES: Final[dict[str, Any]] = {
    "nothing": REFUSED_AS_IT_STANDS,
    "default": {
        "summary": "As it is by default",
        "value": {"required_annotations": {"기업업무추진비": ["attendees", "purpose"]}},
    },
}


@router.get("", summary="Get the company's settings", responses=problem_responses(401, 422, 429, 503))
def get_settings(tenant_id: Tenant, provided: Provided) -> SettingsDocument:
    """As they were set, or the defaults: 기업업무추진비 requires attendees and purpose."""
    return SettingsDocument.of(provided.company.books.settings(tenant_id))


@router.put(
    "", summary="Set the company's settings", responses=problem_responses(401, 408, 413, 422, 429, 503)
)
def set_settings(
    settings: Annotated[SettingsDocument, Body(openapi_examples=_EXAMPLES)],
    caller: KnownCaller,
    provided: Provided,
) -> SettingsDocument:
    """Replaces all of them. What is approved already stays approved."""
    books = provided.company.books
    books.set_settings(caller.tenant_id, settings.to_settings(), provided.clock.now(), caller.author)
    return SettingsDocument.of(books.settings(caller.tenant_id))


@router.get(
    "/history",
    summary="List who changed settings and accounts",
    responses=problem_responses(400, 401, 422, 429, 503),
)
def list_company_changes(
    tenant_id: Tenant, provided: Provided, query: Annotated[HistoryQuery, Query()]
) -> CompanyHistoryDocument:
    """Who changed what is required, or the chart of accounts, when, and by which key; oldest first. What was
    set before there was a history is not in it.
    """
    its = of_company(tenant_id)
    page = provided.company.books.history(tenant_id, after=its.decode(query.cursor) or 0, limit=query.limit)
    changes = tuple(map(CompanyChangeDocument.of, page.changes))
    return CompanyHistoryDocument(changes=changes, next_cursor=its.encode(page.last))
