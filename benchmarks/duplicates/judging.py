"""What the rule says of made pairs, counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.duplicates.pairs import Pair, pairs
from receipts.domain.duplicates import is_same_purchase
from receipts.domain.purchase import purchase_of


@dataclass(frozen=True, slots=True)
class Kind:
    """Of one kind of pair, how many there were and how many were called duplicates."""

    name: str
    is_double: bool
    pairs: int
    called: int


@dataclass(frozen=True, slots=True)
class Result:
    """All kinds."""

    kinds: tuple[Kind, ...]

    @property
    def precision(self) -> float:
        """How many of those that were called duplicates are."""
        called = sum(kind.called for kind in self.kinds)
        return self._found / called if called else 1.0

    @property
    def recall(self) -> float:
        """How many of the duplicates were called so."""
        return self._found / sum(kind.pairs for kind in self.kinds if kind.is_double)

    @property
    def _found(self) -> int:
        return sum(kind.called for kind in self.kinds if kind.is_double)


def judged(seeds: Iterable[int]) -> Result:
    """The rule on the pairs of these seeds."""
    by_kind: dict[str, list[Pair]] = {}
    for seed in seeds:
        for pair in pairs(seed):
            by_kind.setdefault(pair.kind, []).append(pair)
    return Result(tuple(_counted(name, found) for name, found in by_kind.items()))


def _counted(name: str, found: list[Pair]) -> Kind:
    called = sum(is_same_purchase(purchase_of(it.one), purchase_of(it.other)) for it in found)
    return Kind(name, found[0].is_double, len(found), called)
