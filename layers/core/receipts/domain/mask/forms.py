"""Every character in its plain form: what is told apart below is digits, letters, signs and ends of lines."""

import unicodedata

_LOOK_ALIKES = {
    **dict.fromkeys("OoQDU", "0"),
    **dict.fromkeys("Iil|", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Ss", "5"),
    **dict.fromkeys("Gb", "6"),
    **dict.fromkeys("gq", "9"),
    "A": "4",
    "T": "7",
    "B": "8",
}
"""What a reader, or a writer who means to hide a number, puts for a digit. The check digit judges them."""
AS_DIGITS = str.maketrans(_LOOK_ALIKES)
DIGIT = "[0-9" + "".join(_LOOK_ALIKES) + "]"
_TWINS = {
    **dict.fromkeys("ОоΟοθΘ〇ㅇØøº°", "O"),
    **dict.fromkeys("ІіΙιІㅣ", "I"),
    **dict.fromkeys("Зз", "3"),
    **dict.fromkeys("Ѕѕ", "S"),
    **dict.fromkeys("ВΒß", "B"),
    **dict.fromkeys("ΖＺ", "Z"),
    **dict.fromkeys("#●•○□■×∗⁎✱◯◼◻▪", "*"),
    "б": "6",
    **dict.fromkeys("ㅡ−ー－", "-"),
    "ㅤ": " ",
    "ᅟ": " ",
}


class _Forms(dict[int, str]):
    """Each character in its plain form, found once: what Unicode's NFKC and our own table make of it."""

    _MOST = 20_000

    def __missing__(self, code: int) -> str:
        form = _plain(chr(code))
        if len(self) < self._MOST:
            self[code] = form
        return form


def _plain(char: str) -> str:
    """Digits of any script as 0 to 9, nothing for marks and format characters that do not show."""
    if char in _TWINS:
        return _TWINS[char]
    if char in "\n\r\v\f\x85\u2028\u2029":
        return "\n"
    if char.isspace() or char < " ":
        return " "
    if unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return ""
    plain = "".join(
        str(unicodedata.digit(one, one))
        for one in unicodedata.normalize("NFKD", char)
        if not unicodedata.combining(one)
    )
    if plain.isascii() and (len(plain) == 1 or any(map(str.isdigit, plain))):
        return plain
    return char if char.isalpha() else "-" if unicodedata.category(char) == "Pd" else ";"


FORMS = _Forms()
