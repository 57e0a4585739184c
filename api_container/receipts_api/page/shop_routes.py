"""One correction clears a shop: what was learned from a receipt is applied to all that wait of its shop."""

from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from receipts.domain.life_cycle import Status
from receipts_api.page.actions import Tab
from receipts_api.page.desks import AtDesk
from receipts_api.page.rendering import redirect, render
from receipts_api.page.route import PageRoute

router = APIRouter(prefix="/receipts", route_class=PageRoute)


@router.get("/{receipt_id}/shop")
def foresee_shop(request: Request, receipt_id: UUID, desk: AtDesk) -> Response:
    """How many other receipts of the shop this one settles; nothing, where it settles none."""
    receipt = desk.receipt(receipt_id)
    foreseen = desk.foresee(receipt)
    return render(
        request,
        "shop_part.html",
        receipt=receipt,
        foreseen=foreseen if foreseen and foreseen.changed else None,
        is_approved=receipt.status is Status.APPROVED,
    )


@router.post("/{receipt_id}/shop")
def clear_shop(request: Request, receipt_id: UUID, desk: AtDesk) -> Response:
    """Settle them, and show what became of them: the shop's receipts, those that wait for a nod first."""
    done = desk.clear_shop(desk.receipt(receipt_id))
    tab = Tab.READY if done.cleared else Tab.REVIEW
    which = {"business_number": str(done.shop.number)} if done.shop else {}
    told = {"done": f"shop-{done.changed}-{done.cleared}"}
    return redirect(request, "/?" + urlencode({"tab": tab.value} | which | told))
