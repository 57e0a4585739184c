"""What people read: the same sentence in Korean and in English."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages that people are answered in."""

    KOREAN = "ko"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or a few words, in both languages. `{name}` in it is a place for a fact."""

    korean: str
    english: str

    def in_language(self, language: Language) -> str:
        return self.english if language is Language.ENGLISH else self.korean

    def filled(self, **facts: object) -> "Sentence":
        """The sentence with its facts, as `str.format` puts them; one that is a sentence itself stands in
        each language as its own.
        """
        korean, english = (
            self.in_language(language).format(**{name: _said(fact, language) for name, fact in facts.items()})
            for language in Language
        )
        return Sentence(korean, english)


def joined(separator: str, sentences: Iterable[Sentence]) -> Sentence:
    """Several, one behind the other."""
    several = tuple(sentences)
    return Sentence(*(separator.join(it.in_language(language) for it in several) for language in Language))


def _said(fact: object, language: Language) -> object:
    return fact.in_language(language) if isinstance(fact, Sentence) else fact
