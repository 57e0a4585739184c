from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.adapters.engines.values import amount_in, business_number_in, moment_in


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("2,500원", "2500"),
        ("RM 1,234.50", "1234.50"),
        ("1.234,50 €", "1234.50"),
        ("$12.5", "12.5"),
        ("-3,000", "-3000"),
        ("1,250,000", "1250000"),
        ("12.", "12"),
    ],
)
def test_amounts_are_read_in_every_notation(text: str, amount: str) -> None:
    assert amount_in(text) == Decimal(amount)


def test_a_text_without_a_number_is_no_amount() -> None:
    assert amount_in("무료") is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20 12:28:29", datetime(2026, 11, 20, 12, 28, 29)),
        ("2026-11-20T12:28:29", datetime(2026, 11, 20, 12, 28, 29)),
        ("2026년 11월 20일", date(2026, 11, 20)),
        ("25/12/2026", date(2026, 12, 25)),
        ("Nov 20, 2026 2:30 PM", datetime(2026, 11, 20, 14, 30)),
    ],
)
def test_a_date_that_can_be_read_one_way_is_read(text: str, moment: date) -> None:
    assert moment_in(text) == moment


@pytest.mark.parametrize("text", ["05/11/2026", "12.11.10", "yesterday", "2026-11-20 ~ 2026-11-22"])
def test_a_date_that_is_not_certain_is_none(text: str) -> None:
    assert moment_in(text) is None


def test_a_business_number_has_ten_digits() -> None:
    assert str(business_number_in("123 45 67891")) == "123-45-67891"
    assert business_number_in("123-45-6789") is None
