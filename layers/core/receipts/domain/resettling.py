"""When a receipt is read or corrected, what it was to others may hold no longer: they are settled anew."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from receipts.domain.duplicates import is_same_purchase, original_of
from receipts.domain.life_cycle import READ, Status
from receipts.domain.links import NO_LINKS, Links
from receipts.domain.pairing import affordable, sale_of, waiting_for
from receipts.domain.purchase import Slip


def resettled(changed: Slip, others: Iterable[Slip]) -> Mapping[UUID, Links]:
    """The new links of `changed`, whose purchase is new and whose links are still the old ones, and of those
    others that it makes a difference to.

    What is being read, or could not be read anew, is left alone: it is settled when a reading ends well.
    """
    before = {it.id: it for it in (*others, changed)}
    slips = dict(before)
    _settle(slips, changed.id)
    _settle_each(slips, _copies_no_longer(slips, changed))
    _settle_each(slips, _no_longer_taken_back(slips, changed.id))
    for sale in (changed.id, changed.links.cancels):
        _take_waiting(slips, sale)
    different = {it: slip.links for it, slip in slips.items() if slip.links != before[it].links}
    return {changed.id: slips[changed.id].links} | different


def _settle(slips: dict[UUID, Slip], which: UUID) -> None:
    """As it would be settled if it came now. The copy of a cancellation takes nothing back."""
    slip, every = slips[which], slips.values()
    original = original_of(slip, every)
    sale = None if original else sale_of(slip, every)
    slips[which] = replace(slip, links=Links(original, sale))


def _settle_each(slips: dict[UUID, Slip], freed: Sequence[Slip]) -> None:
    """As if they came now, one after the other."""
    for slip in freed:
        del slips[slip.id]
    for slip in freed:
        slips[slip.id] = replace(slip, links=NO_LINKS)
        _settle(slips, slip.id)


def _copies_no_longer(slips: Mapping[UUID, Slip], changed: Slip) -> Sequence[Slip]:
    """Its copies that are so no longer; all of them, if it has become one itself. What a person approved
    comes first, and then the oldest: the others become copies of it.
    """
    is_original = slips[changed.id].links.duplicate_of is None
    copies = [
        it
        for it in slips.values()
        if it.links.duplicate_of == changed.id
        and it.status in READ
        and not (is_original and is_same_purchase(it.purchase, changed.purchase))
    ]
    return sorted(copies, key=lambda it: (it.status is not Status.APPROVED, it.created_at, it.id))


def _no_longer_taken_back(slips: Mapping[UUID, Slip], sale: UUID) -> Sequence[Slip]:
    """The cancellations of a sale that do not match it any more, or that it cannot pay for."""
    taking_back = [it for it in slips.values() if it.links.cancels == sale]
    read = [it for it in taking_back if it.status in READ]
    left_alone = sum((it.purchase.size for it in taking_back if it.status not in READ), Decimal(0))
    kept = affordable(slips[sale], read, left_alone)
    return [it for it in read if it.id not in kept]


def _take_waiting(slips: dict[UUID, Slip], sale: UUID | None) -> None:
    if sale in slips:
        for cancellation in waiting_for(slips[sale], slips.values()):
            slips[cancellation] = replace(slips[cancellation], links=Links(cancels=sale))
