"""Classes of fault of receipts abroad that nobody here had seen, in words that no rule was written with."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reasons import AMBIGUOUS_DATE, ENOUGH
from receipts.domain.receipt import Reading, Transaction
from receipts.domain.text import TextLine
from tests.unit.domain.printed import page_of, read

GRILL = "BLUE OWL GRILL\n12 Maple Street\nSpringfield, OR 97477\n03/15/2026 07:42 PM\n"
SHOP = "MELATI TRADING SDN BHD\n(1120908-M)\n"
FUEL = "Fuel  $2.00\nTotal  $2.00"
FOOT = "\n25/03/2026 10:11\nTea  2.00\nTOTAL  2.00"


def sure(reading: Reading, path: str) -> bool:
    return path in reading.fields and reading.fields[path].confidence >= ENOUGH


@pytest.mark.parametrize(
    ("street", "town", "currency"),
    [
        ("611 BROADWAY", "CHELSEA, MA 02150", "USD"),
        ("14 St Mary's Row", "Birmingham B4 6NE", "GBP"),
        ("9, quai des Celestins", "75004 PARIS", "EUR"),
        ("Lindenstraße 17", "5020 Salzburg", "EUR"),
        ("Groenmarkt 3", "2000 Antwerpen", "EUR"),
        ("Oudegracht 101", "3511 AE Utrecht", "EUR"),
        ("Nørregade 12", "1165 København K", "DKK"),
        ("ul. Dluga 21", "31-147 Krakow", "PLN"),
        ("Drottninggatan 8", "411 14 Göteborg", "SEK"),
    ],
)
def test_the_street_above_a_town_is_part_of_the_address_whatever_it_is_called(
    street: str, town: str, currency: str
) -> None:
    assert read(f"LANTERN\n{street}\n{town}{FOOT} {currency}").merchant.address == f"{street} {town}"


@pytest.mark.parametrize("row", ["Register 4", "A unit of Lantern Hospitality Pvt. Ltd.", "STORE 00117"])
def test_what_stands_above_the_town_may_be_no_street(row: str) -> None:
    reading = read(f"LANTERN\n{row}\nSpringfield, OR 97477{FOOT} USD")
    assert reading.merchant.address == "Springfield, OR 97477"


@pytest.mark.parametrize(
    "aside", ["TEL: 04-3312289", "GST ID: 001122334455", "TEL: 04-331228\nFAX: 04-331229"]
)
def test_an_address_goes_on_below_what_stands_between_its_lines(aside: str) -> None:
    text = f"{SHOP}HQ: NO 8, LORONG MELATI 3\n{aside}\nTAMAN MELATI, 13700 PERAI\nPULAU PINANG{FOOT}"
    assert read(text).merchant.address == "HQ: NO 8, LORONG MELATI 3 TAMAN MELATI, 13700 PERAI PULAU PINANG"


def test_what_follows_a_whole_address_and_its_telephone_is_no_more_of_it() -> None:
    text = f"{SHOP}NO 8, LORONG MELATI 3, 13700 PERAI\nTEL: 04-3312289\nBRANCH: 81200 JOHOR BAHRU{FOOT}"
    assert read(text).merchant.address == "NO 8, LORONG MELATI 3, 13700 PERAI"


@pytest.mark.parametrize("state", ["WILAYAH PERSEKUTUAN", "PULAU PINANG", "P.PINANG", "PUTRAJAYA"])
def test_a_state_ends_an_address(state: str) -> None:
    text = f"{SHOP}23, JALAN MELATI\n55200 KUALA LUMPUR\n{state}{FOOT}"
    assert read(text).merchant.address == f"23, JALAN MELATI 55200 KUALA LUMPUR {state}"


@pytest.mark.parametrize(
    "address",
    [
        "Quay Rd\nKinsale\nCo. Cork",
        "100 Melati Road\n#01-12\nS(229899)",
        "C/ Sant Pau, 12 bajos\n08003 Barcelona",
        "Rua das Rosas 33\n1200-193 Lisboa",
    ],
)
def test_addresses_end_as_their_countries_write_them(address: str) -> None:
    assert read(f"LANTERN\n{address}{FOOT} EUR").merchant.address == address.replace("\n", " ")


@pytest.mark.parametrize(
    ("phone", "currency"), [("01629 555 010", "GBP"), ("04 91 00 10 20", "EUR"), ("+31 30 555 0123", "EUR")]
)
def test_a_phone_below_the_address_needs_no_word(phone: str, currency: str) -> None:
    head = f"LANTERN\n8 King Road, Bath BA1 0AA\n{phone}\n"
    assert read(f"{head}25/03/2026\nTea  2.00\nTOTAL {currency}  2.00").merchant.phone == phone


@pytest.mark.parametrize("row", ["03/04/2026", "03.04.26 19:42"])
def test_a_date_below_the_address_is_no_phone(row: str) -> None:
    assert read(f"LANTERN\n8 King Road, Bath BA1 0AA\n{row}\nTea  £2.00\nTOTAL  £2.00").merchant.phone is None


@pytest.mark.parametrize(
    "above",
    [
        "Ship to",
        "Shiped",
        "Sold",
        "SOLD TO: J DOE",
        "CASH ONLY",
        "OPEN 24 HOURS",
        "DRIVE THRU",
        "SELF CHECKOUT",
        "** PAID **",
        "EST. 1987",
        "STORE NO 117",
        "STUDENT DISCOUNT CARD",
        "SCREEN 5",
    ],
)
def test_what_says_how_or_for_whom_is_no_name(above: str) -> None:
    assert read(f"{above}\nROCKY'S GARAGE\n{GRILL.split(chr(10), 1)[1]}{FUEL}").merchant.name == (
        "ROCKY'S GARAGE"
    )


@pytest.mark.parametrize("row", ["Store #214", "STORE NO. 00117", "Branch 12"])
def test_the_number_of_a_branch_is_no_half_of_a_name(row: str) -> None:
    assert read(GRILL.replace("12 Maple", f"{row}\n12 Maple") + FUEL).merchant.name == "BLUE OWL GRILL"


@pytest.mark.parametrize(("overlap", "is_sure"), [(12, False), (2, True)])
def test_a_name_two_parts_of_which_lie_on_the_same_ink_is_asked(overlap: float, is_sure: bool) -> None:
    page = page_of(f"\n(1120908-M)\nNO 8, LORONG MELATI 3\n13700 PERAI, PULAU PINANG{FOOT}")
    half = 20 + 12 * len("ONE ONE")
    parts = (("ONE ONE", 20, half), ("E MELATI SDN BHD", half - overlap, half - overlap + 12 * 16))
    head = tuple(
        TextLine(text, 0.99, ((left, 20), (right, 20), (right, 44), (left, 44)))
        for text, left, right in parts
    )
    reading = read_receipt([replace(page, lines=(*head, *page.lines))])
    assert sure(reading, "merchant.name") == is_sure


@pytest.mark.parametrize("house", ["ORPHEUM CINEMA 6", "Odeon Multiplex", "PALACE THEATRE"])
@pytest.mark.parametrize("rating", ["", "RATED PG-13\n"])
def test_a_ticket_is_sold_by_the_house_and_not_by_the_film(house: str, rating: str) -> None:
    ticket = f"THE LAST LIGHTHOUSE\n{rating}{house}\n03/18/2026  7:10 PM\nADULT  $12.50\nTOTAL  $12.50"
    assert read(ticket).merchant.name == house


@pytest.mark.parametrize("other", ["EBT FOOD", "EBT", "WIC", "HSA"])
def test_what_was_paid_by_two_means_is_their_sum_and_nothing_came_off(other: str) -> None:
    goods = "Milk  15.79\nMEMBER SAVINGS  -1.50\nYOU SAVED  1.50\nTAX  0.70\n"
    paid = f"**** BALANCE DUE  14.99\n{other}  5.65\nVISA DEBIT  9.34\nCHANGE  0.00"
    amounts = read(GRILL + goods + paid).amounts
    assert (amounts.total, amounts.discount) == (Decimal("14.99"), None)


def test_a_town_with_its_postcode_is_no_service_charge() -> None:
    shop = "BAYANI MART\n9 Mabini Street, Manila 1003\nAugust 17, 2026\n"
    rows = "Noodles  28.50\nTotal  28.50\nCash  28.50"
    assert read(shop + rows).amounts.service_charge is None


def test_the_net_amount_of_a_rate_whose_tax_was_not_read_is_no_tax() -> None:
    rows = "SUMME €  6,57\nB: 10% MwSt von 3,95 = 0,36\nA: 20% MwSt von 2,62 = 044"
    reading = read(f"NAHKAUF\n5020 Salzburg\n04.12.2026\nGouda  6,57\n{rows}")
    assert reading.amounts.vat != Decimal("2.62") or not sure(reading, "amounts.vat")


@pytest.mark.parametrize(
    ("printed", "currency"),
    [
        ("GSTIN: 29ABCDE1234F1Z5", "INR"),
        ("TRN 100123456700003, Sharjah, U.A.E.", "AED"),
        ("VAT REG TIN 009-123-456-00002", "PHP"),
        ("22 Charoen Road, Bangkok 10330", "THB"),
        ("CVR 12345678", "DKK"),
        ("Org.nr 556677-8899", "SEK"),
        ("Org. nr. 987 654 321 MVA", "NOK"),
        ("PARAGON FISKALNY", "PLN"),
        ("Y-tunnus 1234567-8", "EUR"),
    ],
)
def test_a_register_tells_the_country_where_no_sign_does(printed: str, currency: str) -> None:
    assert read(f"LANTERN\n{printed}\n2026-03-14 09:41\nTea  38.00\nTotal  38.00").currency == currency


def test_rupiah_are_told_by_the_town() -> None:
    shop = "TOKO LANTERN\nJL. RAYA DARMO 112 SURABAYA\n2026-03-14 09:41\n"
    assert read(f"{shop}Teh  38,000\nTotal  38,000\nTunai  38,000").currency == "IDR"


def test_a_foreign_kitchen_is_paid_in_dollars() -> None:
    head = "BANGKOK KITCHEN\n1200 Elm Ave\nAustin TX 78704\n03/14/2026\n"
    assert read(f"{head}Curry  $12.50\nTotal  $12.50").currency == "USD"


@pytest.mark.parametrize("head", ["Toronto, ON M5V 2T6", "VAT REG TIN 009-123-456-00002"])
def test_day_and_month_are_asked_where_tills_print_either_first(head: str) -> None:
    assert AMBIGUOUS_DATE in read(f"LANTERN\n{head}\n03/04/2026\nTea  2.00\nTotal  2.00").review_reasons


def test_a_refund_that_is_the_change_leaves_a_sale() -> None:
    rows = "Net Amount  Rs. 920.00\nCash  1000.00\nRefund  80.00"
    reading = read(f"DAILY NEEDS\nGSTIN 04AAACD1234E1Z9\n05/12/2026\nOil  920.00\n{rows}")
    assert (reading.transaction, reading.amounts.total) == (Transaction.SALE, Decimal(920))


def test_a_refund_of_what_was_paid_stays_one() -> None:
    reading = read(f"{GRILL}Hat  20.00\nTotal  20.00\nRefund  20.00\nVISA  20.00")
    assert reading.transaction is Transaction.CANCELLATION


@pytest.mark.parametrize("mark", "BSZT")
def test_the_letter_of_a_rate_behind_a_price_is_no_digit(mark: str) -> None:
    reading = read(f"{GRILL}Ibuprofen  9.79{mark}\nBatteries  4.99{mark}\nSUBTOTAL  14.78\nTOTAL  14.78")
    assert [item.amount for item in reading.items] == [Decimal("9.79"), Decimal("4.99")]


@pytest.mark.parametrize("word", ["TOTAAL EUR", "TOTALE EUR", "GESAMT EUR", "YHTEENSÄ EUR", "SUMMA SEK"])
def test_the_money_beside_the_word_for_the_total_is_no_letter_too_many(word: str) -> None:
    assert read(f"LANTERN\n13.04.2026\nMenu  12,50\n{word}  12,50").amounts.total == Decimal("12.50")


TAX_INSIDE = (
    "合計  ¥295\n(8%対象  ¥290)\n(内消費税等  ¥21)\n(10%対象  ¥5)\n(内消費税等  ¥0)\n"
    "お預り  ¥500\nお釣り  ¥205"
)
TAX_ON_TOP = (
    "小計  ¥269\n外税8%対象額  ¥264\n外税額  ¥21\n外税10%対象額  ¥5\n外税額  ¥0\n合計  ¥290\n現金  ¥290"
)


@pytest.mark.parametrize(("sums", "total"), [(TAX_INSIDE, 295), (TAX_ON_TOP, 290)])
def test_a_japanese_receipt_of_two_rates(sums: str, total: int) -> None:
    head = "サクラ商店 神田店\nTEL 03-5555-0123\n2026年11月05日(木) 18:22\n"
    reading = read(f"{head}おにぎり  ¥150\n緑茶  ¥114\nレジ袋  ¥5\n{sums}")
    issued = reading.issued_at
    assert isinstance(issued, datetime)
    assert (reading.merchant.name, issued.date()) == ("サクラ商店 神田店", date(2026, 11, 5))
    assert reading.amounts.total == total
    assert reading.amounts.vat == Decimal(21) or not sure(reading, "amounts.vat")


def test_a_year_of_an_era_is_no_year() -> None:
    assert dates_in("令和06年11月05日", Order.YEAR_FIRST) == ()


@pytest.mark.parametrize("name", ["STORE 24", "STATION 19", "OPEN DAILY DINER", "CINEMA 8", "BAR TAB"])
def test_what_reads_like_a_sign_is_the_shop_where_nothing_else_is(name: str) -> None:
    reading = read(f"{name}\n120 Main Street\nPortland, OR 97201\n03/14/2026\nSoup  9.50\nTotal  $9.50")
    assert (reading.merchant.name, reading.merchant.address) == (name, "120 Main Street Portland, OR 97201")
    assert reading.fields["merchant.name"].confidence < ENOUGH
