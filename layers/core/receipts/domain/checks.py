"""Named tests of a reading. They warn a bookkeeper and show their arithmetic; whoever approves a receipt
that one of them warns of has to name it (`domain/approval.py`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Final
from uuid import UUID

from receipts.domain.names import PROOFS, name_of
from receipts.domain.proof import FREE_UP_TO, added_tax
from receipts.domain.reasons import MULTIPLE_RECEIPTS
from receipts.domain.receipt import Check, Escalation, Item, Outcome, Reading, Transaction, as_day
from receipts.domain.sentence import Sentence, joined

Finding = tuple[Outcome, Sentence]


_VAT_PERCENT = Decimal("0.1")
_WON = Decimal(1)
_CENT = Decimal("0.01")
_PRICES_CARRY_TAX: Final = frozenset({"KRW", "JPY"})
_OLDEST = timedelta(days=365 * 5 + 2)
"""국세기본법 제85조의3: vouchers are kept five years; an older one is likely a misread year."""

_EQUAL, _UNEQUAL = "=", "≠"
_AS_KEPT: Final = {
    Outcome.PASSED: Sentence(
        "판독할 때 맞는 것으로 확인했습니다.", "It was right when the receipt was read."
    ),
    Outcome.WARNED: Sentence("판독할 때 맞지 않았습니다.", "It was not right when the receipt was read."),
    Outcome.SKIPPED: Sentence(
        "판독할 때 확인할 값이 없었습니다.", "There was nothing to check when it was read."
    ),
}
"""Of a check that would end otherwise by today's rules, or that an earlier version made."""


def check_reading(reading: Reading, today: date | None) -> tuple[Check, ...]:
    """Every check in a fixed order; one whose fields are not on the receipt is skipped."""
    return tuple(_check(code, *finding()) for code, finding in _findings(reading, today).items())


def arithmetic_of(check: Check, reading: Reading, day: date | None) -> Sentence:
    """What a check of `reading` looked at, in both languages: made of the reading's own values, since what
    is kept of a check is in English. `day` is when it was made.
    """
    if check.arithmetic:
        return check.arithmetic
    finding = _findings(reading, day).get(check.code)
    outcome, detail = finding() if finding else (None, _AS_KEPT[check.outcome])
    return detail if outcome is check.outcome else _AS_KEPT[check.outcome]


def _findings(reading: Reading, today: date | None) -> Mapping[str, Callable[[], Finding]]:
    checks: dict[str, Callable[[], Finding]] = {
        "supply_plus_vat_is_total": lambda: supply_plus_vat_is_total(reading),
        "vat_is_tenth_of_supply": lambda: vat_is_tenth_of_supply(reading),
        "gross_less_discount_is_total": lambda: gross_less_discount_is_total(reading),
        "items_add_up": lambda: items_add_up(reading),
        "item_lines_multiply": lambda: item_lines_multiply(reading),
        "business_number_checksum": lambda: business_number_checksum(reading),
        "date_plausible": lambda: date_plausible(reading, today),
        "card_number_shape": lambda: card_number_shape(reading),
        "approval_number_shape": lambda: approval_number_shape(reading),
        "proof_qualifies": lambda: proof_qualifies(reading),
        "single_receipt": lambda: single_receipt(reading),
    }
    if reading.escalation:
        checks["second_engine"] = partial(second_engine, reading.escalation)
    return checks


def outcomes(reading: Reading) -> dict[str, Outcome]:
    """What each check of the reading has found, without the words."""
    return {check.code: check.outcome for check in reading.checks}


def not_a_duplicate(original: UUID | None) -> Check:
    """Whether it repeats the receipt `original`. Only the records together tell this, so it is no check of
    the reading alone.
    """
    alone = Sentence("같은 거래로 보이는 다른 영수증이 없습니다.", "no other receipt shows this purchase")
    if original is None:
        return _check("not_a_duplicate", Outcome.PASSED, alone)
    same = Sentence("같은 거래로 보이는 영수증: {other}", "it shows the same purchase as receipt {other}")
    return _check("not_a_duplicate", Outcome.WARNED, same.filled(other=original))


def _check(code: str, outcome: Outcome, arithmetic: Sentence) -> Check:
    return Check(code, outcome, arithmetic.english, arithmetic)


def _skipped(korean: str, english: str) -> Finding:
    return Outcome.SKIPPED, Sentence(korean, english)


def _judged(right: bool, detail: Sentence) -> Finding:
    return (Outcome.PASSED if right else Outcome.WARNED), detail


def _tolerance(reading: Reading) -> Decimal:
    return _WON if reading.currency == "KRW" else 5 * _CENT


def _named(path: str, value: Decimal) -> Sentence:
    return Sentence("{name} {value:,}", "{name} {value:,}").filled(name=name_of(path), value=value)


def supply_plus_vat_is_total(reading: Reading) -> Finding:
    """공급가액 + 부가세 + 면세 + 봉사료 = what was paid."""
    amounts = reading.amounts
    if amounts.total is None or amounts.vat is None or (amounts.supply is None and amounts.exempt is None):
        return _skipped(
            "공급가액, 부가세 또는 결제금액이 인쇄되어 있지 않습니다.", "supply, vat or total is not printed"
        )
    parts = {
        "amounts.supply": amounts.supply,
        "amounts.vat": amounts.vat,
        "amounts.exempt": amounts.exempt,
        "amounts.service_charge": amounts.service_charge,
    }
    printed = {path: value for path, value in parts.items() if value}
    sums = {
        sum(printed.values(), Decimal(0)),
        sum(printed.values(), Decimal(0)) - (amounts.service_charge or 0),
    }
    right = any(abs(whole - amounts.total) <= _tolerance(reading) for whole in sums)
    terms = joined(" + ", (_named(path, value) for path, value in printed.items()))
    sides = (terms, _named("amounts.total", amounts.total))
    return _judged(right, joined(f" {_EQUAL if right else _UNEQUAL} ", sides))


def vat_is_tenth_of_supply(reading: Reading) -> Finding:
    """부가가치세법 제30조: 10 percent; a won of rounding either way."""
    supply, vat = reading.amounts.supply, reading.amounts.vat
    if reading.currency != "KRW" or supply is None or vat is None:
        return _skipped(
            "원화 공급가액과 부가세가 함께 인쇄되어 있지 않습니다.", "no Korean supply value with its vat"
        )
    expected = supply * _VAT_PERCENT
    words = Sentence(
        "공급가액 {supply:,}의 10%: {expected:,f}, 인쇄된 부가세: {vat:,}",
        "10% of {supply:,} is {expected:,f}, printed vat {vat:,}",
    )
    right = abs(expected - vat) <= _WON
    return _judged(right, words.filled(supply=supply, expected=expected.normalize(), vat=vat))


def gross_less_discount_is_total(reading: Reading) -> Finding:
    """합계 - 할인 = what was paid, but for a rounding of cents, and for tax and service on top abroad."""
    gross, discount, total = reading.amounts.gross_total, reading.amounts.discount, reading.amounts.total
    if gross is None or discount is None or total is None:
        return _skipped("할인이 인쇄되어 있지 않습니다.", "no discount is printed")
    on_top = {Decimal(0)} if reading.currency == "KRW" else _may_come_on_top(reading)
    slack = 0 if reading.currency == "KRW" else _tolerance(reading)
    right = any(abs(gross - discount + more - total) <= slack for more in on_top)
    words = Sentence(
        "합계 {gross:,} - 할인 {discount:,} {sign} 결제금액 {total:,}",
        "{gross:,} - {discount:,} {sign} {total:,}",
    )
    sign = _EQUAL if right else _UNEQUAL
    return _judged(right, words.filled(gross=gross, discount=discount, sign=sign, total=total))


def _may_come_on_top(reading: Reading) -> set[Decimal]:
    """What tax and service may add to prices abroad: nothing where these hold them."""
    vat, service = reading.amounts.vat or Decimal(0), reading.amounts.service_charge or Decimal(0)
    return {Decimal(0), vat, service, vat + service}


def _before_tax_alone(reading: Reading) -> set[Decimal]:
    """What prices abroad make where what comes on top is printed, and not what it comes on top of; service is
    taxed, too.
    """
    amounts = reading.amounts
    if amounts.total is None or reading.currency == "KRW":
        return set()
    if amounts.supply is not None:
        return {amounts.supply - (amounts.service_charge or 0)}
    return {amounts.total - more for more in _may_come_on_top(reading) if more}


def may_be_the_goods(reading: Reading, whole: Decimal) -> bool:
    """Whether goods that cost `whole` together make a sum that the receipt says, or leads to."""
    targets = {*_sums_for_goods(reading).values(), *_before_tax_alone(reading)}
    return any(abs(whole - target) <= _tolerance(reading) for target in targets)


def items_add_up(reading: Reading) -> Finding:
    """The items make the printed sum, before or after discounts, or before the tax (거래명세서), also where
    that tax alone is printed.
    """
    amounts = [item.amount for item in reading.items if item.amount is not None]
    targets = set(_sums_for_goods(reading).values())
    if not amounts or not targets:
        return _skipped("품목이나 합계가 인쇄되어 있지 않습니다.", "no items or no total")
    whole = sum(amounts, Decimal(0))
    right = may_be_the_goods(reading, whole)
    alternatives = tuple(f"{target:,}" for target in sorted(targets))
    printed = Sentence(" 또는 ".join(alternatives), " or ".join(alternatives))
    words = Sentence(
        "품목 {count}개의 합: {whole:,}, 인쇄된 금액: {printed}",
        "{count} items make {whole:,}, printed {printed}",
    )
    return _judged(right, words.filled(count=len(amounts), whole=whole, printed=printed))


def sum_meant_by(whole: Decimal, reading: Reading) -> tuple[str, Decimal] | None:
    """The printed sum that goods of `whole` come nearest to, with its path. Where prices carry tax, the sum
    before it is meant by goods alone that make it.
    """
    sums = _sums_for_goods(reading)
    supply = sums.get("amounts.supply")
    if reading.currency in _PRICES_CARRY_TAX and supply != whole and len(sums) > 1:
        sums = {path: value for path, value in sums.items() if path != "amounts.supply"}
    return min(sums.items(), key=lambda it: abs(it[1] - whole), default=None)


def _sums_for_goods(reading: Reading) -> Mapping[str, Decimal]:
    """What the items may add up to, by path: some print their prices without tax."""
    amounts = reading.amounts
    sums = {
        "amounts.gross_total": amounts.gross_total,
        "amounts.total": amounts.total,
        "amounts.supply": amounts.supply,
    }
    return {path: value for path, value in sums.items() if value is not None}


def item_lines_multiply(reading: Reading) -> Finding:
    """Quantity times unit price is the line's amount."""
    full, wrong = list(_full_lines(reading)), lines_that_differ(reading)
    if not full:
        return _skipped(
            "수량, 단가, 금액이 모두 인쇄된 품목이 없습니다.", "no line has quantity, unit price and amount"
        )
    words = Sentence("품목 {line}: {q:,} x {p:,} ≠ {a:,}", "line {line}: {q:,} x {p:,} ≠ {a:,}")
    told = [words.filled(line=it.line, q=q, p=p, a=a) for place, it, q, p, a in full if place in wrong]
    all_right = Sentence("품목 {count}개의 수량 x 단가 = 금액", "{count} lines multiply")
    return _judged(not told, joined("; ", told) if told else all_right.filled(count=len(full)))


def lines_that_differ(reading: Reading) -> frozenset[int]:
    """The items, by their places in the list, whose quantity times unit price is not their amount."""
    off = _tolerance(reading)
    return frozenset(place for place, _, q, p, a in _full_lines(reading) if abs(q * p - a) > off)


def _full_lines(reading: Reading) -> Iterator[tuple[int, Item, Decimal, Decimal, Decimal]]:
    for place, item in enumerate(reading.items):
        if item.quantity is not None and item.unit_price is not None and item.amount is not None:
            yield place, item, item.quantity, item.unit_price, item.amount


def business_number_checksum(reading: Reading) -> Finding:
    """The tenth digit of 사업자등록번호 is the check digit of the other nine."""
    number = reading.merchant.business_number
    if number is None:
        return _skipped("사업자등록번호가 인쇄되어 있지 않습니다.", "no business number is printed")
    right = Sentence("{number}: 검증번호가 맞습니다.", "check digit of {number} is right")
    wrong = Sentence("{number}: 검증번호가 틀립니다.", "check digit of {number} is wrong")
    return _judged(number.is_valid, (right if number.is_valid else wrong).filled(number=number))


def date_plausible(reading: Reading, today: date | None) -> Finding:
    """Not in the future (a day is allowed for time zones), nor older than vouchers have to be kept."""
    if reading.issued_at is None:
        return _skipped("거래일이 인쇄되어 있지 않습니다.", "no date is printed")
    if today is None:
        return _skipped("거래일을 비교할 오늘 날짜가 없습니다.", "nobody said which day it is today")
    issued = as_day(reading.issued_at)
    if issued > today + timedelta(days=1):
        late = Sentence("{issued}: 확인한 날({today})보다 뒤입니다.", "{issued} is after today, {today}")
        return Outcome.WARNED, late.filled(issued=issued, today=today)
    before = Sentence("{issued}: 확인한 날보다 {days}일 전입니다.", "{issued} is {days} days before today")
    right = issued >= today - _OLDEST
    return _judged(right, before.filled(issued=issued, days=(today - issued).days))


def card_number_shape(reading: Reading) -> Finding:
    """ISO/IEC 7812: 13 to 19 places; masked, at most the first six and the last four are digits."""
    number = reading.payment.card_number_masked
    if number is None:
        return _skipped("카드번호가 인쇄되어 있지 않습니다.", "no card number is printed")
    places = re.sub(r"[- ]", "", number)
    right = 13 <= len(places) <= 19 and not any(char.isdigit() for char in places[6:-4])  # noqa: PLR2004
    words = Sentence("{places}자리 가운데 {shown}자리가 보입니다.", "{places} places, {shown} of them shown")
    return _judged(right, words.filled(places=len(places), shown=sum(char.isdigit() for char in places)))


def approval_number_shape(reading: Reading) -> Finding:
    """승인번호 of Korean cards has eight digits, of cash receipts nine (letters where a scheme adds them), of
    electronic tax invoices 24 places in three groups.
    """
    number = reading.payment.approval_number
    if number is None or reading.currency != "KRW":
        return _skipped("국내 승인번호가 인쇄되어 있지 않습니다.", "no Korean approval number is printed")
    shapes = r"[A-Z]{0,3}\d{6,12}|[A-Z0-9]{8,12}|20\d{6}-[0-9A-Za-z]{8}-[0-9A-Za-z]{8}"
    right = bool(re.fullmatch(shapes, number, re.ASCII))
    words = Sentence("{number}: {count}자입니다.", "{number} has {count} characters")
    return _judged(right, words.filled(number=number, count=len(number)))


def proof_qualifies(reading: Reading) -> Finding:
    """Above 30,000 won an expense needs 적격증빙; `domain/proof.py` cites the law."""
    total, proof = reading.amounts.total, reading.proof
    if reading.transaction is Transaction.CANCELLATION:
        return _skipped("취소 거래는 지출이 아닙니다.", "a cancellation is no expense")
    if total is None or proof.kind is None or proof.qualified is None:
        return _skipped("증빙의 종류나 결제금액을 알 수 없습니다.", "kind of proof or total cannot be told")
    facts = {"kind": PROOFS[proof.kind], "total": total, "free": FREE_UP_TO, "tax": added_tax(total)}
    if proof.qualified:
        return Outcome.PASSED, Sentence("{kind}: 적격증빙입니다.", "{kind} is a qualified proof").filled(
            **facts
        )
    if total <= FREE_UP_TO:
        small = Sentence(
            "{total:,}: 증빙의 종류를 가리지 않는 {free:,} 이하입니다.",
            "{total:,} is within {free:,}, for which any receipt will do",
        )
        return Outcome.PASSED, small.filled(**facts)
    lacking = Sentence(
        "{total:,}: {free:,} 초과, {kind}: 적격증빙 아님, 가산세 2%: {tax:,}",
        "{total:,} is above {free:,} and {kind} is no qualified proof: 2% added tax is {tax:,}",
    )
    return Outcome.WARNED, lacking.filled(**facts)


def second_engine(asked: Escalation) -> Finding:
    """Where another engine was asked and failed, the embedded one's reading stands."""
    if asked.failure:
        silent = Sentence("{engine}: 답을 얻지 못했습니다.", "{engine} did not help: {failure}")
        return Outcome.WARNED, silent.filled(engine=asked.source, failure=asked.failure)
    nothing = Sentence("더 나은 값 없음", "nothing better")
    taken = Sentence(", ".join(name_of(path).korean for path in asked.taken), ", ".join(asked.taken))
    gave = Sentence("{engine}: {taken}", "{engine} gave {taken}")
    return Outcome.PASSED, gave.filled(engine=asked.source, taken=taken if asked.taken else nothing)


def single_receipt(reading: Reading) -> Finding:
    """Of several receipts in one photo only the largest is read."""
    # A record in a list comes without its text.
    if not reading.text and reading.document_type is None:
        return _skipped("판독한 글자가 없습니다.", "nothing was read")
    if MULTIPLE_RECEIPTS in reading.review_reasons:
        return Outcome.WARNED, Sentence(
            "사진에 영수증이 여러 장 있습니다.", "several receipts are in the photo"
        )
    return Outcome.PASSED, Sentence("사진에 영수증이 한 장 있습니다.", "one receipt")
