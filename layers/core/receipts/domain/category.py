"""The expense account (계정과목) a receipt is likely booked to, from a table that an accountant edits."""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from receipts.domain.receipt import Category, Reading

COLUMNS = ("code", "account", "merchant_words", "text_words", "item_words")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table: the words that speak for a category, and where they have to stand."""

    category: Category
    merchant_words: tuple[str, ...]
    text_words: tuple[str, ...]
    item_words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryTable:
    """The rules in order: of two that match alike, the upper one counts."""

    rules: tuple[Rule, ...] = ()

    @classmethod
    def from_csv(cls, lines: Iterable[str]) -> "CategoryTable":
        """The table from CSV with the columns of `COLUMNS`; words are separated by spaces.

        Raises ValueError that names the line if a column is missing, or a code or account is empty.
        """
        reader = csv.DictReader(lines)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"line 1: the columns must be {', '.join(COLUMNS)}")
        return cls(tuple(_rule(row, reader.line_num) for row in reader))

    def suggest(self, reading: Reading) -> Category | None:
        """The kind of shop decides, then what only one kind of receipt prints, then most of the items.

        None where nothing speaks for a category: it is a suggestion, and never a guess.
        """
        return (
            self._by_merchant(reading.merchant.name or "")
            or self._first(lambda rule: _has_any(reading.text, rule.text_words))
            or self._by_items([item.name for item in reading.items])
        )

    def kind_of(self, reading: Reading) -> str | None:
        """The code in this table of what was bought: that of the receipt's account if it is one of these,
        else what the receipt itself speaks for, under whatever number a company books it.
        """
        booked = reading.category and reading.category.code
        if booked in {rule.category.code for rule in self.rules}:
            return booked
        suggested = self.suggest(reading)
        return suggested.code if suggested else None

    def _by_merchant(self, name: str) -> Category | None:
        """The word that stands last in the name: a shop in a hotel is named after the hotel first."""
        places = [(_last_place(name, rule.merchant_words), -index) for index, rule in enumerate(self.rules)]
        place, index = max(places, default=(-1, 0))
        return self.rules[-index].category if place >= 0 else None

    def _first(self, matches: Callable[[Rule], bool]) -> Category | None:
        return next((rule.category for rule in self.rules if matches(rule)), None)

    def _by_items(self, names: Sequence[str]) -> Category | None:
        """The category that more than half of the items speak for."""
        return self._first(
            lambda rule: 2 * sum(_has_any(name, rule.item_words) for name in names) > len(names) > 0
        )


def _rule(row: dict[str | None, str | None], line: int) -> Rule:
    code, account, *words = ((row.get(column) or "").strip() for column in COLUMNS)
    if not code or not account:
        raise ValueError(f"line {line}: code and account must not be empty")
    merchant, text, items = (tuple(part.upper().split()) for part in words)
    return Rule(Category(code, account), merchant, text, items)


def _has_any(text: str, words: Sequence[str]) -> bool:
    return _last_place(text, words) >= 0


def _last_place(text: str, words: Sequence[str]) -> int:
    """Where the last of `words` ends in `text`, -1 if none is there."""
    return max((_place(text, word) for word in words), default=-1)


def _place(text: str, word: str) -> int:
    """Hangul joins words as it likes, so spaces do not count; a Latin word must stand alone."""
    if word.isascii():
        found = [match.end() for match in re.finditer(rf"\b{re.escape(word)}S?\b", text.upper())]
        return len(_SPACES.sub("", text[: found[-1]])) if found else -1
    squashed = _SPACES.sub("", text)
    start = squashed.upper().rfind(word)
    return start + len(word) if start >= 0 else -1
