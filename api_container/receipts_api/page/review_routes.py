"""Reviewing one receipt: look, correct, approve, and on to the next."""

from dataclasses import replace
from datetime import date
from enum import Enum, auto
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from receipts.domain.decisions import RejectReason
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.domain.zones import KOREA
from receipts.errors import (
    AcceptanceError,
    ApprovalRefusedError,
    HistoryFullError,
    IllegalTransitionError,
    ImpossibleValuesError,
    PhotoArchivedError,
    StaleReceiptError,
    UndecidableError,
)
from receipts_api import problems
from receipts_api.page.actions import Desk
from receipts_api.page.desks import AtDesk, Form, opened_at, opened_in, taught_in, version_in
from receipts_api.page.forms import PATHS, Typed, impossible, typed
from receipts_api.page.lists import InboxQuery, list_in, onward, receipt_in
from receipts_api.page.rendering import receipt_address, redirect, render
from receipts_api.page.review import Books, Review
from receipts_api.page.route import PageRoute
from receipts_api.page.sums import checked
from receipts_api.page.wording import REJECT_REASONS, act_name, field_name
from receipts_api.page.written import ANNOTATION_PATHS, needs
from receipts_api.photo_links import PageNumber, photo_link, rendition_link
from receipts_api.problems import ProblemError

router = APIRouter(prefix="/receipts", route_class=PageRoute)


@router.get("/{receipt_id}")
def show_receipt(request: Request, receipt_id: UUID, desk: AtDesk) -> Response:
    """Photo and fields."""
    return _shown(request, desk, desk.receipt(receipt_id))


@router.get("/{receipt_id}/photo")
def get_photo(receipt_id: UUID, desk: AtDesk) -> RedirectResponse:
    """The photo as it came, out of the bucket, for who may see it."""
    return RedirectResponse(
        photo_link(desk.provided, desk.receipt(receipt_id), is_allowed=desk.sees_originals)
    )


@router.get("/{receipt_id}/pages/{page}")
def get_page(receipt_id: UUID, page: PageNumber, desk: AtDesk) -> RedirectResponse:
    """A page of it with its numbers covered."""
    return RedirectResponse(rendition_link(desk.provided, desk.receipt(receipt_id), page))


@router.post("/{receipt_id}/check")
def check_typed(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """What the checks say of what is typed right now; nothing is kept."""
    receipt = desk.receipt(receipt_id)
    reading = receipt.reading or Reading()
    entered = _entered(form, receipt, desk)
    return render(
        request,
        "checked_part.html",
        checked=checked(entered.applied_to(reading), _today(desk)),
        errors=entered.errors,
        lines=entered.lines,
        needs=needs(entered.texts, desk.settings()),
        paths=PATHS,
        annotation_paths=ANNOTATION_PATHS,
    )


@router.post("/{receipt_id}")
def keep_receipt(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """Keep what was typed and, if so asked, approve. If somebody was faster, nothing is kept and nothing of
    what was typed is lost: it is shown beside what the record says now.
    """
    receipt = desk.receipt(receipt_id)
    entered = _entered(form, receipt, desk)
    request.state.opened, request.state.within = form.get("opened"), list_in(str(form.get("list", "")))
    if entered.errors:
        return _shown(request, desk, receipt, entered)
    try:
        following = _kept(desk, receipt, entered, form, request.state.within)
    except (ApprovalRefusedError, AcceptanceError):  # what was typed is kept by now
        return _shown(request, desk, desk.receipt(receipt_id), because=_NotDone.OBSTACLES)
    except ImpossibleValuesError as error:
        told = replace(entered, errors=impossible(error.found))
        return _shown(request, desk, receipt, told)
    except StaleReceiptError:
        return _shown(request, desk, desk.receipt(receipt_id), entered, _NotDone.CONFLICT)
    except (IllegalTransitionError, HistoryFullError):
        return _shown(request, desk, desk.receipt(receipt_id), entered, _NotDone.REFUSED)
    return redirect(request, following)


def _kept(desk: Desk, receipt: Receipt, entered: Typed, form: Form, within: InboxQuery | None) -> str:
    """Where to go on. A form that was changed nowhere is no correction."""
    version, action = version_in(form, receipt.version), form.get("action", "save")
    accept = [] if entered.correction else [str(code) for code in form.getlist("accept")]
    if entered.correction:
        receipt = desk.keep(receipt.id, entered.correction)
        version = receipt.version
    if action == "save":
        return receipt_in(within, receipt.id, done="saved", opened=str(form.get("opened", "")))
    desk.approve(receipt.id, version, accept, opened_in(form))
    address = onward(desk, receipt, within, "approved")
    return address + (f"&taught={receipt.id}" if desk.teaches(receipt) else "")


def _entered(form: Form, receipt: Receipt, desk: Desk) -> Typed:
    version = version_in(form, receipt.version)
    return typed(form, receipt.reading or Reading(), version, desk.person, receipt.annotations)


@router.post("/{receipt_id}/approve")
def approve_seen(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """Approve out of the list, as it was shown there."""
    within = list_in(str(form.get("list", "")))
    try:
        desk.approve(receipt_id, version_in(form))
    except ApprovalRefusedError:
        return redirect(request, receipt_in(within, receipt_id, done="look"))
    except (StaleReceiptError, IllegalTransitionError):
        return redirect(request, receipt_in(within, receipt_id, done="changed"))
    return render(request, "gone_part.html")


@router.post("/{receipt_id}/retry")
def retry_receipt(request: Request, receipt_id: UUID, desk: AtDesk) -> Response:
    """Read a failed receipt once more."""
    try:
        desk.retry(receipt_id)
    except IllegalTransitionError:
        return redirect(request, receipt_address(receipt_id))
    return render(request, "gone_part.html")


@router.post("/{receipt_id}/reread")
def reread_receipt(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """Read one anew that was read before there were pictures to show."""
    try:
        desk.reread(receipt_id, version_in(form))
    except (StaleReceiptError, UndecidableError, HistoryFullError):
        return redirect(request, f"{receipt_address(receipt_id)}?done=changed")
    except PhotoArchivedError:
        raise ProblemError(problems.PHOTO_ARCHIVED, problems.FROM_THE_ARCHIVE) from None
    return redirect(request, receipt_address(receipt_id))


class _NotDone(Enum):
    """Why what was asked for was not done: somebody was faster, the record does not allow it, or an approval
    has to name what it accepts.
    """

    CONFLICT = auto()
    REFUSED = auto()
    OBSTACLES = auto()


def _shown(
    request: Request,
    desk: Desk,
    receipt: Receipt,
    entered: Typed | None = None,
    because: _NotDone | None = None,
) -> Response:
    today, conflict = _today(desk), because is _NotDone.CONFLICT
    books = Books(desk.chart(), desk.settings())
    review = Review.of(receipt, desk.history(receipt.id), books, today, entered, conflict)
    status = HTTPStatus.CONFLICT if because else HTTPStatus.OK
    return render(
        request,
        "review.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if entered and entered.errors else status,
        review=review,
        original=_original(desk, receipt),
        sees_originals=desk.sees_originals,
        opened=opened_at(desk, getattr(request.state, "opened", None) or request.query_params.get("opened")),
        within=_within(request),
        taught=[it for it in (taught_in(request), receipt.id if desk.teaches(receipt) else None) if it],
        done=request.query_params.get("done"),
        obstacles=desk.obstacles(receipt) if because is _NotDone.OBSTACLES else [],
        reject_reasons=list(RejectReason),
        refused=because is _NotDone.REFUSED,
        field_name=field_name,
        act_name=act_name,
        reject_words=REJECT_REASONS,
    )


def _within(request: Request) -> InboxQuery | None:
    """The list that the receipt was opened in."""
    named = request.query_params.get("list", "")
    return getattr(request.state, "within", None) or list_in(named)


def _original(desk: Desk, receipt: Receipt) -> Receipt | None:
    """What the receipt probably repeats, to be shown beside it."""
    return desk.receipt(receipt.duplicate_of) if receipt.duplicate_of else None


def _today(desk: Desk) -> date:
    return desk.provided.clock.now().astimezone(KOREA).date()
