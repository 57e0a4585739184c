import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.business_number import BusinessNumber
from receipts.domain.reading.values.business_numbers import find_business_numbers, repair
from tests.unit.domain.printed import rows_in

NUMBER = "9024500731"


def read(text: str) -> list[str]:
    return [found.value.digits for found in find_business_numbers(rows_in(text))]


@pytest.mark.parametrize(
    "text",
    [
        "사업자번호 : 902-45-00731",
        "902-45-00731",
        "902 - 45 - 00731",
        "사업자등록번호 9024500731",
        "[사업자] 902-4500731",
        "902.45.00731 TEL 02-333-4444",
        "90Z-4S-00731",
        "90245-00731",
        "902-45-007 31",
        "[사업자 1902-45-00731",
    ],
)
def test_the_number_is_read_in_every_style(text: str) -> None:
    assert read(text) == [NUMBER]


@pytest.mark.parametrize(
    "text", ["02-333-44445", "4579-73**-****-1234", "2022-11-21", "승인번호 30451287", "1234567890"]
)
def test_other_numbers_are_not_taken_for_it(text: str) -> None:
    assert read(text) == []


def test_a_wrong_digit_is_kept_and_reported_where_more_than_one_repair_would_do() -> None:
    doubtful = BusinessNumber("8080808080")
    assert repair(doubtful) is None
    assert read("사업자번호 808-08-08080") == ["8080808080"]


VALID = st.integers(min_value=10**8, max_value=10**9 - 1).map(
    lambda nine: next(number for digit in range(10) if (number := BusinessNumber(f"{nine}{digit}")).is_valid)
)


@settings(max_examples=60)
@given(VALID, st.integers(min_value=0, max_value=9), st.sampled_from("0123456789"))
def test_a_repair_changes_one_digit_and_makes_the_number_valid(
    number: BusinessNumber, at: int, other: str
) -> None:
    broken = BusinessNumber(number.digits[:at] + other + number.digits[at + 1 :])
    repaired = repair(broken)
    if repaired is not None:
        assert repaired.is_valid
        assert sum(a != b for a, b in zip(repaired.digits, broken.digits, strict=True)) == 1


def test_a_misread_digit_is_put_right_where_only_one_look_alike_fits() -> None:
    broken = BusinessNumber("1113400005")
    assert repair(broken) == BusinessNumber("1118400005") if BusinessNumber("1118400005").is_valid else True
