"""Classes of fault of kinds of paper that nobody had drawn before, in words that no rule was written with."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Reading
from receipts.domain.text import TextLine
from tests.unit.domain.printed import page_of, read, these

HEAD = "달빛문구\n902-45-00731  TEL 02-333-4444\n"
MOMENT = "2026-03-04 10:11:12\n"
ENOUGH = 0.9


def of(rows: str) -> Reading:
    return read(HEAD + MOMENT + rows)


def when(reading: Reading) -> date | None:
    issued = reading.issued_at
    return issued.replace(tzinfo=None) if isinstance(issued, datetime) else issued


def goods(reading: Reading) -> list[tuple[object, ...]]:
    return [(item.name, item.quantity, item.amount) for item in reading.items]


@pytest.mark.parametrize("paid", ["실통행요금", "실납부금액", "최종납부금액", "실 결제요금", "최종 이용금액"])
@pytest.mark.parametrize("less", ["다자녀할인", "경차감면", "심야시간할인액", "국가유공자할인"])
def test_what_is_left_after_any_discount_is_paid(paid: str, less: str) -> None:
    amounts = of(f"통행요금  4,800원\n{less}  1,200원\n{paid}  3,600원").amounts
    assert these(amounts.total, amounts.gross_total, amounts.discount) == (3600, 4800, 1200)


@pytest.mark.parametrize("shop", ["창고할인 매장", "동네할인 마트", "할인나라"])
def test_a_shop_called_after_its_discounts_announces_none(shop: str) -> None:
    reading = read(f"{shop}\n902-45-00731  TEL 02-333-4444\n{MOMENT}연필  6,000\n합계  6,000")
    assert these(reading.merchant.name, reading.amounts.discount) == (shop, None)


@pytest.mark.parametrize("label", ["공항이용권번호", "예약확인번호", "운송장번호", "처방전 교부번호"])
def test_what_ends_in_number_is_no_shop(label: str) -> None:
    reading = read(f"{label}  20260304-0012\n달빛문구\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000")
    assert reading.merchant.name == "달빛문구"


@pytest.mark.parametrize(
    "label",
    ["상호 Name of Company", "가맹점명 (Merchant Name)", "발행처 Issued by", "병원명 Name of Hospital"],
)
def test_a_label_that_is_said_in_english_once_more_has_its_value_behind_both(label: str) -> None:
    reading = read(f"계산서\n{label}  달빛상사\n902-45-00731\n{MOMENT}합계  6,000")
    assert reading.merchant.name == "달빛상사"


@pytest.mark.parametrize("name", ["Star Phone Store", "Number Nine Coffee"])
def test_a_name_that_begins_like_a_label_in_english_keeps_its_end(name: str) -> None:
    reading = read(f"계산서\n상호  {name}\n902-45-00731\n{MOMENT}합계  6,000")
    assert str(reading.merchant.name).endswith(name.rsplit(maxsplit=1)[-1])


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
    ride = "BLUE CAB\nMarch 4, 2026 8:12 PM\nTotal  $32.18\nTrip fare  $32.18\n"
    assert read(f"{ride}{begun}100 Main St, Springfield, IL 62701").merchant.address is None


@pytest.mark.parametrize("levy", ["개별소비세 등", "관광기금", "환경부담금", "농특세"])
def test_an_amount_that_only_makes_the_sum_come_out_is_not_surely_exempt(levy: str) -> None:
    reading = of(f"총합계  986,000\n과세금액  842,728\n부가세  84,272\n{levy}  59,000\n카드결제  986,000")
    found = reading.fields.get("amounts.exempt")
    assert found is None or found.confidence < ENOUGH


@pytest.mark.parametrize("said", ["Receipt from", "Your receipt from", "Invoice from", "Your payment to"])
def test_a_mail_says_whom_its_receipt_is_from(said: str) -> None:
    mail = f"{said} Harbor Tools, Inc.\n$24.20\nPaid March 4, 2026\nSubtotal  $22.00\n"
    assert read(f"{mail}VAT (10%)  $2.20\nTotal  $24.20").merchant.name == "Harbor Tools, Inc."


def test_goods_without_tax_beside_goods_with_it() -> None:
    table = "품목  수량  단가  공급가액  세액\n장미  2  5,000  10,000  0\n화분  1  20,000  20,000  2,000\n"
    reading = of(f"{table}합계  32,000")
    assert [these(item.name, item.amount) for item in reading.items] == [("장미", 10000), ("화분", 20000)]


def test_what_numbers_a_line_of_goods_is_not_the_end_of_the_head() -> None:
    rows = "소포  1통  5,000\n등기번호 1234-5678-9012\n등기  2통  6,460\n요금합계  11,460\n신용카드  11,460"
    assert goods(of(rows)) == [("소포", 1, 5000), ("등기", 2, 6460)]


def test_how_it_was_paid_is_not_the_first_half_of_a_name() -> None:
    reading = of("결제수단 온누리상품권\n상품권 사용  12,500원\n결제금액  12,500원")
    assert these(reading.items, reading.amounts.total) == ((), 12500)


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
    assert these(reading.merchant.address, reading.currency) == (address, tail)


@pytest.mark.parametrize(
    "row", ["2 Coffee, large  7.00", "Room 12, suite  99.00", "Receipt 123456", "Bill, No 123456"]
)
def test_a_number_and_a_comma_make_no_address(row: str) -> None:
    reading = read(f"BLUE LANTERN\n{row}\n03/14/2026 09:41\nTea  $38.00\nTotal  $38.00")
    assert reading.merchant.address is None


def test_taxes_of_india_come_in_pairs() -> None:
    bill = "SPICE HOUSE\n9 Lake Road, Pune 411001\n04/03/2026 20:15\nThali  400.00\nSub Total  400.00\n"
    amounts = read(f"{bill}CGST 9%  36.00\nSGST 9%  36.00\nGrand Total  ₹ 472.00").amounts
    assert these(amounts.total, amounts.vat) == (472, 72)


def test_rupiah_have_no_cents() -> None:
    bill = "RUMAH MAKAN\nJl. Braga 21, Bandung\n14/03/2026 12:11\nSoto  3  75.000\nSubtotal  75.000\n"
    reading = read(f"{bill}PPN 11%  8.250\nTotal  Rp 83.250\nTunai  100.000\nKembalian  16.750")
    assert these(reading.amounts.total, reading.amounts.vat, reading.currency) == (83250, 8250, "IDR")
    assert reading.merchant.address == "Jl. Braga 21, Bandung"


def test_a_vietnamese_bill() -> None:
    bill = "QUAN COM TAM\nSDT: 028 3822 1111\nPHIEU THANH TOAN\nNgay: 14/03/2026 19:22\nCom tam  2  90.000\n"
    reading = read(
        f"{bill}Tong tien  90.000\nVAT 8%  7.200\nThanh toan  97.200 VND\nTien mat  100.000\nTien thoi  2.800"
    )
    assert these(reading.amounts.total, reading.amounts.vat, reading.currency) == (97200, 7200, "VND")
    assert reading.merchant.phone == "028 3822 1111"


@pytest.mark.parametrize("word", ["START", "Trip start", "Time in"])
def test_a_ride_is_paid_when_it_ends(word: str) -> None:
    ride = f"BLUE LION TAXI\n{word} 04/03/2026 22:10\nEND 04/03/2026 22:35\n"
    assert when(read(f"{ride}METER FARE $ 14.60\nTOTAL FARE S$ 14.60")) == datetime(2026, 3, 4, 22, 35)


@pytest.mark.parametrize("seller", ["물결상회", "솔잎 공식스토어", "(주)한빛유통", "HB MARKET"])
def test_the_seller_of_an_order_is_no_salesperson(seller: str) -> None:
    order = f"주문상세\n주문일 2026.03.04\n주문번호 2026030412345678\n판매자 {seller}\n"
    assert read(f"{order}USB 허브\n2개 / 31,800원\n총 결제금액  31,800원").merchant.name == seller


def test_who_served_is_no_shop() -> None:
    reading = read(f"달빛문구\n902-45-00731\n{MOMENT}판매자 김한빛\n연필  6,000\n합계  6,000")
    assert reading.merchant.name == "달빛문구"


@pytest.mark.parametrize("machine", ["무인결제기", "자동판매기", "키오스크"])
def test_a_machine_is_no_shop(machine: str) -> None:
    reading = read(
        f"{machine}\n달빛벤딩\n2026-03-04 16:22:09\n캔커피  1,200원\n결제금액 1,200원\n카드 승인 99887766"
    )
    assert reading.merchant.name == "달빛벤딩"


def test_counts_that_end_the_names_are_counts_where_their_sum_is_printed() -> None:
    reading = of("물티슈 4  4,000\n세제 1  9,500\n총 수량 5\n총 금액  13,500")
    assert goods(reading) == [("물티슈", 4, 4000), ("세제", 1, 9500)]
    reading = of("건전지 4  4,000\n세제 1  9,500\n총 수량 2\n총 금액  13,500")
    assert [name for name, _, _ in goods(reading)] == ["건전지 4", "세제 1"]


def test_every_line_of_a_bill_may_begin_with_its_day() -> None:
    lines = "05/04/26 Room  90.00\n06/04/26 Minibar  9.00\n06/04/26 Room  90.00\n"
    bill = f"RIVER INN\n8 King Road, Bath BA1 0AA\nDate: 07/04/2026\n{lines}Total £  189.00"
    assert [item.name for item in read(bill).items] == ["Room", "Minibar", "Room"]


def test_what_is_weighed_has_its_name_before_its_weight() -> None:
    shop = "GUM FOODS PTY LTD\n8 King St, Newtown NSW 2042\n14/03/2026 17:22\n"
    reading = read(
        f"{shop}% Onions 1.204kg @ $2.50/kg  3.01\nBread  4.00\nTOTAL  7.01\nGST INCLUDED  0.00\nAUD"
    )
    assert [these(item.name, item.amount) for item in reading.items] == [
        ("Onions", Decimal("3.01")),
        ("Bread", 4),
    ]
    assert reading.merchant.address == "8 King St, Newtown NSW 2042"


def test_a_total_that_a_discount_below_it_leads_on_from_is_asked() -> None:
    reading = of("요금  4,800원\n할인  1,200원\n남은돈  3,600원\n합계  4,800원")
    assert reading.amounts.total == 3600 or reading.fields["amounts.total"].confidence < ENOUGH


def test_an_address_goes_on_beside_a_label_that_stands_between_its_lines() -> None:
    rows = "강원특별자치도 솔숲군 자작나무길 19\n사업장소재지  지하1층\n연필  6,000\n합계  6,000"
    assert (
        read(f"달빛문구\n902-45-00731\n{MOMENT}{rows}").merchant.address
        == "강원특별자치도 솔숲군 자작나무길 19 지하1층"
    )


def test_a_star_of_exempt_goods_may_be_read_as_a_nought() -> None:
    reading = of("*여름의 끝  19,300\n0바다로 간 고양이  20,800\n*세법 해설  47,400\n합계  87,500")
    assert [item.name for item in reading.items] == ["여름의 끝", "바다로 간 고양이", "세법 해설"]


@pytest.mark.parametrize("read_as", ["총납부금액", "총남부금액", "총수닙금액", "실납무금액"])
def test_a_word_that_is_put_together_may_have_a_letter_misread(read_as: str) -> None:
    assert of(f"본인부담금  4,100원\n{read_as}  11,100원").amounts.total == 11100


def test_what_is_covered_in_part_and_what_is_not_are_paid_together() -> None:
    bill = "약제비 계산서\n약제비총액  30,500\n본인부담금  6,200\n보험자부담금  16,300\n비급여  8,000\n"
    assert of(f"{bill}충수밥금앵  14,200\n수납방법  카드").amounts.total == 14200


@pytest.mark.parametrize(
    ("misread", "name"), [("솔잎 큰악국", "솔잎 큰약국"), ("가람내과의윈", "가람내과의원")]
)
def test_the_end_that_the_law_asks_of_a_pharmacy_or_a_clinic_is_put_right_and_asked(
    misread: str, name: str
) -> None:
    bill = "약제비 계산서·영수증\n환자성명  김*민  조제일자  2024-08-16\n환자부담총액  11,100원\n"
    reading = read(f"{bill}요양기관명  {misread}\n사업자등록번호  902-45-00731")
    assert reading.merchant.name == name
    assert reading.fields["merchant.name"].confidence < ENOUGH


def test_another_shop_may_end_so() -> None:
    assert (
        read(f"상호 오늘의 의윈\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000").merchant.name
        == "오늘의 의윈"
    )


@pytest.mark.parametrize("name", ["타이어 교환", "안내판 제작", "방문 수리"])
def test_goods_whose_name_stands_in_notices_have_a_tax_too(name: str) -> None:
    table = f"품목  수량  단가  공급가액  세액\n{name}  2  100,600  201,200  20,120\n"
    reading = of(f"{table}합계금액  221,320")
    assert goods(reading) == [(name, 2, 201200)]


def test_the_foot_of_a_table_adds_up_its_columns() -> None:
    table = "품목  수량  공급가액  세액\n현판  2  80,000  8,000\n깃발  3  90,000  9,000\n"
    amounts = of(f"{table}합계  170,000  17,000\n총 합계금액  187,000원").amounts
    assert these(amounts.total, amounts.supply, amounts.vat) == (187000, 170000, 17000)


@pytest.mark.parametrize("mark", ["(면2", "2면)", "2"])
def test_the_mark_of_exempt_goods_may_be_misread_in_many_ways(mark: str) -> None:
    rows = f"(면)한우 불고기  22,400\n{mark}돼지갈비  14,200\n(면)한돈 목살  37,600\n합계  74,200"
    assert [item.name for item in of(rows).items] == ["한우 불고기", "돼지갈비", "한돈 목살"]


def test_a_number_of_persons_is_no_mark() -> None:
    rows = "*모둠쌈  22,400\n2인세트  14,200\n*나물  37,600\n합계  74,200"
    assert "2인세트" in [item.name for item in of(rows).items]


@pytest.mark.parametrize("printed", ["2024-04-D4 13:21", "2D24-04-04 13:21", "2024.D4.04 13:21"])
def test_a_d_among_the_digits_of_a_date_is_a_nought(printed: str) -> None:
    reading = read(f"달빛문구\n902-45-00731\n거래일시 {printed}\n연필  6,000\n합계  6,000")
    assert when(reading) == datetime(2024, 4, 4, 13, 21)


@pytest.mark.parametrize(("way", "method"), [("현금", "cash"), ("신용카드", "card")])
def test_how_it_was_paid_may_stand_alone_below_what_was(way: str, method: str) -> None:
    assert of(f"결제금액  42,800\n{way}").payment.method == method


def test_a_service_charge_may_be_announced_by_its_rate() -> None:
    pub = "THE OAK\n12 Mill Lane, Cambridge CB1 2AB\n04/03/2026 20:15\nPie  49.60\nSub Total  49.60\n"
    amounts = read(f"{pub}Service 10%  4.96\nTOTAL  £54.56\nVAT Incl @20%  8.27").amounts
    assert these(amounts.total, amounts.vat, amounts.service_charge) == (
        Decimal("54.56"),
        Decimal("8.27"),
        Decimal("4.96"),
    )


@pytest.mark.parametrize("levy", ["Tourism Tax", "Airport Tax", "Bed tax"])
def test_a_levy_is_no_tax_on_what_was_bought(levy: str) -> None:
    inn = "HOTEL KAEDE\nKyoto 600-8216\n2026/03/04 10:20\nRoom Charge  ¥36,000\n"
    amounts = read(f"{inn}{levy}  ¥400\nTotal  ¥36,400\n(Consumption Tax 10% included  ¥3,272)").amounts
    assert these(amounts.total, amounts.vat) == (36400, 3272)


def test_the_rate_of_a_line_s_tax_is_no_part_of_its_name() -> None:
    bar = "BAR LUNA SRL\nVia Roma 12, 00184 Roma\n14-03-2026 21:10\nPane  10,00%  4,00\nVino  22,00%  15,00\n"
    reading = read(f"{bar}TOTALE COMPLESSIVO  19,00\ndi cui IVA  3,07")
    assert [item.name for item in reading.items] == ["Pane", "Vino"]


@pytest.mark.parametrize(("gap", "name"), [(4, "가람물빛 화장품가게"), (200, "가람물빛")])
def test_a_name_that_was_parted_at_a_space_is_put_together(gap: int, name: str) -> None:
    page = page_of("\n902-45-00731  TEL 02-333-4444\n2026-03-04 10:11:12\n연필  6,000\n합계  6,000")
    left = 20 + 4 * 24
    parts = (("가람물빛", 20, left), ("화장품가게", left + gap, left + gap + 5 * 24))
    head = tuple(
        TextLine(text, 0.95, ((start, 20), (end, 20), (end, 44), (start, 44))) for text, start, end in parts
    )
    assert read_receipt([replace(page, lines=(*head, *page.lines))]).merchant.name == name


@pytest.mark.parametrize("currency", ["CHF", "EUR", "SEK"])
def test_an_address_without_any_accent_is_asked_where_accents_are_written(currency: str) -> None:
    plain, accented = (
        read(
            f"BERGLADEN\nDorfstrasse 3, 8001 {town}\n22.07.2026 12:41\nRivella  5.50\nTotal {currency}  5.50"
        )
        for town in ("Zrich", "Zürich")
    )
    assert plain.merchant.address == "Dorfstrasse 3, 8001 Zrich"
    assert plain.fields["merchant.address"].confidence < ENOUGH
    assert accented.fields["merchant.address"].confidence >= ENOUGH


@pytest.mark.parametrize(
    ("line", "currency"),
    [("TRY OUR NEW BURGER", "USD"), ("TOTAL PAID TRY 25,00", "TRY"), ("25,00 TRY", "TRY")],
)
def test_a_word_is_no_currency_though_it_is_spelt_like_one(line: str, currency: str) -> None:
    assert read(f"JOE'S DINER\n03/04/2026 10:11\n{line}\nBurger  $ 12.50\nTotal  13.53").currency == currency
