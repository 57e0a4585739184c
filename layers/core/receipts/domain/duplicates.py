"""Probable duplicates: the same purchase photographed twice."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from receipts.domain.purchase import Purchase, Slip
from receipts.domain.receipt import Precision


def original_of(slip: Slip, others: Iterable[Slip]) -> UUID | None:
    """Which of the others `slip` repeats: an original before its copies, then the oldest. None is the copy of
    its own copy, or of a copy of that: of receipts that go round in a ring, none would count.
    """
    known = {it.id: it for it in others}
    duplicates = [
        it
        for it in known.values()
        if is_same_purchase(slip.purchase, it.purchase) and slip.id not in _repeated_by(it.id, known)
    ]
    duplicates.sort(key=lambda it: (it.links.duplicate_of is not None, it.created_at, it.id))
    return duplicates[0].id if duplicates else None


def _repeated_by(which: UUID, known: Mapping[UUID, Slip]) -> set[UUID]:
    """Itself, what it repeats, what that repeats, and so on, as far as they are known."""
    found: set[UUID] = set()
    repeated: UUID | None = which
    while repeated and repeated not in found:
        found.add(repeated)
        repeated = known[repeated].links.duplicate_of if repeated in known else None
    return found


def is_same_purchase(one: Purchase, other: Purchase) -> bool:
    """The same sum, and the same approval number and day, or the same shop and second. A cancellation shows
    its sale's approval number and is no duplicate of it.
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
