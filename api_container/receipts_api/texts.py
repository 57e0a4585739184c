"""Values that people and their programs send, fit to keep."""

import re
import unicodedata
from collections.abc import Callable
from typing import Annotated, Final, TypeAlias
from urllib.parse import unquote_to_bytes

from pydantic import AfterValidator, Strict
from pydantic_core import PydanticCustomError, PydanticKnownError

from receipts.domain.bounds import keepable

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


Whole: TypeAlias = Annotated[int, Strict()]
"""A number of JSON: neither "3" nor true nor 1.0, which another program would read otherwise."""
Flag: TypeAlias = Annotated[bool, Strict()]
"""true or false: neither "yes" nor 1."""


def clean(text: str) -> str:
    """Hangul composed, no control characters."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", text)).strip()


def has_control_characters(text: str) -> bool:
    """Whether `clean` would take something out."""
    return bool(_CONTROL.search(text))


def clean_lines(text: str) -> str:
    """The same of each line."""
    return "\n".join(map(clean, text.splitlines())).strip()


def visible(text: str) -> str:
    """A name of control characters alone is none."""
    if not text:
        raise ValueError("nothing is left without control characters")
    return text


def within(text: str, longest: int) -> str:
    """Raises as pydantic does for `max_length`."""
    if len(text) > longest:
        raise PydanticKnownError("string_too_long", {"max_length": longest})
    return text


def cleaned(longest: int, how: Callable[[str], str] = clean) -> AfterValidator:
    """As `how` leaves it, in so many characters: composed, one may become three. NUL and halves of characters
    are refused.
    """
    return AfterValidator(lambda text: within(how(possible(text)), longest))


def possible(text: str) -> str:
    """Raises as pydantic does for NUL and halves of characters: what was meant, nobody knows."""
    if keepable(text) != text:
        raise PydanticCustomError("text_impossible", "NUL and lone surrogates are no text")
    return text


def unreadable_parameters(query: bytes) -> list[str]:
    """Names in a query string that are no UTF-8, or whose values are none: these would be taken for U+FFFD,
    searched for and kept.
    """
    return [name for part in query.split(b"&") if (name := _unreadable(part)) is not None]


def _unreadable(part: bytes) -> str | None:
    plain = unquote_to_bytes(part.replace(b"+", b" "))
    try:
        plain.decode()
    except UnicodeDecodeError:
        return unquote_to_bytes(part.partition(b"=")[0]).decode(errors="replace")
    return None
