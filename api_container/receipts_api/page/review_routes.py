"""Reviewing one receipt: look, correct, approve, and on to the next."""

from datetime import date
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.zones import KOREA
from receipts.errors import HistoryFullError, IllegalTransitionError, StaleReceiptError
from receipts_api.page.actions import Desk
from receipts_api.page.desks import AtDesk, Form
from receipts_api.page.forms import PATHS, Typed, typed
from receipts_api.page.rendering import receipt_address, redirect, render
from receipts_api.page.review import Review
from receipts_api.page.route import PageRoute
from receipts_api.page.sums import checked
from receipts_api.page.wording import field_name
from receipts_api.photo_links import photo_link

router = APIRouter(prefix="/receipts", route_class=PageRoute)


@router.get("/{receipt_id}")
def show_receipt(request: Request, receipt_id: UUID, desk: AtDesk) -> Response:
    """Photo and fields."""
    return _shown(request, desk, desk.receipt(receipt_id))


@router.get("/{receipt_id}/photo")
def get_photo(receipt_id: UUID, desk: AtDesk) -> RedirectResponse:
    """The photo, out of the bucket."""
    return RedirectResponse(photo_link(desk.provided, desk.receipt(receipt_id)))


@router.post("/{receipt_id}/check")
def check_typed(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """What the checks say of what is typed right now; nothing is kept."""
    receipt = desk.receipt(receipt_id)
    reading = receipt.reading or Reading()
    entered = typed(form, reading, _version(form, receipt), desk.person)
    found = checked(entered.applied_to(reading), _today(desk))
    return render(
        request, "checked_part.html", checked=found, errors=entered.errors, reading=reading, paths=PATHS
    )


@router.post("/{receipt_id}")
def keep_receipt(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """Keep what was typed and, if so asked, approve. If somebody was faster, nothing is kept and nothing of
    what was typed is lost: it is shown beside what the record says now.
    """
    receipt = desk.receipt(receipt_id)
    reading = receipt.reading or Reading()
    entered = typed(form, reading, _version(form, receipt), desk.person)
    if entered.errors:
        return _shown(request, desk, receipt, entered, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        following = _kept(desk, receipt, entered, str(form.get("action", "save")), _version(form, receipt))
    except StaleReceiptError:
        now = desk.receipt(receipt_id)
        return _shown(request, desk, now, entered, conflict=True, status=HTTPStatus.CONFLICT)
    except (IllegalTransitionError, HistoryFullError):
        return _shown(
            request, desk, desk.receipt(receipt_id), entered, refused=True, status=HTTPStatus.CONFLICT
        )
    return redirect(request, following)


def _kept(desk: Desk, receipt: Receipt, entered: Typed, action: str, version: int) -> str:
    """Where to go on. A form that was changed nowhere is no correction."""
    if entered.correction:
        receipt = desk.correct(receipt.id, entered.correction)
        version = receipt.version
    if action == "save":
        return f"{receipt_address(receipt.id)}?done=saved"
    desk.approve(receipt.id, version)
    following = desk.next_after(receipt)
    return f"{receipt_address(following)}?done=approved" if following else "/?done=all"


@router.post("/{receipt_id}/approve")
def approve_seen(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """Approve out of the list, as it was shown there."""
    try:
        desk.approve(receipt_id, _version(form, None))
    except (StaleReceiptError, IllegalTransitionError):
        return redirect(request, f"{receipt_address(receipt_id)}?done=changed")
    return render(request, "gone_part.html")


@router.post("/{receipt_id}/retry")
def retry_receipt(request: Request, receipt_id: UUID, desk: AtDesk) -> Response:
    """Read a failed receipt once more."""
    try:
        desk.retry(receipt_id)
    except IllegalTransitionError:
        return redirect(request, receipt_address(receipt_id))
    return render(request, "gone_part.html")


def _shown(
    request: Request,
    desk: Desk,
    receipt: Receipt,
    entered: Typed | None = None,
    *,
    conflict: bool = False,
    refused: bool = False,
    status: int = 200,
) -> Response:
    review = Review.of(
        receipt,
        desk.history(receipt.id),
        desk.provided.correct.categories,
        _today(desk),
        entered,
        conflict,
    )
    return render(
        request,
        "review.html",
        status,
        review=review,
        original=_original(desk, receipt),
        done=request.query_params.get("done"),
        refused=refused,
        field_name=field_name,
    )


def _original(desk: Desk, receipt: Receipt) -> Receipt | None:
    """What the receipt probably repeats, to be shown beside it."""
    return desk.receipt(receipt.duplicate_of) if receipt.duplicate_of else None


def _today(desk: Desk) -> date:
    return desk.provided.clock.now().astimezone(KOREA).date()


def _version(form: Form, receipt: Receipt | None) -> int:
    """The version that was looked at; 0, which no receipt has, for what is no number."""
    text = str(form.get("version", receipt.version if receipt else 0))
    return int(text) if text.isdecimal() and len(text) < len("2147483647") else 0
