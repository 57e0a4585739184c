"""Tables of goods on Korean receipts, laid out by somebody else."""

from decimal import Decimal

import pytest

from tests.unit.domain.printed import read

HEAD = "달빛상점 서현점\n902-45-00731\n서울 중구 한빛로 12\n2026-03-04 10:11:12\n"
FOOT = "\n신용카드  승인 30012877"


def goods(lines: str) -> list[tuple[str, str, str]]:
    """Name, count and amount of each line read."""
    items = read(HEAD + lines + FOOT).items
    return [(item.name or "", str(item.quantity), str(item.amount)) for item in items]


@pytest.mark.parametrize("head", ["항목  금액", "내용  금액", "구분  금액", "상품  금액", "세부내역  금액"])
def test_a_head_that_names_the_amounts_alone_is_no_sum(head: str) -> None:
    lines = f"{head}\n진찰  5,100\n소독  12,000\n예방접종  40,000\n합계  57,100"
    assert [name for name, *_ in goods(lines)] == ["진찰", "소독", "예방접종"]


@pytest.mark.parametrize("head", ["항목  금액", "상품  금액"])
def test_nor_is_it_above_a_single_line(head: str) -> None:
    lines = f"{head}\n무선이어폰 블랙  59,000원\n배송비  3,000원\n결제금액  62,000원"
    assert [name for name, *_ in goods(lines)] == ["무선이어폰 블랙"]


def test_a_word_for_a_sum_still_announces_the_amount_below_it() -> None:
    assert read(f"{HEAD}볼펜  1,000\n노트  4,000\n합계금액\n5,000원{FOOT}").amounts.total == Decimal(5000)


@pytest.mark.parametrize("fee", ["주사료", "케이블", "페인트", "시멘트", "주스", "보정비"])
def test_goods_whose_word_is_like_one_that_announces_something_are_goods(fee: str) -> None:
    assert goods(f"품목  금액\n볼펜  1,000\n{fee}  12,000\n합계  13,000") == [
        ("볼펜", "None", "1000"),
        (fee, "None", "12000"),
    ]


def test_a_word_that_announces_something_may_still_be_misread() -> None:
    reading = read(f"{HEAD}볼펜  1,000\n노트  4,000\n합게  5,000\n적립 포언트  50{FOOT}")
    assert reading.amounts.total == Decimal(5000)
    assert [item.name for item in reading.items] == ["볼펜", "노트"]


@pytest.mark.parametrize("times", ["5,000원 X 3개", "5,000원 x 3", "5,000 X 3개"])
def test_price_and_count_below_a_short_name_are_its_own(times: str) -> None:
    lines = f"소주\n  {times}  15,000원\n맥주\n  {times}  15,000원\n총 결제금액  30,000원"
    assert goods(lines) == [("소주", "3", "15000"), ("맥주", "3", "15000")]


@pytest.mark.parametrize("count", ["3개", "3 EA", "3병"])
def test_the_count_may_stand_beside_the_name_above_the_amount(count: str) -> None:
    lines = f"참이슬후레쉬  {count}\n15,000원\n카스맥주  {count}\n12,000원\n총 결제금액  27,000원"
    assert goods(lines) == [("참이슬후레쉬", "3", "15000"), ("카스맥주", "3", "12000")]


@pytest.mark.parametrize("unit", ["명", "대", "모", "단", "롤", "박스"])
def test_a_unit_in_a_column_of_its_own_counts(unit: str) -> None:
    assert goods(f"품명  수량  금액\n종량제 50L  5{unit}  6,250\n합계  6,250") == [
        ("종량제 50L", "5", "6250")
    ]


def test_beside_the_name_it_may_be_part_of_it() -> None:
    assert goods("품명  금액\n물티슈 100매  6,250\n합계  6,250")[0][0] == "물티슈 100매"


@pytest.mark.parametrize("mark", ["과세", "면세", "(과세)", "영세"])
def test_how_a_line_is_taxed_may_stand_behind_its_amount(mark: str) -> None:
    lines = f"1  볼펜  3  1,000  3,000  {mark}\n2  노트  2  2,500  5,000  {mark}"
    assert goods(f"NO  품명  수량  단가  금액  비고\n{lines}\n합계  8,000") == [
        ("볼펜", "3", "3000"),
        ("노트", "2", "5000"),
    ]


@pytest.mark.parametrize("code", ["A0012", "BK-2201", "P10034"])
def test_a_code_in_its_column_is_not_of_the_name(code: str) -> None:
    assert goods(f"코드  상품명  수량  금액\n{code}  볼펜  3  3,000\n합계  3,000")[0][0] == "볼펜"


@pytest.mark.parametrize("name", ["A4 용지", "WD40 방청제", "K5000 시리즈"])
def test_a_name_may_begin_so(name: str) -> None:
    assert goods(f"상품명  수량  금액\n{name}  3  3,000\n합계  3,000")[0][0] == name


@pytest.mark.parametrize("name", ["볼트 초콜릿 200", "캡슐 커피 350", "포스트잇 654"])
def test_a_number_that_ends_a_name_above_its_code_and_numbers_is_no_amount(name: str) -> None:
    book = "01  공책\n8801234567891  1,500  2  3,000"
    lines = f"상품명  단가  수량  금액\n{book}\n02  {name}\n8801234567907  9,900  1  9,900\n합계  12,900"
    assert goods(lines) == [("공책", "2", "3000"), (name, "1", "9900")]


def test_an_amount_without_comma_above_a_line_that_has_its_name_stays_one() -> None:
    book = "공책 8801234567891  1,500  2  3,000"
    lines = f"상품명  단가  수량  금액\n쇼핑백  200\n{book}\n합계  3,200"
    assert goods(lines)[0] == ("쇼핑백", "None", "200")


def test_a_menu_that_costs_what_the_dishes_above_it_make_is_no_sum() -> None:
    """Prices in whole thousands meet by chance; the total is misread, so that nothing proves the lines."""
    lines = "김밥  3,000\n라면  4,000\n순대  2,000\n세트  9,000\n튀김  1,000\n합계  19,500"
    assert [name for name, *_ in goods(lines)] == ["김밥", "라면", "순대", "세트", "튀김"]
