"""A day that may be another event's, lack a digit, or has a rival that is as good, is asked."""

from datetime import date

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reasons import ENOUGH
from tests.unit.domain.printed import page_of, read

TILL = "달빛문구\n902-45-00731\n"
SUM = "\n합계  16,500"


def sure_of(text: str) -> float:
    found = read(text).fields.get("issued_at")
    return found.confidence if found else 0.0


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("입차일시 : 2026-03-04 09:10:11", id="a car came, and when it left is not read"),
        pytest.param("승차일시 2026-03-04 19:20", id="a passenger got in"),
        pytest.param("충전시작 2026-03-04 19:20:10", id="loading began"),
        pytest.param("원거래 2026-03-04 0001-1234", id="the sale that was taken back"),
        pytest.param("원결제일 2026-03-04", id="the same in other words"),
        pytest.param("편명 NR101  출발 2026-03-04 09:40", id="a flight"),
        pytest.param("2026-03-04(수) 10:09~12:09", id="a film is shown"),
        pytest.param("관람권\n2026년 03월 04일 (수)", id="a ticket's day without a word"),
        pytest.param("고속버스 승차권\n2026-03-04 09:30", id="a bus leaves"),
        pytest.param("출력일시 2026-03-04 10:11", id="when it was printed"),
        pytest.param("이용대금 명세서\n결제일 2026-03-14", id="when a card's bill will be drawn"),
        pytest.param("2026-03-04 ~ 2026-03-09", id="a period"),
    ],
)
def test_the_day_of_another_event_alone_is_asked(rows: str) -> None:
    assert sure_of(TILL + rows + SUM) < ENOUGH


@pytest.mark.parametrize(
    "stay",
    [
        "Arrival 03/14/2026  Departure 03/16/2026",
        "Check-In: 03/14/2026  Check-Out: 03/16/2026",
    ],
)
def test_the_day_a_guest_leaves_is_asked(stay: str) -> None:
    text = (
        f"LAKESIDE HOTEL\n12 Harbor Road\nPortland, OR 97201\nRoom 402  Folio 33697\n{stay}\nTotal  $150.09"
    )
    assert sure_of(text) < ENOUGH


@pytest.mark.parametrize(
    "leaves", ["체크아웃 2026-03-03 11:00", "퇴실일 2026-03-03", "퇴실일시 : 2026-03-03 10:30"]
)
def test_the_day_a_room_is_left_is_asked(leaves: str) -> None:
    assert sure_of(f"나루호텔\n902-45-00731\n객실번호 302\n{leaves}\n합계  200,000") < ENOUGH


@pytest.mark.parametrize(
    "day",
    [
        "2026-04-1 10:11:12",
        "2026/09/3 10:11",
        "거래일시 2026-1-04 10:11:12",
        "2026.11.2 10:11:12",
        "결제일시 2026-1-29 10:11",
        "6.03.04 10:11:12",
    ],
)
def test_a_day_that_lacks_a_digit_is_asked(day: str) -> None:
    assert sure_of(TILL + day + SUM) < ENOUGH


@pytest.mark.parametrize(
    "day", ["2026-3-4 10:11", "2026. 3. 14. 10:11", "2026년 3월 14일 10:11", "2026-03-04"]
)
def test_a_day_printed_without_noughts_is_sure(day: str) -> None:
    assert sure_of(TILL + day + SUM) >= ENOUGH


@pytest.mark.parametrize(
    "day", ["05/4/2026 12:37 PM", "2/02/2026 12:37", "24/12/226 07:54:13 PM", "12/11/202 03:46:26 PM"]
)
def test_a_day_abroad_that_lacks_a_digit_is_asked(day: str) -> None:
    assert sure_of(f"OAK HARDWARE\nLeeds LS1 4DY\n{day}\nTotal  £16.50") < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("2026-03-04 12:30:11\n{}\n2026-03-05 12:31:00", id="two moments without a word"),
        pytest.param("2026-03-04 12:30:11\n{}\n2026-03-04 18:31:00", id="hours apart"),
        pytest.param("발급일시 2026-03-05 10:00\n2026-03-04 12:30:11\n{}", id="issued later"),
        pytest.param("거래일시 2026-03-04 12:30:11\n{}\n결제일시 2026-03-07 10:00", id="two words"),
        pytest.param("거래일시 2026-03-04 12:30:11\n{}\n2026-03-07 10:00:13", id="a word, and none"),
    ],
)
def test_of_two_moments_neither_is_sure(rows: str) -> None:
    assert sure_of(TILL + rows.format(SUM.strip())) < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param("2026-03-04 12:30:11\n{}\n2026-03-04 12:30:12", id="the slip is a second younger"),
        pytest.param("거래일시 2026-03-04 12:30:11\n{}\n출력일시 2026-03-07 10:00", id="printed once more"),
        pytest.param("입차일시 2026-03-04 09:30\n출차일시 2026-03-04 12:30\n{}", id="in and out"),
        pytest.param("승차일시 2026-03-03 23:50\n하차일시 2026-03-04 00:12\n{}", id="past midnight"),
        pytest.param("발매일시 2026-03-04 12:30\n{}\n승차권\n출발 2026-03-09 10:00", id="sold before"),
    ],
)
def test_a_second_moment_that_says_what_it_is_casts_no_doubt(rows: str) -> None:
    reading = read(TILL + rows.format(SUM.strip()))
    assert str(reading.issued_at).startswith("2026-03-04")
    assert reading.fields["issued_at"].confidence >= ENOUGH


def test_a_dash_that_closes_a_number_begins_no_period() -> None:
    page = page_of(
        "MELATI CAFE SDN BHD\n47100 PUCHONG\nORD #95 -REG #19- 24/07/2026 14:21:51\nTotal  RM 16.50"
    )
    assert read_receipt([page]).fields["issued_at"].confidence >= ENOUGH


def test_minutes_and_a_dash_begin_no_date() -> None:
    reading = read("DION PARKING\n50250 Kuala Lumpur\n25/06/18 11:03 - 25/06/18 11:18\nTotal  RM 5.00")
    assert reading.issued_at is not None
    assert str(reading.issued_at).startswith(str(date(2018, 6, 25)))


def test_a_word_that_lost_its_head_is_not_taken_for_the_end_of_a_ride() -> None:
    reading = read(f"{TILL}차일시 2026-03-04 11:55\n하차일시 2026-03-04 12:33{SUM}")
    assert str(reading.issued_at).startswith("2026-03-04 12:33")


def test_a_day_that_is_still_to_come_is_asked() -> None:
    page = page_of(f"{TILL}거래일시 2029-03-04 10:11:12{SUM}")
    days = (None, date(2030, 1, 1), date(2029, 3, 3), date(2026, 3, 4))
    sure = [read_receipt([page], day).fields["issued_at"].confidence >= ENOUGH for day in days]
    assert sure == [True, True, True, False]
    assert "issued_at_low_confidence" in read_receipt([page], days[-1]).review_reasons
