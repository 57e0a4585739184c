"""Latin words as they are compared, also with a letter wrong."""

from receipts.domain.reading.letters.look_alikes import DIGITS_FOR_LETTERS

_CONFUSED = str.maketrans(dict(DIGITS_FOR_LETTERS))


def as_compared(word: str) -> str:
    """Upper case, only letters and digits, with digits that look like letters read as letters."""
    return "".join(char for char in word.upper() if char.isalnum()).translate(_CONFUSED)


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter changed, missing or too many tells two words apart, both of some letters; the first
    ones must agree.
    """
    if one[0] != other[0]:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    skip = 1 if len(longer) == len(shorter) else 0
    return longer[same + 1 :] == shorter[same + skip :]
