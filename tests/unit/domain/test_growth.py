"""The rules' work grows with the text, not with its square: whatever is printed, and by whom."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_CHARACTERS, MAX_LINES, MAX_ROW_CHARACTERS
from receipts.domain.reading import read_receipt
from receipts.domain.reading.fields.western_address import is_place
from receipts.domain.reading.fields.western_name import find_western_name
from receipts.domain.reading.layout.rows import rows_of
from receipts.domain.text import Page, TextLine
from receipts.errors import UnreadableError

SECONDS = 10.0
"""CPU time for what takes a few tenths; what grows with the square takes minutes."""
HEAD = (("영수증",), ("행복마트",), ("사업자번호 123-45-67891",), ("2024-03-04 10:11:12",))
WESTERN = (("ABC TRADING SDN BHD",), ("NO 1 JALAN ABC",), ("12/03/2018 10:11",), ("TOTAL", "RM 123.45"))

Cells = Sequence[str]


def line(text: str, x: float, y: float) -> TextLine:
    right = x + 10 * len(text)
    return TextLine(text, 1.0, ((x, y), (right, y), (right, y + 20), (x, y + 20)))


def page(rows: Sequence[Cells], step: float = 30) -> Page:
    lines = []
    for number, cells in enumerate(rows):
        x = 0.0
        for cell in cells:
            lines.append(line(cell, x, step * number))
            x += 10 * len(cell) + 60
    return Page(1, 3000, 3000, tuple(lines))


def seconds(pages: Sequence[Page]) -> float:
    """CPU time of a reading, whatever comes of it: the machine may be busy."""
    start = time.process_time()
    with suppress(UnreadableError):
        read_receipt(pages)
    return time.process_time() - start


def won(number: int) -> str:
    return f"{1000 + 7 * number:,}"


def sums(count: int) -> list[Cells]:
    words = ("공급가액", "부가세", "합계", "면세")
    return [*HEAD, *((words[number % 4], won(number)) for number in range(count))]


def goods(count: int) -> list[Cells]:
    return [*HEAD, *((f"사과 {number}", "1", won(number)) for number in range(count)), ("합계", "123,456")]


def discounts(count: int) -> list[Cells]:
    return [*HEAD, *(("할인", f"-{won(number)}") for number in range(count)), ("합계", "123,456")]


def ways_to_pay(count: int) -> list[Cells]:
    words = ("신용카드", "현금", "상품권", "거스름돈", "합계")
    return [*HEAD, *((words[number % 5], won(number)) for number in range(count))]


def payments_given_back(count: int) -> list[Cells]:
    """None less any change is the total, nor differs from it by an amount that is printed."""
    each = ((f"{1_000_000 + 200_000 * n:,}", f"{1_000 + 130 * n:,}") for n in range(count // 2))
    paid = (cells for cash, change in each for cells in (("현금", cash), ("거스름돈", change)))
    return [*HEAD, ("사과", "7,000"), ("합계", "7,000"), *paid]


def foreign_taxes(count: int) -> list[Cells]:
    words = ("GST 6%", "TOTAL", "ROUNDING", "SERVICE CHARGE", "DISCOUNT")
    return [*WESTERN, *((words[number % 5], f"{1 + 1.37 * number:.2f}") for number in range(count))]


def table(count: int) -> list[Cells]:
    return [*HEAD, *([f"{number + column}" for column in range(20)] for number in range(count // 20))]


def dates(count: int) -> list[Cells]:
    return [*HEAD, *(("2024-03-04", "04/03/24", "10:11") for _ in range(count // 3)), ("합계", "123,456")]


PAGES = (sums, goods, discounts, ways_to_pay, payments_given_back, foreign_taxes, table, dates)


@pytest.mark.parametrize("many", PAGES)
def test_a_page_of_many_rows_takes_little(many: Callable[[int], list[Cells]]) -> None:
    assert seconds([page(many(1000))]) < SECONDS


@pytest.mark.parametrize("many", PAGES)
def test_receipts_on_a_table_without_end_are_not_all_tried(many: Callable[[int], list[Cells]]) -> None:
    """Between every five rows there is room for a cut."""
    lines = page(many(500)).lines
    spread = [line(one.text, one.left, one.top + 200 * (number // 5)) for number, one in enumerate(lines)]
    assert seconds([Page(1, 3000, 90_000, tuple(spread))]) < SECONDS


@pytest.mark.parametrize(
    "place",
    [
        lambda n: (110.0 * n, 0.0),
        lambda n: (110.0 * n, 9.0 * n),
        lambda n: (float(n % 7), 0.0),
        lambda n: (0.0, 3.0 * n),
    ],
    ids=["in one row", "down a slope", "on top of each other", "half over each other"],
)
def test_wherever_the_lines_lie_they_are_put_into_rows(place: Callable[[int], tuple[float, float]]) -> None:
    lines = tuple(line("합계 1,000", *place(number)) for number in range(2000))
    assert seconds([Page(1, 3000, 3000, lines)]) < SECONDS


@pytest.mark.parametrize(
    "lines",
    [
        [line("합계", 0, 30 * number) for number in range(MAX_LINES + 1)],
        [line("합계", 0, 30 * number) for number in range(40_000)],
        [line("가" * 900, 0, 30 * number) for number in range(MAX_CHARACTERS // 900 + 1)],
        [line("1" * (MAX_ROW_CHARACTERS + 1), 0, 0)],
        [line("가나다라 " * 20, 1200 * number, 0) for number in range(MAX_ROW_CHARACTERS // 90)],
        [line("\ufdfa" * 900, 0, 0)],
    ],
    ids=["lines", "40,000 lines", "letters", "a long line", "a long row", "letters that unfold to 18"],
)
def test_more_text_than_receipts_have_is_too_complex(lines: list[TextLine]) -> None:
    start = time.process_time()
    with pytest.raises(UnreadableError) as refusal:
        read_receipt([Page(1, 3000, 3000, tuple(lines))])
    assert refusal.value.cause is FailureCause.TOO_COMPLEX
    assert time.process_time() - start < SECONDS


def test_the_limit_is_of_the_file() -> None:
    one = page([*goods(400)])
    with pytest.raises(UnreadableError) as refusal:
        read_receipt([one] * 10)
    assert refusal.value.cause is FailureCause.TOO_COMPLEX
    assert read_receipt([one] * 2).amounts.total is not None


PIECES = (
    "1", "12 ", "2024-03-04 ", "20240304", "1,000 ", "1.", "1-", "(1", "((1", "[A 1", "a", "A ", "가", "가1",
    "합계", "부가세  합계 ", "CO", "CO.", "CO. ", "SDN BHD ", "REG. ", "NO.", "JAN 2 ", "12:30 ", "서울시 ",
    "1층 ", "₩1", "1원 ", "+1 ", "1 )", "01 02 2024 ", "1월 ", " ", "  a", ".", ",", ": ", "*", "#1", "-",
    "(", "[",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    repeated=st.lists(st.sampled_from(PIECES), min_size=1, max_size=2),
    end=st.sampled_from(["", "X!가", "1", "-"]),
    head=st.sampled_from([HEAD, WESTERN]),
    first=st.booleans(),
)
def test_no_line_keeps_a_rule_busy(repeated: list[str], end: str, head: Sequence[Cells], first: bool) -> None:
    unit = "".join(repeated)
    long = [((unit * MAX_ROW_CHARACTERS)[: MAX_ROW_CHARACTERS - len(end)] + end,)]
    rows = [*long, *head] if first else [*head[:2], *long, *head[2:]]
    assert seconds([page(rows)]) < SECONDS


def test_a_name_that_may_end_everywhere_is_looked_at_once() -> None:
    """`CO.` could be taken two ways by the words of a legal form: twice as long for every one of them."""
    start = time.process_time()
    find_western_name(rows_of([page([("GOOD SHOP TRADING",), ("CO." * 40 + "X",), ("TOTAL", "1.00")])]))
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize("sign", ["CAFE ", "COFFEE ", ""])
def test_signs_between_the_words_for_a_house_are_taken_in_one_way(sign: str) -> None:
    """`&` was a word of its own and a sign between words: twice as long for every one of them."""
    start = time.process_time()
    find_western_name(rows_of([page([(sign + "&" * 40 + "MORE",), ("TOTAL", "1.00")])]))
    assert time.process_time() - start < SECONDS


def test_a_long_row_is_known_as_no_town_in_one_pass() -> None:
    row = "PERMAS " * (MAX_ROW_CHARACTERS // 7)
    start = time.process_time()
    assert not any(is_place(row) for _ in range(100))
    assert time.process_time() - start < 1, "0.2 s are enough, with the square of the letters 4 s"


def test_rows_of_signs_are_looked_at_once_each() -> None:
    """`^\\W*` of the proof's pattern ran from every row to the end of the paper."""
    rows = [*HEAD, *(("-" * 18,) for _ in range(2900)), ("합계", "5,000")]
    assert seconds([page(rows)]) < 3, "0.9 s are enough, with the square of the rows 5 s"
