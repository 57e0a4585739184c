"""The inbox: what came in, and how photos get in."""

from typing import Annotated, Final
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from receipts_api.documents import ReceiptDocument
from receipts_api.page.actions import Tab
from receipts_api.page.desks import AtDesk, Form
from receipts_api.page.inbox import Row, tabs
from receipts_api.page.rendering import reader_of, redirect, render
from receipts_api.page.route import PageRoute, UploadRoute
from receipts_api.photos import announced
from receipts_api.schemas import UploadAnswer, UploadRequest

router = APIRouter(route_class=PageRoute)
uploads = APIRouter(route_class=UploadRoute)

_SECONDS_BETWEEN_LOOKS: Final = 4


class InboxQuery(BaseModel):
    """What the inbox shows, all of it in the address, so that it can be kept and sent on."""

    model_config = ConfigDict(extra="ignore")

    tab: Tab = Tab.REVIEW
    cursor: str | None = Field(default=None, max_length=500)


@router.get("/")
async def show_inbox(request: Request, desk: AtDesk, query: Annotated[InboxQuery, Query()]) -> Response:
    """A tab of receipts. Asked for by htmx, it is the list alone: that is how the page keeps up."""
    page = await run_sync(desk.page, query.tab, query.cursor, limiter=desk.provided.lists)
    rows = [Row.of(receipt) for receipt in page.receipts]
    template = "inbox_part.html" if request.headers.get("hx-request") else "inbox.html"
    return render(
        request,
        template,
        rows=rows,
        tabs=tabs(query.tab, {}),
        current=query.tab,
        next_cursor=page.next_cursor,
        clear=[row for row in rows if row.is_clear],
        every=_SECONDS_BETWEEN_LOOKS,
        most_bytes=desk.provided.max_upload_bytes,
        done=request.query_params.get("done"),
    )


@router.post("/approve-clear")
async def approve_clear(request: Request, desk: AtDesk, form: Form) -> Response:
    """Approve those that were shown as clear and are so still."""
    shown = [_shown(str(text)) for text in form.getlist("shown")]
    outcome = await run_sync(desk.approve_clear, [one for one in shown if one], limiter=desk.provided.lists)
    return redirect(request, f"/?tab={Tab.READY}&done={outcome.approved}-{outcome.left}")


def _shown(text: str) -> tuple[UUID, int] | None:
    receipt_id, _, version = text.partition(":")
    try:
        return UUID(receipt_id), int(version)
    except ValueError:
        return None


@uploads.post("/uploads")
def open_slot(request: Request, upload: UploadRequest, desk: AtDesk) -> UploadAnswer:
    """As the API's own slot: the browser sends the photo straight to the bucket."""
    photo = announced(upload, desk.provided.max_upload_bytes)
    accepted = desk.provided.accept.open_slot(desk.tenant_id, photo)
    return UploadAnswer.of(ReceiptDocument.from_receipt(accepted.receipt, reader_of(request)), accepted.slot)
