"""Text as it is searched: what people type and what tills print differ in spaces, case, width and marks.

Everybody spaces Korean differently (`스타 벅스`, `스타벅스`), and so does a reader of pictures: words are
compared letter by letter, across the spaces of a line and never across lines.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from receipts.domain.receipt import Reading

LONGEST_SEARCHED: Final = 20_000
"""Characters of one receipt; a long one is ten times as short."""

SHORTEST_WORD: Final = 2
"""Letters that the index can look for: most Korean words have two."""

_COVER: Final = "*"
"""Stays, so that what is left of a card number never runs together with other digits."""


def search_text(reading: Reading) -> str:
    """What is looked through of a receipt: merchant, items and raw text, folded, each line once."""
    lines = [reading.merchant.name or "", *(item.name for item in reading.items), *reading.text.splitlines()]
    return "\n".join(dict.fromkeys(filter(None, map(folded, lines))))[:LONGEST_SEARCHED]


def folded(text: str) -> str:
    """One line of letters and digits alone, in lower case: `2,500원 ＩＣＥＤ` becomes `2500원iced`."""
    composed = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in composed if letter.isalnum() or letter == _COVER)


def words_of(query: str) -> tuple[str, ...]:
    """The words of a query, folded; none where it has only marks."""
    return tuple(dict.fromkeys(filter(None, map(folded, query.split()))))


def has_words(text: str, words: Iterable[str]) -> bool:
    """Whether each word stands in a line of `text`, which `search_text` made."""
    return all(word in text for word in words)
