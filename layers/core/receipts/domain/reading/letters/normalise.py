"""Text as the rules want it: one form of every character, and digits where digits must be."""

import re
import unicodedata

from receipts.domain.reading.letters.look_alikes import (
    DIGIT_OR_LIKE,
    DIGITS_IN_DATES,
    FOR_ZERO,
    LETTERS_FOR_DIGITS,
    STROKE_FOR_ONE,
    ZERO_OR_ONE,
)

_QUOTES = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "—": "-", "–": "-", "−": "-", "ㅡ": "-", "：": ":"}
)
_AS_DIGITS = str.maketrans({**LETTERS_FOR_DIGITS, STROKE_FOR_ONE: "1"})
_AS_DIGITS_OF_DATES = str.maketrans({**DIGITS_IN_DATES, STROKE_FOR_ONE: "1"})
_D = rf"[{DIGIT_OR_LIKE}{STROKE_FOR_ONE}]"
_TAX_MARK = r"(?<!\.\d\d[BSZ])"
"""Tills set a letter for the rate right behind the price, 8.90S, 2.84Z: it is no digit."""
_ENDS = r"(?!(?!원)[\w*])"
"""No letter touches an amount from behind but its unit."""
_GAP_IN_NUMBER = r"(?:\s(?=\w{0,2}\d|[Oo]{3}))?"
"""Behind a gap a word begins where no digit is: Level 1, IOI Mall."""
_AMOUNT = re.compile(
    rf"(?<![\w*-])\d?{_D}{{1,3}}(?:[,.]{_GAP_IN_NUMBER}{_D}{{3}})+{_ENDS}{_TAX_MARK}|(?<![\w*-]){_D}{{1,4}}\.{_D}{{2}}(?![\w*])"
)
_WON = re.compile(rf"(?<![\w*,.-]){_D}{{2,3}}(?=\s?원(?!\w))")
"""5O0원."""
_NO_WON = re.compile(rf"(?<![\w*,.-])[{FOR_ZERO}](?=\s?원(?!\w))")
"""O원: a letter alone has no unit."""
_DOLLARS = re.compile(r"S\d+\.")
"""A dollar sign that was read as a letter: in front of an amount it is likelier than a five."""
_OF_DATE = rf"[\d{''.join(DIGITS_IN_DATES)}{STROKE_FOR_ONE}]"
_DATE = re.compile(
    rf"(?<![\w*]){_OF_DATE}{{2,4}}([-./:])\s?{_OF_DATE}{{2}}\1\s?{_OF_DATE}{{2,4}}(?![A-Za-z*])"
)
_HAN = re.compile(r"[\u3400-\u9fff]+")
_INSIDE = re.compile(rf"(?<![\w*-])\d+[{ZERO_OR_ONE}]\d+(?![\w*-])")
_TAIL = re.compile(r"(?<![\w*-])\d{2,}[Oo]+(?![\w*-])")


def normalise(text: str) -> str:
    """Full-width forms, ligatures and typographic dashes in their plain form (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES).strip()


def without_accents(text: str) -> str:
    """`text` with Á read as A: for languages that print none, where a speck of dirt looks like one."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


def plain_letters(text: str) -> str:
    """`text`, of the same length, with ü read as u: words are looked up without their accents."""
    return "".join(unicodedata.normalize("NFD", char)[0] for char in text)


def without_hangul(text: str) -> str:
    """`text` without the odd syllable that dirt was read as, for receipts of countries that print none."""
    return " ".join(re.sub(r"[가-힣]+", " ", text).split())


def without_han(text: str) -> str:
    """`text` without the Chinese that stands beside a name in Malaysia and Singapore: 順發 SOON FATT. All of
    it where nothing else is a letter.
    """
    rest = " ".join(_HAN.sub(" ", text).split())
    return rest if any(map(str.isalpha, rest)) else text


def is_han(text: str) -> bool:
    """Whether the letters of `text` are Chinese, and no others."""
    return bool(_HAN.search(text)) and not any(map(str.isalpha, _HAN.sub("", text)))


def with_digits(text: str) -> str:
    """`text`, of the same length, with O, l, S… read as digits where the shape is an amount's or a date's."""
    for shape in (_AMOUNT, _WON, _DATE, _INSIDE, _TAIL):
        text = shape.sub(_as_date if shape is _DATE else _as_digits, text)
    return _NO_WON.sub("0", text)


def _as_date(found: re.Match[str]) -> str:
    token = found.group()
    letters = sum(char.isalpha() for char in token)
    return token.translate(_AS_DIGITS_OF_DATES) if sum(map(str.isdigit, token)) >= letters else token


def _as_digits(found: re.Match[str]) -> str:
    token = found.group()
    digits = sum(char.isdigit() for char in token)
    letters = sum(char.isalpha() or char in "|!" for char in token)
    likely = bool(digits) if "," in token else digits >= letters
    if likely and _DOLLARS.match(token):
        return "$" + token[1:].translate(_AS_DIGITS)
    return token.translate(_AS_DIGITS) if likely else token


def squashed(text: str) -> str:
    """Only letters and digits, in upper case: what is compared when spacing and punctuation do not count."""
    return "".join(char for char in text.upper() if char.isalnum())
