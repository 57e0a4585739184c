"""Where in a text digits stand together, and what looks like them."""

import re
from collections.abc import Iterator

from receipts.domain.mask.forms import DIGIT

_RUN = re.compile(r"[0-9A-Za-z|]+")
_SYMBOLS = re.compile(DIGIT + "+")
_ONLY_LOOK_ALIKES = re.compile("[OoQDIl|]{4}")
_OF_A_WORD = re.compile("A[0-9](?=[가-힣])")
"""A size of paper: `A4용지`."""
_NUMBER_OF = re.compile("[TGBS]?ID|NO")
_COLUMN = re.compile(
    r"[x*×]?\d{1,3}(?:개|EA|ea|[xX*])?|[\\$₩￦;]?-?\d{1,3}(?:,\d{3})+원?|[1-9]\d{1,6}0원?|개|EA|ea|원",
    re.ASCII,
)
_MOST_COLUMNS, _NAMED = 6, re.compile(rf"[^\W\d].{{0,60}} {DIGIT}{{4}}")
_REACH, _SIZE_OF_GROUP, _PAIR = 9, 4, 2


def spans_of(plain: str) -> Iterator[tuple[int, int]]:
    """Where digits and what looks like them stand together; words are none."""
    for run in _RUN.finditer(plain):
        yield from _spans_in(plain, run)


def _spans_in(plain: str, found: re.Match[str]) -> Iterator[tuple[int, int]]:
    run, start = found.group(), found.start()
    if _OF_A_WORD.match(plain, start):
        return
    if not any(map(str.isdigit, run)):
        if _ONLY_LOOK_ALIKES.fullmatch(run) or _is_misread_whole(plain, found):
            yield found.span()
        return
    whole = _SYMBOLS.fullmatch(run)
    for piece in _SYMBOLS.finditer(run):
        digits = piece if whole else re.search(r"[0-9](?:.*[0-9])?", piece.group())
        if digits and 2 * sum(map(str.isdigit, digits.group())) >= len(digits.group()) - _PAIR:
            offset = start + (0 if whole else piece.start())
            yield offset + digits.start(), offset + digits.end()


def _is_misread_whole(plain: str, found: re.Match[str]) -> bool:
    """Whether up to three letters stand among as many digits each, `4 5 S 1`, or end a card: `3135 ZBz`."""
    size = found.end() - found.start()
    if size >= _SIZE_OF_GROUP or not _SYMBOLS.fullmatch(found.group()):
        return False
    before = plain[max(found.start() - _REACH, 0) : found.start()]
    behind = plain[found.end() : found.end() + _REACH]
    digits = f"{DIGIT}{{{size}}}"
    ends = re.search(rf"(?:{digits}|{DIGIT}{{4}})[^0-9A-Za-z]{{1,5}}$", before) is not None
    begins = re.match(rf"[^0-9A-Za-z]{{1,5}}{digits}(?!{DIGIT})", behind) is not None
    return (ends and begins) if _NUMBER_OF.fullmatch(found.group()) else (ends or begins)


def without_prices(plain: str) -> str | None:
    """The same with blanks for counts and prices at the ends of lines; None where no goods show a number."""
    lines = plain.split("\n")
    if sum(_NAMED.search(line) is not None for line in lines) < _PAIR:
        return None
    return "\n".join(map(_without_columns, lines))


def _without_columns(line: str) -> str:
    tokens = [found.span() for found in re.finditer("[^ ]+", line)]
    end = len(line)
    if not tokens or not any(map(str.isalpha, line[slice(*tokens[0])])):
        return line  # amounts alone
    for start, stop in reversed(tokens[2:][-_MOST_COLUMNS:]):
        if not _COLUMN.fullmatch(line, start, stop):
            break
        end = start
    return line[:end] + " " * (len(line) - end)
