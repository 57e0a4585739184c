"""The language model: what is likely after what, and that the shipped one knows the words of a receipt."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr.language import LanguageModel
from receipts.adapters.ocr.sessions import installed_models
from tests.unit.adapters.ocr.languages import language_of

LARGEST = 1.6e6
LARGEST_LATIN = 1e6


def likelihood(model: LanguageModel, text: str) -> float:
    """Log probability of all of `text` after a line's start."""
    context, total = np.array([model.start], np.uint64), 0.0
    for char in text:
        symbol = np.array([model.symbol(char)], np.uint64)
        total += float(model.score(context, symbol)[0, 0])
        context = model.follow(context, symbol)
    return total


@pytest.fixture(scope="module")
def shipped() -> LanguageModel:
    return LanguageModel.load(installed_models().hangul_language)


@pytest.fixture(scope="module")
def latin() -> LanguageModel:
    return LanguageModel.load(installed_models().latin_language)


def test_what_was_seen_together_is_likelier() -> None:
    model = language_of("마늘", "블")
    assert likelihood(model, "마늘") > likelihood(model, "마블")


def test_a_space_ends_the_word_before_it() -> None:
    model = language_of("마늘")
    assert likelihood(model, "마늘") - likelihood(model, "마") > likelihood(model, "마 늘") - likelihood(
        model, "마 "
    )


def test_small_letters_and_large_ones_are_the_same() -> None:
    model = language_of("total")
    assert likelihood(model, "Total") == likelihood(model, "TOTAL") == likelihood(model, "total")


def test_all_that_is_no_letter_is_an_edge_or_a_digit() -> None:
    model = language_of("마늘")
    assert len({model.symbol(char) for char in "a( ㄱ힣"}) == 1
    assert not any(map(model.knows, "a( ㄱ힣7"))
    assert len({model.symbol(char) for char in "0189"}) == 1
    assert model.symbol("1") != model.symbol(" ") != model.symbol("마")


def test_scores_come_for_every_context_and_symbol() -> None:
    model = language_of("마늘")
    contexts = model.follow(
        np.array([model.start] * 2, np.uint64), np.array([model.symbol("마"), model.symbol(" ")], np.uint64)
    )
    scores = model.score(contexts, np.array([model.symbol("늘"), model.symbol("마"), 0], np.uint64))
    assert scores.shape == (2, 3)
    assert scores[0, 0] > scores[0, 1] == scores[1, 1]


def test_the_shipped_files_are_small() -> None:
    assert installed_models().hangul_language.stat().st_size <= LARGEST
    assert installed_models().latin_language.stat().st_size <= LARGEST_LATIN


@pytest.mark.parametrize(
    ("word", "misreading"),
    [
        ("마늘", "마블"),
        ("치즈", "치조"),
        ("택시", "태시"),
        ("카페", "카메"),
        ("짬뽕", "짬뿡"),
        ("(비닐)", "(비늴)"),
        ("영수증", "양수중"),
        ("1000원", "1000업"),
        ("신용카드 매출전표", "신용카드 매츨전표"),
    ],
)
def test_the_shipped_model_prefers_a_word_to_its_misreading(
    shipped: LanguageModel, word: str, misreading: str
) -> None:
    assert likelihood(shipped, word) > likelihood(shipped, misreading)


@pytest.mark.parametrize(
    ("word", "misreading"),
    [
        ("invoice ", "involce "),
        ("SDN BHD ", "SON BHO "),
        ("Jalan ", "Jaian "),
        ("Restaurant ", "Restaurani "),
        ("Selangor, ", "Selançor, "),
        ("qty ", "oty "),
        ("Müller ", "Muiler "),
        ("mercado ", "morcado "),
    ],
)
def test_the_shipped_model_knows_the_words_of_western_receipts(
    latin: LanguageModel, word: str, misreading: str
) -> None:
    assert likelihood(latin, word) > likelihood(latin, misreading)


@pytest.mark.parametrize(("model", "letter"), [("shipped", "카"), ("latin", "q")])
def test_the_shipped_models_probabilities_sum_to_one(
    request: pytest.FixtureRequest, model: str, letter: str
) -> None:
    """Up to the rounding of logarithms to sixteenths: after a line's start, and within a word."""
    language: LanguageModel = request.getfixturevalue(model)
    starts = np.array([language.start], np.uint64)
    within = language.follow(starts, np.array([language.symbol(letter)], np.uint64))
    every = np.arange(language.size, dtype=np.uint64)
    for contexts in (starts, within):
        assert np.exp(language.score(contexts, every)).sum() == pytest.approx(1, abs=0.1)
