"""The figures as tables: markdown reads well in a terminal and in a README."""

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.accuracy.figures import Share
from benchmarks.korean_receipts.scoring import Score
from benchmarks.korean_receipts.truth import FIELDS, LEVELS
from receipts.domain.reasons import ENOUGH

_BY_LEVEL = ("total", "date", "merchant", "business_number", "vat")


def tables(whole: Score, by_level: Mapping[int, Score]) -> str:
    """All of an engine's figures."""
    return "\n".join((*_fields(whole), "", *_levels(whole, by_level), "", *_below(whole)))


def _fields(whole: Score) -> Iterator[str]:
    yield f"| {whole.figures.name} | printed | exact % | precision % | recall % | sure and right |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name in FIELDS:
        field = whole.figures.fields[name]
        shares = " | ".join(percent(share) for share in (field.exact, field.precision, field.recall))
        yield f"| {name} | {whole.printed[name]} | {shares} | {_counted(whole.trust_of[name].sure_right)} |"


def _levels(whole: Score, by_level: Mapping[int, Score]) -> Iterator[str]:
    names = " | ".join(name.replace("_", " ") for name in _BY_LEVEL)
    yield f"| level of damage | receipts | {names} | items F1 | for the books | whole |"
    yield f"|---|--:|{'--:|' * (len(_BY_LEVEL) + 3)}"
    for level, score in by_level.items():
        yield _level(f"{level} {LEVELS[level]}", score)
    yield _level("all", whole)


def _level(name: str, score: Score) -> str:
    exact: Sequence[str] = [percent(score.figures.fields[field].exact) for field in _BY_LEVEL]
    shares = " | ".join(
        (*exact, items_f1(score), percent(score.bookable), percent(score.figures.whole_receipt))
    )
    return f"| {name} | {score.figures.receipts} | {shares} |"


def items_f1(score: Score) -> str:
    """Of lines of goods; a dash where there are none."""
    return f"{100 * score.figures.items.both:.1f}" if score.figures.items else "–"


def _below(whole: Score) -> Iterator[str]:
    figures = whole.figures
    if figures.items:
        both, name, amount = figures.items.both, figures.items.name, figures.items.amount
        yield f"- items F1: {both:.1%} name and amount, {name:.1%} name, {amount:.1%} amount"
    yield f"- lines of goods right with their quantity: {_counted(whole.quantities)}"
    yield f"- lines of goods right with their unit price: {_counted(whole.unit_prices)}"
    yield f"- invented where nothing is printed: {_counted(figures.invented)}"
    yield f"- sure (confidence of {ENOUGH} or more) and right: {_counted(figures.trust.sure_right)}"
    if figures.cpu_seconds:
        yield f"- {figures.cpu_seconds:.2f} s a receipt (median of what the engine says)"
    if whole.unanswered:
        yield f"- **{whole.unanswered} receipts have no prediction** and count as not read"


def percent(share: Share) -> str:
    """One digit behind the point; a dash of nothing."""
    return "–" if share.value is None else f"{100 * share.value:.1f}"


def _counted(share: Share) -> str:
    return f"{share.part} of {share.whole} ({percent(share)})" if share.whole else "–"
