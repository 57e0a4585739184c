"""Heads of receipts abroad: company forms, slogans, numbers to be called by, faded names, units."""

from dataclasses import replace

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Merchant
from receipts.domain.text import Page
from tests.unit.domain.printed import page_of, read

FOOT = "\n25/03/2026 10:11\nTea  RM 2.00\nTOTAL  RM 2.00"
ADDRESS = "\n12, JALAN MELATI 3/4,\n50250 KUALA LUMPUR\nTEL : 03-2141 0000"


def of(head: str) -> Merchant:
    return read(head + FOOT).merchant


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("GOLDEN SCOOP SDN BHD (169609-A)", "GOLDEN SCOOP SDN BHD"),
        ("MELATI BAKERIES (KLL) SDN BHD (139386-X)", "MELATI BAKERIES (KL) SDN BHD"),
        ("MELATI BAKERIES (KIL) SDN BHD (139386-X)", "MELATI BAKERIES (KL) SDN BHD"),
        ("MELATI (K1) SDN.BHD", "MELATI (KL) SDN.BHD"),
        ("eCorner.com SDN BHD (509213A)", "eCorner.com SDN BHD"),
        ("REGENT BUSINESS FOODS SDN BHD (1120908-M)", "REGENT BUSINESS FOODS SDN BHD"),
        ("MELATI SDN BHD (Co. Reg. No : 20154-T)", "MELATI SDN BHD"),
        ("MELATI SDN BHD (COMPANY NO. 20154-T)", "MELATI SDN BHD"),
        ("MELATI SDN BHD REG NO (20154-T)", "MELATI SDN BHD"),
        ("MELATI RETAIL SB(306295-X) FKA BISON STORES SB", "MELATI RETAIL SB"),
        ("Dimiliki: melati cafe sdn bhd 1110644-W", "melati cafe sdn bhd"),
        ("Dimiliki oleh : Melati Cafe Sdn Bhd", "Melati Cafe Sdn Bhd"),
        ("Owned & operated by Melati Cafe Sdn Bhd", "Melati Cafe Sdn Bhd"),
        ("AMAN MELATI SON BHD (682288-V)", "AMAN MELATI SDN BHD"),
        ("AMAN MELATI SDN. 8HD (682288-V)", "AMAN MELATI SDN. BHD"),
        ("Aman Melati Sdn Bhd", "Aman Melati Sdn Bhd"),
        ("SON OF MELATI RESTAURANT", "SON OF MELATI RESTAURANT"),
    ],
)
def test_a_company_is_named_with_its_form_and_without_its_number(printed: str, name: str) -> None:
    assert of(printed + ADDRESS).name == name


@pytest.mark.parametrize(
    "above",
    [
        "i'm loving every bit",
        "have it your way",
        "TQ FOR SHOPPING WITH US",
        "We love to cook for you",
        "YOUR GUEST NUMBER IS\n24",
        "YOUR ORDER NUMBER IS  57",
        "QUEUE NO  112",
        "(MELATI PLAZA)",
    ],
)
def test_a_slogan_and_a_number_to_be_called_by_are_no_name(above: str) -> None:
    assert of(f"{above}\nOUT AND IN BURGER{ADDRESS}").name == "OUT AND IN BURGER"


def test_the_street_above_its_town_is_no_name() -> None:
    head = "i'm eating it all\nBurger Hal West\nKerkstraat 52\n4836 LZ BREDA\nTel: 076-5961528"
    assert read(f"{head}\n27/10/2025 10:52\nTotaal  10.85").merchant.name == "Burger Hal West"


def test_a_company_below_its_block_of_shops_is_the_name() -> None:
    head = "PUSAT DAGANGAN MELATI\nUNIT 105, BLOCK A, PUSAT DAGANGAN MELATI,\n"
    head += "NO. 9, JALAN 16/11, 46350 PETALING JAYA\n"
    found = of(f"{head}MELATI RETAIL SB(306295-X)")
    assert found.name == "MELATI RETAIL SB"
    assert found.address is not None
    assert found.address.endswith("JALAN 16/11, 46350 PETALING JAYA")


@pytest.mark.parametrize(
    "unit",
    [
        "A-16-1, Tower A, Northpoint Office",
        "A-G-06, DATARAN MELATI,",
        "K3-113,JL IBRAHIM SULTAN",
        "D-08, M Avenue ,",
    ],
)
def test_an_address_begins_with_block_floor_and_unit(unit: str) -> None:
    assert of(f"MELATI SDN BHD\n{unit}\n47301 PETALING JAYA, SELANGOR").address == (
        f"{unit} 47301 PETALING JAYA, SELANGOR"
    )


@pytest.mark.parametrize(
    ("printed", "address"),
    [
        ("HQ: 7, J1n Lama,", "HQ: 7, JLN Lama,"),
        ("7, JIN SS21/34, 47400 PETALING JAYA", "7, JLN SS21/34, 47400 PETALING JAYA"),
        ("7, JALAN LAMA, 4600D PETALING JAYA", "7, JALAN LAMA, 46000 PETALING JAYA"),
        ("7, JALAN LAMA, 4G000 PETALING JAYA", "7, JALAN LAMA, 4G000 PETALING JAYA"),
        ("LOT 1851B, JALAN KPB 6,", "LOT 1851B, JALAN KPB 6,"),
    ],
)
def test_the_short_form_of_a_road_and_the_digits_of_a_postcode_are_put_right(
    printed: str, address: str
) -> None:
    town = "43300 SERI KEMBANGAN"
    assert of(f"MELATI SDN BHD\n{printed}\n{town}").address == f"{address} {town}"


def test_no_refunds_is_no_address() -> None:
    assert of(f"MELATI STORE{FOOT}\nNO REFUNDS\nNO EXCHANGES\nNO RETURNS").address is None


@pytest.mark.parametrize(
    ("printed", "phone"),
    [
        ("T:28505075 F:28505844", "28505075"),
        ("T. 2850 5075", "2850 5075"),
        ("TEL. 0323.30652", "0323.30652"),
        ("Freephone 0800 123 400", "0800 123 400"),
        ("TEL:NO-011-41008629/30", "011-41008629"),
        ("PH: 03 9876 5432", "03 9876 5432"),
    ],
)
def test_a_phone_is_told_by_many_words_and_signs(printed: str, phone: str) -> None:
    assert of(f"MELATI SDN BHD\n12, JALAN MELATI, 50250 KUALA LUMPUR\n{printed}").phone == phone


def test_an_american_phone_may_have_a_dash_behind_it() -> None:
    head = "HERON FOOD\n290 North Main St - Rochester NH 03867\n(603) 332-9580- www.heron.example"
    assert read(f"{head}\n03/15/2026\nMilk  $4.80\nTotal  $4.80").merchant.phone == "(603) 332-9580"


HEAD = """ONE ONE THREE SEAFOOD RESTAURANT SDN BHD
(1120908-M)
NO.1, TAMAN SRI MELATI, JALAN AIR HITAM
43800 DENGKIL, SELANGOR."""


@pytest.mark.parametrize("centred", [True, False])
@pytest.mark.parametrize("letters", [0, 4, 8, 12])
def test_a_name_that_lost_its_start_stands_out_of_line_and_is_asked(letters: int, centred: bool) -> None:
    page = _set(page_of(HEAD + FOOT), centred=centred)
    name = page.lines[0]
    (left, top), right, below, (_, bottom) = name.box
    box = ((left + 12 * letters, top), right, below, (left + 12 * letters, bottom))
    faded = replace(page, lines=(replace(name, text=name.text[letters:], box=box), *page.lines[1:]))
    sure = read_receipt([faded]).fields["merchant.name"].confidence
    assert (sure >= ENOUGH) == (letters == 0)


def test_what_stands_above_a_company_is_its_sign_or_half_of_its_name() -> None:
    found = read(f"WESTERN EASTERN\nBOOKWORKS SDN.BHD\nCO REG NO : 210038-K{ADDRESS}{FOOT}")
    assert found.fields["merchant.name"].confidence < ENOUGH


def test_a_name_goes_on_with_its_trade() -> None:
    assert of(f"WESTERN EASTERN\nSTATIONERY SDN.BHD{ADDRESS}").name == "WESTERN EASTERN STATIONERY SDN.BHD"


def _set(page: Page, *, centred: bool) -> Page:
    """The first four rows in the middle of the paper, or as they are: flush left."""
    if not centred:
        return page
    lines = list(page.lines)
    for at, line in enumerate(lines[:4]):
        right = 360 - sum(x for x, _ in line.box) / 4
        one, two, three, four = ((x + right, y) for x, y in line.box)
        lines[at] = replace(line, box=(one, two, three, four))
    return replace(page, lines=tuple(lines))


NAMED = "LOT P.T. 2811, JALAN ANGSA\n40160 SHAH ALAM\n11/05/2018 17:19\nRICE  120.00\nTOTAL  RM 120.00"


@pytest.mark.parametrize("name", ["URBAN 1DEA SDN BHD", "GOLDEN R0SE SDN BHD", "5TAR BAKERY SDN BHD"])
def test_a_digit_in_a_word_may_be_a_letter_and_is_asked(name: str) -> None:
    assert read(f"{name}\n{NAMED}").fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize("name", ["1 UTAMA BAKERY SDN BHD", "99 SPEED MART SDN BHD", "URBAN IDEA SDN BHD"])
def test_a_number_of_its_own_is_part_of_the_name(name: str) -> None:
    found = read(f"{name}\n{NAMED}")
    assert found.merchant.name == name
    assert found.fields["merchant.name"].confidence >= ENOUGH


@pytest.mark.parametrize(
    ("initials", "name"),
    [
        ("T.K.", "CHEN FRUITS"),
        ("H.J.", "HARDWARE TRADING"),
        ("A & W", "RESTAURANT"),
        ("Y.L.", "Wong Noodle House"),
        ("B.C.", "LIM SDN BHD"),
        ("J.R.R.", "BOOKS"),
    ],
)
def test_initials_in_a_row_of_their_own_begin_the_name(initials: str, name: str) -> None:
    assert of(f"{initials}\n{name}{ADDRESS}").name == f"{initials} {name}"


@pytest.mark.parametrize("letters", ["TK", "R."])
def test_letters_above_a_name_may_be_a_logo_and_are_asked(letters: str) -> None:
    assert read(f"{letters}\nGOMEZ BAKERY{ADDRESS}{FOOT}").fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize("sign", ["T.H.", "TH"])
def test_initials_of_the_words_below_are_their_sign(sign: str) -> None:
    assert of(f"{sign}\nTAN HENG TRADING{ADDRESS}").name == "TAN HENG TRADING"
