"""How the lines of a photo lean, and how the page does."""

import math
from collections.abc import Iterable, Sequence

from receipts.domain.text import TextLine

AROUND = 5
"""Neighbours above and below whose lean tells the slope of a line's surroundings."""
STEEPEST = math.pi / 4
"""What leans more is no line of the page: a mark across it, or a short word that stands."""
_BENT = math.radians(4)
"""How far the lean must differ between the left and the right of a page for its paper to be called bent."""

Side = tuple[float, float]
"""Where one side of a page lies across, and its lean in radians."""


def sides_of_bent(lines: Sequence[tuple[float, float, float]]) -> tuple[Side, Side] | None:
    """Where both sides are and how they lean; None on flat paper. A line is its x, lean and width."""
    if not lines:
        return None
    start, end = min(x for x, _, _ in lines), max(x for x, _, _ in lines)
    third = (end - start) / 3
    left = [line for line in lines if line[0] < start + third]
    right = [line for line in lines if line[0] > end - third]
    if min(len(left), len(right)) < AROUND:
        return None
    one, other = _side(left), _side(right)
    return (one, other) if abs(other[1] - one[1]) >= _BENT else None


def _side(lines: Sequence[tuple[float, float, float]]) -> Side:
    return sum(x for x, _, _ in lines) / len(lines), middle([(lean, width) for _, lean, width in lines])


def print_height(line: TextLine) -> float:
    """How high the print stands, however the line leans."""
    return sides(line)[1]


def sides(line: TextLine) -> tuple[float, float]:
    """How wide a line's box is along the print, and how high."""
    top_left, top_right, bottom_right, bottom_left = line.box
    width = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    return width, max(height, 1.0)


def lean_of(line: TextLine) -> float:
    """The lean of a line in radians."""
    top_left, top_right = line.box[0], line.box[1]
    return math.atan2(top_right[1] - top_left[1], top_right[0] - top_left[0])


def page_angle(lines: Sequence[TextLine]) -> float:
    """The lean of the page in radians: the median over its lines, each counted by its length.

    On bent paper, whose sides lean apart, it is midway between them.
    """
    leans = [(sum(x for x, _ in line.box) / 4, lean_of(line), sides(line)[0]) for line in lines]
    bent = sides_of_bent(leans)
    return sum(lean for _, lean in bent) / 2 if bent else middle([lean[1:] for lean in leans])


def middle(leans: Iterable[tuple[float, float]]) -> float:
    """The weighted median of angles, those beyond half a right angle left out."""
    leans = sorted((lean, weight) for lean, weight in leans if abs(lean) < STEEPEST)
    half = sum(width for _, width in leans) / 2
    for angle, width in leans:
        half -= width
        if half <= 0:
            return angle
    return 0.0
