"""Rows of papers that were bent, curled or photographed from the side: they follow the sheet they lie on."""

import math
import time
from collections.abc import Callable
from dataclasses import replace
from unittest.mock import Mock

import pytest

from receipts.domain.reading.layout import rows as layout
from receipts.domain.reading.layout.rows import rows_of
from receipts.domain.reading.layout.sheet import sheet_through
from receipts.domain.text import Page, TextLine
from tests.unit.domain.printed import LETTER, PAPER, PITCH, page_of

NAMES = ("바나나우유", "삼각김밥 참치", "초코파이 열두 개", "두부", "신라면컵", "국산 콩나물", "계란 서른 구")
Fall = Callable[[float, float], float]
"""How many text heights lower a place lies than on flat paper: across from -1 to 1, down from 0 to 1."""


def receipt(goods: int) -> str:
    lines = [f"{NAMES[number % 7]}  {number + 1},{number % 10}00" for number in range(goods)]
    lines[goods // 2 : goods // 2] = ["", "유제품은 냉장고에 보관하십시오"]
    return "\n".join(["서울 성동구 성수이로 열두길 여덟", *lines, "", "합계  98,700", "신용카드  98,700"])


def printed(text: str) -> list[list[str]]:
    return [row.split("  ") for row in text.split("\n") if row]


def read(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in rows_of([page])]


def laid(page: Page, fall: Fall) -> Page:
    """The page on a sheet that falls so: a line's box stays straight and leans as the sheet does there."""

    def lain(line: TextLine) -> TextLine:
        (left, top), (right, _), *_ = line.box
        one, other = (top + LETTER * fall(2 * x / PAPER - 1, top / page.height) for x in (left, right))
        box = ((left, one), (right, other), (right, other + LETTER), (left, one + LETTER))
        return replace(line, box=box)

    return replace(page, lines=tuple(map(lain, page.lines)))


def curled(x: float, y: float) -> float:
    """The left edge comes up, the more the further down; the right one does not."""
    return 2.0 * (1 - y) * min(x, 0.3) ** 2 + 1.5 * y * x**3


def rolled(x: float, y: float) -> float:
    return 2.0 * x**2 * (1.2 - y) + x * y**2


def waved(x: float, y: float) -> float:
    return 1.2 * x**3 * math.cos(3 * y) + 0.2 * x


def s_curled(x: float, _: float) -> float:
    """One side bends up and the other down."""
    return 0.9 * math.sin(math.pi * x + 0.5)


def hanging(x: float, y: float) -> float:
    """Over the edge of a table, the last lines fall to one side."""
    return 3 * x * max(0.0, (y - 0.4) / 0.6) ** 4


@pytest.mark.parametrize(
    "sheet", [curled, rolled, waved, s_curled, hanging], ids=lambda sheet: sheet.__name__
)
@pytest.mark.parametrize("goods", [14, 40])
@pytest.mark.parametrize("way", [1, -1])
def test_a_name_keeps_its_amount_however_the_paper_is_bent(sheet: Fall, goods: int, way: int) -> None:
    text = receipt(goods)
    assert read(laid(page_of(text), lambda x, y: way * sheet(x, y))) == printed(text)


def no_sheet(_strokes: object) -> None:
    pytest.fail("a sheet was sought")


@pytest.mark.parametrize("lean", [-12, -2, 0, 1, 7])
def test_flat_paper_is_read_without_any_sheet(lean: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "sheet_through", no_sheet)
    assert read(page_of(receipt(30), lean)) == printed(receipt(30))


def test_a_few_lines_that_lean_otherwise_bend_no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(receipt(30))
    aslant = laid(replace(page, lines=page.lines[-5:]), lambda x, _: x)
    monkeypatch.setattr(layout, "sheet_through", no_sheet)
    rows_of([replace(page, lines=(*page.lines[:-5], *aslant.lines))])


def test_so_few_lines_tell_no_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "sheet_through", no_sheet)
    rows_of([laid(page_of("바나나우유  1,200\n삼각김밥 참치  900\n합계  2,100"), curled)])


def each_in_its_own_way(page: Page) -> Page:
    """The page, flat, with boxes that lean a little though their print does not."""

    def drawn(number: int, line: TextLine) -> TextLine:
        (left, top), (right, _), *_ = line.box
        off = 0.15 * LETTER * math.sin(3 * number) * min((right - left) / LETTER / 4, 1)
        box = ((left, top - off), (right, top + off), (right, top + LETTER + off), (left, top + LETTER - off))
        return replace(line, box=box)

    return replace(page, lines=tuple(drawn(number, line) for number, line in enumerate(page.lines)))


def test_flat_paper_whose_boxes_lean_each_in_its_own_way_is_not_bent() -> None:
    assert read(each_in_its_own_way(page_of(receipt(20)))) == printed(receipt(20))


def crumpled(x: float, y: float) -> float:
    """Every few lines another fold: no smooth sheet goes through them."""
    return 1.4 * x * math.sin(70 * y)


def fanned(x: float, y: float) -> float:
    """From the side: the rows fall the more the further down."""
    return 2 * x * y


def with_a_note_between_two_rows(page: Page) -> Page:
    left, top = 330, 20 + PITCH * 13.73
    box = ((left, top), (left + 48, top), (left + 48, top + LETTER), (left, top + LETTER))
    return replace(page, lines=(*page.lines, TextLine("메모", 0.9, box)))


def as_before(page: Page, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The rows that are found without any sheet."""
    with monkeypatch.context() as without:
        without.setattr(layout, "_are_bent", lambda _strokes: False)
        return read(page)


@pytest.mark.parametrize("sheet", [crumpled, fanned], ids=lambda sheet: sheet.__name__)
def test_rows_stay_as_they_are_where_no_sheet_explains_them_clearly_better(
    sheet: Fall, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = laid(with_a_note_between_two_rows(page_of(receipt(30))), sheet)
    before = as_before(page, monkeypatch)
    sought = Mock(wraps=sheet_through)
    monkeypatch.setattr(layout, "sheet_through", sought)
    assert read(page) == before
    assert sought.called


def test_three_hundred_rows_of_bent_paper_are_found_at_once() -> None:
    page = laid(page_of(receipt(300)), rolled)
    start = time.process_time()
    assert len(rows_of([page])) > 200
    assert time.process_time() - start < 1
