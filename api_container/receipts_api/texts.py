"""Text that people send, fit to keep."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from pydantic import AfterValidator
from pydantic_core import PydanticKnownError

from receipts.domain.bounds import keepable

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


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
    return AfterValidator(lambda text: within(how(_possible(text)), longest))


def _possible(text: str) -> str:
    if keepable(text) != text:
        raise ValueError("NUL and lone surrogates are no text")
    return text
