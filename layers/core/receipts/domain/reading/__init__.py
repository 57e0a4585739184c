"""From the text of a page to the fields of a receipt.

Rules follow how receipts are printed: the particulars the law asks for, the words for them, the layout.
The folders are the way of a page, each a floor that uses only itself and those before it (ADR 0056):

    letters      one form of each character, its jamo, what the engine takes for what
    layout       lines put side by side as rows; what of the picture is no receipt
    vocabulary   the words that announce something, and finding them
    values       money, dates, business numbers, the currency
    blocks       an amount and its word, a table of goods or taxes, one receipt of several
    fields       a module a field: what it is, where it stands, how sure its rule is
    choice       how sure the field is: words, rule and sums together
    checks       what on the paper speaks against it
    assembly.py  the way from the first to the last
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from receipts.domain.category import CategoryTable
from receipts.domain.conclusions import conclude
from receipts.domain.reading.assembly import assemble, seen_on
from receipts.domain.reading.blocks.separate_receipts import receipts_on, receipts_over
from receipts.domain.reading.layout.bounds import require_bounded
from receipts.domain.reasons import MULTIPLE_RECEIPTS
from receipts.domain.receipt import Reading
from receipts.domain.text import Page

__all__ = ["read_receipt"]

_NO_CATEGORIES = CategoryTable()


def read_receipt(
    pages: Sequence[Page], today: date | None = None, categories: CategoryTable = _NO_CATEGORIES
) -> Reading:
    """The fields that `pages` show, each with its evidence. Where `today` is given, a later day is asked, and
    checks compare with it.

    Of several receipts in one picture or file the largest is read, and `multiple_receipts` asks for review.
    Nothing is invented: what is not on the image is None. Card numbers are masked in all that is returned.
    `engine` is left None. Raises UnreadableError: NOT_A_RECEIPT if the pages hold none, UNREADABLE_IMAGE if
    their print is too small to tell, TOO_COMPLEX if they hold more text than is read.
    """
    require_bounded(pages)
    return conclude(_largest(pages, today), today, categories)


def _largest(pages: Sequence[Page], today: date | None) -> Reading:
    """The reading without its conclusions. Pages are one receipt or several; one page may show several."""
    parts = [(part,) for part in receipts_on(pages[0])] if len(pages) == 1 else receipts_over(pages)
    if len(parts) <= 1:
        return assemble(pages, today)
    reading = assemble(parts[0], today)
    if len(pages) > 1:
        reading = replace(reading, pages=seen_on(pages))
    return replace(reading, review_reasons=(*reading.review_reasons, MULTIPLE_RECEIPTS))
