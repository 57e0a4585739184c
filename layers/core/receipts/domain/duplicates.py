"""Probable duplicates: the same purchase photographed twice.

Numbers settle it where both receipts show them. Where they do not, the same shop, day and sum is a hint, and
the minute, the goods or the look of the paper has to confirm it; whatever contradicts outweighs all of these.
"""

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from typing import Final
from uuid import UUID

from receipts.domain.purchase import Purchase, Slip
from receipts.domain.receipt import Precision

_ALIKE: Final = 0.7
"""Share of characters that two readings of one text have in common, at least (benchmarks/duplicates)."""
_UNLIKE: Final = 0.45
"""Two readings of one text have more in common; so these are two texts."""
_SAME_LOOK: Final = 3
"""Bits of 64 in which fingerprints differ at most where it is one photo, sent in another size or format. Two
slips of one till look alike as well: it only counts where nothing contradicts.
"""
_TELLING: Final = 3
"""So many lines of goods are no chance: two people order one coffee each, seldom the same three things."""
_NO_NAME: Final = re.compile(r"\(주\)|㈜|주식회사|[\W_]+")


def original_of(slip: Slip, others: Iterable[Slip]) -> UUID | None:
    """Which of the others `slip` repeats: an original before its copies, then the oldest. None is the copy of
    its own copy, or of a copy of that: of receipts that go round in a ring, none would count. Nor is a copy
    of what a person has told from it a double of it.
    """
    known = {it.id: it for it in others}
    not_of = {slip.id, *slip.apart_from, *(it.id for it in known.values() if slip.id in it.apart_from)}
    duplicates = [
        it for it in known.values() if repeats(slip, it) and not_of.isdisjoint(_repeated_by(it.id, known))
    ]
    duplicates.sort(key=lambda it: (it.links.duplicate_of is not None, it.created_at, it.id))
    return duplicates[0].id if duplicates else None


def repeats(slip: Slip, other: Slip) -> bool:
    """Whether both show one purchase, as far as no person has told them apart."""
    apart = other.id in slip.apart_from or slip.id in other.apart_from
    return not apart and is_same_purchase(slip.purchase, other.purchase)


def _repeated_by(which: UUID, known: Mapping[UUID, Slip]) -> set[UUID]:
    """Itself, what it repeats, what that repeats, and so on, as far as they are known."""
    found: set[UUID] = set()
    repeated: UUID | None = which
    while repeated and repeated not in found:
        found.add(repeated)
        repeated = known[repeated].links.duplicate_of if repeated in known else None
    return found


def is_same_purchase(one: Purchase, other: Purchase) -> bool:
    """The same sum, and the same approval number and day, or the same shop and second, or whatever else makes
    it probable. A cancellation shows its sale's approval number and is no duplicate of it.
    """
    if one.total is None or (one.total, one.transaction) != (other.total, other.transaction):
        return False
    return _is_same_approval(one, other) or _is_same_second(one, other) or _is_probably_same(one, other)


def _is_same_approval(one: Purchase, other: Purchase) -> bool:
    known = one.approval_number and one.issued_on
    return bool(known) and (one.approval_number, one.issued_on) == (other.approval_number, other.issued_on)


def _is_same_second(one: Purchase, other: Purchase) -> bool:
    if one.business_number is None or not one.precision is other.precision is Precision.SECOND:
        return False
    return (one.business_number, one.issued_at) == (other.business_number, other.issued_at)


def _is_probably_same(one: Purchase, other: Purchase) -> bool:
    """By what people compare: shop, day and minute, goods, and how the paper looks."""
    if one.issued_on is None or one.issued_on != other.issued_on or _contradict(one, other):
        return False
    shop, goods, look = _is_same_shop(one, other), _likeness(one.goods, other.goods), _look_alike(one, other)
    if shop is False or (goods is not None and goods < _UNLIKE):
        return False
    same_goods = goods is not None and goods >= _ALIKE
    if one.issued_at and other.issued_at:  # the same minute: else they contradict
        return bool(shop) or same_goods or look
    lines = min((it.goods or "").count("\n") + 1 for it in (one, other))
    return look or (bool(shop) and same_goods and lines >= _TELLING)


def _contradict(one: Purchase, other: Purchase) -> bool:
    """Two people may pay the same at the same shop, one after the other: each has a number or time of their
    own. Numbers of cards and approvals are compared to the digit, for the next one differs in no more.
    """
    if _differ(one.approval_number, other.approval_number) or _differ(one.card_number, other.card_number):
        return True
    if one.issued_at is None or other.issued_at is None:
        return False
    if one.precision is other.precision is Precision.SECOND:
        return one.issued_at != other.issued_at
    return one.issued_at.replace(second=0) != other.issued_at.replace(second=0)


def _differ(one: str | None, other: str | None) -> bool:
    return bool(one and other) and one != other


def _is_same_shop(one: Purchase, other: Purchase) -> bool | None:
    """None where one of them does not tell. A business number's check digit shows each single misread digit:
    no two shops have numbers that differ in one.
    """
    if one.business_number and other.business_number:
        return _digits_apart(one.business_number, other.business_number) <= 1
    likeness = _likeness(one.shop, other.shop)
    return None if likeness is None or _UNLIKE <= likeness < _ALIKE else likeness >= _ALIKE


def _digits_apart(one: str, other: str) -> int:
    return sum(mine != theirs for mine, theirs in zip(one, other, strict=False))


def _likeness(one: str | None, other: str | None) -> float | None:
    """How much of two readings is the same, from 0 to 1; None where there is nothing to compare."""
    mine, theirs = (_NO_NAME.sub("", text or "").casefold() for text in (one, other))
    if not mine or not theirs:
        return None
    return SequenceMatcher(None, mine, theirs, autojunk=False).ratio()


def _look_alike(one: Purchase, other: Purchase) -> bool:
    if one.picture is None or other.picture is None:
        return False
    return (int(one.picture, 16) ^ int(other.picture, 16)).bit_count() <= _SAME_LOOK
