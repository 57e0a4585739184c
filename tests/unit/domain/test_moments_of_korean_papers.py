"""Moments on Korean receipts drawn by somebody else: whose time it is, and digits that were lost."""

from datetime import date, datetime

import pytest

from receipts.domain.receipt import Precision, Reading
from tests.unit.domain.printed import read

NUMBER = "902-45-00731"
ENOUGH = 0.9


def moment(text: str) -> datetime | date | None:
    issued = read(text).issued_at
    return issued.replace(tzinfo=None) if isinstance(issued, datetime) else issued


def is_sure(reading: Reading) -> bool:
    return reading.fields["issued_at"].confidence >= ENOUGH


@pytest.mark.parametrize(
    "period",
    [
        "대여기간  2026.08.11 10:00~2026.08.13 18:00",
        "이용기간 : 2026.08.11 10:00 ~ 2026.08.13 18:00",
        "출발  2026.08.11 10:00",
        "입차일시  2026.08.11 10:00",
        "체크인  2026.08.11 15:00",
        "서울경부  2026.08.11 10:00 출발",
        "캠핑장 나동  2026.08.11 10:00~2026.08.13 11:00",
    ],
)
def test_the_time_of_another_event_on_the_day_of_the_sale_is_not_the_sales(period: str) -> None:
    paper = f"달빛렌터카\n{NUMBER}\n{period}\n합계  48,000원\n결제일  2026.08.11\n결제금액  48,000원"
    assert moment(paper) == date(2026, 8, 11)


@pytest.mark.parametrize("ordered", ["주문일자: ", "주문일시 ", "주문시간 : ", "주문 : ", "주 문 일 시 : "])
@pytest.mark.parametrize("paid", ["결제일자: ", "결제일시 ", "승인일시 : ", "거래일시: "])
def test_guests_order_before_they_pay(ordered: str, paid: str) -> None:
    moments = f"{ordered}2026-03-06 23:02:41\n{paid}2026-03-07 00:47:03"
    assert moment(f"달빛식당\n{NUMBER}\n{moments}\n국밥  1,200\n합계  1,200") == datetime(
        2026, 3, 7, 0, 47, 3
    )


def test_seconds_may_stand_beside_the_moment_elsewhere() -> None:
    paper = (
        f"달빛충전소\n{NUMBER}\n충전종료  2026-06-23 21:32\n결제금액  13,000원\n결제일시  2026-06-23 21:32:40"
    )
    assert moment(paper) == datetime(2026, 6, 23, 21, 32, 40)


def test_other_minutes_are_another_moment() -> None:
    paper = f"달빛충전소\n{NUMBER}\n충전종료  2026-06-23 21:32\n결제금액  13,000원\n승인  2026-06-23 21:33:40"
    assert moment(paper) == datetime(2026, 6, 23, 21, 32)


@pytest.mark.parametrize("leaves", ["퇴실", "퇴실일시 :", "체크아웃", "퇴실예정"])
def test_who_stays_has_paid_before_he_leaves(leaves: str) -> None:
    paper = (
        f"달빛호텔\n{NUMBER}\n입실 2026-08-01 20:11\n{leaves} 2026-08-02 12:00\n"
        "객실요금  70,000\n받은금액  70,000\n발행 2026-08-01 20:12:30"
    )
    assert moment(paper) == datetime(2026, 8, 1, 20, 12, 30)


def test_an_order_alone_has_the_moment_of_the_sale() -> None:
    reading = read(f"달빛식당\n{NUMBER}\n주문일시 : 2026-03-06 23:02\n국밥  1,200\n합계  1,200")
    assert (str(reading.issued_at)[:16], is_sure(reading)) == ("2026-03-06 23:02", True)


def test_the_time_of_the_sale_may_stand_beside_its_day_elsewhere() -> None:
    paper = f"달빛문구\n{NUMBER}\n결제일  2026.08.11\n볼펜  1,200\n합계  1,200\n승인 2026.08.11 17:20"
    assert moment(paper) == datetime(2026, 8, 11, 17, 20)


@pytest.mark.parametrize(
    ("printed", "clock"),
    [
        ("오전 8시 5분", (8, 5, 0)),
        ("오후 8시 5분 3초", (20, 5, 3)),
        ("18시 7분", (18, 7, 0)),
        ("오전 10시 30분", (10, 30, 0)),
    ],
)
def test_minutes_below_ten_need_no_nought_before_their_word(
    printed: str, clock: tuple[int, int, int]
) -> None:
    assert moment(f"달빛떡집\n{NUMBER}\n2026년 9월 4일 {printed}\n떡  1,200\n합계  1,200") == datetime(
        2026, 9, 4, *clock
    )


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("26.3.4(수) 10:11", date(2026, 3, 4)),
        ("26.3.4 10:11", date(2026, 3, 4)),
        ("26/11/4 10:11", date(2026, 11, 4)),
        ("26.11.4 (수) 10:11", date(2026, 11, 4)),
    ],
)
def test_a_short_year_leads_where_the_day_has_one_digit(printed: str, day: date) -> None:
    found = moment(f"달빛문구\n{NUMBER}\n{printed}\n볼펜  1,200\n합계  1,200")
    assert found == datetime(day.year, day.month, day.day, 10, 11)


@pytest.mark.parametrize("code", ["26.3.4", "ver 26.3.4", "26.13.4 10:11", "1.26.3.4 10:11"])
def test_three_numbers_alone_are_no_day(code: str) -> None:
    assert moment(f"달빛문구\n{NUMBER}\n{code}\n볼펜  1,200\n합계  1,200") is None


@pytest.mark.parametrize("cut", ["21:03:4", "9:03:4"])
def test_the_edge_of_the_paper_may_cut_the_seconds(cut: str) -> None:
    found = moment(f"달빛문구\n{NUMBER}\n2026-08-21 {cut}\n볼펜  1,200\n합계  1,200")
    assert found == datetime(2026, 8, 21, int(cut.split(":", maxsplit=1)[0]), 3)
    reading = read(f"달빛문구\n{NUMBER}\n2026-08-21 {cut}\n볼펜  1,200\n합계  1,200")
    assert reading.issued_at_precision is Precision.MINUTE


@pytest.mark.parametrize(
    ("read_as", "day"),
    [
        ("2826-03-06", date(2026, 3, 6)),
        ("2826-87-03", date(2026, 7, 3)),
        ("2826.03.86", date(2026, 3, 6)),
        ("2026/83/06", date(2026, 3, 6)),
    ],
)
def test_an_eight_where_no_date_has_one_is_a_struck_nought_and_asked(read_as: str, day: date) -> None:
    reading = read(f"달빛문구\n{NUMBER}\n거래일시 {read_as} 19:02:41\n볼펜  1,200\n합계  1,200")
    assert isinstance(reading.issued_at, datetime)
    assert reading.issued_at.replace(tzinfo=None) == datetime(day.year, day.month, day.day, 19, 2, 41)
    assert not is_sure(reading)


@pytest.mark.parametrize("code", ["2826-98-03", "3826-03-06", "2826-12345", "2826-03-0612"])
def test_what_makes_no_date_with_noughts_either_is_none(code: str) -> None:
    assert moment(f"달빛문구\n{NUMBER}\n거래일시 {code}\n볼펜  1,200\n합계  1,200") is None


def test_a_date_that_is_read_right_comes_before_a_mended_one() -> None:
    assert moment(f"달빛문구\n{NUMBER}\n2826-03-06 10:00\n2026-03-08\n볼펜  1,200\n합계  1,200") == date(
        2026, 3, 8
    )
