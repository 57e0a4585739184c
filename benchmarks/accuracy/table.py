"""The figures as a table for the terminal and for the report: markdown reads well in both."""

from collections.abc import Iterator

from benchmarks.accuracy.figures import Figures, Share, Trust
from receipts.domain.reasons import ENOUGH


def table(figures: Figures) -> str:
    """All figures of one set."""
    return "\n".join((*_fields(figures), "", *_whole(figures)))


def _fields(figures: Figures) -> Iterator[str]:
    yield f"| {figures.name:18} | exact | of  | precision | recall |"
    yield f"|{'-' * 20}|------:|----:|----------:|-------:|"
    for name, field in figures.fields.items():
        exact, precision, recall = (_percent(one) for one in (field.exact, field.precision, field.recall))
        yield f"| {name:18} | {exact:>5} | {field.exact.whole:3} | {precision:>9} | {recall:>6} |"


def _whole(figures: Figures) -> Iterator[str]:
    yield f"- whole receipt right: {_counted(figures.whole_receipt)}"
    if figures.items:
        items = figures.items
        yield (
            f"- items F1: {items.both:.1%} name and amount; {items.name:.1%} name, {items.amount:.1%} amount"
        )
    yield f"- invented where nothing is printed: {_counted(figures.invented)}"
    yield f"- confidence of fields: {_trusted(figures.trust)}"
    if figures.items:
        yield f"- confidence of items: {_trusted(figures.item_trust)}"
    yield f"- {figures.cpu_seconds:.2f} s of CPU a receipt (median; CPU time, since the machine may be busy)"


def _trusted(trust: Trust) -> str:
    error = "none given" if trust.calibration_error is None else f"{trust.calibration_error:.1%}"
    return f"calibration error {error}; right of those at {ENOUGH} or more: {_counted(trust.sure_right)}"


def _percent(share: Share) -> str:
    return "–" if share.value is None else f"{100 * share.value:.1f}"


def _counted(share: Share) -> str:
    return f"{share.part} of {share.whole} ({_percent(share)}%)" if share.whole else "none"
