"""Classes of fault of sixty drawn photos of Western papers, in words that no rule was written with."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Merchant, Reading
from tests.unit.domain.printed import read

DINER = "PINE RIDGE DINER\n{street}\nBoise, ID 83702\n208-555-0136\n{day}\nPie  $4.00\nTotal  $4.00"
TAVERN = "PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n03/09/19 7:14 PM\nPie  10.00\nSoup  4.00\n"
KEDAI = "{name}\n(001772819-K)\nNO 7, JALAN CEMPAKA 2,\n70300 SEREMBAN\nTARIKH 21/03/2018\nTeh  RM 4.00\n"


def day_of(text: str, street: str = "14 Elm St") -> date | None:
    issued = read(DINER.format(street=street, day=text)).issued_at
    return issued.date() if isinstance(issued, datetime) else issued


def sure(reading: Reading, path: str) -> bool:
    return path in reading.fields and reading.fields[path].confidence >= ENOUGH


def kedai(name: str) -> Merchant:
    return read(f"{KEDAI.format(name=name)}JUMLAH  RM 4.00").merchant


@pytest.mark.parametrize(
    "text",
    ["11/3/18 7:14 PM", "11/3/18", "11-3-18 7:14pm", "Nov03'18 07:14PM", "NOV-03-18", "NOV 03 18 19:14"],
)
def test_a_day_of_one_digit_or_behind_its_month_is_read(text: str) -> None:
    assert day_of(text) == date(2018, 11, 3)


@pytest.mark.parametrize("text", ["Guests: 4  Nov 28, 2018 7:14 PM", "Table 11  Nov 28 2018 7:14 PM"])
def test_the_number_of_guests_is_no_day_before_the_month(text: str) -> None:
    assert day_of(text) == date(2018, 11, 28)


@pytest.mark.parametrize("text", ["Sat Nov  3 19:14:22 2018", "Nov 3 19:14:22 EST 2018"])
def test_the_year_may_stand_behind_the_time(text: str) -> None:
    assert day_of(text) == date(2018, 11, 3)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("4 février 2019", 2),
        ("4 marzo 2019", 3),
        ("4 de junio de 2019", 6),
        ("4 lug 2019", 7),
        ("4 août 2019", 8),
    ],
)
def test_months_of_europe_have_their_names(text: str, month: int) -> None:
    paper = f"Lanterne\n9 rue du Port\n67000 STRASBOURG\n{text} 12:01\nThé  2,00 €\nTOTAL  2,00 €"
    issued = read(paper).issued_at
    assert isinstance(issued, datetime)
    assert issued.date() == date(2019, month, 4)


@pytest.mark.parametrize(
    "text",
    [
        "Invoice Date: 11/03/2018  Due Date: 12/03/2018",
        "Sale Date: 11/03/2018  Delivery Date: 11/09/2018",
        "Expires 12/03/2018  Date 11/03/2018",
    ],
)
def test_a_word_for_another_day_speaks_of_the_day_behind_it(text: str) -> None:
    assert day_of(text) == date(2018, 11, 3)


@pytest.mark.parametrize(
    "text", ["Start 11/02/2018 22:00  End 11/03/2018 00:14", "Date In: 11/01/2018  Date Out: 11/03/2018"]
)
def test_what_began_before_is_paid_at_its_end(text: str) -> None:
    assert day_of(text) == date(2018, 11, 3)


@pytest.mark.parametrize("words", ["Arrival: {}  Departure: {}", "Check In: {}  Check Out: {}"])
def test_a_hotel_is_paid_when_the_guest_leaves(words: str) -> None:
    nights = "11/01/18  Room  80.00\n11/02/18  Room  80.00\n11/03/18  Parking  9.00\nTotal  $169.00"
    reading = read(
        f"PINE RIDGE INN\n14 Elm St\nBoise, ID 83702\n{words.format('11/01/18', '11/04/18')}\n{nights}"
    )
    assert reading.issued_at == date(2018, 11, 4)
    alone = read(f"PINE RIDGE INN\n14 Elm St\nBoise, ID 83702\n{nights}")
    assert not sure(alone, "issued_at")


@pytest.mark.parametrize("amount", ["*14.00", "**14.00", "*14.00*", "$**14.00", "***14.00"])
def test_stars_before_an_amount_keep_others_from_writing_there(amount: str) -> None:
    reading = read(f"{TAVERN}Amount Due  {amount}\nCash  20.00\nChange  6.00")
    assert reading.amounts.total == Decimal(14)


@pytest.mark.parametrize("hidden", ["VISA ****14.99", "CARD x*14.99"])
def test_the_stars_of_a_hidden_number_are_no_amount(hidden: str) -> None:
    assert read(f"{TAVERN}Total  14.00\n{hidden}").amounts.total == Decimal(14)


@pytest.mark.parametrize("word", ["BALANCE", "BAL", "**** BALANCE"])
def test_above_the_payment_a_balance_is_what_is_paid(word: str) -> None:
    reading = read(f"{TAVERN}TAX  1.12\n{word}  15.12\nCASH  20.00\nCHANGE  4.88")
    assert (reading.amounts.total, reading.amounts.vat) == (Decimal("15.12"), Decimal("1.12"))


def test_below_the_payment_a_balance_is_what_came_back() -> None:
    reading = read(f"{KEDAI.format(name='KEDAI MELATI')}JUMLAH  RM 4.00\nCASH  RM 4.50\nBALANCE  RM 0.50")
    assert reading.amounts.total == Decimal(4)


@pytest.mark.parametrize("row", ["Subtotal 14.00 Tax 1.12 Total 15.12", "TAX 1.12 TOTAL 15.12"])
def test_an_amount_parts_two_words(row: str) -> None:
    reading = read(f"{TAVERN}{row}\nVisa  15.12")
    assert (reading.amounts.total, reading.amounts.vat) == (Decimal("15.12"), Decimal("1.12"))


def test_a_surcharge_is_no_tax() -> None:
    reading = read(f"{TAVERN}Subtotal  14.00\nSurcharge 3%  0.42\nTax  1.12\nTotal  15.54")
    assert reading.amounts.vat == Decimal("1.12")


def test_taxes_that_are_numbered_are_taken_together() -> None:
    reading = read(f"{TAVERN}SUBTOTAL  14.00\nTAX1  0.84\nTAX2  0.28\nTOTAL  15.12")
    assert reading.amounts.vat == Decimal("1.12")


@pytest.mark.parametrize("word", ["PENGGENAPAN", "Pelarasan", "PEMBUNDARAN"])
def test_malay_words_round_a_sum(word: str) -> None:
    foot = f"JUMLAH BESAR  RM 4.03\nBAYARAN TUNAI  RM 4.05\n{word}  RM 0.02"
    assert read(f"{KEDAI.format(name='KEDAI MELATI')}{foot}").amounts.total == Decimal("4.05")


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ("RESTORAN NASI ULAM\nMAK SITI", "RESTORAN NASI ULAM MAK SITI"),
        ("BENGKEL SERVIS MOTOR\nAH FATT", "BENGKEL SERVIS MOTOR AH FATT"),
        ("GOLDEN PINE\nSEAFOOD RESTAURANT", "GOLDEN PINE SEAFOOD RESTAURANT"),
        ("SRI WANGI FLOORING\n& CURTAIN CENTRE\nSDN BHD", "SRI WANGI FLOORING & CURTAIN CENTRE SDN BHD"),
        ("KEDAI KAIN DAN\nBENANG MELATI", "KEDAI KAIN DAN BENANG MELATI"),
    ],
)
def test_a_malaysian_name_goes_on_in_a_row_of_the_same_print(rows: str, name: str) -> None:
    assert kedai(rows).name == name


@pytest.mark.parametrize(
    "below", ["FASHION FOR ALL", "SUPPLIER OF LAMPS", "HALAL", "Your Home Of Lamps", "(formerly SINAR)"]
)
def test_what_a_shop_says_of_itself_is_no_rest_of_its_name(below: str) -> None:
    assert kedai(f"SINAR LAMPU BOUTIQUE\n{below}").name == "SINAR LAMPU BOUTIQUE"


def test_a_sign_above_the_company_is_no_part_of_its_name() -> None:
    assert kedai("PETROMAS\nSTESEN PAK ALI ENTERPRISE").name in {"PETROMAS", "STESEN PAK ALI ENTERPRISE"}
    assert kedai("DEWAN ILMU\nKOPERASI GURU JAYA BERHAD").name == "KOPERASI GURU JAYA BERHAD"


@pytest.mark.parametrize("kind", ["ITALIAN RESTAURANT", "Thai Restaurant & Bar", "COFFEE HOUSE"])
def test_a_kind_of_house_is_nobodys_name(kind: str) -> None:
    head = f"PINE RIDGE\n{kind}\n14 Elm St\nBoise, ID 83702\n208-555-0136\n03/09/19\nPie  $4.00\nTotal  $4.00"
    assert read(head).merchant.name == "PINE RIDGE"


@pytest.mark.parametrize(
    "head",
    ["PineRidge#30118-2 Phone 208-555-0136", "PINE RIDGE (208) 555-0136", "Pine Ridge, Tel: 208-555-0136"],
)
def test_a_telephone_may_stand_beside_the_name(head: str) -> None:
    merchant = read(
        f"{head}\n1400 Orchard Hwy\nBoise, ID, 83702\n03/09/19\nPie  $4.00\nTotal  $4.00"
    ).merchant
    assert merchant.name is not None
    assert merchant.name.upper().startswith("PINE")
    assert merchant.address == "1400 Orchard Hwy Boise, ID, 83702"


@pytest.mark.parametrize("first", ["ORDER #228", "Table 12", '"Best pies in town!"', "CHECK 4011"])
def test_what_heads_a_paper_before_its_name(first: str) -> None:
    head = f"{first}\nPine Ridge Diner\n14 Elm St\nBoise, ID 83702\n03/09/19\nPie  $4.00\nTotal  $4.00"
    assert read(head).merchant.name == "Pine Ridge Diner"


@pytest.mark.parametrize("name", ["MOE'S", "Zoe's", "ELLA'S"])
def test_a_greeting_may_lead_the_row_of_the_name(name: str) -> None:
    head = f"WELCOME TO {name}\n14 Elm Pkwy\nBoise, ID 83702\n03/09/19\nPie  $4.00\nTotal  $4.00"
    assert name in (read(head).merchant.name or "")


def test_a_county_of_ireland_is_no_company() -> None:
    head = (
        "MEADOWLANE\nChapel Street, Trim, Co. Meath\n046 555 0122\n12-05-19 18:22\nTea  €2.00\nTOTAL  €2.00"
    )
    assert read(head).merchant.name == "MEADOWLANE"


@pytest.mark.parametrize("street", ["2210 US-20 E", "18840 I-84", "Route 7, Box 14", "Corner of 8th & Main"])
def test_american_streets_have_numbers_for_names(street: str) -> None:
    assert read(DINER.format(street=street, day="03/09/19")).merchant.address == f"{street} Boise, ID 83702"


def test_a_town_without_its_street_is_asked() -> None:
    reading = read(DINER.format(street="Upstairs", day="03/09/19"))
    assert reading.merchant.address == "Boise, ID 83702"
    assert not sure(reading, "merchant.address")


def test_a_telephone_ends_the_row_of_the_town() -> None:
    head = "PINE RIDGE\n880 ROUTE 9\nTRENTON, NJ 08611 (609) 555-0118\n03/09/19\nPie  $4.00\nTotal  $4.00"
    assert read(head).merchant.address == "880 ROUTE 9 TRENTON, NJ 08611"


def test_a_japanese_address_in_latin_letters() -> None:
    head = "Momiji Souvenir\n118 Kamiyama-cho,\nShibuya-ku, Tokyo 150-0047\n2019/04/03 15:22\n"
    assert (
        read(f"{head}Fan  ¥600\nTOTAL  ¥600").merchant.address
        == "118 Kamiyama-cho, Shibuya-ku, Tokyo 150-0047"
    )


@pytest.mark.parametrize(
    "words", ["CHECK OPEN: {} 19:01\nCHECK CLOSE: {} 20:14", "Check: 118  {}", "CHECK 4011  TBL 12  {}"]
)
def test_a_check_is_a_bill(words: str) -> None:
    assert day_of(words.format("11/03/2018", "11/03/2018")) == date(2018, 11, 3)


@pytest.mark.parametrize(
    "words",
    [
        "TERM: 14 DAYS  DUE: 11/17/2018",
        "Next service: 11/17/2018",
        "Return by 11/17/2018",
        "Ready 11/17/2018",
    ],
)
def test_a_day_to_come_is_not_the_day_of_sale(words: str) -> None:
    assert day_of(f"INV 2281  11/03/2018\n{words}") == date(2018, 11, 3)


@pytest.mark.parametrize("word", ["Invoice", "SOLD", "Receipt:", "Paid"])
def test_what_would_number_something_may_announce_a_day(word: str) -> None:
    assert day_of(f"Requested 11/01/2018\n{word} 11/03/2018") == date(2018, 11, 3)


@pytest.mark.parametrize(
    "printed",
    [
        "1-208-555-0136",
        "+1 208-555-0136",
        "1 (208) 555-0136",
        "208/555-0136",
        "1.208.555.0136",
        "Tel: 208 - 555 - 0136",
    ],
)
def test_the_forms_of_an_american_telephone(printed: str) -> None:
    text = DINER.format(street="14 Elm St", day="03/09/19").replace("208-555-0136", printed)
    assert read(text).merchant.phone == printed.removeprefix("Tel: ")


@pytest.mark.parametrize(
    ("printed", "phone"),
    [
        ("Tel. +49 (0)221 446722", "+49 (0)221 446722"),
        ("Tel. (0221) 446722", "(0221) 446722"),
        ("Fon 0221-446722", "0221-446722"),
        ("Fax 0221-446723\nTel 0221-446722", "0221-446722"),
    ],
)
def test_the_forms_of_a_telephone_of_europe(printed: str, phone: str) -> None:
    head = f"Lanterne\nLindenstr. 7\n50667 Köln\n{printed}\n07.09.2018 21:12\nTee  3,20\nSumme EUR  3,20"
    assert read(head).merchant.phone == phone


def test_words_for_sums_before_and_after_their_tax() -> None:
    foot = "AMOUNT BEFORE GST  RM 3.77\nGST 6%  RM 0.23\nAMOUNT AFTER GST  RM 4.00"
    assert read(f"{KEDAI.format(name='KEDAI MELATI')}{foot}").amounts.total == Decimal(4)


def test_service_and_tax_on_top_make_what_was_tendered() -> None:
    foot = "BILL AMT  14.00\nSERV CHG  1.40\nSST  0.92\nBILL SUM  16.32\nPAID  16.32"
    assert read(f"{TAVERN}{foot}").amounts.total == Decimal("16.32")


def test_what_was_handed_over_may_be_called_paid() -> None:
    foot = "Subtotal  14.00\nTax  1.12\nTotal  15.12\nAmount Paid  20.12\nChange  5.00"
    assert read(f"{TAVERN}{foot}").amounts.total == Decimal("15.12")


@pytest.mark.parametrize("word", ["IOI Mall", "SOS Centre", "BBQ Corner"])
def test_behind_a_gap_letters_are_no_thousands(word: str) -> None:
    head = f"KEDAI MELATI\nLot 18, Level 1, {word},\nJalan Puchong, 47170 Puchong, Selangor"
    address = read(f"{head}\n21/03/2018\nTeh  RM 4.00\nJUMLAH  RM 4.00").merchant.address
    assert address == f"Lot 18, Level 1, {word}, Jalan Puchong, 47170 Puchong, Selangor"


def test_an_address_that_ends_in_a_comma_is_asked() -> None:
    head = "KEDAI MELATI\nGround Floor, Jalan Satok,\nSection 65, 93400 Kuching,\nS/N 2281\n21/03/2018"
    assert not sure(read(f"{head}\nTeh  RM 4.00\nJUMLAH  RM 4.00"), "merchant.address")


@pytest.mark.parametrize(
    "words", ["Outstanding before|Total Outstanding", "BALANCE B/F|TOTAL OWING", "Old Bal|Total with old bal"]
)
def test_what_a_customer_owes_besides_is_not_what_this_paper_asks(words: str) -> None:
    before, after = words.split("|")
    foot = f"Gross  RM 3.77\nGST 6%  RM 0.23\nNETT AMOUNT  RM 4.00\n{before}  RM 31.00\n{after}  RM 35.00"
    assert read(f"{KEDAI.format(name='KEDAI MELATI')}{foot}").amounts.total == Decimal(4)


@pytest.mark.parametrize(
    "goods", ["1 Marinara  18.00", "3  SET  13.00", "2 Mars Bar  16.00", "1 Decaf 12.50"]
)
def test_goods_are_no_months(goods: str) -> None:
    head = "PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n208-555-0136\n"
    assert read(f"{head}{goods}\nSubtotal  $18.00\nTax  $1.00\nTotal  $19.00\nVisa  $19.00").issued_at is None


@pytest.mark.parametrize(
    "foot",
    [
        "Parking Fee  5.00\nGST 6%  0.30",
        "Labour  75.00\nSST 8%  6.00\nRounding  0.00",
        "Harga  20.00\nCukai 6%  1.20",
    ],
)
def test_a_sum_whose_tax_comes_on_top_is_asked(foot: str) -> None:
    assert not sure(read(f"{KEDAI.format(name='KEDAI MELATI')}{foot}"), "amounts.total")


@pytest.mark.parametrize("words", ["CASH|CHANGE", "TENDER CASH|CHANGE DUE", "Tunai|Baki"])
def test_what_was_handed_over_is_asked_where_the_total_is_gone(words: str) -> None:
    cash, change = words.split("|")
    assert not sure(read(f"{TAVERN}{cash}  20.00\n{change}  6.50"), "amounts.total")


def test_a_sum_that_is_rounded_below_is_asked() -> None:
    foot = "TOTAL  RM 15.37\nROUNDING  -0.02\nCASH  20.00\nCHANGE  4.65"
    assert not sure(read(f"{KEDAI.format(name='KEDAI MELATI')}{foot}"), "amounts.total")


@pytest.mark.parametrize(
    "address",
    ["80000 Johor Bahru, Johor", "TAMAN BERKELEY\n41150 KLANG, SELANGOR", "London NW6 7HT", "10115 Berlin"],
)
def test_an_address_without_a_house_is_asked(address: str) -> None:
    reading = read(f"KEDAI MELATI\n{address}\n21/03/2018\nTeh  4.00\nTOTAL  4.00")
    assert not sure(reading, "merchant.address")


def test_an_address_is_whole_where_the_name_is_gone() -> None:
    head = "23, Jalan Cempaka,\n80000 Johor Bahru,\nJohor\nTEL 07-222 9180\n21/03/2018\nTeh  RM 4.00"
    merchant = read(f"{head}\nJUMLAH  RM 4.00").merchant
    assert merchant.address == "23, Jalan Cempaka, 80000 Johor Bahru, Johor"


@pytest.mark.parametrize("name", ["1180 Market Street", "ITALIAN RESTAURANT"])
def test_a_street_or_a_kind_of_house_alone_is_asked(name: str) -> None:
    head = f"{name}\nBoise, ID 83702\n208-555-0136\n03/09/19\nPie  $4.00\nTotal  $4.00"
    assert not sure(read(head), "merchant.name")


def test_an_american_address_ends_with_its_town() -> None:
    head = "PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n4017 KAYLA\n03/09/19\nPie  $4.00\nTotal  $4.00"
    assert read(head).merchant.address == "14 Elm St Boise, ID 83702"


def test_the_telephone_of_a_customer_is_asked() -> None:
    head = "PINE RIDGE DINER\n14 Elm St\nBoise, ID 83702\n03/09/19\nMr. Patel 208-555-0199\n"
    assert not sure(read(f"{head}Pie  $4.00\nTotal  $4.00"), "merchant.phone")


def test_guests_are_no_tax() -> None:
    head = "PINE RIDGE DINER\n14 Elm St\nTbl 42/1  Chk 3381  Gst 2\nPie  4.00\n"
    assert read(f"{head}Subtotal  4.00\nTax  0.32\nTotal  4.32").amounts.vat == Decimal("0.32")


@pytest.mark.parametrize("printed", ["Ju103'12 02:34PM", "JuI03'12 02:34PM", "Jul03'12 02:34PM", "Ju1 03'12"])
def test_july_is_july_though_its_l_was_read_as_a_digit(printed: str) -> None:
    found = read(
        f"FISH\n280 Bleecker St.\nNew York, NY 10014\n{printed}\nCrab  21.95\nTax  2.53\nTotal  24.48"
    )
    assert str(found.issued_at)[:10] == "2012-07-03"
