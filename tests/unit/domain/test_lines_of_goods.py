"""Lines of goods that their neighbours explain: what comes off, coupons, numbers, dishes without prices."""

from decimal import Decimal

import pytest

from receipts.domain.receipt import Item, Outcome
from tests.unit.domain.printed import read

HEAD = "달빛마트\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"
COLUMNS = "상품명  단가  수량  금액\n"


def lines(rows: str) -> list[tuple[str, str]]:
    return [_line(item) for item in read(HEAD + rows).items]


def _line(item: Item) -> tuple[str, str]:
    return item.name, str(item.amount)


@pytest.mark.parametrize("word", ["할인금액", "에누리금액", "행사할인", "쿠폰할인"])
@pytest.mark.parametrize("end", ["합계  14,800\n신용카드  14,800", "결제금액  14,800", ""])
def test_what_comes_off_a_line_stands_below_it(word: str, end: str) -> None:
    rows = (
        f"접시  3,000  4  12,000\n바나나  3,990  1  3,990\n{word}  -1,590\n버섯  590  1  590\n{word}  -190\n"
    )
    assert lines(COLUMNS + rows + end) == [
        ("접시", "12000"),
        ("바나나", "3990"),
        (word, "-1590"),
        ("버섯", "590"),
        (word, "-190"),
    ]


def test_goods_with_a_word_like_a_field_in_their_name_are_goods() -> None:
    rows = "접시  3,000  4  12,000\n할인금액  -2,000\n버섯(소용량)  590  1  590\n결제금액  10,590"
    assert [name for name, _ in lines(COLUMNS + rows)] == ["접시", "할인금액", "버섯(소용량)"]


def test_lines_less_what_comes_off_them_make_the_sum() -> None:
    reading = read(
        f"{HEAD}{COLUMNS}접시  3,000  4  12,000\n할인금액  -2,000\n버섯  590  1  590\n할인금액  -90\n"
        "합계  10,500"
    )
    assert reading.amounts.total == Decimal(10500)
    assert {check.code: check.outcome for check in reading.checks}["items_add_up"] is Outcome.PASSED


@pytest.mark.parametrize("word", ["할인금액", "할인합계", "에누리금액"])
def test_what_comes_off_the_whole_is_no_line(word: str) -> None:
    rows = "접시  3,000  4  12,000\n버섯  590  1  590\n"
    reading = read(f"{HEAD}{COLUMNS}{rows}{word}  -1,590\n결제금액  11,000")
    assert [item.name for item in reading.items] == ["접시", "버섯"]
    assert reading.amounts.total == Decimal(11000)


@pytest.mark.parametrize("paid", ["13,000", "13,900"])
def test_the_sum_of_what_came_off_is_no_line(paid: str) -> None:
    rows = (
        "접시  3,000  4  12,000\n할인금액  -2,000\n버섯(소용량)  590  1  590\n할인금액  -90\n"
        f"우유  2,500  1  2,500\n할인금액  -2,090\n결제금액  {paid}"
    )
    assert [name for name, _ in lines(COLUMNS + rows)] == [
        "접시",
        "할인금액",
        "버섯(소용량)",
        "할인금액",
        "우유",
    ]


def test_a_receipt_cut_off_above_its_sum_has_goods_and_no_total() -> None:
    rows = "접시  3,000  4  12,000\n바나나  3,990  1  3,990\n우유  2,500  2  5,000"
    reading = read(HEAD + COLUMNS + rows)
    assert [item.amount for item in reading.items] == [Decimal(12000), Decimal(3990), Decimal(5000)]
    assert reading.amounts.total is None


def test_a_sum_that_multiplies_is_a_sum() -> None:
    rows = "접시  3,000  4  12,000\n우유  3,000  1  3,000\n총합계  15,000  1  15,000"
    assert read(HEAD + COLUMNS + rows).amounts.total == Decimal(15000)


def test_goods_without_a_head_and_a_sum_are_goods() -> None:
    assert lines("접시  3,000  4  12,000\n우유  2,500  2  5,000") == [("접시", "12000"), ("우유", "5000")]


def test_one_line_of_goods_is_all_that_was_paid() -> None:
    assert read(f"{HEAD}{COLUMNS}접시  3,000  4  12,000").amounts.total == Decimal(12000)


@pytest.mark.parametrize("coupon", ["L카드쿠폰", "@1만원1천원", "신라면 묶음"])
def test_a_coupon_that_lost_its_minus_comes_off(coupon: str) -> None:
    rows = (
        f"라면  8,480  2  16,960\n만두  7,980  1  7,980\n{coupon}  500\n우유  2,500  1  2,500\n"
        "두부  1,500  1  1,500\n합계  28,440\n신용카드  28,440"
    )
    assert (coupon, "-500") in lines(COLUMNS + rows)


def test_goods_without_a_count_that_add_up_are_no_coupon() -> None:
    rows = "라면  8,480  2  16,960\n만두  7,980  1  7,980\n봉투  500\n우유  2,500  1  2,500\n합계  27,940"
    assert ("봉투", "500") in lines(COLUMNS + rows)


RAMEN, DUMPLINGS, BAG = "라면  8,480  2  16,960\n", "만두  7,980  1  7,980\n", "봉투  500\n"


@pytest.mark.parametrize(
    "rows",
    [
        f"{RAMEN}{DUMPLINGS}{BAG}합계  29,000",
        f"{RAMEN}만두  7,980\n{BAG}합계  8,480",  # most lines have no count
        f"{BAG}{RAMEN}{DUMPLINGS}합계  24,440",  # nothing comes off nothing
        f"{RAMEN}{DUMPLINGS}{BAG}합계  25,440\n할인  -1,000\n결제금액  24,440",
        f"라면  3,000  1  3,000\n만두  2,000  1  2,000\n우유  400  1  400\n{BAG}식빵  9,000\n합계  4,100",
    ],
)
def test_where_no_sum_tells_so_nothing_comes_off(rows: str) -> None:
    assert ("봉투", "500") in lines(COLUMNS + rows)


@pytest.mark.parametrize("sign", ["", "*", ".", "-", "°"])
def test_the_number_of_a_line_is_none_of_its_name(sign: str) -> None:
    rows = (
        f"16{sign}  애호박  1,380  1  1,380\n17{sign}마늘  2,980  1  2,980\n18{sign}  사과  2,930  1  2,930\n"
        f"19{sign}너겟  1,980  1  1,980\n20{sign}  우유  2,500  1  2,500\n합계  11,770"
    )
    assert [name for name, _ in lines(COLUMNS + rows)] == ["애호박", "마늘", "사과", "너겟", "우유"]


def test_a_mark_behind_the_number_of_a_line_that_was_misread_goes_with_it() -> None:
    rows = (
        "07  애호박  1,380  1  1,380\n08°  마늘  2,980  1  2,980\n09-  (G)사과  2,930  1  2,930\n"
        "10  우유  2,500  1  2,500\n합계  9,790"
    )
    assert [name for name, _ in lines(COLUMNS + rows)] == ["애호박", "마늘", "(G)사과", "우유"]


def test_a_size_is_part_of_the_name() -> None:
    rows = "1인세트  9,000  1  9,000\n2인세트  17,000  1  17,000\n3인세트  24,000  1  24,000\n합계  50,000"
    assert [name for name, _ in lines(COLUMNS + rows)] == ["1인세트", "2인세트", "3인세트"]


@pytest.mark.parametrize("names", [["1A전선", "2B전선", "3C전선"], ["1M자석", "2M자석", "3M자석"]])
def test_sizes_in_a_row_are_no_numbers_of_lines(names: list[str]) -> None:
    rows = "".join(f"{name}  9,000  1  9,000\n" for name in names)
    assert [name for name, _ in lines(f"{COLUMNS}{rows}합계  27,000")] == names


def test_a_name_may_begin_as_its_line_is_numbered() -> None:
    rows = "1  1리터우유  2,980  1  2,980\n2  2리터콜라  2,000  1  2,000\n3  귤  2,400  1  2,400\n합계  7,380"
    assert [name for name, _ in lines(COLUMNS + rows)] == ["1리터우유", "2리터콜라", "귤"]


def test_a_size_in_turn_is_part_of_the_name() -> None:
    numbered = "1  식빵  2,980  1  2,980\n2  우유  2,000  1  2,000\n"
    rows = f"{numbered}3인세트  2,400  1  2,400\n4  귤  2,000  1  2,000\n합계  9,380"
    assert [name for name, _ in lines(COLUMNS + rows)][:3] == ["식빵", "우유", "3인세트"]


def test_a_number_out_of_turn_is_part_of_the_name() -> None:
    rows = "16  애호박  1,380  1  1,380\n88담배  2,980  1  2,980\n18  사과  2,930  1  2,930\n합계  7,290"
    assert [name for name, _ in lines(COLUMNS + rows)] == ["애호박", "88담배", "사과"]


@pytest.mark.parametrize("head", ["메뉴  수량", "상품명  수량", "품 목  수 량"])
def test_dishes_without_prices_are_goods(head: str) -> None:
    reading = read(f"{HEAD}{head}\n김치찌개  2\n공기밥\n합계  17,000\n결제금액  17,000")
    assert [(item.name, item.quantity, item.amount) for item in reading.items] == [
        ("김치찌개", Decimal(2), None),
        ("공기밥", None, None),
    ]
    assert reading.amounts.total == Decimal(17000)
    assert "items.0.name" in reading.fields
    assert "items.0.amount" not in reading.fields


@pytest.mark.parametrize(
    "notice", ["교환은 7일 이내에 가능합니다", "영수증을 지참하세요", "주방에 내십시오."]
)
def test_a_notice_below_such_a_head_is_none(notice: str) -> None:
    assert not lines(f"메뉴  수량\n{notice}\n합계  17,000")


@pytest.mark.parametrize("columns", ["단가  수량", "수량  단가"])
def test_what_costs_nothing_is_there_all_the_same(columns: str) -> None:
    zero = {"단가  수량": "0  2", "수량  단가": "2  0"}[columns]
    rows = f"상품명  {columns}  금액\n라떼  5,300  1  5,300\n얼음  {zero}  0\n합계  5,300"
    ice = read(HEAD + rows).items[1]
    assert (ice.quantity, ice.unit_price, ice.amount) == (Decimal(2), Decimal(0), Decimal(0))


@pytest.mark.parametrize(("amount", "count"), [("16,960", 2), ("25,440", 3), ("169,600", 20)])
def test_a_count_that_was_overlooked_is_what_makes_the_amount(amount: str, count: int) -> None:
    rows = f"상품명  단가  수량  금액\n짬뽕  8,480  {amount}\n라떼  5,300  1  5,300\n합계  199,999"
    assert read(HEAD + rows).items[0].quantity == Decimal(count)


@pytest.mark.parametrize("amount", ["16,961", "4,240", "254,400"])
def test_what_no_count_makes_is_not_counted(amount: str) -> None:
    rows = f"상품명  단가  수량  금액\n짬뽕  8,480  {amount}\n라떼  5,300  1  5,300\n합계  299,999"
    assert read(HEAD + rows).items[0].quantity is None


@pytest.mark.parametrize(("mark", "exempt"), [("03* ", True), ("03 * ", True), ("03 ", False), ("* ", True)])
def test_the_mark_of_exempt_goods_stands_behind_the_number_of_the_line(mark: str, exempt: bool) -> None:
    item = read(f"{HEAD}{COLUMNS}{mark}양파  3,000  1  3,000\n합계  3,000").items[0]
    assert (item.name, item.exempt) == ("양파", exempt)


@pytest.mark.parametrize("name", ["[포장]라떼", "[오설록]녹차 샌드", "라떼[L]"])
def test_a_name_keeps_both_of_its_brackets(name: str) -> None:
    assert lines(f"{COLUMNS}{name}  3,000  1  3,000\n합계  3,000") == [(name, "3000")]


@pytest.mark.parametrize("price", ["600g  2,980", "@2,980", "2,980/100g"])
def test_what_is_weighed_is_not_counted(price: str) -> None:
    rows = f"삼겹살  {price}  17,880\n상추  1,500  1  1,500\n합계  19,380"
    assert read(HEAD + rows).items[0].quantity is None


@pytest.mark.parametrize("row", ["주문번호  12", "전화번호  2", "대기번호  1"])
def test_other_fields_below_dishes_are_none(row: str) -> None:
    assert lines(f"메뉴  수량\n김치찌개  2\n{row}\n합계  17,000") == [("김치찌개", "None")]
