"""Goods of web shops and delivery apps: the name, and below it how many at what price."""

import pytest

from tests.unit.domain.printed import read

ORDER = "주문 상세\n판매자 달빛상점\n사업자번호 408-22-04750\n주문일 2026-03-04\n"


def goods(rows: str) -> list[tuple[str, ...]]:
    items = read(ORDER + rows).items
    return [(item.name, *map(str, (item.quantity, item.unit_price, item.amount))) for item in items]


@pytest.mark.parametrize(
    "printed", ["9,800원·3개", "9,800 원 x 3개", "9,800원 × 3", "9,800원  3개", "9,800원 · 수량 3"]
)
def test_the_price_of_one_makes_the_amount(printed: str) -> None:
    rows = f"유기농 현미쌀\n{printed}\n국산 참기름\n12,000원·1개\n총 결제금액  41,400원"
    assert goods(rows) == [
        ("유기농 현미쌀", "3", "9800", "29400"),
        ("국산 참기름", "1", "12000", "12000"),
    ]


@pytest.mark.parametrize(
    "printed",
    ["3개 · 29,400원", "수량 3 | 29,400원", "수량: 3  29,400원", "29,400원 (3개)", "3EA | 29,400원"],
)
def test_the_sum_tells_where_the_price_is_of_all(printed: str) -> None:
    rows = f"유기농 현미쌀\n{printed}\n국산 참기름\n1개 · 12,000원\n배송비  3,000원\n총 결제금액  44,400원"
    assert goods(rows) == [
        ("유기농 현미쌀", "3", "None", "29400"),
        ("국산 참기름", "1", "None", "12000"),
    ]


def test_a_single_line_may_cost_all_that_was_paid() -> None:
    assert goods("무선 마우스\n2개 | 43,800원\n결제금액  43,800원") == [("무선 마우스", "2", "None", "43800")]


def test_the_state_of_a_parcel_stands_between_goods() -> None:
    rows = "배송완료\n무선 마우스\n21,900 원 · 2 개\n배송완료\n건전지\n3,500원 · 1개\n결제금액  47,300원"
    assert [line[0] for line in goods(rows)] == ["무선 마우스", "건전지"]


def test_the_count_may_stand_below_the_amount_or_behind_the_name() -> None:
    rows = "후라이드치킨  36,000원\n18,000원 x 2개\n김밥  3,500원 x 2개\n결제금액  43,000원"
    assert goods(rows) == [("후라이드치킨", "2", "18000", "36000"), ("김밥", "2", "3500", "7000")]
