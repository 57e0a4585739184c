"""Into how small parts money is divided, and that everything which shows, takes or adds it up agrees."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from iso4217 import Currency

from receipts.domain.currencies import MOST_DECIMALS, decimals_of, is_currency, is_whole
from receipts.domain.journal_entries import Accounts, journal_entries
from receipts.domain.purchase import money
from receipts.domain.reading.values.currency import currency_of
from receipts.domain.reading.values.money import money_in
from receipts.domain.receipt import Amounts, Reading
from receipts.domain.sums import Grouping, sums_of
from receipts_api.exports.csv_file import cell
from tests.fixtures.makers import a_receipt
from tests.unit.domain.printed import rows_in

TENANT = UUID(int=1)
BOOKS = Accounts("부가세대급금", "가지급금", "미지급금", {}, frozenset())


def test_the_list_is_the_one_that_iso_keeps() -> None:
    """Gold, drawing rights and codes for tests have no decimals there: nobody pays with them."""
    theirs = {one.code: one.exponent for one in Currency if one.exponent is not None}
    assert {code: decimals_of(code) for code in theirs} == theirs
    assert {one.code for one in Currency if is_currency(one.code)} == set(theirs)
    assert max(theirs.values()) == MOST_DECIMALS


@pytest.mark.parametrize("code", ["", "XXX", "XAU", "krw", "WON", "ABC", "KRW "])
def test_what_is_no_money_is_none(code: str) -> None:
    assert not is_currency(code)


def test_money_without_a_name_has_cents() -> None:
    assert decimals_of(None) == 2
    assert [code for code in ("KRW", "VND", "USD", "KWD", None) if is_whole(code)] == ["KRW", "VND"]


@pytest.mark.parametrize("currency", ["KWD", "BHD", "OMR", "JOD", "TND"])
def test_dinars_are_the_same_in_sums_in_the_journal_and_in_a_spreadsheet(currency: str) -> None:
    reading = Reading(currency=currency, amounts=Amounts(total=Decimal("12.345"), vat=Decimal("0.588")))
    (sums,) = sums_of([replace(a_receipt(TENANT), reading=reading)] * 2, Grouping.ACCOUNT)
    assert (sums.total, sums.vat) == (Decimal("24.690"), Decimal("1.176"))
    assert {entry.amount for entry in journal_entries(reading, BOOKS)} == {Decimal("12.345")}
    assert cell(money(reading.amounts.total)) == cell(reading.amounts.total) == "12.345"


@pytest.mark.parametrize(
    ("row", "currency", "values"),
    [
        ("TOTAL KWD 12.345", "KWD", ["12.345"]),
        ("TOTAL 1,234.500 BHD", "BHD", ["1234.500"]),
        ("VND 250.000", "VND", ["250000"]),
        ("TOTAL 12.345", "KRW", ["12345"]),
    ],
)
def test_an_amount_is_read_as_its_currency_is_divided(row: str, currency: str, values: list[str]) -> None:
    assert [str(found.value) for found in money_in(rows_in(row)[0], currency)] == values


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("KUWAIT COOP\nTOTAL KWD 12.345", "KWD"),
        ("MANAMA CAFE\nTOTAL 3.500 BHD", "BHD"),
        ("WARUNG PERMAS SDN BHD\n10/03/2018 5:41:06\nTotal 46.54", "MYR"),
    ],
)
def test_dinars_are_known_by_their_three_decimals(text: str, currency: str) -> None:
    assert currency_of(rows_in(text)) == currency
