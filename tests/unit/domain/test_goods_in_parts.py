"""Slips of fuel and forms that give each part of a line of goods a row of its own."""

import pytest

from tests.unit.domain.printed import read

STATION = "나루셀프주유소\n사업자번호 408-22-04750\n2026-03-04 18:02:44\n"


def goods(rows: str) -> list[tuple[str, ...]]:
    items = read(STATION + rows).items
    return [(item.name, *map(str, (item.quantity, item.unit_price, item.amount))) for item in items]


@pytest.mark.parametrize(
    "rows",
    [
        "유종 휘발유\n단가 1,650\n수량 30.303 L\n금액 50,000\n합계 50,000",
        "유종  휘발유\n수량(L)  30.303\n단가  1,650\n금액  50,000\n결제금액  50,000",
        "상품명  휘발유\n단가  1,650원/L\n주유량  30.303 L\n주유금액  50,000원\n신용카드  50,000원",
        "유 종 : 휘 발 유\n단가(원/L) : 1,650\n주유량(L) : 30.303\n금액(원) : 50,000",
        "유종\n휘발유\n수량(L)\n30.303\n단가\n1,650\n금액\n50,000",
        "휘발유  30.303 L\n단가  1,650\n금액  50,000\n할인  1,000\n결제금액  49,000",
        "유종  휘발유  수량  30.303\n단가  1,650  금액  50,000\n합계  50,000",
    ],
)
def test_what_was_pumped_is_one_line(rows: str) -> None:
    assert goods(rows) == [("휘발유", "30.303", "1650", "50000")]


def test_goods_follow_each_other_in_the_same_way() -> None:
    mouse = "상품명 : 무선 마우스\n수량 : 2개\n단가 : 15,000원\n금액 : 30,000원\n"
    battery = "상품명 : 건전지 AA\n수량 : 1개\n단가 : 3,500원\n금액 : 3,500원\n"
    assert goods(f"{mouse}{battery}총 결제금액 33,500원") == [
        ("무선 마우스", "2", "15000", "30000"),
        ("건전지 AA", "1", "3500", "3500"),
    ]


@pytest.mark.parametrize(
    "rows",
    [
        "유종 휘발유\n단가 1,650\n수량 20.303 L\n금액 50,000\n합계 50,000",
        "품명 : 식대\n금액 : 50,000원\n합계 : 50,000원",
    ],
)
def test_parts_that_do_not_make_an_amount_are_no_goods(rows: str) -> None:
    assert goods(rows) == []


def test_of_goods_some_of_which_lack_a_part_none_is_listed_as_if_it_were_all() -> None:
    whole = "품명: 사과\n수량: 2개\n단가: 3,000원\n금액: 6,000원\n"
    paper = f"한빛마트\n408-22-04750\n2026-03-04\n{whole}품명: 배\n금액: 5,000원\n합계  11,000"
    assert "사과" not in [item.name for item in read(paper).items]
