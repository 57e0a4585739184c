"""Probable doubles: the same purchase photographed twice."""

from collections.abc import Iterable
from uuid import UUID

from receipts.domain.purchase import Purchase, Slip
from receipts.domain.receipt import Precision


def original_of(slip: Slip, others: Iterable[Slip]) -> UUID | None:
    """Which of the others `slip` repeats: an original before its copies, then the oldest. None is the copy of
    its own copy.
    """
    doubles = [
        it
        for it in others
        if slip.id not in {it.id, it.links.duplicate_of} and is_same_purchase(slip.purchase, it.purchase)
    ]
    doubles.sort(key=lambda it: (it.links.duplicate_of is not None, it.created_at, it.id))
    return doubles[0].id if doubles else None


def is_same_purchase(one: Purchase, other: Purchase) -> bool:
    """The same sum, and the same approval number and day, or the same shop and second. A cancellation shows
    its sale's approval number and is no double of it.
    """
    if one.total is None or (one.total, one.transaction) != (other.total, other.transaction):
        return False
    return _is_same_approval(one, other) or _is_same_moment(one, other)


def _is_same_approval(one: Purchase, other: Purchase) -> bool:
    known = one.approval_number and one.issued_on
    return bool(known) and (one.approval_number, one.issued_on) == (other.approval_number, other.issued_on)


def _is_same_moment(one: Purchase, other: Purchase) -> bool:
    """Two people may pay the same within a minute, at the same shop."""
    if one.business_number is None or not one.precision is other.precision is Precision.SECOND:
        return False
    return (one.business_number, one.issued_at) == (other.business_number, other.issued_at)
