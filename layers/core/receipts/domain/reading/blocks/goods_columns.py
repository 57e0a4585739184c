"""How many at what price: the numbers before an amount, told apart by their product and the table's head."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from receipts.domain.reading.values.money_signs import CODES, DOLLARS

_MEASURES = r"kgs?|Kg|KGS?|g|L|ℓ|리터|m|M|GAL|LTR|lbs?|LBS?|oz"
_UNITS = (
    r"EA|ea|BOX|box|Box|박스|장|인분|병|잔|개|매|봉지|봉|팩|마리|세트|SET|인|명|캔|판|권|줄|포기|포대|포|통|단|근|"
    r"모|다스|타|상자|그릇|접시|공기|켤레|족|쌍|벌|대|회|건|식|본|롤|UNITS?|Stk|St|Stück|ks|szt|kpl|pz|PCS|pcs|PC|pc|"
    r"Nos|NOS|CTNS?|PKTS?|PKS?|BTLS?|TINS?|BAGS?|PACKS?|ROLLS?|PRS?|DOZ|CRTN|BOT|CANS?|TUBS?|JARS?"
)
MONEY_SIGN = rf"(?:{DOLLARS})?[₩\\￦$£€@]|(?:RM|{CODES})(?=\s?\d)"
"""A pattern: what stands before a price."""
_NUMBER = re.compile(
    rf"(?:^|(?<=[\s:(/]))(?:{MONEY_SIGN})?\s?(?P<minus>[-△])?(?P<times>[xX×*]\s?)?(?P<number>\d{{1,3}}(?:,\d{{3}})+(?:\.\d{{1,2}})?|\d{{1,3}}(?:\.\d{{3}})+,\d\d|\d{{1,6}},\d\d|\d{{1,6}}(?:\.\d{{1,4}})?)"
    rf"(?:\s?(?:(?P<unit>{_UNITS})|(?P<measure>{_MEASURES}))(?![A-Za-z가-힣]))?\s?(?P<won>원)?(?:\s?/\s?(?:kg|KG|g|L|ℓ|lb|LB|EA|ea|개))?\s?(?P<at>[xX×*@])?\s*$"
)
_SIGN_LAST = re.compile(rf"\s(?:{DOLLARS})$|\s(?:RM|{CODES})\s*$")
"""What is left of the sign before the amount, without its $."""
_RATE_LAST = re.compile(r"\s\d{1,2}(?:[.,]\d{1,2})?\s?%\s*$")
"""The column of the tax's rate, right before the amount."""
_GAP_BEFORE = re.compile(r"(?:^|\s{2}|[\d원]\s)[xX×]?\s?$")
_COUNT_TIMES_PRICE = re.compile(r"\s*(?P<count>\d{1,3})[xX×*]\s?(?P<price>\d+\.\d{2,4})\s*$")
"""1X4.2000, the same the other way round."""
_PRICE_TIMES_COUNT = re.compile(r"(?<![\d.,])(?P<price>\d{1,3}(?:,\d{3})+)[xX×*](?P<count>\d{1,3})\s*$")
"""6,000*2 without a gap."""
_TIMES_PRICE = re.compile(r"\d\D{0,4}[xX×*@]\D{0,3}\d[\d,.]*\s?원?\W*$")
_MOST_NUMBERS = 5
"""Columns of a table of goods: unit price, count, discount, tax and one more."""
_OF_PRICES = (-2, -4)
"""The exponents of a price as it is printed (3.00, 2.9000), where the money has a minor unit."""
_LARGEST_COUNT = 10_000
"""So many pieces of one thing nobody buys at a till: it is a price or a code."""
_HUNDRED_GRAMS = {"kg": Decimal(10), "g": Decimal("0.01")}
_FEW = 10
"""No goods cost so few won: it is how many."""
_SHARE_OFF = Decimal("0.005")
"""What is weighed is rounded after the multiplication, and the weight before it."""
_QUANTITY_HEAD = re.compile(r"수\s?량|\bQ(?:UANTI)?TY\b", re.IGNORECASE)
_PRICE_HEAD = re.compile(r"단\s?가|판매가|PRICE\b|\bU\W?P\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """`quantity` at `unit_price`, and where in the row's text the first of the two stands; no quantity where
    the price is not for what it is counted in.
    """

    quantity: Decimal | None
    unit_price: Decimal
    start: int


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    start: int
    measured: bool
    """Whether a unit shows that it is how many."""
    times: bool
    """Whether a times sign stands beside it, as beside how many, though 2 x 3.50 has it beside both."""
    is_price: bool
    """Whether it is written as money."""
    weighs: Decimal
    """Hundreds of grams in its unit; nought where that is no weight."""

    @property
    def is_count(self) -> bool:
        return self.measured or self.times


def counts_first(head: str) -> bool | None:
    """Whether 수량 stands before 단가 in the head of the table; None where it does not name both."""
    quantity, price = _QUANTITY_HEAD.search(head), _PRICE_HEAD.search(head)
    return quantity.start() < price.start() if quantity and price else None


def count_of(text: str, amount: Decimal, *, whole: bool, quantity_first: bool | None) -> Count | None:
    """How many at what price make `amount`, by the last two numbers of `text` (all of the row before the
    amount) that do so, a discount of the line or zeros between them left out. None where no product tells.

    `whole` is for money without a minor unit: then a number with decimals is no price.
    """
    glued = _PRICE_TIMES_COUNT.search(text) or _COUNT_TIMES_PRICE.match(text)
    if glued and as_number(glued["price"]) * int(glued["count"]) == amount:
        return Count(Decimal(glued["count"]), as_number(glued["price"]), glued.start())
    numbers = list(_numbers(_RATE_LAST.sub("", _SIGN_LAST.sub("", text))))
    for last in range(len(numbers)):
        for one, other in _pairs(numbers[last:]):
            off = [number.value for number in numbers[:last]]
            if _is_product(one.value * other.value, amount, off, rounded=one.is_count or other.is_count):
                return _quantity_and_price(other, one, whole=whole, quantity_first=quantity_first)
    return _by_the_hundred_grams(numbers, amount) if whole else _behind_other_counts(numbers, amount)


def _behind_other_counts(numbers: Sequence[_Number], amount: Decimal) -> Count | None:
    """How many were kept of what was brought, at the price before all of these: 2.20  9  2  0  7  15.40."""
    counts = list(takewhile(_is_plain_count, numbers))
    price = next(iter(numbers[len(counts) :]), None)
    if price is None or not counts or not counts[0].value or not _has_cents(price):
        return None
    is_product = abs(counts[0].value * price.value) == abs(amount)
    return Count(counts[0].value, price.value, price.start) if is_product else None


def _is_plain_count(number: _Number) -> bool:
    return number.value == int(number.value) and not number.is_price and not _has_cents(number)


def times_price(text: str, amount: Decimal) -> Count | None:
    """How many at what price make `amount`, where `text` ends in the two with a times sign between them."""
    return count_of(text, amount, whole=True, quantity_first=None) if _TIMES_PRICE.search(text) else None


def _by_the_hundred_grams(numbers: Sequence[_Number], amount: Decimal) -> Count | None:
    """What is weighed at a price for 100 g, as shops must give it for meat (가격표시제 실시요령 별표 3)."""
    for one, other in _pairs(numbers):
        weight, price = (one, other) if one.weighs else (other, one)
        product = weight.value * price.value * weight.weighs
        if _is_product(product, amount, (), rounded=True):
            return Count(None, price.value, min(one.start, other.start))
    return None


def _pairs(numbers: Sequence[_Number]) -> Iterator[tuple[_Number, _Number]]:
    """The last number with the one before it, and with the one before that: a column may stand between."""
    for other in numbers[1:3]:
        yield numbers[0], other


def _numbers(text: str) -> Iterator[_Number]:
    """The numbers at the end of `text`, the last first."""
    is_multiplied = False
    for _ in range(_MOST_NUMBERS):
        match = _NUMBER.search(text)
        if match is None:
            return
        number = match["number"]
        if match["measure"] and not (is_multiplied or _GAP_BEFORE.search(text[: match.start("number")])):
            return  # 우유 1L: how much is in it, not how many; of 부탄 42.15L x 1,009 the price tells
        is_multiplied = bool(match["times"]) and "," in number
        measured, times = bool(match["unit"] or match["measure"]), bool(match["times"] or match["at"])
        value = as_number(number) * (-1 if match["minus"] else 1)
        weighs = _HUNDRED_GRAMS.get((match["measure"] or "").lower(), Decimal(0))
        yield _Number(value, match.start("number"), measured, times, "," in number, weighs)
        text = text[: match.start()]


def _is_product(product: Decimal, amount: Decimal, off: Sequence[Decimal], *, rounded: bool) -> bool:
    """Whether it is the line's amount, as it stands or less what comes off the line."""
    if product == 0 or amount == 0 or (product < 0 < amount):
        return False
    product, off = abs(product), [abs(one) for one in off]
    slack = max(Decimal(1), abs(amount) * _SHARE_OFF) if rounded or product != int(product) else Decimal(0)
    if any(off):
        return abs(product - sum(off, Decimal(0)) - abs(amount)) <= slack
    return abs(product - abs(amount)) <= slack


def as_number(number: str) -> Decimal:
    """`1,234.50`, `1.234,50`, `3,50` or `0,500` as a number: two digits behind a comma are cents."""
    if number.startswith("0,") or re.search(r",\d{2}$", number):
        return Decimal(number.replace(".", "").replace(",", "."))
    return Decimal(number.replace(",", ""))


def _has_cents(number: _Number) -> bool:
    return number.value.as_tuple().exponent in _OF_PRICES


def _quantity_and_price(
    left: _Number, right: _Number, *, whole: bool, quantity_first: bool | None
) -> Count | None:
    start = min(left.start, right.start)
    by_head = quantity_first is not None and whole and _may_change_places(left, right)
    leads = _leads(left, right, whole=whole, first=quantity_first)
    quantity, price = (left, right) if (quantity_first if by_head else leads) else (right, left)
    if quantity.value >= _LARGEST_COUNT or (quantity.is_price and not by_head):
        return None
    return Count(quantity.value, price.value, start)


def _may_change_places(left: _Number, right: _Number) -> bool:
    """Whether 1,000 pieces at 180 may as well be 180 at 1,000: then the head of the table alone tells."""
    plain = [one for one in (left, right) if not (one.is_price or one.is_count)]
    return len(plain) == 1 and plain[0].value % 10 == 0 and plain[0].value > _FEW


def _leads(left: _Number, right: _Number, *, whole: bool, first: bool | None) -> bool:
    """Whether the left one is how many: its unit says so, or it cannot be a price, or the head of the table;
    else the price comes first, as on most tills, unless it would be the smaller of the two.
    """
    signs = (
        (left.measured, right.measured),
        (right.is_price, left.is_price),
        (whole and left.value % 1 != 0, whole and right.value % 1 != 0),
        (not whole and _has_cents(right), not whole and _has_cents(left)),
        (not whole and right.times and _has_cents(left) and _has_cents(right), False),
        (left.times, right.times),
    )
    leads = next((one for one, other in signs if one != other), first)
    return left.value < right.value if leads is None else leads
