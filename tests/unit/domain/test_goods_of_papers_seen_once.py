"""Korean papers that nobody had seen: lines of goods, marks behind amounts, and the moment of the sale."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from receipts.domain.receipt import Reading
from tests.unit.domain.printed import read

HEAD = "달빛마트 한울점\n902-45-00731\n2026-10-06 12:20:05\n"


def goods(text: str) -> list[tuple[str, int]]:
    return [(item.name, int(item.amount or 0)) for item in read(text).items]


def moment(reading: Reading) -> str:
    issued = reading.issued_at
    assert isinstance(issued, datetime)
    return f"{issued.astimezone(UTC):%M:%S}"


@pytest.mark.parametrize("mark", ["*", "#"])
def test_a_mark_right_behind_an_amount_says_how_it_is_taxed(mark: str) -> None:
    text = (
        f"{HEAD}상품명  단가  수량  금액\n001 깐마늘 500g\n8801234567890  6,980  1  6,980{mark}\n"
        f"002 풀잎 두부\n8801234568667  1,450  2  2,900\n합계  9,880"
    )
    assert goods(text) == [("깐마늘 500g", 6980), ("풀잎 두부", 2900)]


def test_digits_beside_stars_are_no_amount() -> None:
    text = (
        f"{HEAD}들깨칼국수  9,000  2  18,000\n합계  18,000\n카드번호  9490-22**-****-501*\n신한카드  18,000"
    )
    assert read(text).amounts.total == Decimal(18000)


def test_the_day_of_a_charge_is_no_part_of_its_name() -> None:
    bill = (
        "호텔달빛 여의도\n사업자등록번호 902-45-00731\nDate  Description  Amount\n"
        "2026-09-10  Room Charge  165,000\n2026-09-11  조식 뷔페  22,000\n"
        "TOTAL  187,000\nPrinted 2026-09-11 10:47"
    )
    assert goods(bill) == [("Room Charge", 165000), ("조식 뷔페", 22000)]


def test_the_price_without_extras_is_told_twice_and_sold_once() -> None:
    order = (
        "주문상세\n달빛돈까스 한울점\n주문일시: 2026년 08월 21일 오후 06:52\n로스까스  1개 10,900원\n"
        "·기본:10,900원\n치즈돈까스  1개 13,500원\n·기본: 13,500원\n총 주문금액  24,400원\n"
        "총 결제금액  24,400원\n사업자등록번호 902-45-00731"
    )
    assert goods(order) == [("로스까스", 10900), ("치즈돈까스", 13500)]


def test_half_a_word_for_the_sum_ends_no_name() -> None:
    text = f"{HEAD}메뉴명  수량  금액\n매운탕  1  5,000\n우동(식사)  2  12,000\n합\n계  17,000"
    assert goods(text) == [("매운탕", 5000), ("우동(식사)", 12000)]


def test_what_was_chosen_for_a_line_does_not_begin_the_next() -> None:
    chosen = "위트 / 아메리칸치즈 / 랜치소스 듬뿍 / 올리브 많이 / 피클"
    text = f"{HEAD}에그마요 15cm  6,500\n{chosen}\n쿠키(초코칩)  1,400\n합계  7,900"
    assert goods(text) == [("에그마요 15cm", 6500), ("쿠키(초코칩)", 1400)]


def test_how_many_in_all_and_what_they_make_ends_the_goods() -> None:
    text = (
        "달빛한모금 다산점\n픽업  1027\n타로밀크티(L)  x1  5,300\n망고요구르트  x2  11,000\n총 3개  16,300\n"
        "결제시간: 2026-09-27 15:41:09\n사업자번호 902-45-00731\n과세 14,818  세액 1,482"
    )
    assert goods(text) == [("타로밀크티(L)", 5300), ("망고요구르트", 11000)]


@pytest.mark.parametrize("count", ["1족", "1 쌍", "1 켤레"])
def test_shoes_are_counted_by_the_pair(count: str) -> None:
    text = f"{HEAD}운동화 에어런\n{count}  79,000  79,000\n합계  79,000"
    assert goods(text) == [("운동화 에어런", 79000)]


def test_packing_that_is_bought_by_the_piece_is_sold_like_the_rest() -> None:
    text = (
        f"{HEAD}품명  단가  수량  금액\n장미 꽃다발  45,000  1  45,000\n포장비  3,000  2  6,000\n합계  51,000"
    )
    assert goods(text) == [("장미 꽃다발", 45000), ("포장비", 6000)]


def test_the_time_may_stand_beside_the_approval_alone() -> None:
    text = (
        "달빛홍삼 한울점\n902-45-00731\n판매일자: 2026-09-21  판매번호: 00041\n홍삼정  165,000\n"
        "합계  165,000\n롯데카드 03개월  165,000\n승인번호 90288176  14:19:50"
    )
    assert moment(read(text)) == "19:50"


def test_beside_the_seller_the_customer_is_named_by_a_word_of_his_own() -> None:
    bill = (
        "달빛SaaS  영수증\n결제일 2026-09-25\n공급자  고객\n주식회사 달빛라인  (주)다온물산\n"
        "사업자등록번호 902-45-00731  회계팀 귀하\n내역  수량  단가  금액\n팀 요금제  5  20,000  100,000\n"
        "결제 금액  ₩100,000"
    )
    assert read(bill).merchant.name == "주식회사 달빛라인"


def test_what_was_paid_beside_a_card_is_no_part_of_its_number() -> None:
    text = f"{HEAD}들깨칼국수  9,000  2  18,000\n합계  18,000\n신한카드  4518-42**-****-0093  18,000"
    assert read(text).payment.card_number_masked == "4518-42**-****-0093"


@pytest.mark.parametrize("chosen", ["옵션: 1L x 2병", "선택 : 대용량", "색상: 아이보리"])
def test_what_was_chosen_in_a_web_shop_is_not_what_was_bought(chosen: str) -> None:
    order = (
        f"결제상세\n구매확정\n콜드브루 원액\n{chosen}\n28,900원\n보냉백(대)\n4,500원\n총 상품금액  33,400원\n"
        "최종 결제금액  33,400원\n결제일시  2026.11.02 09:05\n판매자  달빛공방\n사업자등록번호 902-45-00731"
    )
    assert goods(order) == [("콜드브루 원액", 28900), ("보냉백(대)", 4500)]


def test_a_sum_printed_above_its_parts_is_the_one_before_the_discount() -> None:
    order = (
        "결제상세\n콜드브루 원액\n33,400원\n주문금액  36,400원\n상품금액  33,400원\n배송비  3,000원\n"
        "할인금액  -1,400원\n최종 결제금액  35,000원\n결제일시  2026.11.02 09:05\n사업자등록번호 902-45-00731"
    )
    amounts = read(order).amounts
    assert (amounts.gross_total, amounts.discount) == (Decimal(36400), Decimal(1400))


@pytest.mark.parametrize("gap", [" ", "  "])
def test_tickets_are_counted_behind_the_kind_of_guest(gap: str) -> None:
    text = f"{HEAD}관람석(성인){gap}2매  90,000원\n관람석(청소년){gap}1매  36,000원\n결제금액  126,000원"
    assert goods(text) == [("관람석(성인)", 90000), ("관람석(청소년)", 36000)]
