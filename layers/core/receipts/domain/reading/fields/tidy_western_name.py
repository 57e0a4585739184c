"""The name of a shop outside Korea as it is printed, without what is said before it or behind it."""

import re

from receipts.domain.reading.letters.company_forms import with_company_form
from receipts.domain.reading.letters.look_alikes import DIGITS_FOR_LETTERS
from receipts.domain.reading.letters.normalise import without_hangul

_TITLE_BEHIND = re.compile(
    r"^(?P<name>\S+\s.*?\w)\s+(?:(?:TAX|SALES|CASH|RETAIL|OFFICIAL)\s)?"
    r"(?:INVOICE|RECEIPT|(?<=CASH )(?:BILL|SALES?|MEMO))$",
    re.IGNORECASE,
)
"""What the paper is, behind who wrote it: Heron Web Services Invoice."""
_SAID_BEFORE = re.compile(
    r"^\W*(?:SOLD BY|SELLER|VENDOR|MERCHANT|SUPPLIER|(?:SHOP|STORE|BUSINESS|COMPANY|MERCHANT|OUTLET) NAME|"
    r"(?:ISSUED|BILLED|INVOICED) BY|VERK.UFER|VENDEUR|VENDEDOR|VERKOPER)\s?:\s?(?=\w)",
    re.IGNORECASE,
)
_LOGO_BEFORE = re.compile(r"^(?P<logo>[a-z]{4,})\s+(?=(?!(?P=logo))(?i:(?P=logo))\s)")
"""A logo in small letters beside the name that begins with it."""


_BRANCH_BEHIND = re.compile(r"(?<=\bBHD)(?:\.?\s?[-–]\s|\.?\s\((?![^)]*\d)).*$", re.IGNORECASE)
"""A company's form ends its name: MELUR FOODS SDN BHD - NORTHERN REGION, MELUR SDN BHD (KLANG)."""

_ZERO_WITHIN = re.compile(r"(?<=[A-Z])0{1,2}(?=[A-Z])")
"""FO0D: between capitals a zero is their letter."""


def tidied_abroad(name: str) -> str:
    """The name without its word, its logo and what the paper is; its legal form spelt right."""
    alone = _TITLE_BEHIND.sub(r"\g<name>", _LOGO_BEFORE.sub("", _SAID_BEFORE.sub("", name)))
    return _BRANCH_BEHIND.sub("", with_company_form(_with_letters(without_hangul(alone))))


def _with_letters(name: str) -> str:
    """`name` without zeros within its words."""
    return _ZERO_WITHIN.sub(lambda zeros: DIGITS_FOR_LETTERS["0"] * len(zeros.group()), name)
