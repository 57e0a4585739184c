"""Cancellations and the sales they take back, in whole or in part."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from uuid import UUID

from receipts.domain.life_cycle import READ
from receipts.domain.links import NO_LINKS
from receipts.domain.purchase import Purchase, Slip
from receipts.domain.receipt import Transaction


def takes_back(cancellation: Purchase, sale: Purchase) -> bool:
    """Whether the one may take back the other: no more than was paid, and not before it was."""
    if (cancellation.transaction, sale.transaction) != (Transaction.CANCELLATION, Transaction.SALE):
        return False
    if cancellation.total is None or sale.total is None:
        return False
    if cancellation.issued_on and sale.issued_on and cancellation.issued_on < sale.issued_on:
        return False
    return _is_whole(cancellation, sale) or _is_part(cancellation, sale)


def sale_of(cancellation: Slip, slips: Collection[Slip]) -> UUID | None:
    """The sale among `slips` that it takes back: one of the same sum first, then the one that it takes back
    already, an original before its copies, the latest.
    """
    taken = _taken(it for it in slips if it.id != cancellation.id)
    back = cancellation.purchase
    sales = [
        sale
        for sale in slips
        if takes_back(back, sale.purchase) and taken[sale.id] + back.size <= sale.purchase.size
    ]

    def preference(sale: Slip) -> tuple[bool, bool, bool, int, UUID]:
        is_part, is_new = sale.purchase.size != back.size, sale.id != cancellation.links.cancels
        is_copy = sale.links.duplicate_of is not None
        return is_part, is_new, is_copy, -_ordinal(sale.purchase), sale.id

    return min(sales, key=preference).id if sales else None


def waiting_for(sale: Slip, slips: Collection[Slip]) -> list[UUID]:
    """The cancellations among `slips` that have no sale yet and that this one can pay for. What is being read
    finds its sale by itself; a copy takes nothing back, whichever came first.
    """
    waiting = [it for it in slips if it.links == NO_LINKS and it.status in READ]
    return affordable(sale, waiting, _taken(slips)[sale.id])


def affordable(sale: Slip, cancellations: Iterable[Slip], taken: Decimal = Decimal(0)) -> list[UUID]:
    """Which of the cancellations the sale can pay for once `taken` is taken back: one of the whole first,
    then parts by their day.
    """
    left, fitting = sale.purchase.size - taken, []
    for one in sorted(cancellations, key=lambda it: _order(sale, it)):
        if takes_back(one.purchase, sale.purchase) and one.purchase.size <= left:
            left -= one.purchase.size
            fitting.append(one.id)
    return fitting


def last_of_whole(sale: Slip, slips: Iterable[Slip]) -> UUID | None:
    """The cancellation that took back the sale, or the last part of it; None while any of it stands."""
    parts = [it for it in slips if it.links.cancels == sale.id]
    if not parts or sum(it.purchase.size for it in parts) < sale.purchase.size:
        return None
    return min(parts, key=lambda it: (-_ordinal(it.purchase), it.id)).id


def _is_whole(cancellation: Purchase, sale: Purchase) -> bool:
    """The same sum, and the same approval number, or the same card at the same shop."""
    if cancellation.size != sale.size:
        return False
    return _share(cancellation, sale, "approval_number") or _share(
        cancellation, sale, "card_number", "business_number"
    )


def _is_part(cancellation: Purchase, sale: Purchase) -> bool:
    """A smaller sum of the same approval number: card and shop alone could be another purchase."""
    return cancellation.size < sale.size and _share(cancellation, sale, "approval_number")


def _share(one: Purchase, other: Purchase, *names: str) -> bool:
    """Whether both show the same of each of these."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in names]
    return all(mine and mine == theirs for mine, theirs in pairs)


def _order(sale: Slip, cancellation: Slip) -> tuple[bool, bool, int, UUID]:
    """In which order a sale takes its cancellations: as they were printed, unknown days last."""
    back = cancellation.purchase
    return back.size != sale.purchase.size, back.issued_on is None, _ordinal(back), cancellation.id


def _ordinal(purchase: Purchase) -> int:
    return purchase.issued_on.toordinal() if purchase.issued_on else 0


def _taken(slips: Iterable[Slip]) -> defaultdict[UUID | None, Decimal]:
    """How much of each sale its cancellations have taken back."""
    taken: defaultdict[UUID | None, Decimal] = defaultdict(Decimal)
    for slip in slips:
        taken[slip.links.cancels] += slip.purchase.size
    return taken
