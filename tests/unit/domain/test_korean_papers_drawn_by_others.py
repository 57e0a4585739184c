"""Classes of fault that Korean receipts drawn by somebody else showed at first sight."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Reading
from receipts.domain.text import Box, Page, TextLine
from tests.unit.domain.printed import page_of, read

NUMBER = "902-45-00731"
WHEN = "2026-03-04 10:11:12"
REST = f"\n{WHEN}\n볼펜  1,200\n합계  1,200"
SLIP = f"\n거래일시 : {WHEN}\n금액  1,091\n부가세  109\n합계  1,200\n승인번호 : 30012877"
ENOUGH = 0.9


def sure_of(reading: Reading, field: str) -> bool:
    return reading.fields[field].confidence >= ENOUGH


def placed(*texts: tuple[str, float, float]) -> Reading:
    """What is read of texts of one height, each with its left edge and its middle from the top."""
    return read_receipt([Page(1, 1240, 900, tuple(_line(*text) for text in texts))])


def _line(text: str, left: float, middle: float) -> TextLine:
    width = sum(22 if ord(char) > 0x1100 else 11 for char in text)
    box: Box = (
        (left, middle - 11),
        (left + width, middle - 11),
        (left + width, middle + 11),
        (left, middle + 11),
    )
    return TextLine(text, 0.95, box)


# Sums


@pytest.mark.parametrize(
    "card", ["5310-****-****-12", "5310 **** **** 0012", "5310-44**-****-0012", "5310-XXXX-XXXX-0012"]
)
def test_the_head_of_a_hidden_card_number_is_no_sum(card: str) -> None:
    reading = read(f"달빛고속도로(주)\n{NUMBER}\n{WHEN}\n통행요금  4,300원\n결제: 교통카드 후불\n카드 {card}")
    assert reading.amounts.total == Decimal(4300)


def test_the_section_of_a_law_is_no_tax() -> None:
    law = "부가가치세법시행규칙 제25조의 규정에 의한 (영수증)으로 개정"
    reading = read(f"영수증\n달빛철물\n{NUMBER}\n{WHEN}\n합계  84,500\n{law}")
    assert (reading.amounts.total, reading.amounts.vat) == (Decimal(84500), None)


def test_the_receipt_of_a_form_gives_its_total_below_its_word() -> None:
    reading = read(
        f"영수증\n등록번호  {NUMBER}\n상호  달빛철물  성명  김한빛\n작성년월일  공급대가총액\n"
        "2026. 4. 9  ₩84,500\n월일  품목  수량  단가  금액\n4 9  실리콘  5  4,500  22,500\n"
        "칼날  4  12,000  48,000\n망치  1  14,000  14,000"
    )
    assert (reading.amounts.total, reading.issued_at) == (Decimal(84500), date(2026, 4, 9))


@pytest.mark.parametrize("word", ["공급대가", "공급대가 총액", "공급대가합계", "공급대가 합계"])
def test_what_tax_law_calls_a_price_with_its_tax_is_the_total(word: str) -> None:
    assert read(f"달빛철물\n{NUMBER}\n{WHEN}\n{word}  84,500\n비고").amounts.total == Decimal(84500)


# Names


@pytest.mark.parametrize("brand", ["포하노이365", "달빛다방1988", "정육점24시", "달빛치킨88"])
@pytest.mark.parametrize("branch", ["위례중앙광장점", "서현점"])
def test_a_brand_may_end_in_a_number(brand: str, branch: str) -> None:
    assert read(f"{brand}\n{branch}\n{NUMBER}{REST}").merchant.name == f"{brand} {branch}"


@pytest.mark.parametrize("branch", ["(의왕역)", "(서현점)", "(연남동)"])
def test_a_branch_in_brackets_is_no_shop(branch: str) -> None:
    reading = read(f"국수한그릇\n{branch}\n{NUMBER}{REST}")
    assert reading.merchant.name == f"국수한그릇 {branch}"
    assert not sure_of(reading, "merchant.name")


@pytest.mark.parametrize("above", ["대기 0231", "식권 0231", "호출 31", "T-12", "A 118"])
def test_a_number_that_is_called_is_no_brand(above: str) -> None:
    assert read(f"{above}\n서현점\n{NUMBER}{REST}").merchant.name == "서현점"


@pytest.mark.parametrize(
    "branch", ["부암동 산책로점", "망원동 골목점", "정자역 호수공원점", "수색역 2호점", "성수동 2가점"]
)
def test_a_quarter_and_its_branch_name_no_shop_either(branch: str) -> None:
    reading = read(f"카페 달빛언덕\n{branch}\n{NUMBER}{REST}")
    assert reading.merchant.name == f"카페 달빛언덕 {branch}"
    assert not sure_of(reading, "merchant.name")


@pytest.mark.parametrize("shop", ["달빛우동 강남점", "별텐동 서현점"])
def test_a_dish_is_no_quarter(shop: str) -> None:
    assert read(f"주식회사 한빛푸드\n{shop}\n{NUMBER}{REST}").merchant.name == shop


@pytest.mark.parametrize("shop", ["달빛동 서점", "부암동 음식점", "별빛역 문구점"])
def test_a_trade_behind_a_quarter_does(shop: str) -> None:
    assert read(f"어서오세요\n{shop}\n{NUMBER}{REST}").merchant.name == shop


@pytest.mark.parametrize("word", ["가게 : ", "가게  ", "[가게] "])
def test_a_shop_is_announced_by_the_word_for_one(word: str) -> None:
    paper = (
        f"[달빛배달] 주문전표\n{word}청년피자 고덕점\n주문 : 2026.11.08 18:55\n합계  1,200\n사업자 {NUMBER}"
    )
    assert read(paper).merchant.name == "청년피자 고덕점"


def test_the_place_of_business_may_be_a_name_too() -> None:
    paper = f"매출전표\n사업장 : 달빛 떡마을\n사업자번호 : {NUMBER}{SLIP}"
    assert read(paper).merchant.name == "달빛 떡마을"


@pytest.mark.parametrize("name", ["달빛가게", "가게에서", "동네 빵 가게"])
def test_the_word_for_a_shop_may_be_in_its_name(name: str) -> None:
    assert read(f"{name}\n{NUMBER}\n서울 중구 한빛로 12{REST}").merchant.name == name


@pytest.mark.parametrize("word", ["단말기ID", "단말기 ID", "단말기NO", "단말ID"])
def test_the_terminal_is_not_the_shop(word: str) -> None:
    slip = f"매출전표(고객용)\n{word}: 88120071\n카드종류: 노을카드\n5387-****-****-2201{SLIP}"
    assert (
        read(f"{slip}\n달빛토스트 교대점\n{NUMBER} 김한\n서초대로 284").merchant.name == "달빛토스트 교대점"
    )


@pytest.mark.parametrize("subject", ["과 목", "과목", "교습과정", "수강과목", "강좌명"])
@pytest.mark.parametrize(
    "registered", ["(학원등록번호 제 4417호)", "학원설립 신고번호 제4417호", "등록 제 4417 호"]
)
def test_who_signs_may_give_the_number_of_a_registration_first(subject: str, registered: str) -> None:
    paper = (
        f"수강료 영수증\n수강생 : 하** (중2)\n{subject} : 수학 심화 A반 / 교재\n"
        f"교습기간:2026.03.01~2026.03.31\n교습비  320,000원\n"
        "합 계  320,000원\n납부일자  2026-02-28\n위와 같이 수강료를 납부하였음을 확인합니다.\n"
        f"달빛수학학원\n{registered}\n사업자등록번호 {NUMBER}\n원장 김한빛 (직인생략)"
    )
    assert read(paper).merchant.name == "달빛수학학원"


@pytest.mark.parametrize(
    "field", ["조회번호 : 8120071", "전송구분 : 온라인", "보관기간 : 2026.03.01~2026.03.31"]
)
def test_a_word_that_announces_something_is_no_name_where_nothing_else_is(field: str) -> None:
    assert read(f"영수증\n{field}\n{NUMBER}{REST}").merchant.name is None


@pytest.mark.parametrize("half", ["호 ", "호  ", "호 : ", "상  "])
def test_so_may_the_word_of_a_form_with_two_boxes_a_row(half: str) -> None:
    reading = read(
        f"영수증\n{NUMBER}\n{half.strip()}  달빛철물  성명  김한빛\n사업장  경남 김해시 분성로 212\n"
        "업태  도소매  종목  철물\n작성년월일  공급대가총액\n2026.4.9  84,500"
    )
    assert reading.merchant.name == "달빛철물"


@pytest.mark.parametrize("half", ["호 ", "호  ", "호 : ", "상  "])
def test_a_word_set_wide_may_lose_a_syllable_and_is_asked(half: str) -> None:
    reading = read(
        f"약제비 계산서·영수증\n총수납금액  6,700\n사업자등록번호 {NUMBER}\n{half}새봄달빛약국\n"
        "소 재 지  대전 유성구 노은로 165\n성  명  김한빛 (인)\n2026년 02월 27일 11:20"
    )
    assert reading.merchant.name == "새봄달빛약국"
    assert not sure_of(reading, "merchant.name")


@pytest.mark.parametrize("row", ["호 창구 12번", "상 호"])
def test_other_rows_that_begin_so_give_no_name(row: str) -> None:
    assert read(f"달빛문구 서현점\n{row}\n{NUMBER}\n대표 김한빛{REST}").merchant.name == "달빛문구 서현점"


def test_nor_do_those_of_no_form() -> None:
    assert read(f"달빛문구\n{NUMBER}{REST}\n\n\n상 차림 알림").merchant.name == "달빛문구"


@pytest.mark.parametrize(
    "rows",
    [
        (("상호", 110, 226), ("주소", 110, 242), ("서울 중구 한빛로", 220, 242), ("전화", 110, 258)),
        (("상호", 110, 226), ("성명", 460, 242), ("김한빛", 520, 242), ("(법인명)", 110, 258)),
        (("상호", 110, 226), ("영업부", 220, 290), ("성명", 460, 290), ("(대표자)", 110, 354)),
    ],
)
def test_what_stands_between_other_rows_is_no_value(rows: tuple[tuple[str, float, float], ...]) -> None:
    rest = (("합계", 110, 440), ("1,200", 300, 440))
    head = (("세금계산서", 500, 60), ("달빛상사 서현점", 110, 120), (NUMBER, 110, 160))
    assert placed(*head, *rows, *rest).merchant.name == "달빛상사 서현점"


def doubting_first(text: str) -> Reading:
    """What is read where the engine hardly made out the first row: a drawn logo."""
    page = page_of(text)
    first, *lines = page.lines
    return read_receipt([replace(page, lines=(replace(first, confidence=0.4), *lines))])


@pytest.mark.parametrize("logo", ["달빛떡방능", "달빚떡방", "달빛떡밤"])
def test_a_misread_logo_is_put_right_by_the_name_beside_the_number(logo: str) -> None:
    reading = doubting_first(f"{logo}{REST}\n달빛떡방 {NUMBER}\n나주시 빛가람로 640")
    assert reading.merchant.name == "달빛떡방"
    assert not sure_of(reading, "merchant.name")


def test_the_surer_of_two_spellings_stands_and_is_asked() -> None:
    reading = read(f"달빛떡방 서현점{REST}\n달빚떡방 서현점 {NUMBER}")
    assert reading.merchant.name == "달빛떡방 서현점"
    assert not sure_of(reading, "merchant.name")


def test_two_syllables_make_another_name() -> None:
    assert doubting_first(f"달빛떡방{REST}\n별달떡방 {NUMBER}").merchant.name == "달빛떡방"


@pytest.mark.parametrize("signed", ["한빛유통", "달빛", "김한빛"])
def test_another_name_beside_the_number_changes_nothing(signed: str) -> None:
    assert doubting_first(f"달빛떡방 서현점{REST}\n{signed} {NUMBER}").merchant.name == "달빛떡방 서현점"


def test_a_word_in_two_lines_has_its_value_between_them() -> None:
    reading = placed(
        ("전자세금계산서", 500, 100),
        ("등록번호", 110, 180),
        (NUMBER, 220, 180),
        ("등록번호", 670, 180),
        ("214-88-12345", 780, 180),
        ("상호", 110, 226),
        ("상호", 670, 226),
        ("달빛디자인", 220, 242),
        ("성명", 460, 242),
        ("김한빛", 520, 242),
        ("햇살상사", 780, 242),
        ("성명", 1020, 242),
        ("이달빛", 1080, 242),
        ("(법인명)", 110, 258),
        ("(법인명)", 670, 258),
        ("급", 75, 272),
        ("작성일자", 110, 400),
        ("공급가액", 400, 400),
        ("세액", 700, 400),
        ("2026-03-31", 110, 440),
        ("1,000,000", 400, 440),
        ("100,000", 700, 440),
        ("합계금액", 110, 520),
        ("1,100,000", 110, 560),
    )
    assert reading.merchant.name == "달빛디자인"


# Goods


def goods(lines: str, total: str, head: str = "메뉴  수량  금액") -> list[tuple[str, str]]:
    reading = read(f"달빛식당\n{NUMBER}\n{WHEN}\n{head}\n{lines}\n합계  {total}")
    return [(item.name or "", str(item.quantity)) for item in reading.items]


@pytest.mark.parametrize("count", ["x2", "X2", "×2", "x 2"])
def test_a_count_may_have_its_sign_before_it(count: str) -> None:
    assert goods(f"가라아게 3p {count}  9,000\n생맥주 {count}  12,000", "21,000") == [
        ("가라아게 3p", "2"),
        ("생맥주", "2"),
    ]


@pytest.mark.parametrize("sign", ["*", "x", "×"])
def test_price_and_count_may_be_one_word(sign: str) -> None:
    assert goods(f"멸치국수 6,000{sign}2  12,000\n비빔국수 6,500{sign}1  6,500", "18,500") == [
        ("멸치국수", "2"),
        ("비빔국수", "1"),
    ]


def test_what_it_does_not_make_is_of_the_name() -> None:
    assert goods("관람권 10,000*3  27,000\n봉투  1,000", "28,000")[0][0] == "관람권 10,000*3"


def test_between_two_numbers_the_sign_is_of_a_size() -> None:
    assert goods("각관 30 x 30  9,000\n철판  1,000", "10,000")[0][0] == "각관 30 x 30"


def test_a_number_alone_behind_brackets_is_a_count() -> None:
    assert goods("복합기토너(정품) 2  198,000\n용지(A4) 1  1,000", "199,000") == [
        ("복합기토너(정품)", "2"),
        ("용지(A4)", "1"),
    ]


@pytest.mark.parametrize(
    ("weight", "amount"), [("0.612kg", "31,820"), ("0.612 kg", "31,824"), ("612g", "31,824")]
)
def test_meat_has_its_price_by_the_hundred_grams(weight: str, amount: str) -> None:
    found = goods(f"한우국거리  5,200  {weight}  {amount}", amount, "품명  단가(100g)  중량  금액")
    assert [name for name, _ in found] == ["한우국거리"]


def test_a_page_with_large_brand_and_number_is_asked() -> None:
    page = page_of(f"포하노이365\n위례중앙광장점\n{NUMBER}{REST}")
    first, *lines = page.lines
    (left, top), (right, _), (_, bottom), _ = first.box
    tall: Box = ((left, top), (right, top), (right, bottom + 8), (left, bottom + 8))
    reading = read_receipt([replace(page, lines=(replace(first, box=tall), *lines))])
    assert reading.merchant.name == "포하노이365 위례중앙광장점"
    assert not sure_of(reading, "merchant.name")
