"""Letters beside amounts tell how a line is taxed: they hide no amount and belong to no name."""

import pytest

from tests.unit.domain.printed import read

STORE = "한빛창고마트 양평점\n사업자번호 408-22-04750\n2026-03-04 18:02\n"
WAREHOUSE = "RIVER WHOLESALE\n1200 Main St, Springfield, IL 62704\n03/12/2021 2:22 PM\n"
KEDAI = "SERI MAWAR SDN BHD\n(123456-X)\n12/03/2018 10:11\n"


def goods(paper: str) -> list[tuple[str, str]]:
    return [(item.name, str(item.amount)) for item in read(paper).items]


@pytest.mark.parametrize(
    "rows",
    [
        "우유  12,990F\n세제  8,990T",
        "우유  12,990  F\n세제  8,990  T",
        "우유  F  12,990\n세제  T  8,990",
        "12345 우유  12,990 F\n2345 세제  8,990 T",
        "E 우유  12,990\nT 세제  8,990",
    ],
)
def test_the_letter_stands_behind_the_amount_before_it_or_before_the_name(rows: str) -> None:
    assert goods(f"{STORE}{rows}\n합계  21,980") == [("우유", "12990"), ("세제", "8990")]


@pytest.mark.parametrize(
    "rows",
    [
        "E 123456 ORG MILK  12.49 A\n234567 SOAP  8.99",
        "ORG MILK  E 12.49\nSOAP  T 8.99",
        "E  ORG MILK  12.49  N\nSOAP  8.99  Y",
        "ORG MILK 007874201234 F  12.49 N\nSOAP 007874201235  8.99 X",
    ],
)
def test_abroad_too(rows: str) -> None:
    sums = "SUBTOTAL  21.48\nTAX  0.90\nTOTAL  22.38"
    assert goods(f"{WAREHOUSE}{rows}\n{sums}") == [("ORG MILK", "12.49"), ("SOAP", "8.99")]


@pytest.mark.parametrize(
    "rows", ["RICE  25.90 SR\nSOAP  3.50 ZRL", "SR RICE  25.90\nZRL SOAP  3.50", "RICE  25.90S\nSOAP  3.50Z"]
)
def test_the_codes_of_malaysia(rows: str) -> None:
    assert goods(f"{KEDAI}{rows}\nTOTAL  RM 29.40") == [("RICE", "25.90"), ("SOAP", "3.50")]


def test_sizes_and_menus_have_letters_of_their_own() -> None:
    rows = "티셔츠  L  12,000\nA 세트  9,000\nB 세트  8,000\n합계  29,000"
    assert [name for name, _ in goods(STORE + rows)] == ["티셔츠 L", "A 세트", "B 세트"]


@pytest.mark.parametrize(
    "names",
    [
        ("T SHIRT", "T BONE STEAK"),
        ("T 셔츠", "T 머니충전"),
        ("E BIKE", "T Shirt"),
        ("1500 세트", "2000 세트"),
        ("2025 다이어리", "2026 캘린더"),
        ("7000 시리즈 공구", "5000 시리즈 공구"),
    ],
)
def test_what_names_begin_with_is_no_code(names: tuple[str, str]) -> None:
    rows = f"{names[0]}  12,000\n{names[1]}  9,000\n합계  21,000"
    assert tuple(name for name, _ in goods(STORE + rows)) == names


def test_codes_of_one_line_say_nothing() -> None:
    assert goods(f"{STORE}T 우유  12,000\n합계  12,000") == [("T 우유", "12000")]


@pytest.mark.parametrize("name", ["비타민  E", "운동화 사이즈  F", "VITAMIN  A", "Plank type   B"])
def test_what_a_letter_ends_keeps_it_however_far_it_stands(name: str) -> None:
    found = goods(f"{STORE}{name}  12,000\n우유  2,000  F\n합계  14,000")
    assert [one for one, _ in found] == [" ".join(name.split()), "우유"]
