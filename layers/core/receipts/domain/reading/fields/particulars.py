"""What the law asks for beside the seller's name: its number, its owner, and what tills print with them."""

import re
from collections.abc import Sequence

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import has_hangul
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.vocabulary.keywords import find_labels, leading_word
from receipts.domain.reading.vocabulary.labels import Label

NUMBER = r"\d{3}[- ]?\d{2}[- ]?\d{5}"
_BUSINESS = re.compile(rf"(?<!\d){NUMBER}(?!\d)")
_PHONE = re.compile(r"(?<!\d)\d{2,4}[-)]\s?\d{3,4}-\d{4}(?!\d)")
_MOMENT = re.compile(r"(?<!\d)[01]?\d/[0-3]?\d\s+[0-2]?\d:[0-5]\d")
"""Messages of card companies leave out the year."""
_CALLED_OUT = frozenset({"주문번호", "대기번호", "호출번호", "교환번호"})
_BRANCH = re.compile(r"[가-힣]{2}(?<!전문)(?<!음식)(?<!편의)점$")
_WANTED = frozenset({Label.BUSINESS_NUMBER, Label.PHONE, Label.ADDRESS, Label.OWNER, Label.ISSUED})


def has_particulars(head: Sequence[Row]) -> bool:
    """Whether the top of the receipt is on the image: business number, address, phone or date."""
    return any(
        {hit.label for hit in find_labels(row.text)} & _WANTED
        or dates_in(row.text, Order.YEAR_FIRST)
        or _MOMENT.search(row.text)
        or _BUSINESS.search(row.text)
        or _PHONE.search(row.text)
        for row in head
    )


def above_title(head: Sequence[Row]) -> list[Row]:
    """The rows above the one in which the paper says what it is: 영수증, 매출전표; or, where one of them ends
    in a branch, above the number that is called out. None where neither is printed.
    """
    for at, row in enumerate(head):
        if any(hit.label is Label.TITLE and not hit.slips for hit in find_labels(row.text)):
            return list(head[:at])
    called = next((at for at, row in enumerate(head) if _is_called_out(row)), 0)
    above = list(head[:called])
    return above if any(_BRANCH.search(row.text.strip()) for row in above) else []


def _is_called_out(row: Row) -> bool:
    word = leading_word(row.text)
    return word is not None and word.word in _CALLED_OUT and not word.slips


def beside_particulars(row: Row, rows: Sequence[Row]) -> bool:
    """Whether the business number or the phone stands in this row, or the next begins with the number or the
    owner: name, owner and number are what the law asks for, and tills print them together
    (부가가치세법 시행령 제73조 ⑦). The name in Latin letters, or a motto in them, may stand between.
    """
    if _PHONE.search(row.text) or _BUSINESS.search(row.text):
        return True
    below = rows[row.index + 1 :]
    if below and has_hangul(row.text) and _is_latin(below[0]):
        below = below[1:]
    return any(_BUSINESS.search(other.text) or _names_owner(other) for other in below[:1])


def _is_latin(row: Row) -> bool:
    """Whether the row has nothing but Latin words: no number, no mail address, no word that announces."""
    letters = sum(map(str.isalpha, row.text))
    plain = not (has_hangul(row.text) or any(map(str.isdigit, row.text)) or "@" in row.text)
    return plain and letters > 1 and not find_labels(row.text)


def _names_owner(row: Row) -> bool:
    word = leading_word(row.text)
    return word is not None and word.label is Label.OWNER and not word.slips
