"""What the last measurement on unseen papers found: rounded sums, wrapped legal forms, who treated whom."""

from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from tests.unit.domain.printed import read, these

HEAD = "SRI MUDA TRADING SDN BHD\n(812345-K)\n12, JALAN BESAR, BANDAR PUTERI,\n47100 PUCHONG, SELANGOR\n"
GOODS = "12/03/2018 10:22\nMILO 3IN1  6.36\nROTI  4.78\n"
PAID = "CASH  RM 12.00\nCHANGE  RM .85"


@pytest.mark.parametrize(
    ("word", "rounding", "paid"),
    [
        ("Rounding", "RM .01", "11.15"),
        ("Rounding Adj", "0.01", "11.15"),
        ("Rounding Adjustment", "-0.04", "11.10"),
    ],
)
def test_a_sum_with_what_was_paid_below_it_under_the_word_for_rounding_is_asked(
    word: str, rounding: str, paid: str
) -> None:
    sums = f"Total Sales (Inclusive GST)  RM 11.14\n{word}  {rounding}\nRounding  RM {paid}\n"
    change = Decimal("12.00") - Decimal(paid)
    fields = read(f"{HEAD}{GOODS}{sums}CASH  RM 12.00\nCHANGE  RM {change}").fields
    assert fields["amounts.total"].confidence < ENOUGH


def test_a_sum_after_its_rounding_is_sure_where_a_word_says_so() -> None:
    sums = "Total Sales  RM 11.14\nRounding  RM 0.01\nRounded Total  RM 11.15\n"
    reading = read(f"{HEAD}{GOODS}{sums}{PAID}")
    sure = reading.fields["amounts.total"].confidence >= ENOUGH
    assert these(reading.amounts.total, sure) == (Decimal("11.15"), True)


@pytest.mark.parametrize("form", ["(S) SDN BHD", "(PG) SDN. BHD.", "(M) SDN BHD"])
def test_a_name_goes_on_in_a_row_of_its_legal_form_alone(form: str) -> None:
    head = f"EVERBRIGHT LIGHTING CENTRE\n{form} 1102938-H\n12, JALAN BESAR, 47100 PUCHONG, SELANGOR\n"
    name = read(f"{head}{GOODS}TOTAL  RM 11.14").merchant.name
    assert name is not None
    assert name.startswith("EVERBRIGHT LIGHTING CENTRE")
    assert name.endswith(form)


@pytest.mark.parametrize("remark", ["(BANDAR PUTERI)", "(FORMERLY SRI MUDA STORE)"])
def test_below_an_address_brackets_are_none_of_it(remark: str) -> None:
    address = read(f"{HEAD}{remark}\n-INVOICE-\n{GOODS}TOTAL  RM 11.14").merchant.address
    assert address == "12, JALAN BESAR, BANDAR PUTERI, 47100 PUCHONG, SELANGOR"


BILL = (
    "진료비 계산서·영수증\n환자명 김하늘  진료일 2026-03-04\n항목  본인부담  공단부담\n"
    "진찰료  5,400  12,600\n처치료  3,000  7,000\n합계  8,400  19,600\n납부할 금액  8,400\n카드  8,400\n"
)


@pytest.mark.parametrize("word", ["의료기관 :", "의료기관:", "요양기관 :"])
def test_a_bill_names_who_treated_the_patient_at_its_foot(word: str) -> None:
    merchant = read(f"{BILL}{word} 소리샘이비인후과의원\n사업자번호 902-45-00731  대표자 온상현").merchant
    assert these(merchant.name, str(merchant.business_number)) == ("소리샘이비인후과의원", "902-45-00731")


@pytest.mark.parametrize("word", ["요양기관기호", "의료기관번호", "요양기관코드"])
def test_the_number_of_a_clinic_is_not_its_name(word: str) -> None:
    assert read(f"{BILL}{word} 12345678\n상호 달빛의원\n사업자번호 902-45-00731").merchant.name == "달빛의원"
