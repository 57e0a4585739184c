"""The alphabet of the Hangul head: what it can answer, and how text maps to classes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

BLANK: Final = 0
SPACE_NAME: Final = "<space>"

#: Syllables outside KS X 1001 that menus and shop signs use all the same: brands (크린랲), words
#: from abroad with a last letter that no syllable of the standard has (케잌, 네일샾), and slips of the pen
#: that get printed.
EXTRA_SYLLABLES: Final = "똠펲햏찦쌰숖슾켘뷁쫜릳랲잌샾맆렆컾팦앜웤칰톸팤쉪떢뽂뽝슌븨쉣됬됌됏깄쫒떄뺴쨰읎괞"
_SIGNS: Final = "₩·※●■★☆○□◆◇▶◀▲▼→℃㎏㎖№☎《》「」【】×÷±°…㈜®™€£¥√♥℡ℓ㎡"

#: Signs that look alike in print get one class, or the labels would contradict each other.
_SAME_LOOK: Final = {
    "￦": "₩", "ㆍ": "·", "‧": "·", "•": "·", "–": "-", "—": "-", "─": "-", "−": "-",
    "‘": "'", "’": "'", "“": '"', "”": '"', "～": "~", "｜": "|", "│": "|", "\u3000": " ",
    "×": "x",
}  # fmt: skip


def ks_syllables() -> list[str]:
    """The 2,350 syllables of KS X 1001, read from Python's EUC-KR codec."""
    rows, cells = range(0xB0, 0xC9), range(0xA1, 0xFF)
    return [bytes((row, cell)).decode("euc-kr") for row in rows for cell in cells]


def build_alphabet() -> list[str]:
    """All classes after the blank, in a fixed order: space, ASCII, signs, syllables."""
    ascii_signs = [chr(code) for code in range(33, 127)]
    signs = [sign for sign in _SIGNS if sign not in _SAME_LOOK]
    syllables = sorted({*ks_syllables(), *EXTRA_SYLLABLES})
    return [" ", *ascii_signs, *signs, *syllables]


def canonical(text: str) -> str:
    """The spelling used as a label: look-alikes merged, runs of spaces one space."""
    composed = unicodedata.normalize("NFC", text)
    return " ".join("".join(_SAME_LOOK.get(char, char) for char in composed).split())


class Alphabet:
    """Text to class numbers and back. Class 0 is the CTC blank."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = list(characters)
        self._index = {char: number + 1 for number, char in enumerate(self.characters)}

    @property
    def size(self) -> int:
        """Number of classes, blank included."""
        return len(self.characters) + 1

    def __contains__(self, char: str) -> bool:
        return char in self._index

    def encode(self, text: str) -> list[int]:
        """Class numbers of a label; characters without a class are an error of the generator."""
        return [self._index[char] for char in text]

    def covers(self, text: str) -> bool:
        """Whether every character of the canonical text has a class."""
        return all(char in self._index for char in text)

    def decode(self, classes: Iterable[int]) -> str:
        """Greedy CTC: merge repeats, drop blanks."""
        text, before = [], BLANK
        for number in classes:
            if number not in (BLANK, before):
                text.append(self.characters[number - 1])
            before = number
        return "".join(text)

    @classmethod
    def load(cls, path: Path) -> Alphabet:
        """What `save` wrote."""
        lines = path.read_text(encoding="utf-8").splitlines()
        return cls([" " if line == SPACE_NAME else line for line in lines])

    def save(self, path: Path) -> None:
        """One class a line, in order; the space is spelled out so that editors keep it."""
        lines = [SPACE_NAME if char == " " else char for char in self.characters]
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def jamo(syllable: str) -> tuple[int, int, int] | None:
    """Initial, medial and final of a syllable, or None for anything else."""
    code = ord(syllable) - 0xAC00
    if not 0 <= code < 11172:
        return None
    return code // 588, code // 28 % 21, code % 28
