"""Digits that thermal print and a reader take for each other."""

CONFUSED = {
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


def may_be(read: str, printed: str) -> bool:
    """Whether just one digit of `read` has to be taken for a look-alike to make `printed`."""
    if len(read) != len(printed):
        return False
    wrong = [(one, other) for one, other in zip(read, printed, strict=True) if one != other]
    return len(wrong) == 1 and wrong[0][1] in CONFUSED.get(wrong[0][0], "")
