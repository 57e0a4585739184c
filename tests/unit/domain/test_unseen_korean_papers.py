"""Classes of fault of Korean papers that nobody had drawn before: columns, loading, names, moments."""

from datetime import date, datetime

import pytest

from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read, these

SHOP = "달빛문구\n902-45-00731  TEL 02-333-4444\n"
MOMENT = "2026-03-04 10:11:12\n"
ENOUGH = 0.9


def of(rows: str) -> Reading:
    return read(SHOP + MOMENT + rows)


def names(reading: Reading) -> list[str]:
    return [item.name for item in reading.items]


def when(reading: Reading) -> date | None:
    issued = reading.issued_at
    return issued.date() if isinstance(issued, datetime) else issued


@pytest.mark.parametrize("head", ["품목  규격  수량  단가  금액", "품 명  규 격  수 량  단 가  금 액"])
@pytest.mark.parametrize("said", ["A4", "10kg/박스", "흑색", "대"])
def test_what_stands_below_specifications_is_no_part_of_a_name(head: str, said: str) -> None:
    rows = f"{head}\n볼펜  {said}  10  1,000  10,000\n끈  {said}  2  5,000  10,000\n합계  20,000"
    assert names(of(rows)) == ["볼펜", "끈"]


@pytest.mark.parametrize(
    "head", ["품명및규격  수량  단가  금액", "품명/규격  수량  단가  금액", "품목  수량  단가  금액"]
)
def test_without_such_a_column_all_of_it_is_the_name(head: str) -> None:
    rows = f"{head}\n볼펜 흑색  10  1,000  10,000\n끈 2m  2  5,000  10,000\n합계  20,000"
    assert names(of(rows)) == ["볼펜 흑색", "끈 2m"]


def test_specifications_may_be_left_out_of_a_line() -> None:
    rows = "품목  규격  수량  단가  금액\n볼펜  흑색  10  1,000  10,000\n끈  2  5,000  10,000\n합계  20,000"
    assert names(of(rows)) == ["볼펜", "끈"]


def test_month_and_day_of_a_line_may_have_a_column_each() -> None:
    rows = "3  4  볼펜  10  1,000  10,000\n03  14  끈  2  5,000  10,000\n합계  20,000"
    assert names(of(f"월  일  품목  수량  단가  금액\n{rows}")) == ["볼펜", "끈"]


@pytest.mark.parametrize("title", ["하이패스 충전 영수증", "선불카드 충전내역", "교통카드 충전확인증"])
def test_what_was_loaded_is_what_was_paid(title: str) -> None:
    amounts = read(f"{title}\n{SHOP}{MOMENT}충전금액  30,000원\n충전후잔액  32,000원").amounts
    assert amounts.total == 30000


def test_what_a_card_holds_more_than_before_was_paid() -> None:
    assert of("충전전 잔액  2,000\n충전금액  30,000\n충전후 잔액  32,000").amounts.total == 30000


def test_what_a_card_was_loaded_with_is_not_the_price_of_goods() -> None:
    rows = "우유  21,500\n합계  21,500\n충전전잔액  0\n충전금액  20,000\n충전후잔액  20,000"
    assert of(rows).amounts.total == 21500
    rows = "우유  1,500\n충전금액  20,000\n충전후잔액  18,500"
    assert of(rows).amounts.total != 20000


@pytest.mark.parametrize("measure", ["충전량  30kWh", "충전 전력량  25.11", "단가  295원/kWh"])
def test_where_it_is_sold_by_measure_what_was_loaded_is_a_price(measure: str) -> None:
    amounts = of(f"{measure}\n충전금액  9,000\n할인금액  -1,000\n결제금액  8,000").amounts
    assert these(amounts.total, amounts.gross_total, amounts.discount) == (8000, 9000, 1000)


@pytest.mark.parametrize(
    "word", ["다음예약", "다음 방문일", "차기 진료일 :", "완료예정일", "수령 예정", "재방문일"]
)
def test_the_day_of_what_is_to_come_is_not_the_day_it_was_paid(word: str) -> None:
    reading = read(f"{SHOP}2026-03-04\n진료비  15,000\n수납금액  15,000\n{word} 2026-03-18 14:00")
    assert when(reading) == date(2026, 3, 4)


def test_a_flight_is_not_when_it_was_paid() -> None:
    rows = "발행일  2026-03-04\n편명  NR1203  2026-04-18 10:05\n결제금액  98,600"
    assert when(read(f"{SHOP}{rows}")) == date(2026, 3, 4)


def test_a_receipt_that_was_printed_again_has_a_date() -> None:
    assert when(read(f"{SHOP}재발행 2026-03-04 10:11\n연필  6,000\n합계  6,000")) == date(2026, 3, 4)


@pytest.mark.parametrize("owner", ["김달빛", "남궁솔", "이가람"])
def test_an_owner_beside_the_number_is_no_shop(owner: str) -> None:
    rows = f"달빛문구\n{owner}\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛문구"


@pytest.mark.parametrize("shop", ["김가네", "이마트", "한밭집", "이솔당"])
def test_a_shop_may_be_called_like_a_person(shop: str) -> None:
    rows = f"맛있는 하루\n{shop}\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == shop


@pytest.mark.parametrize("rated", ["12세관람가", "15세 이상 관람가", "전체관람가", "청소년 관람불가"])
@pytest.mark.parametrize("film", ["느린 새벽", "느린 새벽\nSLOW DAWN"])
def test_a_film_is_no_shop(rated: str, film: str) -> None:
    rows = f"영화입장권\n{film}\n{rated}\n별무리시네마\n902-45-00731\n{MOMENT}성인  6,000\n합계  6,000"
    assert read(rows).merchant.name == "별무리시네마"


@pytest.mark.parametrize("word", ["충전소위치명", "보호자성명", "모델명", "민원명"])
def test_a_word_for_a_name_is_no_name(word: str) -> None:
    rows = f"{word}  콩이\n달빛상회\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛상회"


def test_a_shop_for_lamps_is_a_shop() -> None:
    rows = f"달빛조명  TEL 02-333-4444\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛조명"


@pytest.mark.parametrize("way", ["매장식사", "매장취식", "매장이용"])
def test_how_it_is_eaten_names_no_shop(way: str) -> None:
    rows = f"주문번호 115\n{way}\n달빛버거\n902-45-00731\n{MOMENT}버거  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛버거"


@pytest.mark.parametrize("branch", ["나루역점", "(나루역점)", "나루역 2호점", "지점 : 나루역점"])
@pytest.mark.parametrize("brand", ["달빛식당", "MOON CAFE"])
def test_a_brand_may_stand_in_the_row_above_its_branch(brand: str, branch: str) -> None:
    rows = f"{brand}\n{branch}\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    reading = read(rows)
    assert reading.merchant.name == f"{brand} {branch.removeprefix('지점 : ')}"
    assert reading.fields["merchant.name"].confidence < ENOUGH


def test_what_stands_elsewhere_above_a_branch_is_no_brand() -> None:
    rows = f"영수증  NO 33\n나루역점\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == "나루역점"


@pytest.mark.parametrize("who", ["약사 백나루", "원장 : 백나루", "대표원장 백나루"])
def test_whose_licence_it_is_is_no_shop(who: str) -> None:
    rows = f"달빛의료\n{who}\n902-45-00731\n{MOMENT}밴드  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛의료"


def test_who_takes_the_cards_for_a_shop_is_not_the_shop() -> None:
    rows = f"달빛문구\n카드결제대행 :  (주)나루페이먼츠 본사\n902-45-00731\n{MOMENT}연필  6,000\n합계  6,000"
    assert read(rows).merchant.name == "달빛문구"


def test_a_kind_of_clinic_is_no_clinic() -> None:
    bill = f"진료비 계산서·영수증\n수납금액  6,000\n요양기관 종류  의원급\n상호  달빛의원\n{MOMENT}"
    assert read(bill).merchant.name == "달빛의원"


@pytest.mark.parametrize("word", ["당월합계", "금월 청구금액", "당일합계"])
def test_the_sum_of_this_time_is_a_sum(word: str) -> None:
    reading = of(f"상수도요금  11,340\n하수도요금  8,820\n{word}  20,160")
    assert these(names(reading), reading.amounts.total) == (["상수도요금", "하수도요금"], 20160)


def test_a_tax_given_back_at_once_comes_off() -> None:
    amounts = of("크림  55,000\n합계  55,000\n부가세  5,000\n즉시환급액  4,000\n결제금액  51,000").amounts
    assert these(amounts.total, amounts.gross_total, amounts.discount) == (51000, 55000, 4000)


@pytest.mark.parametrize("word", ["결제수단", "결제방법", "결제구분"])
def test_cash_is_cash_though_a_card_was_loaded(word: str) -> None:
    rows = f"카드번호 1234-56**-****-7890\n충전금액  20,000\n결제금액  20,000\n{word} : 현금"
    assert of(rows).payment.method == "cash"


def test_a_line_without_a_name_is_asked() -> None:
    reading = of("상품명  단가  수량  금액\n000191  4,500  1  4,500\n라떼  3,700  2  7,400\n합계  11,900")
    assert names(reading) == ["", "라떼"]
    assert reading.fields["items.0.name"].confidence < ENOUGH


def test_the_number_of_a_letter_stands_amid_the_goods() -> None:
    rows = "등기통상(규격)  25g  4,280\n등기번호 61012-3456-7890\n국내소포  6,500\n합계  10,780"
    assert [item.amount for item in of(rows).items] == [4280, 6500]


@pytest.mark.parametrize("read_as", ["장호", "상후", "상오", "싱호"])
def test_the_word_for_a_shop_may_be_misread_where_it_fills_a_cell(read_as: str) -> None:
    order = f"주문상세\n{MOMENT}연필  6,000원\n총 결제금액  6,000원\n판매자 정보\n"
    assert read(f"{order}{read_as}  이슬 공구\n사업자등록번호  902-45-00731").merchant.name == "이슬 공구"
    one_text = read(f"{order}{read_as} 이슬 공구\n사업자등록번호  902-45-00731")
    assert one_text.merchant.name == "이슬 공구"
    assert one_text.fields["merchant.name"].confidence < ENOUGH


@pytest.mark.parametrize(("shop", "place"), [("상오", "주소"), ("상호", "주수"), ("장호", "주스")])
def test_of_two_halves_of_an_invoice_the_first_is_the_seller_s(shop: str, place: str) -> None:
    head = "전자세금계산서\n공급자  공급받는자\n등록번호  902-45-00731  등록번호  968-88-64810\n"
    sides = f"{shop}  솔바람산업(주)  상호  (주)새벽별컴퍼니\n"
    sides += f"{place}  제주 오름시 너울로 186  주소  부산 달구 솔길 7\n"
    reading = read(f"{head}{sides}작성일자  공급가액  세액\n2026-03-04  143,800  14,380\n합계금액  158,180")
    assert these(reading.merchant.name, reading.merchant.address) == (
        "솔바람산업(주)",
        "제주 오름시 너울로 186",
    )


def test_a_pub_may_be_called_like_a_misread_word() -> None:
    rows = f"대포  TEL 02-333-4444\n902-45-00731\n{MOMENT}안주  6,000\n합계  6,000"
    assert read(rows).merchant.name == "대포"


@pytest.mark.parametrize("label", ["가맹점몀:", "가맹점멍 :", "매장몀  "])
def test_the_last_syllable_of_a_label_is_no_part_of_its_value(label: str) -> None:
    rows = f"신용카드매출전표\n{label} 별무리 철물\n902-45-00731\n{MOMENT}합계  6,000"
    assert read(rows).merchant.name == "별무리 철물"


@pytest.mark.parametrize("read_as", ["승익번호", "송인번호", "증인번호", "슴인번호"])
def test_a_number_is_what_its_misread_word_was(read_as: str) -> None:
    assert of(f"연필  6,000\n합계  6,000\n{read_as}  95813601").payment.approval_number == "95813601"


@pytest.mark.parametrize("read_as", ["제금", "새금", "세굼"])
def test_a_tax_without_its_word_is_told_by_the_sum_on_a_cancellation_too(read_as: str) -> None:
    slip = f"신용카드 매출전표\n[승인취소]\n{MOMENT}거래금액  -18,182\n{read_as}  -1,818\n합계  -20,000"
    amounts = read(f"{SHOP}{slip}").amounts
    assert these(amounts.total, amounts.supply, amounts.vat) == (-20000, -18182, -1818)


def test_what_the_whole_prescription_cost_is_no_line_of_goods() -> None:
    bill = "약제비 계산서·영수증\n솔잎약국\n902-45-00731\n조제일자 2026-03-04\n약제비총핵  26,050\n"
    assert names(read(f"{bill}본인부담금  7,800\n총수납금액  7,800")) == []


@pytest.mark.parametrize("last", ["5,400 540", "5,400원 540원", "5,400  540"])
def test_a_tax_that_was_read_with_its_amount_is_not_the_amount(last: str) -> None:
    table = f"품목  수량  단가  공급가액  세액\n견출지  6  900  {last}\n자  3  7,600  22,800  2,280"
    assert [item.amount for item in of(f"{table}\n합계금액  31,020").items] == [5400, 22800]


@pytest.mark.parametrize("head", ["품 명  주량  금앤", "품명 수랑 금액", "메뉴  단기  수량  금앙"])
def test_the_head_of_a_table_may_be_misread(head: str) -> None:
    assert names(of(f"{head}\n쿠션 21호  2  41,200\n샴푸  1  10,000\n합계  51,200")) == ["쿠션 21호", "샴푸"]


@pytest.mark.parametrize("word", ["소계", "중간계", "메뉴합계"])
def test_goods_in_groups_have_a_sum_each(word: str) -> None:
    rows = f"김밥  2  8,000\n어묵  1  3,000\n{word}  11,000\n라면  1  5,000\n{word}  5,000\n총합계  16,000"
    assert names(of(rows)) == ["김밥", "어묵", "라면"]


def test_one_subtotal_ends_the_goods() -> None:
    assert names(of("김밥  2  8,000\n소계  8,000\n배송봉투값  500\n총합계  8,500")) == ["김밥"]


@pytest.mark.parametrize("title", ["납부확인서", "물품보관증", "수강료 납입증명서", "이용내역서"])
def test_what_a_paper_calls_itself_is_no_shop(title: str) -> None:
    rows = f"{title}\n달빛시설관리\n고지번호 123-45\n{MOMENT}수수료  1,000\n합계  1,000"
    assert read(rows).merchant.name == "달빛시설관리"


@pytest.mark.parametrize("owed", ["미납금", "미수금", "외상"])
def test_what_is_still_owed_is_no_discount(owed: str) -> None:
    amounts = of(f"수강료  300,000\n{owed}  100,000\n납부금액  200,000").amounts
    assert these(amounts.total, amounts.discount) == (200000, None)
