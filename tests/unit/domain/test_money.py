from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.reading.values.money import money_in
from tests.unit.domain.printed import rows_in


def values(text: str, currency: str | None = "KRW") -> list[Decimal]:
    return [money.value for money in money_in(rows_in(text)[0], currency)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2,500", "2500"),
        ("12 ,500원", "12500"),
        ("334.000", "334000"),
        ("12,.545", "12545"),
        ("₩1,250,000", "1250000"),
        ("\\9,900", "9900"),
        ("-1,000", "-1000"),
        ("1,000-", "-1000"),
        ("△500", "-500"),
        ("[-] 2,000", "-2000"),
        ("(1,500)", "-1500"),
        ("1O,OOO", "10000"),
    ],
)
def test_won_are_read_in_every_notation(text: str, value: str) -> None:
    assert values(text) == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("RM 68.10", "68.10"),
        ("$9.20", "9.20"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("8. 20", "8.20"),
    ],
)
def test_cents_are_read_in_every_notation(text: str, value: str) -> None:
    assert values(text, "MYR") == [Decimal(value)]


@pytest.mark.parametrize(
    "text",
    ["2022-11-21", "12:28:29", "02-333-4444", "902-45-00731", "4579-73**-****-1234", "10%", "500ml", "3층"],
)
def test_dates_times_and_numbers_of_other_things_are_no_money(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    "text", ["33,16", "33,1", "33,1600", "33,1b0", "12,D00", "12,00D원", "0,900", "0,900원"]
)
def test_what_is_left_of_an_amount_is_no_amount(text: str) -> None:
    assert values(f"합계  {text}") == []


@pytest.mark.parametrize("text", ["33,l60원", "₩9,B90원", "12,0O0 원"])
def test_letters_for_digits_are_read_before_the_unit_too(text: str) -> None:
    assert values(text) == [Decimal({"3": 33160, "₩": 9890, "1": 12000}[text[0]])]


@pytest.mark.parametrize(
    ("text", "value"), [("O원", 0), ("o 원", 0), ("5O0원", 500), ("l00원", 100), ("80원", 80)]
)
def test_a_small_amount_before_its_unit_has_no_letters(text: str, value: int) -> None:
    assert values(f"면세품: {text}") == [Decimal(value)]


@pytest.mark.parametrize("text", ["S원", "OO원", "OO원두커피", "O원장", "ABO원"])
def test_letters_alone_before_a_unit_are_no_amount(text: str) -> None:
    assert values(text) == []


def test_cents_behind_groups_are_kept_where_they_are_of_the_past() -> None:
    assert values("Rp 70.000,00", "IDR")[0] in {Decimal(70000), Decimal("70000.00")}


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=999_999_999))
def test_any_printed_amount_is_read_back(amount: int) -> None:
    assert values(f"합계 {amount:,}") == [Decimal(amount)]
    assert values(f"합계 {amount:,}원") == [Decimal(amount)]
    assert values(f"Total {amount / 100:,.2f}", "USD") == [Decimal(amount) / 100]
