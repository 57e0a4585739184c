"""Bars of a chart, as places in an SVG that the server draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from receipts.domain.month import Share

WIDTH: Final = 560
ROW: Final = 30
_MOST: Final = 10
_NAMES, _NUMBERS = 150, 120
_LONGEST_NAME: Final = 11


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: where it stands and how long it is, in the units of the SVG."""

    share: Share
    name: str
    y: int
    length: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The largest of what was spent; `others` are the shares that have no bar of their own."""

    bars: Sequence[Bar]
    others: Sequence[Share]

    left: int = _NAMES
    width: int = WIDTH

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def rest(self) -> Decimal:
        return sum((share.total for share in self.others), Decimal(0))


def bars(shares: Sequence[Share]) -> Chart:
    """Bars that are as long as their money; what was taken back more than spent has none."""
    largest = max((share.total for share in shares), default=Decimal(0))
    room = WIDTH - _NAMES - _NUMBERS
    made = [
        Bar(share, _short(share.name), ROW * place, float(max(share.total, Decimal(0)) / largest) * room)
        for place, share in enumerate(shares[:_MOST])
        if largest > 0
    ]
    return Chart(made, shares[_MOST:])


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
