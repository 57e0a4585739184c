"""Which money the receipt is in, by the signs and words printed on it."""

import re
from collections.abc import Sequence

from receipts.domain.reading.jamo import is_syllable
from receipts.domain.reading.rows import Row

_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|"
    "OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC"
)
_SIGNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("KRW", re.compile(r"₩|￦|KRW|\d\s?원\b|사업자|부가세|합계|영수증")),
    (
        "MYR",
        re.compile(
            r"\bRM\b|\bRM\s?\d|MYR|SDN\.?\s*BHD|\bS/B\b|MALAYSIA|SELANGOR|"
            r"KUALA LUMPUR|JOHOR|PENANG|JALAN\b|\bJLN\b"
        ),
    ),
    ("SGD", re.compile(r"SGD|S\$|SINGAPORE|\bPTE\.?\s*LTD")),
    ("GBP", re.compile(r"£|GBP|\bVAT NO\b.*GB")),
    ("EUR", re.compile(r"€|\bEUR\b|EURO\b|MWST|\bTVA\b|\bIVA\b")),
    ("USD", re.compile(rf"USD|US\$|\bSALES TAX\b|\b(?:{_STATES}),? \d{{5}}(?:-\d{{4}})?\b")),
    ("AUD", re.compile(r"AUD|A\$|\bABN\b|\bPTY\b|\b(?:NSW|VIC|QLD|TAS|ACT) \d{4}\b")),
    ("CAD", re.compile(r"\bCAD\b|C\$|\b(?:HST|GST/HST|PST)\b")),
    ("JPY", re.compile(r"¥|円|JPY")),
)
_DOLLARS = re.compile(r"\$\s?\d+\.\d{2}")
_HANGUL_ROWS = 2
_HANGUL_SHARE = 0.15


def currency_of(rows: Sequence[Row]) -> str | None:
    """ISO 4217 code, or None where nothing on the receipt tells. A bare `$` counts as the US dollar last."""
    if _reads_korean(rows):
        return "KRW"
    text = _text(rows)
    return _by_signs(text) or ("USD" if _DOLLARS.search(text) else None)


def tells_country(rows: Sequence[Row]) -> bool:
    """Whether more than a bare `$`, which many countries print, says where the receipt is from."""
    return _reads_korean(rows) or _by_signs(_text(rows)) is not None


def _text(rows: Sequence[Row]) -> str:
    return "\n".join(row.text for row in rows).upper()


def _by_signs(text: str) -> str | None:
    counts = {code: len(pattern.findall(text)) for code, pattern in _SIGNS}
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else None


def _reads_korean(rows: Sequence[Row]) -> bool:
    """Whether a fair share of the rows holds Hangul; a frame of stars misread as a few syllables does not."""
    korean = sum(1 for row in rows if _is_korean(row.text))
    return korean >= max(_HANGUL_ROWS, _HANGUL_SHARE * len(rows))


def _is_korean(text: str) -> bool:
    syllables = sum(map(is_syllable, text))
    signs = sum(not char.isalnum() and not char.isspace() for char in text)
    return syllables >= _HANGUL_ROWS and signs <= syllables + sum(char.isdigit() for char in text)
