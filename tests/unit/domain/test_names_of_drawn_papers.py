"""Names of shops on Korean papers that others drew: labels in two lines, wrapped names, what is no name."""

import pytest

from tests.unit.domain.printed import read

SUMS = "2026-10-06 12:20:05\n들깨칼국수  9,000  2  18,000\n합계  18,000"


def name_of(text: str) -> str | None:
    return read(text).merchant.name


@pytest.mark.parametrize("closing", ["(법인명)", "[법인명]"])
def test_beside_the_upper_line_of_a_label_stands_another_column(closing: str) -> None:
    form = (
        "전자세금계산서\n등록번호  902-45-00731  등록번호  220-81-62517\n상호  사도연\n{between}\n{closing}\n"
        "작성일자  공급가액  세액\n2026-09-30  364,000  36,400\n합계금액  현금\n400,400  400,400"
    )
    between = "공급자  가온철강  성명"
    assert name_of(form.format(closing=closing, between=between)) == "가온철강"


@pytest.mark.parametrize("below", ["들깨칼국수 세종본점", "손칼국수 중앙점"])
def test_a_name_goes_on_in_the_row_that_ends_in_a_branch(below: str) -> None:
    head = f"상 호 : 할머니가 끓여주신\n{below}\n번 호 : 902-45-00731\n"
    assert name_of(head + SUMS) == f"할머니가 끓여주신 {below}"


def test_an_address_or_a_telephone_below_is_no_end_of_a_name() -> None:
    head = "상호 : 달빛칼국수\n서울 마포구 한빛로 12 3층 중앙점\n902-45-00731\n"
    assert name_of(head + SUMS) == "달빛칼국수"


@pytest.mark.parametrize("said", ["24시 응급진료", "24시간 영업", "연중무휴", "365일 진료", "야간진료"])
def test_when_a_house_is_open_is_not_its_name(said: str) -> None:
    assert name_of(f"달빛동물병원\n{said}\n사업자: 902-45-00731\n{SUMS}") == "달빛동물병원"


def test_of_a_slip_neither_its_copy_nor_the_card_is_the_shop() -> None:
    slip = (
        "카드매출전표\n(손님용)\n2026-11-23 16:41\n새벽카드 4101-**-****-0882\n"
        "금액  12,000\n만물열쇠\n902-45-00731 지만물"
    )
    assert name_of(slip) not in {"(손님용)", "새벽카드"}
