"""Bills that are sent as files: web services abroad in two columns, rides, forms that a browser printed."""

from decimal import Decimal

import pytest

from tests.unit.domain.printed import read

IN_TWO_COLUMNS = """
{receipt}
{invoice_no}  BF3A2C11-0004
{paid_on}
{method}  Visa - 4242
Heron Labs, PBC  {bill_to}
548 Market Street  달빛문구
San Francisco, California 94104  12 Teheran-ro
support@heronlabs.com  KR BRN 902-45-00731
{head}
Heron Pro  2  {sign}10.00  {sign}20.00
{total}  {sign}20.00
"""
ENGLISH = {
    "receipt": "Receipt",
    "invoice_no": "Invoice number",
    "paid_on": "Date paid  March 14, 2026",
    "method": "Payment method",
    "bill_to": "Bill to",
    "head": "Description  Qty  Unit price  Amount",
    "total": "Amount paid",
}
KOREAN = {
    "receipt": "영수증",
    "invoice_no": "송장 번호",
    "paid_on": "결제일  2026년 3월 14일",
    "method": "결제 수단",
    "bill_to": "청구 대상",
    "head": "설명  수량  단가  금액",
    "total": "결제 금액",
}


@pytest.mark.parametrize("sign", ["$", "€", "US$", "SGD "])
@pytest.mark.parametrize("words", [ENGLISH, KOREAN], ids=["English", "Korean"])
def test_a_web_service_bills_a_customer_in_korea_in_its_own_money(words: dict[str, str], sign: str) -> None:
    reading = read(IN_TWO_COLUMNS.format(sign=sign, **words))
    assert (reading.amounts.total, reading.merchant.name) == (Decimal(20), "Heron Labs, PBC")
    assert reading.currency == {"$": "USD", "€": "EUR", "US$": "USD", "SGD ": "SGD"}[sign]
    assert reading.merchant.business_number is None, "it is the customer's"
    assert [(item.name, item.quantity) for item in reading.items] == [("Heron Pro", Decimal(2))]
    assert reading.issued_at is not None
    assert reading.issued_at.isoformat() == "2026-03-14"


@pytest.mark.parametrize(
    "amount", ["29,004원", "₩29,004", "29,004"], ids=["with the word", "with the sign", "without either"]
)
def test_korean_money_beside_what_was_paid_abroad_is_what_is_charged(amount: str) -> None:
    reading = read(
        "해외승인내역\n승인일시 2026.03.14 10:22\n가맹점명 HERON LABS\n승인금액  USD 20.00\n"
        f"승인번호 12345678\n청구금액  {amount}"
    )
    assert (reading.currency, reading.amounts.total) == ("KRW", Decimal(29004))


@pytest.mark.parametrize(
    "number", ["Biz No. 902-45-00731", "Biz No. 9024500731", "Business Reg. No: 9024500731", "902-45-00731"]
)
def test_a_shop_in_korea_that_prints_english_is_known_by_its_number(number: str) -> None:
    reading = read(f"Heron Coffee\n{number}\n2026-03-14 10:11\nLatte  4,500\nTotal  4,500")
    assert (reading.currency, str(reading.merchant.business_number)) == ("KRW", "902-45-00731")


def test_who_is_billed_has_a_column_of_his_own() -> None:
    seller = read(IN_TWO_COLUMNS.format(sign="$", **ENGLISH)).merchant
    assert (seller.address, seller.phone) == ("548 Market Street San Francisco, California 94104", None)


RIDE = "Heron Rides  March 14, 2026\nTotal  $23.74\nTrip Fare  $20.74\nTip  $3.00\nVisa  $23.74\n"


@pytest.mark.parametrize("stop", ["7:22 PM\n", "Pickup\n", "Drop-off: ", "Delivered to "])
def test_where_somebody_was_fetched_is_not_the_seller(stop: str) -> None:
    ride = read(f"{RIDE}{stop}120 Main St, San Francisco, CA 94105, US").merchant
    assert (ride.name, ride.address) == ("Heron Rides", None)


BROKEN = """
전자세금계산서  승인번호  20260314-41000042-
12345678
902-45-  종사업장
등록번호  번호  등록번호  220-81-62517
00731
상호(법인  김하  상호(법인
{seller}  성명  (주)헤론상사  성명  이두루
명)  늘  명)
작성일자  공급가액  세액
2026/03/14  500,000  50,000
합계금액  현금  외상미수금
550,000  550,000
"""
"""As a browser prints it, whose columns became narrow."""


def test_of_a_broken_form_the_buyers_number_is_never_the_sellers() -> None:
    reading = read(BROKEN.format(seller="달빛인쇄"))
    assert str(reading.merchant.business_number) != "220-81-62517"
    assert reading.merchant.name not in {"(법인", "김하"}
    assert reading.payment.approval_number == "20260314-41000042-12345678"


@pytest.mark.parametrize("below", ["00731", "대표  김하늘\n00731"])
def test_a_number_that_its_column_broke_is_one(below: str) -> None:
    reading = read(f"달빛인쇄\n902-45-\n{below}\n2026-03-14 10:11\n명함  4,500원\n합계  4,500원")
    assert str(reading.merchant.business_number) == "902-45-00731"


def test_an_invoice_has_no_short_approval_number() -> None:
    reading = read(
        "전자세금계산서\n승인번호  12345678\n902-45-00731\n달빛인쇄\n2026-03-14\n합계금액  550,000"
    )
    assert reading.payment.approval_number is None


@pytest.mark.parametrize("amount", ["CHF 380", "CHF 380.00", "CHF 1'250", "CHF 1,250"])
def test_money_with_its_code_needs_no_cents(amount: str) -> None:
    paid = Decimal(amount.removeprefix("CHF ").replace("'", "").replace(",", ""))
    reading = read(
        f"Hotel Heron\n8002 Zurich\n14 March 2026\n1 room  {amount}\nCity tax  CHF 5.00\nTotal  {amount}"
    )
    assert reading.amounts.total == paid


@pytest.mark.parametrize("said", ["Gültigkeit: 10.04.2026", "Gültig bis 10.04.2026", "Geldig op 10-04-2026"])
def test_when_a_ticket_is_valid_is_not_when_it_was_bought(said: str) -> None:
    reading = read(f"Heron Bahn\nFahrkarte\n{said}\nFahrkarte  39,90€\nSumme  39,90€\n14.03.2026")
    assert reading.issued_at is not None
    assert reading.issued_at.isoformat() == "2026-03-14"


def test_from_and_to_are_no_part_of_a_name() -> None:
    seller = read(
        "Invoice\nDATE: 03/14/2026\nFROM:  Heron Tools  TO:  A. Reiher\n"
        "ADDRESS: 111 Main Street  ADDRESS: 222 Main Street\n"
        "Item  Quantity  Price  Amount\nTool A  5  $1.00  $5.00\nBALANCE DUE  $5.00"
    ).merchant
    assert (seller.name, "222" in (seller.address or "")) == ("Heron Tools", False)


@pytest.mark.parametrize(
    "kind", ["의원급", "병원급", "종합병원급", "상급종합병원급", "치과의원급", "한의원급"]
)
def test_of_which_kind_a_clinic_is_is_not_its_name(kind: str) -> None:
    number = "사업자등록번호  902-45-00731"
    bill = read(f"진료비 영수증\n요양기관종\n류  {kind}\n{number}\n진료비총액  27,500\n2026년 03월 14일")
    assert bill.merchant.name != kind


@pytest.mark.parametrize("word", ["Arrive:", "Arrived", "Arrival Date"])
def test_a_guest_pays_when_he_leaves(word: str) -> None:
    reading = read(
        f"HERON HOTEL\n120 Main Street, Portland, OR 97201\n{word} 12Mar26\nDepart: 14Mar26\n"
        "Room Charge  189.00\nTotal  $189.00"
    )
    assert reading.issued_at is not None
    assert reading.issued_at.isoformat() == "2026-03-14"


@pytest.mark.parametrize("said", ["귀하", "귀중", "귀 하"])
def test_who_is_addressed_has_his_word_behind_his_name(said: str) -> None:
    form = read(
        f"영 수 증\nNo. 148  (주)구름재물산  {said}\n사업자등록번호  902-45-00731\n"
        "상 호  달빛문구  성명  홍이레\n2025-10-18  ₩ 33,200\n"
        "10/18  클리어파일  4  3,900  15,600\n10/18  가위  5  3,520  17,600\n합   계  ₩ 33,200"
    )
    assert form.merchant.name == "달빛문구"


@pytest.mark.parametrize(
    ("sign", "code"),
    [
        ("NZ$", "NZD"),
        ("A$", "AUD"),
        ("C$", "CAD"),
        ("HK$", "HKD"),
        ("NT$", "TWD"),
        ("S$", "SGD"),
        ("US$", "USD"),
    ],
)
def test_whose_dollars_a_bill_in_korean_is_in_has_a_code(sign: str, code: str) -> None:
    bill = f"Heron Hosting Ltd\n영수증\n결제일 2026-03-04\n서버 사용료  {sign}12.00\n합계  {sign}12.00"
    assert read(bill).currency == code
