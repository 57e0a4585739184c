"""Sums abroad beside what looks like one: stamps and points, a total before service and tax, a stray ₩."""

from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

SHOP = "PAPER MOON SDN BHD\n12 JALAN SS2/24, 47300 PETALING JAYA\n11/05/2018 17:19\n"

KOREAN = "달빛식당\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"


def sure_total(reading: Reading) -> Decimal | None:
    """The total, where nobody would look at it again."""
    found = reading.fields.get("amounts.total")
    return reading.amounts.total if found and found.confidence >= ENOUGH else None


@pytest.mark.parametrize(
    "row",
    [
        "TOTAL STAMP(S) : 914",
        "TOTAL STAMPS  914",
        "TOTAL POINTS  1,140.00",
        "TOTAL REWARDS  500.00",
        "TOTAL WEIGHT  803.50",
        "TOTAL LITRES  531.20",
        "TOTAL MILES  900.00",
        "TOTAL UNITS  513",
        "TOTAL PAX  504",
    ],
)
@pytest.mark.parametrize("sums", ["TOTAL  476.80\nCASH  500.00\nCHANGE  23.20\n", "CASH  476.80\n"])
def test_what_is_counted_in_something_else_is_no_total(row: str, sums: str) -> None:
    assert read(f"{SHOP}RICE  120.00\nOIL  356.80\n{sums}{row}\nTHANK YOU").amounts.total == Decimal("476.80")


@pytest.mark.parametrize("dirt", ["₩1", "￦ 7", "¥4", "₩1\n₩2"])
def test_a_stray_sign_of_money_without_cents_is_dirt(dirt: str) -> None:
    reading = read(f"{SHOP}RICE  120.00\n{dirt}\nOIL  356.80\nTOTAL  476.80\nCASH  500.00\nCHANGE  23.20")
    assert (reading.currency, reading.amounts.total) == ("MYR", Decimal("476.80"))


def test_a_stray_won_sign_is_dirt_beside_one_ringgit_and_two_amounts_with_cents() -> None:
    reading = read(
        "RESTORAN SELERA\n₩3-113, JALAN RAYA\n09/03/2018 21:26\nDPT.05  149.00\nDPT.04  21.00\n"
        "TOTAL  RM 170\nCASH  170.00"
    )
    assert reading.currency == "MYR"


@pytest.mark.parametrize(
    "rows", ["₩4,500\n₩9,000\nRATE 1.00 2.00 3.00\nTOTAL  ₩13,500", "RICE  ₩4,500\nRATE 1.00\nTOTAL  ₩4,500"]
)
def test_won_among_amounts_without_cents_are_won(rows: str) -> None:
    assert read(f"SEOUL KITCHEN\n11/05/2018 17:19\n{rows}").currency == "KRW"


def charged(service: str, tax: str, paid: str = "57.80") -> Reading:
    return read(
        f"{SHOP}SALMON  75.60\nTEA  4.00\nSUBTOTAL  79.60\nDISCOUNT  -30.00\nTotal Amount :  49.60\n"
        f"Serv Charge 10%  {service}\nGST @ 6%  {tax}\nRounding Adj :  -0.03\nTotal Amount :  {paid}\n"
        f"TOTAL :  RM {paid}"
    )


def test_the_total_below_service_and_tax_was_paid() -> None:
    assert sure_total(charged("4.96", "3.27")) == Decimal("57.80")


@pytest.mark.parametrize(("service", "tax"), [("4.06", "3.27"), ("4.96", "8.27"), ("4.00", "3.77")])
def test_it_was_paid_though_a_charge_was_misread(service: str, tax: str) -> None:
    assert charged(service, tax).amounts.total == Decimal("57.80")
    assert sure_total(charged(service, tax)) != Decimal("49.60")


def test_service_and_tax_may_stand_apart() -> None:
    rows = "SALMON  49.60\nTOTAL  49.60\nServ Charge 10%  4.06\nTOTAL  54.56\nGST @ 6%  8.27\nTOTAL  57.83"
    assert read(f"{SHOP}{rows}").amounts.total == Decimal("57.83")


def test_charges_that_are_in_the_total_lead_to_no_other() -> None:
    charges = "Serv Charge 10%  4.51\nGST @ 6%  2.81"
    rows = f"SALMON  49.60\nTOTAL  49.60\n{charges}\nTOTAL PAID  60.00\nCHANGE  10.40"
    assert read(f"{SHOP}{rows}").amounts.total == Decimal("49.60")


@pytest.mark.parametrize("word", ["PAID", "TOTAL PAID", "AMOUNT PAID", "TENDERED", "PAYMENT"])
@pytest.mark.parametrize("back", ["CHANGE", "CHANGE DUE", "BALANCE"])
def test_what_was_handed_over_is_no_total_whatever_its_word(word: str, back: str) -> None:
    rows = f"SALMON  49.60\nTOTAL  49.60\n{word}  60.00\n{back}  10.40"
    assert read(f"{SHOP}{rows}").amounts.total == Decimal("49.60")


@pytest.mark.parametrize("word", ["받은금액", "결제금액", "지불금액", "입금액"])
@pytest.mark.parametrize("back", ["거스름돈", "잔돈"])
def test_what_was_handed_over_in_korea_is_none_either(word: str, back: str) -> None:
    rows = f"{KOREAN}접시  12,000\n합계  12,000\n{word}  20,000\n{back}  8,000"
    assert sure_total(read(rows)) == Decimal(12000)


def test_what_was_paid_after_a_discount_stands_where_no_change_came_back() -> None:
    rows = f"{KOREAN}접시  12,000\n합계  12,000\n할인  2,000\n결제금액  10,000\n거스름돈  0"
    assert read(rows).amounts.total == Decimal(10000)


def test_a_total_far_above_the_first_is_not_made_by_its_charges() -> None:
    assert sure_total(charged("4.96", "3.27", "157.80")) != Decimal("157.80")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("99 SPEED MART S/8", "99 SPEED MART S/B"),
        ("KEDAI BUKU INDAH 5/B", "KEDAI BUKU INDAH S/B"),
        ("99 SPEED MART S/B", "99 SPEED MART S/B"),
    ],
)
def test_the_short_form_of_a_company_is_put_right(printed: str, name: str) -> None:
    rows = "LOT P.T. 2811, JALAN ANGSA\n40160 SHAH ALAM\n11/05/2018 17:19\nRICE  120.00\nTOTAL  RM 120.00"
    assert read(f"{printed}\n{rows}").merchant.name == name


@pytest.mark.parametrize("word", ["(*)면세물품", "(1)면세불품", "(+) 면세물품", "1)면세물품"])
def test_a_sum_with_a_mark_is_no_line_of_goods(word: str) -> None:
    head = "달빛식당\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n상품명  단가  수량  금액\n"
    reading = read(f"{head}양파  3,000  2  6,000\n과자  2,200  1  2,260\n{word}  6,000\n합계  8,200")
    assert [item.name for item in reading.items] == ["양파", "과자"]


@pytest.mark.parametrize("word", ["블록간액", "물품기액", "과세가맥"])
def test_a_sum_whose_word_was_misread_is_no_line_of_goods(word: str) -> None:
    reading = read(f"{KOREAN}상품명  수량\n김치찌개  1\n{word}  12,000\n합계  12,000\n결제금액  12,000")
    assert [item.name for item in reading.items] == ["김치찌개"]


@pytest.mark.parametrize(
    ("sums", "total"),
    [
        ("합계  600\n현금  20,000\n거스름돈  9,400", 10600),
        ("합계  600\n결제금액  600\n받은금액  20,000\n거스름돈  9,400", 10600),
        ("합계금액  10,\n현금  20,000\n거스름돈  9,400", 10600),
        ("합계  3\n투입금액  10,000\n거스름돈  7,000", 3000),
        ("결제금액  600\n현금  20,000\n거스름돈  9,400", 10600),
    ],
)
def test_a_total_that_lost_digits_is_what_was_kept_of_the_cash(sums: str, total: int) -> None:
    reading = read(f"{KOREAN}김밥\n{sums}")
    assert reading.amounts.total == total
    assert sure_total(reading) is None, "a person looks at what the paper does not show"


@pytest.mark.parametrize(("read_as", "total"), [(".47", "19.47"), ("9.47", "19.47")])
def test_a_total_abroad_that_lost_digits_is_what_was_kept_of_the_cash(read_as: str, total: str) -> None:
    reading = read(f"{SHOP}RICE  12.00\nTOTAL  {read_as}\nCASH  50.00\nCHANGE  30.53")
    assert reading.amounts.total == Decimal(total)
    assert sure_total(reading) is None


@pytest.mark.parametrize(
    "sums",
    [
        "합계  600\n현금  1,000\n거스름돈  400",
        "합계  600\n신용카드  10,000\n현금  20,000\n거스름돈  9,400",
        "합계  600\n상품권  10,000\n현금  20,000\n거스름돈  9,400",
        "합계  700\n현금  20,000\n거스름돈  9,400",
        "합계  600\n현금  20,000\n현금  30,000\n거스름돈  9,400",
        "합계  10,700\n결제금액  600\n현금  20,000\n거스름돈  9,400",
        "합계  600\n현금  9,400\n거스름돈  20,000",
    ],
)
def test_a_total_that_cash_and_change_do_not_tell_stays(sums: str) -> None:
    assert read(f"{KOREAN}김밥\n{sums}").amounts.total != 10600


def test_a_total_that_is_what_was_kept_of_the_cash_is_asked_by_nobody() -> None:
    assert sure_total(read(f"{KOREAN}김밥\n합계  10,600\n현금  20,000\n거스름돈  9,400")) == 10600


SINGAPORE = "PADANG FOODS\n2 ORCHARD TURN #B4-03\nSINGAPORE 238801\nGST REG : 200702119C\n16/03/2018 14:44\n"


@pytest.mark.parametrize(
    ("rows", "tax"),
    [
        ("20.00\nCASH  1.31\nIncl. GST 7%  0.00\nCHANGE", "1.31"),
        ("20.00\nCASH  20.00\nIncl. GST 7%  0.00\n1.31\nCHANGE", "1.31"),
        ("CASH  20.00\nIncl. GST 7%  0.00\nCHANGE  0.00", "0.00"),
        ("SOUP  1.31\nTEA  0.60\nCASH  20.00\nIncl. GST 7%  0.00\nCHANGE  0.00", "0.00"),
        ("CASH  20.00\nIncl. GST 0%  0.00\nPOINTS  1.31\nCHANGE  0.00", "0.00"),
    ],
)
def test_a_tax_of_nothing_beside_its_rate_may_stand_a_row_off(rows: str, tax: str) -> None:
    reading = read(f"{SINGAPORE}WHITE RICE  1.00\nMUTTON  19.00\nTOTAL  20.00\n{rows}")
    assert reading.amounts.total == Decimal(20)
    assert reading.amounts.vat == Decimal(tax)
    assert (reading.fields["amounts.vat"].confidence < ENOUGH) == bool(reading.amounts.vat)


@pytest.mark.parametrize("fare", ["운임", "주차요금", "정상요금", "이용요금"])
@pytest.mark.parametrize("off", ["할인", "감면", "경차할인"])
@pytest.mark.parametrize("handed", ["받은금액", "현금"])
def test_a_fare_less_its_discount_that_was_handed_over_is_what_was_paid(
    fare: str, off: str, handed: str
) -> None:
    reading = read(f"{KOREAN}{fare}  59,800원\n{off}  5,900원\n{handed}  53,900원")
    assert reading.amounts.total == 53900


def test_a_small_discount_below_the_sum_comes_off_what_was_handed_over() -> None:
    reading = read(f"{KOREAN}볼펜  17,330\n합계  17,330\n행사할인  300\n현금  17,030")
    assert reading.amounts.total == 17030
    assert reading.amounts.discount == 300


def test_a_fare_less_what_no_word_is_known_for_is_asked() -> None:
    assert sure_total(read(f"{KOREAN}운임  59,800원\n할인요금  5,900원\n받은금액  53,900원")) is None


def test_what_came_back_of_what_was_handed_over_is_not_paid() -> None:
    paid = "합계  59,800\n할인  5,900\n받은금액  53,900\n거스름돈  1,000"
    assert read(f"{KOREAN}{paid}").amounts.total != 53900


@pytest.mark.parametrize(
    "heading", ["Tip suggestions", "Tips recommended", "TIP CALCULATION", "Gratuity options"]
)
def test_what_a_guest_may_give_is_no_service_charge(heading: str) -> None:
    paper = "GREEN DINER\nAustin, TX 78703\n12/21/2016\nBurger  19.50\nTax  1.56\nTotal  21.06\n"
    assert read(f"{paper}{heading} 15% 2.93 18% 3.51 20% 3.90").amounts.service_charge is None
