"""Classes of fault of 173 drawn papers of Malaysia and the West, in words that no rule was written with."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Merchant, Reading
from receipts.domain.text import Page, TextLine, Word
from tests.unit.domain.printed import page_of, read

GRILL = "RIVERSIDE GRILL\n{street}\n{town}\n512-555-0190\n03/15/2019 8:27 PM\nPie  $4.00\nTotal  $4.00"
KEDAI = "{head}\nTEL : 06-7712834\nTAX INVOICE\nTARIKH 21/03/2018 10:02\nTeh  RM 4.00\nJUMLAH  RM 4.00"
STREET = "NO 7, JALAN CEMPAKA 2,\n70300 SEREMBAN"


def sure(reading: Reading, path: str) -> bool:
    return path in reading.fields and reading.fields[path].confidence >= ENOUGH


def kedai(head: str) -> Merchant:
    return read(KEDAI.format(head=head)).merchant


@pytest.mark.parametrize(
    "row",
    [
        "Ticket: 27  Sep 14. 2019, 9:02 AM",
        "Ticket 27  Sep 14, 2019 9:02 AM",
        "Guests 4  Sep 14 ,2019 9:02 AM",
        "Lane 3  SEP 14.2019  9:02 AM",
    ],
)
def test_a_number_before_the_month_is_no_day_where_the_year_follows_in_full(row: str) -> None:
    issued = read(f"PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n{row}\nPie  $4.00\nTotal  $4.00").issued_at
    assert isinstance(issued, datetime)
    assert issued.date() == date(2019, 9, 14)


@pytest.mark.parametrize(
    ("row", "phone"),
    [
        ("NIF 518273645 Tel 289 182 736", "289 182 736"),
        ("NIF 518273645 Te1 289 182 736", "289 182 736"),
        ("CVR 31827364 Tlf 86 18 27 36", "86 18 27 36"),
        ("ABN 81 827 364 551 Ph 02 9281 8273", "02 9281 8273"),
        ("Fax 0521 281828 Tel 0521 281827", "0521 281827"),
        ("0521 281827 Tel", "0521 281827"),
        ("Tel. 0521 281827 - P.I. 02736455182", "0521 281827"),
        ("TEL 0521 281827 FAX 0521 281828", "0521 281827"),
        ("Tfno: 954 22 81 73", "954 22 81 73"),
        ("Telf. 954 22 81 73", "954 22 81 73"),
        ("klantenservice 020 5518273", "020 5518273"),
    ],
)
def test_a_telephone_stands_behind_its_word(row: str, phone: str) -> None:
    paper = (
        f"Casa Mar Azul\nRua do Mar 81\n8600-182 Lagos\n{row}\n29.08.2018 20:40\nVinho  6,60\nTotal  6,60 €"
    )
    assert read(paper).merchant.phone == phone


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("SIHAT MURNI\nFARMASI SIHAT MURNI SDN BHD (928374-V)", "FARMASI SIHAT MURNI SDN BHD"),
        ("PASARAYA INTAN JAYA\nPASARAYA INTAN JAYA SDN. BHD.", "PASARAYA INTAN JAYA SDN. BHD."),
        ("KOPERASI MURNI\nKOPERASI MURNI SERI AMANBERHAD", "KOPERASI MURNI SERI AMAN BERHAD"),
        ("INTAN TYRE\nINTAN TYRE SERVICESDN BHD", "INTAN TYRE SERVICE SDN BHD"),
        ("BINTANG\nRESTORAN NASI AYAM MELUR SDN BHD", "RESTORAN NASI AYAM MELUR SDN BHD"),
        ("Seri Intan\nBUTIK SERI INTAN (001827364-X)", "BUTIK SERI INTAN"),
        ("INTAN VIVA CITY\n(INTAN SHOP (95874))", "INTAN VIVA CITY"),
        ("Intan Optik\nPUSAT INTAN OPTIK (JM0827364-H)", "PUSAT INTAN OPTIK"),
    ],
)
def test_a_sign_above_the_company_is_not_its_beginning(head: str, name: str) -> None:
    assert kedai(f"{head}\n{STREET}").name == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("MELUR JAYA\nPASARAYA SDN BHD", "MELUR JAYA PASARAYA SDN BHD"),
        ("RESTORAN MELUR MELUR\nHOUSE", "RESTORAN MELUR MELUR HOUSE"),
        ("INTAN HUAT\nTRADING SDN BHD", "INTAN HUAT TRADING SDN BHD"),
    ],
)
def test_a_name_in_two_rows_is_whole(head: str, name: str) -> None:
    assert kedai(f"{head}\n(928374-V)\n{STREET}").name == name


@pytest.mark.parametrize(
    "branch", ["- BATU PAHAT", "SHAH ALAM BRANCH", "(TAMAN SEGAR)", "CAWANGAN BANDAR INTAN"]
)
def test_a_branch_above_the_number_is_no_address(branch: str) -> None:
    for number in ("(739182-X)\n", ""):
        merchant = kedai(f"INTAN TYRE SERVICE SDN BHD\n{branch}\n{number}{STREET}")
        assert merchant.address == "NO 7, JALAN CEMPAKA 2, 70300 SEREMBAN"


@pytest.mark.parametrize(
    "row",
    [
        "MID VALLEY CITY, LINGKARAN MELUR,",
        "MID POINT, CHANGKAT MELUR,",
        "LENGKOK MELUR,",
        "PERSINT 9, LINTANG MELUR,",
        "PANGSAPURI MELUR, SUSUR 4,",
    ],
)
def test_no_row_within_an_address_is_left_out(row: str) -> None:
    address = kedai(
        f"INTAN TYRE SERVICE SDN BHD\nLOT S-21, THE MELUR MALL,\n{row}\n59200 KUALA LUMPUR"
    ).address
    assert address == f"LOT S-21, THE MELUR MALL, {row} 59200 KUALA LUMPUR"


@pytest.mark.parametrize("word", ["ADDRESS: ", "ALAMAT : ", "Add : ", "Shop Address : "])
def test_a_word_before_an_address_is_none_of_it(word: str) -> None:
    address = kedai(f"INTAN TYRE SERVICE SDN BHD\n{word}{STREET}").address
    assert address == "NO 7, JALAN CEMPAKA 2, 70300 SEREMBAN"


@pytest.mark.parametrize(
    ("street", "town"),
    [
        ("One Barton Way", "Austin, TX 78704"),
        ("One Melton Springs Way", "Austin, TX 78704"),
        ("Two Penn Center", "Philadelphia, PA 19102"),
        ("Three Harbor Crossing", "Norfolk, VA 23510"),
        ("Ten Ferry Landing", "Evanston, IL 60201"),
        ("One Ferry Building #18", "San Francisco, CA 94111"),
        ("Two Quay Plaza, Suite 200", "Norfolk, VA 23510"),
    ],
)
def test_a_house_may_be_numbered_in_words(street: str, town: str) -> None:
    assert read(GRILL.format(street=street, town=town)).merchant.address == f"{street} {town}"


@pytest.mark.parametrize("name", ["Two Brothers Tavern", "One More Round", "Three Pines Inn"])
def test_a_name_may_begin_with_a_number_in_words(name: str) -> None:
    paper = GRILL.replace("RIVERSIDE GRILL", name).format(street="14 Elm St", town="Boise, ID 83702")
    assert read(paper).merchant.name == name
    assert read(paper).merchant.address == "14 Elm St Boise, ID 83702"


@pytest.mark.parametrize(
    ("head", "rows", "tax"),
    [
        ("Moms %  Moms  Netto  Brutto", "12  17,42  145,18  162,60\n25  4,98  19,92  24,90", "22.40"),
        ("Taux  HT  TVA  TTC", "5,50  154,03  8,47  162,50\n20,00  20,83  4,17  25,00", "12.64"),
        ("ALV  VEROTON  VERO  YHT", "14  142,63  19,97  162,60\n24  20,08  4,82  24,90", "24.79"),
        ("Code Rate  Net  VAT  Gross", "A 5.00  154.86  7.74  162.60\nB 20.00  20.75  4.15  24.90", "11.89"),
    ],
)
def test_a_table_of_taxes_may_leave_out_the_sign_of_its_rates(head: str, rows: str, tax: str) -> None:
    goods = "2019-02-22 18:22\nMat  162,60\nVin  24,90\nATT BETALA  187,50\nKort  187,50"
    reading = read(f"Krog Ljungen\nOdengatan 8\n113 22 Stockholm\n{goods}\n{head}\n{rows}")
    assert reading.amounts.vat == Decimal(tax)


def with_a_sign(page: Page, sign: str, size: float = 60, sure_of: float = 0.99) -> Page:
    """The page below a sign of another size."""
    lower = [
        replace(line, box=tuple((x, y + 80) for x, y in line.box))  # type: ignore[arg-type]
        for line in page.lines
    ]
    box = ((300.0, 10.0), (420.0, 10.0), (420.0, 10.0 + size), (300.0, 10.0 + size))
    line = TextLine(sign, 0.95, box, tuple(Word(word, sure_of, box) for word in sign.split()))
    return replace(page, height=page.height + 80, lines=(line, *lower))


@pytest.mark.parametrize("sign", ["1847", "1921", "2010", "XO", "A&B", "Bo"])
@pytest.mark.parametrize("below", ["Whisky Bar & Kitchen\n", ""])
def test_a_shop_may_be_called_after_a_year_or_have_two_letters(sign: str, below: str) -> None:
    page = page_of(below + GRILL.partition("\n")[2].format(street="14 Elm St", town="Boise, ID 83702"))
    assert read_receipt([with_a_sign(page, sign)]).merchant.name == sign


@pytest.mark.parametrize("number", ["57", "112", "A7", "4417", "12:40", "MO)", "M.", "xx"])
def test_a_large_number_at_the_head_is_an_order_and_a_scrap_nothing(number: str) -> None:
    page = page_of(GRILL.format(street="14 Elm St", town="Boise, ID 83702"))
    assert read_receipt([with_a_sign(page, number)]).merchant.name == "RIVERSIDE GRILL"


@pytest.mark.parametrize(("printed", "tax"), [("57.94", "7.94"), ("87.94", "7.94"), ("$7.94", "7.94")])
def test_no_tax_is_more_than_a_rate_of_the_total(printed: str, tax: str) -> None:
    goods = "Rack  54.35\nDrill  33.00\nTOTAL  $87.35"
    head = "PINE SHED WAREHOUSE\n81 Maroon Hwy Ringwood VIC 3134\n25/02/2018 11:18"
    reading = read(f"{head}\n{goods}\nGST INCLUDED IN THE TOTAL  {printed}\nEFT  $87.35")
    assert reading.amounts.vat == Decimal(tax)


@pytest.mark.parametrize(
    "rows",
    [
        "Debit  41.60\nCash Back  20.00",
        "CASH BACK  20.00\nTOTAL DEBIT  41.60",
        "Cashback  20.00\nVisa Debit  41.60",
        "Cash Back Amount  20.00\nDebit Tend  41.60",
    ],
)
def test_cash_that_is_handed_out_on_a_card_is_not_what_was_paid(rows: str) -> None:
    goods = "Pie  10.00\nSoup  10.00\nSubtotal  20.00\nTax  1.60\nTotal  21.60"
    reading = read(f"PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n03/09/19 7:14 PM\n{goods}\n{rows}")
    assert reading.amounts.total == Decimal("21.60")


STAY = "HARBOUR INN\n14 Elm St\nBoise, ID 83702\n{rows}\nRoom 2 nights  284.00\nTax  34.08\nTotal  318.08"


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ("Paid on 09/02/2015\nCheck-in 09/18/2015 15:00\nCheck-out 09/20/2015 11:00", 2),
        ("Arrival 09/18/2015 3:00 PM  Departure 09/20/2015 11:00 AM\nReceipt date 09/02/2015", 2),
        ("09/02/2015\nArrival 09/18/2015 3:00 PM\nDeparture 09/20/2015 11:00 AM", 2),
        ("Paid on 09/02/2015\n09/18/2015 9:02 AM", 2),
        ("Invoice 1182  09/22/2015\nGuest stay 09/18/2015 - 09/20/2015", 22),
        ("09/22/2015 8:15 AM\nStay 09/18/15-09/20/15", 22),
    ],
)
def test_a_room_is_paid_on_another_day_than_its_nights(rows: str, day: int) -> None:
    issued = read(STAY.format(rows=rows)).issued_at
    assert (issued.date() if isinstance(issued, datetime) else issued) == date(2015, 9, day)


@pytest.mark.parametrize(
    "rows",
    [
        "Arrive: 09/18/2015  Depart: 09/20/2015",
        "Check In 09/18/2015\nCheck Out 09/20/2015",
        "Check-in 09/18/2015 15:00\nCheck-out 09/20/2015 11:00",
        "Arrival 18-Sep-2015\nDeparture 20-Sep-2015",
    ],
)
def test_the_day_a_guest_leaves_is_asked_where_nothing_else_says_it(rows: str) -> None:
    reading = read(STAY.format(rows=rows))
    assert not sure(reading, "issued_at")
    paid = read(f"{STAY.format(rows=rows)}\n09/20/2015 Visa 4411  318.08")
    assert sure(paid, "issued_at")


@pytest.mark.parametrize(
    "head",
    [
        "LOT 10 COFFEE BAR SDN BHD\n(918273-X)",
        "LOT 10 COFFEE BAR SDN BHD",
        "UNIT 4 TRADING ENTERPRISE",
        "MELUR MALL CAFE SDN BHD\nLevel 3\n(918273-X)",
        "MELUR CAFE SDN BHD\nPLAZA INTAN\n(918273-X)",
    ],
)
def test_a_place_alone_in_its_row_is_no_address(head: str) -> None:
    merchant = kedai(f"{head}\n{STREET}")
    assert (merchant.name, merchant.address) == (
        head.partition("\n")[0],
        "NO 7, JALAN CEMPAKA 2, 70300 SEREMBAN",
    )


def test_goods_whose_discount_fits_their_number_are_no_table_of_taxes() -> None:
    goods = "2019-02-22 18:22\n5  20,00  1,00\nPorto  1,00\nATT BETALA  21,00\nKort  21,00"
    assert read(f"Krog Ljungen\nOdengatan 8\n113 22 Stockholm\n{goods}").amounts.vat is None


def test_a_tax_that_is_too_much_without_its_first_digit_is_not_put_right() -> None:
    goods = "Rack  54.35\nDrill  33.00\nTOTAL  $87.35\nGST INCLUDED  857.94\nEFT  $87.35"
    reading = read(f"PINE SHED WAREHOUSE\n81 Maroon Hwy Ringwood VIC 3134\n25/02/2018 11:18\n{goods}")
    assert reading.amounts.vat != Decimal("57.94")


@pytest.mark.parametrize(
    ("sign", "sure_of", "name"),
    [("M A A", 0.6, "RIVERSIDE GRILL"), ("K F C", 0.99, "K F C"), ("Oak", 0.6, "Oak")],
)
def test_a_stroke_of_a_pen_is_no_name(sign: str, sure_of: float, name: str) -> None:
    page = page_of(GRILL.format(street="14 Elm St", town="Boise, ID 83702"))
    assert read_receipt([with_a_sign(page, sign, 24, sure_of)]).merchant.name == name


@pytest.mark.parametrize(
    "foot", ["Total  318.08\n09/20/15  VISA x2817  -318.08", "09/20/15  VISA  318.08\nTotal  318.08"]
)
def test_the_taxes_of_all_nights_are_taken_together(foot: str) -> None:
    night = "{0}  Room Charge  142.00\n{0}  Occupancy Tax 12%  17.04\n"
    nights = night.format("09/18/15") + night.format("09/19/15")
    reading = read(f"HARBOUR INN\n14 Elm St\nBoise, ID 83702\nArrive: 09/18/2015\n{nights}{foot}")
    assert reading.amounts.vat == Decimal("34.08")


@pytest.mark.parametrize("size", [60.0, 24.0])
@pytest.mark.parametrize("sure_of", [0.99, 0.6])
def test_a_short_sign_is_large_and_well_read(size: float, sure_of: float) -> None:
    page = page_of(GRILL.format(street="14 Elm St", town="Boise, ID 83702"))
    above = with_a_sign(page, "XO", size, sure_of)
    expected = "XO" if size > 24 and sure_of > 0.9 else "RIVERSIDE GRILL"
    assert read_receipt([above]).merchant.name == expected


def test_a_large_year_below_the_name_is_none() -> None:
    page = page_of(GRILL.partition("\n")[2].format(street="14 Elm St", town="Boise, ID 83702"))
    fair = TextLine("Pine Ridge Fair", 0.95, ((20.0, 0.0), (200.0, 0.0), (200.0, 9.0), (20.0, 9.0)))
    below = with_a_sign(page, "2019")
    assert read_receipt([replace(below, lines=(fair, *below.lines))]).merchant.name == "Pine Ridge Fair"


@pytest.mark.parametrize(
    "street",
    ["ZA de Kerlouan", "ZI du Menhir", "ZAC DES LANDES", "Zone Artisanale Nord", "Centre Commercial Iroise"],
)
def test_shops_of_france_stand_in_zones_without_a_street(street: str) -> None:
    paper = f"CAVE DU MENHIR\n{street}\n56300 PONTIVY\n14/08/2016 19:48\nCidre  4,00\nTotal TTC  4,00 €"
    assert read(paper).merchant.address == f"{street} 56300 PONTIVY"
