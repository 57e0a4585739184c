import pytest

from receipts.domain.reading.values.business_numbers import find_business_numbers
from tests.unit.domain.printed import read as whole
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


def test_a_number_whose_check_digit_is_wrong_is_kept_as_it_was_read_and_asked_about() -> None:
    # Of a misread one a look-alike digit makes another valid number as easily as the one that is printed.
    reading = whole("달빛문구\n사업자번호 902-45-00781\n2022-03-04 10:11\n연필  1,000\n합계  1,000")
    assert str(reading.merchant.business_number) == "902-45-00781"
    assert reading.fields["merchant.business_number"].confidence < 0.9
