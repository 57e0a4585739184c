"""The end of a line and the beginning of the next: one number that is wrapped, or two of no relation."""

from itertools import islice

import pytest

from receipts.domain.mask import mask, mask_all
from tests.mask_fuzz.card_forms import resident_forms


@pytest.mark.parametrize(
    "printed",
    [
        "DATE 2028.10.23 03:55:37 No.630905\n1647000\n10090\n172000",
        "No.630905\n1647000\n합계 3",
        "NO : 710430\n2350000",
        "630905\n1647000원",
        "이월 630905\n1647000 원 정",
        "630905\n₩1647000",
        "품번 880214\n$2450000",
        "630910\n1647000\n120000",
        "120000\n630910\n1647000",
        "6309050\n630905\n6939955",
        "450227\n1050673\n1500900",
        "테이블 630905\n1647000\n2,000",
        "630905\n1647000  2 3294000",
        "880214\n2450000.00",
        "No.630905\n2024-3-15 12:30",
        "No.630905 2024-3-15",
        "주문번호 260304-3234\n550",
        "No. 260304-1234\n500",
        "No. 240304-3234\n500원",
        "No. 240304-3234\n550 2 1,100",
        "880214-12\n16,470",
        "카드결제  2  890406  1369015\n20290818  6670749",
        "신용카드 3 731120 2200350",
        "체크카드 1034000 9 731231 2272864\n상품권  58800",
        "현금  12,000 1 810514 1930000",
        "상품권   1   450601   1000500",
        "CASH 12 621130 2890000",
    ],
)
def test_what_stands_below_a_number_like_a_birthday_is_no_rest_of_it(printed: str) -> None:
    assert mask(printed) == printed


@pytest.mark.parametrize(
    "told",
    [
        "900101\n1234567",
        "홍길동 900101\n1234560\n한빛상사",
        "NO.900101\n1234567",
        "900101\n1234567\n010-1234-5678",
        "900101\n1234567\n120000",
        "120000\n900101\n1234567",
        "900101-\n1234500\n120000\n30000",
        "900101 -\n1234500원",
        "No.900101-\n1234500",
        "900101\n1234567 원빈",
        "1 900101 \n1234567",
        "900101\n1234567 개인",
        "900101\n-1234500",
        "900101\nI2345O0\n1000\n2000",
        "주민등록번호 900101\n1234500\n1000\n2000",
        "주민등록번호 NO.630905\n1647000\n10090",
        "주민등록번호 260304-123\n4567",
        "800220-322\n9486",
        "120304-322\n9486",
    ],
)
def test_a_resident_number_that_is_wrapped_is_covered(told: str) -> None:
    start = told.index("\n") - 7
    assert mask(told).count("*") - told.count("*") == 7, mask(told)[start:]


def test_hardly_a_resident_number_in_two_fields_is_taken_for_amounts() -> None:
    """Whatever is in the fields around it that stand together: a name, a phone number, an amount."""
    around = (("", ""), ("홍길동", "010-1234-5678"), ("120,000", "3"), ("120000", "35170"))
    parts = [form.parts for form in islice(resident_forms(20261129), 500) if form.parts[1][-1] != "0"]
    for before, behind in around:
        left = [part for part in parts if not mask_all([before, *part, behind])[2].startswith("*******")]
        assert left == []


def test_a_person_beside_a_count_is_no_row_of_payments() -> None:
    assert mask("카드 2 450615  1476734) 1") == "카드 2 450615  *******) 1"


@pytest.mark.parametrize("before", ["", "/", "/v1/receipts/", "GET /files/", "=", "?shop="])
def test_a_phone_in_an_address_does_not_make_a_card_behind_it_part_of_a_longer_number(before: str) -> None:
    for number in ("4058\r\n8Z62 71375", "4058\n8262 71375", "4579-7312-3456-1234", "4579 7312\n3456 1234"):
        assert mask(f"{before}02-333-4444 {number} / 30012345").count("*") >= 3
