"""Misread or hostile values, before anybody keeps them."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.bounds import is_possible_date, is_possible_number, keepable
from receipts.domain.category import CategoryTable
from receipts.domain.conclusions import conclude
from receipts.domain.receipt import Amounts, Item, Precision
from tests.fixtures.makers import a_reading

NO_ACCOUNTS = CategoryTable(())


@pytest.mark.parametrize("text", ["9999-12-31T23:59:59-09:00", "0001-01-01T00:00:00+09:00", "1969-12-31"])
def test_a_date_at_the_ends_of_the_calendar_was_not_read(text: str) -> None:
    moment = datetime.fromisoformat(text)
    assert not is_possible_date(moment)
    reading = conclude(a_reading(issued_at=moment, issued_at_precision=Precision.SECOND), None, NO_ACCOUNTS)
    assert (reading.issued_at, reading.issued_at_precision) == (None, None)


def test_every_date_that_is_possible_has_its_moment_in_utc() -> None:
    for day in (date(1970, 1, 1), date(2099, 12, 31)):
        assert is_possible_date(day)
        for offset in ("-23:59", "+23:59"):
            assert datetime.fromisoformat(f"{day}T00:00:00{offset}").timestamp()


@pytest.mark.parametrize(
    "text", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999", "1E-999999", "1" * 200]
)
def test_what_is_no_number_or_cannot_be_written_out_was_not_read(text: str) -> None:
    value = Decimal(text)
    assert not is_possible_number(value)
    items = (Item(1, "국밥", quantity=value, unit_price=value, amount=value),)
    reading = conclude(a_reading(amounts=Amounts(total=value, vat=value), items=items), None, NO_ACCOUNTS)
    assert (reading.amounts, reading.items) == (Amounts(), (Item(1, "국밥"),))


@pytest.mark.parametrize("text", ["0", "-2500", "1234567890123.45", "0.001"])
def test_numbers_stay(text: str) -> None:
    assert is_possible_number(Decimal(text))


def test_half_a_character_and_nul_are_dropped_and_whole_ones_stay() -> None:
    assert keepable("가\x00나\ud83d다\udc00😀") == "가나다😀"
