from dataclasses import replace

import pytest

from receipts.domain.reading.layout.rows import rows_of
from receipts.domain.text import Page, TextLine
from tests.unit.domain.printed import PAPER, PITCH, page_of

RECEIPT = """
달빛문구
볼펜  500  2  1,000
공책  1,500  1  1,500
합계  2,500
"""


@pytest.mark.parametrize("lean", [-20, -7, -2, 0, 1, 5, 12, 25])
def test_columns_stay_in_their_row_however_the_photo_leans(lean: float) -> None:
    rows = rows_of([page_of(RECEIPT, lean)])
    assert [row.text.split() for row in rows] == [
        ["달빛문구"],
        ["볼펜", "500", "2", "1,000"],
        ["공책", "1,500", "1", "1,500"],
        ["합계", "2,500"],
    ]


def bent(page: Page, sag: float) -> Page:
    """The page on an upright cylinder, seen from above: the middle of its lines hangs `sag` pixels lower."""

    def lowered(line: TextLine) -> TextLine:
        one, two, three, four = ((x, y + sag * (1 - (2 * x / PAPER - 1) ** 2)) for x, y in line.box)
        return replace(line, box=(one, two, three, four))

    return replace(page, lines=tuple(map(lowered, page.lines)))


@pytest.mark.parametrize("sag", [-60, -20, 20, 60])
def test_columns_stay_in_their_row_on_curved_paper(sag: float) -> None:
    goods = [f"연필{number}  {number},000" for number in range(1, 13)]
    rows = rows_of([bent(page_of("\n".join(goods)), sag)])
    assert [row.text.split() for row in rows] == [line.split() for line in goods]


def falling(page: Page, per_row: float) -> Page:
    """The page with every row falling to the right a little more than the one above, its words level: what a
    detector makes of paper that was folded, for a short word's box shows no lean.
    """

    def lowered(line: TextLine) -> TextLine:
        lean = per_row * line.top / PITCH
        one, two, three, four = ((x, y + lean * line.left) for x, y in line.box)
        return replace(line, box=(one, two, three, four))

    return replace(page, lines=tuple(map(lowered, page.lines)))


@pytest.mark.parametrize("per_row", [-0.006, -0.003, 0.003, 0.006])
@pytest.mark.parametrize("sums", ["면세물품가액  25,720\n공급가액  37,091\n부가세  3,709\n합계금액  66,520"])
def test_sums_keep_their_amounts_where_the_rows_above_fall_though_the_words_lie_level(
    per_row: float, sums: str
) -> None:
    goods = "\n".join(f"연필{number}  1,500  {number}  {number * 1500:,}" for number in range(1, 6))
    rows = rows_of([falling(page_of(f"{goods}\n{sums}"), per_row)])
    assert [row.text for row in rows] == [*goods.split("\n"), *sums.split("\n")]


def test_pages_follow_one_another() -> None:
    rows = rows_of([page_of(RECEIPT), page_of(RECEIPT)])
    assert [row.index for row in rows] == list(range(8))


def test_an_empty_page_has_no_rows() -> None:
    assert rows_of([page_of("")]) == ()


def test_full_width_signs_and_letters_read_as_digits_become_plain() -> None:
    rows = rows_of([page_of("합계　１２，５００원  l2,5OO")])
    assert rows[0].text.replace(" ", "") == "합계12,500원12,500"


def fanned(page: Page, steepest: float) -> Page:
    """The page photographed from its side: its rows rise to the right, the lower the more, to `steepest`."""

    def raised(line: TextLine) -> TextLine:
        slope = steepest * line.box[0][1] / page.height
        one, two, three, four = ((x, y - slope * x) for x, y in line.box)
        return replace(line, box=(one, two, three, four))

    return replace(page, lines=tuple(map(raised, page.lines)))


@pytest.mark.parametrize("steepest", [-0.4, -0.2, 0.0, 0.2, 0.3, 0.4])
def test_a_name_stays_above_its_numbers_where_the_rows_fan_out(steepest: float) -> None:
    goods = [
        row
        for number in range(1, 9)
        for row in (f"연필{number}", f"00019{number}  {number}00  2  {number},000")
    ]
    rows = rows_of([fanned(page_of("\n".join(goods)), steepest)])
    assert [row.text.split() for row in rows] == [row.split() for row in goods]
