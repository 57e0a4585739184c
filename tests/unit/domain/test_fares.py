"""Rides, tolls and parking: their price is the sum of the paper; what was bought beside them is goods."""

import pytest

from tests.unit.domain.printed import read

HEAD = "한빛운수(주)\n사업자번호 408-22-04750\n승차 2026-03-04 22:41\n하차 2026-03-04 23:07\n"


@pytest.mark.parametrize(
    "rows",
    [
        "기본요금  4,800\n거리요금  8,300\n심야할증  1,500\n총요금  14,600",
        "기본료  4,800\n시간거리요금  9,800\n계  14,600",
        "호출요금  1,000\n미터요금  13,600\n영수액  14,600",
        "택시비  14,600원\n합계  14,600원",
        "주차비  14,600원\n결제금액  14,600원",
        "기본요금 (30분)  1,000원\n30분 초과요금  13,600원\n합계  14,600원",
    ],
)
def test_a_fare_and_its_parts_are_no_goods(rows: str) -> None:
    reading = read(HEAD + rows)
    assert reading.items == ()
    assert reading.amounts.total == 14600


@pytest.mark.parametrize(
    "rows",
    [
        "TOLL  $14.60\nTOTAL  $14.60",
        "Base Fare  $3.00\nDistance  $8.50\nTime  $3.10\nTotal  $14.60",
        "PARKING  $14.60\nTOTAL  $14.60",
    ],
)
def test_abroad_neither(rows: str) -> None:
    assert read(f"RIVER CITY CAB\n(212) 555-0144\n03/12/2021 2:22 PM\n{rows}").items == ()


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ("어른 2매  20,000\n어린이 1매  5,000\n합계  25,000", ["어른 2매", "어린이 1매"]),
        ("생수  1,000\n합계  1,000", ["생수"]),
    ],
)
def test_tickets_by_who_travels_and_what_is_sold_on_board_are_goods(rows: str, names: list[str]) -> None:
    assert [item.name for item in read(HEAD + rows).items] == names


def test_parking_on_the_bill_of_a_hotel_is_one_of_its_lines() -> None:
    reading = read("LOTUS HOTEL\n03/12/2021\nRoom  $90.00\nParking  $10.00\nTotal  $100.00")
    assert [item.name for item in reading.items] == ["Room", "Parking"]


def test_the_rent_of_a_telephone_is_what_was_bought() -> None:
    reading = read("나루통신(주)\n408-22-04750\n2026-03-04\n기본요금  33,000\n합계  33,000")
    assert [item.name for item in reading.items] == ["기본요금"]


@pytest.mark.parametrize("notice", ["주차 2시간 무료", "주차장 이용안내", "무료 주차장 1시간", "3주차"])
def test_where_customers_may_park_makes_no_fare_of_what_they_buy(notice: str) -> None:
    reading = read(f"나루미용실\n408-22-04750\n2026-03-04\n기본  8,000\n추가  2,000\n{notice}\n합계  10,000")
    assert [item.name for item in reading.items] == ["기본", "추가"]


@pytest.mark.parametrize("notice", ["Free parking in the garage", "Parking validated", "Parking available"])
def test_nor_abroad(notice: str) -> None:
    rows = f"Extra  $12.00\nBooking fee  $10.00\n{notice}\nTotal  $22.00"
    assert [item.name for item in read(f"RIVER SALON\n03/12/2021\n{rows}").items] == ["Extra", "Booking fee"]
