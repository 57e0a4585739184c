"""The table of goods: which number is the count, which the price, and where a name ends."""

from decimal import Decimal

import pytest

from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"

Line = tuple[str, Decimal | None, Decimal | None, Decimal | None]


def goods(rows: str) -> list[Line]:
    return [(one.name, one.quantity, one.unit_price, one.amount) for one in read(HEAD + rows).items]


def line(name: str, quantity: str | None, unit: str | None, amount: str) -> Line:
    return name, quantity and Decimal(quantity), unit and Decimal(unit), Decimal(amount)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "rows",
    [
        "상품명  단가  수량  할인  금액\n카라멜  9,000  1  0  9,000\n갈릭  5,500  2  0  11,000\n합계  20,000",
        "상품명  수량  단가  할인  금액\n카라멜  1  9,000  0  9,000\n갈릭  2  5,500  0  11,000\n합계  20,000",
        "상품명  수량  할인  금액\n카라멜\n9,000  1개  0  9,000\n갈릭\n5,500  2개  0  11,000\n합계  20,000",
    ],
)
def test_a_column_for_discounts_is_neither_count_nor_price(rows: str) -> None:
    assert goods(rows) == [line("카라멜", "1", "9000", "9000"), line("갈릭", "2", "5500", "11000")]


def test_what_comes_off_a_line_stands_between_its_price_and_its_amount() -> None:
    rows = (
        "상품명  단가  수량  할인  금액\n초코  5,000  1  500  4,500\n갈릭  5,500  2  0  11,000\n합계  15,500"
    )
    assert goods(rows) == [line("초코", "1", "5000", "4500"), line("갈릭", "2", "5500", "11000")]


def test_the_head_tells_the_count_from_the_price() -> None:
    lines = "전단지  100  50  5,000\n스티커  20  15  300\n합계  5,300"
    by_count = [line("전단지", "100", "50", "5000"), line("스티커", "20", "15", "300")]
    by_price = [line("전단지", "50", "100", "5000"), line("스티커", "15", "20", "300")]
    assert goods(f"품목  수량  단가  금액\n{lines}") == by_count
    assert goods(f"품목  단가  수량  금액\n{lines}") == by_price


@pytest.mark.parametrize("count", ["4EA", "4장", "4인분", "4병", "x4", "4 box", "4잔", "4 개", "4봉"])
def test_the_unit_of_a_count_is_no_part_of_the_name(count: str) -> None:
    assert goods(f"가람제품  250  {count}  1,000\n합계  1,000") == [line("가람제품", "4", "250", "1000")]
    assert goods(f"가람제품  {count}  250  1,000\n합계  1,000") == [line("가람제품", "4", "250", "1000")]


@pytest.mark.parametrize("rows", ["30,000  1.5kg", "1.5kg  30,000", "30,000  1.5", "1.5 kg  30,000"])
def test_what_is_weighed_has_decimals(rows: str) -> None:
    assert goods(f"한우  {rows}  45,000\n합계  45,000") == [line("한우", "1.5", "30000", "45000")]


def test_litres_are_rounded_after_the_multiplication() -> None:
    assert goods("휘발유  1,702  35.21  59,927\n합계  59,927") == [line("휘발유", "35.21", "1702", "59927")]


def test_a_name_that_needed_two_rows_is_one_name() -> None:
    lines = "국내산 무농약 친환경 인증 방울토마토 등급\n대용량 특가  6,000  1  6,000\n두부  1,800  2  3,600"
    rows = f"상품명  단가  수량  금액\n{lines}"
    assert [name for name, *_ in goods(f"{rows}\n합계  9,600")] == [
        "국내산 무농약 친환경 인증 방울토마토 등급 대용량 특가",
        "두부",
    ]


@pytest.mark.parametrize("heading", ["음료", "[음료]", "* 추가 *"])
def test_the_heading_of_a_group_is_no_part_of_a_name(heading: str) -> None:
    rows = f"상품명  단가  수량  금액\n{heading}\n아메리카노  4,500  1  4,500\n합계  4,500"
    assert [name for name, *_ in goods(rows)] == ["아메리카노"]


def test_goods_may_stand_below_what_was_paid() -> None:
    lines = "우유식빵  1  4,300\n볼펜세트  2  6,400\n콜라  1  2,000"
    rows = f"결제금액  12,700\n{lines}\n과세금액  11,545\n부가세  1,155"
    assert [name for name, *_ in goods(rows)] == ["우유식빵", "볼펜세트", "콜라"]


def test_what_does_not_make_the_sum_is_no_goods() -> None:
    assert goods("결제금액  12,700\n적립포인트  1  127\n과세금액  11,545\n부가세  1,155") == []


def test_a_deposit_is_part_of_the_sum() -> None:
    rows = "상품명  단가  수량  금액\n카페라떼  4,500  2  9,000\n1회용컵보증금  300  2  600\n합계  9,600"
    assert goods(rows)[1] == line("1회용컵보증금", "2", "300", "600")


def test_the_price_of_an_option_in_brackets_is_no_refund() -> None:
    lines = "모둠한판  55,000  1  55,000\n소 2인(55,000)\n콜라  2,000  1  2,000"
    rows = f"메뉴명  단가  수량  금액\n{lines}\n합계  57,000"
    assert [name for name, *_ in goods(rows)] == ["모둠한판", "콜라"]


def test_the_clock_of_a_telephone_is_no_goods() -> None:
    screen = (
        "9:41  LTE 57\n결제 상세\n별빛문구\n35,000원\n결제일시  2026.03.05 14:07\n결제수단  신한카드(1188)"
    )
    assert read(f"{screen}\n승인번호  30112299").items == ()


def test_count_and_price_may_lead_the_name() -> None:
    lines = "2 x 3.50 Gipfeli  7.00\nKaffee  4.80\nTotal CHF  11.80"
    shop = f"BERGLADEN\nDorfstrasse 3, 8001 Zurich\n22.07.2026 12:41\n{lines}"
    first = read(shop).items[0]
    assert (first.name, first.quantity) == ("Gipfeli", Decimal(2))


@pytest.mark.parametrize("name", ["서울우유 1L", "생수 2L", "참기름 500g"])
def test_how_much_is_in_it_is_part_of_the_name(name: str) -> None:
    assert goods(f"{name}  2,580  1  2,580\n합계  2,580")[0][0] == name
    assert goods(f"{name}  2,580  2,580\n합계  2,580")[0][0] == name


def test_a_payment_below_the_sum_is_no_goods() -> None:
    assert goods("합계  60,000\n삼성비자(일시불) 승인번호(34154076)  60,000") == []


def test_the_won_in_the_name_of_a_coupon_are_no_price() -> None:
    rows = "치킨  7,980  1  7,980\n공책_1만원1천원  500\n합계  8,480"
    assert goods(rows)[0] == line("치킨", "1", "7980", "7980")
    assert goods(rows)[1][1:] == (None, None, Decimal(500))


def test_of_what_costs_something_there_is_not_none() -> None:
    """A thin 1 was not read, and the 0 beside it is of the column for discounts."""
    rows = (
        "순번 물품명  단가  수량  할인  금액\n01 생강차\n  8,000  1  2,000  6,000\n"
        "02 봉투\n  500  0  500\n03 쿠폰\n  0  0  0\n합계  6,500"
    )
    assert goods(rows)[1] == line("봉투", "1", "500", "500")
    assert goods("상품명  수량  금액\n생강차  1  8,000\n우유  0  2,000\n합계  10,000")[1] == line(
        "우유", None, None, "2000"
    )
