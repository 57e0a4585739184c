"""What thermal print and the OCR engine take for each other: the one table of misreadings.

The vocabulary holds what is printed; what may be read in its place stands here, so that another engine with
other habits changes this file alone.
"""

from collections.abc import Mapping

LETTERS_FOR_DIGITS: Mapping[str, str] = {
    **dict.fromkeys("OoQ", "0"),
    **dict.fromkeys("Il|", "1"),
    "S": "5",
    "B": "8",
    "Z": "2",
}
"""For each letter that is read where a digit is printed, the digit."""
STROKE_FOR_ONE = "!"
"""A thin 1 of amounts and dates; elsewhere it is punctuation."""
DIGITS_FOR_LETTERS: Mapping[str, str] = {
    "0": "O",
    "1": "L",
    "I": "L",
    "|": "L",
    "5": "S",
    "8": "B",
    "6": "B",
}
"""Latin words are compared with these as one letter: T0TAL, LTEM."""
DIGITS_FOR_DIGITS: Mapping[str, str] = {
    "0": "689",
    "1": "74",
    "2": "7",
    "3": "8",
    "4": "1",
    "5": "6",
    "6": "580",
    "7": "12",
    "8": "3690",
    "9": "80",
}
"""For each digit that was read, those that may be printed."""

DIGIT_OR_LIKE = rf"\d{''.join(LETTERS_FOR_DIGITS)}"
"""Inside brackets of a pattern: a digit, or a letter that is read for one."""
ZERO_OR_ONE = "".join(letter for letter, digit in LETTERS_FOR_DIGITS.items() if digit in "01")
"""Inside brackets of a pattern: the letters that are read for 0 or 1."""
FOR_ZERO = "".join(letter for letter, digit in LETTERS_FOR_DIGITS.items() if digit == "0")
"""Inside brackets of a pattern: the letters that are read for 0."""
FOR_STRUCK_ZERO = "8"
"""Inside brackets of a pattern: what a nought with a stroke through it, as tills print it, is read as."""
FOR_BRACKET = "1Il|"
"""Inside brackets of a pattern: what a bracket before a number is read as."""
FOR_HYPHEN = r"\-.,~_ㆍ·:—="
"""Inside brackets of a pattern: what the hyphens of a number are read as."""
FOR_DOLLAR_SIGN = "8459"
"""Digits that $ is read as in small print."""
FOR_WON_SIGN = "#YVw"
"""Inside brackets of a pattern: what ₩ is read as; before a grouped number nothing else stands there."""
FOR_STOCK = "추쥬츄죽쭈준"
"""What the 주 of (주), the form of a company, is read as."""
FOR_STOCK_SIGN = r"\((?:\(주\)\)?|\s?\))|\(주\)\)"
"""A pattern: what ㈜, one sign for (주), is read as: brackets around nothing, or one too many."""
FOR_SDN, FOR_BHD = r"S[DOQ0][NMH]|[5S]DN", r"[8B]HD|B[HNM]D|BH[DO0]|BH[1Il|]D"
"""Patterns: what the two words of Sendirian Berhad, the form of a company in Malaysia, are read as."""
FOR_SB = r"S/8|5/B"
"""A pattern: what S/B, the short form of the same, is read as."""
FOR_KL = r"KLL|KIL|K[1I|l]|XL"
"""A pattern: what the bracketed (KL), Kuala Lumpur, in a company's name is read as."""
FOR_JLN = r"J(?:1N|[l|]N|IN|[lL|]H)"
"""A pattern: what Jln, the short form of a road in Malaysia, is read as."""
FOR_LOT = r"1[.,]?OT|1LOT|L[U0D]T|[EFI1l]OT|LO[I1]|L[.,]OT"
"""A pattern: what LOT before a number, where an address in Malaysia begins, is read as."""
FOR_STROKE = ":;_!|"
"""Inside brackets of a pattern: signs that a letter within a word is read as."""
FOR_MARK = "0H82"
"""Inside brackets of a pattern: what the # or * before exempt goods is read as."""
FOR_MARK_IN_BRACKETS = r"\(면[\dlI|]|[\dcC(]면\)"
"""A pattern: what (면), the mark of exempt goods, is read as before their name."""
FOR_OPTION_SIGN = "LlI|"
"""Inside brackets of a pattern: what └ before an extra to the goods above is read as."""
DIGITS_IN_DATES: Mapping[str, str] = {**LETTERS_FOR_DIGITS, "D": "0"}
"""For each letter the digit, where the signs of a date stand on both sides: elsewhere a D is a D."""
FOR_SMALL_L = "1I|"
"""Inside brackets of a pattern: what an l is read as, in ml behind a number and in Jul before one."""
FOR_PIECES = r"가H?|[27]?H"
"""A pattern: what 개 behind a count is read as."""


def may_be(read: str, printed: str) -> bool:
    """Whether just one digit of `read` has to be taken for a look-alike to make `printed`."""
    if len(read) != len(printed):
        return False
    wrong = [(one, other) for one, other in zip(read, printed, strict=True) if one != other]
    return len(wrong) == 1 and wrong[0][1] in DIGITS_FOR_DIGITS.get(wrong[0][0], "")
