"""The figures of a set of receipts: what is right, what is invented, and what the confidences are worth."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.accuracy.judging import ItemCount, Judgement, Verdict
from receipts.domain.reasons import ENOUGH

_BINS = 10


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """None of nothing."""
        return round(self.part / self.whole, 4) if self.whole else None

    @classmethod
    def of(cls, outcomes: Iterable[bool]) -> "Share":
        listed = list(outcomes)
        return cls(sum(listed), len(listed))


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """`exact` counts what was rightly left out, `precision` of what was read, `recall` of what is printed."""

    exact: Share
    precision: Share
    recall: Share


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """F1 of the lines of goods: name and amount both right, and either alone for information."""

    both: float
    name: float
    amount: float


@dataclass(frozen=True, slots=True)
class Trust:
    """What confidences are worth: the expected calibration error, and how much is right of what is sure.

    The error is the mean, over ten bins of equal width and weighted by their fields, of the distance between
    the mean confidence of a bin and the share right in it (Naeini et al., 2015).
    """

    calibration_error: float | None
    sure_right: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one set."""

    name: str
    receipts: int
    fields: dict[str, FieldFigures]
    items: ItemFigures | None
    whole_receipt: Share
    invented: Share
    trust: Trust
    item_trust: Trust
    cpu_seconds: float

    def flat(self) -> dict[str, float]:
        """One number a name, as it is kept and compared; what cannot be told of this set is left out."""
        numbers = {name: field.exact.value for name, field in self.fields.items()}
        numbers |= {
            "items_f1": self.items.both if self.items else None,
            "whole_receipt": self.whole_receipt.value,
            "invented": self.invented.value,
            "calibration_error": self.trust.calibration_error,
            "sure_right": self.trust.sure_right.value,
        }
        return {name: number for name, number in numbers.items() if number is not None}


def figures_of(name: str, judgements: Sequence[Judgement]) -> Figures:
    """The figures of at least one receipt."""
    verdicts = [verdict for judgement in judgements for verdict in judgement.fields]
    by_field: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        by_field[verdict.field].append(verdict)
    return Figures(
        name=name,
        receipts=len(judgements),
        fields={field: _field(found) for field, found in by_field.items()},
        items=_items([judgement.items for judgement in judgements if judgement.items is not None]),
        whole_receipt=Share.of(judgement.is_whole for judgement in judgements),
        invented=Share.of(verdict.is_invented for verdict in verdicts if verdict.expected is None),
        trust=trust(verdicts),
        item_trust=trust([verdict for judgement in judgements for verdict in judgement.item_fields]),
        cpu_seconds=round(median(judgement.cpu_seconds for judgement in judgements), 2),
    )


def _field(verdicts: Sequence[Verdict]) -> FieldFigures:
    return FieldFigures(
        Share.of(verdict.right for verdict in verdicts),
        Share.of(verdict.right for verdict in verdicts if verdict.read is not None),
        Share.of(verdict.right for verdict in verdicts if verdict.expected is not None),
    )


def _items(counts: Sequence[ItemCount]) -> ItemFigures | None:
    whole = sum(counts, ItemCount())
    if not whole.printed and not whole.read:
        return None
    lines = whole.printed + whole.read
    both, name, amount = (
        round(2 * agreeing / lines, 4) for agreeing in (whole.both, whole.name, whole.amount)
    )
    return ItemFigures(both, name, amount)


def trust(verdicts: Iterable[Verdict]) -> Trust:
    """What the confidences of the fields that were read are worth."""
    rated = [(one.confidence, one.right) for one in verdicts if one.confidence is not None]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in rated:
        bins[min(int(confidence * _BINS), _BINS - 1)].append((confidence, right))
    distance = sum(abs(sum(confidence - right for confidence, right in one)) for one in bins.values())
    error = round(distance / len(rated), 4) if rated else None
    return Trust(error, Share.of(right for confidence, right in rated if confidence >= ENOUGH))
