"""The figures that were last accepted, and whether the present ones are worse."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks.accuracy.figures import Figures

ACCEPTED = Path(__file__).parents[1] / "accuracy.json"
_POINT = 0.01
_ROUNDING = 1e-9
_LESS_IS_BETTER = frozenset({"invented", "calibration_error"})

Kept = Mapping[str, Mapping[str, float]]


def accepted(file: Path) -> Kept:
    """The accepted figures by set; none where nothing was accepted yet."""
    kept: Kept = json.loads(file.read_text()) if file.exists() else {}
    return kept


def accept(figures: Iterable[Figures], file: Path) -> None:
    """Keep these figures; those of other sets stay."""
    kept = {**accepted(file), **{one.name: one.flat() for one in figures}}
    file.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")


def compared(measured: Sequence[Figures], file: Path, *, accepting: bool) -> int:
    """Keep the figures in `file`, or tell what fell since they were kept; the exit code, 1 after a fall."""
    if accepting:
        accept(measured, file)
        return 0
    kept = accepted(file)
    worse = [sentence for figures in measured for sentence in falls(figures, kept)]
    print(*worse, sep="\n", end="\n" if worse else "", file=sys.stderr)
    return 1 if worse else 0


def falls(figures: Figures, kept: Kept) -> Iterator[str]:
    """A sentence for each figure that is worse than accepted by more than a point."""
    now = figures.flat()
    for name, before in kept.get(figures.name, {}).items():
        after = now.get(name)
        if after is None:
            yield f"{figures.name}: {name} was {before:.1%} and is no longer measured"
        elif _loss(name, before, after) > _POINT + _ROUNDING:
            verb = "rose" if name in _LESS_IS_BETTER else "fell"
            yield f"{figures.name}: {name} {verb} from {before:.1%} to {after:.1%}"


def _loss(name: str, before: float, after: float) -> float:
    return after - before if name in _LESS_IS_BETTER else before - after
