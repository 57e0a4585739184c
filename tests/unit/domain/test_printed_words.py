"""Words count by the sentence and the place they stand in: classes of fault seen on real receipts."""

from datetime import datetime
from decimal import Decimal

import pytest

from receipts.domain.receipt import DocumentType, PaymentMethod, ProofKind, Reading, Transaction
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731  TEL 02-333-4444\n2022-03-04 10:11:12\n"
DINER = """BLUE OWL GRILL
12 Maple Street, Springfield, OR 97477
03/15/2026 07:42 PM
Cheeseburger  13.50
Iced Tea  6.00
Subtotal  19.50
Tax  1.56
Total  21.06
"""
MARKET = """MARKTHALLE NORD
Lindenweg 3, 20095 Hamburg
15.03.2026 18:05
Vollmilch  10,70 B
Shampoo  23,80 A
SUMME EUR  34,50
Mastercard EUR  34,50
"""
NOTICE = (
    "가맹점명, 가맹점주소가 실제와 다른\n경우 신고안내 (포상금 10만원 지급)\n여신금융협회 : 02-000-0777\n"
)
SLIP = """가맹점명: 별빛약국
사업No: 888-26-28878 대표자: 나하늘
전화번호: 041-000-0715
주 소: 충남 논밭시 중앙로48번길 19
거래일시: 2026/01/18 13:50:12
합 계  43,500원
승인번호: 77309156"""


def of(rows: str) -> Reading:
    return read(HEAD + rows)


@pytest.mark.parametrize(
    "paid",
    [
        "쿠폰  -4,500\n받을금액  0원",
        "쿠폰할인  4,500\n결제금액  0",
        "포인트사용  -4,500\n받을금액  0원",
        "기프티콘  4,500\n결제금액  0",
        "무료음료쿠폰  -4,500\n총 결제금액  0원",
    ],
)
def test_a_coupon_may_pay_for_all_of_it(paid: str) -> None:
    amounts = of(f"아메리카노  4,500\n합계  4,500\n{paid}").amounts
    assert (amounts.total, amounts.gross_total, amounts.discount) == (
        Decimal(0),
        Decimal(4500),
        Decimal(4500),
    )


def test_a_zero_that_nothing_explains_is_not_what_was_paid() -> None:
    assert of("아메리카노  4,500\n합계  4,500\n받을금액  0원").amounts.total == 4500


@pytest.mark.parametrize("change", ["거스름돈  -37,700", "거스름돈  37,700", "잔돈  -37,700원"])
def test_change_is_known_whichever_sign_it_has(change: str) -> None:
    assert of(f"합계  12,300\n현금  50,000\n{change}").amounts.total == 12300


@pytest.mark.parametrize("word", ["영수액", "영수금액", "정산금액", "결제금액"])
@pytest.mark.parametrize("price", ["운임요금", "주차요금", "요금", "이용요금"])
def test_a_fare_before_its_discount_is_not_what_was_paid(price: str, word: str) -> None:
    amounts = of(f"{price}  59,800원\n할인금액  -5,900원\n{word}  53,900원").amounts
    assert (amounts.total, amounts.discount) == (Decimal(53900), Decimal(5900))


@pytest.mark.parametrize(
    ("printed", "won"),
    [
        ("12만원", 120_000),
        ("3만5천원", 35_000),
        ("3만 5천원", 35_000),
        ("1만 2,500원", 12_500),
        ("100만원", 1_000_000),
        ("8천원", 8_000),
        ("2천5백원", 2_500),
    ],
)
def test_won_are_also_said_in_ten_thousands(printed: str, won: int) -> None:
    assert of(f"합계  {printed}").amounts.total == won


def test_what_a_notice_says_in_words_is_no_amount() -> None:
    assert of("합계  8,000\n5만원 이상 무이자 할부\n포상금 10만원 지급").amounts.total == 8000


@pytest.mark.parametrize(
    "stated",
    [
        "금 일십이만팔천원정 (₩128,000-)",
        "금 128,000원정",
        "金 128,000원정",
        "일금 십이만팔천원정",
        "금액 : 일금 일십이만 팔천 원정",
    ],
)
def test_a_receipt_written_by_hand_states_its_sum(stated: str) -> None:
    reading = of(f"{stated}\n위 금액을 정히 영수함.")
    assert reading.amounts.total == 128_000
    assert reading.document_type is DocumentType.SIMPLE_RECEIPT


@pytest.mark.parametrize("word", ["환불금액", "반품금액", "취소금액", "환불합계"])
def test_what_is_given_back_is_the_total_of_a_return(word: str) -> None:
    reading = of(f"[반품]\n공급가액  -15,000\n부가세  -1,500\n{word}  -16,500")
    assert (reading.amounts.total, reading.transaction) == (Decimal(-16500), Transaction.CANCELLATION)


@pytest.mark.parametrize(
    "suggested",
    [
        "18%: (Tip $3.51 Total $24.57)\n22%: (Tip $4.29 Total $25.35)",
        "Suggested Tip:\n15%  $2.93\n18%  $3.51\n20%  $3.90",
        "TIP GUIDE\n18% = $3.51\n20% = $3.90",
        "Tip 15%  2.93\nTip 20%  3.90",
        "Suggested gratuity 18% $3.51",
    ],
)
def test_a_tip_that_is_suggested_was_not_given(suggested: str) -> None:
    amounts = read(DINER + suggested).amounts
    assert (amounts.total, amounts.service_charge) == (Decimal("21.06"), None)


@pytest.mark.parametrize("given", ["Gratuity 18%  3.51\nTotal due  24.57", "Tip  3.51\nTotal  24.57"])
def test_a_tip_that_was_given_counts(given: str) -> None:
    amounts = read(DINER + given).amounts
    assert (amounts.total, amounts.service_charge) == (Decimal("24.57"), Decimal("3.51"))


@pytest.mark.parametrize(
    "table",
    [
        "MwSt  NETTO  MwSt  UMSATZ\nB 7%  10,00  0,70  10,70\nC 19%  20,00  3,80  23,80",
        "MwSt  BRUTTO  NETTO  MwSt\nB 7%  10,70  10,00  0,70\nC 19%  23,80  20,00  3,80",
        "inkl. 7% MwSt  10,70  0,70\ninkl. 19% MwSt  23,80  3,80",
        "A 19,00% MwSt 3,80 Netto 20,00 Brutto 23,80\nB 7,00% MwSt 0,70 Netto 10,00 Brutto 10,70",
    ],
)
def test_the_taxes_of_several_rates_are_added_up(table: str) -> None:
    amounts = read(MARKET + table).amounts
    assert (amounts.vat, amounts.supply, amounts.total) == (Decimal("4.50"), Decimal(30), Decimal("34.50"))


def test_the_notice_on_the_roll_of_a_terminal_names_no_shop() -> None:
    merchant = read(NOTICE + SLIP).merchant
    assert (merchant.name, merchant.phone) == ("별빛약국", "041-000-0715")
    assert merchant.address == "충남 논밭시 중앙로48번길 19"


@pytest.mark.parametrize(
    "shop",
    [
        "부산돼지국밥",
        "대구탕집",
        "경기도시락",
        "인천공항면세점",
        "제주흑돼지",
        "광주구이마을",
        "천안(서울방향)휴게소",
    ],
)
def test_a_province_in_the_name_of_a_shop_makes_no_address(shop: str) -> None:
    rows = "760-34-64528\n2026-03-03 21:59\n서울우유 900ml  1  7,600\n합계  7,600"
    assert read(f"{shop}\n{rows}").merchant.address is None
    assert read(f"{shop}\n서울 달빛구 새벽로 12\n{rows}").merchant.address == "서울 달빛구 새벽로 12"


@pytest.mark.parametrize(
    "address",
    [
        "서울특별시 강남구 테헤란로 12",
        "경기도 성남시분당구판교로 235",
        "제주특별자치도 제주시 노형동 12-3",
        "세종특별자치시 한누리대로 2130",
        "부산광역시해운대구센텀로 5",
        "서울 을지로 12",
    ],
)
def test_an_address_is_known_by_its_units(address: str) -> None:
    assert (
        read(f"달빛문구\n760-34-64528\n{address}\n2026-03-03 21:59\n합계  7,600").merchant.address == address
    )


@pytest.mark.parametrize("word", ["재출력일시", "재발행일시", "출력일시", "발행일시", "영업일자"])
def test_when_the_paper_was_printed_is_not_when_the_sale_was(word: str) -> None:
    printed = f"달빛문구\n760-34-64528\n{word}: 2026-04-10 09:00:01\n"
    sold = read(f"{printed}거래일시: 2026-02-03 14:05:09\n합계  5,000").issued_at
    assert isinstance(sold, datetime)
    assert sold.strftime("%Y-%m-%d %H:%M:%S") == "2026-02-03 14:05:09"
    assert read(f"{printed}합계  5,000").issued_at is not None


@pytest.mark.parametrize("word", ["재출력일시", "재발행일시:", "재교부일시", "재인쇄"])
@pytest.mark.parametrize("paper", ["{0}\n{1}", "{1}\n{0}"], ids=["above", "below"])
def test_a_sale_without_a_word_comes_before_its_reprint(word: str, paper: str) -> None:
    rows = "760-34-64528\n2026-02-03 14:05:09\n볼펜  5,000\n합계  5,000"
    sold = read("달빛문구\n" + paper.format(f"{word} 2026-04-10 09:00:01", rows)).issued_at
    assert isinstance(sold, datetime)
    assert sold.strftime("%Y-%m-%d") == "2026-02-03"


@pytest.mark.parametrize(
    "printed",
    [
        "승인 번호: 7730 9156",
        "[77309156] EDC 매출표",
        "승인/가맹점: 77309156/123456",
        "승 인: 77309156",
        "승인#77309156",
        "(승인)77309156",
    ],
)
def test_an_approval_number_is_known_by_any_of_its_words(printed: str) -> None:
    slip = f"합계  26,000\n신용카드 매출전표\n[신한카드] 4321-09**-****-9130\n{printed}"
    assert of(slip).payment.approval_number == "77309156"


@pytest.mark.parametrize(
    ("printed", "months"),
    [
        ("3개월 할부", 3),
        ("03개월", 3),
        ("할부 3개월", 3),
        ("할부개월 : 03", 3),
        ("6개월 무이자 할부 가능", None),
    ],
)
def test_instalments_are_counted_before_or_behind_their_word(printed: str, months: int | None) -> None:
    assert of(f"합계  330,000\n카드번호: 4321-09**-****-1188\n{printed}").payment.installments == months


def test_a_cash_receipt_for_a_private_deduction_is_no_proof_of_an_expense() -> None:
    reading = of(
        "합계  55,000\n현금  55,000\n현금영수증(소득공제)\n식별번호: 010-****-5678\n승인번호: G12345678"
    )
    assert (reading.proof.kind, reading.proof.qualified) == (ProofKind.INCOME_DEDUCTION, False)


@pytest.mark.parametrize(
    ("rows", "currency"),
    [
        ("Moonlight Coffee\nBusiness No: 201-81-23454\n2026-03-05 14:07\nBagel  3,900\nTotal  3,900", "KRW"),
        ("CEDAR BOOKS\n8 King Road, Bath BA1 0AA\n05/03/2026 14:07\nPen  5.75\nTotal  5.75", "GBP"),
        (
            "HARBOUR TEA\n8 Queen Road, Hong Kong\n22/07/2026\nTea  HK$70.0\nTotal  HK$70.0\nCash  HK$70.0",
            "HKD",
        ),
        ("BERGLADEN\n22.07.2026 12:41\nKaffee  4.80\nTotal CHF  4.80\nMwSt 2.6% 0.12", "CHF"),
    ],
)
def test_the_money_is_told_by_its_sign_before_the_country(rows: str, currency: str) -> None:
    assert read(rows).currency == currency


def test_money_with_one_decimal_is_money() -> None:
    rows = (
        "HARBOUR TEA\n8 Queen Road, Hong Kong\n2026/07/22 12:41\nTea  HK$48.0\nToast  HK$22.0\nTotal  HK$70.0"
    )
    reading = read(rows)
    assert reading.amounts.total == 70
    assert [item.name for item in reading.items] == ["Tea", "Toast"]


@pytest.mark.parametrize("number", ["#40095", "Order 40095", "No. 40095"])
def test_the_number_of_an_order_is_no_postcode(number: str) -> None:
    shop = f"NAMU GRILL\n(415) 555-0132\n{number}\n01/24/2026 4:36 PM\nRamen  20.00\nTotal  $20.00"
    assert read(shop).merchant.address is None


def test_what_the_shop_owes_is_no_sum_to_pay() -> None:
    bill = "LAKESIDE WATER\n12 Maple Street, Springfield, OR 97477\nDate: 03/25/2026\n"
    total = read(
        f"{bill}Previous balance  $20.00\nAdjustment  $128.43 CR\nTotal amount due  $108.43 CR"
    ).amounts
    assert total.total == Decimal("-108.43")


def test_points_paid_all_of_it() -> None:
    assert of("케이크  4,500\n합계  4,500\n포인트사용  -4,500\n받을금액  0원").payment.method is not (
        PaymentMethod.CASH
    )


def test_service_and_tax_may_come_on_top_of_what_a_discount_left() -> None:
    bill = "SUBTOTAL  79.60\nDISCOUNT  -30.00\nTotal Amount  49.60\nServ Charge 10%  4.96\nGST 6%  3.27\n"
    head = "WARUNG PERMAS SDN BHD\n10/03/2018 5:41:06\n"
    rows = f"{head}{bill}Rounding Adj  -0.03\nTotal Amount  57.80\nTOTAL  RM 57.80"
    assert read(rows).amounts.total == Decimal("57.80")
