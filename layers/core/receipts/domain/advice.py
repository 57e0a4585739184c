"""What a bookkeeper is told of the checks: what each looked at and, where it warned, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from receipts.domain.annotations import Annotation
from receipts.domain.checks import arithmetic_of, not_a_duplicate
from receipts.domain.obstacles import (
    CURRENCY_MISSING,
    CURRENCY_UNKNOWN,
    ISSUED_AT_IMPOSSIBLE,
    ISSUED_AT_MISSING,
    MERCHANT_MISSING,
    TOTAL_MISSING,
    TOTAL_NEGATIVE,
    Obstacle,
)
from receipts.domain.receipt import Check, Outcome, Reading
from receipts.domain.record import Receipt
from receipts.domain.sentence import Sentence
from receipts.domain.zones import KOREA

_SENTENCES: Final = {
    "supply_plus_vat_is_total": Sentence(
        "공급가액과 부가세의 합이 결제금액과 다릅니다. 금액을 확인해 주세요.",
        "Supply value and VAT do not add up to the total. Check the amounts.",
    ),
    "vat_is_tenth_of_supply": Sentence(
        "부가세가 공급가액의 10%가 아닙니다. 면세 품목이 있는지 확인해 주세요.",
        "The VAT is not 10% of the supply value. Check for exempt goods.",
    ),
    "gross_less_discount_is_total": Sentence(
        "합계에서 할인을 뺀 금액이 결제금액과 다릅니다.",
        "The sum less the discount is not what was paid.",
    ),
    "items_add_up": Sentence(
        "품목 금액의 합이 합계와 다릅니다. 빠졌거나 잘못 읽은 품목이 있는지 확인해 주세요.",
        "The items do not add up to the printed sum. Look for an item that is missing or misread.",
    ),
    "item_lines_multiply": Sentence(
        "수량과 단가를 곱한 값이 금액과 다른 품목이 있습니다.",
        "There is an item whose quantity times unit price is not its amount.",
    ),
    "business_number_checksum": Sentence(
        "사업자등록번호의 검증번호가 맞지 않습니다. 번호를 확인해 주세요.",
        "The check digit of the business number is wrong. Check the number.",
    ),
    "date_plausible": Sentence(
        "거래일이 미래이거나 증빙 보관 기간인 5년보다 오래되었습니다. 날짜를 확인해 주세요.",
        "The date is in the future, or older than the five years that vouchers are kept. Check it.",
    ),
    "card_number_shape": Sentence(
        "카드번호의 형식이 올바르지 않습니다.",
        "The card number does not have a valid form.",
    ),
    "approval_number_shape": Sentence(
        "승인번호의 형식이 올바르지 않습니다.",
        "The approval number does not have a valid form.",
    ),
    "proof_qualifies": Sentence(
        "3만원을 초과하는 지출인데 적격증빙이 아닙니다. 신용카드매출전표, 현금영수증(지출증빙), "
        "세금계산서 또는 계산서를 받아 주세요. 없으면 2% 가산세가 붙고, 기업업무추진비는 비용으로 "
        "인정되지 않습니다.",
        "This is above 30,000 won and no qualified proof of the expense. Get a card slip, a cash receipt for "
        "expenses, a tax invoice or an invoice. Without one, 2% is added to the tax, and entertainment of "
        "business partners is no expense.",
    ),
    "single_receipt": Sentence(
        "사진 한 장에 영수증이 여러 장 있어 가장 큰 것만 읽었습니다. 한 장씩 촬영해 올려 주세요.",
        "The photo shows several receipts; only the largest was read. Upload one photo for each.",
    ),
    "second_engine": Sentence(
        "외부 판독 엔진의 응답이 없어 기본 엔진이 읽은 값을 두었습니다. 확신도가 낮은 항목을 확인해 주세요.",
        "The other engine did not answer, so the first reading stands. Check the fields of low confidence.",
    ),
    "not_a_duplicate": Sentence(
        "이미 등록된 영수증과 같은 거래로 보입니다. 중복 여부를 확인해 주세요.",
        "This looks like a purchase that is recorded already. Check whether it is a duplicate.",
    ),
}

_MISSING = {
    TOTAL_MISSING: Sentence(
        "결제금액이 없습니다. 영수증의 금액을 입력해 주세요.",
        "There is no total. Enter the amount that the receipt shows.",
    ),
    TOTAL_NEGATIVE: Sentence(
        "결제금액이 음수입니다. 금액을 고치거나, 취소 영수증이면 거래 구분을 취소로 바꿔 주세요.",
        "The total of a sale is negative. Correct it or, if a sale was taken back, make it a cancellation.",
    ),
    ISSUED_AT_IMPOSSIBLE: Sentence(
        "거래일이 1년 넘게 미래라서 승인할 수 없습니다. 영수증의 날짜로 고쳐 주세요.",
        "The date is more than a year ahead, which nobody can approve. Enter the one on the receipt.",
    ),
    CURRENCY_UNKNOWN: Sentence(
        "ISO 4217에 없는 통화라서 승인할 수 없습니다. KRW, USD와 같은 코드로 고쳐 주세요.",
        "ISO 4217 has no such currency, so nobody can approve it. Enter a code such as KRW or USD.",
    ),
    ISSUED_AT_MISSING: Sentence(
        "거래일이 없습니다. 영수증의 날짜를 입력해 주세요.",
        "There is no date. Enter the one that the receipt shows.",
    ),
    CURRENCY_MISSING: Sentence(
        "어느 나라 돈인지 적혀 있지 않습니다. 통화를 입력하거나, 원화가 맞으면 확인하고 승인해 주세요.",
        "The receipt does not say in which money it is. Enter the currency or, if it is won, accept that.",
    ),
    MERCHANT_MISSING: Sentence(
        "거래처가 없습니다. 상호를 입력하거나, 영수증에 없다면 확인하고 승인해 주세요.",
        "There is no merchant. Enter the name or, if the receipt shows none, accept that.",
    ),
}
_WRITTEN = {
    Annotation.MEMO: ("메모를", "a memo"),
    Annotation.PURPOSE: ("지출 목적을", "what the expense was for"),
    Annotation.ATTENDEES: ("참석자를", "who was there"),
    Annotation.DEPARTMENT: ("부서를", "the department"),
    Annotation.PROJECT: ("프로젝트를", "the project"),
    Annotation.TAGS: ("태그를", "a tag"),
    Annotation.PERSON: ("사용자를", "whose expense it is"),
}
_REQUIRED = {
    f"{name}_missing": Sentence(
        f"이 계정과목은 {korean} 적어야 승인할 수 있습니다.",
        f"This account requires {english}. Write it on the receipt first.",
    )
    for name, (korean, english) in _WRITTEN.items()
}


def advice_on_missing(annotation: Annotation) -> Sentence:
    """What to do about an annotation that the account of a receipt requires."""
    return _REQUIRED[f"{annotation}_missing"]


def advice_by_name(code: str) -> Sentence | None:
    """What to do about whatever of a reading stands in the way of an approval, by its name."""
    return _SENTENCES.get(code) or _MISSING.get(code)


def advice_on(obstacle: Obstacle) -> Sentence:
    """What to do about what stands in the way of an approval."""
    told = advice(obstacle.check) if obstacle.check else None
    return told or _MISSING.get(obstacle.code) or _REQUIRED[obstacle.code]


def advice(check: Check) -> Sentence | None:
    """What to do about a check that warned; None for the others, and for one of an earlier version."""
    return _SENTENCES.get(check.code) if check.outcome is Outcome.WARNED else None


@dataclass(frozen=True, slots=True)
class CheckInWords:
    """A check as people read it: `arithmetic` is what it looked at, `advice` what to do where it warned."""

    code: str
    outcome: Outcome
    arithmetic: Sentence
    advice: Sentence | None


def checks_of(receipt: Receipt) -> Iterator[CheckInWords]:
    """The checks of its reading, and what only the records together tell."""
    reading = receipt.reading or Reading()
    checked_on = receipt.updated_at.astimezone(KOREA).date()
    for check in reading.checks:
        yield _in_words(check, reading, checked_on)
    yield _in_words(not_a_duplicate(receipt.duplicate_of), reading, checked_on)


def _in_words(check: Check, reading: Reading, checked_on: date) -> CheckInWords:
    return CheckInWords(check.code, check.outcome, arithmetic_of(check, reading, checked_on), advice(check))
