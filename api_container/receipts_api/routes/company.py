"""What a company asks of its people."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Body

from receipts_api.company_documents import REFUSED_AS_IT_STANDS, SettingsDocument
from receipts_api.dependencies import Provided, Tenant, TenantRoute
from receipts_api.openapi import problem_responses

router = APIRouter(prefix="/api/settings", tags=["company"], route_class=TenantRoute)

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
    tenant_id: Tenant,
    provided: Provided,
) -> SettingsDocument:
    """Replaces all of them. What is approved already stays approved."""
    provided.company.books.set_settings(tenant_id, settings.to_settings(), provided.clock.now())
    return SettingsDocument.of(provided.company.books.settings(tenant_id))
