"""Where the goods are listed: below the head of their table, or of the receipt, down to the first sum."""

import re
from collections.abc import Sequence
from decimal import Decimal

from receipts.domain.reading.blocks.counted_price import counted_price
from receipts.domain.reading.blocks.goods_columns import times_price
from receipts.domain.reading.blocks.goods_lines import NAMED, is_line_of_goods, is_product, line_discounts
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import GAP, Row
from receipts.domain.reading.letters.jamo import word_difference
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.values.money import Money
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels, leading_word
from receipts.domain.reading.vocabulary.labels import Label

_ENDS = frozenset(
    {
        Label.TOTAL,
        Label.SUBTOTAL,
        Label.PAID,
        Label.AMOUNT,
        Label.SUPPLY,
        Label.VAT,
        Label.EXEMPT,
        Label.CARD,
        Label.CASH,
        Label.TENDERED,
        Label.COUNT,
        Label.DELIVERY,
        Label.SERVICE,
    }
)
_HEAD_ENDS = frozenset(
    {
        Label.BUSINESS_NUMBER,
        Label.PHONE,
        Label.ISSUED,
        Label.OWNER,
        Label.ADDRESS,
        Label.NUMBER,
        Label.TITLE,
        Label.NOTICE,
        Label.OTHER_DATE,
    }
)
EDGES = " \t:;.,=|*#-_[]'\"△▲▽▼▷▶>》«»"
"""Signs around a name or a word that do not belong to it."""
_AROUND_WORD = f"{EDGES}()"
"""The same, and the brackets of a mark: (*)면세물품."""
_STRAY = f"{_AROUND_WORD}0123456789"
_HOW_EATEN = re.compile(r"\b(?:EAT|DINE|DINING|TAKE|CARRY|DRIVE)[\s-]?(?:IN|AWAY|OUT|THRU)\b", re.IGNORECASE)
"""Before the word for a sum: Eat-In Total (incl Tax)."""
_FEE_LEADS = re.compile(r"[\W\d]*(?:총|실|합)?\W*$")
"""Before 이용료 and other fees that are sums: of 룸 이용료 2시간 it is the name of what was bought."""
_COLUMNS = 2
"""Words that head columns: one alone may stand anywhere (메뉴)."""
_BESIDE_HEADS = frozenset({Label.COUNT, Label.OTHER_MONEY, Label.TOTAL, Label.AMOUNT})
"""What columns are called beside one that only goods have: Description Qty Unit price Amount."""
_HEADS = ("수량", "금액", "단가", "품명")
"""The short ones of them, which are known elsewhere only where they are read right."""
_OF_SUMS = ("금액", "가액", "합계")
"""How words for sums end; 금액 itself heads a column."""
_SUMS = ("금액", "합계", "세금", "세액")
"""The same of those that are no heads."""
_LONG = 4
"""Syllables of 공급가액 and the like: of fewer, the last two may be all of it."""
_NAMED = re.compile(r"[A-Za-z]{4}|[가-힣]{2}")
"""Letters beside an amount that stands alone are its currency's at most: below 항목  금액 stand goods."""
_COUNTED = re.compile(r"\W*총\s?\d{1,3}\s?(?:개|건|종|점|매|품목)\s+(?=\D{0,3}\d{1,3}(?:,\d{3})+\s?원?\W*$)")
"""총 3개  16,800: how many in all, and what they make."""
_BEHIND = re.compile(r"[\s원]*-?\s?(?:[A-Za-z]|SR|ZRL?|TX|OS)?\W*")
_SUBTOTAL = re.compile(r"sub[\s-]?total\W*\d", re.IGNORECASE)
_TAXED_AMOUNT = re.compile(r"\s*[A-Z]\s+\D{0,3}\d[\d,]*\.\d\d\W*")
_SCANNED = re.compile(r"\s*\d{8,14}\s+\d")
_STRAY_LETTERS = 2
"""Before the word of a sum: a mark or dirt, not the name of goods."""


def region_of(ledger: Ledger, totals: frozenset[Decimal]) -> Sequence[Row]:
    """The rows of goods; `totals` are known sums."""
    start = _start(ledger)
    groups = _sums_of_groups(ledger, start)
    off = line_discounts(ledger, ledger.rows[start:])
    for row in ledger.rows[start:]:
        is_goods = row.index in groups | off or _is_taxed_line(ledger, start, row)
        if not is_goods and _is_sum(ledger, row, totals):
            return [line for line in ledger.rows[start : row.index] if line.index not in groups]
    return _cut_off_below(ledger, start, off)


def _is_taxed_line(ledger: Ledger, start: int, row: Row) -> bool:
    """Whether the row is the amount of the first goods, named in the row above, and the letter of its tax."""
    above = ledger.rows[start : row.index]
    if not above or not _TAXED_AMOUNT.fullmatch(row.text) or find_labels(above[-1].text):
        return False
    return bool(NAMED.search(above[-1].text)) and not any(ledger.money[one.index] for one in above)


def _cut_off_below(ledger: Ledger, start: int, off: frozenset[int]) -> Sequence[Row]:
    """The goods, and what comes `off` them, in a picture that ends above the sums."""
    lines = [row.index for row in ledger.rows[start:] if is_line_of_goods(ledger, row)]
    return ledger.rows[start : max((*lines, *off)) + 1] if lines else ()


def _sums_of_groups(ledger: Ledger, start: int) -> frozenset[int]:
    """The rows that sum up a group of goods each: 소계 8,000 below what makes 8,000, more than once."""
    found: list[int] = []
    since = Decimal(0)
    for row in ledger.rows[start:]:
        marked = [money.value for money in ledger.money[row.index] if money.marked]
        word = leading_word(row.text)
        is_one = word is not None and word.label is Label.SUBTOTAL
        if is_one and marked and marked[-1] == since:
            found.append(row.index)
            since = Decimal(0)
        elif marked:
            since += marked[-1]
    return frozenset(found) if len(found) > 1 else frozenset()


def _start(ledger: Ledger) -> int:
    """The row below the column heads; without them the row below the last of shop and date."""
    heads = [row for row in ledger.rows if _is_column_head(row)]
    if heads:
        return max(heads, key=_column_words).index + 1
    first_sum = next((row.index for row in ledger.rows if is_sum_row(ledger, row) or counted_price(row)), 0)
    above = [row.index for row in ledger.rows[:first_sum] if _belongs_to_head(ledger, row)]
    while above and _is_amid_goods(ledger, above[-1]):
        above.pop()
    return above[-1] + 1 if above else 0


def _is_amid_goods(ledger: Ledger, index: int) -> bool:
    """Whether the row only numbers something, and a line of goods with its price stands right above it: the
    postcode of a letter, the bar code of a parcel.
    """
    labels = {hit.label for hit in find_labels(ledger.rows[index].text) if hit.slips == 0}
    above = ledger.rows[index - 1] if index else None
    if (
        above is None
        or labels & _HEAD_ENDS - {Label.NUMBER}
        or dates_in(ledger.rows[index].text, Order.YEAR_FIRST)
    ):
        return False
    priced = [money for money in ledger.money[above.index] if money.marked]
    named = NAMED.search(above.text) or (priced and is_product(above, priced[-1]))
    says_more = any(hit.label is not Label.ITEM_HEADER for hit in find_labels(above.text))
    return bool(priced and named and not says_more and _ends_in(priced[-1]))


def _ends_in(money: Money) -> bool:
    """Whether the amount ends its row, but for a minus behind it and how the line is taxed."""
    return bool(_BEHIND.fullmatch(money.row.text, money.end))


def _is_column_head(row: Row) -> bool:
    return _column_words(row) >= _COLUMNS and not re.search(r"\d{3}", row.text)


def _column_words(row: Row) -> int:
    """The words that head columns; beside one that is read right, others may have a letter misread."""
    labels = [hit.label for hit in find_labels(row.text)]
    said = labels.count(Label.ITEM_HEADER)
    beside = sum(label in _BESIDE_HEADS for label in labels)
    is_head = said or (beside > _COLUMNS and Label.COUNT in labels)
    if not is_head or any(map(str.isdigit, row.text)):
        return said
    said += beside if beside >= _COLUMNS else 0
    short = [word for word in row.text.split() if len(word) == len(_HEADS[0])]
    return said + sum(any(word_difference(word, one, 1) for one in _HEADS) for word in short)


def _belongs_to_head(ledger: Ledger, row: Row) -> bool:
    """Shop or date; what ends in an amount is an item, though its name begins like one of them."""
    if any(money.marked and _ends_in(money) for money in ledger.money[row.index]):
        return False
    if any(hit.label in _HEAD_ENDS and hit.slips == 0 for hit in find_labels(row.text)):
        return True
    return bool(dates_in(row.text, Order.YEAR_FIRST))


def is_sum_row(ledger: Ledger, row: Row) -> bool:
    """Whether the row says a sum of the receipt."""
    hits = [hit for hit in find_labels(row.text) if hit.label in _ENDS or _sums_up(hit) or hit.word == "금액"]
    hits = [hit for hit in hits if hit.label is not Label.AMOUNT or _leads_cell(row.text[: hit.start])]
    if hits and _multiplies(ledger, row, hits[0]):
        return False
    if _is_column_head(row) or is_notice(row) or not _has_amount(ledger, row):
        return False
    if _COUNTED.match(row.text):
        return True
    amounts = ledger.money[row.index]
    return any(
        len(_HOW_EATEN.sub("", row.text[: hit.start]).strip(_STRAY)) <= _STRAY_LETTERS
        or _announces(hit, row.text, amounts)
        or _is_subtotal(hit, row.text)
        for hit in hits
    )


def _announces(hit: Hit, text: str, amounts: Sequence[Money]) -> bool:
    """Whether the long word for a sum stands right before its amount, whatever is beside them: 판매금액."""
    follows = any(not text[hit.end : one.start].strip(" :₩\\￦") for one in amounts if one.start >= hit.end)
    return follows and not hit.slips and hit.word.endswith(_OF_SUMS)


def _is_subtotal(hit: Hit, text: str) -> bool:
    """Whether it is SUBTOTAL, read right and right before the amount: no goods are called so, with whatever
    before it (Purchase Subtotal).
    """
    return hit.label is Label.SUBTOTAL and not hit.slips and bool(_SUBTOTAL.match(text, hit.start))


def _leads_cell(before: str) -> bool:
    """Whether nothing but 총 and the like stands before the word in its cell."""
    return bool(_FEE_LEADS.match(before.rsplit(GAP, 1)[-1]))


def _multiplies(ledger: Ledger, row: Row, hit: Hit) -> bool:
    """룸 이용료 1시간 31,200 3 93,600: a price, a count and what they make, with a name that says more than a
    word for sums does, are a line of goods; so is 포장비 with a count, which is bought like them.
    """
    amounts = ledger.money[row.index]
    says_more = any(map(str.isalpha, row.text[: hit.start] + row.text[hit.end :]))
    says_more = says_more or hit.label is Label.DELIVERY
    if len(amounts) <= _COLUMNS or not says_more:
        return False
    one, other, whole = (money.value for money in amounts[-3:])
    return one * other == whole != 0


def _has_amount(ledger: Ledger, row: Row) -> bool:
    """Whether an amount stands in the row, or alone in the next: what begins with a code is a line of goods,
    and the row above it names the last ones.
    """
    below = [one for one in ledger.rows[row.index + 1 : row.index + 2] if not _SCANNED.match(one.text)]
    return bool(ledger.money[row.index]) or any(
        ledger.money[one.index] and not find_labels(one.text) and not _NAMED.search(one.text) for one in below
    )


def is_notice(row: Row) -> bool:
    """Whether the row tells guests something: 50,000원 이상 결제 시 교환 가능."""
    return any(hit.label in {Label.NOTICE, Label.OTHER_DATE} for hit in find_labels(row.text))


def _sums_up(hit: Hit) -> bool:
    """할인금액, 취소합계: of the whole receipt; 할인 or 반품 alone may be an item's."""
    of_all = hit.label in {Label.DISCOUNT, Label.CANCELLATION}
    return of_all and hit.word.endswith(("액", "계", "TOTAL"))


def _heads_sums(row: Row) -> bool:
    """Whether it heads a table of sums, as the foot of a 세금계산서 does: 합계금액  현금  외상미수금."""
    labels = [hit.label for hit in find_labels(row.text) if not hit.slips]
    if any(map(str.isdigit, row.text)) or Label.ITEM_HEADER in labels:
        return False
    return sum(label in _ENDS - {Label.COUNT} for label in labels) >= _COLUMNS


def _reads_like_a_sum(text: str) -> bool:
    """Whether the only word is one for a sum with a letter misread: 듬액 22,727, or the end of a longer one:
    블록간액 for 공급가액.
    """
    words = re.findall(r"[가-힣]+", text)
    if len(words) != 1:
        return False
    word = words[0] if len(words[0]) < _LONG else words[0][-len(_SUMS[0]) :]
    return any(
        len(word) == len(one) and word_difference(word, one, 1) is not None for one in (*_SUMS, "가액")
    )


def _is_made_above(ledger: Ledger, row: Row, value: Decimal) -> bool:
    """Whether the one line of goods is all that was bought: 부탄 42.15L x 1,009 over 42,529."""
    above = ledger.rows[row.index - 1].text if row.index else ""
    count = times_price(above, value)
    return count is not None and NAMED.search(above[: count.start]) is not None


def _is_sum(ledger: Ledger, row: Row, totals: frozenset[Decimal]) -> bool:
    if is_sum_row(ledger, row) or _heads_sums(row):
        return True
    amounts = [money for money in ledger.money[row.index] if money.marked]
    if counted_price(row) or (amounts and _is_made_above(ledger, row, amounts[-1].value)):
        return False
    bare = not NAMED.search(row.text) or _reads_like_a_sum(row.text)
    return bool(amounts) and bare and amounts[-1].value in totals and len(ledger.money[row.index]) == 1
