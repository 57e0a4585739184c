"""How receipts abroad print what costs nothing, taxes of several rates, signs above companies and phones."""

from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Amounts
from tests.unit.domain.printed import read

INN = "THE CROWN INN\n8 King Road, Bath BA1 0AA\n25/03/2026 19:42\n"
GRILL = "BLUE OWL GRILL\n12 Maple Street\nSpringfield, OR 97477\n03/15/2026 07:42 PM\n"


def of(text: str) -> Amounts:
    return read(text).amounts


@pytest.mark.parametrize(
    "rows",
    [
        "Lasagne  17.25\nStaff meal  -17.25\nSubtotal  0.00\nTax  0.00\nTotal  0.00",
        "Sample  0.00\nSubtotal  $0.00\nAmount Due  $0.00",
        "Wine  9.00\nBread  3.50\nVoid  -12.50\nSubtotal  0.00\nTotal  0.00\nCash  0.00",
    ],
)
def test_what_was_given_away_or_taken_back_cost_nothing(rows: str) -> None:
    assert of(GRILL + rows).total == Decimal(0)


@pytest.mark.parametrize(
    "rows",
    [
        "Lasagne  17.25\nSubtotal  17.25\nTotal  17.25\nBalance Due  0.00",
        "Lasagne  17.25\nSubtotal  17.25\nTotal  17.25\nChange  0.00\nBalance Due  0.00",
    ],
)
def test_a_balance_of_nothing_is_no_total(rows: str) -> None:
    assert of(GRILL + rows).total == Decimal("17.25")


def test_one_zero_alone_is_no_total() -> None:
    assert of(GRILL + "Lasagne  17.25\nTotal  0.00").total != Decimal(0)


def test_a_tax_of_nothing_is_a_tax() -> None:
    assert of(GRILL + "Seeds  4.00\nSubtotal  4.00\nTax  0.00\nTotal  4.00").vat == Decimal(0)


@pytest.mark.parametrize(
    "table",
    [
        "VAT A 20.0%  £24.00  £4.00\nVAT B 5.0%  £2.10  £0.10\nVAT Z 0.0%  £3.90  £0.00",
        "Rate  Gross  VAT\n20%  24.00  4.00\n5%  2.10  0.10\n0%  3.90  0.00",
        "0% (3.90)  0.00\n5% (2.10)  0.10\n20% (24.00)  4.00\nVAT TOTAL  4.10",
    ],
)
def test_taxes_of_several_rates_are_one_tax(table: str) -> None:
    goods = "Roast  24.00\nTea  2.10\nBread  3.90\nTOTAL  £30.00\n"
    assert (of(INN + goods + table).total, of(INN + goods + table).vat) == (Decimal(30), Decimal("4.10"))


@pytest.mark.parametrize(
    ("taxes", "tax"),
    [
        ("STATE TAX 1  1.20\nSTATE TAN 2  0.80", "2.00"),
        ("Sales Tax  1.20\nC1ty 2.5%  0.80", "2.00"),
        ("GST  1.20\nPST  0.80", "2.00"),
    ],
)
def test_what_stands_between_net_and_total_is_the_tax(taxes: str, tax: str) -> None:
    assert of(f"{GRILL}Soup  18.00\nSub ota1  18.00\n{taxes}\nTotal  20.00").vat == Decimal(tax)


def test_groups_of_goods_between_net_and_tax_are_none() -> None:
    rows = "Crab  21.95\nBeer  6.50\nfood  21.95\nliquor  6.50\nTax  2.53\nTotal Due  30.98"
    assert of(GRILL + rows).vat == Decimal("2.53")


@pytest.mark.parametrize("word", ["Incl. GST 7%", "Incl GST", "Inc. VAT 20%", "Included tax"])
def test_a_row_that_begins_with_included_tax_tells_the_tax(word: str) -> None:
    assert of(f"{INN}Rice  £21.40\nTOTAL  £21.40\nCASH  £21.40\n{word}  £1.40").vat == Decimal("1.40")


@pytest.mark.parametrize("word", ["Pajak 10%", "PPN", "Pajak"])
def test_indonesian_tax(word: str) -> None:
    head = "WARUNG MELATI\nTanggal : 21-09-2015\nNasi  24,000\nSub Total  24,000\n"
    found = of(f"{head}{word}  2,400\nTotal Bill  26,400")
    assert (found.total, found.vat) == (Decimal(26400), Decimal(2400))


def test_a_sign_in_front_of_letters_is_no_won() -> None:
    reading = read(
        GRILL.replace("12 Maple", "One ₩aple") + "Soup  $18.00\nTotal  $18.00\nCash  $20.00\nChange  $2.00"
    )
    assert (reading.currency, reading.amounts.total) == ("USD", Decimal(18))


@pytest.mark.parametrize(
    ("printed", "phone"), [("5415550142", "5415550142"), ("541.555.0142", "541.555.0142")]
)
def test_a_phone_below_the_address_needs_no_dash(printed: str, phone: str) -> None:
    text = GRILL.replace("97477\n", f"97477\n{printed}\n") + "Soup  $18.00\nTotal  $18.00"
    assert read(text).merchant.phone == phone


def test_ten_digits_elsewhere_are_no_phone() -> None:
    assert read(GRILL + "5415550142\nSoup  $18.00\nTotal  $18.00").merchant.phone is None


def test_a_canadian_address_tells_the_currency_and_the_phone() -> None:
    reading = read(
        "MAPLE HOUSE\n14 Elm Avenue\nToronto, ON M5V 2T6\n4165550142\n15/03/2026\nSoup  $18.00\nTotal  $18.00"
    )
    assert (reading.currency, reading.merchant.phone) == ("CAD", "4165550142")


def test_the_sign_is_the_name_where_no_law_asks_for_the_company() -> None:
    assert (
        read(
            "FRESHWAY\nBarton Supermarkets plc\n" + INN.split("\n", 1)[1] + "Tea  £2.00\nTOTAL  £2.00"
        ).merchant.name
        == "FRESHWAY"
    )


def test_the_company_below_its_sign_is_asked() -> None:
    """Which of the two a bookkeeper calls the shop by is anybody's guess."""
    rows = "12 Jalan Melati, 50250 Kuala Lumpur\n25/03/2026\nTea  2.00\nTOTAL RM  2.00"
    found, alone = read(f"KOPI SATU\nMakan Enak Sdn Bhd\n{rows}"), read(f"Makan Enak Sdn Bhd\n{rows}")
    assert {found.merchant.name, alone.merchant.name} == {"Makan Enak Sdn Bhd"}
    assert found.fields["merchant.name"].confidence < ENOUGH <= alone.fields["merchant.name"].confidence
