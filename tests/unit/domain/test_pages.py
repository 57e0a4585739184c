"""A reading keeps its pages, for people to point at; no card number stands in them."""

from dataclasses import replace

import pytest

from receipts.domain.covering import covered
from receipts.domain.reading import assembly, read_receipt
from receipts.domain.receipt import MOST_TEXTS, PrintedText, SeenPage
from receipts.domain.text import Box, Page, TextLine
from tests.fixtures.makers import a_reading

BOX: Box = ((10.4, 20.4), (90.6, 20.4), (90.6, 40.4), (10.4, 40.4))


def page_of(*texts: str, number: int = 1) -> SeenPage:
    return SeenPage(number, 1200, 1600, 90, tuple(PrintedText(text, BOX) for text in texts))


def test_a_card_number_on_a_page_is_covered_even_where_it_runs_over_lines_and_pages() -> None:
    reading = covered(replace(a_reading(), pages=(page_of("카드 4579-7312-3456-1234", "합계 2,500"),)))
    assert reading.pages[0].texts[0].text == "카드 4579-73**-****-1234"
    assert reading.pages[0].texts[1].text == "합계 2,500"
    broken = covered(replace(a_reading(), pages=(page_of("4579-7312-"), page_of("3456-1234", number=2))))
    assert "7312" not in str(broken.pages)
    assert (broken.pages[0].turn, broken.pages[1].number) == (90, 2)


def test_lines_are_kept_with_whole_pixels_up_to_a_number() -> None:
    lines = tuple(TextLine(f"줄 {number}", 1.0, BOX) for number in range(MOST_TEXTS + 5))
    seen = assembly._seen(Page(1, 1200, 1600, (*lines, TextLine("", 1.0, BOX)), turn=180), {})
    assert (len(seen.texts), seen.turn, seen.width) == (MOST_TEXTS, 180, 1200)
    assert seen.texts[0] == PrintedText("줄 0", ((10, 20), (91, 20), (91, 40), (10, 40)))


def printed(*places: tuple[str, float, float]) -> Page:
    """A slip with such texts on it, each in a box of its own from where it begins: across, down."""
    head = (
        ("신용카드매출전표", 20.0, 20.0),
        ("거래일시 : 2022-03-04 10:11:12", 20.0, 60.0),
        ("합계  12,000원", 20.0, 100.0),
    )
    lines = [
        TextLine(
            text,
            0.95,
            ((left, top), (right := left + 12 * len(text), top), (right, top + 24), (left, top + 24)),
        )
        for text, left, top in (*head, *places)
    ]
    return Page(1, 6000, 1600, tuple(lines))


@pytest.mark.parametrize(
    "places",
    [
        [("GS0350", 20.0, 200.0), ("00531238o6", 200.0, 200.0)],
        [("00531238o6", 200.0, 200.0), ("GS0350", 20.0, 200.0)],
        [("3456-1234", 300.0, 200.0), ("카드 4579-7312-", 20.0, 202.0)],
        [("카드번호", 20.0, 200.0), ("합계 300", 700.0, 160.0), ("4579731234561234", 200.0, 203.0)],
        [("가" * 188 + " 4579-7312-3456-1234", 20.0, 200.0)],
    ],
    ids=[
        "beside each other",
        "found the other way round",
        "second half first",
        "its word apart",
        "at the cut",
    ],
)
def test_what_the_rows_tell_to_be_a_number_is_covered_in_each_line_of_the_page(
    places: list[tuple[str, float, float]],
) -> None:
    reading = read_receipt([printed(*places)])
    shown = " ".join(text.text for text in reading.pages[0].texts)
    assert not any(part in shown for part in ("00531", "7312", "73123"))
    assert "합계  12,000원" in shown
