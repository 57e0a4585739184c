"""The goods: name, quantity, unit price and amount, printed in one row or in two."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, filterfalse

from receipts.domain.reading.dates import Order, dates_in
from receipts.domain.reading.entries import Ledger
from receipts.domain.reading.jamo import has_hangul
from receipts.domain.reading.keywords import Hit, find_labels
from receipts.domain.reading.labels import Label
from receipts.domain.reading.money import Money
from receipts.domain.reading.rows import Row

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
_PARTICULARS = frozenset({Label.ITEM_HEADER, Label.OTHER_MONEY, Label.NUMBER})
_HEAD_NUMBER = re.compile(r"(?<!\d)\d{3}-?\d{2}-?\d{5}(?!\d)|(?<!\d)\d{2,4}[-)]\s?\d{3,4}-\d{4}(?!\d)")
_CODE = re.compile(r"^[\s*#(]*[\d*]{6,}[\s)]*|\s*\b\d{6}\*{3,}\d{4}\b")
_NUMBERING = re.compile(
    r"^\s*(?:\d{2,3}[*#]\s*(?=\S*[^\d\s,.])|\(?\d{1,3}[.)*#']?\s+(?=\S*[^\d\s,.])|\d{2,3}[.)]?$)"
)
_PIECES = re.compile(r"^(?P<name>.*\S)\s+(?P<count>\d{1,3}?)\s?(?:개|가H?|[27]?H|EA|ea)\s*$")
"""개 beside a number is often read as 가, 가H, 2H or 7H."""
_TIMES = re.compile(
    r"^\s*(?P<count>\d{1,3}(?:\.\d{2,3})?)\s?(?:L|LTR|KG|GAL)?\s?[xX×@*]\s*"
    r"(?:RM|[$£€₩])?\s?(?P<unit>\d[\d,]*(?:\.\d\d)?)\s*$"
)
"""2 x 4,500; or of what is weighed or pumped, 24.390 L x RM2.05."""
_MONTH_AND_DAY, _DAY_OF_LINE = re.compile(r"월\s?/?\s?일"), re.compile(r"^\d{1,2}\s?[/.]\s?\d{1,2}\s+")
"""간이영수증 has a column for the day of each line."""
_WRAPPED = re.compile(r"^\s*[가-힣)]{1,3}\s*$")
"""The end of a long name, alone in the row below."""
_REMARK = re.compile(r"\s{2,}(?:행사|증정|덤|할인|[12]\+1)\s*$")
_LEADING = re.compile(r"^\s*(?P<count>[1-9]\d?)\s?[xX]?\s{1,3}(?P<name>[A-Za-z].*)$")
_ENDING = re.compile(r"^(?P<name>.*\S)\s{2,}(?P<count>[1-9]\d?)\s*[xX@]?\s*(?:RM)?\s*$")
_EXEMPT = re.compile(r"^\s*[*#]|[*#]\s*$|\(\*\)|\(면\)|면세")
_EDGES = " \t:;.,=|*#-_[]'\""
_LEAST, _MOST = 10, 1000
_ONE = Decimal(1)
"""The reader overlooks a thin 1 now and then: a unit price equal to the amount implies it."""
_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One item, the amount as it is printed, and the row of its name."""

    name: str
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal | None
    exempt: bool
    printed: Money
    name_row: Row

    @property
    def row(self) -> Row:
        return self.printed.row


def find_items(
    ledger: Ledger, totals: frozenset[Decimal], parts: frozenset[Decimal]
) -> tuple[FoundItem, ...]:
    """The items between the head and the first sum; `totals` are known sums, `parts` supply value and tax."""
    region = _region(ledger, totals | parts)
    items = list(_read_rows(ledger, region))
    if region and _MONTH_AND_DAY.search(ledger.rows[max(region[0].index - 1, 0)].text):
        items = [replace(item, name=_DAY_OF_LINE.sub("", item.name)) for item in items]
    count = _complete(items, totals)
    if count is not None:
        return tuple(items[:count])
    return tuple(item for item in items if item.name or item.quantity is not None)


def _complete(items: Sequence[FoundItem], totals: frozenset[Decimal]) -> int | None:
    """How many items it takes to make a known sum, or None: then those without a name are doubtful."""
    sums = list(accumulate((item.amount or Decimal(0) for item in items), initial=Decimal(0)))
    return max((count for count, whole in enumerate(sums) if count and whole in totals), default=None)


def _region(ledger: Ledger, totals: frozenset[Decimal]) -> Sequence[Row]:
    start = _start(ledger)
    for row in ledger.rows[start:]:
        if _is_sum(ledger, row, totals):
            return ledger.rows[start : row.index]
    return ()


def _start(ledger: Ledger) -> int:
    """The row below the column heads; without them the row below the last of shop, date and number."""
    heads = [row for row in ledger.rows if _is_column_head(row)]
    if heads:
        return max(heads, key=_column_words).index + 1
    first_sum = next((row.index for row in ledger.rows if _sum_label(ledger, row)), 0)
    above = [row.index for row in ledger.rows[:first_sum] if _belongs_to_head(ledger, row)]
    return above[-1] + 1 if above else 0


def _is_column_head(row: Row) -> bool:
    return _column_words(row) >= _COLUMNS and not re.search(r"\d{3}", row.text)


def _column_words(row: Row) -> int:
    return sum(hit.label is Label.ITEM_HEADER for hit in find_labels(row.text))


def _belongs_to_head(ledger: Ledger, row: Row) -> bool:
    """Shop, date or number; what ends in an amount is an item, though its name begins like one of them."""
    if any(money.marked and not row.text[money.end :].strip(" 원") for money in ledger.money[row.index]):
        return False
    if any(hit.label in _HEAD_ENDS and hit.slips == 0 for hit in find_labels(row.text)):
        return True
    return bool(_HEAD_NUMBER.search(row.text) or dates_in(row.text, Order.YEAR_FIRST))


def _sum_label(ledger: Ledger, row: Row) -> bool:
    hits = [hit for hit in find_labels(row.text) if hit.label in _ENDS or _sums_up(hit) or hit.word == "금액"]
    if _is_column_head(row) or _is_notice(row) or not _has_amount(ledger, row):
        return False
    return any(len(row.text[: hit.start].strip(_EDGES)) <= _COLUMNS for hit in hits)


def _has_amount(ledger: Ledger, row: Row) -> bool:
    """Whether an amount stands in the row, or alone in the next."""
    below = ledger.rows[row.index + 1 : row.index + 2]
    return bool(ledger.money[row.index]) or any(
        ledger.money[one.index] and not find_labels(one.text) for one in below
    )


def _is_notice(row: Row) -> bool:
    return any(hit.label in {Label.NOTICE, Label.OTHER_DATE} for hit in find_labels(row.text))


def _sums_up(hit: Hit) -> bool:
    """할인금액, 취소합계: of the whole receipt; 할인 or 반품 alone may be an item's."""
    of_all = hit.label in {Label.DISCOUNT, Label.CANCELLATION}
    return of_all and hit.word.endswith(("액", "계", "TOTAL"))


def _is_sum(ledger: Ledger, row: Row, totals: frozenset[Decimal]) -> bool:
    if _sum_label(ledger, row):
        return True
    amounts = [money for money in ledger.money[row.index] if money.marked]
    bare = not re.search(r"[A-Za-z]{3}|[가-힣]{2}", row.text)
    return bool(amounts) and bare and amounts[-1].value in totals and len(ledger.money[row.index]) == 1


def _read_rows(ledger: Ledger, region: Sequence[Row]) -> Iterator[FoundItem]:
    waiting: Row | None = None
    last: FoundItem | None = None
    for row in filterfalse(_is_no_line, region):
        item = _item(row, ledger.money[row.index])
        grown = _grown(last, row)
        if grown is not None:
            last = grown
        elif item is None:
            waiting = row if _name(row.text) else waiting
        else:
            yield from _known(last)
            last = item if item.name or waiting is None else _named(item, waiting)
            waiting = None
    yield from _known(last)


def _is_no_line(row: Row) -> bool:
    """Whether the row's amount is no line of its own: a unit price, or how much of what was pumped."""
    times = _TIMES.match(row.text)
    return _is_particular(row) or bool(times and "." in times["count"])


def _is_particular(row: Row) -> bool:
    """Whether all that is said of an amount is 단가, 공단부담금 and the like: then no goods are named."""
    name = _name(re.split(r"\d", row.text, maxsplit=1)[0])
    hits = (hit for hit in find_labels(row.text) if hit.label in _PARTICULARS and not hit.slips)
    return bool(name) and any(hit.end - hit.start >= len(name) for hit in hits)


def _known(item: FoundItem | None) -> tuple[FoundItem, ...]:
    return () if item is None else (item,)


def _named(item: FoundItem, row: Row) -> FoundItem:
    return replace(item, name=_name(row.text), name_row=row)


def _grown(last: FoundItem | None, row: Row) -> FoundItem | None:
    """The last item with what the row below adds to it: its count, or the end of its name."""
    if last is None:
        return None
    times = _TIMES.match(row.text)
    if times:
        return _times(last, times)
    if last.row.index + 1 == row.index and last.name and _WRAPPED.match(row.text):
        return replace(last, name=last.name + row.text.strip())
    return None


def _times(item: FoundItem, times: re.Match[str]) -> FoundItem | None:
    """The item with the count and unit price of the row below it (2 x 4,500), if they make its amount."""
    count, unit = Decimal(times["count"]), Decimal(times["unit"].replace(",", ""))
    if item.quantity is not None or count * unit != item.amount:
        return None
    return replace(item, quantity=count, unit_price=unit)


def _item(row: Row, amounts: Sequence[Money]) -> FoundItem | None:
    """The row's item, its name empty if it stands in the row above; None if the row has no amount."""
    columns = _trailing(row, amounts)
    if not columns or not (_is_amount(columns[-1], row) or _is_product(columns)):
        return None
    amount = columns[-1].value
    quantity, unit = _by_measure(columns, amount) or _quantity_and_unit(
        [one.value for one in columns[:-1]], amount
    )
    if unit == amount and quantity is None:
        quantity = _ONE
    before = row.text[: columns[0].start]
    if quantity is None:
        before, quantity = _counted(before)
    return FoundItem(_name(before), quantity, unit, amount, bool(_EXEMPT.search(row.text)), columns[-1], row)


def _is_product(columns: Sequence[Money]) -> bool:
    """Whether price and count make the amount: then plain numbers are what they seem, `120000 1 120000`."""
    *factors, amount = (money.value for money in columns)
    return len(factors) == _COLUMNS and amount >= _MOST and factors[0] * factors[1] == amount


def _is_amount(money: Money, row: Row) -> bool:
    """A plain number counts where amounts below a thousand stand: in a column of their own."""
    plain = _LEAST <= money.value < _MOST and len(row.cells) > 1 and not find_labels(row.text)
    return money.marked or plain or (money.value == 0 and bool(_name(row.text)))


def _counted(text: str) -> tuple[str, Decimal | None]:
    """The text without the small whole number that leads it or, after a gap, ends it: how many."""
    match = _PIECES.match(text) or _LEADING.match(text) or _ENDING.match(text)
    return (match["name"], Decimal(match["count"])) if match else (text, None)


def _trailing(row: Row, amounts: Sequence[Money]) -> list[Money]:
    """The amounts at the end of the row with nothing but signs between them: the columns after the name."""
    columns: list[Money] = []
    end = len(row.text)
    for money in reversed(amounts):
        between = row.text[money.end : end]
        if _is_text(between) or _is_in_word(money, row) or len(columns) > _COLUMNS:
            break
        columns.insert(0, money)
        end = money.start
    while len(columns) > 1 and not _is_product(columns) and _is_of_name(columns[0], row):
        columns.pop(0)
    return columns


def _is_text(between: str) -> bool:
    return bool(re.search(r"[가-힣]|[A-Za-z]{3}|\d", re.sub("[원개]", "", between)))


def _is_in_word(money: Money, row: Row) -> bool:
    """A plain number right behind a letter, or in brackets that a letter opened, belongs to the word."""
    before = row.text[: money.start]
    in_brackets = bool(re.search(r"[^\W\d_]\s?\([^()]*$", before))
    return not money.marked and (before[-1:].isalpha() or in_brackets)


def _is_of_name(money: Money, row: Row) -> bool:
    """A plain number that ends a name: a size or a code, not a column of its own."""
    if money.marked:
        return False
    cell = row.cell_at(money.start).text
    lettered = sum(char.isalpha() for char in cell) > 1 and cell.rstrip().endswith(money.text)
    return money.value > _MOST or (lettered and len(row.cells) > 1)


def _by_measure(columns: Sequence[Money], amount: Decimal) -> tuple[Decimal, Decimal] | None:
    """Litres and kilograms are printed to the thousandth: 35.524 l times the price is the amount."""
    for measure in columns[:-1]:
        if "." in measure.text and len(columns) > _COLUMNS:
            unit = next(other.value for other in columns[:-1] if other is not measure)
            if abs(measure.value / 1000 * unit - amount) * 100 <= abs(amount):
                return measure.value / 1000, unit
    return None


def _quantity_and_unit(columns: Sequence[Decimal], amount: Decimal) -> tuple[Decimal | None, Decimal | None]:
    """Which of the columns before the amount is the count: the one that the amounts agree with."""
    if len(columns) == _COLUMNS:
        one, two = columns
        return (one, two) if abs(one) < abs(two) and two * one == amount else (two, one)
    if not columns:
        return None, None
    only = columns[0]
    if abs(only) < _MOST and only == int(only) and (abs(only) < abs(amount) or amount == 0):
        return only, None
    return None, only


def _name(text: str) -> str:
    """The name without line number, bar code, marks and currency signs."""
    bare = _REMARK.sub("", _NUMBERING.sub("", _CODE.sub("", text)))
    bare = re.sub(r"[₩\\$£€¥]\s*$|\bRM\s*$|\s[xX×@]\s*$", "", bare).strip(_EDGES)
    named = bool(re.search(r"[^\W\d_]{2}", bare)) or has_hangul(bare)
    return " ".join(bare.split()) if named else ""
