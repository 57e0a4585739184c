"""Whether the paper is a receipt at all: by its amounts, words, numbers and date."""

import re
from collections.abc import Sequence

from receipts.domain.currencies import is_whole
from receipts.domain.failure import FailureCause
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.tax_split import splits
from receipts.domain.reading.values.business_numbers import find_business_numbers
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.text import Page
from receipts.errors import UnreadableError

_CARD_NOTICE = re.compile(r"카드.{0,8}승인|승인.{0,6}원|^\W*[가-힣]{2,4}\(?[\d*]{4}\)?\s?승인")
"""What a card company's message says of a purchase."""
_MONEY_LABELS = frozenset(
    {
        Label.TOTAL,
        Label.PAID,
        Label.AMOUNT,
        Label.SUPPLY,
        Label.VAT,
        Label.SUBTOTAL,
        Label.CARD,
        Label.CASH,
        Label.CHANGE,
    }
)
_SHOP_LABELS = frozenset(
    {Label.BUSINESS_NUMBER, Label.APPROVAL, Label.CARD_NUMBER, Label.TITLE, Label.ISSUED}
)
_FEWEST_ROWS = 3
"""What is paid, to whom and when: the shortest slip takes three rows for it."""
_ENOUGH = 2.3
"""A sum beside its word and one amount more come to 2.2: a third, or something of the shop, must be there."""
_AMOUNTS_ENOUGH = 3
"""More amounts than this make no receipt: a menu has many."""
_AMOUNT, _SUM_WORD, _SHOP_WORD, _NOTICE, _BUSINESS_NUMBER, _DAY, _TAX = 0.6, 1.0, 0.5, 1.0, 1.5, 0.8, 1.0
"""What each speaks for a receipt, set by hand: a valid business number most, for nothing else has one."""
_LOWEST, _TOLD = 11, 0.6
"""Pixels of a line's box, and its confidence: of 40 receipts that were reduced, lines on 8 pixels and less
were read with 0.5 at most, on 10 with 0.7, on 12 and more with 0.8.
"""
_LEAST_ROOM = 256
"""Pixels from side to side: 32 letters of a till's line, each 4 wide, on a paper that fills half the photo.
Print that has less room is not even seen as such.
"""


def require_receipt(ledger: Ledger, pages: Sequence[Page]) -> None:
    """Raise UnreadableError unless amounts, words or a date of a receipt are there: UNREADABLE_IMAGE where
    the print of `pages` is too small for anybody to tell, else NOT_A_RECEIPT.
    """
    if len(ledger.rows) >= _FEWEST_ROWS and _resemblance(ledger) >= _ENOUGH:
        return
    if pages and all(map(_is_too_small, pages)):
        size = ", ".join(f"{page.width} x {page.height}" for page in pages)
        raise UnreadableError(FailureCause.UNREADABLE_IMAGE, f"print too small to be read: {size} pixels")
    raise UnreadableError(FailureCause.NOT_A_RECEIPT, f"{len(ledger.rows)} rows of text, none of a receipt")


def _is_too_small(page: Page) -> bool:
    """Whether most lines are too low for their letters to be told, or there is no room for lines that are
    higher. What is printed large may be read on the smallest picture.
    """
    has_room = page.width >= _LEAST_ROOM
    low = [line for line in page.lines if line.height < _LOWEST]
    small = sum(line.confidence < _TOLD or not has_room for line in low)
    others = len(page.lines) - small
    return small >= max(_FEWEST_ROWS, others) or (others < _FEWEST_ROWS and not has_room)


def _resemblance(ledger: Ledger) -> float:
    """How much of a receipt there is: amounts are needed; words, numbers, sums and a date speak for it.

    Where amounts have cents, a number without them announces nothing: of a book's page the words are many.
    """
    if not ledger.entries:
        return 0.0
    marked = sum(1 for entry in ledger.entries if entry.money.marked)
    labels = {hit.label for row in ledger.rows for hit in find_labels(row.text) if hit.slips == 0}
    sums = {entry.label for entry in ledger.entries if entry.money.marked or is_whole(ledger.currency)}
    announced = labels & _MONEY_LABELS & sums
    dated = any(dates_in(row.text, Order.DAY_FIRST) for row in ledger.rows)
    numbered = any(found.value.is_valid for found in find_business_numbers(ledger.rows))
    noticed = any(_CARD_NOTICE.search(row.text) for row in ledger.rows)
    evidence = min(marked, _AMOUNTS_ENOUGH) * _AMOUNT + len(announced) * _SUM_WORD
    evidence += len(labels & _SHOP_LABELS) * _SHOP_WORD
    evidence += noticed * _NOTICE
    return evidence + numbered * _BUSINESS_NUMBER + dated * _DAY + bool(splits(ledger)) * _TAX
