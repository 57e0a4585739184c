"""Korean first, English when the reader prefers it."""

from typing import Annotated

from fastapi import Depends, Request

from receipts.domain.sentence import Language


def preferred(accept_language: str) -> Language:
    """The one of our languages that an Accept-Language header (RFC 9110, 12.5.4) ranks highest; of two
    ranked alike the one named first; Korean if it names neither.
    """
    best = Language.KOREAN
    best_weight = 0.0
    for entry in accept_language.split(","):
        tag, _, parameter = entry.partition(";")
        language = _ours(tag)
        weight = _weight(parameter)
        if language and weight > best_weight:
            best, best_weight = language, weight
    return best


def _ours(tag: str) -> Language | None:
    primary = tag.strip().lower().partition("-")[0]
    return Language(primary) if primary in set(Language) else None


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def language_of(request: Request) -> Language:
    """The language to answer this request in."""
    return preferred(request.headers.get("accept-language", ""))


async def reader_language(request: Request) -> Language:
    """As `language_of`, for FastAPI, which would do it in a thread if it were not async."""
    return language_of(request)


ReaderLanguage = Annotated[Language, Depends(reader_language)]
