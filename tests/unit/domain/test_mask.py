import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.mask import mask
from tests.unit.domain.printed import read

PAN = "4579731234561234"


def shown(text: str) -> str:
    return re.sub(r"\D", "", text)


@pytest.mark.parametrize(
    "printed",
    [
        "4579731234561234",
        "4579-7312-3456-1234",
        "4579 7312 3456 1234",
        "4579  7312  3456  1234",
        "4579.7312.3456.1234",
        "4579,7312,3456,1234",
        "4579/7312/3456/1234",
        "4579 - 7312 - 3456 - 1234",
        "4579–7312–3456–1234",
        "4579-7312-3456-1234 / 30451287",
        "45797312 34561234",
        "카드번호:4579-7312-3456-1234(신한)",
        "4579-7312-\n3456-1234",
    ],
)
def test_at_most_the_first_six_and_the_last_four_digits_of_a_card_survive(printed: str) -> None:
    assert shown(mask(printed)).startswith("4579731234")
    assert "3123456" not in shown(mask(printed))


@pytest.mark.parametrize("printed", ["4579-7312-****-1234", "457973123456****", "4579-73**-3456-1234"])
def test_stars_that_the_shop_printed_in_the_wrong_place_do_not_help(printed: str) -> None:
    covered = re.sub(r"[^\d*]", "", mask(printed))
    assert set(covered[6:12]) == {"*"}


@pytest.mark.parametrize("printed", ["457O-73l2-3456-I234", "4579-7312-3456-123", "카드번호 379712345671234"])
def test_misread_letters_and_short_account_numbers_are_covered_too(printed: str) -> None:
    places = re.sub(r"[^0-9A-Za-z*]", "", mask(printed))
    assert set(places[6:-4]) == {"*"}


@pytest.mark.parametrize(
    "printed",
    [
        "거래일시 2022-11-21 12:28:29",
        "20221121 122829",
        "사업자 902-45-00731 전화 02-333-4444",
        "902-45-00731 1588-1234",
        "031-222-3333 010-1234-5678",
        "1,234,567 2,345,678 3,456,789",
        "100.00 200.00 300.00 400.00",
        "승인번호 30451287",
        "영수증 20211103-01-0042",
        "4579-73**-****-1234",
    ],
)
def test_dates_phones_amounts_and_what_is_masked_already_stay_as_they_are(printed: str) -> None:
    assert mask(printed) == printed


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="0123456789 -*.,/가A", max_size=60))
def test_masking_keeps_the_length_and_is_done_once(text: str) -> None:
    once = mask(text)
    assert len(once) == len(text)
    assert mask(once) == once


@settings(deadline=None, max_examples=60)
@given(
    st.integers(min_value=10**12, max_value=10**19 - 1).map(str).filter(lambda digits: digits[0] in "34569"),
    st.sampled_from(["", "-", " ", " - "]),
    st.sampled_from([4, 6, 19]),
)
def test_no_run_of_thirteen_to_nineteen_digits_comes_through(digits: str, separator: str, group: int) -> None:
    parts = [digits[start : start + group] for start in range(0, len(digits), group)]
    hidden = shown(mask(f"카드 {separator.join(parts)}"))
    # One that begins with a day may be a resident number as well, which keeps nothing of its last seven.
    assert hidden in {digits[:6] + digits[-4:], digits[:6]}


def test_no_part_of_a_reading_shows_the_whole_card_number() -> None:
    reading = read(
        """
        신용카드매출전표
        상호 : 달빛문구
        사업자번호 : 902-45-00731
        거래일시 : 2022-03-04 10:11:12
        카드번호 : 4579-7312-3456-1234
        볼펜 4579731234561234  1  2,000
        합계  2,000원
        """
    )
    assert reading.payment.card_number_masked == "4579-73**-****-1234"
    assert "4579-7312" not in repr(reading)
    assert PAN not in repr(reading)
