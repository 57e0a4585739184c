"""Heads and feet of drawn Western papers: what stands beside a name, what streets are called, and amounts
that slipped to other rows.
"""

from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Merchant, Reading
from tests.unit.domain.printed import read

KEDAI = "{head}\n{address}\n21/03/2018\nTeh  RM 4.00\nJUMLAH  RM 4.00"
STREET = "NO 7, JALAN CEMPAKA 2,\n70300 SEREMBAN"
DINER = "PINE RIDGE DINER\n{street}\nBoise, ID 83702\n208-555-0136\n03/09/19\nPie  $4.00\nTotal  $4.00"
TAVERN = "PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n03/09/19 7:14 PM\nPie  10.00\nSoup  4.00\n"


def kedai(head: str = "KEDAI MELATI", address: str = STREET) -> Merchant:
    return read(KEDAI.format(head=head, address=address)).merchant


def sure(reading: Reading, path: str) -> bool:
    return path in reading.fields and reading.fields[path].confidence >= ENOUGH


@pytest.mark.parametrize(
    "number",
    [
        "SSM NO: 002114879-P",
        "ROC: 201901044187 (1304187-K)",
        "No. Pendaftaran : 001772819-D",
        "No. Syarikat 204418-A",
        "Reg.No:JM0204418-H",
        "CO. REG. NO : 204418-A",
        "Business Reg No: 001772819-D",
        "GST REG NO : 000664 118 204",
        "(TAX ID 204418-A)",
        "SST ID: B16-1808-32004418",
        "BRN 201901044187",
        "(SSM : 002114879-P)",
    ],
)
@pytest.mark.parametrize("name", ["KEDAI RUNCIT MELATI", "PUNCAK MELATI SDN BHD", "SENG & CO STATIONERS"])
def test_the_number_of_a_company_behind_its_name_is_no_part_of_it(name: str, number: str) -> None:
    assert kedai(f"{name} {number}").name == name


@pytest.mark.parametrize(
    "name", ["PUNCAK NO 1 MART", "KEDAI CO 88", "SYARIKAT MELATI ENTERPRISE", "PASAR MINI MELATI"]
)
def test_words_of_numbers_may_be_in_a_name(name: str) -> None:
    assert kedai(name).name == name


@pytest.mark.parametrize(
    "owner",
    ["(dimiliki oleh Puncak Sdn Bhd)", "(Owned by Puncak Sdn Bhd)", "(Managed & Operated by Puncak Sdn Bhd)"],
)
def test_an_owner_in_brackets_does_not_go_on_the_name_above(owner: str) -> None:
    assert kedai(f"KLINIK MELATI\n{owner}").name in {"KLINIK MELATI", "Puncak Sdn Bhd"}


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("SENG HIN AUTO PARTS\n& ACCESSORIES TRADING", "SENG HIN AUTO PARTS & ACCESSORIES TRADING"),
        ("MELATI KITCHENWARE\n& HARDWARE STORE", "MELATI KITCHENWARE & HARDWARE STORE"),
        ("MELATI HARDWARE\n& KITCHENWARE", "MELATI HARDWARE & KITCHENWARE"),
    ],
)
def test_a_row_that_begins_with_and_is_the_rest_of_the_name(rows: str, name: str) -> None:
    assert kedai(rows).name == name


@pytest.mark.parametrize(
    "address",
    [
        "8, JALAN DATO MAHARAJA LELA,\n83000 BATU PAHAT, JOHOR",
        "LOT T-12, MID VALLEY MEGAMALL,\n59200 KUALA LUMPUR",
        "LOT 5, TERMINAL BERSEPADU GOMBAK,\n53100 KUALA LUMPUR",
        "B-9, SITE A, JALAN REKO,\n43000 KAJANG",
        "1, JALAN MEMBER 2/3,\n40150 SHAH ALAM",
        "25, JALAN TARIKH INDAH,\n40150 SHAH ALAM",
        "16, TAMAN CONTACT 5,\n40150 SHAH ALAM",
    ],
)
def test_places_are_named_with_words_that_announce_something_elsewhere(address: str) -> None:
    assert kedai(address=address).address == address.replace("\n", " ")


@pytest.mark.parametrize(
    "below", ["TERMINAL: 0042", "SITE 1088", "MEMBER NO 228", "CASHIER: LOT 5", "TEL NO: 07-2229180"]
)
def test_words_with_a_number_end_an_address_still(below: str) -> None:
    assert kedai(address=f"{STREET}\n{below}").address == STREET.replace("\n", " ")


@pytest.mark.parametrize(
    "first",
    ["LG-022 & 023, GROUND FLOOR,", "B-11 & B-12, TINGKAT 2,", "LG-022 & .023, GROUND FL0OR,", "2ND FL00R,"],
)
def test_units_stand_above_the_street(first: str) -> None:
    address = f"{first}\nPUNCAK PYRAMID, JALAN PJS 9/3,\n46150 PETALING JAYA"
    assert kedai(address=address).address == address.replace("\n", " ")


@pytest.mark.parametrize(
    "street", ["PO Box 228", "P.O. Box 41", "1 Ferry Building, #12", "40 Union Sq Ste 210"]
)
def test_american_addresses_without_a_street_of_their_own(street: str) -> None:
    assert read(DINER.format(street=street)).merchant.address == f"{street} Boise, ID 83702"


@pytest.mark.parametrize(
    "row", ["14/05/18  12:05  Trn 22817", "12:05 Bon 22817", "Bon 22817", "Inv 22817", "14-05-18  Reg 40117"]
)
def test_the_moment_of_sale_is_no_address(row: str) -> None:
    assert (
        read(f"CENTRO QUAYS\n{row}\nTea  €2.00\nScone  €3.00\nTOTAL  €5.00\nCASH  €5.00").merchant.address
        is None
    )


@pytest.mark.parametrize(
    ("address", "phone", "total"),
    [
        ("9 rue du Port\n67000 STRASBOURG", "03 88 55 01 40", "TOTAL  17,40"),
        ("4 Castle Wynd, Edinburgh EH2 3AT", "T 0131 555 0140", "Total  £17.40"),
        ("Kerkplein 9\n1017 GP Amsterdam", "020 555 0140", "TOTAAL  17,40"),
        ("Calle Nueva 9\n46002 Valencia", "963 555 014", "TOTAL  17,40 €"),
        ("Calle Nueva 9\n46002 Valencia", "963 55 50 14", "TOTAL  17,40 €"),
        ("9 Anson Road #09-01\nSingapore 079903", "6222 0140", "TOTAL  S$17.40"),
        ("12, MG Road,\nPune - 411001", "020-25550140", "Grand Total  17.40"),
    ],
)
def test_a_telephone_without_a_word_below_the_address(address: str, phone: str, total: str) -> None:
    head = f"Lanterne\n{address}\n{phone}\n15/03/2019 12:01\nSoup  7.40\nRoast  10.00"
    assert read(f"{head}\n{total}").merchant.phone == phone.removeprefix("T ")


@pytest.mark.parametrize("number", ["1188 2281 04", "2281 0044", "15.03.2019"])
def test_other_numbers_below_an_address_are_no_telephone(number: str) -> None:
    head = (
        f"Lanterne\nKerkplein 9\n1017 GP Amsterdam\n{number}\n15/03/2019 12:01\nSoep  7,40\nBiefstuk  10,00"
    )
    assert read(f"{head}\nTOTAAL  17,40").merchant.phone is None


def test_taxes_of_quebec_are_taken_together() -> None:
    foot = "Sous-total  14,00\nTPS 5%  0,70\nTVQ 9,975%  1,40\nTotal  16,10 $\nInterac  16,10 $"
    head = "Lanterne\n4455 rue Cartier\nMontréal QC H2J 2L2\n2019-03-15 12:01\nFromage  8,00\nVin  6,00\n"
    assert read(f"{head}{foot}").amounts.vat == Decimal("2.10")


def test_a_total_that_is_less_than_its_tax_is_asked() -> None:
    slipped = "14.00\nSUBTOTAL  1.12\nHST  15.12\nTOTAL"
    assert not sure(read(f"{TAVERN}{slipped}"), "amounts.total")


@pytest.mark.parametrize(
    "rows",
    [
        "RESTORAN MELATI YONG TAU FOO\n(KAJANG) SDN BHD",
        "SENG HIN AUTO SERVICE\nCENTRE (KL) SDN BHD",
        "MELATI KITCHEN\nSUPPLIES SDN. BHD.",
        "SENG HIN CHOON\nMINI MARKET",
    ],
)
def test_the_end_of_a_company_or_a_kind_of_house_belongs_to_the_name_above(rows: str) -> None:
    assert kedai(rows).name == rows.replace("\n", " ")


def test_a_company_below_a_company_is_no_rest_of_it() -> None:
    assert kedai("MELATI SDN BHD\n(KAJANG) SDN BHD").name != "MELATI SDN BHD (KAJANG) SDN BHD"


@pytest.mark.parametrize("name", ["PASAR MINI AL-BARAKAH", "FARMASI MELATI", "BENGKEL AH FATT"])
def test_a_unit_of_a_row_of_shops_is_no_shop(name: str) -> None:
    merchant = kedai(name, "KEDAI 8, MEDAN NIAGA MATANG,\n93050 KUCHING")
    assert (merchant.name, merchant.address) == (name, "KEDAI 8, MEDAN NIAGA MATANG, 93050 KUCHING")


@pytest.mark.parametrize(
    "first",
    [
        "4-1-22, NEW SHOPLOTS,",
        "88, MELATI PARADE,",
        "G-08-G-10, GALLERIA @ MELATI,",
        "B12, PASAR SENI,",
        "GERAI 12, PASAR BESAR MELATI,",
    ],
)
def test_a_unit_and_its_building_stand_above_the_street(first: str) -> None:
    address = f"{first}\n2112, JALAN PERMAI,\n41050 KLANG"
    assert kedai(address=address).address == address.replace("\n", " ")


@pytest.mark.parametrize("name", ["Lot 44 Brewing", "Block 9 Coffee", "No 7 Elm Street Kitchen"])
def test_a_shop_that_is_called_as_a_house_is_no_part_of_its_address(name: str) -> None:
    reading = read(DINER.replace("PINE RIDGE DINER", name).format(street="14 Elm St"))
    assert reading.merchant.address == "14 Elm St Boise, ID 83702"


def test_a_town_of_ireland_below_its_street() -> None:
    reading = read(
        "LANTERN\n12 Patrick Street\nLimerick\n061 555 140\n12-05-19 18:22\nTea  €2.00\nTOTAL  €2.00"
    )
    assert these_of(reading) == ("12 Patrick Street Limerick", "061 555 140")


def these_of(reading: Reading) -> tuple[str | None, str | None]:
    return reading.merchant.address, reading.merchant.phone


@pytest.mark.parametrize("word", ["AutoGrat 18%", "Auto Gratuity 18%", "Grat 18%", "Added Gratuity (18%)"])
def test_a_tip_that_the_house_adds_is_no_tax(word: str) -> None:
    foot = f"Subtotal  14.00\nTax  1.12\n{word}  2.52\nTotal Due  17.64"
    reading = read(f"{TAVERN}{foot}")
    assert (reading.amounts.vat, reading.amounts.total) == (Decimal("1.12"), Decimal("17.64"))


@pytest.mark.parametrize("word", ["Nett Bill", "NET BILL"])
def test_the_net_bill_is_what_is_paid(word: str) -> None:
    foot = f"Total Bill  14.00\nRebate  1.00\n{word}  13.00\nCash  20.00\nChange  7.00"
    assert read(f"{TAVERN}{foot}").amounts.total == Decimal(13)


@pytest.mark.parametrize("word", ["TOT", "TOT.", "Te voldoen"])
def test_short_words_for_a_total(word: str) -> None:
    foot = f"{word}  15.12\nCASH  20.12\nCHANGE  5.00"
    assert read(f"{TAVERN}SUB  14.00\nTAX  1.12\n{foot}").amounts.total == Decimal("15.12")


@pytest.mark.parametrize("row", ["Office No: 03-8022 1188", "Shop No. 07-222 9180", "No: 012-228 1188"])
def test_a_telephone_behind_a_word_for_a_number_is_no_place(row: str) -> None:
    assert kedai(address=f"{STREET}\n{row}").address == STREET.replace("\n", " ")


@pytest.mark.parametrize(
    "street", ["P.za San Luca 4/A", "Pza. Nueva, 4 Bajo", "Avda. Nueva 228, local 3", "Via Po 7 bis"]
)
def test_houses_of_the_south_have_floors_and_letters(street: str) -> None:
    head = f"Lanterna\n{street}\n28008 MADRID\n15/03/2019 12:01\nVino  7,40\nPan  10,00\nTOTAL  17,40 €"
    assert read(head).merchant.address == f"{street} 28008 MADRID"


def test_what_is_paid_may_be_rounded_in_few_words() -> None:
    foot = "S.Total  14.00\nTax 6%  0.84\nTotal  14.84\nRound  0.01\nPay  14.85"
    reading = read(f"{KEDAI.format(head='KEDAI MELATI', address=STREET).replace('JUMLAH  RM 4.00', foot)}")
    assert reading.amounts.total == Decimal("14.85") or not sure(reading, "amounts.total")


@pytest.mark.parametrize("word", ["SUB_TOT ITM= 2", "SUB TOT", "SubTot."])
def test_a_short_word_for_a_subtotal_is_no_total(word: str) -> None:
    foot = f"{word}  14.00\nTAX  1.12\nTOT  15.12\nCASH  20.12\nCHANGE  5.00"
    reading = read(f"{TAVERN}{foot}")
    assert (reading.amounts.total, reading.amounts.vat) == (Decimal("15.12"), Decimal("1.12"))


@pytest.mark.parametrize(
    "name", ["PASAR MINI AL-BARAKAH", "FARMASI MELATI", "WARUNG PAK ALI", "KLINIK MELATI"]
)
def test_malay_words_for_shops_name_one_surely(name: str) -> None:
    reading = read(KEDAI.format(head=name, address=STREET))
    assert reading.merchant.name == name
    assert sure(reading, "merchant.name")
