"""Several receipts in one picture are noticed, and the largest is read."""

import math
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Outcome, Reading
from receipts.domain.text import Page, TextLine
from tests.unit.domain.printed import PAPER, page_of

LUNCH = """
[영수증]
상호: 한빛식당
사업자번호: 902-45-00731
주소: 서울 마포구 망원로 12
거래일시: 2022-11-21 12:28:29
상 품 명  단 가  수량  금 액
비빔밥  9,000  2  18,000
공기밥  1,000  1  1,000
공급가액  17,273
부가세  1,727
합 계  19,000
신용카드  19,000
승인번호  30451287
"""
PENS = """
[영수증]
상호: 달빛문구
사업자번호: 123-45-67891
거래일시: 2022-11-22 09:05:11
볼펜  1,200  1  1,200
공책  3,400  1  3,400
합 계  4,600
현 금  4,600
"""


def moved(page: Page, right: float = 0, down: float = 0) -> tuple[TextLine, ...]:
    def shift(line: TextLine) -> TextLine:
        one, two, three, four = ((x + right, y + down) for x, y in line.box)
        return TextLine(line.text, line.confidence, (one, two, three, four))

    return tuple(map(shift, page.lines))


def picture(*receipts: Iterable[TextLine]) -> Reading:
    lines = tuple(line for receipt in receipts for line in receipt)
    return read_receipt([Page(1, 3 * PAPER, 3 * PAPER, lines)])


def single_receipt(reading: Reading) -> Outcome:
    return next(check.outcome for check in reading.checks if check.code == "single_receipt")


@pytest.mark.parametrize("turned", [False, True])
def test_of_two_receipts_side_by_side_the_largest_is_read(turned: bool) -> None:
    lunch, pens = (PAPER + 60, 0) if turned else (0, PAPER + 60)
    reading = picture(moved(page_of(LUNCH), right=lunch), moved(page_of(PENS), right=pens, down=90))
    assert reading.merchant.name == "한빛식당"
    assert reading.amounts.total == Decimal(19000)
    assert "달빛문구" not in reading.text
    assert "multiple_receipts" in reading.review_reasons
    assert single_receipt(reading) is Outcome.WARNED


def turned(lines: Iterable[TextLine], degrees: float) -> tuple[TextLine, ...]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))

    def turn(line: TextLine) -> TextLine:
        one, two, three, four = ((x * cos - y * sin, x * sin + y * cos) for x, y in line.box)
        return TextLine(line.text, line.confidence, (one, two, three, four))

    return tuple(map(turn, lines))


@pytest.mark.parametrize("degrees", [-15, -5, 5, 15])
def test_two_receipts_in_a_crooked_photo_are_told_apart(degrees: float) -> None:
    both = (*page_of(LUNCH).lines, *moved(page_of(PENS), right=PAPER + 60))
    reading = picture(turned(both, degrees))
    assert reading.amounts.total == Decimal(19000)
    assert "달빛문구" not in reading.text
    assert "multiple_receipts" in reading.review_reasons


def test_two_receipts_one_above_the_other_are_noticed() -> None:
    lunch = page_of(LUNCH)
    reading = picture(moved(lunch), moved(page_of(PENS), down=lunch.height + 100))
    assert reading.merchant.name == "한빛식당"
    assert "multiple_receipts" in reading.review_reasons


def test_three_receipts_are_no_harder_than_two() -> None:
    lunch, pens = page_of(LUNCH), page_of(PENS)
    below = page_of(PENS.replace("123-45-67891", "111-22-33332").replace("4,600", "7,600"))
    reading = picture(
        moved(pens, right=PAPER + 60), moved(lunch), moved(below, right=PAPER + 60, down=pens.height + 100)
    )
    assert reading.amounts.total == Decimal(19000)


def test_the_columns_of_one_receipt_are_one_receipt() -> None:
    reading = read_receipt([page_of(LUNCH)])
    assert "multiple_receipts" not in reading.review_reasons
    assert single_receipt(reading) is Outcome.PASSED


def test_a_bill_and_its_card_slip_on_one_strip_are_one_receipt() -> None:
    slip = """
    신용카드 매출전표
    사업자번호: 902-45-00731
    카드번호 4579-73**-****-1234
    거래일시: 2022-11-21
    합계 19,000
    """
    bill = page_of(LUNCH)
    reading = picture(moved(bill), moved(page_of(slip), down=bill.height + 100))
    assert "multiple_receipts" not in reading.review_reasons
    assert reading.payment.card_number_masked == "4579-73**-****-1234"


def test_an_advertisement_beside_a_receipt_makes_no_second() -> None:
    notice = "가을 행사 안내\n전 품목 할인\n사은품 증정\n문의는 매장으로\n행사기간 2022-11-30\n선착순 100명"
    reading = picture(moved(page_of(LUNCH)), moved(page_of(notice), right=PAPER + 60))
    assert "multiple_receipts" not in reading.review_reasons


def file_of(*texts: str) -> list[Page]:
    return [replace(page_of(text), number=number) for number, text in enumerate(texts, start=1)]


def test_of_a_file_with_a_receipt_on_each_page_one_is_read_and_a_person_asked() -> None:
    reading = read_receipt(file_of(PENS, LUNCH))
    assert reading.merchant.name == "한빛식당"
    assert reading.merchant.business_number is not None
    assert reading.merchant.business_number.digits == "9024500731"
    assert reading.amounts.total == Decimal(19000)
    assert "달빛문구" not in reading.text
    assert reading.fields["amounts.total"].page == 2
    assert [page.number for page in reading.pages] == [1, 2], "a person leafs through all of them"
    assert "multiple_receipts" in reading.review_reasons


def test_a_receipt_that_goes_on_over_pages_is_one() -> None:
    head, foot = LUNCH.split("공급가액")
    reading = read_receipt(file_of(head, "공급가액" + foot))
    assert reading.merchant.name == "한빛식당"
    assert reading.amounts.total == Decimal(19000)
    assert "multiple_receipts" not in reading.review_reasons


def test_a_bill_and_its_card_slip_on_the_next_page_are_one_receipt() -> None:
    slip = """
    신용카드 매출전표
    사업자번호: 902-45-00731
    카드번호 4579-73**-****-1234
    거래일시: 2022-11-21
    합계 19,000
    """
    reading = read_receipt(file_of(LUNCH, slip))
    assert "multiple_receipts" not in reading.review_reasons
    assert reading.payment.card_number_masked == "4579-73**-****-1234"
