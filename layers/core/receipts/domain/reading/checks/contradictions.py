"""What on the paper speaks against the total that was found: change, card, goods, a larger sum, a cut number.

Each of these agrees with a right total on every receipt that adds up; where one does not, a person looks.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import product

from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.tax_split import is_tenth
from receipts.domain.reading.blocks.tax_table import share_in
from receipts.domain.reading.checks.parts import goods_say_otherwise, sums_of, tolerance
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.letters.look_alikes import LETTERS_FOR_DIGITS, STROKE_FOR_ONE
from receipts.domain.reading.values.money import COIN
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import REDUCES, Label
from receipts.domain.receipt import Reading

_HANDED_OVER = (Label.CASH, Label.TENDERED)
_BEFORE_TAX = (Label.SUBTOTAL,)
"""Abroad it is less than the total; Korean bills also call what the insurance pays so."""
_TAX_ON_TOP = frozenset({"USD", "CAD"})
_INCLUDED = re.compile(r"\bINC(?:L|\.|\b)|\bOF WHICH\b", re.IGNORECASE)
"""A meter's fare, a car park and fuel have their tax inside the price there, too, and say so beside it."""
_LETTER = "".join((*LETTERS_FOR_DIGITS, STROKE_FOR_ONE))
_CUT = re.compile(rf"(?:^|[\s₩￦$£€])[\d{_LETTER}]{{0,3}}[.,]\s?$|(?:^|\s)[{_LETTER}][.,]?$")
"""Before a number: the thousands sign or a digit that was taken for a letter, so its head is missing."""
_DIGITS = re.compile(rf"\d\W{{0,3}}[\d{_LETTER}z]")
"""Behind a word for what is paid: an amount that could not be read."""
_CENT = Decimal("0.01")
"""A tax is rounded to it."""


def is_contradicted(ledger: Ledger, reading: Reading) -> bool:
    """Whether anything printed does not go with the total of `reading`."""
    total = reading.amounts.total
    if not total:
        return False
    return any(rule(ledger, reading, abs(total)) for rule in _RULES)


def _change_says_otherwise(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """What was handed over less the change is the price, or with what else was paid with."""
    changes = {abs(entry.value) for entry in ledger.plainly(Label.CHANGE)} - {Decimal(0)}
    handed = {entry.value for entry in ledger.plainly(*_HANDED_OVER)}
    if not are_few(handed, changes):
        return False
    prices = {one - change for one, change in product(handed, changes) if one > change}
    exactly = prices & {entry.value for entry in ledger.plainly(Label.TOTAL, Label.PAID)} - {total}
    return bool(prices) and not any(
        _goes_with(ledger, price, total) for price in prices if not exactly or price == total
    )


def _card_says_otherwise(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    charged = {entry.value for entry in ledger.plainly(Label.CARD) if entry.money.marked and entry.value}
    others = sums_of(ledger, Label.CASH, *REDUCES)
    return bool(charged) and not any(
        _goes_with(ledger, one, total) or total - one in others for one in charged
    )


def _a_larger_sum_is_printed(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Nor is it the total and what goods make that were brought back (Total 0% supplies: -6.84)."""
    summary = ledger.summary_start
    words = (Label.TOTAL, Label.PAID) if ledger.currency == "KRW" else (*_BEFORE_TAX, Label.TOTAL, Label.PAID)
    sums = {
        entry.value for entry in ledger.plainly(*words) if entry.money.marked and entry.row.index < summary
    }
    back = {Decimal(0), *(entry.value for entry in ledger.plainly(*words) if entry.money.value < 0)}
    return any(
        one > total and not any(_goes_with(ledger, one, total + taken) for taken in back) for one in sums
    )


def _something_came_off(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """A discount is printed, and below it what is left of the total without it."""
    if reading.amounts.discount:
        return False
    off = [entry for entry in ledger.plainly(*REDUCES) if entry.money.marked and 0 < abs(entry.value) < total]
    left = {total - abs(entry.value): entry.row.index for entry in off}
    return any(
        entry.value in left
        and entry.row.index > left[entry.value]
        and entry.label in {None, Label.PAID, Label.AMOUNT}
        for entry in ledger.entries
        if entry.money.marked
    )


def _goods_cost_more(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """One of them alone costs more than was paid and all that came off."""
    amounts = [item.amount for item in reading.items if item.amount is not None]
    less = sum((abs(entry.value) for entry in ledger.labelled(*REDUCES)), Decimal(0))
    most = total + less + tolerance(ledger)
    return not any(one < 0 for one in amounts) and any(one > most for one in amounts)


def _a_sum_is_unread(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Beside the word for what is paid stand digits that make no amount, and no such word has the total; nor
    does any word for a sum where it is such a word.
    """
    words = (Label.TOTAL, Label.PAID)
    said = {entry.label for entry in ledger.labelled(*words) if entry.value == total}
    unread = {Label.PAID} if said == {Label.TOTAL} else set() if said else set(words)
    return any(
        hit.label in unread
        and not hit.slips
        and not ledger.money[row.index]
        and _DIGITS.search(row.text, hit.end)
        for row in ledger.rows[: ledger.summary_start]
        for hit in find_labels(row.text)
    )


def _tax_comes_on_top(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """In North America a tax is added: a total that is printed above it alone is the sum before tax."""
    taxes = [
        entry
        for entry in ledger.plainly(Label.VAT)
        if entry.money.marked and 0 < entry.value < total and not _INCLUDED.search(entry.row.text)
    ]
    if ledger.currency not in _TAX_ON_TOP or not taxes:
        return False
    last = max(entry.row.index for entry in taxes)
    return all(entry.row.index < last for entry in ledger.entries if entry.value == total)


def _is_the_base_of_its_tax(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """The tax is just its printed rate of the total, which is printed above it alone: it comes on top, unless
    its row says that it is included. Of small sums both may be true to the cent.
    """
    taxes = [one for one in ledger.plainly(Label.VAT) if one.money.marked and 0 < one.value < total]
    taxes = [one for one in taxes if not _INCLUDED.search(one.row.text)]
    based = [one for one in taxes if (rate := share_in(one.row)) and abs(total * rate - one.value) <= _CENT]
    last = max((one.row.index for one in based), default=0)
    return bool(based) and all(one.row.index <= last for one in ledger.entries if one.value == total)


def _is_handed_over(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Outside Korea: some of it came back, and no word for a sum has it."""
    came_back = any(0 < abs(one.value) < total for one in ledger.plainly(Label.CHANGE))
    handed = any(one.value == total for one in ledger.plainly(*_HANDED_OVER))
    said = any(one.value == total for one in ledger.labelled(Label.TOTAL, Label.PAID, *_BEFORE_TAX))
    return ledger.currency != "KRW" and came_back and handed and not said


def _is_not_rounded(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """In Malaysia a difference of rounding is printed, the total is no multiple of five sen, and what the two
    make is nowhere.
    """
    shifts = {abs(one.value) for one in ledger.plainly(Label.ROUNDING) if 0 < abs(one.value) < COIN}
    made = {total + sign * shift for shift in shifts for sign in (1, -1)} & ledger.printed
    return ledger.currency == "MYR" and bool(shifts) and bool(total % COIN) and not made


def _is_less_than_its_tax(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """A tax is a share of the sum: where it is larger, the amounts stand beside the words of other rows."""
    return any(
        entry.money.marked and entry.value > total and entry.row.index < ledger.summary_start
        for entry in ledger.plainly(Label.VAT)
    )


def _is_before_its_tax(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """In Korea the tax is inside what is paid, an eleventh of it: of a tenth it is the supply value."""
    taxes = {entry.value for entry in ledger.labelled(Label.VAT) if entry.money.marked}
    return reading.currency == "KRW" and any(is_tenth(total, tax) for tax in taxes)


def _is_cut(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Nowhere does it stand as a whole number: a sign that belongs inside a number precedes it."""
    places = [entry for entry in ledger.entries if entry.value == total]
    return bool(places) and all(_CUT.search(one.row.text[: one.money.start]) for one in places)


def _goes_with(ledger: Ledger, one: Decimal, total: Decimal) -> bool:
    """Whether both are the same but for coins, or the difference is printed: a tip, a discount, points."""
    difference = abs(one - total)
    return difference <= tolerance(ledger) or difference in ledger.printed


_RULES: tuple[Callable[[Ledger, Reading, Decimal], bool], ...] = (
    _change_says_otherwise,
    _card_says_otherwise,
    _a_larger_sum_is_printed,
    _something_came_off,
    _goods_cost_more,
    _a_sum_is_unread,
    _tax_comes_on_top,
    _is_the_base_of_its_tax,
    _is_handed_over,
    _is_not_rounded,
    _is_less_than_its_tax,
    _is_before_its_tax,
    _is_cut,
    goods_say_otherwise,
)
