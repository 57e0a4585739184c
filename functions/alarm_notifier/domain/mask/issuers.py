"""What makes digits a card number of some issuer: how they begin, how many they are, the check digit."""

import re
from functools import lru_cache

SHORTEST, LONGEST = 13, 19
"""ISO/IEC 7812 account numbers have at most 19 digits and in practice at least 13."""
# Numbers that begin like a card's, and the lengths that go with that:
# https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN); 9: Korea's own cards.
_ISSUERS = (
    (re.compile("4"), (13, 16, 19)),
    (re.compile("5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720"), (16,)),
    (re.compile("3[47]"), (15,)),
    (re.compile("30[0-5]|3095|36|3[89]"), (14, 16, 19)),
    (re.compile("35[2-8]"), (16, 17, 18, 19)),
    (re.compile("6011|64[4-9]|65|62|8[12]"), (16, 17, 18, 19)),
    (re.compile("50|5[6-9]|6[0137]"), (16, 18, 19)),
    (re.compile("9"), (16,)),
)
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


def is_ean(digits: str) -> bool:
    """GS1 General Specifications 7.9: weights 1 and 3 from the left, thirteen digits."""
    if len(digits) != SHORTEST or not digits.isdigit():
        return False
    return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10 == 0


@lru_cache(maxsize=10_000)
def lengths_of(start: str) -> tuple[int, ...]:
    """How long a card number is that starts with these four digits; no length if none does."""
    return next((lengths for issuer, lengths in _ISSUERS if issuer.match(start)), ())


def passes_luhn(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B."""
    return (
        sum(map(int, digits[-1::-2])) + sum(map(_DOUBLED.__getitem__, map(int, digits[-2::-2])))
    ) % 10 == 0
