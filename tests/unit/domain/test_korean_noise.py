"""What the engine does to Korean papers: rows run together, letters, signs and gaps lost."""

from datetime import datetime

import pytest

from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read, these

SHOP = "달빛문구\n902-45-00731  TEL 02-333-4444\n"
MOMENT = "2026-03-04 10:11:12\n"


def of(rows: str) -> Reading:
    return read(SHOP + MOMENT + rows)


def goods(reading: Reading) -> list[tuple[object, ...]]:
    return [(item.name, item.amount) for item in reading.items]


@pytest.mark.parametrize("gap", [" ", "  "])
@pytest.mark.parametrize(
    "rows",
    [
        "메뉴@수량@금액\n김밥@2@8,000@라면@1@5,000\n합계@13,000",
        "메뉴@수량@금액\n김밥@2@8,000\n라면@1@5,000@합계@13,000",
        "메뉴@수량@금액@김밥@2@8,000\n라면@1@5,000\n합계@13,000",
        "메뉴@수량@금액@김밥@2@8,000@라면@1@5,000@합계@13,000",
        "메뉴@단가@수량@금액\n김밥@4,000@2@8,000@라면@5,000@1@5,000\n합계@13,000",
    ],
)
def test_goods_that_were_read_in_one_row_are_told_apart(rows: str, gap: str) -> None:
    reading = of(rows.replace("@", gap))
    assert goods(reading) == [("김밥", 8000), ("라면", 5000)]
    assert reading.amounts.total == 13000
    assert reading.text.count("\n") == (SHOP + MOMENT + rows).count("\n")


@pytest.mark.parametrize(
    "row",
    [
        "김밥 7,000 할인 1,000",
        "김밥 6,600 부가세 600",
        "김밥(5,000) 세트  6,000",
        "김밥  3,000원  2줄  6,000",
    ],
)
def test_what_stands_beside_goods_is_no_other_goods(row: str) -> None:
    assert len(of(f"{row}\n합계  6,000").items) <= 1


def test_a_service_with_specifications_in_brackets_is_goods_too() -> None:
    rows = "등기(규격) 9g  3,530  소포 2kg  5,000\n합계  8,530"
    assert goods(of(rows)) == [("등기(규격) 9g", 3530), ("소포 2kg", 5000)]


@pytest.mark.parametrize("period", ["2026.03.01~03.31", "26.03.01 ~ 26.03.31", "2026-03-01"])
def test_a_column_for_the_period_is_no_part_of_a_name(period: str) -> None:
    rows = f"과목  기간  금액\n영어 회화  {period}  120,000\n교재비  15,000\n합계  135,000"
    assert goods(of(rows)) == [("영어 회화", 120000), ("교재비", 15000)]


@pytest.mark.parametrize("unit", ["미", "포기", "송이", "줄"])
def test_how_goods_of_a_market_are_counted_is_no_part_of_a_name(unit: str) -> None:
    rows = f"품목  수량  단가  금액\n배추  20{unit}  3,500  70,000\n파  2  1,000  2,000\n합계  72,000"
    assert goods(of(rows)) == [("배추", 70000), ("파", 2000)]


def test_goods_may_say_in_front_of_their_name_how_they_are_taxed() -> None:
    rows = "면세 귤3kg  15,800  1  15,800\n면세 대파  3,280  2  6,560\n과세 우유  2,200  2  4,400\n"
    reading = of(f"{rows}면세금액  22,360\n과세금액  4,000\n부가세  400\n합계  26,760")
    assert goods(reading) == [("귤3kg", 15800), ("대파", 6560), ("우유", 4400)]
    assert [item.exempt for item in reading.items] == [True, True, False]
    amounts = reading.amounts
    assert these(amounts.supply, amounts.vat, amounts.exempt) == (4000, 400, 22360)


@pytest.mark.parametrize("word", ["출빨", "축발", "춤발"])
def test_a_flight_whose_word_was_misread_is_not_when_it_was_paid(word: str) -> None:
    rows = f"{word} 2026-04-18 10:05\n결제일  2026-03-04\n결제금액  98,600"
    issued = read(SHOP + rows).issued_at
    assert issued is not None
    assert (issued.month, issued.day, isinstance(issued, datetime)) == (3, 4, False)


@pytest.mark.parametrize("time", ["10 11:12", "10:11 12", "10.11:12", "1011:12"])
def test_a_time_may_lose_a_colon(time: str) -> None:
    issued = read(f"{SHOP}거래일시 2026-03-04 {time}\n연필  6,000\n합계  6,000").issued_at
    assert isinstance(issued, datetime)
    assert issued.strftime("%H:%M:%S") == "10:11:12"


def test_an_amount_of_which_the_tax_is_a_tenth_is_asked() -> None:
    reading = read(f"신용카드매출전표\n{SHOP}{MOMENT}금액  29,100\n부가세  2,910\n합계")
    assert reading.fields["amounts.total"].confidence < ENOUGH


@pytest.mark.parametrize("row", ["부가세 포함  (896)", "(부가세 포함)  896", "부가가치세 포함  896"])
def test_a_tax_inside_the_price_is_told_by_its_size(row: str) -> None:
    assert of(f"충전요금  9,863\n{row}\n결제금액  9,863").amounts.vat == 896


def test_the_price_with_its_tax_is_no_tax() -> None:
    assert of("요금  9,863\n부가세 포함  9,863").amounts.vat is None


def test_a_tax_in_brackets_may_stand_beside_the_sum() -> None:
    amounts = of("볼펜  12,300\n합계  12,300  부가세(포함)  1,118\n카드  12,300").amounts
    assert these(amounts.total, amounts.vat) == (12300, 1118)


def test_dollars_in_won_are_what_is_reduced() -> None:
    rows = "크림  1  185.00\n합계  USD 185.00\n환율 1,380.00\n원화환산  255,300\n회원할인  -25,530"
    amounts = of(f"{rows}\n결제금액  229,770 원").amounts
    assert these(amounts.gross_total, amounts.discount, amounts.total) == (255300, 25530, 229770)


def test_a_prescription_s_number_dates_no_receipt_of_its_own() -> None:
    rows = "약제비 계산서·영수증\n환자명 김*수  교부번호 20260304-00112\n조제일자 2026-03-04  투약일수 5\n"
    rows += "솔잎약국\n902-45-00731 약사 백나루\n인천 연수구 나루로 16  032-851-0875\n"
    rows += "약제비 총액  14,820  본인부담금  4,400\n보험자부담금  10,420\n비급여  0\n"
    reading = read(f"{rows}총수납금액  4,400  카드 4,400 현금영수증 0 현금 0")
    assert reading.merchant.name == "솔잎약국"
    assert str(reading.merchant.business_number) == "902-45-00731"


@pytest.mark.parametrize("word", ["제금액", "제대상금액", "구금액", "계금액", "판매금액"])
def test_a_word_for_a_sum_may_lose_its_first_syllable(word: str) -> None:
    reading = of(f"볼펜  2,000\n자  1,000\n{word}  3,000")
    assert these(goods(reading), reading.amounts.total) == ([("볼펜", 2000), ("자", 1000)], 3000)


@pytest.mark.parametrize("words", [("급가액", "가세"), ("급금액", "가세"), ("급가액", "가가치세")])
def test_words_for_taxes_may_lose_their_first_syllable(words: tuple[str, str]) -> None:
    supply, vat = words
    amounts = of(
        f"그린피  132,000\n{supply}  109,091\n{vat}  10,909\n개별소비세  12,000\n합계  132,000"
    ).amounts
    assert these(amounts.supply, amounts.vat) == (109091, 10909)


@pytest.mark.parametrize("word", ["원명 :", "호명:", "맹점몀 :"])
def test_the_rest_of_a_word_for_a_name_is_no_part_of_it(word: str) -> None:
    reading = read(f"납입 영수증\n{word} 솔빛학원\n902-45-00731\n{MOMENT}수강료  6,000\n합계  6,000")
    assert reading.merchant.name == "솔빛학원"
    assert reading.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize("row", ["담당 : 백나루", "주문번호 : 달빛", "품번: 둘하나"])
def test_what_stands_behind_another_word_is_no_shop(row: str) -> None:
    rows = f"달빛문구\n{row}\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛문구"


@pytest.mark.parametrize("word", ["듬액", "긍액", "합게"])
def test_a_misread_word_for_a_sum_is_no_goods(word: str) -> None:
    slip = f"{word}  22,727\n부가세  2,273\n합계  25,000"
    assert goods(read(f"신용카드매출전표\n{SHOP}{MOMENT}{slip}")) == []


@pytest.mark.parametrize("total", ["21480", "21 480", "21,480", "21480원"])
def test_a_sum_that_lost_its_comma_is_the_sum(total: str) -> None:
    rows = f"승차요금  17,900\n할증요금  3,580\n통행료  0\n총 요금  {total}"
    assert of(rows).amounts.total == 21480


def test_amounts_that_lost_their_commas_are_amounts() -> None:
    rows = "메뉴  단가  수량  금액\n보쌈  18,000  3  54 000\n막걸리  5,000  2  10,000\n합계  64 000"
    reading = of(f"{rows}\n과세금액  58 182\n부가세  5 818\n카드  64,000")
    amounts = reading.amounts
    assert goods(reading) == [("보쌈", 54000), ("막걸리", 10000)]
    assert these(amounts.total, amounts.supply, amounts.vat) == (64000, 58182, 5818)


@pytest.mark.parametrize("row", ["콜라  2 500", "콜라 2 500"])
def test_a_count_and_a_small_price_are_no_amount(row: str) -> None:
    assert of(f"메뉴  수량  금액\n{row}\n합계  500").amounts.total == 500


def test_a_number_that_is_no_sum_is_none_though_it_is_long() -> None:
    assert of("볼펜  2,000\n합계  2,000\n회원번호  21480").amounts.total == 2000


def test_goods_of_a_web_shop_have_count_and_price_below_their_names() -> None:
    rows = "주문/배송 상세\n주문일 2026.03.04  주문번호 2026030488123\n판매자 책상나라\n의자 블랙\n"
    rows += "수량 1개  89,000원\n멀티탭 6구 3m\n수량 2개  25,800원\n상품금액  114,800원\n배송비  3,000원\n"
    reading = read(f"{rows}쿠폰할인  -5,000원\n최종 결제금액  112,800원")
    assert goods(reading) == [("의자 블랙", 89000), ("멀티탭 6구 3m", 25800)]
    assert [item.quantity for item in reading.items] == [1, 2]
    assert reading.merchant.name == "책상나라"


@pytest.mark.parametrize("word", ["총 주문금액", "합 계", "총결제금액"])
def test_a_sum_read_with_the_goods_above_it_may_begin_with_a_word_of_one_syllable(word: str) -> None:
    reading = of(f"치킨 1개  23,000원\n콜라 1개  2,500원  {word}  25,500원")
    assert these(goods(reading), reading.amounts.total) == ([("치킨", 23000), ("콜라", 2500)], 25500)


def test_a_bookshop_heads_its_table_in_its_own_words() -> None:
    reading = of("도서명  정가  수량  금액  *나루의 밤  26,800  1  26,800\n합계  26,800")
    assert goods(reading) == [("나루의 밤", 26800)]


def test_what_says_its_sum_is_no_goods_whatever_stands_before_it() -> None:
    slip = "승인유형 : IC  판매금액  41,818 원\n부가세금  4,182 원\n합계  46,000 원"
    reading = read(f"신용카드매출전표\n{SHOP}{MOMENT}{slip}")
    assert goods(reading) == []
    assert these(reading.amounts.supply, reading.amounts.vat) == (41818, 4182)


@pytest.mark.parametrize("word", ["세금액", "세물품가액"])
def test_of_two_words_that_end_alike_neither_names_goods(word: str) -> None:
    reading = of(f"귤  22,360\n우유  7,640\n{word}  22,360\n합계  30,000")
    assert goods(reading) == [("귤", 22360), ("우유", 7640)]


@pytest.mark.parametrize("network", ["NICE", "KICC", "KSNET", "EASY CARD", "한국정보통신"])
def test_who_carries_the_slip_is_no_shop(network: str) -> None:
    rows = f"{network}\n맹점명 : 달빛국밥 서현점\n902-45-00731\n{MOMENT}국밥  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛국밥 서현점"


def test_a_journey_is_no_shop() -> None:
    rows = f"서울 → 부산\n{MOMENT}운임요금  6,000\n결제금액  6,000"
    assert read(rows).merchant.name is None


@pytest.mark.parametrize(
    ("read_as", "name"),
    [
        ("달빛문구유환회사", "달빛문구유한회사"),
        ("추식희사 달빛문구", "주식회사 달빛문구"),
        ("주식회사 달빛문구", "주식회사 달빛문구"),
        ("달빛장학재단법인", "달빛장학재단법인"),
        ("달빛보훈의료볍인", "달빛보훈의료법인"),
        ("달빛감귤협동조함", "달빛감귤협동조합"),
        ("우한책임회사 달빛", "유한책임회사 달빛"),
        ("달빛여객회사", "달빛여객회사"),
        ("달빛사회복지관", "달빛사회복지관"),
    ],
)
@pytest.mark.parametrize("label", ["상호: ", "가맹점명  ", ""])
def test_the_form_of_a_company_spelt_out_is_put_right(read_as: str, name: str, label: str) -> None:
    rows = f"{label}{read_as}\n902-45-00731  TEL 02-333-4444\n{MOMENT}합계 13,000\n신용카드 13,000"
    assert read(rows).merchant.name == name
