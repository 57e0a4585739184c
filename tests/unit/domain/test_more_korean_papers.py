"""Classes of fault of Korean papers of many kinds: tickets, folios, statements, forms and slips."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.receipt import PaymentMethod, Reading
from tests.unit.domain.printed import read, these

SHOP = "달빛문구\n902-45-00731  TEL 02-333-4444\n"
MOMENT = "2026-03-04 10:11:12\n"
SUM = "\n합계  12,000\n"
ENOUGH = 0.9


def of(rows: str) -> Reading:
    return read(SHOP + MOMENT + rows)


def name(text: str) -> str | None:
    return read(text).merchant.name


@pytest.mark.parametrize(
    ("row", "moment"),
    [
        ("결제일시  2026.02.21.15:04:19", "2026-02-21 15:04:19"),
        ("일시: 2026. 3. 4.14:30", "2026-03-04 14:30:00"),
        ("방문일:2026.3.21.09:07", "2026-03-21 09:07:00"),
        ("2026.12.31. 23:59:58", "2026-12-31 23:59:58"),
    ],
)
def test_a_point_behind_the_day_hides_no_hour(row: str, moment: str) -> None:
    assert read(f"{SHOP}{row}{SUM}").issued_at == datetime.fromisoformat(f"{moment}+09:00")


@pytest.mark.parametrize("text", ["1.15:04:19", "99:15:04"])
def test_minutes_and_seconds_are_no_time_of_their_own(text: str) -> None:
    issued = read(f"{SHOP}2026-03-04\n번호 {text}{SUM}").issued_at
    assert not isinstance(issued, datetime)


@pytest.mark.parametrize("word", ["운수사", "운송사명", "운수업체", "운송사업자"])
def test_a_ticket_names_the_company_that_carries(word: str) -> None:
    ticket = (
        f"시외버스 승차권\n서울 → 춘천\n운임  9,800원\n{word} : (주)금빛고속\n사업자등록번호 : 902-45-00731\n"
    )
    assert name(f"{ticket}발행처 : 상봉터미널 무인발매기 09\n발행일시 : 2026-03-04 10:11") == "(주)금빛고속"


@pytest.mark.parametrize(
    "number", ["(등록 제4421호)", "(제4421호)", "(신고번호 제2024-17호)", "(허가 제 9호)"]
)
def test_a_registration_is_no_part_of_a_name(number: str) -> None:
    assert name(f"교습비 영수증{SUM}{MOMENT}학원명 : 정상탑수학학원 {number}\n{SHOP[5:]}") == "정상탑수학학원"


@pytest.mark.parametrize("latin", ["fresh flower & gift", "GRAND BUFFET SKY GARDEN", "since the eighties"])
@pytest.mark.parametrize("below", ["대표 봉선화 / 902-45-00731", "사업자등록번호 902-45-00731"])
def test_latin_words_between_name_and_number_are_its_translation_or_a_motto(latin: str, below: str) -> None:
    assert name(f"꽃내음 플라워\n{latin}\n{below}\n{MOMENT}{SUM}") == "꽃내음 플라워"


@pytest.mark.parametrize("word", ["고객", "거래처", "고객명", "청구처", "공급받는자"])
def test_whom_the_paper_was_made_out_to_did_not_sell(word: str) -> None:
    head = "청구서  워크플로우랩 주식회사\n서울 성동구 아차산로 49\n사업자등록번호 902-45-00731\n"
    assert (
        name(f"{head}{word}  (주)너른들  발행일  2026년 7월 1일\n총 청구금액  12,000")
        == "워크플로우랩 주식회사"
    )


@pytest.mark.parametrize("title", ["이용권 영수증", "선불 충전 영수증", "신용카드 매출전표"])
def test_a_name_above_the_title_needs_no_particulars_but_is_asked(title: str) -> None:
    reading = read(f"제로백 PC방\n{title}\n정가  12,000\n결제금액  12,000\n{MOMENT}사업자번호 902-45-00731")
    assert reading.merchant.name == "제로백 PC방"
    assert reading.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize("title", ["신속택배 운송장", "새벽배송 운송장", "화이트 인수증"])
def test_a_waybill_is_no_shop(title: str) -> None:
    rows = "접수일 2026/06/02\n받는분 : 이**\n경남 창원시 성산구 창이대로 **\n수량  1\n운임합계  6,000원\n"
    slip = f"{title}\n{rows}"
    assert name(f"{slip}신속택배(주) 902-45-00731") == "신속택배(주)"


@pytest.mark.parametrize(
    ("read_as", "printed"),
    [
        ("() 소담식품", "(주) 소담식품"),
        ("()한빛유통", "(주)한빛유통"),
        ("((주)한빛유통", "(주)한빛유통"),
        ("((주)) 소담식품", "(주) 소담식품"),
        ("나래기획()", "나래기획(주)"),
        ("나래기획(주))", "나래기획(주)"),
    ],
)
def test_one_sign_for_a_company_is_read_as_brackets(read_as: str, printed: str) -> None:
    assert name(f"{read_as}\n902-45-00731\n{MOMENT}{SUM}") == printed


@pytest.mark.parametrize("shop", ["달빛문구(본점)", "(주)달빛문구", "달빛문구(주)"])
def test_brackets_around_words_stay(shop: str) -> None:
    assert name(f"{shop}\n902-45-00731\n{MOMENT}{SUM}") == shop


@pytest.mark.parametrize("sign", ["T 택시", "규 택시", "H 주차장"])
def test_a_trade_with_a_sign_names_nobody(sign: str) -> None:
    assert name(f"{sign}\n택시요금 영수증\n요금  12,000\n결제금액  12,000\n{MOMENT}") is None


@pytest.mark.parametrize(
    ("row", "issuer"),
    [
        ("신용카드(신한)  12,000", "신한카드"),
        ("카드(국민)  12,000", "KB국민카드"),
        ("체크카드 [하나은행]  12,000", "하나카드"),
        ("비씨 9446-02**-****-9010 승인 51002983", "BC카드"),
        ("KB국민 5365-10**-****-2200 (3개월)", "KB국민카드"),
        ("신용카드 농협 3560-12**-****-0073", "NH농협카드"),
    ],
)
def test_a_card_company_is_named_beside_the_card(row: str, issuer: str) -> None:
    payment = of(f"합계  12,000\n{row}").payment
    assert these(payment.card_issuer, payment.method) == (issuer, PaymentMethod.CARD)


@pytest.mark.parametrize(
    "row", ["카드(법인)  12,000", "카드(일시불) 12,000", "우리 모두 감사합니다 카드 환영"]
)
def test_other_words_beside_a_card_name_no_company(row: str) -> None:
    assert of(f"합계  12,000\n{row}").payment.card_issuer is None


@pytest.mark.parametrize(
    ("boxes", "method"),
    [
        ("□ 현금 ■ 카드 □ 계좌이체", PaymentMethod.CARD),
        ("□ 현금 □ 카드 ■ 계좌이체", PaymentMethod.TRANSFER),
        ("■ 현금 □ 카드 □ 계좌이체", PaymentMethod.CASH),
        ("☑현금 ☐카드 ☐무통장", PaymentMethod.CASH),
        ("[ ]현금 [V]카드 [ ]계좌이체", PaymentMethod.CARD),
        ("현금( ) 카드(V) 계좌이체( )", PaymentMethod.CARD),
    ],
)
def test_of_the_ways_on_a_form_the_ticked_one_was_used(boxes: str, method: PaymentMethod) -> None:
    assert of(f"납부금액  12,000\n납부방법 : {boxes}").payment.method is method


NIGHT = "객실료  180,000\n봉사료  18,000\n부가세  19,800\n"


@pytest.mark.parametrize("nights", [1, 2, 3])
def test_a_folio_is_summed_up_below_its_nights(nights: int) -> None:
    supply, service, tax = (nights * one for one in (180000, 18000, 19800))
    total = (
        f"공급가액  {supply:,}\n봉사료  {service:,}\n부가가치세  {tax:,}\n합계  {supply + service + tax:,}"
    )
    amounts = of(NIGHT * nights + total).amounts
    assert these(amounts.supply, amounts.service_charge, amounts.vat) == (supply, service, tax)
    assert amounts.total == supply + service + tax


def test_service_and_tax_on_top_of_a_subtotal_are_told_by_their_sum() -> None:
    amounts = of("SUB TOTAL  283,000\nSVC CHG 10%  28,300\nVAT 10%  31,130\nGRAND TOTAL  342,430").amounts
    assert these(amounts.supply, amounts.service_charge, amounts.vat) == (None, 28300, 31130)


@pytest.mark.parametrize("before", ["전미수", "전잔액", "전일미수금", "이월잔액", "전월미수"])
@pytest.mark.parametrize("total", ["총합계", "합계"])
def test_what_was_owed_before_is_no_part_of_this_sale(before: str, total: str) -> None:
    rows = "품명  수량  단가  금액\n대파  10  2,300  23,000\n양파  1  64,000  64,000\n소계  87,000\n"
    assert of(f"{rows}{before}  80,000\n{total}  167,000\n현미수  80,000").amounts.total == 87000


def test_without_the_sum_of_this_sale_nothing_comes_off() -> None:
    assert of("당월요금  20,000\n전월미수  5,000\n납부금액  25,000").amounts.total == 25000


def test_the_head_of_the_table_tells_count_and_price_apart() -> None:
    rows = "리플렛  1,000  180  180,000\n명함  10  12,000  120,000\n합계  300,000"
    item = of(f"품목  수량  단가  금액\n{rows}").items[0]
    assert these(item.quantity, item.unit_price) == (1000, 180)
    swapped = rows.replace("1,000  180 ", "180  1,000 ").replace("10  12,000", "12,000  10")
    item = of(f"품목  단가  수량  금액\n{swapped}").items[0]
    assert these(item.quantity, item.unit_price) == (1000, 180)


@pytest.mark.parametrize("goods", ["방수자켓 105 NV", "운동화 270 BK", "면티 95 WH"])
def test_size_and_colour_are_part_of_a_name(goods: str) -> None:
    item = of(f"{goods}  1  12,000{SUM}").items[0]
    assert these(item.name, item.quantity, item.unit_price) == (goods, 1, None)


@pytest.mark.parametrize("row", ["고객번호  00 1827 3346", "납부자번호  1644 2281"])
def test_the_number_of_a_customer_is_no_telephone(row: str) -> None:
    assert read(f"(주)늘솔도시가스 902-45-00731\n{row}\n{MOMENT}{SUM}").merchant.phone is None


@pytest.mark.parametrize("network", ["나이스정보통신  1588-4583", "KICC 1600-1234", "KSNET 1544-3377"])
def test_who_carries_the_slip_has_a_telephone_of_its_own(network: str) -> None:
    slip = f"카드승인\n{network}\n상호: 연희상회\n902-45-00731\nTEL:02-334-8201\n{MOMENT}{SUM}"
    assert read(slip).merchant.phone == "02-334-8201"


@pytest.mark.parametrize("phone", [" / 02-6116-3300", "/02-6116-3300", " T.02-6116-3300", " | (02)6116-3300"])
def test_an_address_ends_before_the_telephone(phone: str) -> None:
    address = read(f"달빛문구\n902-45-00731\n서울 강서구 하늘길 38{phone}\n{MOMENT}{SUM}").merchant.address
    assert address == "서울 강서구 하늘길 38"


def test_a_sale_price_is_no_seller() -> None:
    assert [hit.label for hit in find_labels("판매가")] == [Label.ITEM_HEADER]


def test_a_word_as_like_to_one_as_to_another_is_read_the_same_each_time() -> None:
    module = "receipts.domain.reading.vocabulary.keywords"
    program = f"import sys; from {module} import find_labels; print(find_labels(sys.argv[1]))"
    paths = os.pathsep.join([str(Path(__file__).parents[3] / "layers" / "core")])
    found = {
        subprocess.run(
            [sys.executable, "-c", program, "접수금액 절수금액 판매갸"],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": paths},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(6)
    }
    assert len(found) == 1


@pytest.mark.parametrize("word", ["발급기관", "발급사", "카드사"])
def test_who_issued_the_card_did_not_sell(word: str) -> None:
    assert name(f"{SHOP}{MOMENT}{word} : 신한은행\n승인금액  12,000{SUM}") == "달빛문구"


@pytest.mark.parametrize("place", ["(학생회관) (매점옆)", "학생회관) (매점옆)"])
def test_where_it_is_in_brackets_names_nobody_alone(place: str) -> None:
    assert name(f"{place}\n영수증\n김밥  12,000{SUM}") is None


@pytest.mark.parametrize("who", ["인천광역시 미추홀구청", "효자동 주민센터", "서울중앙지방법원"])
def test_an_authority_issues_certificates(who: str) -> None:
    rows = f"증명서 발급 수수료 영수증\n발급기관  {who}\n"
    rows += "종류  건축물대장(일반)\n통수  2통\n수수료  1,000원\n결제금액  1,000원\n"
    assert name(f"{rows}발급일시  2026-10-14 14:20:09") == who


@pytest.mark.parametrize("day", ["2026년 12월 20일", "2026 년 12 월 20 일"])
def test_a_form_is_of_the_day_it_is_signed(day: str) -> None:
    lines = "2026-09-15  금전  후원금  500,000\n2026-10-15  금전  후원금  500,000\n합계  1,000,000\n"
    issued = read(f"기부금 영수증\n기부일자  구분  적요  금액\n{lines}{day}\n별빛장학회 (직인)").issued_at
    assert str(issued)[:10] == "2026-12-20"


FINE = "과태료 납부 영수증\n"


@pytest.mark.parametrize("word", ["부과기관", "징수기관", "부과기관명"])
def test_a_fee_is_paid_to_who_charges_it(word: str) -> None:
    rows = f"{FINE}{word}  진주시청\n부과금액  40,000원\n사전감경(20%)  -8,000원\n납부금액  32,000원\n"
    reading = read(f"{rows}납부일시  2026-06-15 21:07:33")
    assert these(reading.merchant.name, reading.amounts.gross_total) == ("진주시청", 40000)
    assert these(reading.amounts.discount, reading.amounts.total) == (8000, 32000)


TICKET = "승차권\n(영수증)\n승차일 : 2026-12-01\n발매시각 : 2026-11-30 22:17\n합계  48,000\n승인 : 77120038\n"


@pytest.mark.parametrize(
    "number", ["902-45-00731", "사업자등록번호 902-45-00731", "사업자번호 : 902-45-00731"]
)
@pytest.mark.parametrize("between", ["", "서울 강서구 하늘길 38\n"])
def test_who_signs_above_the_number_at_the_foot_is_named_and_asked(number: str, between: str) -> None:
    reading = read(f"{TICKET}해오름리무진(주)\n{between}{number}\n")
    assert reading.merchant.name == "해오름리무진(주)"
    assert reading.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize("seal", ["(인)", "[직인]", "(직인생략)", "( 인 )"])
@pytest.mark.parametrize(
    "title", ["등록금 납입증명서", "2026학년도 2학기 등록금 납입증명서", "수강료 납입확인서"]
)
def test_who_seals_a_paper_gave_it(title: str, seal: str) -> None:
    form = "대학(원)  경영대학  학과  회계학과\n납입금액  2,474,000\n납입일자 : 2026-08-25\n"
    assert name(f"{title}\n{form}한울대학교 {seal}") == "한울대학교"


@pytest.mark.parametrize("seal", ["(인)", "[직인]"])
def test_the_seal_of_a_person_names_no_shop(seal: str) -> None:
    assert name(f"납입증명서\n납입금액  2,474,000\n납입일자 : 2026-08-25\n홍길동 {seal}") is None


@pytest.mark.parametrize("word", ["승차일", "검사일자", "발매시각", "출고일"])
def test_a_word_before_a_day_is_no_name(word: str) -> None:
    assert name(f"영수증\n{word} : 2026-12-01\n전화 02-333-4444\n요금  12,000\n합계  12,000") is None


@pytest.mark.parametrize("way", ["가상계좌 이체", "자동이체 (국민은행)", "인터넷 송금"])
@pytest.mark.parametrize("word", ["납입방법", "납부방법", "결제방법"])
def test_a_way_by_bank_is_a_transfer(word: str, way: str) -> None:
    assert of(f"납입금액  12,000\n{word} : {way}").payment.method is PaymentMethod.TRANSFER


def test_a_price_of_parts_and_of_labour_is_no_count() -> None:
    rows = "오일  1  52,000  18,000  70,000\n필터  1  15,000  5,000  20,000\n합계금액  90,000"
    items = of(f"작업내용  수량  부품대  공임  합계\n{rows}").items
    assert these(*(item.name for item in items)) == ("오일", "필터")
    assert these(*(item.quantity for item in items)) == (1, 1)
    assert these(*(item.amount for item in items)) == (70000, 20000)


@pytest.mark.parametrize("goods", ["P 쌀", "쌀", "배", "무"])
def test_goods_of_one_syllable_are_no_sum(goods: str) -> None:
    rows = f"{goods} 20kg  62,000  1  62,000\n사과 1봉  9,900  2  19,800\n치약  7,500  1  7,500\n"
    rows += "쿠폰할인  -1,500\n"
    amounts = of(f"상품명  단가  수량  금액\n{rows}총구매액  87,800").amounts
    assert these(amounts.total, amounts.gross_total) != (87800, 62000)


@pytest.mark.parametrize("kind", ["무인점 (상무점)", "무인매장 (상무점)", "직영점(상무)"])
def test_a_kind_of_branch_is_no_name_by_itself(kind: str) -> None:
    reading = read(f"아이스크림천국\n{kind}\n902-45-00731\n{MOMENT}{SUM}")
    assert reading.merchant.name == f"아이스크림천국 {kind}"
    assert reading.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize("row", ["[카드승인]  카카오뱅크체크", "신한체크 일시불", "하나은행 체크  12,000"])
def test_a_card_of_a_bank_is_named_without_the_word(row: str) -> None:
    assert of(f"합계  12,000\n{row}").payment.card_issuer is not None


@pytest.mark.parametrize("row", ["체크인 15:00", "건강체크 12,000", "우리가 체크합니다"])
def test_what_is_checked_is_no_card(row: str) -> None:
    assert of(f"{row}\n합계  12,000").payment.card_issuer is None


@pytest.mark.parametrize("sale", ["수납일", "납부일", "결제일"])
def test_two_days_in_a_row_have_a_word_each(sale: str) -> None:
    for row in (f"납기일 2026.05.31  {sale} 2026.05.27", f"{sale} 2026.05.27  납기일 2026.05.31"):
        issued = read(f"달빛문구 902-45-00731\n{row}\n납부금액  45,480{SUM}").issued_at
        assert str(issued)[:10] == "2026-05-27"


@pytest.mark.parametrize("way", ["카드 3개월 (삼성)", "체크카드/일시불(삼성)"])
def test_a_card_company_may_stand_behind_the_months(way: str) -> None:
    assert of(f"결제금액  12,000\n결제방법  {way}").payment.card_issuer == "삼성카드"


def test_a_statement_is_no_shop_whatever_stands_before_it() -> None:
    assert name(f"자동차 점검·정비 명세서\n{MOMENT}{SUM}02-333-4444") is None
