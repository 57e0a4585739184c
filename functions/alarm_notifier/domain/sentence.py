"""What people read: the same sentence in Korean and in English."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages that people are answered in."""

    KOREAN = "ko"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a few words, in both languages."""

    korean: str
    english: str

    def in_language(self, language: Language) -> str:
        return self.english if language is Language.ENGLISH else self.korean
