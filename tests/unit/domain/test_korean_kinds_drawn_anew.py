"""Classes of fault that 38 Korean receipts of 19 kinds showed, drawn before a rule was read."""

from dataclasses import replace
from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.receipt import Reading
from receipts.domain.text import Box, Page
from tests.unit.domain.printed import page_of, read

HEAD = "달빛상회\n902-45-00731\n2026-03-04 10:11:12\n"
REST = "\n902-45-00731\n2026-03-04 10:11:12\n국수  12,000\n합계  12,000"


def goods(rows: str) -> list[tuple[str, Decimal | None, int | None]]:
    items = read(HEAD + rows).items
    return [
        (item.name, item.quantity, int(item.amount) if item.amount is not None else None) for item in items
    ]


def named(head: str) -> str | None:
    return read(head + REST).merchant.name


def touching(page: Page) -> Reading:
    """What is read where the second text of the first row begins before the first has ended."""
    brand, branch, *others = page.lines
    left, top = brand.box[1][0] - 6, brand.box[0][1]
    right, bottom = left + 72, brand.box[2][1]
    box: Box = ((left, top), (right, top), (right, bottom), (left, bottom))
    return read_receipt([replace(page, lines=(brand, replace(branch, box=box), *others))])


def test_a_branch_has_its_brand_beside_it_though_their_boxes_overlap() -> None:
    assert touching(page_of("폰수리119  신촌점" + REST)).merchant.name == "폰수리119 신촌점"


@pytest.mark.parametrize(
    "row",
    ["선불 5시간  1  6,000", "포인트 3,000점  1  6,000", "충전금액 카드  1  6,000", "개별소비세  6,000"],
)
def test_what_is_called_like_another_amount_is_sold_where_the_sum_needs_it(row: str) -> None:
    found = goods(f"{row}\n컵라면  1  1,500\n식혜  1  2,000\n합계  9,500")
    assert [amount for _, _, amount in found] == [6000, 1500, 2000]


@pytest.mark.parametrize("row", ["적립포인트  95", "사용가능 포인트  6,000", "선불  6,000"])
def test_what_the_sum_does_without_is_not_sold(row: str) -> None:
    assert [amount for *_, amount in goods(f"컵라면  1  1,500\n식혜  1  2,000\n{row}\n합계  3,500")] == [
        1500,
        2000,
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("부탄  42.15L x 1,009\n42,529\n세차  1\n3,000", [("부탄", "42.15", 42529), ("세차", "1", 3000)]),
        ("부탄 42.15L x 1,009\n42,529", [("부탄", "42.15", 42529)]),
        ("휘발유  35.52 L @ 1,689\n59,993", [("휘발유", "35.52", 59993)]),
        (
            "삼겹살  0.85kg x 25,000\n21,250\n상추  2 x 1,500\n3,000",
            [("삼겹살", "0.85", 21250), ("상추", "2", 3000)],
        ),
    ],
)
def test_what_how_many_at_a_price_make_may_stand_alone_in_the_row_below(
    rows: str, expected: list[tuple[str, str, int]]
) -> None:
    total = sum(amount for *_, amount in expected)
    found = goods(f"{rows}\n합계  {total:,}")
    assert found == [(name, Decimal(count), amount) for name, count, amount in expected]


def test_a_size_is_still_no_count() -> None:
    assert goods("우유 1L  3  6,000\n콜라 1.5L  2,500\n합계  8,500") == [
        ("우유 1L", Decimal(3), 6000),
        ("콜라 1.5L", None, 2500),
    ]


@pytest.mark.parametrize("number", ["①", "1 ", "1."])
def test_a_numbered_sum_of_a_pharmacy_is_nothing_sold(number: str) -> None:
    rows = (
        f"약제비 계산서.영수증\n{number}약제비총액  27,430\n②본인부담금  8,200\n③보험자부담금(공단)  19,230"
    )
    assert goods(f"{rows}\n총수납금액  8,200") == []


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("LICE", "└ICE"),
        ("|HOT", "└HOT"),
        ("L연하게", "└연하게"),
        ("ㄴ 맵게", "└맵게"),
        ("ㄴ샷추가", "└샷추가"),
    ],
)
def test_the_sign_before_an_extra_is_no_letter_of_it(printed: str, name: str) -> None:
    assert goods(f"메뉴  수량  금액\n라떼  2  9,000\n{printed}  2  0\n합계  9,000")[1][0] == name


@pytest.mark.parametrize("name", ["L 사이즈 추가", "LEMON TEA", "ICE LATTE", "HOTDOG"])
def test_a_name_that_begins_with_such_a_letter_is_whole(name: str) -> None:
    assert goods(f"메뉴  수량  금액\n라떼  2  9,000\n{name}  1  1,000\n합계  10,000")[1][0] == name


def test_what_is_sold_by_weight_may_be_counted_in_tenths() -> None:
    rows = "품명  수량  금액\n가래떡(kg)  2.5  20,000\n인절미  3  12,000\n합계  32,000"
    assert goods(rows) == [("가래떡(kg)", Decimal("2.5"), 20000), ("인절미", Decimal(3), 12000)]


def test_nights_behind_a_bracket_are_counted() -> None:
    assert goods("객실 503호 (숙박) 1박  70,000\n합계  70,000") == [("객실 503호 (숙박)", Decimal(1), 70000)]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("우편요금  영수증\n우체국명: 솔밭우체국", "솔밭우체국"),
        ("관리비  영수증\n달빛아파트 관리사무소", "달빛아파트 관리사무소"),
        ("교습비등  영수증\n달빛수학학원", "달빛수학학원"),
    ],
)
def test_a_fee_in_the_title_is_no_shop(head: str, name: str) -> None:
    assert named(head) == name


@pytest.mark.parametrize("corner", [" (A07)", "(B-12)", " (2F-118)", " [12호]"])
def test_the_number_of_a_corner_is_no_part_of_its_name(corner: str) -> None:
    assert named(f"매장: 달빛국수{corner}") == "달빛국수"


@pytest.mark.parametrize("name", ["달빛국수 (A동)", "카페24", "달빛국수 (본점)", "스튜디오 B12"])
def test_other_brackets_and_numbers_are(name: str) -> None:
    assert named(f"매장: {name}") == name


@pytest.mark.parametrize(("whole", "cut", "paid"), [(180433, 3, 180430), (12430, 430, 12000)])
def test_what_is_paid_is_what_is_left_of_the_sum_once_it_is_cut(whole: int, cut: int, paid: int) -> None:
    supply = round(whole / 1.1)
    taxes = f"공급가액  {supply:,}\n부가세  {whole - supply:,}"
    sums = f"총 합계  {whole:,}\n절사  -{cut}\n결제금액  {paid:,}"
    reading = read(f"{HEAD}모둠회  1  {whole:,}\n{taxes}\n{sums}")
    assert reading.amounts.total == paid
