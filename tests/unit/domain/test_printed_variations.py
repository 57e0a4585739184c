"""The classes of fault of `test_printed_words.py` in other words, orders and layouts, as they are printed."""

from datetime import datetime
from decimal import Decimal

import pytest

from receipts.domain.receipt import ProofKind, Reading, Transaction
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"
MARKET = """MARKTHALLE NORD
Lindenweg 3, 20095 Hamburg
15.03.2026 18:05
Vollmilch  10,70 B
Shampoo  23,80 A
SUMME EUR  34,50
Gegeben EC-Karte  34,50
"""
BILL = "BLUE OWL GRILL\n12 Maple Street, Springfield, OR 97477\n03/15/2026 07:42 PM\n"
DINER = """BLUE OWL GRILL
12 Maple Street, Springfield, OR 97477
03/15/2026 07:42 PM
Cheeseburger  13.50
Iced Tea  6.00
Subtotal  19.50
Tax  1.56
"""
INN = "THE CROWN INN\n8 King Road, Bath BA1 0AA\n25/03/2026 19:42\n"
WATER = "LAKESIDE WATER\n12 Maple Street, Springfield, OR 97477\nDate: 03/25/2026\n"
SWISS = "BERGLADEN\nDorfstrasse 3, 8001 Zürich\n22.07.2026 12:41\n"

Line = tuple[str, Decimal | None, Decimal | None, Decimal | None]


def of(rows: str) -> Reading:
    return read(HEAD + rows)


def goods(text: str) -> list[Line]:
    return [(one.name, one.quantity, one.unit_price, one.amount) for one in read(text).items]


def names(text: str) -> list[str]:
    return [one.name for one in read(text).items]


def line(name: str, quantity: str, unit: str, amount: str) -> Line:
    return name, Decimal(quantity), Decimal(unit), Decimal(amount)


def test_half_off_is_not_all_off() -> None:
    rows = "빵  4,500\n쿠키  4,500\n합계  9,000\n할인  4,500\n받을금액  4,500\n거스름돈  0"
    amounts = of(rows).amounts
    assert (amounts.total, amounts.discount) == (Decimal(4500), Decimal(4500))


@pytest.mark.parametrize("word", ["포인트 사용", "사용포인트", "적립금 사용", "마일리지결제"])
def test_points_that_were_paid_with_are_money(word: str) -> None:
    amounts = of(f"아메리카노  4,500\n합계  4,500\n{word}  4,500P\n실결제금액  0").amounts
    assert (amounts.total, amounts.discount) == (Decimal(0), Decimal(4500))


def test_points_that_were_earned_are_none() -> None:
    reading = of("아메리카노  4,500\n합계  4,500\n적립포인트  450P\n포인트 사용가능  4,500P")
    assert (reading.amounts.total, reading.amounts.discount) == (Decimal(4500), None)


@pytest.mark.parametrize(
    "rows",
    [
        "볼펜  16,500\n합계  16,500\n반품금액  0",
        "볼펜  16,500\n합계  16,500\n취소금액  0원\n결제금액  16,500원",
        "주문금액  26,500\n취소금액  -10,000\n결제금액  16,500원",
    ],
)
def test_a_sale_of_which_nothing_or_a_part_was_taken_back_is_a_sale(rows: str) -> None:
    reading = of(rows)
    assert (reading.amounts.total, reading.transaction) == (Decimal(16500), Transaction.SALE)


@pytest.mark.parametrize("rows", ["반품금액  16,500", "취소금액  16,500\n결제금액  16,500"])
def test_a_return_of_everything_is_a_return(rows: str) -> None:
    reading = of(f"볼펜  16,500\n합계  16,500\n{rows}")
    assert (reading.amounts.total, reading.transaction) == (Decimal(-16500), Transaction.CANCELLATION)


@pytest.mark.parametrize(
    ("printed", "won"),
    [("1억2천만원", 120_000_000), ("2천백만원", 21_000_000), ("3백만원", 3_000_000), ("3만 5천원", 35_000)],
)
def test_digits_and_words_make_one_number(printed: str, won: int) -> None:
    assert of(f"합계  {printed}").amounts.total == won


def test_a_sum_in_brackets_behind_its_words_is_no_minus() -> None:
    assert of("금 십이만 팔천원 (128,000)\n위 금액을 정히 영수함.").amounts.total == 128_000


def test_the_head_of_a_table_of_tips_is_no_tip() -> None:
    table = "Tip Percent  Tip  Total\n18%  3.51  24.57\n20%  3.90  24.96\n22%  4.29  25.35"
    amounts = read(f"{DINER}Total  21.06\n{table}").amounts
    assert (amounts.total, amounts.service_charge) == (Decimal("21.06"), None)


def test_a_tip_amount_was_given() -> None:
    amounts = read(f"{DINER}Amount  21.06\nTip Amount  4.00\nTotal Amount  25.06").amounts
    assert (amounts.total, amounts.service_charge) == (Decimal("25.06"), Decimal(4))


@pytest.mark.parametrize("owed", ["$(108.43)", "($108.43)", "CR $108.43", "$108.43CR"])
def test_bookkeepers_write_what_is_owed_to_the_customer_in_many_ways(owed: str) -> None:
    assert read(f"{WATER}Amount due  {owed}").amounts.total == Decimal("-108.43")


@pytest.mark.parametrize(
    "table",
    [
        "enthaltene MwSt 19%: 3,80\nenthaltene MwSt 7%: 0,70",
        "NETTO 19%  20,00\nMWST 19%  3,80\nNETTO 7%  10,00\nMWST 7%  0,70",
        "MwSt A 19,00%\nNetto 20,00 MwSt 3,80 Brutto 23,80\nMwSt B 7,00%\nNetto 10,00 MwSt 0,70 Brutto 10,70",
    ],
)
def test_taxes_of_several_rates_are_added_up_with_or_without_what_they_are_of(table: str) -> None:
    amounts = read(MARKET + table).amounts
    assert (amounts.vat, amounts.supply, amounts.total) == (Decimal("4.50"), Decimal(30), Decimal("34.50"))


def test_two_rates_may_make_the_same_tax() -> None:
    shop = "CAFE BLEU\n3 rue des Lilas, 75011 Paris\n15/03/2026 18:05\nPlat  22,00\nVin  12,00\n"
    rows = "Total HT  30,00\nTVA 10,00%  2,00\nTVA 20,00%  2,00\nTotal TTC  34,00"
    assert read(shop + rows).amounts.vat == 4


def test_taxes_that_do_not_explain_the_total_are_not_added() -> None:
    assert read(f"{MARKET}MwSt 19%: 3,80\nMwSt 7%: 1,70").amounts.vat is None


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ("Kaffee  4.80\nTotal CHF  4.80\nTotal EUR  5.05\nMwSt 2.6%  0.12", "4.80"),
        ("Uhr  1'234.50\nTotal CHF  1'234.50", "1234.50"),
    ],
)
def test_swiss_amounts(rows: str, total: str) -> None:
    reading = read(SWISS + rows)
    assert (reading.currency, reading.amounts.total) == ("CHF", Decimal(total))


@pytest.mark.parametrize(
    ("rows", "currency", "total"),
    [
        ("Tea  HK$48.00\nTotal  HK$48.00", "HKD", "48.00"),
        ("Tea  HK$ 1,048.5\nTotal  HK$ 1,048.5", "HKD", "1048.5"),
        ("Tea  NT$48\nToast  NT$22\nTotal  NT$70", "TWD", "70"),
    ],
)
def test_dollars_of_the_far_east(rows: str, currency: str, total: str) -> None:
    reading = read(f"HARBOUR TEA\n8 Queen Road\n2026/07/22\n{rows}")
    assert (reading.currency, reading.amounts.total) == (currency, Decimal(total))


def test_change_is_an_amount() -> None:
    rows = "Tea  46.54\nTotal  46.54\nTotal After Adj  46.55\nCASH  100.00\nChange Amt  53.45"
    assert read(f"WARUNG PERMAS SDN BHD\n10/03/2018 5:41:06\n{rows}").amounts.total == Decimal("46.55")


@pytest.mark.parametrize("word", ["[재출력]", "재발행", "(재인쇄)"])
def test_a_paper_printed_again_says_so_in_many_ways(word: str) -> None:
    rows = f"달빛문구\n760-34-64528\n{word} 2026-04-10 09:00:01\n2026-02-03 14:05:09 POS:01\n합계  5,000"
    assert read(rows).issued_at == datetime.fromisoformat("2026-02-03T14:05:09+09:00")


def test_whom_to_call_about_refused_cards_is_not_the_shop() -> None:
    rows = "가맹점 주소가 실제와 다른 경우 신고안내\n거래거절, 부당대우시 1544-4700\n별빛약국\n888-26-28878\n"
    phone = read(f"{rows}전화번호: 041-000-0715\n2026/01/18 13:50:12\n합계  43,500원").merchant.phone
    assert phone == "041-000-0715"


@pytest.mark.parametrize("name", ["서울막걸리 750ml", "강원감자리 3kg", "제주감귤로 10개"])
def test_how_much_is_in_it_is_no_number_of_a_house(name: str) -> None:
    rows = f"새벽마트\n760-34-64528\n2026-03-03 21:59\n{name}  1  7,600\n합계  7,600"
    assert read(rows).merchant.address is None


@pytest.mark.parametrize("number", ["Ticket 40095", "Receipt 40095"])
def test_the_number_of_a_ticket_is_no_postcode(number: str) -> None:
    assert (
        read(f"NAMU GRILL\n{number}\n01/24/2026 4:36 PM\nRamen  20.00\nTotal  $20.00").merchant.address
        is None
    )


@pytest.mark.parametrize(
    "address",
    ["12 Pine St\nSan Francisco, CA 94105", "12 W Main Dr\nReno, NV 89501", "SAN FRANCISCO,CA94105"],
)
def test_american_addresses(address: str) -> None:
    rows = f"NAMU GRILL\n{address}\n(415) 555-0132\n01/24/2026 4:36 PM\nRamen  20.00\nTotal  $20.00"
    assert read(rows).merchant.address == address.replace("\n", " ")


@pytest.mark.parametrize("printed", ["승인 NO. 77309156", "승인번호:7730-9156", "승인 7730-9156"])
def test_an_approval_number_in_other_words(printed: str) -> None:
    slip = f"합계  26,000\n신용카드 매출전표\n[신한카드] 4321-09**-****-9130\n{printed}"
    assert of(slip).payment.approval_number == "77309156"


@pytest.mark.parametrize(
    ("printed", "months"), [("(3개월)", 3), ("신한카드(3개월)", 3), ("영수증 보관: 3개월", None)]
)
def test_instalments_in_brackets(printed: str, months: int | None) -> None:
    assert of(f"합계  330,000\n카드번호: 4321-09**-****-1188\n{printed}").payment.installments == months


@pytest.mark.parametrize(
    "printed",
    [
        "현금영수증 (소득공제용)\n010-****-5678",
        "[현금영수증]\n소득공제\n010-****-5678",
        "현금(소득공제)\n승인번호: G12345678",
        "현금영수증 소득공제 010****5678",
    ],
)
def test_a_private_cash_receipt_is_known_by_its_holder_or_its_number(printed: str) -> None:
    assert of(f"볼펜  55,000\n합계  55,000\n현금  55,000\n{printed}").proof.kind is ProofKind.INCOME_DEDUCTION


def test_an_offer_of_a_cash_receipt_is_none() -> None:
    assert (
        of("볼펜  55,000\n합계  55,000\n현금  55,000\n현금영수증 소득공제 신청").proof.kind
        is ProofKind.RECEIPT
    )


def test_what_comes_off_a_line_may_carry_a_minus() -> None:
    rows = "상품명  단가  수량  할인  금액\n초코  9,000  1  -900  8,100\n갈릭  5,500  2  -1,000  10,000"
    assert goods(f"{HEAD}{rows}\n합계  18,100") == [
        line("초코", "1", "9000", "8100"),
        line("갈릭", "2", "5500", "10000"),
    ]


@pytest.mark.parametrize("head", ["Item  Qty  U.Price  Amount", "Item  Qty  Each  Amount", "Thank you"])
def test_cents_tell_the_price_from_the_count(head: str) -> None:
    rows = f"{INN}{head}\nFlyer  10  3.00  30.00\nPoster  4  2.50  10.00\nTotal  £40.00"
    assert goods(rows) == [line("Flyer", "10", "3", "30"), line("Poster", "4", "2.5", "10")]


@pytest.mark.parametrize("count", ["4다스", "4타", "4상자"])
def test_more_units_of_a_count(count: str) -> None:
    assert goods(f"{HEAD}가람제품  250  {count}  1,000\n합계  1,000") == [
        line("가람제품", "4", "250", "1000")
    ]


@pytest.mark.parametrize("rows", ["30,000원/kg  1.5kg", "1.50Kg  30,000", "@30,000  1.5KG"])
def test_what_is_weighed_has_a_price_by_its_measure(rows: str) -> None:
    assert goods(f"{HEAD}한우  {rows}  45,000\n합계  45,000") == [line("한우", "1.5", "30000", "45000")]


def test_the_weight_may_stand_below_the_name() -> None:
    rows = "Bananas\n0.500 kg @ £1.20/kg  0.60\nMilk  1.40\nTotal  £2.00"
    assert goods(INN + rows)[0] == line("Bananas", "0.5", "1.2", "0.60")


def test_a_name_that_ends_in_and_goes_on() -> None:
    rows = "Roasted Tomato and\nBasil Soup  6.50\nBread  1.50\nTotal  £8.00"
    assert names(INN + rows) == ["Roasted Tomato and Basil Soup", "Bread"]


def test_an_option_behind_a_bracket_is_no_goods() -> None:
    rows = "메뉴명  단가  수량  금액\n한판  55,000  1  55,000\n모둠(소)(55,000)\n콜라  2,000  1  2,000"
    assert names(f"{HEAD}{rows}\n합계  57,000") == ["한판", "콜라"]


@pytest.mark.parametrize(
    ("rows", "quantity", "unit"),
    [
        ("2 Burger  5.00  10.00", "2", "5"),
        ("Burger  2 x 5.00  10.00", "2", "5"),
        ("Burger\n2 @ 5.00  10.00", "2", "5"),
        ("Burger\n2.00 UNIT x 5.00  10.00", "2", "5"),
    ],
)
def test_a_price_has_cents_and_a_count_has_none(rows: str, quantity: str, unit: str) -> None:
    assert goods(f"{INN}{rows}\nTotal  £10.00") == [line("Burger", quantity, unit, "10")]


def test_pieces_at_a_price_with_a_comma() -> None:
    rows = "Brötchen\n2 Stk x 3,50  7,00\nKaffee  4,80\nSumme EUR  11,80"
    shop = "MARKTHALLE NORD\nLindenweg 3, 20095 Hamburg\n15.03.2026 18:05\n"
    assert goods(shop + rows)[0] == line("Brötchen", "2", "3.5", "7")


def test_a_line_that_was_voided_leaves_a_sale() -> None:
    reading = read(f"{BILL}Burger  10.00\nVOID Burger  -10.00\nSalad  8.00\nTotal  8.00")
    assert (reading.amounts.total, reading.transaction) == (Decimal(8), Transaction.SALE)


def test_a_coupon_may_also_pay_for_the_delivery() -> None:
    rows = "주문금액  20,000원\n배달팁  3,000원\n할인금액  -23,000원\n결제금액  0원"
    assert of(rows).amounts.total == 0


def test_what_is_left_on_a_card_is_not_what_was_paid() -> None:
    rows = "교통카드 충전\n충전금액  20,000\n충전전잔액  1,250\n충전후잔액  21,250"
    assert of(rows).amounts.total != 21250


def test_thousands_may_be_parted_by_a_space() -> None:
    shop = "MAGASIN BLEU\n3 rue des Lilas, 75011 Paris\n15/03/2026 18:05\n"
    assert read(f"{shop}Table  1 234,50\nTOTAL TTC  1 234,50 EUR").amounts.total == Decimal("1234.50")


def test_a_dollar_that_was_read_as_a_letter_is_no_five() -> None:
    assert read(f"{BILL}Desk  12.50\nTotal  S12.50").amounts.total == Decimal("12.50")


@pytest.mark.parametrize("rule", ["No Cash Refund", "NO REFUND", "Refund within 7d"])
def test_a_rule_about_refunds_is_no_refund(rule: str) -> None:
    reading = read(f"{BILL}Desk  12.50\nTotal  12.50\n{rule}")
    assert (reading.amounts.total, reading.transaction) == (Decimal("12.50"), Transaction.SALE)


@pytest.mark.parametrize("head", ["QTY ITEM  TOTAL", "# Produkt  Totaal"])
def test_the_column_of_each_line_is_not_the_total(head: str) -> None:
    rows = f"{head}\n1 Coke  2.95\n1 Burger  3.00\n1 Sundae  5.35\nEat-In Total (incl Tax)  11.98"
    paid = "Rounding Adjust  0.02\nRounding  12.00\nCash Tendered  20.00\nChange  8.00"
    total = read(f"GOLDEN GRILL SDN BHD\n10/03/2018 5:41:06\n{rows}\n{paid}").amounts.total
    assert total in {Decimal("11.98"), Decimal("12.00")}
