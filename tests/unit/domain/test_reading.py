"""The reader as a whole: what it promises on any page."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.obstacles import left_open
from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Outcome, Precision, Reading
from receipts.domain.text import Page, TextLine
from receipts.errors import UnreadableError
from tests.unit.domain.printed import page_of, read

RECEIPT = """
[영수증]
[매장명] 구름커피 한빛점
[사업자] 902-45-00731
[주  소] 서울 마포구 망원로 12 1층
[대표자] 박영희  [TEL] 02-333-4444
[매출일] 2021-11-03 15:20:44
상 품 명  단 가  수량  금 액
아메리카노(ICE)  4,000  2  8,000
카페라떼  4,500  1  4,500
합 계 금 액  12,500
할 인 금 액  1,250
받 을 금 액  11,250
부가세 과세물품가액  10,227
부    가    세  1,023
신용카드  11,250
카드번호  4579-73**-****-1234
승인번호  30451287
"""

WORDS = st.sampled_from(
    [
        *("합계", "부가세", "카드번호", "상호", "Total", "RM", "2,500", "227", "3.60", "-500", "1"),
        *("2022-11-21", "12:28", "902-45-00731", "4579731234561234", ":", "*", "₩", "x"),
    ]
)
ROWS = st.lists(st.lists(WORDS | st.text(max_size=8), max_size=5).map("  ".join), max_size=12)


def test_a_whole_receipt_is_read() -> None:
    reading = read(RECEIPT)
    assert reading.merchant.name == "구름커피 한빛점"
    assert reading.issued_at == datetime(2021, 11, 3, 15, 20, 44, tzinfo=timezone(timedelta(hours=9)))
    assert reading.issued_at_precision is Precision.SECOND
    assert reading.amounts.total == Decimal(11250)
    assert len(reading.items) == 2
    assert left_open(reading) == ()


@pytest.mark.parametrize("lean", [-15, -4, 3, 18])
def test_a_leaning_photo_reads_the_same(lean: float) -> None:
    leaning, upright = read_receipt([page_of(RECEIPT, lean)]), read(RECEIPT)
    assert leaning.amounts == upright.amounts
    assert leaning.merchant == upright.merchant
    assert leaning.items == upright.items


def test_every_field_that_was_read_has_its_evidence() -> None:
    reading = read(RECEIPT)
    for path in (
        "merchant.name",
        "merchant.business_number",
        "issued_at",
        "amounts.total",
        "amounts.discount",
        "payment.card_number_masked",
        "payment.approval_number",
        "items.0.amount",
        "items.1.name",
    ):
        assert 0 < reading.fields[path].confidence <= 1
        assert reading.fields[path].page == 1
    assert reading.fields["amounts.total"].raw == "11,250"


def test_evidence_of_a_blurred_line_is_less_sure() -> None:
    page = page_of(RECEIPT)
    blurred = Page(
        1, page.width, page.height, tuple(TextLine(line.text, 0.4, line.box) for line in page.lines)
    )
    sharp = read(RECEIPT).fields["merchant.name"].confidence
    assert read_receipt([blurred]).fields["merchant.name"].confidence < sharp


def test_what_is_missing_asks_for_review() -> None:
    reading = read("볼펜  1,200\n공책  3,400\n합계  4,600\n신용카드  4,600")
    assert set(reading.review_reasons) >= {"issued_at_missing", "merchant_missing"}


def test_the_checks_compare_with_today_only_if_it_is_told() -> None:
    untold = {check.code: check.outcome for check in read(RECEIPT).checks}
    told = {check.code: check.outcome for check in read_receipt([page_of(RECEIPT)], date(2021, 11, 4)).checks}
    assert untold["date_plausible"] is Outcome.SKIPPED
    assert told["date_plausible"] is Outcome.PASSED


def test_a_receipt_on_two_pages_is_one_receipt() -> None:
    rows = RECEIPT.strip().split("\n")
    pages = [page_of("\n".join(rows[:9])), page_of("\n".join(rows[9:]))]
    assert read_receipt(pages).amounts.total == Decimal(11250)


def _any(rows: list[str]) -> Reading | None:
    with suppress(UnreadableError):
        return read("\n".join(rows))
    return None


@settings(max_examples=60)
@given(ROWS)
def test_any_page_is_read_or_refused_and_no_amount_is_invented(rows: list[str]) -> None:
    reading = _any(rows)
    if reading is not None and reading.amounts.total is not None:
        printed = re.sub(r"\D", "", reading.text)
        assert re.sub(r"\D", "", str(reading.amounts.total)) in printed


@settings(max_examples=60)
@given(ROWS)
def test_no_page_gives_a_whole_card_number_away(rows: list[str]) -> None:
    reading = _any([*rows, "카드번호 4579-7312-3456-1234", "합계 2,500", "2022-11-21", "영수증"])
    assert "7312-3456" not in repr(reading)
