from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.reading.fields.issued import find_issued
from receipts.domain.reading.values.dates import Order, dates_in, times_in
from receipts.domain.receipt import Precision
from tests.unit.domain.printed import rows_in

DAY = date(2022, 3, 4)
SEOUL = timezone(timedelta(hours=9))


@pytest.mark.parametrize(
    "text",
    [
        "2022-03-04",
        "2022.03.04",
        "2022/3/4",
        "2022. 3. 4.",
        "2022년 3월 4일",
        "2022년03월04일",
        "22년 3월 4일",
        "22-03-04",
        "22.03.04",
        "22/03/04(금)",
        "22. 3. 4.",
        "2022 03 04",
        "2022 030410:11:12",
        "2022-03-0410:11:12",
        "20220304101112",
        "20220304",
        "4 Mar 2022",
        "04-MAR-22",
        "4th March 2022",
        "March 4, 2022",
        "04MAR2022",
        "04/Nar/2022",
        "2022-03-04101112",
        "2022-03-0400:41",
        "------3 CL0SED 4 Mar 22 12:19:48---",
        "CL0SED 04 Mar 2022 12:19",
        "22.3.04",
        "거래일자: 22.3.04",
        "날짜 22.3.04  10,000",
        "판매일시  22.3.04",
        "2022-Mar-04",
    ],
)
def test_a_day_is_read_in_every_style(text: str) -> None:
    assert [found.value for found in dates_in(text, Order.YEAR_FIRST)] == [DAY]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("04/03/2022", Order.DAY_FIRST),
        ("4-3-22", Order.DAY_FIRST),
        ("0403/2022", Order.DAY_FIRST),
        ("04032022", Order.DAY_FIRST),
        ("04 03 2022", Order.DAY_FIRST),
        ("4/3/20223 10:11:12", Order.DAY_FIRST),
        ("03/04/2022", Order.MONTH_FIRST),
    ],
)
def test_days_and_months_are_told_apart_by_the_order_of_the_country(text: str, order: Order) -> None:
    assert [found.value for found in dates_in(text, order)] == [DAY]


def test_a_month_over_twelve_must_be_a_day() -> None:
    assert dates_in("12/28/2017", Order.DAY_FIRST)[0].value == date(2017, 12, 28)


@pytest.mark.parametrize(
    "text",
    [
        "2022-13-40",
        "12.50",
        "02-333-4444",
        "902-45-00731",
        "1,234.50",
        "10.20.30.40",
        "A04032022",
        "04032022-1",
        "0403202212",
        "010-0403-2022",
        "프로그램 버전 22.3.04",
        "192.168.22.3.04",
        "22.3.04kg",
        "Ref  22.3.04",
        "IP:  10.0.12",
        "한우등심  26.5.30  90,000",
        "POS v2024 May 12",
    ],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert dates_in(text, Order.DAY_FIRST) == ()


@settings(max_examples=60)
@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2039, 12, 31)))
def test_any_day_is_read_back(day: date) -> None:
    for text in (f"{day:%Y-%m-%d}", f"{day:%y/%m/%d}", f"{day.year}년 {day.month}월 {day.day}일"):
        assert dates_in(text, Order.YEAR_FIRST)[0].value == day
    assert dates_in(f"{day:%d/%m/%Y}", Order.DAY_FIRST)[0].value == day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14:30", time(14, 30)),
        ("오후 2:30", time(14, 30)),
        ("02:30:15 PM", time(14, 30, 15)),
        ("오전 12:05", time(0, 5)),
        ("14시 30분", time(14, 30)),
        ("2:30PM", time(14, 30)),
    ],
)
def test_a_time_is_read_with_half_days(text: str, expected: time) -> None:
    assert times_in(text)[0].value == expected


def test_the_day_of_sale_wins_over_the_last_day_to_return_the_goods() -> None:
    rows = rows_in(
        """
        2022-04-03 까지 교환 가능
        거래일시 2022-03-04 10:11:12
        유효기간 2025-12-31
        """
    )
    issued = find_issued(rows, "KRW")
    assert issued is not None
    assert issued.value == datetime(2022, 3, 4, 10, 11, 12, tzinfo=SEOUL)
    assert issued.precision is Precision.SECOND


def test_opening_hours_are_not_the_time_of_sale() -> None:
    issued = find_issued(rows_in("작성일 2022년 3월 4일\n매일 10:00 ~ 22:00"), "KRW")
    assert issued is not None
    assert issued.value == DAY


def test_a_day_without_a_time_stays_a_day() -> None:
    issued = find_issued(rows_in("작성일 2022년 3월 4일"), "KRW")
    assert issued is not None
    assert issued.value == DAY
    assert issued.precision is Precision.DAY


def test_the_month_stands_first_if_another_date_of_the_receipt_says_so() -> None:
    issued = find_issued(rows_in("Date 03/04/2022\nMember since 12/28/2017"), "MYR")
    assert issued is not None
    assert issued.value == DAY


def test_no_date_is_made_up_where_none_is_printed() -> None:
    assert find_issued(rows_in("합계 2,500\n11/21 감사합니다"), "KRW") is None


@pytest.mark.parametrize(
    ("printed", "currency", "ambiguous"),
    [
        ("SMALL SHOP\nDate 03/04/2022", None, True),
        ("SMALL SHOP\nDate 03/04/2022\nTOTAL $3.60", "USD", True),  # whose dollars?
        ("달빛문구\n거래일 03/04/2022\n합계 2,500", "KRW", True),  # Korea writes the year first
        ("SMALL SHOP\nDate 03/04/2022\nBoise, ID 83702", "USD", False),
        ("SMALL SHOP\nDate 04/03/2022\nTOTAL £3.60", "GBP", False),
        ("SMALL SHOP\nDate 03/04/2022\nMember since 12/28/2017", None, False),
        ("SMALL SHOP\nDate 04/04/2022", None, False),
        ("달빛문구\n거래일 22/03/04\n합계 2,500", "KRW", False),
    ],
)
def test_day_and_month_are_in_doubt_only_where_nothing_tells_them_apart(
    printed: str, currency: str | None, *, ambiguous: bool
) -> None:
    issued = find_issued(rows_in(printed), currency)
    assert issued is not None
    assert issued.ambiguous is ambiguous


@pytest.mark.parametrize("worn", ["1211:44", "12:1144", "12.11:44", "12:11.44", "12;1144"])
def test_a_time_of_which_a_colon_was_lost(worn: str) -> None:
    [found] = times_in(f"2026-03-04 {worn}")
    assert (found.value, found.seconds) == (time(12, 11, 44), True)


@pytest.mark.parametrize(
    "text", ["121144", "12.11.44", "3412:1144", "031-1211:44", "2511:44", "1261:44", "12:11444"]
)
def test_other_numbers_are_no_worn_times(text: str) -> None:
    assert times_in(text) == ()


def test_a_whole_time_is_taken_before_a_worn_one() -> None:
    assert [one.value for one in times_in("0911:44 10:30")] == [time(10, 30)]


@pytest.mark.parametrize(
    ("row", "sold"),
    [
        ("출력일시/계산시: 2026-03-04 20:09/20:08", time(20, 8)),
        ("발행시간 / 거래시간 2026-03-04 20:09:11 / 20:08:05", time(20, 8, 5)),
        ("계산시/출력일시: 2026-03-04 20:08/20:09", time(20, 8)),
        ("출력일시: 2026-03-04 20:09  마감 21:00", time(20, 9)),
        ("출력/판매 2026-03-04 20:09", time(20, 9)),
    ],
)
def test_two_words_parted_by_a_slash_announce_two_times(row: str, sold: time) -> None:
    issued = find_issued(rows_in(row), "KRW")
    assert issued is not None
    assert isinstance(issued.value, datetime)
    assert issued.value.time() == sold


@pytest.mark.parametrize("word", ["재출력일시", "출력일", "다운로드일시"])
@pytest.mark.parametrize("paper", ["{0}: 2026-04-10 09:00:00\n{1}", "{1}\n{0}: 2026-04-10 09:00:00"])
def test_the_moment_of_the_copy_is_not_that_of_the_sale(word: str, paper: str) -> None:
    found = find_issued(rows_in(f"달빛문구\n{paper.format(word, '2026-02-03 14:05:09')}\n합계 5,000"), "KRW")
    assert found is not None
    assert found.value == datetime(2026, 2, 3, 14, 5, 9, tzinfo=SEOUL)
