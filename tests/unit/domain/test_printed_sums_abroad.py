"""Sums, taxes and what goes back, as tills abroad print them: rounded, rated, returned, or not read."""

from decimal import Decimal
from random import Random

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

DINER = "BLUE OWL GRILL\n12 Maple Street\nSpringfield, OR 97477\n03/15/2026 07:42 PM\n"
KOPITIAM = "KEDAI KOPI MELATI\n12 Jalan Melati, 50250 Kuala Lumpur\n25/03/2026 10:11\n"
CENT = Decimal("0.01")


def sure_of(reading: Reading) -> float:
    return reading.fields["amounts.total"].confidence


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("word", ["TAK", "Food - Bulk", "C1ty", "Prepared meals"])
@pytest.mark.parametrize("rate", ["6.625", "8.25", "7", "9,5"])
def test_a_printed_share_of_the_net_amount_is_the_tax_whatever_its_word(
    word: str, rate: str, seed: int
) -> None:
    net = Decimal(Random(f"{word}{rate}{seed}").randrange(400, 9_000)) * CENT  # noqa: S311 - prices
    tax = (net * Decimal(rate.replace(",", ".")) / 100).quantize(CENT)
    rows = f"Burger  {net}\nCounter-Eat In  {net}\n{word} {rate}%  {tax}\nAmount Due  ${net + tax}"
    found = read(f"{DINER}{rows}").amounts
    assert (found.total, found.supply, found.vat) == (net + tax, net, tax)


@pytest.mark.parametrize(
    ("net", "tax", "total"),
    [("86.90", "3.04", "39.94"), ("36.90", "8.04", "39.94"), ("36.90", "3.04", "89.94")],
)
def test_a_digit_is_put_right_where_the_printed_rate_and_the_sum_agree_and_is_looked_at(
    net: str, tax: str, total: str
) -> None:
    """Printed are 36.90, of which 3.04 are 8.25 %, and 39.94."""
    reading = read(f"{DINER}Subtotal  {net}\nSales Tax 8.25%  {tax}\nTotal  {total}\n")
    found = reading.amounts
    assert (found.supply, found.vat, found.total) == tuple(map(Decimal, ("36.90", "3.04", "39.94")))
    assert min(reading.fields[f"amounts.{name}"].confidence for name in ("supply", "vat", "total")) < ENOUGH


def test_without_a_rate_nothing_tells_which_of_the_three_was_misread() -> None:
    reading = read(f"{DINER}Subtotal  36.90\nSales Tax  8.04\nTotal  39.94\n")
    assert reading.amounts.vat != Decimal("3.04")


def test_a_share_that_does_not_come_out_is_no_tax() -> None:
    assert read(f"{DINER}Burger  6.75\nSubtotal  6.75\nPotato 20%  .56\nTotal  7.31").amounts.vat is None


@pytest.mark.parametrize(
    "word", ["Amt Due", "TOTAL AMT DUE", "Amt Payable", "Total (Eat In)", "Total (Dine In)"]
)
def test_what_is_due_comes_after_the_rounding(word: str) -> None:
    rows = "Platter  55.00\nServ Chrg @10%  5.50\nGST 06%  3.63\nTotal:  64.13\nRounding Adj  0.02\n"
    assert read(f"{KOPITIAM}{rows}{word}  64.15").amounts.total == Decimal("64.15")


@pytest.mark.parametrize("sen", [1, 2, 3, 4, 6, 7, 8, 9])
@pytest.mark.parametrize("printed", ["{}", "6.0{}", "0.{}"])
def test_a_sum_is_rounded_though_the_difference_was_misread(printed: str, sen: int) -> None:
    before = Decimal("46.50") + sen * CENT
    after = (before / Decimal("0.05")).quantize(Decimal(1)) * Decimal("0.05")
    rounding = printed.format(abs(after - before) if printed == "{}" else sen)
    rows = [
        "Cracker  7.74",
        f"Lotion  {before - Decimal('7.74')}",
        f"Sub-total  {before}",
        f"Total Sales Incl GST  {before}",
        f"Rounding Adj  {rounding}",
        f"Total After Adj Incl GST  {after}",
        "CASH  100.00",
        f"Change Amt  {100 - after}",
    ]
    assert read(KOPITIAM + "\n".join(rows)).amounts.total == after


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (
            "EC UNLD  1.71\nPrepaid Fuel  -5.00\nSubtotal  -3.29\nTax  0.00\nTOTAL  -3.29\nCASH $  -3.29",
            "-3.29",
        ),
        ("Jacket  -40.00\nScarf  12.00\nHat  9.00\nSubtotal  -19.00\nTotal  -19.00\nVisa  -19.00", "-19.00"),
        ("Deposit bottle  -0.25\nMilk  4.25\nSubtotal  4.00\nTotal  $4.00", "4.00"),
    ],
)
def test_a_sum_below_zero_goes_back_to_the_guest(rows: str, total: str) -> None:
    assert read(f"{DINER}Description  Qty  Amount\n{rows}").amounts.total == Decimal(total)


@pytest.mark.parametrize("unread", ["$9  J22", "9 . z2", "9,2 2 2", "1O 2 2x"])
def test_digits_beside_the_word_for_the_total_that_make_no_amount_are_asked(unread: str) -> None:
    rows = f"Soap  $0.49\nStuff  $7.99\nGoods  $8.48\nTax  $0.74\nTOTAL  {unread}"
    found = read(f"{DINER}{rows}")
    assert found.amounts.total is None or sure_of(found) < ENOUGH


@pytest.mark.parametrize("rows", ["다이소 4  12,000\n할인  -1,590\n호박  3,990\n할인  -190\n바나나  3,990"])
def test_goods_that_cost_more_than_was_paid_and_what_came_off_speak_against_the_total(rows: str) -> None:
    found = read(f"나루마트\n408-22-04750\n2026-03-04 17:20:11\n상품명  금액\n{rows}")
    assert found.amounts.total is None or sure_of(found) < ENOUGH


def test_change_that_was_counted_from_another_printed_sum_speaks_against_the_total() -> None:
    rows = "Tea  9.52\nTotal  9.52\nTotal  9.52\nNet Total  9.50\nNett  9.52\nCash  20.00\nChange  10.50"
    found = read(f"{KOPITIAM}{rows}")
    assert found.amounts.total == Decimal("9.50") or sure_of(found) < ENOUGH
