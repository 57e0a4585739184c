from decimal import Decimal

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

HEAD = """
달빛문구
902-45-00731  TEL 02-333-4444
2022-03-04 10:11:12
"""


def amounts(reading: Reading) -> dict[str, int]:
    names = ("total", "gross_total", "discount", "supply", "vat", "exempt", "service_charge")
    found = {name: getattr(reading.amounts, name) for name in names}
    return {name: int(value) for name, value in found.items() if value is not None}


def receipt(rows: str) -> dict[str, int]:
    return amounts(read(HEAD + rows))


@pytest.mark.parametrize(
    "word",
    [
        "합   계",
        "총   액",
        "받을금액",
        "결 제 금 액",
        "총 결제금액",
        "판매금액",
        "승인금액",
        "합계금액",
        "Total",
        "지불금액",
    ],
)
def test_the_total_is_known_by_any_of_its_words(word: str) -> None:
    assert receipt(f"볼펜  1,200\n공책  3,400\n{word}  4,600원")["total"] == 4600


def test_what_was_paid_is_the_total_and_the_sum_before_the_discount_the_gross_total() -> None:
    found = receipt("볼펜  1,200\n공책  3,800\n합계  5,000\n쿠폰할인  -500\n받을금액  4,500\n신용카드  4,500")
    assert found["total"] == 4500
    assert found["gross_total"] == 5000
    assert found["discount"] == 500


def test_several_discounts_are_added_up() -> None:
    found = receipt("볼펜  6,200\n합계  6,200\n행사할인  -1,000\n멤버십할인  -200\n결제금액  5,000")
    assert found == {"total": 5000, "gross_total": 6200, "discount": 1200}


def test_sending_may_cost_more_than_the_goods() -> None:
    found = receipt("볼펜  2,200\n상품금액  2,200\n배송비  3,000\n쿠폰할인  -1,000\n총결제금액  4,200")
    assert found == {"total": 4200, "gross_total": 2200, "discount": 1000}


def test_a_delivery_fee_comes_on_top_before_the_discounts_come_off() -> None:
    found = receipt(
        "주문금액  14,400\n배달비  3,300\n할인금액  -3,000\n배달비할인  -2,300\n"
        "계좌이체  12,400\n총결제금액  12,400"
    )
    assert (found["total"], found["gross_total"], found["discount"]) == (12400, 14400, 5300)


def test_points_spent_are_no_money_paid() -> None:
    found = receipt(
        "빵  6,400\n떡  5,600\n주문금액  12,000\n포인트사용  -2,000\n최종결제금액  10,000\n잔여포인트  2,540"
    )
    assert found["total"] == 10000


def test_money_handed_over_is_not_the_price() -> None:
    found = receipt("볼펜  1,200\n공책  3,400\n합계  4,600\n받은돈  10,000\n거스름돈  5,400")
    assert found["total"] == 4600


def test_the_price_is_found_by_cash_and_change_though_its_word_is_lost() -> None:
    assert receipt("볼펜  1,200\n?깨:  4,600\n현금  10,000\n거스름돈  5,400")["total"] == 4600


def test_supply_and_tax_tell_the_total_though_no_word_can_be_read() -> None:
    found = receipt("볼펜  1,257\n공책  3,421\n#$  4,253\n%&  425\n@!  4,678")
    assert (found["supply"], found["vat"], found["total"]) == (4253, 425, 4678)


def test_a_card_slip_calls_its_supply_value_the_amount_of_sale() -> None:
    found = receipt("판매금액  30,909\n부가세  3,091\n봉사료  0\n합계  34,000")
    assert (found["supply"], found["vat"], found["total"]) == (30909, 3091, 34000)


def test_supply_tax_and_exempt_goods_make_the_total() -> None:
    found = receipt("면세물품  1,980\n과세물품  7,782\n부가세(VAT)  778\n합계  10,540\n신용카드지불  10,540")
    assert found == {"total": 10540, "gross_total": 10540, "supply": 7782, "vat": 778, "exempt": 1980}


def test_two_words_in_one_row_each_have_their_amount() -> None:
    found = receipt("한우등심  161,000\n합계  161,000\n과세: 146,364  세액: 14,636")
    assert (found["supply"], found["vat"]) == (146364, 14636)


def test_words_in_one_row_announce_the_amounts_in_the_next() -> None:
    found = receipt("과세  부가세  합계\n2,273  227  2,500")
    assert (found["supply"], found["vat"], found["total"]) == (2273, 227, 2500)


def test_points_balances_and_codes_are_never_the_total() -> None:
    found = receipt("볼펜  1,200\n합계  1,200\n누적포인트  93,412\n승인번호  30451287\n주문번호  98765432")
    assert found["total"] == 1200


@pytest.mark.parametrize(
    "row",
    [
        "TOTAL xxx ( TO ( 20 x(  1 1 (,) TOTAL",
        "TOTAL x TO ( 20 000 x  1 (,) TOTAL",
        "TOTAL  T(O (20) x ( 1 ) TOTAL 9",
    ],
)
def test_a_word_that_reaches_over_the_only_amount_is_no_fault(row: str) -> None:
    """Found by `make fuzz`: a reader met an IndexError, five times, and the photo failed."""
    assert receipt(f"{row}\n합계  7,000")["total"] == 7000


def test_what_is_not_printed_stays_unknown() -> None:
    found = receipt("볼펜  1,200\n합계  1,200")
    assert found == {"total": 1200, "gross_total": 1200}


def test_a_tax_table_in_english_has_its_words_above_the_columns() -> None:
    reading = read("OAK HARDWARE\n17/03/2026\nTOTAL  £34.80\nVAT Rate  Net  VAT\n20.00%  29.00  5.80")
    assert (reading.amounts.supply, reading.amounts.vat) == (Decimal("29.00"), Decimal("5.80"))


def test_a_tip_comes_on_top_of_price_and_tax() -> None:
    reading = read("HERON DINER\n05/23/2026\nSubtotal  $38.50\nSales Tax  $3.08\nTip  $7.70\nTOTAL  $49.28")
    assert (reading.amounts.supply, reading.amounts.vat) == (Decimal("38.50"), Decimal("3.08"))
    assert (reading.amounts.service_charge, reading.amounts.total) == (Decimal("7.70"), Decimal("49.28"))


def test_one_dash_before_a_sum_makes_no_refund() -> None:
    reading = read("SEROJA BAKERY\n03/08/2017\nBUN  20.00\nROLL  31.88\nTotal Payable: -51.88")
    assert reading.amounts.total == Decimal("51.88")


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        (
            "Total Excl. GST  37.74\nGST 6%  2.09\nTotal Incl. GST  39.83\nRounding  0.02\nTOTAL DUE  39.85",
            "39.85",
        ),
        ("Sub Total  10.00\nGST 6%  0.66\nRounding  -0.01\nNett Total  11.65\nVISA  11.65", "11.65"),
        ("Total Before Discount  20.00\nTotal Amount Due (incl. of GST)  18.00", "18.00"),
        ("TOTAL  RM3.60\nCASH  RM5.00\nCHANGE  RM1.40", "3.60"),
        (
            "Total Qty  3\nTotal Sales (Inclusive GST)  7.20\nCASH  7.20\nGST SUMMARY\nTotal  6.79  0.41",
            "7.20",
        ),
        ("Subtotal  $21.50\nSales Tax  $1.72\nTip  $4.00\nTotal  $27.22", "27.22"),
    ],
)
def test_totals_in_english_are_what_is_due_after_tax_and_rounding(rows: str, total: str) -> None:
    reading = read(f"MUTIARA TRADING SDN BHD\nDate 20/06/2018\n{rows}")
    assert reading.amounts.total == Decimal(total)


@pytest.mark.parametrize(
    "rows",
    [
        "공급가액  4,182\n부가세  418\n합계  4,800",
        "공급가액  4,182\n부가세  416\n합계  4,600",
        "공급가액  4,132\n부가세  418\n합계  4,600",
    ],
)
def test_a_look_alike_digit_that_makes_tax_and_total_right_wins_and_is_looked_at(rows: str) -> None:
    reading = read(HEAD + rows)
    assert amounts(reading) == {"total": 4600, "gross_total": 4600, "supply": 4182, "vat": 418}
    doubted = {path for path, field in reading.fields.items() if field.confidence < ENOUGH}
    assert len(doubted & {"amounts.total", "amounts.supply", "amounts.vat"}) == 1


@pytest.mark.parametrize("total", ["4,700", "14,600", "5,600"])
def test_a_sum_that_no_look_alike_explains_is_left_as_it_is_printed(total: str) -> None:
    assert receipt(f"공급가액  4,182\n부가세  418\n합계  {total}")["total"] == int(total.replace(",", ""))


@pytest.mark.parametrize("word", ["면세", "면세품", "면세물품가액", "면세금액"])
@pytest.mark.parametrize("nought", ["0", "0원"])
def test_that_nothing_was_exempt_is_read_where_the_till_says_so(word: str, nought: str) -> None:
    found = receipt(f"합계  4,600\n과세품  4,182원\n{word}  {nought}\n부가세  418원")
    assert found == {"total": 4600, "gross_total": 4600, "supply": 4182, "vat": 418, "exempt": 0}


def test_what_a_bill_drops_below_ten_won_is_not_paid() -> None:
    assert receipt("당월요금  28,508\n청구금액  28,500")["total"] == 28500


def test_money_of_another_country_is_said_again_in_won() -> None:
    assert receipt("승인금액  JPY 2,480\n원화예상금액  22,940원")["total"] == 22940


def test_a_service_charge_is_no_exempt_part() -> None:
    found = receipt("금액  200,000\n부가세  20,000\n봉사료  20,000\n합계  240,000")
    assert found == {
        "total": 240000,
        "gross_total": 240000,
        "supply": 200000,
        "vat": 20000,
        "service_charge": 20000,
    }


def test_an_item_above_a_discount_is_no_sum_before_it() -> None:
    found = receipt("상품명  수량  금액\n볼펜  1  9,900\n공책  2  8,100\n행사할인  -1,000\n합계  17,000")
    assert found == {"total": 17000, "gross_total": 17000}


def test_of_several_taxes_that_explain_no_sum_none_is_taken() -> None:
    reading = read("PINE HOTEL\n05/23/2026\nState Tax  $12.90\nCity Tax  $8.60\nTotal  $236.50")
    assert reading.amounts.vat is None


def test_state_and_city_tax_are_one_tax() -> None:
    reading = read(
        "PINE DINER\n05/23/2026\nSubtotal  $40.00\nState Tax  $2.40\nCity Tax  $1.00\nTotal  $43.40"
    )
    assert (reading.amounts.supply, reading.amounts.vat) == (Decimal("40.00"), Decimal("3.40"))


def test_a_confident_total_needs_no_review_and_a_guess_does() -> None:
    sure = read(HEAD + "공급가액  4,182\n부가세  418\n합계  4,600\n결제금액  4,600")
    guess = read(HEAD + "볼펜  4,600\n공책  4,700")
    assert sure.fields["amounts.total"].confidence > 0.85
    assert "total_low_confidence" in guess.review_reasons or "total_missing" in guess.review_reasons


@pytest.mark.parametrize("tax", ["부가세:", "부가세  :", "부가가치세"])
def test_where_all_is_exempt_the_tax_that_is_printed_is_nothing_and_is_asked(tax: str) -> None:
    reading = read(f"{HEAD}당근  1,980\n콜라비  980\n면세합계  2,960\n과세합계  00\n{tax}\n합계  2,960")
    assert amounts(reading) == {"total": 2960, "gross_total": 2960, "exempt": 2960, "vat": 0}
    assert reading.fields["amounts.vat"].confidence < ENOUGH


@pytest.mark.parametrize(
    "rows",
    [
        "당근  1,980\n콜라비  980\n면세합계  2,960\n합계  2,960",  # no word of a tax
        "당근  1,980\n볼펜  1,100\n면세합계  1,980\n부가세:\n합계  3,080",  # not all is exempt
        "당근  1,980\n콜라비  980\n면세합계  2,960\n합계  2,960\n* 부가세 면세 사업자",
    ],
)
def test_no_tax_is_made_up(rows: str) -> None:
    assert read(HEAD + rows).amounts.vat is None


@pytest.mark.parametrize(
    "rows",
    [
        "클리어파일  4  3,900  15,600\n가위  5  3,200  16,000\n네임펜  1  1,600  1,600\n합계  33,200",
        "주행요금  26,000\n통행료  2,600\n합계  28,600",
        "운임  30,000\n통행요금  3,000\n합계  33,000",
    ],
)
def test_a_tenth_of_another_line_is_no_tax(rows: str) -> None:
    assert read(f"달빛문구\n902-45-00731\n2025-10-18 10:11\n{rows}").amounts.vat is None
