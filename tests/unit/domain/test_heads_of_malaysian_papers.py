"""Who sold and where, on Malaysian papers: what stands around the company's name and around its address."""

from dataclasses import replace

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.text import TextLine
from tests.unit.domain.printed import page_of, read

STREET = "NO 7, JALAN RAYA,\n40150 SHAH ALAM, SELANGOR"
ADDRESS = "NO 7, JALAN RAYA, 40150 SHAH ALAM, SELANGOR"
SUMS = "Date : 12/03/2018  Time : 13:20\nItem  Qty  Amount\nMILO 1KG  1  19.90\nTOTAL RM  19.90\nCASH  20.00"


def name_of(head: str, below: str = f"{STREET}\nTEL: 03-55123456") -> str | None:
    return read(f"{head}\n{below}\n{SUMS}").merchant.name


def address_of(rows: str) -> str | None:
    """The address in `rows` below the name of a company."""
    return read(f"MELUR MARKETING SDN BHD\n{rows}\n{SUMS}").merchant.address


@pytest.mark.parametrize(
    "said",
    [
        "A division of: {}",
        "A hotel by {}",
        "(Franchisee: {})",
        "by {}",
    ],
)
@pytest.mark.parametrize("company", ["MELUR VENTURES SDN BHD", "MELUR LEGACY PLT"])
def test_whose_shop_it_is_stands_behind_a_few_words(said: str, company: str) -> None:
    assert name_of(f"Rumah Buku Melur\n{said.format(company)}\n(0265132-H)") == company


@pytest.mark.parametrize(
    "other",
    [
        "A subsidiary of Dahlia Holdings Bhd",
        "A Member of Dahlia Group Berhad",
        "Authorised Dealer of Dahlia Motor Sdn Bhd",
        "(Franchisee of Dahlia Pizza Sdn Bhd)",
        "Ejen Sah Pos Dahlia Berhad",
        "Pengedar Gas Dahlia Berhad",
        "Formerly known as Dahlia Trading Sdn Bhd",
        "Under management of Dahlia Group",
    ],
)
def test_another_company_that_is_named_below_is_not_the_seller(other: str) -> None:
    assert name_of(f"MELUR AUTOCARE CENTRE\n{other}\n(SA0099887-T)") == "MELUR AUTOCARE CENTRE"


@pytest.mark.parametrize("name", ["PUSAT RAWATAN MELUR", "POLIKLINIK MELUR & SURGERI", "KLINIK DR. MELUR"])
@pytest.mark.parametrize("doctor", ["DR. LIM AH SENG MBBS (MAL)", "Dr Noraini bt Hassan, MD (UKM)"])
def test_who_works_in_a_clinic_is_neither_its_name_nor_its_address(name: str, doctor: str) -> None:
    merchant = read(f"{name}\n{doctor}\n{STREET}\nTEL: 03-55123456\n{SUMS}").merchant
    assert (merchant.name, merchant.address) == (name, ADDRESS)


def test_a_clinic_may_be_called_after_its_doctor() -> None:
    assert name_of("DR. MELUR DENTAL SURGERY") == "DR. MELUR DENTAL SURGERY"


@pytest.mark.parametrize("sold", ["PHONE SHOP - ACCESSORIES - REPAIR", "Printing / Binding / Store"])
def test_what_is_sold_is_listed_above_the_name(sold: str) -> None:
    assert name_of(f"{sold}\nMELUR MOBILE CENTRE\n(SA0456123-M)") == "MELUR MOBILE CENTRE"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("MELUR MAJU", "BUILDING MATERIALS SDN. BHD."),
        ("MELUR", "HARDWARE & MACHINERY (M) SDN BHD"),
        ("SYKT PERUSAHAAN PERABOT", "SIN MING SENG SDN BHD"),
        ("KEDAI UBAT TRADISIONAL CINA", "ENG THONG"),
    ],
)
def test_the_trade_of_a_company_stands_in_the_row_below_its_name_or_above_it(first: str, second: str) -> None:
    assert name_of(f"{first}\n{second}\n(234567-W)") == f"{first} {second}"


def test_a_sign_that_has_a_word_of_the_company_is_not_the_beginning_of_its_name() -> None:
    assert name_of("AYAM PENYET SITI\nSITI SELERA RESOURCES\n(002765432-P)") == "SITI SELERA RESOURCES"


@pytest.mark.parametrize(
    "head", ["順發商店\nSOON FATT STORE", "SOON FATT STORE\n順發商店", "SOON FATT STORE 順發商店"]
)
def test_chinese_beside_the_name_is_left_out(head: str) -> None:
    assert name_of(head) == "SOON FATT STORE"


@pytest.mark.parametrize(
    "number", ["(Co. Reg No: 952474-X)", "Company No. 952474-X", "201101825401 (792337-X)"]
)
def test_the_company_is_named_below_the_address(number: str) -> None:
    rows = f"{STREET}\nMELUR FOODS SDN BHD {number}\nTEL: 03-55123456"
    merchant = read(f"Bistro Dahlia\n{rows}\n{SUMS}").merchant
    assert (merchant.name, merchant.address) == ("MELUR FOODS SDN BHD", ADDRESS)


@pytest.mark.parametrize("quarter", ["PUSAT PERNIAGAAN MELUR,", "KAWASAN PERUSAHAAN", "TAMAN KOPERASI"])
@pytest.mark.parametrize("house", ["68G, JALAN RAYA,", "A24, JALAN RAYA", "1ST FLOOR, 5 LORONG RAYA 3"])
def test_a_quarter_within_an_address_is_no_company(house: str, quarter: str) -> None:
    street = f"{house}\n{quarter}\n43000 KAJANG, SELANGOR"
    merchant = read(f"NASI AYAM DAHLIA\n{street}\n{SUMS}").merchant
    assert (merchant.name, merchant.address) == ("NASI AYAM DAHLIA", street.replace("\n", " "))


def test_a_public_body_may_have_a_road_in_its_name() -> None:
    assert name_of("JABATAN PENGANGKUTAN JALAN") == "JABATAN PENGANGKUTAN JALAN"


@pytest.mark.parametrize("total", ["TOTAL RM7.00", "JUMLAH RM 7.00"])
def test_a_sum_is_no_name_where_all_else_stands_at_the_foot(total: str) -> None:
    paper = f"RECEIPT\n12-03-2018  13:20\nDEPT 01  7.00\n{total}\nMELUR LAUNDRY ENTERPRISE\n{STREET}"
    assert read(paper).merchant.name != total


@pytest.mark.parametrize("house", ["22-1,", "NO. 7,", "A-G-05 & 06,", "UNIT 3-05,", "LOT PT 3548,"])
def test_a_house_stands_alone_above_its_street(house: str) -> None:
    rows = f"(123456-X)\nROTI BAKAR MELUR\n{house}\nJALAN USJ 9/5Q,\n08000 SUNGAI PETANI, KEDAH"
    assert address_of(rows) == f"{house} JALAN USJ 9/5Q, 08000 SUNGAI PETANI, KEDAH"


@pytest.mark.parametrize(
    "above",
    [
        "(ROB NO: IP0940652-W)",
        "(R0B NO: IP0940652-W)",
        "No. 7654-V",
        "(MSB LIC. NO: 00123)",
        "CAWANGAN KUALA TERENGGANU (080)",
        "OUTLET: 0312 TAMAN DAHLIA",
        "Plaza Dahlia Car Park",
        "JETTY COUNTER 3",
        "Ejen Sah Pos Dahlia Malaysia Berhad",
        "Dahlia Pizza Malaysia",
    ],
)
def test_what_stands_above_the_street_is_none_of_the_address(above: str) -> None:
    assert address_of(f"{above}\n{STREET}\nTEL: 03-55123456") == ADDRESS


@pytest.mark.parametrize("office", ["HQ: {}", "Head Office : {}", "Regd Office: {}", "HEAD OFFICE\n{}"])
@pytest.mark.parametrize("outlet", ["Outlet: {}", "BRANCH :\n{}", "CAWANGAN\n{}", "Showroom: {}"])
def test_of_head_office_and_outlet_the_shop_is_the_outlet(office: str, outlet: str) -> None:
    other = office.format("LEVEL 8, MENARA DAHLIA, 50350 KUALA LUMPUR")
    assert address_of(f"(123456-X)\n{other}\n{outlet.format(STREET)}") == ADDRESS
    assert address_of(f"(123456-X)\n{STREET}\n{other}") == ADDRESS


def test_a_head_office_alone_is_the_address_as_printed() -> None:
    assert address_of("HQ: NO 7, JALAN RAYA, 40150 SHAH ALAM") == "HQ: NO 7, JALAN RAYA, 40150 SHAH ALAM"


def test_an_address_without_a_number_is_a_road_and_its_town() -> None:
    assert address_of("Jalan Gaya, Kota Kinabalu\nTEL: 088-211234") == "Jalan Gaya, Kota Kinabalu"


@pytest.mark.parametrize("name", ["MELUR TOOLS (1988) SDN BHD", "MELUR ENGINEERING (2003) TRADING"])
def test_a_year_in_brackets_is_part_of_the_name(name: str) -> None:
    assert name_of(f"{name}\n(171234-W)") == name


@pytest.mark.parametrize("title", ["TAX INVOICE", "CASH RECEIPT", "INVOICE", "CASH BILL"])
def test_the_title_beside_the_name_is_none_of_it(title: str) -> None:
    assert name_of(f"MELUR GROCER SDN BHD  {title}\n(876123-T)") == "MELUR GROCER SDN BHD"


def test_a_kind_of_house_ends_the_name_above_and_a_list_of_goods_does_not() -> None:
    assert name_of("OON KEE\nEATING HOUSE") == "OON KEE EATING HOUSE"
    below = "MELUR WEDDING HOUSE\nBRIDAL - STUDIO - MAKEUP\n(AS0098765-K)"
    assert name_of(below) == "MELUR WEDDING HOUSE"


@pytest.mark.parametrize("above", ["KERAJAAN MALAYSIA", "JETTY COUNTER 3", "KAUNTER 02", "KLINIK PANEL"])
@pytest.mark.parametrize("name", ["MAJLIS DAERAH MELUR", "MELUR MARINE PARK TOURS"])
def test_whose_body_it_is_and_which_counter_are_no_name(above: str, name: str) -> None:
    assert name_of(f"{above}\n{name}") == name


def test_a_hotel_is_called_after_its_town_and_belongs_to_others() -> None:
    head = "HOTEL MELUR JOHOR BAHRU\nA member of Dahlia Hotels Sdn Bhd"
    assert name_of(head) == "HOTEL MELUR JOHOR BAHRU"


def test_what_the_house_serves_is_not_its_name_though_the_number_follows() -> None:
    head = "RESTORAN SEAFOOD SIN KEE (2002)\nRESTORAN MAKANAN LAUT\n(JM0300400-A)"
    assert name_of(head) == "RESTORAN SEAFOOD SIN KEE (2002)"


def test_a_building_is_printed_twice_and_belongs_to_the_address_once() -> None:
    rows = "Level 2, Plaza Dahlia, Jalan Raya,\n81200 Johor Bahru"
    assert address_of(f"PLAZA DAHLIA\n{rows}") == rows.replace("\n", " ")


def test_a_unit_in_its_building_stands_above_the_street_without_a_comma_at_the_end() -> None:
    rows = "LG1, IPC SHOPPING CENTRE\nNO 2, JALAN PJU 7/2\n47800 PETALING JAYA"
    assert address_of(rows) == rows.replace("\n", " ")


@pytest.mark.parametrize("branch", ["- NORTHERN REGION", "(KLANG)"])
def test_behind_its_legal_form_a_company_says_which_branch_it_is(branch: str) -> None:
    assert name_of(f"MELUR FOODS SDN. BHD. {branch}\n(876123-T)") == "MELUR FOODS SDN. BHD"


def test_a_zero_within_a_word_is_a_letter() -> None:
    assert name_of("MELUR FO0D SDN BHD\n(876123-T)") == "MELUR FOOD SDN BHD"


def test_a_postcode_alone_stands_between_street_and_town() -> None:
    assert (
        address_of("15, JALAN RAYA,\n89000,\nKENINGAU, SABAH.") == "15, JALAN RAYA, 89000, KENINGAU, SABAH."
    )


def test_a_logo_in_letters_beside_the_house_is_none_of_the_address() -> None:
    rows = "(123456-X)\nMELUR  A-G-19, JALAN DAMAI 2,\n50450 KUALA LUMPUR"
    assert address_of(rows) == "A-G-19, JALAN DAMAI 2, 50450 KUALA LUMPUR"


def test_a_unit_heads_no_goods() -> None:
    head = "MELUR INTERNATIONAL TRADING\n(MALAYSIA) SDN. BHD.\n201601168656 (317976-U)\n"
    merchant = read(f"{head}UNIT 2-27, JALAN 8/62A,\n32000 SITIAWAN, PERAK\n{SUMS}").merchant
    assert merchant.address == "UNIT 2-27, JALAN 8/62A, 32000 SITIAWAN, PERAK"


def test_a_name_without_a_legal_form_may_be_set_large_in_two_rows() -> None:
    page = page_of(f"MELUR & SONS AUTO\nPARTS TRADING CO.\n(JM0864358-K)\n{STREET}\n{SUMS}")
    lines = (*map(_larger, page.lines[:2]), *page.lines[2:])
    name = read_receipt([replace(page, lines=lines)]).merchant.name
    assert name == "MELUR & SONS AUTO PARTS TRADING CO."


def _larger(line: TextLine) -> TextLine:
    one, two, (right, bottom), (left, _) = line.box
    return replace(line, box=(one, two, (right, bottom + 6), (left, bottom + 6)))


def test_a_name_and_its_form_may_take_three_rows() -> None:
    head = "MELUR HOME\nIMPROVEMENT CENTRE\nSDN. BHD.\n(0890223-H)"
    assert name_of(head) == "MELUR HOME IMPROVEMENT CENTRE SDN. BHD."


def test_a_house_and_its_quarter_stand_above_the_street() -> None:
    rows = "A20, Simpang Empat\nJalan Raya\n06000 Jitra Kedah"
    assert address_of(rows) == rows.replace("\n", " ")


def test_an_industrial_road_is_no_rival_of_the_name() -> None:
    rows = "LOT 2918-A, JLN PERUSAHAAN 4\nKAWASAN PERINDUSTRIAN\n68100 BATU CAVES, SELANGOR"
    paper = read(f"MELUR DIY CENTRE SDN BHD\n(1193847-H)\n{rows}\nTEL:03-61872291\n{SUMS}")
    assert paper.fields["merchant.name"].confidence >= 0.9


@pytest.mark.parametrize("name", ["Dr. Jane Heron, DDS", "BEER / WINE / COCKTAILS"])
def test_what_else_would_be_somebody_else_is_the_name_where_nobody_else_is_named(name: str) -> None:
    paper = f"{name}\n120 Main St\nPortland, OR 97201\n03/14/2026\nCleaning  $90.00\nTotal  $90.00"
    assert read(paper).merchant.name == name
