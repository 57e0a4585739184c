"""Rounds of the fuzz: what was tried, what leaked, what was destroyed."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice

from receipts.domain.mask import mask
from tests.mask_fuzz.card_forms import Form, card_forms, is_leaking, resident_forms, scattered_forms
from tests.mask_fuzz.prints import chances, prints
from tests.mask_fuzz.ways import WAYS

_FORMS, _PRINTS, _CHANCES = 80, 40, 40
"""A round: so many forms of each kind, papers, and numbers that nobody can tell apart."""
_FORMS_OF: tuple[Callable[[int], Iterator[Form]], ...] = (card_forms, scattered_forms, resident_forms)
_MOST_SHOWN = 40


@dataclass(slots=True)
class Tally:
    """What came of the rounds so far; `leaks` and `destroyed` show the first of each, with its seed."""

    rounds: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    leaking: Counter[str] = field(default_factory=Counter)
    printed: Counter[str] = field(default_factory=Counter)
    ruined: Counter[str] = field(default_factory=Counter)
    papers: int = 0
    ruined_papers: int = 0
    by_chance: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    leaks: list[tuple[int, str, str, str]] = field(default_factory=list)
    destroyed: list[tuple[int, str, str, str]] = field(default_factory=list)

    def round(self, seed: int) -> None:
        """One round, which depends on its seed alone."""
        self.rounds += 1
        for make in _FORMS_OF:
            for at, form in enumerate(islice(make(seed), _FORMS)):
                self._try(seed, at + seed, make.__name__, form)
        for paper in islice(prints(seed), _PRINTS):
            self._print(seed, paper.text, paper.parts)
        for name, text in islice(chances(seed), _CHANCES):
            self.by_chance[name] += 1
            self.taken[name] += mask(text) != text

    def _try(self, seed: int, at: int, kind: str, form: Form) -> None:
        self.forms[f"{kind}: {form.kind}"] += 1
        for name, (way, every) in WAYS.items():
            if at % every or (form.kind == "resident" and name == "number in a log line"):
                continue
            self.ways[name] += 1
            by_chance = 2 if form.kind == "resident" and name != "mask" else 0
            if is_leaking(form, kept := way(form), by_chance):
                self.leaking[f"{name} < {form.kind}"] += 1
                if len(self.leaks) < _MOST_SHOWN:
                    self.leaks.append((seed, name, form.text, kept))

    def _print(self, seed: int, text: str, parts: tuple[tuple[str, str], ...]) -> None:
        self.papers += 1
        for name, _ in parts:
            self.printed[name] += 1
        if (kept := mask(text)) == text:
            return
        self.ruined_papers += 1
        before = 0
        for name, part in parts:
            self.ruined[name] += kept[before : before + len(part)] != part
            before += len(part) + 1
        if len(self.destroyed) < _MOST_SHOWN:
            self.destroyed.append((seed, "", text, kept))


def seeds(first: int, step: int) -> Iterator[int]:
    """The seeds of the rounds, without end."""
    return count(first, step)
