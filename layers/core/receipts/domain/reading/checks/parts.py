"""What the parts of a sum say against the total that was found: tax, fees, goods and means of payment.

Each of them makes a right total, alone or with what is printed besides; where none does, a person looks.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import combinations, islice, product

from receipts.domain.checks import supply_plus_vat_is_total
from receipts.domain.reading.blocks.ledger import Ledger
from receipts.domain.reading.blocks.tax_split import TOLLS, is_tenth
from receipts.domain.reading.fields.kind_of_paper import says_it_was_cancelled
from receipts.domain.reading.fields.total import OWN_SHARE
from receipts.domain.reading.layout.bounds import are_few
from receipts.domain.reading.values.money import COIN
from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import MEANS, REDUCES, Label
from receipts.domain.receipt import Outcome, Reading, Transaction

_SAYS_THE_SUM = frozenset({Label.TOTAL, Label.PAID, Label.AMOUNT, Label.SUBTOTAL, Label.CANCELLATION})
_SUMS = frozenset({Label.TOTAL, Label.PAID})
_NETS = (Label.SUPPLY, Label.AMOUNT, Label.SUBTOTAL, Label.ITEM_HEADER)
"""Words for a sum before its tax: slips just say 금액."""
_COMES_ON = (Label.DELIVERY, Label.DEPOSIT, Label.SERVICE)
_OF_A_SLIP = frozenset(
    {"승인금액", "거래금액", "카드승인금액", "신용승인금액", "이용금액", "사용금액", "매출금액"}
)
"""What the slip of a card calls what was paid with it."""
_ADDED_TAX = "부"
"""부가세, 부가가치세 and their like: 세액 and 세금 may be all that a bill is about."""
_NOT_COVERED, _TREATED = "비급여", frozenset({"진료비총액", "약제비총액", "요양급여비용총액"})
"""What no insurance pays is a part of what the patient does, and that of what all costs."""
_INSURED = frozenset({"공단부담금", "공단부담액", "공단부담총액", "보험자부담금"})
_PARTS = frozenset({Label.AMOUNT, Label.SUPPLY, Label.EXEMPT})
_LATE, _MOST_LATE = "납기후금액", Decimal("1.2")
"""What is due after the day is a twentieth more, or a few."""
_FARES = frozenset({"운임", "요금", "승차요금", "주행요금", "미터요금", "택시요금", "운행요금", "운임요금"})
_LEFT = frozenset({Label.PAID, Label.AMOUNT, Label.TOTAL, *MEANS})
"""Words beside what is left after something came off."""
_COMES_OFF = re.compile(r"할\s?인|감\s?면|쿠\s?폰|에누리")
_MOST_PARTS, _MOST_TRIED = 3, 8
"""Means of payment and discounts that make up a difference together, and how many are tried."""
_LEAST_OFF = 10
"""The smallest coin: less is a count or a rate."""
_ROUNDED, _WON = Decimal(9), Decimal(2)
"""By so little a sum differs: cut down to ten won, or by rounding each line's tax."""

_EARLIER = ("원거래", "원승인", "최초승인")
"""Words for the sale that a cancellation takes back: 원거래일자, 원승인번호."""
_A_PART_BACK = re.compile(r"부분\s?(?:취소|환불|반품)|(?:환불|취소|반품)\s?수수료|위약금|공제\s?금?액")
_TAKEN_BACK = re.compile(r"취\s?소|환\s?불|반\s?품")
_OF_RULES = re.compile(r"취소일|불가|가능|교환|안내|문의|규정|수수료|센터|이내|시\b|\d")
_HEAD, _LONGEST_TITLE = 3, 12
"""The share of the rows above which the title stands, and its letters at most."""


def is_to_be_asked(ledger: Ledger, reading: Reading) -> bool:
    """Whether a part of a sum that is printed goes with another total than that of `reading`, whatever else
    comes out.
    """
    total = reading.amounts.total
    return total is not None and total != 0 and any(rule(ledger, reading, abs(total)) for rule in _RULES)


def _tax_makes_another_sum(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """공급가액 and its tenth, with what is exempt and what is for service, make another sum."""
    nets, taxes = ledger.plainly(*_NETS), ledger.plainly(Label.VAT)
    exempts = _values(ledger, Label.EXEMPT) or {Decimal(0)}
    services = {Decimal(0)} | _values(ledger, Label.SERVICE)
    if ledger.currency != "KRW" or not are_few(nets, taxes, exempts, services):
        return False
    taxed = {net.value + tax.value for net, tax in product(nets, taxes) if is_tenth(net.value, tax.value)}
    made = {sum(parts, Decimal(0)) for parts in product(taxed, exempts, services)}
    besides = {Decimal(0)} | sums_of(ledger, *REDUCES) | sums_of(ledger, *_COMES_ON)
    differences = {abs(one - total) for one in made}
    if not made or not are_few(differences, besides):
        return False
    return not any(_is_rounding(abs(one - by), total) for one, by in product(differences, besides))


def _is_rounding(difference: Decimal, total: Decimal) -> bool:
    return difference <= (_WON if total % 10 else _ROUNDED)


def _charges_come_on_top(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """The tax is a tenth of a sum and the service charge together: the total is all three."""
    services, taxes = _values(ledger, Label.SERVICE), _values(ledger, Label.VAT)
    sums = {total} | _values(ledger, Label.SUBTOTAL)
    if ledger.currency != "KRW" or not are_few(sums, services, taxes):
        return False
    made = {
        whole + one + tax for whole, one, tax in product(sums, services, taxes) if is_tenth(whole + one, tax)
    }
    return bool(made) and not any(_is_rounding(abs(one - total), total) for one in made)


def _tax_is_too_much(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """부가세 is an eleventh of what is paid at most, before anything came off; but some tills take a tenth
    of the whole, and print the rest as supply value.
    """
    most = (total + max(sums_of(ledger, *REDUCES), default=Decimal(0))) / 11 + _WON
    supplies = _values(ledger, Label.SUPPLY)
    taxes = (
        one
        for one in ledger.plainly(Label.VAT)
        if one.word.startswith(_ADDED_TAX) and total - one.value not in supplies
    )
    return reading.currency == "KRW" and any(one.money.marked and one.value > most for one in taxes)


def _a_fee_comes_on_top(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """A fee is printed below the total, which is what the goods cost: it comes on top of them."""
    fees = [one for one in ledger.plainly(Label.DELIVERY) if one.money.marked and one.value > 0]
    given_back = {abs(one.value) for one in ledger.labelled(*REDUCES)}
    goods = sum((item.amount for item in reading.items if item.amount is not None), Decimal(0))
    places = [one for one in ledger.entries if one.value == total and one.label is not None]
    above = max((one.row.index for one in places), default=len(ledger.rows))
    is_below = any(one.row.index > above and one.value not in given_back for one in fees)
    return is_below and abs(goods) == total and all(one.label is not Label.PAID for one in places)


def _steps_make_another_sum(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """A sum, the fees that come on top and what came off, all above the total, do not make it."""
    fees, less = sums_of(ledger, Label.DELIVERY), sums_of(ledger, *REDUCES)
    last = max((one.row.index for one in ledger.entries if one.value == total), default=0)
    sums = ledger.plainly(Label.TOTAL, Label.SUBTOTAL)
    goods = {one.value for one in sums if one.money.marked and one.row.index < last} - {total}
    is_silent = reading.amounts.discount is None and bool(fees | less)
    if ledger.currency != "KRW" or not is_silent or not goods or not are_few(goods, fees, less):
        return False
    steps = {fee - off for fee in {Decimal(0), *fees} for off in {Decimal(0), *less}}
    differences = {abs(one + step - total) for one in goods for step in steps}
    others = ledger.printed - fees - less
    return not any(_is_rounding(one, total) or one in others for one in differences)


def _fares_make_another_sum(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """A fare and a toll make another sum, and no more of it is printed."""
    said = [one for one in ledger.plainly(Label.AMOUNT) if one.money.marked and one.value > 0]
    fares = {one.value for one in said if one.word in _FARES}
    tolls = {one.value for one in said if one.word in TOLLS}
    if not are_few(fares, tolls):
        return False
    besides = {Decimal(0)} | ledger.printed - fares - tolls - {total}
    differences = {abs(fare + toll - total) for fare, toll in product(fares, tolls)}
    return bool(differences) and not differences & besides


def _less_is_left(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """What a word that is not known takes off the total, and what is left, stand below one another."""
    if reading.amounts.discount:
        return False
    marked = [one for one in ledger.entries if one.money.marked]
    off = [one for one in marked if one.label is None and _COMES_OFF.search(one.row.text)]
    left = {total - abs(one.value): one.row.index for one in off if 0 < abs(one.value) < total}
    last = len(ledger.rows)
    return any(one.label in _LEFT and one.row.index > left.get(one.value, last) for one in marked)


def _something_comes_off_below(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """A discount is printed below the last place of a sum that no word for what is paid has."""
    places = [one for one in ledger.entries if one.value == total]
    if reading.amounts.discount or not places or any(one.label is Label.PAID for one in places):
        return False
    last = max(one.row.index for one in places)
    off = {abs(one.value) for one in ledger.plainly(Label.DISCOUNT) if one.row.index > last}
    spent = {abs(one.value) for one in ledger.plainly(Label.POINTS) if one.row.index > last}
    off |= {one for one in spent if total - one not in ledger.printed}
    return ledger.currency == "KRW" and any(_LEAST_OFF <= one < total for one in off)


def _what_is_paid_is_another(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Beside the words for what is paid, of the means, or on the slip of the card, stands another amount
    that nothing explains; so for 합계 where no such word has the total.
    """
    said = [one for one in ledger.plainly(*_SAYS_THE_SUM, *MEANS) if one.money.marked and one.value]
    is_said = any(one.label in _SUMS for one in ledger.entries if one.value == total)
    groups = (
        [one.value for one in said if one.label is Label.PAID],
        [one.value for one in said if one.word in _OF_A_SLIP],
        [one.value for one in said if one.label in {Label.CARD, Label.CASH}],
        [one.value for one in said if one.label is Label.TOTAL and not is_said],
    )
    explained = ledger.printed | sums_of(ledger, *REDUCES, *MEANS)
    return ledger.currency == "KRW" and any(
        group and not any(_is_same(ledger, one, total) or abs(one - total) in explained for one in group)
        for group in groups
    )


def _a_part_is_larger(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """A fare, or what no insurance pays, is more than the total and all that came off."""
    if ledger.currency != "KRW":
        return False
    said = [one for one in ledger.plainly(*_NETS, *_PARTS, Label.OTHER_MONEY) if one.money.marked]
    parts = [one for one in said if one.label in _PARTS or one.word == _NOT_COVERED]
    explained = ledger.printed | sums_of(ledger, *REDUCES, *MEANS)
    late = [one.value for one in said if one.word == _LATE]
    if any(one.word in _TREATED and 0 < one.value < total for one in said):
        return True
    if late and not any(total <= one <= total * _MOST_LATE for one in late):
        return True
    return any(one.value > total + _ROUNDED and one.value - total not in explained for one in parts)


def _own_shares_make_another_sum(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """What the patient pays of what is insured and what is not, each printed once, make another sum."""
    own = {one.value for one in ledger.plainly(Label.AMOUNT) if one.word in OWN_SHARE}
    rest = {one.value for one in ledger.plainly(Label.SUBTOTAL) if one.word == _NOT_COVERED}
    if len(own) != 1 or len(rest) != 1:
        return False
    return _is_unexplained(ledger, max(own) + max(rest), total)


def _insurance_leaves_another_sum(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """All that the treatment costs less what the insurance pays, each printed once, is another sum."""
    said = [one for one in ledger.plainly(Label.OTHER_MONEY) if one.money.marked and one.value > 0]
    whole = {one.value for one in said if one.word in _TREATED}
    insured = {one.value for one in said if one.word in _INSURED}
    if len(whole) != 1 or len(insured) != 1:
        return False
    return _is_unexplained(ledger, max(whole) - max(insured), total)


def _is_unexplained(ledger: Ledger, made: Decimal, total: Decimal) -> bool:
    """Whether what the parts make is another sum than the total, and the difference is printed nowhere."""
    return not _is_same(ledger, made, total) and abs(made - total) not in ledger.printed


def _is_a_sum_with_a_minus(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """On a sale of goods that cost more, each place of the total has a minus: it is what came off."""
    signs = {one.money.value < 0 for one in ledger.entries if abs(one.value) == total}
    more = any(one.label is None and one.money.marked and one.value > total for one in ledger.entries)
    return reading.transaction is Transaction.SALE and more and signs == {True}


def _nothing_is_left(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """결제금액 0, and no word for what is paid has the total: a coupon in unknown words may be all of it."""
    paid = ledger.plainly(Label.PAID)
    said = any(one.label is Label.PAID and one.value == total for one in ledger.entries)
    return ledger.currency == "KRW" and bool(paid) and not said and not any(one.value for one in paid)


def _is_one_of_several_means(ledger: Ledger, _: Reading, total: Decimal) -> bool:
    """Only beside a card, cash or a gift certificate does it stand, and another of them paid the rest."""
    places = {one.label for one in ledger.entries if one.value == total}
    paid = [one for one in ledger.plainly(*MEANS) if one.money.marked and one.value > 0]
    others = {one.label for one in paid if one.value != total}
    came_back = any(one.value for one in ledger.labelled(Label.CHANGE))
    return places <= {*MEANS, None} and bool(others - places) and bool(places - {None}) and not came_back


def goods_say_otherwise(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """In Korea all goods together cost more than was paid and all that came off, or the total is nothing but
    the price of one of several; where its tax makes it, a line of goods was misread instead.
    """
    if supply_plus_vat_is_total(reading)[0] is Outcome.PASSED:
        return False
    sign = -1 if reading.transaction is Transaction.CANCELLATION else 1
    prices = [sign * item.amount for item in reading.items if item.amount is not None]
    less = sum((abs(one.value) for one in ledger.labelled(*REDUCES)), Decimal(0))
    places = {one.label for one in ledger.entries if one.value == total}
    said = places & {*_SAYS_THE_SUM, *MEANS, Label.SUPPLY}
    if ledger.currency != "KRW" or any(one < 0 for one in prices):
        return False
    return sum(prices) > total + less + _ROUNDED or (len(prices) > 1 and total in prices and not said)


def _less_is_taken_back(ledger: Ledger, reading: Reading, total: Decimal) -> bool:
    """Beside 환불금액 and its like stands another amount than the total of a cancellation, or no such word
    has the total, and a part was taken back, or a fee is kept.
    """
    if reading.transaction is not Transaction.CANCELLATION:
        return False
    given_back = {one.value for one in ledger.plainly(Label.CANCELLATION) if one.money.marked and one.value}
    is_less = any(_A_PART_BACK.search(row.text) for row in ledger.rows)
    return total not in given_back and (bool(given_back) or is_less)


def may_be_kept(ledger: Ledger, reading: Reading) -> bool:
    """Whether only the word of an amount below makes a cancellation of it (취소금액 50,000: of what a pump
    held back at first, the rest is cancelled), or some goods were given back and others sold.
    """
    if reading.transaction is not Transaction.CANCELLATION:
        return False
    signs = {item.amount < 0 for item in reading.items if item.amount}
    said = [
        (row, hit) for row in ledger.rows for hit in find_labels(row.text) if hit.label is Label.CANCELLATION
    ]
    amounts = {row.index for row, hit in said if hit.word.endswith(("액", "합계"))}
    titled = any(says_it_was_cancelled(row) and row.index not in amounts for row in ledger.rows)
    sums = [one.row.index for one in ledger.entries if one.money.marked and one.money.value > 0]
    is_below = bool(amounts and sums) and min(amounts) > min(sums)
    total = abs(reading.amounts.total or Decimal(0))
    has_minus = any(one.money.value == -total for one in ledger.entries)
    return (len(signs) > 1 and not has_minus) or (
        is_below and not titled and len(amounts) == len({row.index for row, _ in said})
    )


def may_be_taken_back(ledger: Ledger, reading: Reading) -> bool:
    """Read as a sale, though an earlier one is named by its day or number, or a short row of the head speaks
    of a cancellation in words that are not known.
    """
    if reading.transaction is not Transaction.SALE:
        return False
    heads = (row.text for row in ledger.rows[: len(ledger.rows) // _HEAD])
    titles = (one for one in heads if sum(map(str.isalpha, one)) <= _LONGEST_TITLE)
    return any(_TAKEN_BACK.search(one) and not _OF_RULES.search(one) for one in titles) or any(
        hit.word.startswith(_EARLIER) and any(map(str.isdigit, row.text[hit.end :]))
        for row in ledger.rows
        for hit in find_labels(row.text)
    )


def _values(ledger: Ledger, label: Label) -> set[Decimal]:
    return {one.value for one in ledger.labelled(label) if one.value > 0}


def sums_of(ledger: Ledger, *labels: Label) -> set[Decimal]:
    """What one of these amounts or several together make."""
    parts = dict.fromkeys((one.label, abs(one.value)) for one in ledger.labelled(*labels) if one.value)
    return set(_made_of([value for _, value in islice(parts, _MOST_TRIED)]))


def _made_of(parts: Sequence[Decimal]) -> Iterator[Decimal]:
    for count in range(1, _MOST_PARTS + 1):
        yield from (sum(some, Decimal(0)) for some in combinations(parts, count))


def tolerance(ledger: Ledger) -> Decimal:
    """By how much two sums may differ that are one: coins below ten won, or the smallest abroad."""
    return _ROUNDED if ledger.currency == "KRW" else COIN


def _is_same(ledger: Ledger, one: Decimal, total: Decimal) -> bool:
    return abs(one - total) <= tolerance(ledger)


_RULES: tuple[Callable[[Ledger, Reading, Decimal], bool], ...] = (
    _tax_makes_another_sum,
    _charges_come_on_top,
    _tax_is_too_much,
    _a_fee_comes_on_top,
    _steps_make_another_sum,
    _fares_make_another_sum,
    _less_is_left,
    _something_comes_off_below,
    _what_is_paid_is_another,
    _a_part_is_larger,
    _own_shares_make_another_sum,
    _insurance_leaves_another_sum,
    _is_a_sum_with_a_minus,
    _nothing_is_left,
    _is_one_of_several_means,
    _less_is_taken_back,
)
