"""How much text the rules take: what they cost grows with it, and nobody prints a receipt of 10,000 lines."""

from collections.abc import Sequence, Sized
from math import prod

from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_CHARACTERS, MAX_LINES, MAX_ROW_CHARACTERS
from receipts.domain.text import Page
from receipts.errors import UnreadableError

_MOST_WAYS = 20_000
"""A receipt has a few hundred, a table of sums millions."""


def require_bounded(pages: Sequence[Page]) -> None:
    """Raise UnreadableError (TOO_COMPLEX) for more lines or letters than a file may have."""
    lines = sum(len(page.lines) for page in pages)
    characters = sum(len(line.text) for page in pages for line in page.lines)
    if lines > MAX_LINES or characters > MAX_CHARACTERS:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"{lines} lines of {characters} characters")


def require_bounded_row(text: str) -> str:
    """`text`, a row of the paper; raises UnreadableError (TOO_COMPLEX) if it is longer than paper is wide."""
    if len(text) > MAX_ROW_CHARACTERS:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"a row of {len(text)} characters")
    return text


def are_few(*candidates: Sized) -> bool:
    """Whether all ways to combine one of each are worth trying: on a receipt they are a few hundred.

    Among the thousands that a table of sums makes, some come out by chance and say nothing.
    """
    return prod(map(len, candidates)) <= _MOST_WAYS
