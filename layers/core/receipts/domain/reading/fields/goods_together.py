"""What lines of goods tell of each other: columns that all have, numbers in a row, a sum with coupons off."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import FOR_MARK, FOR_MARK_IN_BRACKETS
from receipts.domain.reading.values.money import Money
from receipts.domain.reading.vocabulary.labels import Label

_MONTH_AND_DAY = re.compile(r"월\s*/?\s*일")
_DAY_OF_LINE = re.compile(r"^\d{1,2}(?:\s?[/.]\s?|\s)\d{1,2}\s+")
"""간이영수증 has a column for the day of each line, 세금계산서 one for the month and one for the day."""
_DAY_FIRST = re.compile(
    r"^(?:(?:0?[1-9]|[12]\d|3[01])([/-])(?:0?[1-9]|[12]\d|3[01])(?:\1(?:20)?\d\d)?|\d{1,2}\.\d{1,2}\.(?:20)?\d\d)\s+"
)
"""The day of a line where no head says so: a point alone may belong to a measure."""
_UNIT_COLUMN = re.compile(r"단\s?위")
_UNIT = re.compile(
    r"\s+(?:EA|BOX?|SET|PCS?|ROLL|PACK|CAN|BAG|DOZ|KG|G|L|ML|M|개|장|병|박스|상자|세트|봉|봉지|포|통|권|대|식|조|켤레|줄|단|판|팩|롤|매|본|자루|말|근|평|시간|명|인)$",
    re.IGNORECASE,
)
"""What a column 단위 holds; the X of BOX is easily taken for a sign of multiplication."""
_COUNT_LAST = re.compile(r"(?P<name>.*\S)\s(?P<count>[1-9]\d?)\s?개?")
_COUNT_FIRST = re.compile(r"\s*[1-9]\d?\s+[^\W\d_]")
_MARK_AND_COUNT = re.compile(r"[A-Z]\s(?P<count>[1-9]\d?)\s(?P<name>[^\W\d_]{2}.*)")
_COUNTERS = "인개단호차층월일번장병팩판회"
"""A number and how it counts is no mark: 2인 세트."""
_MARK = re.compile(r"\s*(?:[#*]|\(면\))")
_MARK_MISREAD = re.compile(rf"^(?:{FOR_MARK_IN_BRACKETS}|[{FOR_MARK}](?![{_COUNTERS}]))(?=[가-힣])")
_NUMBERED = re.compile(
    rf"^\W*(?P<number>\d{{1,3}})(?!\d)[^\w\s]?(?P<gap>\s*)(?![{_COUNTERS}])(?=\S*[^\W\d_])"
)
_CODED = re.compile(
    r"(?:(?:(?!(?:T\s(?:SHIRT|BONE|BILL|셔츠|머니|자형?\b)|E\s(?:BIKE|BOOK|CIG|TICKET|GIFT|북|티켓|쿠폰)))[EFNT]|SR|ZRL?)"
    r"\s(?:\d{4,5}\s)?|(?P<number>\d{4,5})\s)(?=[^\W\d_])",
    re.IGNORECASE,
)
"""How a line is taxed and what its goods are numbered by, before its name; T SHIRT and E BOOK begin so."""
_OF_A_NAME = re.compile(r"(?:19|20)\d\d|\d+00")
"""Years and round numbers: 2026 캘린더, 1500 세트."""
_SIGN_FIRST = re.compile(r"^[^\w\s(\[]?\s*")
_FEWEST = 2
"""Lines of goods that tell something of each other."""


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One item, the amount as it is printed, if it is, and the row of its name."""

    name: str
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal | None
    exempt: bool
    printed: Money | None
    name_row: Row

    @property
    def row(self) -> Row:
        return self.printed.row if self.printed else self.name_row


def worth(items: Sequence[FoundItem]) -> Decimal:
    """What the lines make together."""
    return sum((item.amount for item in items if item.amount), Decimal(0))


def put_together(ledger: Ledger, head: str, items: Sequence[FoundItem]) -> list[FoundItem]:
    """The lines without what belongs to their table rather than to their names; `head` is the row above."""
    if _have_days(items):
        items = [replace(item, name=_DAY_FIRST.sub("", item.name)) for item in items]
    if _MONTH_AND_DAY.search(head):
        items = [replace(item, name=_DAY_OF_LINE.sub("", item.name)) for item in items]
    if _UNIT_COLUMN.search(head):
        items = [replace(item, name=_UNIT.sub("", item.name)) for item in items]
    items = _counted_alike(_numbered_together(_marked_alike(_coded_alike(items))))
    items = _counted_together(ledger, items)
    return [_counted(item) for item in items]


def _counted(item: FoundItem) -> FoundItem:
    """The line; of what costs something there is not none: a 0 beside it is of another column, as a discount.
    A unit price equal to the amount implies one. What was brought back is less than none: -1 at 3.10.
    """
    if item.quantity and item.unit_price and item.amount == -item.quantity * item.unit_price < 0:
        return replace(item, quantity=-item.quantity)
    if item.quantity != 0 or not item.amount:
        return item
    return replace(item, quantity=Decimal(1) if item.unit_price == item.amount else None)


def taken_off(items: Sequence[FoundItem], totals: frozenset[Decimal]) -> list[FoundItem]:
    """The lines with those that lost their minus: where every line but a few says how many at what price, and
    the sum is a known one only if these few come off, they are coupons. A minus is a thin stroke.
    """
    bare = [item for item in items if item.unit_price is None and item.quantity is None and item.amount]
    coupons = [item for item in bare if item.amount is not None and item.amount > 0]
    whole, off = worth(items), worth(coupons)
    is_few = coupons and len(items) >= 2 * len(bare) and items[0] not in coupons
    if not is_few or whole in totals or whole - 2 * off not in totals or whole - 2 * off <= 0:
        return list(items)
    return [replace(item, amount=-item.amount) if item in coupons and item.amount else item for item in items]


def up_to_their_sum(
    items: Sequence[FoundItem], totals: frozenset[Decimal], adds_up: Callable[[Decimal], bool]
) -> Sequence[FoundItem]:
    """The lines above the first that makes what they make together, and says neither how many nor at what
    price: it sums them up, whatever it is called (Counter Eat In 7.55) or was read as. Below it stands what
    comes off; all else is tax and sums. A minus that it does not know was a dot before the amount: ·80.00.
    Where all lines together lead to what the receipt says, none of them is a sum. Not for won: in whole
    thousands, a menu often costs what three dishes above it make.
    """
    if adds_up(worth(items)):
        return items
    made = size = Decimal(0)
    for place, item in enumerate(items):
        is_sum = item.amount in {made, size} and _may_sum_up(items, place, totals)
        if is_sum and item.amount == size:
            return [*map(_without_minus, items[:place]), *_come_off(items[place + 1 :])]
        if is_sum:
            return [*items[:place], *_come_off(items[place + 1 :])]
        made, size = made + (item.amount or Decimal(0)), size + abs(item.amount or Decimal(0))
    return items


def _may_sum_up(items: Sequence[FoundItem], place: int, totals: frozenset[Decimal]) -> bool:
    """Whether there are so many lines above that none costs by chance what they make, or what stands below
    leads from it to a known sum; below it nobody says how many of what.
    """
    above, rest = items[:place], items[place:]
    if any(one.quantity is not None or one.unit_price is not None for one in rest):
        return False
    return place > _FEWEST or (place == _FEWEST and worth(rest) in totals and len(above) < len(items) - 1)


def _come_off(items: Sequence[FoundItem]) -> Iterator[FoundItem]:
    return (item for item in items if item.amount and item.amount < 0)


def _without_minus(item: FoundItem) -> FoundItem:
    return item if item.amount is None else replace(item, amount=abs(item.amount))


def _counted_together(ledger: Ledger, items: Sequence[FoundItem]) -> list[FoundItem]:
    """The lines with the counts that end their names, where the printed number of pieces is their sum: of
    세제 3, 휴지 2 and 총수량 5 none is a size.
    """
    ends = [_COUNT_LAST.fullmatch(item.name) if item.quantity is None else None for item in items]
    counts = [Decimal(end["count"]) for end in ends if end]
    said = {entry.value for entry in ledger.labelled(Label.COUNT)}
    if len(items) < _FEWEST or len(counts) < len(items) or sum(counts, Decimal(0)) not in said:
        return list(items)
    return [
        replace(item, name=end["name"], quantity=Decimal(end["count"]))
        for item, end in zip(items, ends, strict=True)
        if end
    ]


def _have_days(items: Sequence[FoundItem]) -> bool:
    """Whether every line begins with its day, as in a hotel's folio, whatever the head of the table says."""
    return len(items) >= _FEWEST and all(_DAY_FIRST.match(item.name) for item in items)


def _counted_alike(items: Sequence[FoundItem]) -> Sequence[FoundItem]:
    """Where the other lines begin with how many, one with a mark before it does, too: F 1 LENS SOLUTION."""
    found = [_MARK_AND_COUNT.match(item.name) for item in items]
    begin = sum(bool(_COUNT_FIRST.match(item.name_row.text)) for item in items)
    if begin < max(_FEWEST, len(items) - sum(map(bool, found))):
        return items
    return [
        replace(item, name=match["name"], quantity=Decimal(match["count"])) if match else item
        for item, match in zip(items, found, strict=True)
    ]


def _marked_alike(items: Sequence[FoundItem]) -> list[FoundItem]:
    """Where most lines begin with the # or * of exempt goods, a sign that it is read as is one, too."""
    if 2 * sum(bool(_MARK.match(item.name_row.text)) for item in items) < len(items):
        return list(items)
    return [
        replace(item, name=_MARK_MISREAD.sub("", item.name), exempt=True)
        if _MARK_MISREAD.match(item.name)
        else item
        for item in items
    ]


def _coded_alike(items: Sequence[FoundItem]) -> Sequence[FoundItem]:
    """Where codes stand before the names of all lines but those that come off, they are none of the names."""
    bought = [_CODED.match(item.name) for item in items if item.amount is None or item.amount > 0]
    are_names = all(code and _OF_A_NAME.fullmatch(code["number"] or "") for code in bought)
    if len(bought) < _FEWEST or not all(bought) or are_names:
        return items
    return [replace(item, name=_CODED.sub("", item.name, count=1)) for item in items]


def _numbered_together(items: Sequence[FoundItem]) -> list[FoundItem]:
    """Where lines number themselves, 16 and 17 and 18, such a number is none of its name, though no space was
    read behind it or its mark is another sign.
    """
    found = [_NUMBERED.match(item.name_row.text) for item in items]
    apart = sum(bool(match and match["gap"]) for match in found)
    if 2 * apart <= len(items):
        return list(items)
    read = [int(match["number"]) if match else 0 for match in found]
    before = accumulate(read, _or_last, initial=0)
    after = list(accumulate(reversed(read), _or_last, initial=0))[-2::-1]
    return [
        _without_number(item, match) if match and number in {last + 1, following - 1} else item
        for item, match, number, last, following in zip(items, found, read, before, after, strict=False)
    ]


def _or_last(last: int, number: int) -> int:
    return number or last


def _without_number(item: FoundItem, match: re.Match[str]) -> FoundItem:
    """The line without the number, and the sign behind it, that was read as the beginning of its name."""
    number = match["number"]
    printed = item.name_row.text[match.start("number") :]
    if not item.name.startswith(number) or not printed.startswith(item.name[: len(number) + 1]):
        return item
    return replace(item, name=_SIGN_FIRST.sub("", item.name.removeprefix(number)))
