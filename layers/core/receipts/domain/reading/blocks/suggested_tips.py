"""Rows that work out a tip for the guest, as restaurants in the United States print: nobody has paid it."""

import re
from collections.abc import Sequence

from receipts.domain.reading.layout.rows import Row

_TIP = r"(?:TIPS?|GRATUIT(?:Y|IES))"
_HEADING = re.compile(
    rf"(?:SUGGEST|RECOMMEND|GUIDE|OPTION|CONVENIENCE|CALCULAT|EXAMPLE).*\b{_TIP}\b|"
    rf"\b{_TIP}\b.*\b(?:SUGGEST\w*|RECOMMEND\w*|GUIDE\w*|OPTIONS?|CALCULAT\w*|EXAMPLES?)\b",
    re.IGNORECASE,
)
_COLUMNS = re.compile(rf"^\D*\b{_TIP}\b\D*$", re.IGNORECASE)
"""The head of a table, Percent  Tip  Total: no amount stands beside the word."""
_SHARE = re.compile(r"(?<![\d.,])(\d{2}(?:\.\d{1,2})?)\s?%")
_TIP_AND_TOTAL = re.compile(rf"\b{_TIP}\b.*\bTOTAL\b|\bTOTAL\b.*\b{_TIP}\b", re.IGNORECASE)
_SAYS_TIP = re.compile(rf"\b{_TIP}\b", re.IGNORECASE)
_LEAST, _MOST = 10, 35
"""Percent that are suggested: less is a tax, more nobody asks."""


def suggested_tips(rows: Sequence[Row]) -> frozenset[int]:
    """Indexes of the rows that suggest: a share with the tip and the total that it would make, shares below a
    heading that says so, and tips of several different shares, of which a guest gives one at most.
    """
    with_share = [(row, share) for row in rows if (share := _share(row.text))]
    shares = {row.index: share for row, share in with_share}
    tips = {row.index for row, _ in with_share if _SAYS_TIP.search(row.text)}
    found = {row.index for row, _ in with_share if _TIP_AND_TOTAL.search(row.text)}
    for row in rows:
        if _HEADING.search(row.text) or _COLUMNS.search(row.text):
            found |= {row.index} | _run_of(shares, row.index + 1)
    if len({shares[index] for index in tips}) > 1:
        found |= tips
    return frozenset(found)


def _share(text: str) -> str | None:
    shares = [share for share in _SHARE.findall(text) if _LEAST <= float(share) <= _MOST]
    return shares[0] if shares else None


def _run_of(shares: dict[int, str], start: int) -> set[int]:
    """The rows with shares that follow one another from `start` on."""
    end = start
    while end in shares:
        end += 1
    return set(range(start, end))
