"""How a card's digits are grouped: by fours, or American Express's 4-6-5 and Diners' 4-6-4."""

from receipts.domain.mask.issuers import SHORTEST

SIZE_OF_GROUP = 4
FOURS, AMEX = frozenset({4, 8, 12, 16}), (4, 10)
WHOLE = ((4, 8, 12), (4, 8, 12, 16), AMEX)
"""Where a card's own grouping cuts its digits."""
_PAIR, _LENGTH_OF_FOURS = 2, 16


def is_whole(cuts: tuple[int, ...], length: int) -> bool:
    """Whether so many digits are cut at each of a card's own groups and nowhere else."""
    if cuts == AMEX:
        return SHORTEST < length < _LENGTH_OF_FOURS
    return cuts in WHOLE and length - cuts[-1] <= SIZE_OF_GROUP


def is_in_fours(cuts: tuple[int, ...], length: int) -> bool:
    """Cut where a card's own groups end, though not everywhere: 8-8, 4-12, 4-4-5."""
    if not set(cuts) <= FOURS or (len(cuts) > _PAIR and length - cuts[-1] > SIZE_OF_GROUP):
        return False
    return length == _LENGTH_OF_FOURS or (len(cuts) > 1 and 1 < length - cuts[-1] <= SIZE_OF_GROUP + 1)
