"""The name of a shop outside Korea as it is printed, without what is said before it or behind it."""

import re

from receipts.domain.reading.letters.company_forms import with_company_form
from receipts.domain.reading.letters.normalise import without_hangul

_TITLE_BEHIND = re.compile(
    r"^(?P<name>\S+\s.*?\w)\s+(?:(?:TAX|SALES|CASH|RETAIL|OFFICIAL)\s)?(?:INVOICE|RECEIPT)$", re.IGNORECASE
)
"""What the paper is, behind who wrote it: Heron Web Services Invoice."""
_SAID_BEFORE = re.compile(
    r"^\W*(?:SOLD BY|SELLER|VENDOR|MERCHANT|SUPPLIER|(?:SHOP|STORE|BUSINESS|COMPANY|MERCHANT|OUTLET) NAME|"
    r"(?:ISSUED|BILLED|INVOICED) BY|VERK.UFER|VENDEUR|VENDEDOR|VERKOPER)\s?:\s?(?=\w)",
    re.IGNORECASE,
)
_LOGO_BEFORE = re.compile(r"^(?P<logo>[a-z]{4,})\s+(?=(?!(?P=logo))(?i:(?P=logo))\s)")
"""A logo in small letters beside the name that begins with it."""


def tidied_abroad(name: str) -> str:
    """The name without its word, its logo and what the paper is; its legal form spelt right."""
    alone = _TITLE_BEHIND.sub(r"\g<name>", _LOGO_BEFORE.sub("", _SAID_BEFORE.sub("", name)))
    return with_company_form(without_hangul(alone))
