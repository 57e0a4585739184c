"""Classes of fault of sixty more receipts of the West and of Asia, in words that no rule was written with."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Merchant, Reading
from tests.unit.domain.printed import read

GRILL = "BLUE OWL GRILL\n12 Maple Street\nSpringfield, OR 97477\n03/15/2026 07:42 PM\n"
FOOT = "\n25/03/2026 10:11\nTea  2.00\nTOTAL  2.00"


def sure(reading: Reading, path: str) -> bool:
    return path in reading.fields and reading.fields[path].confidence >= ENOUGH


def of(head: str, currency: str = "") -> Merchant:
    return read(f"{head}{FOOT} {currency}").merchant


@pytest.mark.parametrize("phone", ["03.88.44.10.02", "04.91.02.30.04", "01-44-09-12-30"])
def test_the_pairs_of_a_french_telephone_tell_no_order_of_dates(phone: str) -> None:
    reading = read(
        f"LANTERN\n9 rue du Port\n67000 STRASBOURG\nTEL {phone}\nThé  2,00 €\nTOTAL  2,00 €\n05/11/2026"
    )
    assert reading.issued_at == date(2026, 11, 5)


@pytest.mark.parametrize("words", ["Cash/Change", "CASH / CHANGE", "Tendered/Change"])
@pytest.mark.parametrize("total", ["Total 3 Pcs  58.00", "T0ta1  58.00"])
def test_two_words_whose_amounts_stand_side_by_side_too(words: str, total: str) -> None:
    text = (
        f"LANTERN MART\nBangkok 10110\n25/03/2026\nTea  20.00\nRice  38.00\n{total}\n{words}  100.00  42.00"
    )
    assert read(text).amounts.total == Decimal(58)


@pytest.mark.parametrize("head", ["GST SUMMARY", "Tax Summary", "GST Analysis"])
def test_of_the_sums_of_a_tax_table_none_is_the_total_but_the_largest(head: str) -> None:
    table = f"{head}  Amount  Tax\nSR 6%  50.00  3.00\nZR 0%  4.40  0.00\nTOTAL  54.40  3.00"
    shop = "MELATI TRADING SDN BHD\n25/03/2017 10:11\nKain  53.00\nBenang  4.40\n"
    assert read(f"{shop}Jumah  57.40\nPAID BY CC  57.40\n{table}").amounts.total != Decimal(3)


@pytest.mark.parametrize("row", ["STORE MGR ANN 541-555-0142", "STORE MANAGER: KIM LEE", "DUTY MANAGER JO"])
def test_who_runs_the_shop_is_not_its_name(row: str) -> None:
    assert read(
        GRILL.replace("12 Maple", f"{row}\n12 Maple") + "Soup  $2.00\nTotal  $2.00"
    ).merchant.name == ("BLUE OWL GRILL")


@pytest.mark.parametrize(
    "printed", ["LANTERN S.A. B-40112298", "LANTERN S.A. NIF: A40112298", "LANTERN S.A. 401122987"]
)
def test_the_number_of_a_company_is_no_part_of_its_name(printed: str) -> None:
    assert of(f"{printed}\nC/ Sant Pau, 12\n08003 Barcelona", "EUR").name == "LANTERN S.A."


@pytest.mark.parametrize("phone", ["08331/4410", "09131 / 55 01 77", "0043/5550177"])
def test_a_stroke_parts_the_area_of_a_german_telephone(phone: str) -> None:
    assert of(f"LANTERN\nLindenstraße 17\n87700 Memmingen\nTel. {phone}", "EUR").phone == phone


@pytest.mark.parametrize("phone", ["541 555 0142", "(541) 555 0142", "541 555-0142"])
def test_an_american_phone_below_the_address_may_be_set_apart_by_spaces(phone: str) -> None:
    text = GRILL.replace("97477\n", f"97477\n{phone}\n") + "Soup  $18.00\nTotal  $18.00"
    assert read(text).merchant.phone == phone


@pytest.mark.parametrize("word", ["Vat Number", "VAT Registration No", "VAT REG", "BTW-nummer", "MwSt-Nr."])
def test_the_number_of_a_tax_announces_no_tax(word: str) -> None:
    reading = read(
        f"LANTERN\n8 King Road, Bath BA1 0AA\n{word}: 661 4518 30\nTea  £2.00\nTOTAL  £2.00\n25/03/2026"
    )
    assert reading.amounts.vat is None
    assert [item.name for item in reading.items] == ["Tea"]


def test_taxes_of_several_rates_beside_a_service_that_bears_none() -> None:
    goods = "Stew  36.32\nStout  12.30\nSUB TOTAL  48.62\nService Charge 10%  4.86\nTOTAL DUE  €53.48\n"
    found = read(
        f"LANTERN INN\nQuay Rd\nKinsale\nCo. Cork\n25/03/2026\n{goods}13.5%  VAT  4.32\n23%  VAT  2.30"
    ).amounts
    assert (found.total, found.vat, found.service_charge) == (
        Decimal("53.48"),
        Decimal("6.62"),
        Decimal("4.86"),
    )


@pytest.mark.parametrize(
    "word", ["GST 9% INCLUDED IN TOTAL:", "GST incl. in total", "VAT Included in the Total"]
)
def test_what_is_included_in_the_total_is_the_tax(word: str) -> None:
    shop = "LANTERN PTE LTD\n100 Melati Road S(229899)\n25/03/2026\n"
    text = f"{shop}Tea  21.80\nTOTAL  21.80\nVISA  21.80\n{word}  1.80"
    assert (read(text).amounts.total, read(text).amounts.vat) == (Decimal("21.80"), Decimal("1.80"))


@pytest.mark.parametrize(("rounding", "paid"), [("-0.02", "45.00"), ("0.03", "45.05")])
def test_a_discount_before_the_rounding_is_one(rounding: str, paid: str) -> None:
    sums = f"TOTAL  50.02\nDISCOUNT 10%  5.00\nROUNDING  {rounding}\nNET TOTAL  {paid}\nCASH  {paid}"
    found = read(f"MELATI TRADING SDN BHD\n25/03/2026 10:11\nKain  50.02\n{sums}").amounts
    assert (found.total, found.discount) == (Decimal(paid), Decimal(5))


@pytest.mark.parametrize(
    "aside", ["Tel: 08331-44102", "TEL 08331 44102", "GST REG NO: M4-0004418-2", "FAX: 08331 44102"]
)
def test_what_ran_into_the_row_of_an_address_is_no_more_of_it(aside: str) -> None:
    assert (
        of(f"LANTERN\nLindenstraße 17\n87700 Memmingen {aside}", "EUR").address
        == "Lindenstraße 17 87700 Memmingen"
    )


@pytest.mark.parametrize(
    ("address", "currency"),
    [
        ("Shop 12A, 2/F, Harbour Terminal, Causeway Bay", "HKD"),
        ("Shop 7, G/F, 9 Lantern Street, Wan Chai", "HKD"),
        ("Shop No 4, Nehru Nagar Main Road\nPune - 411004", "INR"),
    ],
)
def test_addresses_of_asia_end_as_they_are_written_there(address: str, currency: str) -> None:
    assert of(f"LANTERN\n{address}\nTel 2555 0142", currency).address == address.replace("\n", " ")


@pytest.mark.parametrize("address", ["大阪市北区梅田3-1-2", "福岡市博多区博多駅前2丁目"])
def test_addresses_of_japan_have_no_street(address: str) -> None:
    rows = "2026年11月05日(木) 18:22\nお茶  ¥114\n合計  ¥114\n現金  ¥114"
    assert read(f"サクラ商店\n{address}\nTEL 052-555-0123\n{rows}").merchant.address == address


@pytest.mark.parametrize("row", ["Branch 04418 Silom 12", "Store 00214 Old Mill"])
def test_the_number_of_a_branch_before_its_name_is_no_postcode(row: str) -> None:
    assert of(f"LANTERN\n{row}", "THB").address is None


@pytest.mark.parametrize(
    ("row", "is_sure"),
    [
        ("25/03/2026 1438", False),
        ("25/03/2026  1438  Bon 17", False),
        ("25 Mar 2026 14.38", False),
        ("Fecha: 25/03/2026  Hora: 1438", True),
        ("Mar 25, 2026 0238PM", True),
        ("Datum 25.03.2026  Zeit 14.38", True),
    ],
)
def test_a_time_without_its_colon_is_told_by_its_place_or_word(row: str, *, is_sure: bool) -> None:
    reading = read(f"LANTERN\n8 King Road, Bath BA1 0AA\n{row}\nTea  £2.00\nTOTAL  £2.00")
    assert isinstance(reading.issued_at, datetime)
    assert (reading.issued_at.hour, reading.issued_at.minute) == (14, 38)
    assert sure(reading, "issued_at") == is_sure


@pytest.mark.parametrize("row", ["25/03/2026 4471", "25/03/2026 441", "25/03/2026 0441 0093"])
def test_other_numbers_behind_a_date_are_no_time(row: str) -> None:
    reading = read(f"LANTERN\n8 King Road, Bath BA1 0AA\n{row}\nTea  £2.00\nTOTAL  £2.00")
    assert reading.issued_at == date(2026, 3, 25)


def test_milk_in_french_is_no_total() -> None:
    goods = "LAIT ENTIER 1L  1,19 €\nBEURRE 250G  2,89 €\nLAIT CACAO  1,75 €\n"
    reading = read(f"LANTERN\n9 rue du Port\n67000 STRASBOURG\n25/03/2026\n{goods}TOTAL  5,83 €\nCB  5,83 €")
    assert reading.amounts.total == Decimal("5.83")
    assert [item.name for item in reading.items] == ["LAIT ENTIER 1L", "BEURRE 250G", "LAIT CACAO"]


def test_the_danish_total_is_two_words() -> None:
    assert read("LANTERN\nCVR 12345678\n25-03-2026\nBrunch  165,00\nI alt DKK  165,00").amounts.total == 165


@pytest.mark.parametrize("row", ["Guests: 4  30018", "Covers 2  118", "Items 3  0042"])
def test_a_count_above_the_goods_is_not_their_sum(row: str) -> None:
    sums = "Subtotal  31.00\nTax  2.00\nTotal  33.00"
    reading = read(f"{GRILL}{row}\nBurrata  16.00\nTiramisu  15.00\n{sums}")
    assert [item.name for item in reading.items] == ["Burrata", "Tiramisu"]


@pytest.mark.parametrize("word", ["Customer services", "Customer Care:", "ENQUIRIES"])
def test_whom_guests_call_is_the_shop(word: str) -> None:
    assert of(f"LANTERN\n8 King Road, Bath BA1 0AA\n{word} 0800 555 0142", "GBP").phone == "0800 555 0142"


@pytest.mark.parametrize(
    "row", ["STORE MGRANN 541-555-0142", "SHOP 541.555.0142", "MARKET LINE (541)555-0142"]
)
def test_a_row_with_a_telephone_is_no_name(row: str) -> None:
    text = (
        GRILL.replace("GRILL", "BARBERS").replace("97477\n", f"97477\n{row}\n") + "Cut  $2.00\nTotal  $2.00"
    )
    assert read(text).merchant.name == "BLUE OWL BARBERS"


@pytest.mark.parametrize("words", ["Anreise {}  Abreise {}", "Llegada: {}", "Aankomst {}  Vertrek {}"])
def test_the_days_of_a_journey_are_none_of_a_sale_in_any_language(words: str) -> None:
    row = words.format("03.08.2025", "05.08.2025")
    reading = read(
        f"LANTERN\nLindenstraße 17\n5020 Salzburg\n{row}\nZimmer  12,00\nSUMME EUR  12,00\n06.08.2025"
    )
    assert reading.issued_at == date(2025, 8, 6)


def test_a_unit_tells_an_address_though_a_space_before_it_was_lost() -> None:
    head = "LANTERN PTE LTD\nMELATISQUARE #B1-07\n3 KENARI CENTRAL 5 S(529509)\nTEL: 67550142"
    assert of(head, "SGD").address == "MELATISQUARE #B1-07 3 KENARI CENTRAL 5 S(529509)"
