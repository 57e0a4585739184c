"""Heads of papers drawn in Malaysia and the West: what is a name, and what only says what the house is."""

from datetime import date

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reading.values.dates import Order, dates_in
from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from receipts.domain.text import Page, TextLine

PAPER, LETTER = 720, 24
KEDAI = "TEL : 06-7712834\nTAX INVOICE\nTARIKH 21/03/2018 10:02\nTeh  RM 4.00\nJUMLAH  RM 4.00"
STREET = "NO 7, JALAN CEMPAKA 2,\n70300 SEREMBAN"
DINER = (
    "1200 Elm Ave\nAustin, TX 78704\n(512) 555-0190\n03/15/2019 8:27 PM\nPie  $4.00\nTax  $0.33\nTotal  $4.33"
)


def printed(text: str) -> Reading:
    """What is read of rows that are centred; each `!` before a row sets it two fifths larger."""
    lines, top = [], 20.0
    for row in text.split("\n"):
        bare = row.lstrip("!")
        size = LETTER * (1 + 0.4 * (len(row) - len(bare)))
        cells = bare.split("  ")
        for at, cell in enumerate(cells):
            width = size / 2 * len(cell)
            left = 20 + (PAPER - 40 - width) * (0.5 if len(cells) == 1 else at / (len(cells) - 1))
            corners = ((left, top), (left + width, top), (left + width, top + size), (left, top + size))
            lines.append(TextLine(cell, 0.97, corners))
        top += size * 1.5
    return read_receipt([Page(1, PAPER, int(top) + 40, tuple(lines))])


def is_sure(reading: Reading, path: str = "merchant.name") -> bool:
    return path in reading.fields and reading.fields[path].confidence >= ENOUGH


@pytest.mark.parametrize("number", ["", "\n(002817364-X)"])
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("RESTORAN NASI KANDAR", "!AL-RAHMAN"),
        ("!RESTORAN NASI KANDAR", "AL-RAHMAN"),
        ("RESTORAN NASI KANDAR", "!!AL-RAHMAN BISTRO"),
        ("KEDAI MAKANAN DAN MINUMAN", "!HONG KEE"),
        ("KEDAI BUKU", "!HARAPAN (JB) SDN BHD"),
        ("PUSAT SERVIS KERETA", "!KIM SENG"),
        ("KLINIK PERGIGIAN", "!DR. TAN"),
        ("RESTORAN", "!!SRI MELUR"),
    ],
)
def test_in_malay_the_name_follows_what_kind_of_house_it_is(kind: str, name: str, number: str) -> None:
    reading = printed(f"{kind}\n{name}{number}\n{STREET}\n{KEDAI}")
    assert reading.merchant.name == f"{kind} {name}".replace("!", "")
    assert not is_sure(reading)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("RESTORAN TASIK BIRU\nRTB CATERING SDN BHD (928173-X)", "RTB CATERING SDN BHD"),
        ("KEDAI KOPI\nKEDAI KOPI SUN WAH SDN BHD", "KEDAI KOPI SUN WAH SDN BHD"),
        ("KEDAI BUKU HARAPAN\n(KLANG BRANCH)", "KEDAI BUKU HARAPAN"),
    ],
)
def test_a_kind_of_house_is_not_put_before_another_name(head: str, name: str) -> None:
    assert printed(f"{head}\n{STREET}\n{KEDAI}").merchant.name == name


@pytest.mark.parametrize(
    ("sign", "dealer"),
    [
        ("!PETRONAS", "SYARIKAT MINYAK HASHIM & ANAK-ANAK"),
        ("PETRONAS", "HASHIM BERSAUDARA"),
        ("!!CALTEX", "GOH BROTHERS"),
        ("!BHPetrol", "NAZRI BIN OMAR ENTERPRISE"),
        ("PETRON MALAYSIA", "TWIN OAK TRADING"),
    ],
)
def test_a_station_is_its_dealers_whose_name_stands_below_the_sign(sign: str, dealer: str) -> None:
    assert printed(f"{sign}\n{dealer}\n{STREET}\n{KEDAI}").merchant.name == dealer


def test_an_oil_company_is_named_where_no_dealer_is() -> None:
    assert printed(f"!PETRONAS\n{STREET}\n{KEDAI}").merchant.name == "PETRONAS"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("SUNNY GROCER MART\nLEE MARKETING ENTERPRISE\n(PG0218374-A)", "LEE MARKETING ENTERPRISE"),
        ("!SUNNY CAFE\nLEE FOOD TRADING\n(002817364-X)", "LEE FOOD TRADING"),
        ("SUNNY MART\n(002817364-X)\nMANAGED BY LEE TRADING", "SUNNY MART"),
    ],
)
def test_of_two_trades_the_one_above_the_registered_number_is_the_company(head: str, name: str) -> None:
    assert printed(f"{head}\n{STREET}\n{KEDAI}").merchant.name == name


@pytest.mark.parametrize(
    "slogan",
    [
        "MORE FOR LESS",
        "Save money. Live better.",
        "EXPERT ADVICE, LOW PRICES",
        "The Best Burgers In Town",
        "ALWAYS FRESH ALWAYS LOCAL",
        "Real Food. Real Fast.",
        "Everyday Low Prices",
    ],
)
def test_praise_above_the_name_is_not_the_name(slogan: str) -> None:
    assert printed(f"{slogan}\nLINDEN HOME\n{DINER}").merchant.name == "LINDEN HOME"


@pytest.mark.parametrize(
    "name",
    ["Food For All Seasons", "Best of Times Books", "New York New York", "The Home Place", "Thos. Baker"],
)
def test_a_name_in_words_of_praise_stays_one(name: str) -> None:
    assert printed(f"!{name}\n{DINER}").merchant.name == name


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("CAFE\n!LINDEN", "CAFE LINDEN"),
        ("!Cafe\n!Linden", "Cafe Linden"),
        ("CAFÉ\n!LINDEN", "CAFÉ LINDEN"),
        ("!101\nCAFE", "101 CAFE"),
        ("!88\nNOODLE BAR", "88 NOODLE BAR"),
        ("!360\nBISTRO & BAR", "360 BISTRO & BAR"),
    ],
)
def test_a_house_alone_is_no_name_and_nobody_is_sure_of_it(head: str, name: str) -> None:
    reading = printed(f"{head}\n{DINER}")
    assert reading.merchant.name == name
    assert not is_sure(reading)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("THE OLIVE BRANCH\nCAFE", "THE OLIVE BRANCH CAFE"),
        ("!!Spice Box\nKITCHEN", "Spice Box KITCHEN"),
        ("THE\n!LINDEN", "THE LINDEN"),
    ],
)
def test_a_house_below_its_name_belongs_to_it(head: str, name: str) -> None:
    assert printed(f"{head}\n{DINER}").merchant.name == name


def test_a_salon_in_small_print_belongs_to_a_name_of_malaysia() -> None:
    assert (
        printed(f"!!MERAH DELIMA\nHAIR SALOON\n{STREET}\n{KEDAI}").merchant.name == "MERAH DELIMA HAIR SALOON"
    )


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("AUTO TECH ACCESSORIES\n(002817364-X)", "AUTO TECH ACCESSORIES"),
        ("SIN HUP\nSIN HUP SEAFOOD SDN BHD\n(1127364-P)", "SIN HUP SEAFOOD SDN BHD"),
    ],
)
def test_nobody_asks_for_the_one_name_above_its_number(head: str, name: str) -> None:
    reading = printed(f"{head}\n{STREET}\n{KEDAI}")
    assert reading.merchant.name == name
    assert is_sure(reading)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("!!KEDAI KOPI SUN\nHWA", "KEDAI KOPI SUN HWA"),
        ("!!WARUNG MAK\nTEH", "WARUNG MAK TEH"),
        ("DELI & CO.\nCATERERS", "DELI & CO. CATERERS"),
        ("ONE TEA HOUSE\nVENTURES", "ONE TEA HOUSE VENTURES"),
        ("KEDAI KOPI SUN HWA\nWhere friends meet", "KEDAI KOPI SUN HWA"),
    ],
)
def test_what_stands_between_a_name_and_its_number_may_be_its_rest(head: str, name: str) -> None:
    reading = printed(f"{head}\n(002817364-X)\n{STREET}\n{KEDAI}")
    assert reading.merchant.name == name


def test_a_name_that_may_go_on_below_is_asked() -> None:
    assert not is_sure(printed(f"!!KLINIK & SURGERI\nDR. LEE\n{STREET}\n{KEDAI}"))


@pytest.mark.parametrize("by", ["by", "By", "BY"])
def test_who_runs_the_shop_is_named_behind_by(by: str) -> None:
    head = f"Grill Lane\n{by} LI HENG FOODS SDN BHD"
    assert printed(f"{head}\n{STREET}\n{KEDAI}").merchant.name == "LI HENG FOODS SDN BHD"


def test_below_its_name_a_kitchen_is_no_name_even_if_that_is_a_square() -> None:
    assert printed(f"LA PIAZZA\nITALIAN RESTAURANT\n{DINER}").merchant.name == "LA PIAZZA"


def test_a_sign_may_take_two_rows_of_large_print() -> None:
    assert printed(f"!WALTON & SONS\n!GARDEN CENTRE\n{DINER}").merchant.name == "WALTON & SONS GARDEN CENTRE"
    assert printed(f"!WALTON & SONS\nGarden Centre\n{DINER}").merchant.name == "WALTON & SONS"


def test_a_shop_may_be_called_after_a_number() -> None:
    reading = printed(f"!!88\n{STREET}\n{KEDAI}")
    assert reading.merchant.name == "88"
    assert not is_sure(reading)


@pytest.mark.parametrize(
    "branch", ["BRANCH: BUKIT JALIL", "CAWANGAN : TAMAN MELATI", "OUTLET - SHAH ALAM", "Cawangan Seksyen 13"]
)
def test_which_branch_it_is_stands_above_the_address(branch: str) -> None:
    head = f"SERI MAWAR SDN. BHD.\n(928173-U)\n{branch}\nNo. 144, Jalan Cerdas,\n56000 Cheras, Kuala Lumpur."
    assert (
        printed(f"{head}\n{KEDAI}").merchant.address == "No. 144, Jalan Cerdas, 56000 Cheras, Kuala Lumpur."
    )


@pytest.mark.parametrize("box", ["P.O. Box 1827, 93736 Kuching.", "PETI SURAT 1827, 93736 Kuching"])
def test_a_box_of_the_post_below_a_whole_address_is_no_part_of_it(box: str) -> None:
    street = "No. 201, Jalan Padungan, 93100 Kuching."
    assert printed(f"HOCK GUAN SDN BHD\n{street}\n{box}\n{KEDAI}").merchant.address == street


@pytest.mark.parametrize("town", ["47301 P.J.", "50480 K.L.", "80000 J.B."])
def test_a_town_may_be_two_initials(town: str) -> None:
    head = f"HWA LEE MINI MARKET\n11A, JALAN SS 4D/14,\nPEOPLE'S PARK\n{town}"
    address = printed(f"{head}\n{KEDAI}").merchant.address
    assert address is not None
    assert address.endswith(town)


def test_words_with_their_values_are_no_address() -> None:
    head = f"HOTEL SERI MAWAR SDN BHD\n{STREET}\nGuest : TAN WAI  Room : 204\nFolio No : 41458 Cashier : AIN"
    assert printed(f"{head}\n{KEDAI}").merchant.address == "NO 7, JALAN CEMPAKA 2, 70300 SEREMBAN"


@pytest.mark.parametrize("rounding", ["Rounding  -0.01\n", ""])
def test_a_sum_that_is_rounded_to_coins_is_not_misread(rounding: str) -> None:
    paper = f"SERI MAWAR SDN BHD\n{STREET}\nCharge  42.70\nGST (6%)  2.56\n{rounding}Amount Payable RM  45.25"
    assert str(printed(f"{paper}\nTendered RM  50.00\nBalance RM  4.75").amounts.total) == "45.25"


@pytest.mark.parametrize("paid", ["Debit Card  63.85", "Cash  70.00\nChange  6.15"])
def test_a_summary_of_taxes_may_stand_above_the_total(paid: str) -> None:
    goods = "BANDAGE  19.75\nSACHET  44.10\nGST SUMMARY  AMT  GST\nSR 6%  60.24  3.61\nZRL  0.00  0.00"
    sums = f"Sub Total  63.85\nTOTAL  63.85\n{paid}"
    reading = printed(f"SERI MAWAR SDN BHD\n{STREET}\n05-04-2018 14:18\n{goods}\n{sums}")
    assert str(reading.amounts.total) == "63.85"
    assert is_sure(reading, "amounts.total")


def test_of_a_small_fee_its_tax_is_a_part_if_its_row_says_so() -> None:
    fee = "PARKING FEE : RM 2.00\n(Incl. GST 6% : RM 0.11)\nPayment : TOUCH N GO"
    reading = printed(f"SERI PARKING SDN BHD\n{STREET}\nPaid : 16-12-2017 19:14\n{fee}")
    assert str(reading.amounts.total) == "2.00"
    assert is_sure(reading, "amounts.total")


@pytest.mark.parametrize("drink", ["SIRAP BANDUNG  4.00", "KUIH JAKARTA  4.00"])
def test_what_is_drunk_does_not_tell_the_money_where_amounts_have_cents(drink: str) -> None:
    head = "RESTORAN TASIK BIRU\nLot 7, Tepi Tasik,\nSeksyen 14, 40000 Shah Alam\n09-01-2018 14:16"
    reading = printed(f"{head}\n{drink}\nTEH  2.00\nTOTAL  6.00\nCASH  10.00\nCHANGE  4.00")
    assert reading.currency == "MYR"
    assert reading.amounts.total == 6


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04-0ct-2016 20:24", date(2016, 10, 4)),
        ("12/N0V/18", date(2018, 11, 12)),
        ("05 5EP 17", date(2017, 9, 5)),
        ("2026-Mar-04", date(2026, 3, 4)),
        ("2019/DIS/31 12:00", date(2019, 12, 31)),
    ],
)
def test_a_month_in_letters_may_have_a_digit_or_follow_the_year(text: str, day: date) -> None:
    assert [found.value for found in dates_in(text, Order.DAY_FIRST)] == [day]


@pytest.mark.parametrize("text", ["15-A8C-2018", "08 AU6 2017", "2 50L 25", "2018-RED-04"])
def test_other_words_between_numbers_are_no_month(text: str) -> None:
    assert dates_in(text, Order.DAY_FIRST) == ()


@pytest.mark.parametrize("above", ["MERRY CHRISTMAS", "GRAND OPENING", "JENNIFER", "HALAL"])
def test_what_is_as_large_as_the_sign_below_it_is_asked_for(above: str) -> None:
    reading = printed(f"!!{above}\n!!FAMILY MART\n{DINER}")
    assert "FAMILY MART" in str(reading.merchant.name)
    assert not is_sure(reading)


@pytest.mark.parametrize("below", ["SERVICE STATION", "WELCOME TO OUR STATION", "YOUR LOCAL SHOP", "TRADING"])
def test_below_the_sign_of_a_station_not_every_row_is_its_dealer(below: str) -> None:
    reading = printed(f"SHELL SELECT\n{below}\n{STREET}\n{KEDAI}")
    assert "SHELL SELECT" in str(reading.merchant.name) or not is_sure(reading)


@pytest.mark.parametrize("branch", ["SS2 BRANCH", "BUKIT BINTANG OUTLET", "CAWANGAN MELUR"])
def test_a_branch_above_a_number_is_no_sure_name(branch: str) -> None:
    assert not is_sure(printed(f"{branch}\n(123456-X)\n{STREET}\n{KEDAI}"))
    assert is_sure(printed(f"HONG KEE\n(123456-X)\n{STREET}\n{KEDAI}"))


def test_a_slogan_above_the_trade_is_no_sure_part_of_the_name() -> None:
    assert not is_sure(printed(f"THE FINEST IN TOWN\nSEAFOOD RESTAURANT\n(123456-X)\n{STREET}\n{KEDAI}"))


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("BAKERY & CAFE\n!!!LOTUS", "LOTUS"),
        ("PRINT & COPY SERVICES\n!!!INKWELL", "INKWELL"),
        ("!!!GREEN LEAF\nGROCERY STORE", "GREEN LEAF"),
        ("!!ROSE\nROSE BAKERY SDN BHD", "ROSE BAKERY SDN BHD"),
        ("!!!WELCOME\nROSE BAKERY", "ROSE BAKERY"),
    ],
)
@pytest.mark.parametrize("foot", [f"{STREET}\n{KEDAI}", DINER])
def test_a_small_line_beside_a_large_name_says_what_it_sells(head: str, name: str, foot: str) -> None:
    assert printed(f"{head}\n{foot}").merchant.name == name


CAFE = "서울 강남구 한빛로 12\n사업자번호 408-22-04750\n2026-03-04 18:02\n커피  4,500\n합계  4,500"


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("!!!도담\n한정식", "도담"),
        ("사무용품 문구 팬시\n!!!바른", "바른"),
        ("!!!다모아\n생활용품 전문점", "다모아"),
        ("!!!주문\n달빛식당", "달빛식당"),
        ("!!!교환증\n달빛식당", "달빛식당"),
    ],
)
def test_two_syllables_set_as_a_sign_are_a_name(head: str, name: str) -> None:
    assert printed(f"{head}\n{CAFE}").merchant.name == name


def test_a_sign_of_two_syllables_above_a_line_is_asked() -> None:
    assert not is_sure(printed(f"!!!도담\n한정식\n{CAFE}"))


@pytest.mark.parametrize("counter", ["PUMP 3", "pump 3", "PUMP NO 7", "TILL 2"])
@pytest.mark.parametrize("slip", ["", "APPROVED 402811\n"])
def test_the_pump_is_no_name_however_large_its_number(counter: str, slip: str) -> None:
    assert printed(f"{slip}!{counter}\nBRIAR HILL GAS\n{DINER}").merchant.name == "BRIAR HILL GAS"
