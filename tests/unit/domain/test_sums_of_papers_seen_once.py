"""Korean papers that nobody had seen: what comes off a sum, what was paid before."""

from decimal import Decimal

import pytest

from receipts.domain.receipt import Amounts
from tests.unit.domain.printed import read

HEAD = "달빛마트 한울점\n902-45-00731\n2026-10-06 12:20:05\n"


def amounts_of(text: str) -> Amounts:
    return read(HEAD + text).amounts


@pytest.mark.parametrize(
    "points", ["멤버십포인트 사용", "회원적립금 사용", "달빛포인트 차감", "달빛마일리지결제"]
)
def test_points_come_off_whosever_they_are(points: str) -> None:
    sums = f"{points}  -6,000\n카드결제금액  80,000\n현대카드 승인 00192837"
    amounts = amounts_of(f"차돌박이  86,000\n합계  86,000\n공급가액  78,182\n부가세  7,818\n{sums}")
    assert (amounts.total, amounts.discount) == (Decimal(80000), Decimal(6000))


def test_points_that_were_earned_come_off_nothing() -> None:
    earned = "멤버십포인트 적립  860\n멤버십포인트 사용 가능 1,240"
    amounts = amounts_of(f"차돌박이  86,000\n합계  86,000\n카드결제금액  86,000\n{earned}")
    assert (amounts.total, amounts.discount) == (Decimal(86000), None)


@pytest.mark.parametrize("before", ["예약금(기결제)", "계약금", "선수금", "기납부액", "중도금"])
def test_what_was_paid_before_is_no_discount(before: str) -> None:
    amounts = amounts_of(f"숙박비  80,000\n{before}  -44,000\n현장결제  36,000\n신한카드  36,000")
    assert (amounts.total, amounts.discount) == (Decimal(36000), None)


def test_half_of_a_price_paid_beforehand_is_no_discount() -> None:
    sums = "상품금액 : 500,000원\n예약금 : 250,000원\n잔금 : 250,000원 (촬영 당일)\n결제금액  250,000원"
    amounts = amounts_of(f"촬영상품 : 프로필\n{sums}\n(공급가  227,273)\n(부가세  22,727)")
    assert (amounts.total, amounts.gross_total) == (Decimal(250000), Decimal(250000))
    assert amounts.discount is None


@pytest.mark.parametrize("word", ["비과세(보증금)", "비과세금액 (보증금)"])
def test_what_is_put_down_for_a_cup_is_exempt(word: str) -> None:
    goods = "상품  수량  금액\n아이스라떼  2  9,600\n컵보증금  2  600\n합계  10,200"
    found = read(f"{HEAD}{goods}\n과세물품가액  8,727\n부가세  873\n{word}  600\n결제금액  10,200")
    assert found.amounts.exempt == Decimal(600)
    assert [(item.name, item.amount) for item in found.items] == [
        ("아이스라떼", Decimal(9600)),
        ("컵보증금", Decimal(600)),
    ]


@pytest.mark.parametrize("word", ["메뉴금액", "총메뉴금액", "음식금액"])
def test_what_the_dishes_cost_is_a_sum(word: str) -> None:
    order = f"반반치킨  21,000원\n치즈볼  5,500원\n{word}  26,500원\n배달팁  1,400원\n즉시할인  -5,000원"
    found = read(f"{HEAD}{order}\n결제금액  22,900원")
    assert (found.amounts.gross_total, found.amounts.discount) == (Decimal(26500), Decimal(5000))
    assert [item.name for item in found.items] == ["반반치킨", "치즈볼"]


@pytest.mark.parametrize(
    "paid",
    [
        "하나카드  100,000\n국민카드  10,000",
        "[결제1] 신한카드 100,000 승인 11028831\n[결제2] 국민카드 10,000 승인 30291100",
        "카카오페이  100,000\n제로페이  10,000",
        "카드  100,000\n현금  10,000",
        "OK캐쉬백 결제  10,000\n신용카드 결제  100,000",
        "현금  100,000\n상품권  10,000",
    ],
)
def test_what_was_paid_by_two_means_is_no_supply_with_its_tax(paid: str) -> None:
    amounts = amounts_of(f"뷔페 이용권  110,000\n합계  110,000\n{paid}")
    assert (amounts.total, amounts.supply, amounts.vat) == (Decimal(110000), None, None)
