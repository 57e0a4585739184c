"""The goods: name, quantity, unit price and amount, printed in one row or in two."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate, zip_longest

from receipts.domain.currencies import is_whole
from receipts.domain.reading.blocks.counted_price import counted_price
from receipts.domain.reading.blocks.goods_columns import Count, as_number, count_of, counts_first
from receipts.domain.reading.blocks.goods_insured import without_insurer
from receipts.domain.reading.blocks.goods_name import name_of
from receipts.domain.reading.blocks.goods_named_below import (
    is_code_below,
    is_code_of,
    is_heading,
    is_line_unread,
    with_names_first,
)
from receipts.domain.reading.blocks.goods_region import EDGES, is_notice, is_sum_row, region_of
from receipts.domain.reading.blocks.goods_specifications import without_specifications
from receipts.domain.reading.blocks.goods_tax import without_tax_columns
from receipts.domain.reading.blocks.goods_tax_letters import without_digits_of_tax
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.particulars_of_goods import is_particular
from receipts.domain.reading.fields.counted_prices import (
    counted_line,
    each_or_all,
    with_count_below,
    with_product_below,
)
from receipts.domain.reading.fields.fares import without_fares
from receipts.domain.reading.fields.goods_in_parts import in_parts
from receipts.domain.reading.fields.goods_named import named_alone
from receipts.domain.reading.fields.goods_numbers import MOST, overlooked, quantity_and_unit, trailing
from receipts.domain.reading.fields.goods_together import (
    FoundItem,
    put_together,
    taken_off,
    up_to_their_sum,
    worth,
)
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.layout.status_bar import STATUS_BAR
from receipts.domain.reading.letters.look_alikes import FOR_PIECES
from receipts.domain.reading.values.money import Money
from receipts.domain.reading.values.money_signs import CODES, DOLLARS
from receipts.domain.reading.vocabulary.keywords import find_labels, leading_word
from receipts.domain.reading.vocabulary.labels import Label

_OTHER_FIELDS = frozenset({Label.ISSUER, Label.APPROVAL, Label.ISSUED, Label.PERSON, Label.NUMBER})
_PIECES = re.compile(
    rf"^(?P<name>.*\S)(?:\s+|(?<=[A-Za-z)]))(?P<count>\d{{1,3}}?)\s?(?:개|{FOR_PIECES}|EA|ea)\s*$"
)
_OWN_COLUMN = re.compile(
    r"^(?P<name>.*\S)\s{2,}(?P<count>\d{1,3})\s?(?:통|건|병|잔|장|권|팩|봉|캔|벌|명|대|모|단|롤|박스|켤레|족|쌍|세트|그릇|마리|미|포기|송이|포|줄|판)\s*$"
)
"""A count with its unit in a column of its own: beside the name (삼겹살 1인분) it may be part of it."""
_TIMES = re.compile(
    r"^\s*(?P<count>\d{1,3}(?:\.\d{2,3})?)\s?(?:L|LTR|KG|GAL)?\s?[xX×@*]\s*"
    r"(?:RM|[$£€₩])?\s?(?P<unit>\d[\d,]*(?:\.\d\d)?)\s?원?\s*$"
)
"""2 x 4,500; or of what is weighed or pumped, 24.390 L x RM2.05."""
_TIMES_AHEAD = re.compile(r"\s*(?P<count>-?\d{1,3})\s?[xX×*]\s?[$£€]?\s?(?P<unit>\d+[.,]\d\d)\s*$")
_AT_EACH = re.compile(
    r"^\s*(?P<count>\d{1,3})\s?[A-Za-z]{1,4}\s+(?:RM|[$£€])?\s?(?P<unit>\d+\.\d\d)\s?/\s?[A-Za-z]{1,4}\s*$"
)
"""4EA  0.25/EA"""
_PRICE_OF_ONE = re.compile(
    r"\d[.,]\d\d\s?/\s?(?:[a-zA-Z]{2,5}|[Ll])\s*$|^\s*(?:\([^()]{1,8}\)\s*)?@\s?\d+[.,]\d\d\s*$"
)
"""What one of them or a pound costs is no amount of a line: $0.79/LB, (S)  @11.50."""
_WRAPPED = re.compile(r"^\s*(?![합총소]\s*$)[가-힣)]{1,3}\s*$")
"""The end of a long name, alone in the row below; not the first half of 합 계 in a leaning photo."""
_TIMES_BEFORE = re.compile(r"^(?P<name>.*[^\d\s.xX×*])\s+[xX×]\s?(?P<count>[1-9]\d?)\s*$")
"""생맥주 x2; between two numbers the sign is of a size."""
_BEHIND_BRACKETS = re.compile(
    r"^(?P<name>.*[^\W_].*\))\s+(?P<count>[1-9]\d?)\s?(?:매|명|인|장|병|잔|개|박)?\s*$"
)
"""기름(특) 2: a number that belongs to the name stands in the brackets or before them."""
_LEADING = re.compile(
    r"^\s*(?P<count>[1-9]\d?)\s?[xX]?\s{1,3}(?P<name>[A-Za-z].*|(?<=\s\s)\d{1,4}\s[A-Za-z].*)$"
)
_COUNT_SAID = re.compile(r"\s*수\s?량\s?:?\s?(?P<count>\d{1,3})\s?개(?=\s)")
"""Below the name of goods: 수량 2개  25,800원, as web shops list them."""
_A_SINGLE = re.compile(r"^\s*1\s?[xX×]\s+(?=[^\W\d_])")
_ENDING = re.compile(
    r"^(?P<name>.*\S)\s{2,}(?P<count>[1-9]\d?|\d{1,2}\.\d{1,3})\s*(?:[xX@]|(?:ks|szt|kpl|pz|Stk|St|pcs?)\.?)?\s*"
    rf"(?:RM|{CODES}|(?:{DOLLARS})?[$€£])?\s*$"
)
_EXEMPT = re.compile(r"^\s*(?:\d{2,3}\s?)?[*#]|[*#]\s*$|\(\*\)|\(면\)|^\s*면\)|면세")
_BEFORE_AMOUNT = " \t₩\\￦$€£=:-+△▲("
_BEFORE_COUNT = " \t₩\\￦$€£@xX×*(:"
_MARKED_LINE = re.compile(r"\s*[-+*└ㄴᄂ▶>\[(<※#]")
_ANOTHER_FIELD = re.compile(r"\W*[가-힣]{2,5}\s?[:：]")
"""A word and a colon in the row above goods: 담당자 : 김하늘 is not the first half of their name."""
_ENDS_IN_NUMBER = re.compile(r"\d원?\W*$")
_CHOICES = re.compile(r"\S\s?/\s?\S.*\S\s?/\s?\S")
"""What was chosen for the line above: 위트 / 치즈 / 랜치."""
_BASE_PRICE = re.compile(r"\W*기본\s?(?:가격?|금액)?\s?[:：]\s?\d")
"""Below goods in apps: what they cost without what was added, which the line above holds already. With none
above it a line of its own.
"""
_OPTION = re.compile(r"\W*(?:추가\s?)?(?:옵션|선택|구성|색상|사이즈)\s?\d?\s?[:：]")
"""Between goods and their price in web shops: which of them."""
_JOINS = re.compile(r"\s(?:and|with|of|&|\+)\s*$", re.IGNORECASE)
"""No name ends in such a word: it goes on in the next row."""
_ROOM = 3
"""Letters of a word that would still have fitted into the row of a name."""
_STATUS_BAR = re.compile(STATUS_BAR, re.IGNORECASE)
_STATUS_ROWS = 2
"""Rows at the top in which a telephone shows its clock."""
_PRICED = re.compile(r"^\s*(?P<count>\d{1,3})\s?[xX×@]\s?(?P<unit>\d+[.,]\d\d)\s+(?P<name>[^\W\d_].*)$")
"""2 x 3.50 Croissant."""
_COUNT_AND_CODE = re.compile(r"\s*(?P<count>[1-9]\d?)\s?[xX×]\s+(?P<name>\d{8,14})\s*$")
"""2x 000001082678, what was scanned, of which the name stands elsewhere."""
_LEAST = 10
"""Won that are printed without a separator: less is a count."""
_CODE_FIRST = re.compile(r"\s*\d{8,14}\s")
"""What the till scanned, before the numbers of a line whose name stands above."""
_ONE = Decimal(1)
"""The reader overlooks a thin 1 now and then: a unit price equal to the amount implies it."""
_BY_WEIGHT = re.compile(r"\d\s?(?:kg|g|근)\b(?!-)|@|/\s?(?:kg|100g)", re.IGNORECASE)


def find_items(
    ledger: Ledger,
    totals: frozenset[Decimal],
    parts: frozenset[Decimal],
    adds_up: Callable[[Decimal], bool],
) -> tuple[FoundItem, ...]:
    """The items between the head and the first sum; `totals` are known sums, `parts` supply value and tax.
    `adds_up` says whether goods that cost so much lead to the sums, also with tax and service on top.
    """
    listed = without_fares(ledger, _listed(ledger, totals, parts, adds_up))
    apart = in_parts(ledger)
    return apart if apart and (_complete(apart, totals) or not _complete(listed, totals)) else listed


def _listed(
    ledger: Ledger,
    totals: frozenset[Decimal],
    parts: frozenset[Decimal],
    adds_up: Callable[[Decimal], bool],
) -> tuple[FoundItem, ...]:
    ledger = without_digits_of_tax(without_insurer(without_specifications(without_tax_columns(ledger))))
    region = region_of(ledger, totals | parts)
    items = _goods_in(ledger, region, totals)
    if not items:
        return _below_the_sum(ledger, totals) or named_alone(ledger)
    head = ledger.rows[max(region[0].index - 1, 0)].text if region else ""
    items = taken_off(put_together(ledger, head, each_or_all(ledger, items, totals)), totals)
    count = _complete(items, totals)
    if count is not None:
        return tuple(items[:count])
    goods = items if is_whole(ledger.currency) else up_to_their_sum(items, totals, adds_up)
    return tuple(item for item in goods if item.name or item.quantity is not None)


def _goods_in(ledger: Ledger, region: Sequence[Row], totals: frozenset[Decimal]) -> list[FoundItem]:
    """The lines of the region; what is called like another amount (선불 5시간 6,000) is one of them where
    only with it they make a known sum.
    """
    items = list(_read_rows(ledger, region))
    if not items or worth(items) in totals or not is_whole(ledger.currency):
        return items
    every = list(_read_rows(ledger, region, every=True))
    return every if worth(every) in totals and all(item.name for item in every) else items


def _below_the_sum(ledger: Ledger, totals: frozenset[Decimal]) -> tuple[FoundItem, ...]:
    """Goods printed below what was paid. Nothing but their sum tells that they are goods."""
    sums = [row.index for row in ledger.rows if is_sum_row(ledger, row)]
    if not sums:
        return ()
    following = ledger.rows[sums[0] + 1 :]
    end = next((row.index for row in following if is_sum_row(ledger, row)), len(ledger.rows))
    items = list(_read_rows(ledger, [row for row in following if row.index < end]))
    goods = items[: _complete(items, totals) or 0]
    is_sure = len(goods) > 1 and all(item.name and item.amount and item.amount > 0 for item in goods)
    return tuple(goods) if is_sure else ()


def _complete(items: Sequence[FoundItem], totals: frozenset[Decimal]) -> int | None:
    """How many items it takes to make a known sum, or None: then those without a name are doubtful."""
    sums = list(accumulate((item.amount or Decimal(0) for item in items), initial=Decimal(0)))
    return max((count for count, whole in enumerate(sums) if count and whole in totals), default=None)


def _read_rows(ledger: Ledger, region: Sequence[Row], *, every: bool = False) -> Iterator[FoundItem]:
    """The lines; `every` takes also those that are called like another amount."""
    waiting: Row | None = None
    ahead: re.Match[str] | None = None
    last: FoundItem | None = None
    first = counts_first(ledger.rows[max(region[0].index - 1, 0)].text) if region else None
    rows = [row for row in region if not _is_no_line(row, every=every)]
    rows = [row for row in rows if row is rows[0] or not _BASE_PRICE.match(row.text)]
    rows = list(with_names_first(ledger, rows))
    for row, below in zip_longest(rows, rows[1:]):
        item = _item(row, ledger.money[row.index], first, whole=is_whole(ledger.currency))
        longer = _with_row_below(last, row, below) or with_product_below(last, row, ledger.money[row.index])
        if longer is not None:
            last = longer
        elif below is not None and (times := _TIMES_AHEAD.match(row.text)) and _makes(times, ledger, below):
            ahead = times
        elif item is None:
            waiting = _named(row, waiting)
        elif last is not None and _is_named_by(last, item):
            last = _with_name_above(item, last.row)
        else:
            yield from _if_any(last)
            last = _with_count_above(_with_name_above(item, waiting), ahead)
            waiting = ahead = None
    yield from _if_any(last)


def _makes(times: re.Match[str], ledger: Ledger, row: Row) -> bool:
    """Whether so many at this price are the amount of the row."""
    amounts = [money.value for money in ledger.money[row.index] if money.marked]
    return len(amounts) == 1 and amounts[0] == int(times["count"]) * as_number(times["unit"])


def _with_count_above(item: FoundItem, times: re.Match[str] | None) -> FoundItem:
    """The item with how many at what price, where tills print that above: 2 X 3,00 and BIRRA 6,00."""
    if times is None or item.quantity is not None:
        return item
    return replace(item, quantity=Decimal(times["count"]), unit_price=as_number(times["unit"]))


def _named(row: Row, waiting: Row | None) -> Row | None:
    """The row that may name what follows, now that `row` says no amount; none is above a heading."""
    if is_heading(row) or is_line_unread(row):
        return None
    is_code = waiting is not None and waiting.index + 1 == row.index and is_code_below(waiting, row)
    return waiting if is_code or not name_of(row.text) or _is_no_name(row) else row


def _is_no_name(row: Row) -> bool:
    """결제수단 지역사랑상품권: another field, and not the first half of a name; nor is what was chosen."""
    word = leading_word(row.text)
    is_another = word is not None and word.label in _OTHER_FIELDS and not word.slips
    return is_another or bool(_OPTION.match(row.text))


def _is_no_line(row: Row, *, every: bool) -> bool:
    """Whether the row's amount is no line of its own: a unit price, or how much of what was pumped; nor is
    the clock of the telephone that a picture was taken of.
    """
    times = _TIMES.match(row.text)
    if row.index < _STATUS_ROWS and _STATUS_BAR.search(row.text):
        return True
    if _PRICE_OF_ONE.search(row.text):
        return not _AT_EACH.match(row.text)
    is_counted_line = _COUNT_SAID.match(row.text) or counted_price(row)
    return (not every and is_particular(row) and not is_counted_line) or bool(times and "." in times["count"])


def _if_any(item: FoundItem | None) -> tuple[FoundItem, ...]:
    return () if item is None else (item,)


def _with_name_above(item: FoundItem, above: Row | None) -> FoundItem:
    """The item with the name that stands above it, or with the first half of a name that needed two rows."""
    if above is None:
        return item
    if not item.name or above.index > item.row.index or is_code_of(item.name, above):
        name, count = _counted(above.text)
        quantity = item.quantity if item.quantity is not None else count
        return replace(item, name=name_of(name), name_row=above, quantity=quantity)
    is_one_name = _fills_its_column(above, item.row) or _JOINS.search(above.text)
    if above.index + 1 == item.row.index and is_one_name:
        return replace(item, name=f"{name_of(above.text)} {item.name}", name_row=above)
    return item


def _is_named_by(above: FoundItem, item: FoundItem) -> bool:
    """Whether a number that ends the name above was taken for an amount: the row below has none but its code,
    says how many at what price, and is named by nothing else (04 트러플 200, 8801234567890  9,900  1  9,900).
    """
    if item.name or item.quantity is None or item.unit_price is None or not _CODE_FIRST.match(item.row.text):
        return False
    is_name = above.printed is not None and not above.printed.marked and bool(above.name)
    is_alone = above.quantity is None and above.unit_price is None
    is_next = above.row.index + 1 == item.row.index
    return is_name and is_alone and is_next and item.quantity * item.unit_price == item.amount


def _fills_its_column(above: Row, row: Row) -> bool:
    """Whether the row above begins where the names do and leaves no room for another word before the numbers.

    What is shorter was not wrapped: a heading of a group of goods, or an extra of the line before.
    """
    numbers = next((cell.left for cell in row.cells[1:] if re.search(r"\d", cell.text)), row.right)
    is_level = abs(above.left - row.left) < row.height and len(above.cells) == 1
    is_marked = _MARKED_LINE.match(above.text) or _ANOTHER_FIELD.match(above.text)
    is_marked = is_marked or _CHOICES.search(above.text)
    is_words = not (is_marked or _ENDS_IN_NUMBER.search(above.text) or is_notice(above))
    return is_level and is_words and above.right > numbers - _ROOM * row.height


def _with_row_below(last: FoundItem | None, row: Row, below: Row | None) -> FoundItem | None:
    """The last item with what the row below it adds to it: its count, or the end of its name (unless numbers
    alone follow, which then have their name there).
    """
    if last is None:
        return None
    times = _TIMES.match(row.text) or _AT_EACH.match(row.text)
    counted = with_count_below(last, row)
    if times or counted:
        return counted or (_with_count_below(last, times) if times else None)
    names_next = below is not None and (re.match(r"\W*\d[\d,]*원?\s", below.text) or counted_price(below))
    if last.row.index + 1 == row.index and last.name and _WRAPPED.match(row.text) and not names_next:
        return replace(last, name=last.name + row.text.strip())
    return None


def _with_count_below(item: FoundItem, times: re.Match[str]) -> FoundItem | None:
    """The item with the count and unit price of the row below it (2 x 4,500), if they make its amount."""
    count, unit = Decimal(times["count"]), Decimal(times["unit"].replace(",", ""))
    if item.quantity is not None or count * unit != item.amount:
        return None
    return replace(item, quantity=count, unit_price=unit)


def _item(
    row: Row, amounts: Sequence[Money], quantity_first: bool | None, *, whole: bool
) -> FoundItem | None:
    """The row's item, its name empty if it stands in the row above; None if the row has no amount."""
    columns = trailing(row, [money for money in amounts if not money.in_words])
    if counted := counted_line(row, amounts):
        return counted
    if not columns:
        return None
    amount = columns[-1].value
    count = _count(row, columns[-1], quantity_first, whole=whole)
    if count is not None:
        name, exempt = name_of(row.text[: count.start].rstrip(_BEFORE_COUNT)), bool(_EXEMPT.search(row.text))
        return FoundItem(name, count.quantity, count.unit_price, amount, exempt, columns[-1], row)
    if not _is_amount(columns[-1], row):
        return None
    quantity, unit = quantity_and_unit([one.value for one in columns[:-1]], amount)
    before = row.text[: columns[0].start]
    if unit == amount and quantity is None:
        before, quantity = _A_SINGLE.sub("", before), _ONE
    if quantity is None:
        before, quantity = _counted(before)
    if quantity is None and not _BY_WEIGHT.search(row.text):
        quantity = overlooked(unit, amount)
    if said := _COUNT_SAID.match(row.text):
        before, quantity = "", Decimal(said["count"])
    name = "" if _is_less_discount(before, columns) else name_of(before)
    return FoundItem(name, quantity, unit, amount, bool(_EXEMPT.search(row.text)), columns[-1], row)


def _is_less_discount(before: str, columns: Sequence[Money]) -> bool:
    """Whether the row says what came off goods that are named above, and what they make without it: DISC
    -28.00  108.00.
    """
    word = leading_word(before)
    is_discount = word is not None and word.label is Label.DISCOUNT and not before[word.end :].strip(EDGES)
    return is_discount and len(columns) > 1 and columns[-2].value < 0 < columns[-1].value


def _count(row: Row, amount: Money, quantity_first: bool | None, *, whole: bool) -> Count | None:
    text = row.text[: amount.start].rstrip(_BEFORE_AMOUNT)
    return count_of(text, amount.value, whole=whole, quantity_first=quantity_first)


def _is_amount(money: Money, row: Row) -> bool:
    """A plain number counts where amounts below a thousand stand: in a column of their own."""
    said = {hit.label for hit in find_labels(row.text)} - {Label.DEPOSIT}
    plain = _LEAST <= money.value < MOST and len(row.cells) > 1 and not said
    return money.marked or plain or (money.value == 0 and bool(name_of(row.text)))


def _counted(text: str) -> tuple[str, Decimal | None]:
    """The text without the small whole number that leads it or, after a gap, ends it: how many."""
    match = (
        _PIECES.match(text)
        or _OWN_COLUMN.match(text)
        or _PRICED.match(text)
        or _COUNT_AND_CODE.match(text)
        or _LEADING.match(text)
        or _ENDING.match(text)
        or _TIMES_BEFORE.match(text)
        or _BEHIND_BRACKETS.match(text)
    )
    return (match["name"], Decimal(match["count"])) if match else (text, None)
