"""Classes of fault of kinds of paper that nobody had drawn before, in words that no rule was written with."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

HEAD = "달빛문구\n902-45-00731  TEL 02-333-4444\n"
MOMENT = "2026-03-04 10:11:12\n"
ENOUGH = 0.9


def of(rows: str) -> Reading:
    return read(HEAD + MOMENT + rows)


def when(reading: Reading) -> date | None:
    issued = reading.issued_at
    return issued.replace(tzinfo=None) if isinstance(issued, datetime) else issued


def goods(reading: Reading) -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(item.name, item.quantity, item.amount) for item in reading.items]


@pytest.mark.parametrize("paid", ["실통행요금", "실납부금액", "최종납부금액", "실 결제요금", "최종 이용금액"])
@pytest.mark.parametrize("less", ["다자녀할인", "경차감면", "심야시간할인액", "국가유공자할인"])
def test_what_is_left_after_any_discount_is_paid(paid: str, less: str) -> None:
    amounts = of(f"통행요금  4,800원\n{less}  1,200원\n{paid}  3,600원").amounts
    assert (amounts.total, amounts.gross_total, amounts.discount) == (3600, 4800, 1200)


@pytest.mark.parametrize("shop", ["창고할인 매장", "동네할인 마트", "할인나라"])
def test_a_shop_called_after_its_discounts_announces_none(shop: str) -> None:
    reading = read(f"{shop}\n902-45-00731  TEL 02-333-4444\n{MOMENT}연필  6,000\n합계  6,000")
    assert (reading.merchant.name, reading.amounts.discount) == (shop, None)


@pytest.mark.parametrize("label", ["공항이용권번호", "예약확인번호", "운송장번호", "처방전 교부번호"])
def test_what_ends_in_number_is_no_shop(label: str) -> None:
    reading = read(f"{label}  20260304-0012\n달빛문구\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000")
    assert reading.merchant.name == "달빛문구"


@pytest.mark.parametrize(
    "label", ["상호 Name of Company", "가맹점명 (Merchant Name)", "발행처 Issued by", "병원명 Name of Hospital"]
)
def test_a_label_that_is_said_in_english_once_more_has_its_value_behind_both(label: str) -> None:
    reading = read(f"계산서\n{label}  달빛상사\n902-45-00731\n{MOMENT}합계  6,000")
    assert reading.merchant.name == "달빛상사"


@pytest.mark.parametrize("name", ["Star Phone Store", "Number Nine Coffee"])
def test_a_name_that_begins_like_a_label_in_english_keeps_its_end(name: str) -> None:
    reading = read(f"계산서\n상호  {name}\n902-45-00731\n{MOMENT}합계  6,000")
    assert (reading.merchant.name or "").endswith(name.split()[-1])


@pytest.mark.parametrize("word", ["출발", "도착 Arrival", "탑승일", "가는편", "Departure"])
def test_the_day_of_a_journey_is_not_the_day_it_was_paid(word: str) -> None:
    trip = f"{word}  서울 2026-04-10 09:30\n발행일  2026-03-04\n운임합계  59,800원\n결제금액  59,800원"
    assert when(read(HEAD + trip)) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("이용시작", "이용종료"),
        ("충전시작시각", "충전종료시각"),
        ("대여일시", "반납일시"),
        ("시작시간", "종료시간"),
    ],
)
def test_what_has_a_beginning_and_an_end_is_paid_at_its_end(first: str, last: str) -> None:
    rows = f"{first}  2026-03-04 10:01\n{last}  2026-03-04 10:42\n이용요금  8,000원\n결제금액  8,000원"
    assert when(read(HEAD + rows)) == datetime(2026, 3, 4, 10, 42)


@pytest.mark.parametrize("place", ["출발지", "하차지 :", "배송지", "설치장소", "방문지", "수거지 주소"])
def test_where_something_is_taken_is_not_the_shop(place: str) -> None:
    reading = of(f"{place} 서울 중구 을지로 33\n요금  11,000원\n합계  11,000원")
    assert reading.merchant.address is None


@pytest.mark.parametrize("begun", ["7:40 PM  ", "Pickup: ", "Drop-off: ", "Ship to: ", "From: "])
def test_where_a_ride_began_is_not_where_the_company_is(begun: str) -> None:
    ride = f"BLUE CAB\nMarch 4, 2026 8:12 PM\nTotal  $32.18\nTrip fare  $32.18\n{begun}100 Main St, Springfield, IL 62701"
    assert read(ride).merchant.address is None


@pytest.mark.parametrize("levy", ["개별소비세 등", "관광기금", "환경부담금", "농특세"])
def test_an_amount_that_only_makes_the_sum_come_out_is_not_surely_exempt(levy: str) -> None:
    reading = of(f"총합계  986,000\n과세금액  842,728\n부가세  84,272\n{levy}  59,000\n카드결제  986,000")
    found = reading.fields.get("amounts.exempt")
    assert found is None or found.confidence < ENOUGH


@pytest.mark.parametrize("said", ["Receipt from", "Your receipt from", "Invoice from", "Your payment to"])
def test_a_mail_says_whom_its_receipt_is_from(said: str) -> None:
    mail = f"{said} Harbor Tools, Inc.\n$24.20\nPaid March 4, 2026\nSubtotal  $22.00\nVAT (10%)  $2.20\nTotal  $24.20"
    assert read(mail).merchant.name == "Harbor Tools, Inc."


def test_goods_without_tax_beside_goods_with_it() -> None:
    table = "품목  수량  단가  공급가액  세액\n장미  2  5,000  10,000  0\n화분  1  20,000  20,000  2,000\n"
    reading = of(f"{table}합계  32,000")
    assert [(item.name, item.amount) for item in reading.items] == [("장미", 10000), ("화분", 20000)]


def test_what_numbers_a_line_of_goods_is_not_the_end_of_the_head() -> None:
    rows = "소포  1통  5,000\n등기번호 1234-5678-9012\n등기  2통  6,460\n요금합계  11,460\n신용카드  11,460"
    assert goods(of(rows)) == [("소포", 1, 5000), ("등기", 2, 6460)]


def test_how_it_was_paid_is_not_the_first_half_of_a_name() -> None:
    reading = of("결제수단 온누리상품권\n상품권 사용  12,500원\n결제금액  12,500원")
    assert (reading.items, reading.amounts.total) == ((), 12500)


@pytest.mark.parametrize(
    ("address", "tail"),
    [
        ("Hauptplatz 5, 8010 Graz", "EUR"),
        ("Drottninggatan 8, 411 14 Göteborg", "SEK"),
        ("ul. Polna 3, 31-027 Krakow", "PLN"),
        ("Markt 7, 2611 GP Delft", "EUR"),
        ("22 Park Street, Kolkata 700016", "INR"),
        ("Shop 3, 20 Nathan Road, Kowloon, Hong Kong", "HKD"),
    ],
)
def test_an_address_has_the_postcode_of_its_country(address: str, tail: str) -> None:
    reading = read(f"BLUE LANTERN\n{address}\n2026-03-14 09:41\nTea  38.00\nTotal {tail}  38.00")
    assert (reading.merchant.address, reading.currency) == (address, tail)


@pytest.mark.parametrize("row", ["2 Coffee, large  7.00", "Room 12, suite  99.00", "Receipt 123456", "Bill, No 123456"])
def test_a_number_and_a_comma_make_no_address(row: str) -> None:
    reading = read(f"BLUE LANTERN\n{row}\n03/14/2026 09:41\nTea  $38.00\nTotal  $38.00")
    assert reading.merchant.address is None


def test_taxes_of_india_come_in_pairs() -> None:
    bill = "SPICE HOUSE\n9 Lake Road, Pune 411001\n04/03/2026 20:15\nThali  400.00\nSub Total  400.00\n"
    amounts = read(f"{bill}CGST 9%  36.00\nSGST 9%  36.00\nGrand Total  ₹ 472.00").amounts
    assert (amounts.total, amounts.vat) == (472, 72)


def test_rupiah_have_no_cents() -> None:
    bill = "RUMAH MAKAN\nJl. Braga 21, Bandung\n14/03/2026 12:11\nSoto  3  75.000\nSubtotal  75.000\n"
    reading = read(f"{bill}PPN 11%  8.250\nTotal  Rp 83.250\nTunai  100.000\nKembalian  16.750")
    assert (reading.amounts.total, reading.amounts.vat, reading.currency) == (83250, 8250, "IDR")
    assert reading.merchant.address == "Jl. Braga 21, Bandung"


def test_a_vietnamese_bill() -> None:
    bill = "QUAN COM TAM\nSDT: 028 3822 1111\nPHIEU THANH TOAN\nNgay: 14/03/2026 19:22\nCom tam  2  90.000\n"
    reading = read(f"{bill}Tong tien  90.000\nVAT 8%  7.200\nThanh toan  97.200 VND\nTien mat  100.000\nTien thoi  2.800")
    assert (reading.amounts.total, reading.amounts.vat, reading.currency) == (97200, 7200, "VND")
    assert reading.merchant.phone == "028 3822 1111"
