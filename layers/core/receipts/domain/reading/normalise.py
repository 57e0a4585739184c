"""Text as the rules want it: one form of every character, and digits where digits must be."""

import re
import unicodedata

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "−": "-", "ㅡ": "-", "：": ":"})
_LOOK_ALIKES = str.maketrans({**dict.fromkeys("OoQ", "0"), **dict.fromkeys("Il|!ｌ", "1"), "S": "5", "B": "8", "Z": "2"})
_NUMERIC = re.compile(r"(?<![^\s:(\[₩\\$+-])(?:[₩\\$+(-]*)([\dOoQIl|!SBZ][\dOoQIl|!SBZ,.:/-]*)(?=원|[)\]]|\s|$)")


def normalise(text: str) -> str:
    """Full-width forms, ligatures and typographic dashes in their plain form (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES).strip()


def with_digits(text: str) -> str:
    """`text`, of the same length, with O, l, S… read as digits inside tokens that are mostly digits already."""
    return _NUMERIC.sub(_read_as_number, text)


def _read_as_number(found: re.Match[str]) -> str:
    token = found.group(1)
    digits = sum(char.isdigit() for char in token)
    letters = sum(char.isalpha() or char in "|!" for char in token)
    if digits == 0 or letters > digits:
        return found.group()
    return found.group().replace(token, token.translate(_LOOK_ALIKES))


def squashed(text: str) -> str:
    """Only letters and digits, in upper case: what is compared when spacing and punctuation do not count."""
    return "".join(char for char in text.upper() if char.isalnum())
