"""Named tests of a reading. They warn a bookkeeper and show their arithmetic; they never block."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from receipts.domain.proof import FREE_UP_TO, added_tax
from receipts.domain.reasons import MULTIPLE_RECEIPTS
from receipts.domain.receipt import Check, Escalation, Outcome, Reading, Transaction

Finding = tuple[Outcome, str]


_VAT_PERCENT = Decimal("0.1")
_WON = Decimal(1)
_CENT = Decimal("0.01")
_OLDEST = timedelta(days=365 * 5 + 2)
"""국세기본법 제85조의3: vouchers are kept five years; an older one is likely a misread year."""


def check_reading(reading: Reading, today: date | None) -> tuple[Check, ...]:
    """Every check in a fixed order; one whose fields are not on the receipt is skipped."""
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
    return tuple(Check(code, *finding()) for code, finding in checks.items())


def _skipped(why: str) -> Finding:
    return Outcome.SKIPPED, why


def _judged(right: bool, detail: str) -> Finding:
    return (Outcome.PASSED if right else Outcome.WARNED), detail


def _tolerance(reading: Reading) -> Decimal:
    return _WON if reading.currency == "KRW" else 5 * _CENT


def supply_plus_vat_is_total(reading: Reading) -> Finding:
    """공급가액 + 부가세 + 면세 + 봉사료 = what was paid."""
    amounts = reading.amounts
    if amounts.total is None or amounts.vat is None or (amounts.supply is None and amounts.exempt is None):
        return _skipped("supply, vat or total is not printed")
    parts = {
        "supply": amounts.supply,
        "vat": amounts.vat,
        "exempt": amounts.exempt,
        "service charge": amounts.service_charge,
    }
    printed = {name: value for name, value in parts.items() if value}
    sums = {
        sum(printed.values(), Decimal(0)),
        sum(printed.values(), Decimal(0)) - (amounts.service_charge or 0),
    }
    words = " + ".join(f"{name} {value:,}" for name, value in printed.items())
    right = any(abs(whole - amounts.total) <= _tolerance(reading) for whole in sums)
    return _judged(right, f"{words} {'=' if right else '≠'} total {amounts.total:,}")


def vat_is_tenth_of_supply(reading: Reading) -> Finding:
    """부가가치세법 제30조: 10 percent; a won of rounding either way."""
    supply, vat = reading.amounts.supply, reading.amounts.vat
    if reading.currency != "KRW" or supply is None or vat is None:
        return _skipped("no Korean supply value with its vat")
    expected = supply * _VAT_PERCENT
    right = abs(expected - vat) <= _WON
    return _judged(right, f"10% of {supply:,} is {expected.normalize():,f}, printed vat {vat:,}")


def gross_less_discount_is_total(reading: Reading) -> Finding:
    """합계 - 할인 = what was paid, but for a rounding of cents."""
    gross, discount, total = reading.amounts.gross_total, reading.amounts.discount, reading.amounts.total
    if gross is None or discount is None or total is None:
        return _skipped("no discount is printed")
    right = abs(gross - discount - total) <= (0 if reading.currency == "KRW" else _tolerance(reading))
    return _judged(right, f"{gross:,} - {discount:,} {'=' if right else '≠'} {total:,}")


def items_add_up(reading: Reading) -> Finding:
    """The items make the printed sum, before or after discounts."""
    amounts = [item.amount for item in reading.items if item.amount is not None]
    sums = (reading.amounts.gross_total, reading.amounts.total, _before_tax(reading))
    targets = {value for value in sums if value is not None}
    if not amounts or not targets:
        return _skipped("no items or no total")
    whole = sum(amounts, Decimal(0))
    right = any(abs(whole - target) <= _tolerance(reading) for target in targets)
    printed = " or ".join(f"{target:,}" for target in sorted(targets))
    return _judged(right, f"{len(amounts)} items make {whole:,}, printed {printed}")


def _before_tax(reading: Reading) -> Decimal | None:
    """Outside Korea and Japan prices are often printed without the tax."""
    return None if reading.currency in {"KRW", "JPY"} else reading.amounts.supply


def item_lines_multiply(reading: Reading) -> Finding:
    """Quantity times unit price is the line's amount."""
    lines = [(item.line, item.quantity, item.unit_price, item.amount) for item in reading.items]
    full = [(line, q, p, a) for line, q, p, a in lines if q is not None and p is not None and a is not None]
    if not full:
        return _skipped("no line has quantity, unit price and amount")
    wrong = [
        f"line {line}: {q:,} x {p:,} ≠ {a:,}"
        for line, q, p, a in full
        if abs(q * p - a) > _tolerance(reading)
    ]
    return _judged(not wrong, "; ".join(wrong) or f"{len(full)} lines multiply")


def business_number_checksum(reading: Reading) -> Finding:
    """The tenth digit of 사업자등록번호 is the check digit of the other nine."""
    number = reading.merchant.business_number
    if number is None:
        return _skipped("no business number is printed")
    return _judged(number.is_valid, f"check digit of {number} is {'right' if number.is_valid else 'wrong'}")


def date_plausible(reading: Reading, today: date | None) -> Finding:
    """Not in the future (a day is allowed for time zones), nor older than vouchers have to be kept."""
    if reading.issued_at is None or today is None:
        return _skipped("no date to compare")
    issued = reading.issued_at.date() if isinstance(reading.issued_at, datetime) else reading.issued_at
    if issued > today + timedelta(days=1):
        return Outcome.WARNED, f"{issued} is after today, {today}"
    return _judged(issued >= today - _OLDEST, f"{issued} is {(today - issued).days} days before today")


def card_number_shape(reading: Reading) -> Finding:
    """ISO/IEC 7812: 13 to 19 places; masked, at most the first six and the last four are digits."""
    number = reading.payment.card_number_masked
    if number is None:
        return _skipped("no card number is printed")
    places = re.sub(r"[- ]", "", number)
    right = 13 <= len(places) <= 19 and not any(char.isdigit() for char in places[6:-4])  # noqa: PLR2004
    return _judged(right, f"{len(places)} places, {sum(char.isdigit() for char in places)} of them shown")


def approval_number_shape(reading: Reading) -> Finding:
    """승인번호 of Korean cards has eight digits, of cash receipts nine (letters where a scheme adds them)."""
    number = reading.payment.approval_number
    if number is None or reading.currency != "KRW":
        return _skipped("no Korean approval number is printed")
    right = bool(re.fullmatch(r"[A-Z]{0,3}\d{6,12}|[A-Z0-9]{8,12}", number))
    return _judged(right, f"{number} has {len(number)} characters")


def proof_qualifies(reading: Reading) -> Finding:
    """Above 30,000 won an expense needs 적격증빙; `domain/proof.py` cites the law."""
    total, proof = reading.amounts.total, reading.proof
    if reading.transaction is Transaction.CANCELLATION:
        return _skipped("a cancellation is no expense")
    if total is None or proof.kind is None or proof.qualified is None:
        return _skipped("kind of proof or total cannot be told")
    kind = proof.kind.replace("_", " ")
    if proof.qualified:
        return Outcome.PASSED, f"{kind} is a qualified proof"
    if total <= FREE_UP_TO:
        return Outcome.PASSED, f"{total:,} is within {FREE_UP_TO:,}, for which any receipt will do"
    lacking = f"{total:,} is above {FREE_UP_TO:,} and {kind} is no qualified proof"
    return Outcome.WARNED, f"{lacking}: 2% added tax is {added_tax(total):,}"


def second_engine(asked: Escalation) -> Finding:
    """Where another engine was asked and failed, the embedded one's reading stands."""
    if asked.failure:
        return Outcome.WARNED, f"{asked.source} did not help: {asked.failure}"
    return Outcome.PASSED, f"{asked.source} gave {', '.join(asked.taken) or 'nothing better'}"


def single_receipt(reading: Reading) -> Finding:
    """Of several receipts in one photo only the largest is read."""
    if not reading.text:
        return _skipped("nothing was read")
    return _judged(
        MULTIPLE_RECEIPTS not in reading.review_reasons,
        "several receipts are in the photo" if MULTIPLE_RECEIPTS in reading.review_reasons else "one receipt",
    )
