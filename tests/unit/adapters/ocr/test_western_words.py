"""On a Western receipt a letter that the recogniser doubts is settled by the word it stands in."""

from __future__ import annotations

import numpy as np
import pytest

from receipts.adapters.ocr.decoding import Context, decode
from receipts.adapters.ocr.language import LanguageModel
from receipts.adapters.ocr.sessions import installed_models

ALPHABET = ["", *"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzçĀ0123456789 !.,:-/", "平"]


@pytest.fixture(scope="module")
def words() -> Context:
    return Context.of_latin(LanguageModel.load(installed_models().latin_language))


def settled(words: Context, line: str, **doubts: dict[str, float]) -> str:
    """`line`, in which each _ stands for the next of `doubts`; all else is read with certainty."""
    alternatives = iter(doubts.values())
    matrix = np.zeros((2 * len(line), len(ALPHABET)), np.float32)
    matrix[1::2, 0] = 1
    for row, char in zip(matrix[::2], line, strict=True):
        for other, probability in next(alternatives).items() if char == "_" else [(char, 1.0)]:
            row[ALPHABET.index(other)] = probability
        row[0] = 1 - row.sum()
    return "".join(glyph.char for glyph in decode(matrix, ALPHABET, 8).settled(words))


@pytest.mark.parametrize(
    ("line", "doubt", "right"),
    [
        ("C_NEMA", {"1": 0.65, "I": 0.35}, "CINEMA"),
        ("_NVOICE 204", {"1": 0.65, "I": 0.35}, "INVOICE 204"),
        ("Tota_ Sales", {"!": 0.56, "l": 0.3}, "Total Sales"),
        ("Invo_ce", {"l": 0.78, "i": 0.2}, "Invoice"),
        ("CL_SED", {"0": 0.5, "O": 0.45}, "CLOSED"),
        ("GS_ PAYABLE", {"I": 0.54, "T": 0.4}, "GST PAYABLE"),
        ("Selan_or", {"ç": 0.7, "g": 0.25}, "Selangor"),
        ("SEL_NGOR", {"Ā": 0.7, "A": 0.25}, "SELANGOR"),
        ("_uala Lumpur", {"X": 0.5, "K": 0.45}, "Kuala Lumpur"),
    ],
)
def test_a_doubtful_letter_is_that_of_the_word(
    words: Context, line: str, doubt: dict[str, float], right: str
) -> None:
    assert settled(words, line, doubt=doubt) == right


def test_letters_beside_each_other_are_settled_together(words: Context) -> None:
    assert settled(words, "RECE__T", one={"1": 0.5, "I": 0.4}, other={"F": 0.5, "P": 0.4}) == "RECEIPT"


@pytest.mark.parametrize(
    ("line", "doubt", "read"),
    [
        ("RM_2.50", {"1": 0.5, "l": 0.4}, "RM12.50"),
        ("No. _", {"1": 0.5, "I": 0.4}, "No. 1"),
        ("A_B2C", {"1": 0.5, "I": 0.4}, "A1B2C"),
        ("_2KG", {"1": 0.5, "I": 0.4}, "12KG"),
        ("4_", {"0": 0.5, "O": 0.45}, "40"),
        ("1_PM", {"0": 0.5, "O": 0.45}, "10PM"),
        ("2_NVOICE", {"1": 0.5, "I": 0.45}, "21NVOICE"),
        ("KL_ SENTRAL", {".": 0.5, "I": 0.4}, "KL. SENTRAL"),
    ],
)
def test_a_digit_or_sign_that_stands_in_no_word_is_never_changed(
    words: Context, line: str, doubt: dict[str, float], read: str
) -> None:
    assert settled(words, line, doubt=doubt) == read


@pytest.mark.parametrize(
    ("line", "digit", "letter"),
    [
        ("_EA", "5", "S"),
        ("_ML", "5", "S"),
        ("_GB 2", "8", "B"),
        ("AT _PM", "5", "S"),
        ("_HR", "1", "I"),
        ("LOT_ JALAN IPOH", "5", "S"),
        ("PUMP_", "5", "S"),
        ("ITEM_", "5", "S"),
        ("UNIT_", "5", "S"),
        ("STORE_", "5", "S"),
        ("TAX_", "1", "I"),
    ],
)
def test_a_number_beside_a_word_or_a_unit_stays_a_number(
    words: Context, line: str, digit: str, letter: str
) -> None:
    """How many there are of what, and which of several: a paper that is short of room leaves no space."""
    for sure in (0.7, 0.85):
        assert settled(words, line, doubt={digit: sure, letter: 0.95 - sure}) == line.replace("_", digit)


def test_a_digit_that_is_well_read_stays_in_its_name(words: Context) -> None:
    """1UTAMA is a place, and a house may write its sign as it likes."""
    assert settled(words, "_UTAMA", doubt={"1": 0.92, "I": 0.08}) == "1UTAMA"
    assert settled(words, "C_NEMA", doubt={"1": 0.93, "I": 0.06}) == "C1NEMA"


@pytest.mark.parametrize("name", ["ZORBIQ", "QUEXEL", "VARNIQUE", "KEDZO"])
def test_a_name_in_no_dictionary_survives_doubt(words: Context, name: str) -> None:
    for place, char in enumerate(name):
        other = "O" if char != "O" else "A"
        line = f"{name[:place]}_{name[place + 1 :]}"
        assert settled(words, line, doubt={char: 0.8, other: 0.15}) == name


@pytest.mark.parametrize(
    ("line", "doubt", "right"),
    [
        ("TA_", {"V": 0.6, "X": 0.38}, "TAX"),
        ("CAS_", {"M": 0.5, "H": 0.45}, "CASH"),
        ("Change A_t", {"m": 0.6, "n": 0.35}, "Change Amt"),
    ],
)
def test_the_last_word_ends_with_its_line(
    words: Context, line: str, doubt: dict[str, float], right: str
) -> None:
    """Many a word begins with Cas- and goes on; this one does not."""
    assert settled(words, line, doubt=doubt) == right


def test_no_letter_is_read_that_the_recogniser_has_not_seen(words: Context) -> None:
    assert settled(words, "INVO_CE", doubt={"1": 0.8}) == "INVO1CE"


def test_what_is_of_no_western_script_stays(words: Context) -> None:
    assert settled(words, "TEF_L", doubt={"平": 0.95}) == "TEF平L"
