"""Korean papers that nobody had seen: what is said around a name, brackets, and what an insurer pays."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reasons import ENOUGH
from receipts.domain.text import TextLine
from tests.unit.domain.printed import page_of, read

SUMS = "2026-10-06 12:20:05\n들깨칼국수  9,000  2  18,000\n합계  18,000"


def name_of(text: str) -> str | None:
    return read(text).merchant.name


@pytest.mark.parametrize("where", ["한울대 앞", "시청 맞은편", "중앙시장 입구 옆", "새벽역 건너편"])
def test_beside_what_a_shop_stands_is_not_its_name(where: str) -> None:
    assert name_of(f"★ 달빛복사 ★\n{where} / 055-264-3311\nNO 902-45-00731\n{SUMS}") == "달빛복사"


def test_a_shop_called_after_its_place_keeps_its_name() -> None:
    assert name_of(f"학교앞분식\n055-264-3311\nNO 902-45-00731\n{SUMS}") == "학교앞분식"


@pytest.mark.parametrize(
    "what", ["구내식당/케이터링", "족발·보쌈", "생선구이 전문점", "손세차/광택/왁스", "(구)달집"]
)
def test_what_a_shop_serves_is_not_its_name(what: str) -> None:
    assert name_of(f"달빛담은한끼\n{what}\n사업자번호 902-45-00731\n{SUMS}") == "달빛담은한끼"


@pytest.mark.parametrize(
    ("kind", "name"), [("우편취급국", "한울도화우편취급국"), ("새마을금고", "한울새마을금고")]
)
def test_below_the_sign_of_its_kind_stands_the_name(kind: str, name: str) -> None:
    head = f"{kind}\n{name}\n서울 마포구 한빛로 12  02-712-3380\n등록번호 902-45-00731\n"
    assert name_of(head + SUMS) == name


def test_a_brand_set_so_wide_that_it_falls_apart_leads_its_branch() -> None:
    page = page_of(f"달빛굴\n한울일번가점\n사업자등록번호 : 902-45-00731\n대표 : 어윤미\n{SUMS}")
    first = page.lines[0]
    one, two, three, four = ((x + 85, y) for x, y in first.box)
    wide = replace(page, lines=(first, TextLine("키즈존", 0.95, (one, two, three, four)), *page.lines[1:]))
    assert read_receipt([wide]).merchant.name == "달빛굴 키즈존 한울일번가점"


def test_a_kiosk_names_the_shop_above_the_number_it_calls() -> None:
    slip = (
        "{shop}\n주문번호 : 57\n참치김밥  2개  9,000원\n결제하신 금액  9,000원\n"
        "승인 30550126  2026.10.08 12:11:29\n902-45-00731 심보라\n울산 남구 한빛로 274  052-258-7733"
    )
    found = read(slip.format(shop="달빛김밥\n울산삼산점"))
    assert found.merchant.name == "달빛김밥 울산삼산점"
    assert found.fields["merchant.name"].confidence < 0.9
    assert name_of(slip.format(shop="맛있게 드세요")) is None


def test_a_telephone_in_brackets_leaves_nothing_behind_the_name() -> None:
    assert name_of(f"매장: 달빛문구 한울점 (T:02-851-9017)\n902-45-00731\n{SUMS}") == "달빛문구 한울점"


def test_a_seller_is_named_below_its_word_with_its_number_in_brackets() -> None:
    order = (
        "주문 상세\n2026.10.27 주문  주문번호 91002837745521\n배송완료\n라벨지 A4 100매  9,800원\n"
        "총 상품가격  9,800 원\n배송비  0 원\n총 결제금액  9,800 원\n판매자\n"
        "주식회사 달빛장터 (사업자등록번호 902-45-00731)"
    )
    found = read(order)
    assert found.merchant.name == "주식회사 달빛장터"
    assert [item.name for item in found.items] == ["라벨지 A4 100매"]


@pytest.mark.parametrize("amount", ["(1,661)", "1,661", "(1,661원)"])
def test_the_tax_inside_a_sum_may_stand_in_brackets(amount: str) -> None:
    head = "달빛커피 경산점\n902-45-00731\n2026-10-02 09:33:18\n오늘의커피  18,270\n"
    assert read(f"{head}결제금액  18,270\n(부가세포함)  {amount}").amounts.vat == Decimal(1661)


def test_of_what_a_clinic_did_the_patient_pays_his_column() -> None:
    bill = (
        "진료비 계산서·영수증\n항목  본인부담금  공단부담금\n진찰료  4,500  11,210\n처치료  900  2,140\n"
        "진료비 총액  18,750\n공단부담 총액  13,350\n환자부담 총액  5,400\n사업자등록번호 902-45-00731\n"
        "요양기관명  달빛의원\n발행일  2026년 04월 09일"
    )
    assert [(item.name, item.amount) for item in read(bill).items] == [
        ("진찰료", Decimal(4500)),
        ("처치료", Decimal(900)),
    ]


@pytest.mark.parametrize("company", ["(주)달빛유통", "주식회사 달빛유통", "㈜ 달빛유통"])
def test_behind_a_branch_stands_whose_it_is(company: str) -> None:
    head = f"달빛마트\n달빛마트 반포점 {company}\n서울 서초구 한빛로 280\n902-45-00731 대표 백승아\n"
    assert name_of(head + SUMS) == "달빛마트 반포점"


def test_letters_that_were_hardly_made_out_are_rather_a_drawn_logo() -> None:
    page = page_of(f"점 카네\n달빛카페 협재\n제주 제주시 한빛로 329\n064-796-2025 / 902-45-00731\n{SUMS}")
    logo = replace(page.lines[0], confidence=0.24)
    assert read_receipt([replace(page, lines=(logo, *page.lines[1:]))]).merchant.name == "달빛카페 협재"


@pytest.mark.parametrize("signed", ["인수자:  (서명)", "인수자 : 서명", "수령자  [서명]"])
def test_who_takes_the_goods_and_signs_is_no_seller(signed: str) -> None:
    head = "달빛오피스 안양점  031-423-7700\n902-45-00731  대표 온상현\n"
    assert name_of(f"{head}{SUMS}\n거래처: (주)새벽기획\n{signed}") == "달빛오피스 안양점"


@pytest.mark.parametrize("branch", ["일산 정발산점", "분당 서현점", "해운대 마린점"])
def test_a_branch_of_a_part_of_a_city_names_no_shop_alone(branch: str) -> None:
    head = f"밥짓는 달빛\n{branch}\n031-912-4545\n사업자 902-45-00731 (황보람)\n"
    assert name_of(head + SUMS) == f"밥짓는 달빛 {branch}"


@pytest.mark.parametrize(
    "region", ["서울 성동구", "경기도 수원시", "부산광역시 해운대구", "경기 성남시 분당구"]
)
def test_where_an_address_begins_is_no_name(region: str) -> None:
    head = f"달빛 상회\n{region}  달빛로 329\n대표 온상현  TEL 02-468-1234\n사업자번호 902-45-00731\n"
    assert name_of(head + SUMS) == "달빛 상회"


@pytest.mark.parametrize("name", ["서울 가구", "부산 문구"])
def test_a_trade_that_reads_as_a_district_is_a_name(name: str) -> None:
    assert name_of(f"{name}\n대표 온상현  TEL 02-468-1234\n사업자번호 902-45-00731\n{SUMS}") == name


@pytest.mark.parametrize("name", ["음식점 (주)달빛유통", "편의점 주식회사 달빛유통", "반포점 (주)달빛유통"])
def test_a_kind_of_shop_does_not_hide_its_company(name: str) -> None:
    assert name_of(f"{name}\n902-45-00731\n{SUMS}") == name


@pytest.mark.parametrize("version", ["Ver  26.8.30", "버전 : 26.8.30", "S/W  26.8.30"])
def test_the_version_of_a_till_is_no_day_of_a_sale(version: str) -> None:
    fields = read(f"달빛카페\n902-45-00731\n{version}\n들깨칼국수  9,000  2  18,000\n합계  18,000").fields
    assert "issued_at" not in fields or fields["issued_at"].confidence < ENOUGH


@pytest.mark.parametrize("word", ["예약금할인", "선금 할인", "선납금할인", "기결제할인"])
def test_what_is_off_for_paying_before_is_a_discount(word: str) -> None:
    paid = f"들깨칼국수  9,000  2  18,000\n합계  18,000\n{word}  -3,000\n결제금액  15,000\n카드  15,000"
    amounts = read(f"달빛식당\n902-45-00731\n2026-10-06 12:20\n{paid}").amounts
    assert (amounts.gross_total, amounts.discount) == (Decimal(18000), Decimal(3000))


def test_a_base_price_with_no_goods_above_it_is_a_line_of_its_own() -> None:
    items = read("달빛미용\n902-45-00731\n2026-10-06 12:20\n기본 : 20,000\n염색  30,000\n합계  50,000").items
    assert [item.amount for item in items] == [Decimal(20000), Decimal(30000)]
