from decimal import Decimal

import pytest

from receipts.domain.receipt import Item
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731\n2022-03-04 10:11:12\n"


def items(rows: str) -> list[tuple[str, int | None, int | None, int | None]]:
    return [
        (item.name, _whole(item.quantity), _whole(item.unit_price), _whole(item.amount))
        for item in _items(rows)
    ]


def _items(rows: str) -> tuple[Item, ...]:
    return read(HEAD + rows).items


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


@pytest.mark.parametrize(
    ("head", "row"),
    [("상품명  단가  수량  금액", "볼펜  600  2  1,200"), ("품목  수량  단가  금액", "볼펜  2  600  1,200")],
)
def test_unit_price_and_quantity_are_told_apart_by_what_they_make(head: str, row: str) -> None:
    assert items(f"{head}\n{row}\n공책  1,700  2  3,400\n합계  4,600")[0] == ("볼펜", 2, 600, 1200)


def test_an_item_in_two_rows_takes_its_name_from_the_upper_one() -> None:
    rows = "NO. 상품명  단가  수량  금액\n001 알밤과자 75g\n8809409700971  1,300  2  2,600\n합계  2,600"
    assert items(rows) == [("알밤과자 75g", 2, 1300, 2600)]


def test_line_numbers_and_bar_codes_are_no_part_of_the_name() -> None:
    assert items("상품명  금액\n01* 흙당근(kg)  2,980\n2) 생수  500\n합계  3,480")[0][0] == "흙당근(kg)"


def test_a_discount_between_the_items_is_an_item_below_zero() -> None:
    rows = "메뉴  단가  수량  금액\n감자전  5,000  3  15,000\n2000원할인  -2,000  1  -2,000\n합계  13,000"
    assert items(rows)[1] == ("2000원할인", 1, -2000, -2000)


def test_litres_keep_their_thousandths() -> None:
    item = _items("유종  단가  수량  금액\n휘발유  1,689  35.524  60,000\n합계  60,000")[0]
    assert (item.quantity, item.unit_price, item.amount) == (Decimal("35.524"), Decimal(1689), Decimal(60000))


def test_goods_free_of_tax_carry_their_star() -> None:
    found = _items("상품명  수량  금액\n*흰우유200ML  1  1,000\n삼각김밥  1  1,100\n합계  2,100")
    assert [item.exempt for item in found] == [True, False]


def test_what_only_says_how_much_one_costs_or_who_pays_is_no_item() -> None:
    assert items("단가 :  1,495원\n공단부담금  7,940\n연고  3,400\n합계  3,400") == [
        ("연고", None, None, 3400)
    ]


@pytest.mark.parametrize("number", ["4 1 5 6 9 0 6 0 6 1 1 7 6 8 1 6", "4 1 5 6 9 0 * * * * * * 6 8 1 6"])
@pytest.mark.parametrize("label", ["CARD NO.", "CARD NUMBER:", "카드번호", "신용카드번호 :"])
def test_the_digits_of_a_card_are_no_goods_however_far_apart_they_are_printed(
    label: str, number: str
) -> None:
    assert [name for name, *_ in items(f"{label} {number}\n볼펜  1,200\nTOTAL  1,200")] == ["볼펜"]


def test_the_form_filled_in_by_hand_has_a_day_before_each_line() -> None:
    assert (
        items("월/일  품목  수량  단가  금액\n3/4  복사용지  2  17,000  34,000\n합계  34,000")[0][0]
        == "복사용지"
    )


def test_litres_and_price_above_the_amount_are_no_line_of_their_own() -> None:
    fuel = "RON95\n24.390 L x RM2.05\nRM50.00"
    reading = read(f"CAHAYA STATION\nDate 20/06/2018\n{fuel}\nWATER  2.00\nTotal  RM 52.00")
    assert [(item.name, item.amount) for item in reading.items] == [
        ("RON95", Decimal("50.00")),
        ("WATER", Decimal("2.00")),
    ]


def test_sums_taxes_and_payments_are_no_items() -> None:
    rows = (
        "메뉴  수량  금액\n김치찌개  3  27,000\n밥  1  1,000\n공급가액  25,455\n부가세  2,545\n합계  28,000"
    )
    assert [name for name, *_ in items(rows)] == ["김치찌개", "밥"]


def test_items_end_where_they_make_a_known_sum() -> None:
    found = items(
        "메뉴  수량  금액\n김치찌개  3  27,000\n공기밥  1  1,000\n#%  28,000\n적립  280\n합계  28,000"
    )
    assert [amount for *_, amount in found] == [27000, 1000]


def test_a_card_slip_has_no_items() -> None:
    assert items("카드번호 4579-73**-****-1234\n금액  30,909\n부가세  3,091\n합계  34,000") == []


def test_a_row_that_multiplies_belongs_to_the_item_above() -> None:
    rows = "(I)아메리카노  9,000\n  2 x 4,500\n(H)라떼  5,000\n합계  14,000"
    assert items(rows) == [("(I)아메리카노", 2, 4500, 9000), ("(H)라떼", None, None, 5000)]


def test_a_long_name_ends_in_the_row_below() -> None:
    rows = "상품명  단가  수량  금액\n휴대용접이식의  5,000  1  5,000\n자\n합계  5,000"
    assert items(rows)[0][0] == "휴대용접이식의자"


def test_a_unit_price_equal_to_the_amount_means_one() -> None:
    rows = "상품명  단가  수량  금액\n대파  2,980  2,980\n두부  1,980  2  3,960\n합계  6,940"
    assert items(rows)[0] == ("대파", 1, 2980, 2980)


def test_sizes_at_the_end_of_a_name_are_no_column() -> None:
    rows = "상품명  단가  금액\n해물짬뽕 12  8,480  16,960\n감자튀김 130  1,980  1,980\n합계  18,940"
    assert [name for name, *_ in items(rows)] == ["해물짬뽕 12", "감자튀김 130"]


def test_an_item_whose_name_cannot_be_read_still_counts_towards_the_sum() -> None:
    assert items("볼펜  1,300\n1,500\n1,150\n합계  3,950") == [
        ("볼펜", None, None, 1300),
        ("", None, None, 1500),
        ("", None, None, 1150),
    ]


def test_quantities_stand_before_or_behind_names_in_english() -> None:
    reading = read("MELATI CAFE\nDate 20/06/2018\n2 MILO  18.50  37.00\nTeh Tarik  2  4.00\nTOTAL RM  41.00")
    assert [(item.name, item.quantity) for item in reading.items] == [
        ("MILO", Decimal(2)),
        ("Teh Tarik", Decimal(2)),
    ]


def test_goods_taken_back_are_counted_negative_where_only_their_amount_prints_a_minus() -> None:
    assert items("매출취소\n상품명  단가  수량  금액\n볼펜  6,000  1  -6,000\n합계  -6,000") == [
        ("볼펜", -1, 6000, -6000)
    ]


@pytest.mark.parametrize(
    ("paper", "goods"),
    [
        (
            "꿀떡  3,980\n[M+N] 1+1덤  -3,980\n호떡  3,980\n합계  7,960\n자사할인  3,980\n결제금액  3,980",
            [3980, 3980],
        ),
        ("세제  9,900\n휴지  8,100\n행사할인  -1,000\n합계  17,000\n신용카드  17,000", [9900, 8100, -1000]),
        ("녹차  1,700\n행사:가격행사  -500\n합계  1,700\n할인  -500\n결제금액  1,200", [1700]),
    ],
)
def test_what_came_off_is_told_once(paper: str, goods: list[int]) -> None:
    assert [item.amount for item in _items(f"상품명  금액\n{paper}")] == goods


@pytest.mark.parametrize("misread", ["0바다로 간 고양이", "H바다로 간 고양이", "8바다로 간 고양이"])
def test_where_the_others_begin_with_the_mark_of_exempt_goods_a_sign_in_its_place_is_one(
    misread: str,
) -> None:
    rows = (
        f"품명  수량  금액\n#달의 역사  1  20,100\n{misread}  2  56,800\n#세법 해설  1  30,000\n합계  106,900"
    )
    names = ["달의 역사", "바다로 간 고양이", "세법 해설"]
    assert [(item.name, item.exempt) for item in _items(rows)] == [(name, True) for name in names]


def test_without_marks_around_it_a_digit_begins_the_name() -> None:
    rows = (
        "품명  수량  금액\n달의 역사  1  20,100\n8월의 바다  2  56,800\n#세법 해설  1  30,000\n합계  106,900"
    )
    assert items(rows)[1][0] == "8월의 바다"


@pytest.mark.parametrize(
    ("printed", "name", "count"),
    [
        ("페인트 1L1개", "페인트 1L", 1),
        ("음료수(L)2개", "음료수(L)", 2),
        ("페인트 1L 1개", "페인트 1L", 1),
        ("나사못 100개 3개", "나사못 100개", 3),
    ],
)
def test_a_count_is_told_from_how_much_is_in_it_though_the_gap_was_lost(
    printed: str, name: str, count: int
) -> None:
    assert items(f"{printed}  14,900원\n결제금액  14,900원")[0][:2] == (name, count)


@pytest.mark.parametrize("number", ["0102", "0001", "012", "7."])
def test_the_number_of_a_line_is_no_part_of_the_name(number: str) -> None:
    rows = f"품명  수량  금액\n{number} 홈런볼  1  2,000\n{number} 파인트  1  8,200\n합계  10,200"
    assert [item[0] for item in items(rows)] == ["홈런볼", "파인트"]


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("△생수500m1*6", "생수500ml*6"),
        ("▲목심구이", "목심구이"),
        ("▶샷추가", "샷추가"),
        (">>얼음많이", "얼음많이"),
        ("사과주스 1000mI", "사과주스 1000ml"),
        ("사과주스 190m|", "사과주스 190ml"),
        ("레몬수 3m1x 세트", "레몬수 3m1x 세트"),
    ],
)
def test_marks_are_no_part_of_a_name_and_millilitres_are_put_right(printed: str, name: str) -> None:
    found = read(f"달빛문구\n902-45-00731\n2022-03-04\n{printed}  1  2,000\n볼펜  1  1,200\n합계  3,200")
    assert [item.name for item in found.items] == [name, "볼펜"]


@pytest.mark.parametrize(
    "option",
    ["사이즈업(+2,000)", "사이즈업 (+2,000)", "사이즈업(+2,000원)", "└ 샷추가 (+500)"],
)
def test_what_more_an_option_costs_is_no_line_of_its_own(option: str) -> None:
    goods = f"메뉴  수량  금액\n아메리카노  1  4,500\n{option}\n라떼  1  5,000\n"
    reading = read(f"달빛커피\n902-45-00731\n2026-03-04 10:11:12\n{goods}합계  9,500\n카드결제  9,500")
    assert [(item.name, str(item.amount)) for item in reading.items] == [
        ("아메리카노", "4500"),
        ("라떼", "5000"),
    ]


def test_an_option_that_is_paid_for_is_a_line_without_its_plus() -> None:
    goods = "메뉴  수량  금액\n아메리카노  1  4,500\n샷추가 +500원\n한우1++  1  9,000\n"
    reading = read(f"달빛커피\n902-45-00731\n2026-03-04 10:11:12\n{goods}합계  14,000\n카드결제  14,000")
    named = [(item.name, str(item.amount)) for item in reading.items]
    assert named == [("아메리카노", "4500"), ("샷추가", "500"), ("한우1++", "9000")]
