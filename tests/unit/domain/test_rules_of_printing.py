"""Rules that no receipt at hand needs, and others do: each test dies with the rule that it is about."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"
TABLE = "상품명  단가  수량  금액\n"


def slip(shop: str) -> str:
    return f"신용카드 매출전표\n{shop}\n사업자번호: 902-45-00731\n거래일시: 2026-03-04 14:30\n합계: 20,000\n"


def names(text: str) -> list[str]:
    return [item.name for item in read(text).items]


def moment(reading: Reading) -> date | None:
    issued = reading.issued_at
    return issued.replace(tzinfo=None) if isinstance(issued, datetime) else issued


@pytest.mark.parametrize("name", ["동네 할인 마트", "우리 상품 백화점", "바다 식당 본점"])
def test_a_word_of_the_vocabulary_within_a_name_does_not_end_the_name(name: str) -> None:
    assert read(slip(f"가맹점명: {name}")).merchant.name == name


@pytest.mark.parametrize("owner", ["대표 : 홍길동", " 대표 홍길동", "/ 대표 홍길동"])
def test_another_label_in_the_row_ends_the_name(owner: str) -> None:
    assert read(slip(f"상호 들꽃서점 {owner}")).merchant.name == "들꽃서점"


@pytest.mark.parametrize(
    "notice",
    [
        "카드 50,000원 이상 결제 시 이벤트 참여",
        "현금 10,000원 이상 교환 가능",
        "카드 결제 30,000원 이상 방문",
    ],
)
def test_a_notice_between_the_goods_is_no_sum_that_ends_them(notice: str) -> None:
    goods = f"{TABLE}연필  1,000  1  1,000\n{notice}\n볼펜  2,000  1  2,000\n합계  3,000"
    assert names(HEAD + goods) == ["연필", "볼펜"]


@pytest.mark.parametrize("row", ["20% Tip 3.90 Total 24.96", "18% TIP = $3.51  TOTAL = $24.57"])
def test_a_tip_with_the_total_that_it_would_make_is_a_suggestion(row: str) -> None:
    bill = "BLUE OWL GRILL\n12 Maple Street, Springfield, OR 97477\n03/15/2026 07:42 PM\n"
    sums = f"Cheeseburger  13.50\nIced Tea  6.00\nSubtotal  19.50\nTax  1.56\nTotal  21.06\n{row}"
    assert read(bill + sums).amounts.total == Decimal("21.06")


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("서울특별시 중구 한빛로 12  3층 301호", "서울특별시 중구 한빛로 12 3층 301호"),
        ("서울특별시 중구 한빛로  12", "서울특별시 중구 한빛로 12"),
        ("서울특별시 중구 한빛로 12  홍길동", "서울특별시 중구 한빛로 12"),
    ],
)
def test_a_gap_within_an_address_does_not_end_it_and_a_person_beside_it_is_no_part(
    printed: str, address: str
) -> None:
    reading = read(f"달빛문구\n902-45-00731\n{printed}\n2022-03-04 10:11:12\n연필  1,000\n합계  1,000")
    assert reading.merchant.address == address


@pytest.mark.parametrize("printed", ["20220304101112", "20220304 101112", "2022-03-04 10.11.12"])
def test_six_digits_behind_the_date_are_its_time(printed: str) -> None:
    reading = read(f"달빛문구\n902-45-00731\n거래일시 {printed}\n연필  1,000\n합계  1,000")
    assert moment(reading) == datetime(2022, 3, 4, 10, 11, 12)


@pytest.mark.parametrize("other", ["입차시각 09:11", "영업시간 09:00", "상영시간 19:30", "운영시간 10:00~"])
def test_the_time_of_something_else_is_not_the_sale_s(other: str) -> None:
    reading = read(f"행복주차장\n902-45-00731\n2022-03-04\n{other}\n주차요금  1,000")
    assert moment(reading) == date(2022, 3, 4)


@pytest.mark.parametrize("mark", ["+", "-", "└", "*"])
def test_an_extra_of_the_goods_above_is_not_the_beginning_of_the_next_name(mark: str) -> None:
    extra = f"{mark} 헤이즐넛 시럽 추가 얼음 많이 연하게 차가운"
    goods = f"상품명  수량  금액\n아메리카노  1  4,500\n{extra}\n카페라떼  1  5,000\n합계  9,500"
    assert names(HEAD + goods) == ["아메리카노", "카페라떼"]


@pytest.mark.parametrize("code", ["카드 30045678", "카드결제 45001234", "신용카드 9912345"])
def test_where_thousands_are_parted_a_long_number_that_is_not_is_no_amount(code: str) -> None:
    reading = read(f"{HEAD}연필  6,000\n볼펜  4,000\n{code}")
    assert reading.amounts.total in {Decimal(6000), Decimal(10000)}


@pytest.mark.parametrize("said", ["합계 (용기보증금 포함)", "총액(배달비 별도)", "합계 (봉투보증금 포함)"])
def test_what_a_sum_includes_does_not_announce_it(said: str) -> None:
    reading = read(f"{HEAD}연필  1,000\n볼펜  2,000\n{said}  3,000")
    assert (reading.amounts.total, reading.amounts.service_charge) == (Decimal(3000), None)
