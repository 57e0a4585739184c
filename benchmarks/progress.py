"""How far a long measurement is."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

_Thing = TypeVar("_Thing")
_A_LINE = 50
"""Things between two lines of a log: a minute or two of reading."""


def counted(things: Sequence[_Thing], doing: str) -> Iterator[_Thing]:
    """The things one by one, with a counter for people who watch; a log gets a line now and then."""
    watched, most = sys.stderr.isatty(), len(things)
    for number, thing in enumerate(things, start=1):
        yield thing
        if watched:
            sys.stderr.write(f"\r{doing}: {number} of {most}" + "\n" * (number == most))
        elif number % _A_LINE == 0 or number == most:
            sys.stderr.write(f"{doing}: {number} of {most}\n")
        sys.stderr.flush()
