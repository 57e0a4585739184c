"""How bent paper lies: the smooth sheet on which what is printed level is level again."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul, truediv

Place = tuple[float, float]

_POWERS = (1, 0), (2, 0), (3, 0), (4, 0), (1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (1, 3), (1, 4)
"""The terms of a sheet, powers of the place across and down: what bends a line of print, more or less of it
further down. Their sum is nothing at the middle of the page, from where lines are followed.
"""
_STEEP, _SMOOTH = 0.2, 0.6
"""How steep paper usually is, and how much less of it each higher power has."""
_TRIES = 3
"""Fits of a sheet; what lies far off the one before counts less in the next."""
_OFF = 2.0
"""By how many times its usual error something lies off that counts half."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """From where to where something was printed level, and the error of telling so, in pixels."""

    start: Place
    end: Place
    error: float

    @property
    def slope(self) -> float:
        """Pixels down for one to the right."""
        return (self.end[1] - self.start[1]) / max(self.end[0] - self.start[0], 1.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """How far below its place at the middle of the page a line of print lies elsewhere."""

    middle: Place
    scale: Place
    bends: tuple[float, ...]
    misfit: float
    """How badly a stroke lies level on it, on average: half, about, where all are out by their error."""

    def level(self, place: Place) -> float:
        """At which height the line of print that runs through a place crosses the middle of the page."""
        return place[1] - _product(self.bends, _terms(self._scaled(place)))

    def falling(self, by: float) -> "Sheet":
        """The same sheet with its right side lower by as many pixels, its left one higher."""
        return Sheet(self.middle, self.scale, (self.bends[0] + by, *self.bends[1:]), self.misfit)

    def _scaled(self, place: Place) -> Place:
        return (place[0] - self.middle[0]) / self.scale[0], (place[1] - self.middle[1]) / self.scale[1]


def sheet_through(strokes: Sequence[Stroke]) -> Sheet:
    """The sheet on which the strokes lie level, but for a few that do not go with the rest.

    Least squares of as many unknowns as there are powers: the time grows with the number of strokes.
    """
    bare = _bare([place for stroke in strokes for place in (stroke.start, stroke.end)])
    columns = _columns(strokes, bare)
    falls = [(stroke.end[1] - stroke.start[1]) / stroke.error for stroke in strokes]
    stiff = [(bare.scale[0] * _STEEP * _SMOOTH ** (across + down - 1)) ** -2 for across, down in _POWERS]
    bends, off = [0.0] * len(_POWERS), [0.0] * len(strokes)
    for _ in range(_TRIES):
        weights = [1 / (1 + (rest / _OFF) ** 2) for rest in off]
        bends = _fitted(columns, falls, weights, stiff)
        off = [
            fall - _product(bends, terms)
            for fall, terms in zip(falls, zip(*columns, strict=True), strict=True)
        ]
    misfit = sum(_OFF * math.log1p((rest / _OFF) ** 2) for rest in off)
    return Sheet(bare.middle, bare.scale, tuple(bends), misfit / len(strokes))


def _bare(places: Sequence[Place]) -> Sheet:
    """A flat sheet as large as to hold the places."""
    (left, right), (top, bottom) = ((min(side), max(side)) for side in zip(*places, strict=True))
    scale = max(right - left, 1.0) / 2, max(bottom - top, 1.0) / 2
    return Sheet(((left + right) / 2, (top + bottom) / 2), scale, (), 0.0)


def _columns(strokes: Sequence[Stroke], bare: Sheet) -> list[list[float]]:
    """For each term how much of it the strokes rise by from start to end, in their errors."""
    ends = [_terms(bare._scaled(stroke.end)) for stroke in strokes]
    starts = [_terms(bare._scaled(stroke.start)) for stroke in strokes]
    errors = [stroke.error for stroke in strokes]
    return [
        list(map(truediv, map(float.__sub__, end, start), errors))
        for end, start in zip(zip(*ends, strict=True), zip(*starts, strict=True), strict=True)
    ]


def _product(one: Iterable[float], other: Iterable[float]) -> float:
    """`math.sumprod`, which Python 3.11 has not."""
    return sum(map(mul, one, other), 0.0)


def _terms(place: Place) -> tuple[float, ...]:
    x, y = place
    return tuple(x**across * y**down for across, down in _POWERS)


def _fitted(
    columns: Sequence[Sequence[float]],
    values: Sequence[float],
    weights: Sequence[float],
    stiff: Sequence[float],
) -> list[float]:
    """How much of each column makes the values, by weighted least squares."""
    sides = [list(map(float.__mul__, column, weights)) for column in columns]
    table = [[*(_product(side, column) for column in columns), _product(side, values)] for side in sides]
    for number, (row, least) in enumerate(zip(table, stiff, strict=True)):
        row[number] += least
    return _solved(table)


def _solved(table: list[list[float]]) -> list[float]:
    """Gauss-Jordan; `table` is positive definite, with the right side as its last column."""
    for number, row in enumerate(table):
        row[:] = [value / row[number] for value in row]
        for other in table:
            if other is not row:
                factor = other[number]
                other[:] = [value - factor * own for value, own in zip(other, row, strict=True)]
    return [row[-1] for row in table]
