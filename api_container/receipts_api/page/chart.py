"""Bars of a chart: how long each is, for the SVG that the server draws."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from receipts.domain.month import Share
from receipts.domain.sentence import Sentence

_MOST: Final = 10


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar, as long as its share of the largest."""

    share: Share
    percent: float


@dataclass(frozen=True, slots=True)
class Chart:
    """The largest of what was spent; `others` are the shares that have no bar of their own, and a share
    without a name is called `nameless`.
    """

    title: Sentence
    nameless: Sentence
    bars: Sequence[Bar]
    others: Sequence[Share]

    @property
    def rest(self) -> Decimal:
        return sum((share.total for share in self.others), Decimal(0))


def chart(title: Sentence, nameless: Sentence, shares: Sequence[Share]) -> Chart:
    """Bars that are as long as their money; what was taken back more than spent has none."""
    largest = max((share.total for share in shares), default=Decimal(0))
    made = [
        Bar(share, float(100 * max(share.total, Decimal(0)) / largest))
        for share in shares[:_MOST]
        if largest > 0
    ]
    return Chart(title, nameless, made, shares[_MOST:])
