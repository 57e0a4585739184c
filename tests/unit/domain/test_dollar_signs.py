"""A dollar sign that was read as a digit: what else is printed tells."""

from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from tests.unit.domain.printed import read

HEAD = "HERON DINER\n120 Main Street\nPortland, OR 97201\n03/14/2026 7:42 PM\n"


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            "Subtotal  6.75\nTax 8.25%  .56\nAxunt Oue  $7.31\nVisa  87.31", id="behind a sign elsewhere"
        ),
        pytest.param("Subtotal  $6.75\nTax  $.56\nTotal  87.31", id="the sum of net and tax"),
        pytest.param("Subtotal  86.75\nTax  0.56\nTotal  $7.31", id="the net amount"),
        pytest.param("Subtotal  86.75\nTax 8.25%  0.56\nTotal  87.31", id="both, by the rate"),
        pytest.param("Subtotal  $6.75\nTax  $.56\nTotal  47.31", id="as a four"),
    ],
)
def test_the_digit_is_the_sign_where_the_rest_is_what_else_is_printed(rows: str) -> None:
    reading = read(f"{HEAD}Soup  6.75\n{rows}")
    assert reading.amounts.total == Decimal("7.31")


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        pytest.param("Subtotal  86.75\nTax  0.56\nTotal  87.31", "87.31", id="adds up as read, no rate"),
        pytest.param("Subtotal  80.67\nTax 8.25%  6.64\nTotal  87.31", "87.31", id="the rate goes with it"),
        pytest.param("Subtotal  $80.67\nTax  $6.64\nTotal  $87.31", "87.31", id="behind its own sign"),
        pytest.param(
            "Subtotal  $80.67\nTax  $6.64\nTotal  $87.31\nSaved  $7.31\nVisa  87.31", "87.31", id="both"
        ),
    ],
)
def test_an_amount_that_begins_with_an_eight_stays(rows: str, total: str) -> None:
    assert read(f"{HEAD}Steak  80.67\n{rows}").amounts.total == Decimal(total)


def test_what_was_put_right_is_asked() -> None:
    reading = read(f"{HEAD}Soup  6.75\nSubtotal  $6.75\nTax  $.56\nTotal  87.31")
    assert reading.fields["amounts.total"].confidence < ENOUGH


def test_other_money_has_no_dollar_sign() -> None:
    rows = "LERCHE GMBH\nWeg 3, 10115 Berlin\n14.03.2026\nNetto  6.75 EUR\nMwSt  0.56 EUR\nSumme  87.31 EUR"
    assert read(rows).amounts.total == Decimal("87.31")


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        pytest.param(
            "Steak  80.00\nSubtotal  80.00\nTip  $4.00\nTotal  84.00\nVisa  84.00", "84.00", id="a tip"
        ),
        pytest.param("Novel  45.00\nTotal  45.00\nCash  50.00\nChange  $5.00", "45.00", id="the change"),
        pytest.param("Ale  3.00\nPie  40.00\nTotal  43.00\nCash  46.00\nChange  $3.00", "43.00", id="of two"),
        pytest.param("Wine  80.00\nDelivery  $5.00\nTotal  85.00\nVisa  85.00", "85.00", id="a delivery"),
        pytest.param(
            "Wine  85.00\nTotal  85.00\nVisa  85.00\nYou saved  $5.00", "85.00", id="what was saved"
        ),
        pytest.param("Tea 11 @ $4.00  44.00\nTotal  44.00\nVisa  44.00", "44.00", id="a price for one"),
        pytest.param("Beer  $7.31\nSteak  80.00\nTotal  87.31", "87.31", id="one of the goods"),
        pytest.param(
            "Cake  30.00\nBun  10.00\nGum  2.00\nTax  4.00\nTotal  46.00", "46.00", id="goods and tax"
        ),
    ],
)
def test_an_amount_that_goes_with_what_else_is_printed_stays(rows: str, total: str) -> None:
    assert read(f"{HEAD}{rows}").amounts.total == Decimal(total)
