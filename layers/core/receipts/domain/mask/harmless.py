"""Dates, phone numbers, business numbers and money: told by their signs, and no part of a card number."""

import re
from collections.abc import Sequence

from receipts.domain.mask.forms import DIGIT

_HARMLESS = re.compile(
    rf"(?<!{DIGIT})(?<![*.-])(?<![0-9*]/)(?<!\d{DIGIT}/)(?<!/{DIGIT}{DIGIT}/)(?<!{DIGIT}:)(?:"
    # a stroke behind a number, or what looks like one, is no date's; behind a word it is a path's
    r"\d{3}-\d{2}-\d{5}"  # business number
    r"|(?:199\d|20[0-3]\d)(?:[-./년] ?\d{1,2}[-./월] ?\d{1,2}(?:-\d{1,8}){0,3}|"  # day
    r"(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])(?!\d))"
    r"|\d{2}[-./]\d{2}[-./]\d{2}|\d{1,2}[-./]\d{1,2}[-./]20\d{2}"
    r"|\d{1,2}:\d{2}(?::\d{2})?"
    r"|0(?:2|1\d|[3-6][1-5]|[678]0|[35]0\d)[-).]\d{3,4}[- ]\d{4}|1(?:5[2-9]|[68]\d)\d-\d{4}"  # phone in Korea
    r"|\d{1,3}(?:,\d{3}){1,3}|\d{1,6}\.\d{2}"  # money
    rf")(?![*/-]|[A-Za-z|]*\d|{DIGIT}|[.,:]{DIGIT})"
)


def inside_harmless(plain: str, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each of `spans`, which follow one another, whether it is part of such a number."""
    flags, found = [], _HARMLESS.finditer(plain)
    harmless = next(found, None)
    for start, end in spans:
        while harmless is not None and harmless.end() <= start:
            harmless = next(found, None)
        flags.append(harmless is not None and harmless.start() <= start and end <= harmless.end())
    return flags


def is_harmless(plain: str, start: int, end: int) -> bool:
    """Whether such a number, whole, begins at `start` and reaches to `end`."""
    found = _HARMLESS.match(plain, start)
    return found is not None and found.end() >= end
