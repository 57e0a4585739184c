from random import Random

import numpy as np
import pytest

from benchmarks.duplicates.looks import look, paper, photo, sent_again
from receipts.adapters.ocr.fingerprint import fingerprint

ROWS = ["도토리다방", "2026-11-20 12:28", "보리커피        2,500", "쑥떡            1,500", "합계 4,000"]
OTHER = ["별빛국밥", "국밥 9,000 1 9,000", "합계 9,000", "현금 10,000", "거스름돈 1,000", "감사합니다"]


def apart(one: str | None, other: str | None) -> int:
    assert one
    assert other
    return (int(one, 16) ^ int(other, 16)).bit_count()


@pytest.mark.parametrize("seed", range(5))
def test_a_photo_sent_in_another_size_looks_more_like_itself_than_another_receipt_does(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - a camera, no secret
    taken, other = photo(paper(ROWS), random), photo(paper(OTHER), random)
    assert apart(look(taken), look(sent_again(taken, random))) < apart(look(taken), look(other))


def test_what_lies_around_the_print_does_not_count() -> None:
    page = np.full((400, 300, 3), 255, np.uint8)
    page[100:200, 50:250] = np.random.default_rng(1).integers(0, 255, (100, 200, 3), dtype=np.uint8)
    box = np.array([[(50, 100), (250, 100), (250, 200), (50, 200)]], np.float32)
    on_a_table = page.copy()
    on_a_table[:90] = on_a_table[210:] = 40
    assert fingerprint(page, box) == fingerprint(on_a_table, box)


def test_a_page_without_print_has_none() -> None:
    assert fingerprint(np.zeros((9, 9, 3), np.uint8), np.empty((0, 4, 2), np.float32)) is None


def test_a_box_beyond_the_edge_is_cut_there() -> None:
    page = np.zeros((9, 9, 3), np.uint8)
    box = np.array([[(-5, -5), (40, -5), (40, 40), (-5, 40)]], np.float32)
    assert fingerprint(page, box) == "0" * 16
