"""The inbox: what came in, and how photos get in."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Annotated, Final
from uuid import UUID

from anyio.to_thread import run_sync
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from receipts.domain.record import Receipt
from receipts_api.documents import ReceiptDocument
from receipts_api.page.actions import Tab
from receipts_api.page.desks import AtDesk, Form, taught_in
from receipts_api.page.inbox import Row, fingerprint, tabs
from receipts_api.page.lists import InboxQuery
from receipts_api.page.rendering import reader_of, redirect, render
from receipts_api.page.route import PageRoute, UploadRoute
from receipts_api.photos import announced
from receipts_api.schemas import UploadAnswer, UploadRequest

router = APIRouter(route_class=PageRoute)
uploads = APIRouter(route_class=UploadRoute)

_SECONDS_BETWEEN_LOOKS: Final = 4
_LONGEST_DONE: Final = 20


class OpenedBatch(BaseModel):
    """A batch without photos."""

    batch_id: UUID


@router.get("/")
async def show_inbox(request: Request, desk: AtDesk, query: Annotated[InboxQuery, Query()]) -> Response:
    """A tab of receipts. Asked for by htmx, it is the list alone: that is how the page keeps up."""
    which = query.selection()
    limiter = desk.provided.lists
    found: Sequence[Receipt] = ()
    cursor: str | None = None
    counts: Mapping[Tab, int] = {}
    is_whole = True
    if which:
        found, cursor = await run_sync(desk.page, query.tab, which, query.cursor, limiter=limiter)
        counts, is_whole = await run_sync(desk.counts, which, limiter=limiter)
    arrival = await run_sync(desk.arrival, limiter=limiter)
    settings = await run_sync(desk.settings, limiter=limiter)
    rows = [Row.of(receipt, settings, query) for receipt in found]
    counted = tabs(query.tab, counts, query.address)
    is_part, shown = bool(request.headers.get("hx-request")), fingerprint(rows, counted, arrival)
    if is_part and request.query_params.get("shown") == shown:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return render(
        request,
        "inbox_part.html" if is_part else "inbox.html",
        rows=rows,
        arrival=arrival,
        tabs=counted,
        shown=shown,
        current=query.tab,
        further=query.address(cursor=cursor) if cursor else None,
        query=query,
        is_filtered=bool(query.filters),
        is_understood=which is not None,
        is_whole=is_whole,
        accounts=_accounts(desk),
        clear=[row for row in rows if row.is_clear],
        every=_SECONDS_BETWEEN_LOOKS,
        most_bytes=desk.provided.max_upload_bytes,
        shop_told=_shop_told(request.query_params.get("done", "")[:_LONGEST_DONE]),
        taught=[it for it in [taught_in(request)] if it],
        done=request.query_params.get("done"),
    )


def _shop_told(done: str) -> tuple[int, int, int] | None:
    """How many receipts of a shop were settled, how many of these are clear, and how many are not."""
    match done.split("-"):
        case ["shop", changed, cleared] if changed.isdecimal() and cleared.isdecimal():
            return int(changed), int(cleared), int(changed) - int(cleared)
    return None


def _accounts(desk: AtDesk) -> list[tuple[str, str]]:
    """Code and name of each account that receipts are booked to."""
    return sorted(((it.code, it.name) for it in desk.chart()), key=lambda it: (it[1], it[0]))


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


@router.post("/batches")
def open_batch(desk: AtDesk) -> OpenedBatch:
    """What photos that are dropped together are put into, so that it can be told when all will be read."""
    batch, _ = desk.provided.batches.announce(desk.tenant_id, None, [])
    return OpenedBatch(batch_id=batch.id)


@uploads.post("/uploads")
def open_slot(request: Request, upload: UploadRequest, desk: AtDesk) -> UploadAnswer:
    """As the API's own slot: the browser sends the photo straight to the bucket."""
    photo = announced(upload, desk.provided.max_upload_bytes, batch_id=upload.batch_id)
    if upload.batch_id:
        desk.provided.batches.kept.get(desk.tenant_id, upload.batch_id)
    accepted = desk.provided.accept.open_slot(desk.tenant_id, photo)
    return UploadAnswer.of(ReceiptDocument.from_receipt(accepted.receipt, reader_of(request)), accepted.slot)
