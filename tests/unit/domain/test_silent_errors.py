"""A total that something printed speaks against, and what the picture may have cut, is asked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from receipts.domain.text import TextLine
from tests.unit.domain.printed import page_of, read

TILL = "달빛문구\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"
DINER = "HERON DINER\n120 Main Street\nPortland, OR 97201\n03/14/2026 7:42 PM\n"


def sure_of(reading: Reading) -> float:
    return reading.fields["amounts.total"].confidence


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("볼펜  2,000\n합계  2,000\n현금  20,000\n거스름돈  3,500", id="change"),
        pytest.param(
            "볼펜  6,500\n합계  6,500\n받은금액  10,000\n거스름  500", id="change under other words"
        ),
        pytest.param("볼펜  6,500\n합계  6,500\n신용카드  16,500", id="the card"),
        pytest.param("볼펜 600\n합계  600\n체크카드결제  10,600", id="a total that lost its head"),
        pytest.param("노트  9,500\n볼펜  1,000\n합계  1,050", id="one of the goods costs more"),
        pytest.param("노트  9,500\n합계  l0,500", id="a digit read as a letter in front"),
    ],
)
def test_what_a_till_prints_beside_a_wrong_total_speaks_against_it(rows: str) -> None:
    assert sure_of(read(TILL + rows)) < ENOUGH or read(TILL + rows).amounts.total == Decimal(10500)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("Soup  9.50\nTotal  9.50\nCash  20.00\nChange  1.50", id="change"),
        pytest.param("Soup  9.50\nTotal  9.50\nVisa  19.50", id="the card"),
        pytest.param("Soup  12.40\nSubtotal  12.40\nTotal  2.40", id="the sum before tax is larger"),
        pytest.param("Soup  11.99\nSub Total  11.99\nTax  0.90\nAmount Bue  12 97", id="tax comes on top"),
        pytest.param("Soup  11.99\nTotal  11.99\nSales Tax 7.5%  0.90\nTolsl", id="tax below the total"),
    ],
)
def test_what_a_diner_prints_beside_a_wrong_total_speaks_against_it(rows: str) -> None:
    assert sure_of(read(DINER + rows)) < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        "볼펜  16,500\n합계  16,500\n현금  20,000\n거스름돈  3,500",
        "볼펜  16,500\n합계  16,500\n신용카드  10,000\n현금  6,500",
        "볼펜  16,500\n노트  20,000\n합계  36,500\n할인  6,500\n결제금액  30,000\n신용카드  30,000",
        "볼펜  16,500\n합계  16,500\n포인트사용  1,500\n신용카드  15,000",
        "볼펜  1,006\n합계  1,006\n결제금액  1,000\n현금  1,000",
    ],
)
def test_change_discounts_and_two_ways_to_pay_contradict_nothing(rows: str) -> None:
    assert sure_of(read(TILL + rows)) >= ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        "Soup  9.50\nTotal  9.50\nTip  2.00\nVisa  11.50",
        "Soup  9.52\nTotal  9.52\nRounding  -0.02\nTotal Rounded  9.50\nCash  20.00\nChange  10.50",
    ],
)
def test_a_tip_and_rounding_contradict_nothing(rows: str) -> None:
    assert sure_of(read(DINER + rows)) >= ENOUGH


def test_a_name_at_the_edge_of_the_picture_is_asked() -> None:
    page = page_of(TILL + "볼펜  16,500\n합계  16,500")
    at_edge = replace(page, lines=(_moved(page.lines[0], -19.0), *page.lines[1:]))
    names = [read_receipt([one]).fields["merchant.name"].confidence for one in (page, at_edge)]
    assert names[1] < ENOUGH
    assert names[1] <= names[0]


def test_an_amount_at_the_right_edge_is_asked() -> None:
    page = page_of(TILL + "볼펜  16,500\n합계  16,500")
    lines = [_moved(line, 20.0) if line.text == "16,500" else line for line in page.lines]
    assert sure_of(read_receipt([page])) >= ENOUGH
    assert sure_of(read_receipt([replace(page, lines=tuple(lines))])) < ENOUGH


def _moved(line: TextLine, right: float) -> TextLine:
    one, two, three, four = ((x + right, y) for x, y in line.box)
    return replace(line, box=(one, two, three, four))


APP = "주문내역\n구름재 식당\n주문일시  2024.03.23 17:00\n김밥 1개  12,200원\n"


@pytest.mark.parametrize("minus", ["-", ""])
@pytest.mark.parametrize("gross", ["주문금액", "상품금액", "메뉴합계"])
@pytest.mark.parametrize("off", [["쿠폰할인", 1000], ["즉시할인", 3000], ["포인트사용", 2500]])
@pytest.mark.parametrize("fee", ["배달팁", "배송비"])
def test_with_a_fee_on_top_and_a_coupon_off_the_goods_are_the_sum_before(
    minus: str, gross: str, off: tuple[str, int], fee: str
) -> None:
    word, less = off
    sums = f"{gross}  12,200원\n{fee}  3,500원\n{word}  {minus}{less:,}원\n총 결제금액  {15_700 - less:,}원"
    amounts = read(APP + sums).amounts
    found = (amounts.total, amounts.gross_total, amounts.discount)
    assert found == (Decimal(15_700 - less), Decimal(12_200), Decimal(less))


@pytest.mark.parametrize("unread", ["", "주문금액  2,20원\n", "주문금액  12,900원\n"])
def test_a_coupon_that_explains_no_sum_makes_the_sum_before_it_doubtful(unread: str) -> None:
    reading = read(f"{APP}{unread}배달팁  3,500원\n쿠폰할인  1,000원\n총 결제금액  14,700원")
    assert reading.amounts.total == Decimal(14_700)
    assert reading.fields["amounts.gross_total"].confidence < ENOUGH


def read_so(text: str, doubtful: str, sure: float) -> Reading:
    """The receipt, of which the engine read the line with `doubtful` with this probability."""
    page = page_of(text)
    lines = tuple(replace(line, confidence=sure) if doubtful in line.text else line for line in page.lines)
    return read_receipt([replace(page, lines=lines)])


SLIP = "달빛문구\n902-45-00731\nTEL 02-333-4444\n2022-03-04 10:11:12\n합계  16,500\n승인번호 30451287"


@pytest.mark.parametrize(
    ("path", "printed"),
    [("merchant.phone", "02-333-4444"), ("payment.approval_number", "30451287")],
)
def test_digits_that_nothing_confirms_are_as_sure_as_the_engine_was_of_them(path: str, printed: str) -> None:
    assert read_so(SLIP, printed, 0.85).fields[path].confidence < ENOUGH
    assert read_so(SLIP, printed, 0.97).fields[path].confidence >= ENOUGH


@pytest.mark.parametrize(
    ("path", "printed"), [("merchant.business_number", "902-45"), ("issued_at", "2022-03-04")]
)
def test_digits_with_a_check_digit_or_a_calendar_may_be_read_less_surely(path: str, printed: str) -> None:
    assert read_so(SLIP, printed, 0.85).fields[path].confidence >= ENOUGH


@pytest.mark.parametrize("goods", ["1  4,500  4,500", "배  1  4,500  4,500", "000123  1  4,500  4,500"])
def test_a_line_of_goods_that_is_hardly_named_is_asked_for_its_name(goods: str) -> None:
    reading = read(f"{TILL}상품명  수량  단가  금액\n{goods}\n볼펜  2  1,000  2,000\n합계  6,500")
    assert [item.amount for item in reading.items] == [4500, 2000]
    assert reading.fields["items.0.name"].confidence < ENOUGH <= reading.fields["items.1.name"].confidence


@pytest.mark.parametrize(
    "tax", ["HST included  $2.30", "HST incl. 13%  $2.30", "Price includes fuel tax  $2.30"]
)
def test_a_tax_inside_the_price_says_nothing_against_the_total_above_it(tax: str) -> None:
    reading = read(f"MAPLE CABS\n12 King St W\nToronto, ON M5H 1A1\nFare  $20.00\nTotal  $20.00\n{tax}")
    assert reading.fields["amounts.total"].confidence >= ENOUGH
