from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.reading import read_receipt
from receipts.domain.receipt import DocumentType, Outcome, Transaction
from receipts.domain.text import Box, Page
from receipts.errors import UnreadableError
from tests.unit.domain.printed import page_of, read

BODY = "상호: 바람서점\n사업자번호: 902-45-00731\n거래일시: 2022-02-03 11:22:33\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "HELLO\nWORLD",
        """
        The quick brown fox jumps over the lazy dog. In 2019 the
        price of wheat rose by 3.50 dollars. On 12/03/2018 the
        committee met and discussed the total amount of work that
        remained to be done before the winter came.
        """,
        "메뉴\n아메리카노  4,000\n카페라떼  4,500\n바닐라라떼  5,000\n유자차  5,500\n치즈케이크  6,500",
        """
        오늘은 날씨가 맑고 바람이 불었다. 나는 아침 일찍 일어나
        동네를 한 바퀴 돌고 2020년 3월 1일의 기억을 떠올렸다.
        그때 커피 한 잔은 3,500원이었고 우리는 웃으며 걸었다.
        """,
    ],
)
def test_a_page_without_a_receipt_is_refused(text: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_receipt([page_of(text)])
    assert refused.value.cause is FailureCause.NOT_A_RECEIPT


SCENE = "가게 앞\n오늘은 쉽니다\n내일 만나요"


def _reduced(box: Box, times: float) -> Box:
    (a, b), (c, d), (e, f), (g, h) = box
    return (a * times, b * times), (c * times, d * times), (e * times, f * times), (g * times, h * times)


def as_seen(text: str, times: float, confidence: float) -> Page:
    """The page of `text` as a picture of so many times its size shows it, read so surely."""
    page = page_of(text)
    lines = (replace(line, confidence=confidence, box=_reduced(line.box, times)) for line in page.lines)
    return replace(
        page, width=round(page.width * times), height=round(page.height * times), lines=tuple(lines)
    )


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        (as_seen(SCENE, 0.3, 0.3), FailureCause.UNREADABLE_IMAGE),
        (replace(as_seen(SCENE, 0.3, 0.3), width=2000, height=3000), FailureCause.UNREADABLE_IMAGE),
        (Page(1, 120, 300), FailureCause.UNREADABLE_IMAGE),
        (as_seen("O", 3.0, 0.8), FailureCause.NOT_A_RECEIPT),
        (replace(as_seen("O", 3.0, 0.8), width=80, height=80), FailureCause.UNREADABLE_IMAGE),
        (replace(as_seen(SCENE, 0.3, 0.9), width=400), FailureCause.NOT_A_RECEIPT),
        (as_seen(SCENE, 1.0, 0.3), FailureCause.NOT_A_RECEIPT),
        (Page(1, 1200, 1600), FailureCause.NOT_A_RECEIPT),
    ],
    ids=[
        "small",
        "small on a large table",
        "no room",
        "a sign",
        "all of a stamp",
        "legible",
        "blurred",
        "a wall",
    ],
)
def test_print_that_is_too_small_to_be_told_is_said_to_be(page: Page, cause: FailureCause) -> None:
    with pytest.raises(UnreadableError) as refused:
        read_receipt([page])
    assert refused.value.cause is cause


def test_a_receipt_of_few_large_words_is_read_on_a_small_picture() -> None:
    small = replace(as_seen(f"{BODY}합계 4,500원", 0.3, 0.95), width=100, height=70)
    assert read_receipt([small]).amounts.total == Decimal(4500)


def test_one_page_that_can_be_told_is_enough_to_say_that_it_is_no_receipt() -> None:
    with pytest.raises(UnreadableError) as refused:
        read_receipt([as_seen(SCENE, 0.3, 0.3), replace(page_of(SCENE), number=2)])
    assert refused.value.cause is FailureCause.NOT_A_RECEIPT


@pytest.mark.parametrize(("language", "do"), [("korean", "줄이지 않은 원본을"), ("english", "not reduced")])
def test_who_sent_too_small_a_photo_is_told_what_to_do(language: str, do: str) -> None:
    assert do in getattr(FailureCause.UNREADABLE_IMAGE.sentence, language)


def test_no_page_at_all_is_no_receipt() -> None:
    with pytest.raises(UnreadableError):
        read_receipt([Page(1, 100, 100)])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"신용카드 매출전표\n{BODY}금액 13,636\n부가세 1,364\n합계 15,000", DocumentType.CARD_SLIP),
        (f"현금영수증(소득공제)\n{BODY}합계 15,000", DocumentType.CASH_RECEIPT),
        (f"영수증(공급받는자용)\n{BODY}합계 ₩15,000", DocumentType.SIMPLE_RECEIPT),
        (f"[영수증]\n{BODY}상품명  수량  금액\n그림책  1  15,000\n합계 15,000", DocumentType.RECEIPT),
        (f"9:41  LTE  88%\n결제상세\n{BODY}총 결제금액 15,000원", DocumentType.APP_SCREENSHOT),
    ],
)
def test_the_kind_of_proof_is_told_by_its_title(text: str, kind: DocumentType) -> None:
    assert read(text).document_type is kind


@pytest.mark.parametrize("title", ["[승인취소]", "거래취소", "환 불", "신용카드 반품전표", "취소전표"])
def test_a_cancellation_is_told_by_its_title_and_keeps_the_minus_of_its_sum(title: str) -> None:
    reading = read(f"신용카드 매출전표\n{title}\n{BODY}금액 -13,636\n부가세 -1,364\n합계 -15,000")
    assert reading.transaction is Transaction.CANCELLATION
    assert reading.amounts.total == -15000


def test_what_a_cancellation_takes_back_is_negative_though_its_slip_prints_no_minus() -> None:
    sums = "과세물품 13,636\n부가세 1,364\n합계 15,000"
    reading = read(f"환불 영수증\n{BODY}상품명  수량  금액\n그림책  1  15,000\n{sums}")
    amounts, (item,) = reading.amounts, reading.items
    assert (amounts.total, amounts.supply, amounts.vat) == tuple(map(Decimal, (-15000, -13636, -1364)))
    assert (item.quantity, item.amount) == (Decimal(-1), Decimal(-15000))
    assert all(check.outcome is not Outcome.WARNED for check in reading.checks)


@pytest.mark.parametrize("title", ["부분취소", "** 취 소 **", "현금영수증 취소", "신용카드 취소젼표"])
def test_a_part_taken_back_a_word_alone_and_a_misread_title_make_a_cancellation(title: str) -> None:
    assert read(f"{title}\n{BODY}합계 15,000").transaction is Transaction.CANCELLATION


@pytest.mark.parametrize("notice", ["결제 취소 및 환불 안내", "예약 취소 불가", "취소 수수료 없음"])
def test_a_rule_about_cancelling_makes_no_cancellation(notice: str) -> None:
    assert read(f"{BODY}합계 15,000\n{notice}").transaction is Transaction.SALE


def test_a_notice_about_refunds_makes_no_cancellation() -> None:
    reading = read(f"{BODY}합계 15,000\n교환 환불은 30일 이내에 영수증을 지참하세요")
    assert reading.transaction is Transaction.SALE


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        ("달빛문구\n2022-02-03\n합계 2,500", "KRW"),
        ("SEOUL GIFTS\n2022-02-03\nTOTAL ₩2,500", "KRW"),
        ("HERON DINER\n03/14/2026\nTip ₩7.70\nTOTAL $49.28", "USD"),
        ("MUTIARA SDN BHD\nDate 20/06/2018\nTOTAL RM 3.60", "MYR"),
        ("THE COPPER KETTLE\n21/05/2021\nTOTAL £5.50", "GBP"),
        ("Backhaus Lindner\nDatum 05.11.2022\nSUMME 4,00 €", "EUR"),
        ("BLUE HERON DINER\n03/14/2022\nSales Tax $1.72\nTotal $27.22", "USD"),
        ("MUTIARA SDN BHD\n※호교※※*※교복※※\n보*교조※후*\nDate 20/06/2018\nTOTAL RM 3.60", "MYR"),
        ("PINE DINER\nBoise, ID 83702\n03/14/2022\nTotal $27.22", "USD"),
        ("BONDI CORNER PTY LTD\n21/03/2022\nTotal $27.22", "AUD"),
        ("MAPLE BOOKS\n2022-03-21\nHST 13%  $3.13\nTotal $27.22", "CAD"),
        ("SMALL SHOP\n20/06/2018\nTOTAL 3.60\nCASH 5.00", None),
    ],
)
def test_the_currency_is_told_by_signs_and_words_or_not_at_all(rows: str, currency: str | None) -> None:
    assert read(rows).currency == currency
