"""The driver reads a statement once, not each time that it is executed.

pg8000 turns SQLAlchemy's `%s` into PostgreSQL's `$1` letter by letter: more than a millisecond for the
statement that stores a receipt, a quarter of all the time that the API and the parser spend for themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import pg8000.legacy

_MOST_STATEMENTS = 1_000
"""Ours are some hundreds; a list of receipts has one for each set of its filters."""

_LONGEST = 20_000
"""Letters. Rows by the hundred are one statement for each number of them, not worth the memory."""

_convert: Callable[..., tuple[str, Sequence[Any]]] = pg8000.legacy.convert_paramstyle


def number_once() -> None:
    """Have pg8000 remember how it numbered a statement; it offers no setting for that."""
    pg8000.legacy.convert_paramstyle = _converted


def _converted(
    style: str, statement: str, values: Sequence[Any] | Mapping[str, Any]
) -> tuple[str, Sequence[Any]]:
    """As pg8000's function of the same place: the statement for PostgreSQL, and its values in order."""
    if style != "format" or isinstance(values, Mapping) or len(statement) > _LONGEST:
        return _convert(style, statement, values)
    return _numbered(statement), values


@lru_cache(_MOST_STATEMENTS)
def _numbered(statement: str) -> str:
    return _convert("format", statement, ())[0]
