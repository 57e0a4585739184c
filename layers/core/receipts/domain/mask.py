"""Card numbers are covered before any rule sees them: at most the first six and the last four digits survive.

PCI DSS requirement 3.4.1 allows no more on display; Korean slips cover digits 7 to 12 likewise.
"""

import re

FIRST, LAST = 6, 4
_SHORTEST = 13
"""ISO/IEC 7812 account numbers have at most 19 digits and in practice at least 13."""
_FEWEST_READ = 9
"""A run with fewer real digits than this hides nothing that may not be shown."""

_SYMBOL = r"[0-9OoQIl|*xX#●•○□■×＊∗⁎✱]"
_GAP = r"[ \t\-.·_~–—−]{0,3}"
_RUN = re.compile(rf"(?<![A-Za-z]){_SYMBOL}(?:{_GAP}{_SYMBOL}){{{_SHORTEST - 1},}}")
_GROUPS = re.compile(rf"(?<!\d){_SYMBOL}{{4}}(?:[^0-9A-Za-z가-힣]{{1,4}}{_SYMBOL}{{4}}){{3}}(?!\d)")
_HARMLESS = re.compile(
    r"(?<![\d*-])(?:"
    r"\d{3}-\d{2}-\d{5}"  # business number
    r"|(?:19|20)\d{2}[-./ ]\s?\d{1,2}[-./ ]\s?\d{1,2}(?:[ ]{0,2}\d{1,2}(?=:))?"  # date, and its hour
    r"|20[0-3]\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{0,8}(?:-\d{1,8}){0,3}"  # a day and what follows it
    r"|\d{2}[-./]\d{2}[-./]\d{2}(?:[ ]{0,2}\d{1,2}(?=:))?"
    r"|0\d{1,2}-\d{3,4}-\d{4}|1[5-9]\d{2}-\d{4}"  # phone; no card number starts with 0 or 1
    r"|\d{1,3}(?:[.,]\d{3})+|\d+\.\d{2}"  # money
    r")(?![\d*-])"
)


def mask(text: str) -> str:
    """`text` of the same length with every run that can be a card number covered, however it is printed."""
    covered = _GROUPS.sub(lambda found: _cover(found.group()), text)
    pieces: list[str] = []
    start = 0
    for harmless in _HARMLESS.finditer(covered):
        pieces += [_cover_runs(covered[start : harmless.start()]), harmless.group()]
        start = harmless.end()
    return "".join([*pieces, _cover_runs(covered[start:])])


def _cover_runs(text: str) -> str:
    return _RUN.sub(lambda found: _cover(found.group()), text)


def _cover(run: str) -> str:
    """Cover what lies between the first six and the last four symbols; separators stay where they are."""
    if sum(char.isdigit() or char in "OoQIl|" for char in run) < _FEWEST_READ:
        return run
    places = [index for index, char in enumerate(run) if re.fullmatch(_SYMBOL, char)]
    hidden = set(places[FIRST:-LAST])
    return "".join("*" if index in hidden else char for index, char in enumerate(run))
