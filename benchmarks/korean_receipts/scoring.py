"""Predictions compared with the truth: figures by field and by level of damage.

What is right is decided as `benchmarks.accuracy` decides it: names by letters and digits, money and days by
value, and where nothing is printed, nothing may be read.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from benchmarks.accuracy.figures import Figures, Share, Trust, figures_of, trust
from benchmarks.accuracy.judging import Judgement, Verdict, count_items, is_same, squash
from benchmarks.accuracy.truths import TrueItem, Truth, Value
from benchmarks.korean_receipts.predictions import Prediction, ReadItem
from benchmarks.korean_receipts.truth import FIELDS, MONEY, Good, Receipt

BOOKING: Final = ("total", "date", "merchant", "business_number", "vat")
"""What a bookkeeper has to type when it is wrong."""

_NOTHING: Final = Prediction()


@dataclass(frozen=True, slots=True)
class Score:
    """All figures of one group of receipts."""

    figures: Figures
    trust_of: Mapping[str, Trust]
    printed: Mapping[str, int]
    bookable: Share
    quantities: Share
    unit_prices: Share
    unanswered: int


def score(name: str, receipts: Sequence[Receipt], predictions: Mapping[str, Prediction]) -> Score:
    """The figures of at least one receipt; one without a prediction was not read at all."""
    answers = [predictions.get(receipt.id, _NOTHING) for receipt in receipts]
    judged = [_judged(receipt, answer) for receipt, answer in zip(receipts, answers, strict=True)]
    by_field = {
        field: [judgement.fields[place] for judgement in judged] for place, field in enumerate(FIELDS)
    }
    pairs = list(
        zip((receipt.items for receipt in receipts), (answer.items for answer in answers), strict=True)
    )
    return Score(
        figures=figures_of(name, judged),
        trust_of={field: trust(verdicts) for field, verdicts in by_field.items()},
        printed={
            field: sum(one.expected is not None for one in verdicts) for field, verdicts in by_field.items()
        },
        bookable=Share.of(_right_in(judgement, BOOKING) for judgement in judged),
        quantities=_agreeing(pairs, "quantity"),
        unit_prices=_agreeing(pairs, "unit_price"),
        unanswered=sum(receipt.id not in predictions for receipt in receipts),
    )


def _judged(receipt: Receipt, answer: Prediction) -> Judgement:
    items = tuple(TrueItem(good.name, Decimal(good.amount)) for good in receipt.items)
    values = {name: _typed(name, receipt.fields.get(name)) for name in FIELDS}
    truth = Truth(Path(receipt.file), values, receipt.merchant_alt, items)
    fields = tuple(_verdict(name, truth, answer) for name in FIELDS)
    read = tuple(TrueItem(item.name, item.amount) for item in answer.items)
    return Judgement(truth, fields, count_items(items, read), (), answer.seconds)


def _typed(name: str, value: str | int | None) -> Value | None:
    if value is None:
        return None
    if name in MONEY:
        return Decimal(value)
    return date.fromisoformat(str(value)) if name == "date" else str(value)


def _verdict(name: str, truth: Truth, answer: Prediction) -> Verdict:
    read = answer.values.get(name)
    confidence = answer.confidence.get(name) if read is not None else None
    return Verdict(name, truth.values[name], read, is_same(name, truth, read), confidence)


def _right_in(judgement: Judgement, names: Iterable[str]) -> bool:
    return all(verdict.right for verdict in judgement.fields if verdict.field in names)


def _agreeing(pairs: Iterable[tuple[Sequence[Good], Sequence[ReadItem]]], side: str) -> Share:
    """Of the lines that print a quantity (or unit price), those read with it, name and amount right."""
    right = printed = 0
    for goods, read in pairs:
        wanted = Counter(_line(good, side) for good in goods if getattr(good, side) is not None)
        printed += wanted.total()
        right += (wanted & Counter(_line(item, side) for item in read)).total()
    return Share(right, printed)


def _line(item: Good | ReadItem, side: str) -> tuple[Hashable, ...]:
    value = getattr(item, side)
    return squash(item.name), item.amount, None if value is None else Decimal(value)
