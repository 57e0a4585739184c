"""A metric's last hours in one line of text."""

from collections.abc import Sequence

from alarm_notifier.domain.text import number

_BARS = "▁▂▃▄▅▆▇█"
_WIDTH = 36


def sparkline(values: Sequence[float], threshold: float | None = None) -> str:
    """Bars from the lowest to the highest; the scale includes the threshold, whose bar stands beside them."""
    if not values:
        return ""
    shown = _thinned(values)
    scale = [*shown, *([] if threshold is None else [threshold])]
    low, high = min(scale), max(scale)
    line = "".join(_bar(value, low, high) for value in shown)
    limit = "" if threshold is None else f" ┆{_bar(threshold, low, high)} {number(threshold)}"
    return f"{line}{limit}  ({number(min(values))} – {number(max(values))})"


def _bar(value: float, low: float, high: float) -> str:
    share = (value - low) / (high - low) if high > low else 0.0
    return _BARS[min(len(_BARS) - 1, int(share * len(_BARS)))]


def _thinned(values: Sequence[float]) -> list[float]:
    """At most `_WIDTH` of them; each stands for a stretch and is its highest, so that no peak is lost."""
    size = -(-len(values) // _WIDTH)
    return [max(values[start : start + size]) for start in range(0, len(values), size)]
