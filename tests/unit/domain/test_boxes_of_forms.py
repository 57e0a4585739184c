"""Forms of boxes: a text stands in the middle of its box, over as many lines as it takes, beside another."""

from decimal import Decimal

import pytest

from receipts.domain.reading import read_receipt
from receipts.domain.reasons import ENOUGH
from receipts.domain.receipt import PaymentMethod, Reading
from receipts.domain.text import Page, TextLine
from tests.unit.domain.printed import read

LETTER, PITCH, LINE = 20, 50, 24
BOX_OF_SELLER, BOX_OF_BUYER = (120, 360), (480, 700)

Cell = tuple[str, float, float]
"""A text, the middle of its box from the left, and the row it stands in, .5 lower being between two."""


def page(cells: list[Cell]) -> Page:
    return Page(1, 720, 1_000, tuple(_line(*cell) for cell in cells))


def _line(text: str, middle: float, row: float) -> TextLine:
    half = sum(LETTER if ord(char) > 0x1100 else LETTER / 2 for char in text) / 2
    top, left, right = 40 + row * PITCH, middle - half, middle + half
    return TextLine(text, 0.95, ((left, top), (right, top), (right, top + LINE), (left, top + LINE)))


def stacked(text: str, middle: float, row: float) -> list[Cell]:
    """The lines of a text (parted by /), centred on the row of its label."""
    lines = text.split("/")
    return [(line, middle, row + (at - (len(lines) - 1) / 2) * LINE / PITCH) for at, line in enumerate(lines)]


def invoice(
    seller: str, buyer: str, goods: list[tuple[str, ...]], foot: str = "이 금액을 (영수) 함"
) -> Reading:
    """A 세금계산서 with both addresses and lines of goods: name, count, price, supply value, tax."""
    cells: list[Cell] = [("전자세금계산서", 360, 0), ("공급자", 200, 1), ("공급받는자", 560, 1)]
    heads = (
        ("등록번호", "902-45-00731", "901-81-00016"),
        ("상호", "들꽃상사(주)", "(주)가람"),
        ("성명", "홍길동", "김나무"),
    )
    for row, (label, one, other) in enumerate(heads, 2):
        cells += [(label, 80, row), (one, 240, row), (label, 420, row), (other, 580, row)]
    cells += [("주소", 80, 5.4), *stacked(seller, 240, 5.4), ("주소", 420, 5.4), *stacked(buyer, 580, 5.4)]
    supply, tax = (sum(Decimal(line[at].replace(",", "")) for line in goods) for at in (-2, -1))
    columns = (80, 200, 310, 390, 500, 620)
    cells += [
        (text, x, 7)
        for text, x in zip(("작성일자", "공급가액", "세액", "비고"), (100, 300, 470, 620), strict=True)
    ]
    cells += [("2026-03-04", 100, 8), (f"{supply:,}", 320, 8), (f"{tax:,}", 480, 8)]
    head = ("월일", "품목", "수량", "단가", "공급가액", "세액")
    for row, line in enumerate((head, *(("03/04", *line) for line in goods)), 9):
        cells += [(text, x, row) for text, x in zip(line, columns, strict=True)]
    foot_row = 10 + len(goods)
    cells += [("합계금액", 150, foot_row), ("현금", 290, foot_row), ("외상미수금", 420, foot_row)]
    cells += stacked(foot, 600, foot_row)
    cells += [(f"{supply + tax:,}", 160, foot_row + 1), (f"{supply + tax:,}", 300, foot_row + 1)]
    return read_receipt([page(cells)])


BOLT = ("나사못 100개", "5", "4,500", "22,500", "2,250")
SCREWDRIVER = ("드라이버 세트", "2", "16,200", "32,400", "3,240")


@pytest.mark.parametrize("goods", [[BOLT], [SCREWDRIVER], [BOLT, SCREWDRIVER], [BOLT] * 4])
@pytest.mark.parametrize("foot", ["이 금액을 (영수) 함", "이 금액을 (영수)/함", "이 금액을/(청구) 함"])
def test_the_goods_of_a_tax_invoice_are_read_with_their_supply_value(
    goods: list[tuple[str, ...]], foot: str
) -> None:
    reading = invoice("서울 중구 한빛로 12", "대전 서구 새봄로 3", goods, foot)
    lines = [
        (item.name, str(item.quantity), f"{item.unit_price:,}", f"{item.amount:,}") for item in reading.items
    ]
    assert lines == [line[:4] for line in goods]
    assert reading.payment.method is PaymentMethod.CASH


@pytest.mark.parametrize(
    "seller",
    [
        "서울 중구 한빛로 12",
        "서울특별시 중구/한빛로 12",
        "전북특별자치도/전주시 들꽃로 202/(한빛빌딩)",
        "강원특별자치도/춘천시 곡식로 298/838호",
        "부산광역시 중구/달맞이길 160, 12층",
        "경기도 수원시 새봄로/139",
    ],
)
@pytest.mark.parametrize(
    "buyer", ["경기 용인시 한빛로/217", "인천/서구 별내로 257/185호", "대구 북구 느티로 9"]
)
def test_the_seller_s_address_is_its_box_from_the_first_line_to_the_last(seller: str, buyer: str) -> None:
    reading = invoice(seller, buyer, [BOLT])
    assert reading.merchant.address == seller.replace("/", " ")


HEAD = "들꽃서점\n902-45-00731\n{address}\n2026-03-04 14:30\n연필  1,000\n합계  1,000"


def address(printed: str) -> tuple[str | None, bool]:
    """The address, and whether it is sure."""
    reading = read(HEAD.format(address=printed))
    found = reading.fields.get("merchant.address")
    return reading.merchant.address, found is not None and found.confidence >= ENOUGH


@pytest.mark.parametrize("label", ["", "주소: ", "주소  ", "사업장소재지 : "])
@pytest.mark.parametrize(
    "printed",
    [
        "서울특별시 중구 한빛로\n120",
        "서울특별시 중구 한빛로\n120-3 (한빛빌딩)",
        "서울특별시 중구\n한빛로 12, 3층",
        "경기도 성남시 분당구\n솔숲로 77번길 9",
        "서울특별시 중구 한빛로 12\n(물결시장)",
        "서울특별시 중구 한빛로 12 (물결\n시장)",
        "서울특별시 중구 한빛로 12 지하\n1층",
        "서울특별시 중구 한빛로 12,\n301호",
        "서울특별시 중구 한빛로 114-\n19",
        "경기도 성남시 분당구\n솔숲로 12\n(들꽃상가)",
        "경기도 가평군 설악면\n자작나무길 3",
    ],
)
def test_an_address_over_several_rows_is_one(label: str, printed: str) -> None:
    found, _ = address(label + printed)
    assert (found or "").replace(" ", "") == printed.replace("\n", " ").replace(" ", "")


@pytest.mark.parametrize("label", ["", "주소: "])
@pytest.mark.parametrize(
    "printed",
    [
        "서울특별시 중구 한빛로",
        "경기도 성남시 분당구",
        "서울특별시 중구 한빛로 12 (물결",
        "서울특별시 중구 한빛로 12 지하",
        "서울특별시 중구 한빛로 12,",
        "서울특별시 중구 한빛로 114-",
    ],
)
def test_an_address_that_is_cut_is_asked_about(label: str, printed: str) -> None:
    assert not address(label + printed)[1]


def test_what_follows_a_whole_address_is_no_part_of_it() -> None:
    assert address("주소: 서울특별시 중구 한빛로 12\n홍길동") == ("서울특별시 중구 한빛로 12", True)
    assert address("서울특별시 중구 한빛로 12\n02-333-4444")[0] == "서울특별시 중구 한빛로 12"
