"""What a person decides about a whole receipt: reject it, take that back, tell it from its double."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from receipts.domain.decisions import LONGEST_NOTE, Keep, RejectReason
from receipts.errors import HistoryFullError, NotDuplicatesError, StaleReceiptError, UndecidableError
from receipts_api.page.desks import AtDesk, Form, version_in
from receipts_api.page.lists import list_in, onward, receipt_in
from receipts_api.page.rendering import receipt_address, redirect
from receipts_api.page.route import PageRoute
from receipts_api.texts import clean

router = APIRouter(prefix="/receipts", route_class=PageRoute)

_REFUSED = (StaleReceiptError, UndecidableError, HistoryFullError, NotDuplicatesError)


@router.post("/{receipt_id}/reject")
def reject(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """It is no expense of the company; on to the next."""
    within = list_in(str(form.get("list", "")))
    note = clean(str(form.get("note", "")))[:LONGEST_NOTE]
    reason = form.get("reason")
    if reason not in set(RejectReason) or (reason == RejectReason.OTHER and not note):
        return redirect(request, receipt_in(within, receipt_id, done="no-reason"))
    before = desk.receipt(receipt_id)
    try:
        desk.reject(receipt_id, version_in(form), RejectReason(str(reason)), note or None)
    except _REFUSED:
        return redirect(request, receipt_in(within, receipt_id, done="changed"))
    return redirect(request, onward(desk, before, within, "rejected"))


@router.post("/{receipt_id}/reopen")
def reopen(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """It was rejected in error."""
    try:
        desk.reopen(receipt_id, version_in(form))
    except _REFUSED:
        return redirect(request, f"{receipt_address(receipt_id)}?done=changed")
    return redirect(request, f"{receipt_address(receipt_id)}?done=reopened")


@router.post("/{receipt_id}/resolve")
def resolve(request: Request, receipt_id: UUID, desk: AtDesk, form: Form) -> Response:
    """Which of two receipts of one purchase counts, or that they are two purchases."""
    keep, within = form.get("keep"), list_in(str(form.get("list", "")))
    if keep not in set(Keep):
        return redirect(request, receipt_in(within, receipt_id))
    before = desk.receipt(receipt_id)
    try:
        desk.resolve(receipt_id, version_in(form), Keep(str(keep)))
    except _REFUSED:
        return redirect(request, receipt_in(within, receipt_id, done="changed"))
    if keep != Keep.OTHER:
        opened = str(form.get("opened", ""))
        return redirect(request, receipt_in(within, receipt_id, done="resolved", opened=opened))
    return redirect(request, onward(desk, before, within, "resolved-next"))
