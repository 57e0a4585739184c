"""Rounds of the fuzz: what was tried, what leaked, what was destroyed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from receipts.domain.mask import mask
from tests.mask_fuzz.card_forms import Form, card_forms, is_leaking, resident_forms, scattered_forms
from tests.mask_fuzz.prints import Print, chances, prints
from tests.mask_fuzz.ways import WAYS

_FORMS, _PRINTS, _CHANCES = 80, 40, 40
"""A round: so many forms of each kind, papers, and numbers that nobody can tell apart."""
_FORMS_OF: tuple[Callable[[int], Iterator[Form]], ...] = (card_forms, scattered_forms, resident_forms)


@dataclass(frozen=True)
class Case:
    """A number that leaked by a way, or a paper that was changed (`way` says its part)."""

    seed: int
    way: str
    text: str
    kept: str


def _by_chance(form: Form, way: str) -> int:
    """So many digits around it may be like its own: those of papers, or of prices in its lines."""
    is_beside = form.kind == "over goods" or (form.kind == "resident" and way != "mask")
    return 3 if is_beside else 0


@dataclass(slots=True)
class Tally:
    """What came of the rounds so far."""

    forms: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    leaks: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    destroyed: int = 0
    parts: Counter[str] = field(default_factory=Counter)
    destroyed_parts: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)
    covered_doubtful: Counter[str] = field(default_factory=Counter)

    def round(self, seed: int) -> list[Case]:
        """One round, which depends on its seed alone: what is wrong in it."""
        cases: list[Case] = []
        for make in _FORMS_OF:
            for at, form in enumerate(islice(make(seed), _FORMS)):
                cases += self._try(seed, at + seed, form)
        for paper in islice(prints(seed), _PRINTS):
            cases += self._print(seed, paper)
        for name, text in islice(chances(seed), _CHANCES):
            self.doubtful[name] += 1
            self.covered_doubtful[name] += mask(text) != text
        return cases

    def _try(self, seed: int, at: int, form: Form) -> Iterator[Case]:
        self.forms[form.kind] += 1
        for name, (way, every) in WAYS.items():
            if at % every or (form.kind == "resident" and name == "number in a log line"):
                continue
            self.ways[name] += 1
            if is_leaking(form, kept := way(form), _by_chance(form, name)):
                self.leaks[f"{name}: {form.kind}"] += 1
                yield Case(seed, name, form.text, kept)

    def _print(self, seed: int, paper: Print) -> Iterator[Case]:
        self.papers += 1
        self.parts.update(name for name, _ in paper.parts)
        if (kept := mask(paper.text)) == paper.text:
            return
        self.destroyed += 1
        start = 0
        for name, part in paper.parts:
            if kept[start : start + len(part)] != part:
                self.destroyed_parts[name] += 1
                yield Case(seed, name, paper.text, kept)
            start += len(part) + 1
