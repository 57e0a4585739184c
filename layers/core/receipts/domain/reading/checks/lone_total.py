"""What speaks against a total for which nothing else on the paper does: it may be another sum of the paper,
or have a digit too few or another.

A total that stands twice, or that its parts make, is not looked at by most of these.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import product

from receipts.domain.checks import gross_less_discount_is_total, items_add_up, supply_plus_vat_is_total
from receipts.domain.currencies import decimals_of
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.rounded_sum import rounded_sums
from receipts.domain.reading.blocks.tax_split import is_tenth
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.look_alikes import may_be
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reading.values.money_signs import CODES
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import MEANS, REDUCES, Label
from receipts.domain.receipt import Outcome, Reading

_SAYS_THE_SUM = frozenset({Label.TOTAL, Label.PAID, Label.AMOUNT, Label.SUBTOTAL, Label.CARD, Label.CASH})
_BEFORE_FEES = frozenset({"상품금액", "총상품금액", "주문금액", "총주문금액", "주문합계", "상품합계"})
"""What goods cost before what is charged for bringing them, and before coupons."""
_ROUND = 10
"""Won: the smallest coin. Prices are multiples of it; taxes, rates and measures make the rest."""
_LONG = 1000
"""An amount that a separator parts has digits enough for one of them to be seen as wrong."""
_ABROAD = re.compile(
    rf"(?:{CODES}|(?:US)?\$|[€£¥])\s?(?P<behind>\d[\d,]*(?:\.\d+)?)|(?P<before>\d[\d,]*(?:\.\d+)?)\s?(?:{CODES}|US\$)\b"
)
_RATE = re.compile(r"환\s?율|\bRATE\b|\d\s?[x×@]\s?\d", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PER = (1, 100)
"""Yen and dong are quoted by the hundred."""
_FEES = Decimal("0.03")
"""What card companies and networks add to the rate, and what comes of rounding it."""
_SHARED = re.compile(
    r"더치\s?페이|나눠\s?내기|분할\s?결제|\bN\s?빵|남은\s?금액|\bSPLIT\s(?:BILL|CHECK|\d)", re.IGNORECASE
)
"""Each pays a part of the bill."""
_PAID_BEFORE = re.compile(
    r"이미\s?납부|기\s?(?:납부|결제|납입|수납|지불)|선\s?(?:납|결제|입금|지불)|계약금|예약금|착수금|선급금|중도금"
)
"""What was paid on another day."""
_WHOLE_SHARE = frozenset({"환자부담총액", "환자부담액"})
"""What the patient pays in all, before what is paid (요양급여의 기준에 관한 규칙 별지 제6호서식)."""
_INSIDE = re.compile(r"\s?원?\s?포함")
_CENTS = re.compile(r"[.,]\s?\d\d$")
_THREE_FIRST, _DIGITS_APART = re.compile(r"\d{3},"), re.compile(r"(?<![\d,.])\d{1,3}\s$")
_IN_THOUSANDS = re.compile(r"단위\W{0,3}(?:천|만|백만)\s?원")
_CHARGES = re.compile(
    r"(?:할증료?|호출료|통행료|이용료|수수료|대행료|사용료|유류료)\s*[:：]?\s*(?:KRW|[₩￦\\])?\s*\d"
)


def has_no_witness(ledger: Ledger, reading: Reading) -> bool:
    """Whether the total is one of those that a person is asked for, as nothing on the paper confirms it."""
    total = reading.amounts.total
    return total is not None and total != 0 and any(rule(ledger, reading, abs(total)) for rule in _RULES)


def _is_made(reading: Reading) -> bool:
    """Whether its parts make it: the tax, a discount, or the goods."""
    checks = (supply_plus_vat_is_total, gross_less_discount_is_total, items_add_up)
    return any(check(reading)[0] is Outcome.PASSED for check in checks)


def _has_odd_won(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """12,182 alone: no price, but what a tax, a rate or a measure makes, of which nothing else is printed; or
    a nought was read as another digit. And 300 alone, which may be the end of 4,300.
    """
    is_odd = ledger.currency == "KRW" and bool(total % _ROUND or total < _LONG)
    return (
        is_odd and len(ledger.places_of(total)) == 1 and not _is_made(reading) and not _by_rate(ledger, total)
    )


def _by_rate(ledger: Ledger, total: Decimal) -> bool:
    return any(abs(made - total) <= total * _FEES for made in _made_by_rate(ledger))


def _made_by_rate(ledger: Ledger) -> set[Decimal]:
    """What the amounts in other money make at the rates that are printed."""
    rates = {
        _decimal(one) for row in ledger.rows if _RATE.search(row.text) for one in _NUMBER.findall(row.text)
    }
    amounts = {
        _decimal(one["behind"] or one["before"]) for row in ledger.rows for one in _ABROAD.finditer(row.text)
    }
    if not are_few(rates, amounts):
        return set()
    return {amount * rate / per for amount, rate, per in product(amounts, rates, _PER)}


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _rate_makes_another(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """An amount in other money and its rate are printed, and make another sum in won."""
    made = _made_by_rate(ledger) if ledger.currency == "KRW" else set()
    return bool(made) and not _by_rate(ledger, total)


def _is_nearly_another(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """It stands once, and another amount differs from it by one digit, in which look-alikes were taken for
    each other or which is lost, and by an amount that nothing explains: one of both was misread.
    """
    if len(ledger.places_of(total)) > 1 or total < _LONG or _is_made(reading):
        return False
    others = [
        one
        for one in ledger.entries
        if one.money.marked and one.label in {*_SAYS_THE_SUM, Label.SUPPLY, None}
    ]
    return any(
        _are_alike(abs(one.value), total) and abs(abs(one.value) - total) not in ledger.printed
        for one in others
    )


def _are_alike(one: Decimal, other: Decimal) -> bool:
    first, second = str(one), str(other)
    return (
        may_be(first, second)
        or may_be(second, first)
        or _lacks_one(first, second)
        or _lacks_one(second, first)
    )


def _lacks_one(short: str, long: str) -> bool:
    return len(short) + 1 == len(long) and short in {long[:at] + long[at + 1 :] for at in range(len(long))}


def _is_a_line_of_days(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Each row begins with its day and has its amount: it is one of several, and their sum is cut."""
    lines = {row.index for row in ledger.rows if _begins_with_day(row) and ledger.money[row.index]}
    places = ledger.places_of(total)
    said = any(one.label in _SAYS_THE_SUM and one.nearness == 1 for one in places)
    return len(lines) > 1 and not said and all(one.row.index in lines for one in places)


def _begins_with_day(row: Row) -> bool:
    days = dates_in(row.text, Order.YEAR_FIRST)
    return bool(days) and not any(map(str.isalnum, row.text[: days[0].start]))


def _is_before_more(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Only words for a sum to which something is still added have it: what is paid is cut off."""
    said = [one for one in ledger.places_of(total) if one.label in {*_SAYS_THE_SUM, *MEANS}]
    if not said or _is_what_was_kept(ledger, total):
        return False
    words = {one.word for one in said}
    return all(one.label is Label.SUBTOTAL for one in said) or words <= _BEFORE_FEES


def _is_what_was_kept(ledger: Ledger, total: Decimal) -> bool:
    """Whether it is what was handed over less what came back."""
    handed, changes = ledger.labelled(Label.CASH, Label.TENDERED), ledger.labelled(Label.CHANGE)
    if not are_few(handed, changes):
        return False
    return any(one.value - abs(change.value) == total for one, change in product(handed, changes))


def _is_less_its_charges(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """A fare, below which charges are printed that no sum holds."""
    said = [one for one in ledger.places_of(total) if one.label is not None]
    if any(one.label is not Label.AMOUNT for one in said) or not said or _is_made(reading):
        return False
    last = max(one.row.index for one in said)
    charges = [row.index for row in ledger.rows if row.index > last and _CHARGES.search(row.text)]
    return any(money.value > 0 for index in charges for money in ledger.money[index])


def _means_alone_say_it(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """Only beside a card or cash does it stand, and the goods make another sum: another means paid the rest,
    or some of it came back. Abroad a tip may be what a card paid besides.
    """
    labels = {one.label for one in ledger.places_of(total)}
    means = MEANS if ledger.currency == "KRW" else MEANS - {Label.CARD}
    if not labels & means or not labels <= {*means, None} or _is_made(reading):
        return False
    prices = [item.amount for item in reading.items if item.amount is not None]
    sums = {one.value for one in ledger.plainly(Label.SUBTOTAL, Label.AMOUNT) if one.money.marked}
    sums |= {abs(sum(prices, Decimal(0)))} if prices else set()
    return bool(sums) and not any(one == total or abs(one - total) in ledger.printed for one in sums)


def _only_a_summary_says_it(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """It stands in the summary of taxes alone, whose first column is before tax; what was paid with stands in
    none.
    """
    places = ledger.places_of(total)
    is_paid = any(one.label in MEANS for one in places) or _is_what_was_kept(ledger, total)
    return not is_paid and all(one.row.index >= ledger.summary_start for one in places)


def _stands_before_its_word(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """A row begins with its amount and ends in a word for what is paid, or the total's own row in any word:
    columns changed places.
    """
    for row in ledger.rows[: ledger.summary_start]:
        amounts, hits = ledger.money[row.index], find_labels(row.text)
        if len(amounts) != 1 or not hits or not amounts[0].marked or hits[0].start < amounts[0].end:
            continue
        is_first = not any(map(str.isalnum, row.text[: amounts[0].start]))
        is_last = not any(map(str.isalnum, row.text[hits[-1].end :]))
        is_total = abs(amounts[0].value) == total
        if is_first and is_last and (is_total or hits[-1].label in {Label.PAID, Label.TOTAL}):
            return True
    return False


def _is_a_part(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Everywhere 포함 stands behind it: it is inside another sum."""
    places = ledger.places_of(total)
    return bool(places) and all(_INSIDE.match(one.row.text, one.money.end) for one in places)


def _is_beside_its_tenth(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """In a row of two columns, supply value and tax, it is one of both."""
    if ledger.currency != "KRW" or supply_plus_vat_is_total(reading)[0] is Outcome.PASSED:
        return False
    beside = [[abs(one.value) for one in ledger.by_row[at.row.index]] for at in ledger.places_of(total)]
    return bool(beside) and all(
        any(is_tenth(total, one) or is_tenth(one, total) for one in row if one != total) for row in beside
    )


def _lacks_its_cents(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Where money has cents, each place of it is printed without them, or without what stands before; where
    nobody knows which money it is, it is nothing but digits.
    """
    texts = [one.money.text for one in ledger.places_of(total)]
    if ledger.currency is None:
        return bool(texts) and all(map(str.isdigit, texts))
    has_cents = decimals_of(ledger.currency) > 1
    return has_cents and bool(texts) and all(not _CENTS.search(one) or one.startswith(".") for one in texts)


def _is_not_cut_down(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """A till says by how many won it cuts the sum down, and these are still in it."""
    cut = {abs(one.value) for one in ledger.plainly(Label.ROUNDING)}
    return ledger.currency == "KRW" and bool(total % _ROUND) and total % _ROUND in cut


def _is_rounded_below(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """What was paid stands below it, a coin more or less, as tills print both and keys name either."""
    rounded = rounded_sums(ledger)
    return bool(rounded) and total not in rounded


def _lost_its_head(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """It stands once, and digits with a space before it: 1 254,000 was 1,254,000."""
    places = ledger.places_of(total)
    if len(places) != 1 or _is_made(reading) or places[0].label is None:
        return False
    money = places[0].money
    return bool(_THREE_FIRST.match(money.text) and _DIGITS_APART.search(money.row.text[: money.start]))


def _is_more_than_before(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Something came off and no fee is charged, and yet it is more than the sums above it, by what is not
    printed.
    """
    places, off = ledger.places_of(total), [one.value for one in ledger.plainly(Label.DISCOUNT)]
    fees = [one.value for one in ledger.labelled(Label.DELIVERY, Label.DEPOSIT, Label.SERVICE)]
    if ledger.currency != "KRW" or len(places) != 1 or any(fees) or not any(off):
        return False
    sums = ledger.plainly(Label.AMOUNT, Label.TOTAL, Label.SUBTOTAL)
    above = [one.value for one in sums if one.money.marked and one.row.index < places[0].row.index]
    return bool(above) and total > max(above) and total - max(above) not in ledger.printed


def _is_before_a_discount(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """Abroad it is a subtotal, below which a discount is printed."""
    places = ledger.places_of(total)
    above = [one.row.index for one in places if one.label is Label.SUBTOTAL]
    is_said = any(one.label in {Label.PAID, Label.TOTAL} for one in places)
    if is_said or not above or reading.amounts.discount:
        return False
    return any(one.row.index > min(above) and one.value for one in ledger.plainly(Label.DISCOUNT))


def _less_was_handed_over(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """받은금액, and nothing else that was paid with, is less than the total."""
    handed = [one.value for one in ledger.plainly(Label.TENDERED) if one.money.marked]
    others = {one.value for one in ledger.labelled(*MEANS - {Label.TENDERED}, *REDUCES) if one.value}
    return ledger.currency == "KRW" and bool(handed) and not others and 0 < max(handed) < total - _ROUND


def _is_shared(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """The bill was parted, and no word for what is paid has the total."""
    said = {one.label for one in ledger.places_of(total)}
    return Label.PAID not in said and any(_SHARED.search(row.text) for row in ledger.rows)


def _some_was_paid_before(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Part of it was paid before, and only words for the whole have the total."""
    said = [one for one in ledger.places_of(total) if one.label in {Label.PAID, *MEANS}]
    if any(one.word not in _WHOLE_SHARE for one in said):
        return False
    before = (ledger.money[row.index] for row in ledger.rows if _PAID_BEFORE.search(row.text))
    return any(one.marked and 0 < abs(one.value) < total for amounts in before for one in amounts)


def _is_in_thousands(ledger: Ledger, _: Reading, __: Decimal) -> bool:
    return any(_IN_THOUSANDS.search(row.text) for row in ledger.rows)


def _more_was_charged(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Abroad the card was charged more than the total, and no tip that makes it is printed."""
    charged = {one.value for one in ledger.plainly(Label.CARD) if one.money.marked and one.value > 0}
    most = max(charged, default=Decimal(0))
    return ledger.currency != "KRW" and most > total and most - total not in ledger.printed


_RULES: tuple[Callable[[Ledger, Reading, Decimal], bool], ...] = (
    _has_odd_won,
    _rate_makes_another,
    _is_nearly_another,
    _is_a_line_of_days,
    _is_before_more,
    _is_less_its_charges,
    _means_alone_say_it,
    _only_a_summary_says_it,
    _stands_before_its_word,
    _is_a_part,
    _is_beside_its_tenth,
    _lacks_its_cents,
    _is_not_cut_down,
    _is_rounded_below,
    _lost_its_head,
    _is_more_than_before,
    _is_before_a_discount,
    _less_was_handed_over,
    _is_shared,
    _some_was_paid_before,
    _is_in_thousands,
    _more_was_charged,
)
