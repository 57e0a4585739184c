"""Whether all of a name was read: it is set in line with what stands below it, and no ink was read twice."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from receipts.domain.reading.layout.rows import Row

_ROWS_BELOW = 3
"""Rows that show whether a head is centred or flush left: two may be as long by chance."""
_IN_LINE, _OUT_OF_LINE = 0.5, 0.5
"""In heights of the name: how far rows that are set in line lie apart, and from where a row is not."""
_OVERLAP = 0.3
"""In heights: boxes of neighbours may touch, but a letter has no room where they overlap less."""


def is_read_twice(row: Row) -> bool:
    """Whether two of its cells lie on the same ink: a letter may stand in both, ONE  E THREE."""
    return any(other.left < one.right - _OVERLAP * one.height for one, other in pairwise(row.cells))


def is_in_line(name: Row, rows: Sequence[Row]) -> bool:
    """Whether the name is centred or begins where the rows below it do: if not, some of it may have faded."""
    below = rows[name.index + 1 : name.index + 1 + _ROWS_BELOW]
    if len(below) < _ROWS_BELOW:
        return True
    sides = [((row.left + row.right) / 2, row.left) for row in below]
    own = ((name.left + name.right) / 2, name.left)
    tells = False
    for at, place in enumerate(own):
        others = sorted(side[at] for side in sides)
        if others[-1] - others[0] <= _IN_LINE * name.height:
            tells = True
            if abs(place - median(others)) <= _OUT_OF_LINE * name.height:
                return True
    return not tells
