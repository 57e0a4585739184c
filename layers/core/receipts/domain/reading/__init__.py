"""From the text of a page to the fields of a receipt.

Rules follow how receipts are printed: the particulars the law asks for, the words for them, the layout.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from receipts.domain.checks import check_reading
from receipts.domain.reading.assembly import assemble
from receipts.domain.receipt import Reading
from receipts.domain.text import Page

__all__ = ["read_receipt"]


def read_receipt(pages: Sequence[Page], today: date | None = None) -> Reading:
    """The fields that `pages` show, each with its evidence; checks compare with `today` where given.

    Nothing is invented: what is not on the image is None. Card numbers are masked in all that is returned.
    `engine` is left None. Raises UnreadableError (NOT_A_RECEIPT) if the pages hold no receipt.
    """
    reading = assemble(pages)
    return replace(reading, checks=check_reading(reading, today))
