"""Classes of fault that drawn Korean receipts showed at first sight: names, branches, moments."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Reading
from tests.unit.domain.printed import page_of, read

NUMBER = "902-45-00731"
REST = "\n2026-03-04 10:11:12\n볼펜  1,200\n합계  1,200"
SLIP = "\n거래일시 : 2026-03-04 10:11:12\n금액  1,091\n부가세  109\n합계  1,200\n승인번호 : 30012877"
ENOUGH = 0.9


def named(head: str, rest: str = REST) -> str | None:
    return read(head + rest).merchant.name


def sure_of_name(reading: Reading) -> bool:
    return reading.fields["merchant.name"].confidence >= ENOUGH


def moment(text: str) -> datetime | date | None:
    issued = read(text).issued_at
    return issued.replace(tzinfo=None) if isinstance(issued, datetime) else issued


def with_large_head(text: str) -> Reading:
    """What is read where the first row is set half as large again."""
    page = page_of(text)
    first, *lines = page.lines
    (left, top), (right, _), (_, bottom), _ = first.box
    tall = bottom + (bottom - top) / 2
    box = ((left, top), (right, top), (right, tall), (left, tall))
    return read_receipt([replace(page, lines=(replace(first, box=box), *lines))])


@pytest.mark.parametrize(
    "name",
    ["용산갈비", "용두동주꾸미", "정보문고", "보관함 카페", "전화위복", "주소담 한정식", "대표곰탕"],
)
@pytest.mark.parametrize("word", ["가맹점명 : ", "상호  ", "매장명: "])
def test_a_shop_may_be_called_as_another_field_begins(word: str, name: str) -> None:
    reading = read(f"{word}{name}\n사업자번호 : {NUMBER}{SLIP}")
    assert reading.merchant.name == name


@pytest.mark.parametrize(
    "heading",
    ["가맹점용", "가맹점 정보", "가맹점 보관용", "가맹점 전화번호 : 02-333-4444", "가맹점 대표자 : 김한빛"],
)
def test_what_goes_on_behind_the_word_for_a_shop_is_no_name(heading: str) -> None:
    assert named(f"{heading}\n달빛문구\n{NUMBER}") == "달빛문구"


@pytest.mark.parametrize("glued", ["대표김한빛", "대표남궁한빛", "주소서울 중구 한빛로 12"])
def test_an_owner_or_address_without_a_gap_behind_its_word_is_no_name(glued: str) -> None:
    assert named(f"가맹점 : {glued}\n달빛문구\n{NUMBER}") == "달빛문구"


@pytest.mark.parametrize("name", ["대표곰탕", "주소담"])
def test_so_may_a_shop_at_the_head(name: str) -> None:
    assert named(f"{name}\n{NUMBER}\n서울 중구 한빛로 12") == name


@pytest.mark.parametrize("name", ["상품권나라", "카드놀이터", "포인트마트"])
def test_a_name_in_a_column_is_not_cut_off_at_a_word_it_begins_with(name: str) -> None:
    assert named(f"상호명  {name}\n사업자번호  {NUMBER}", SLIP) == name


def test_a_word_whose_gap_was_lost_ends_the_name_before_it() -> None:
    assert named(f"상호  달빛문구  대표자김한빛\n사업자번호  {NUMBER}", SLIP) == "달빛문구"
    assert named(f"상호  대표자김한빛\n달빛문구\n{NUMBER}") == "달빛문구"


@pytest.mark.parametrize(
    "branch", ["전주 객사점", "수원시 인계점", "부산 서면 본점", "경기 광주점", "천안 직영점", "한빛점"]
)
def test_a_branch_of_a_town_names_no_shop_without_its_brand(branch: str) -> None:
    reading = read(f"달빛국밥\n{branch}\n{NUMBER} 김한빛{REST}")
    assert reading.merchant.name == f"달빛국밥 {branch}"
    assert not sure_of_name(reading)


@pytest.mark.parametrize("brand", ["24시달빛국밥", "7번가 피자", "88올림픽수산"])
def test_a_brand_above_its_branch_may_have_digits(brand: str) -> None:
    assert named(f"{brand}\n한빛점\n{NUMBER} 김한빛") == f"{brand} 한빛점"


@pytest.mark.parametrize("above", ["1943", "영업 24", "02-333-4444"])
def test_a_branch_below_what_is_no_brand_is_asked(above: str) -> None:
    reading = read(f"{above}\n한빛점\n{NUMBER} 김한빛{REST}")
    assert reading.merchant.name == "한빛점"
    assert not sure_of_name(reading)


@pytest.mark.parametrize("name", ["달빛서점", "별빛상점", "구름문구점", "바람철물점"])
def test_a_trade_that_ends_as_branches_do_is_the_shop(name: str) -> None:
    reading = read(f"맛과 멋\n{name}\n{NUMBER} 김한빛{REST}")
    assert reading.merchant.name == name


def test_two_words_below_larger_print_may_be_a_branch_and_are_asked() -> None:
    head = f"구름나무\n물결 입구점\n대표 김한빛\n{NUMBER}\n서울 중구 한빛로 12{REST}"
    large = with_large_head(head)
    assert large.merchant.name != "물결 입구점" or not sure_of_name(large)
    assert sure_of_name(read(head.replace("구름나무", "영수증")))
    assert sure_of_name(read(head.replace("구름나무", "(주)구름유통")))


@pytest.mark.parametrize("floor", ["(4F)", "[2층]", "(지하1층)", "(B1)"])
def test_the_floor_is_no_part_of_a_name(floor: str) -> None:
    assert named(f"매장명 : 달빛골프 {floor}\n사업자번호 : {NUMBER}", SLIP) == "달빛골프"


@pytest.mark.parametrize("place", ["1층 A홀", "B1층", "홀", "포장"])
def test_where_in_the_shop_somebody_sits_is_not_its_name(place: str) -> None:
    assert named(f"달빛식탁\n매장 : {place}\n{NUMBER} 김한빛") == "달빛식탁"


@pytest.mark.parametrize("owner", ["대표 김한빛", "(대표 김한빛)", "/ 대표: 김한빛", "대표이사 김한빛"])
def test_the_owner_beside_a_name_is_left_out(owner: str) -> None:
    assert named(f"온달전자 {owner}\n{NUMBER}") == "온달전자"


def test_so_is_the_owner_who_signs() -> None:
    rows = f"영수증\n볼펜  1,200\n합계  1,200\n2026년 3월 4일\n온달전자 대표 김한빛 (인)\n{NUMBER}"
    assert read(rows).merchant.name == "온달전자"


def test_a_house_behind_a_wide_gap_belongs_to_the_street() -> None:
    head = f"영진\n서울 동대문구 왕산로  214 한빛시장\n{NUMBER} 김한빛  02-333-4444"
    assert named(head) == "영진"


@pytest.mark.parametrize("word", ["영업소명", "영업소", "출구 영업소"])
def test_a_toll_gate_is_not_who_was_paid(word: str) -> None:
    rows = (
        f"통행료 영수증\n{word} : 달빛\n통행일시 : 2026-03-04 10:11:12\n통행료 : 8,300원\n납부금액 : 8,300원"
    )
    assert read(f"{rows}\n달빛도로공사\n사업자번호 {NUMBER}").merchant.name == "달빛도로공사"


@pytest.mark.parametrize("word", ["발매처", "발권처", "판매처"])
def test_who_sold_a_ticket_comes_before_who_drives(word: str) -> None:
    rows = (
        f"고속버스 승차권\n요금 9,600원\n{word} : 달빛터미널(주)\n사업자번호 : {NUMBER}\n운송회사 : 별빛고속"
    )
    assert read(f"{rows}\n2026-03-04 10:11").merchant.name == "달빛터미널(주)"


@pytest.mark.parametrize("paid", ["결제", "발권", "승인", "발매 :", "정산"])
@pytest.mark.parametrize(
    "shown", ["2026-03-08(토) 3회 19:20~21:34", "2026-03-08 19:20 출발", "2026-03-08 19:20"]
)
def test_a_ticket_is_paid_before_its_film_or_bus_begins(shown: str, paid: str) -> None:
    rows = f"달빛극장\n{NUMBER}\n{shown}\n관람료 9,600원\n합계 9,600원\n{paid} 2026-03-04 10:11"
    assert moment(rows) == datetime(2026, 3, 4, 10, 11)


@pytest.mark.parametrize("paid", ["", "발행 "])
@pytest.mark.parametrize("shown", ["2026-03-08(토) 3회 19:20~21:34", "2026-03-08 19:20 출발"])
def test_so_it_is_without_a_word_for_the_payment(shown: str, paid: str) -> None:
    rows = f"달빛극장\n{NUMBER}\n{shown}\n관람료 9,600원\n합계 9,600원\n{paid}2026-03-04 10:11"
    assert moment(rows) == datetime(2026, 3, 4, 10, 11)


def test_what_is_paid_by_the_hour_is_paid_at_its_end() -> None:
    rows = f"달빛충전소\n{NUMBER}\n시작 2026-03-04 09:05\n종료 2026-03-04 10:11\n결제금액 8,430원"
    assert moment(rows) == datetime(2026, 3, 4, 10, 11)


def test_the_only_day_of_a_ticket_is_its_day() -> None:
    assert moment(f"달빛극장\n{NUMBER}\n2026-03-08(토) 19:20~21:34\n합계 9,600원") is not None


def test_a_field_above_goods_is_no_half_of_their_name() -> None:
    rows = "디자이너 : 김한빛과 별빛나래하늘구름물결소리마당\n커트  33,000\n염색  55,000\n합계  88,000"
    assert [item.name for item in read(f"달빛헤어\n{NUMBER}\n2026-03-04\n{rows}").items] == ["커트", "염색"]


@pytest.mark.parametrize("sign", ["L ", "l", "|", "I "])
def test_the_sign_before_an_extra_may_be_read_as_a_letter(sign: str) -> None:
    rows = f"메뉴  수량  금액\n아메리카노  1  4,500\n{sign}샷추가  1  500\n합계  5,000"
    items = read(f"달빛커피\n{NUMBER}\n2026-03-04\n{rows}").items
    assert items[1].name == "└샷추가"


def test_a_size_is_no_such_sign() -> None:
    rows = "메뉴  수량  금액\n아메리카노  1  4,500\nL 사이즈 추가  1  500\n합계  5,000"
    assert read(f"달빛커피\n{NUMBER}\n2026-03-04\n{rows}").items[1].name == "L 사이즈 추가"


def test_what_was_collected_is_what_was_paid() -> None:
    rows = "주차 영수증\n출차 2026-03-04 10:11\n요금 6,000\n할인 1,500\n징수액 4,500"
    assert read(f"달빛주차장\n{NUMBER}\n{rows}").amounts.total == 4500


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("달빛마트 영수증", "달빛마트"),
        ("한빛식당 계산서", "한빛식당"),
        ("달빛의원 진료비 영수증", "달빛의원"),
        ("별빛약국 약제비영수증", "별빛약국"),
        ("구름미술관 관람권", "구름미술관"),
    ],
)
def test_the_shop_may_stand_before_what_its_paper_calls_itself(head: str, name: str) -> None:
    reading = read(f"{head}\n{NUMBER}{REST}")
    assert reading.merchant.name == name
    assert not sure_of_name(reading)


@pytest.mark.parametrize("title", ["도서 구매 영수증", "고속버스 승차권", "주차장 영수증", "간이 영수증"])
def test_what_a_paper_is_for_is_no_shop(title: str) -> None:
    assert named(f"{title}\n달빛나래\n{NUMBER}") == "달빛나래"
    assert named(f"{title}\n{NUMBER}") is None


@pytest.mark.parametrize("sign", ["(VAT포함 2,000)", "VAT 포함 2,000", "(VAT포함) 2,000"])
def test_the_tax_that_is_said_to_be_included_in_english_is_the_tax(sign: str) -> None:
    amounts = read(f"달빛냉면\n{NUMBER}{REST.replace('1,200', '22,000')}\n{sign}").amounts
    assert amounts.vat == 2000
    assert amounts.total == 22000


def test_a_sum_that_includes_the_tax_is_no_tax() -> None:
    amounts = read(f"달빛냉면\n{NUMBER}{REST.replace('1,200', '22,000')}\n총액(VAT포함)  22,000").amounts
    assert amounts.vat is None


@pytest.mark.parametrize("weight", ["0.425kg", "600g", "1,200 g"])
def test_a_weight_in_a_column_of_its_own_is_no_part_of_a_name(weight: str) -> None:
    rows = f"국거리  {weight}  32,300\n삼겹살 한근  22,000\n합계  54,300"
    items = read(f"달빛정육점\n{NUMBER}\n2026-03-04 10:11\n{rows}").items
    assert [item.name for item in items] == ["국거리", "삼겹살 한근"]


def test_a_gift_is_of_the_day_it_was_given() -> None:
    rows = f"기부금 영수증\n단체명 달빛나눔회\n고유번호 {NUMBER}\n기부일 2025-12-31\n기부금액 50,000원"
    assert moment(f"{rows}\n2026년 1월 5일") == date(2025, 12, 31)


@pytest.mark.parametrize("notice", ["당일에 한해 유효", "음식물 반입 금지"])
def test_what_a_ticket_says_of_itself_is_no_name(notice: str) -> None:
    rows = f"입장권\n2026-03-04 10:11\n성인 2  16,000\n합계  16,000\n{notice}\n{NUMBER}"
    assert read(rows).merchant.name is None


@pytest.mark.parametrize("digits", ["카드 국민 1234", "카드  1234", "신용카드 BC 4321", "카드 끝자리 1234"])
def test_the_last_digits_of_a_card_are_no_amount(digits: str) -> None:
    head = f"결제완료\n320,000원\n달빛학원\n결제일 2026.03.04\n{NUMBER}"
    assert read(f"{head}\n{digits}").amounts.total == 320000


def test_four_digits_are_an_amount_where_no_thousands_are_parted_or_won_follows() -> None:
    assert read(f"달빛분식\n{NUMBER}\n2026-03-04 10:11\n김밥  900원\n카드  4500").amounts.total == 4500
    rows = "김밥  3,000\n라면  1,500\n카드  4500원"
    assert read(f"달빛분식\n{NUMBER}\n2026-03-04 10:11\n{rows}").amounts.total == 4500


@pytest.mark.parametrize("plate", ["서울33바1234", "33바 1234", "123가4567"])
def test_the_number_of_a_car_is_no_part_of_who_drives_it(plate: str) -> None:
    assert named(f"별빛운수 {plate}\n{NUMBER}", "\n2026-03-04 10:11\n요금  8,400원") == "별빛운수"


def test_the_card_company_that_reports_a_payment_is_not_the_shop() -> None:
    rows = "신한카드(1234) 승인\n9,500원 일시불\n2026/03/04 12:40\n하늘분식\n누적 123,000원"
    assert read(rows).merchant.name == "하늘분식"


@pytest.mark.parametrize("title", ["이용기록", "예약 확정", "결제기록"])
def test_what_a_screen_is_headed_is_no_name(title: str) -> None:
    assert named(f"{title}\n구름호텔\n디럭스 더블 1박\n예약번호 1234567") == "구름호텔"


@pytest.mark.parametrize(
    "rows",
    [
        "김치찌개  10,000\n공기밥  1,000\n합계  11,000",
        "공기밥  1,000\n김치찌개  10,000\n합계  11,000",
        "메뉴  단가  수량  금액\n김치찌개  10,000  1  10,000\n공기밥  1,000  1  1,000\n합계  11,000",
        "메뉴  수량  금액\n소주  2  10,000\n공기밥  1  1,000\n합계  11,000\n카드  11,000",
        "계란말이  8,000\n김치찌개  10,000\n공기밥  1,000\n합계  19,000",
    ],
)
def test_two_dishes_of_which_one_costs_a_tenth_are_no_price_and_its_tax(rows: str) -> None:
    amounts = read(f"달빛식당\n{NUMBER}\n2026-03-04 10:11\n{rows}").amounts
    assert (amounts.supply, amounts.vat, amounts.exempt) == (None, None, None)


@pytest.mark.parametrize(
    "rows",
    [
        "김치찌개  10,000\n공기밥  1,000\n합계  11,000\n부가세  1,000",
        "정식  11,000\n궁급악  10,000\n북카새  1,000\n합계  11,000",
        "궁급악  11,565\n북카새  1,157\n합계  12,722",
        "10,000  1,000\n합계  11,000",
    ],
)
def test_a_price_and_its_tax_are_known_without_their_words(rows: str) -> None:
    amounts = read(f"달빛식당\n{NUMBER}\n2026-03-04 10:11\n{rows}").amounts
    assert amounts.vat in {1000, 1157}


def test_the_tax_is_known_where_only_the_price_without_it_has_its_word() -> None:
    rows = "공급가액  10,000\n북카새  1,000\n합계  11,000"
    assert read(f"가맹점명 : 달빛식당\n{NUMBER}\n2026-03-04 10:11\n{rows}").amounts.vat == 1000


def test_the_price_of_goods_that_includes_the_tax_is_no_tax() -> None:
    rows = "만두(VAT포함)  1,500\n갈비  20,000\n합계  21,500"
    assert read(f"달빛냉면\n{NUMBER}\n2026-03-04 10:11\n{rows}").amounts.vat is None
