"""What is painted over before a page is shown."""

from collections.abc import Sequence

import pytest

from receipts.domain.reading.layout.covers import covers_of
from receipts.domain.text import Box, Page, TextLine, Word

LETTER, HEIGHT, GAP = 20.0, 30.0, 20.0


def box(left: float, top: float, width: float) -> Box:
    return (left, top), (left + width, top), (left + width, top + HEIGHT), (left, top + HEIGHT)


def line(text: str, top: float, left: float = 20, *, with_words: bool = True) -> TextLine:
    """Letters stand 20 pixels apart, as a printer of receipts sets them; Hangul takes two of them."""
    words, x = [], left
    for part in text.split(" "):
        width = LETTER * sum(2 if "가" <= char <= "힣" else 1 for char in part)
        words.append(Word(part, 0.99, box(x, top, width)))
        x += width + GAP
    return TextLine(text, 0.99, box(left, top, x - GAP - left), tuple(words) if with_words else ())


def page(*lines: TextLine, number: int = 1) -> Page:
    return Page(number, 1000, 1000, lines)


def covered(pages: Sequence[Page], number: int, x: float, y: float) -> bool:
    def holds(cover: Box) -> bool:
        (left, top), _, (right, bottom), _ = cover
        return left <= x <= right and top <= y <= bottom

    return any(map(holds, covers_of(pages)[number]))


@pytest.mark.parametrize("number", ["4111-1111-1111-1111", "4111111111111111", "900101-1234568"])
@pytest.mark.parametrize("with_words", [True, False])
def test_the_whole_number_is_covered_and_nothing_else(number: str, with_words: bool) -> None:
    seen = [
        page(
            line("합계 12,000", 20, with_words=with_words), line(f"번호: {number}", 80, with_words=with_words)
        )
    ]
    start = 20 + 5 * LETTER + GAP
    assert all(covered(seen, 1, start + LETTER * at, 95) for at in range(len(number) + 1))
    assert not covered(seen, 1, 50, 95)  # its label
    assert not any(covered(seen, 1, 20 + 10 * at, 35) for at in range(40))


def test_the_groups_of_a_number_that_may_not_be_shown_are_covered_where_they_stand_apart() -> None:
    seen = [page(line("카드 4111 1111 1111 1111 12,000원", 20))]
    second, third, price = (20 + LETTER * at + 10 for at in (10, 15, 25))
    assert covered(seen, 1, second, 35)
    assert covered(seen, 1, third, 35)
    assert not covered(seen, 1, price, 35)


def test_a_number_that_goes_on_in_the_next_line_or_on_the_next_page_is_covered_on_both() -> None:
    seen = [page(line("41111111", 20), line("11111111", 80))]
    assert covered(seen, 1, 160, 35)
    assert covered(seen, 1, 40, 95)
    over_pages = [page(line("카드번호 41111111", 20)), page(line("11111111", 20), number=2)]
    assert covered(over_pages, 2, 40, 35)


def test_a_number_whose_parts_were_found_in_another_order_is_covered_row_by_row() -> None:
    right, left = line("1111-1111", 22, left=400), line("4111-1111-", 20, left=150)
    between = line("일시불", 400)
    assert covered([page(right, between, left)], 1, 450, 35)


def test_a_number_that_is_printed_masked_stays_to_be_compared() -> None:
    assert covers_of([page(line("카드번호 4000-00**-****-7742", 20))]) == {1: []}


def test_a_leaning_number_is_covered_along_its_lean() -> None:
    leaning: Box = ((100, 100), (400, 250), (386, 277), (86, 127))
    number = TextLine("4111111111111111", 0.99, leaning, (Word("4111111111111111", 0.99, leaning),))
    ((top_left, top_right, _, bottom_left),) = covers_of([page(number)])[1]
    assert top_left[1] < top_right[1]
    assert top_left[0] < 100
    assert bottom_left[1] > 127
