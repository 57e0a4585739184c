"""Invented card and resident numbers in every form that a print, a reader or a person can give them.

Written from the outside: what a number may look like, and how somebody who means to read it back would try.
Nothing here knows how the mask finds a number.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

_BRANDS = (
    ("4", 16),
    ("4", 16),
    ("4", 19),
    ("4", 13),
    ("51", 16),
    ("53", 16),
    ("55", 16),
    ("2221", 16),
    ("2720", 16),
    ("34", 15),
    ("37", 15),
    ("36", 14),
    ("38", 14),
    ("305", 14),
    ("3528", 16),
    ("3589", 16),
    ("6011", 16),
    ("65", 16),
    ("62", 16),
    ("62", 19),
    ("6759", 18),
    ("94", 16),
    ("9", 16),
)
_GROUPINGS = {
    13: ((13,), (4, 4, 5), (1,) * 13),
    14: ((14,), (4, 6, 4), (4, 4, 4, 2), (1,) * 14),
    15: ((15,), (4, 6, 5), (4, 6, 5), (4, 4, 4, 3), (1,) * 15),
    16: (
        (16,),
        (4, 4, 4, 4),
        (4, 4, 4, 4),
        (8, 8),
        (4, 12),
        (12, 4),
        (4, 8, 4),
        (2,) * 8,
        (6, 10),
        (1,) * 16,
    ),
    18: ((18,), (4, 4, 4, 4, 2)),
    19: ((19,), (4, 4, 4, 4, 3), (1,) * 19),
}
_SIGNS = ("-", " ", ".", "/", ",", "_", ":", "·", "–", "—", "−", "\u00a0", "\t", "\u3000", "*", "~", "+", ";")
_INVISIBLE = ("\u200b", "\u00ad", "\u2060", "\ufeff", "\u200d", "\u202e", "\u0301", "\ufe0f")
_WIDE = ("  ", "     ", " - ", " / ", " . ", " \u00a0 ", " \u200b", "-\u200b", "--")
_LINES = ("\n", "-\n", " \n ", "\r\n", "\u2028", "\n\n")
_NAMES = (" 홍길동 ", " 신한 ", "(본인)", " Hong ", "\n지우개 ", "\n연필 ", " 님\n")
_ZEROS = ("0", "０", "٠", "۰", "०", "𝟎", "𝟬", "０")
_LOOK_ALIKES = {"0": "OoQD", "1": "Il|", "2": "Zz", "5": "Ss", "6": "G", "8": "B"}
_BEFORE = (
    "", "카드번호 ", "카드번호:", "카드번호 : ", "CARD NO. ", "Card ", "신용카드 ", "VISA ", "NO.", "번호: ",
    "승인번호 30012345 ", "승인번호 30012345\n", "합계 120,000\n", "2026-11-20 12:30:45 ", "김경리 ", "[",
    "볼펜 ", "02-333-4444 ", "카드번호\n", "회원번호 ", "₩",
)  # fmt: skip
_BEHIND = (
    "", "", "\n", " 120,000", "\n승인번호 30012345", "(신한)", " 신한카드", "]", "원", " 12:30", "\n120,000",
    " 2026-11-20", "번", " 홍길동", ".", " / 30012345", "\n02-333-4444", "\n합계 9,500",
)  # fmt: skip
_LONGEST_SHOWN = 6
_DAY = re.compile(r"(?:199|20[0-3])\d(?:0[1-9]|1[0-2])[0-3]\d")
"""Eight digits that stand by themselves and are a day are a day."""


@dataclass(frozen=True)
class Form:
    """A text that shows a number, and the digits of it."""

    text: str
    number: str
    around: str
    """What the text shows besides: digits of it that are like the number's are no leak."""
    shown: int
    """How many digits in a row may be left."""


def card_forms(seed: int) -> Iterator[Form]:
    """Card numbers that pass the check digit, without end."""
    random = Random(seed)  # noqa: S311 - it invents numbers, no secrets
    while True:
        number = _card(random)
        sizes = random.choice(_GROUPINGS[len(number)])
        before, behind = _around(random, sizes)
        if _are_prices(number, sizes):
            continue
        written = _written(random, number, sizes)
        if behind.strip()[:1] in set(written) - set("0123456789\n "):
            continue  # what follows would be one more group
        text = before + _in_script(random, written) + behind
        yield Form(text, number, f"{before} {number[:6]} {number[-4:]} {behind}", _LONGEST_SHOWN)


def _around(random: Random, sizes: tuple[int, ...]) -> tuple[str, str]:
    """What a number in two parts stands beside may make two numbers of it: 승인번호, a price."""
    if len(sizes) == 1:
        before = (*_BEFORE, "승인번호:") if sizes[0] > 13 else _BEFORE  # thirteen are what it says they are
        return random.choice(before), random.choice((*_BEHIND, ".00", "120,000"))
    if len(sizes) == 2 or sizes[-1] <= 2:
        return random.choice(_BEFORE), random.choice(_BEHIND)
    return random.choice(_BEFORE), random.choice((*_BEHIND, ".00"))


def resident_forms(seed: int) -> Iterator[Form]:
    """Resident numbers, with and without the check digit that was given up in 2020, without end."""
    random = Random(seed)  # noqa: S311 - it invents numbers, no secrets
    while True:
        born = f"{random.randrange(100):02}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
        back = f"{random.randrange(1, 9)}{random.randrange(10**6):06}"
        between = random.choice(
            ("", "-", "-", " ", " - ", "–", "\u200b-", "  ", "\n", "-\n", "/", ".", "\u00a0")
        )
        before = random.choice(("", "주민등록번호 ", "주민번호: ", "홍길동 ", "외국인등록번호 ", "(", "\n"))
        behind = random.choice(("", "\n", " 홍길동", ")", " 010-1234-5678"))
        if not between and "번호" not in before and (_is_ean(born + back) or born.startswith("880")):
            continue  # nobody can tell it from a bar code
        text = before + _in_script(random, born + between + back) + behind
        yield Form(text, back, f"{before}{born} {behind}", 2)


def is_leaking(form: Form, kept: str) -> bool:
    """Whether more of the number than may be shown can be read in what was kept, by somebody who tries."""
    digits, around = "".join(_read(kept)), "".join(_read(form.around))
    span = form.shown + 1
    parts = {form.number[at : at + span] for at in range(len(form.number) - span + 1)}
    return any(part in digits and part not in around for part in parts)


def _read(text: str) -> Iterator[str]:
    for char in unicodedata.normalize("NFKC", text):
        if char in "*• ":
            yield char.replace(" ", "")
        elif (digit := unicodedata.digit(char, None)) is not None:
            yield str(digit)
        elif meant := next((digit for digit, letters in _LOOK_ALIKES.items() if char in letters), None):
            yield meant


def _card(random: Random) -> str:
    start, length = random.choice(_BRANDS)
    while True:
        body = start + "".join(random.choice("0123456789") for _ in range(length - len(start) - 1))
        number = body + str(-_sum_of(body + "0") % 10)
        is_ean = length == 13 and _is_ean(number)  # with both check digits it cannot be told from a bar code
        if not is_ean and not _DAY.search(number):
            return number


def _sum_of(number: str) -> int:
    total = 0
    for place, digit in enumerate(reversed(number)):
        total += sum(divmod(int(digit) * (1 + place % 2), 10))
    return total


def _is_ean(number: str) -> bool:
    return (sum(map(int, number[::2])) + 3 * sum(map(int, number[1::2]))) % 10 == 0


def _are_prices(number: str, sizes: tuple[int, ...]) -> bool:
    """Whether its groups are all like prices, of tens of won: nobody can tell then."""
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    groups = [number[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    return len(groups) > 1 and all(re.fullmatch("[1-9][0-9]{1,5}0", group) for group in groups)


def _written(random: Random, number: str, sizes: tuple[int, ...]) -> str:
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    groups = [number[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    pieces = zip(("", *_separators(random, sizes)), groups, strict=True)
    return "".join(separator + group for separator, group in pieces)


def _separators(random: Random, sizes: tuple[int, ...]) -> list[str]:
    gaps = len(sizes) - 1
    is_of_card = all(size in {4, 8, 12} for size in sizes[:-1]) or sizes in {(4, 6, 5), (4, 6, 4)}
    kinds = [_SIGNS, _INVISIBLE] + ([_WIDE, _LINES, _NAMES] if is_of_card else [])
    kind = random.choice(kinds)
    if kind is _NAMES:
        return _with_one(random, gaps, random.choice((" ", "-")), random.choice(_NAMES))
    if kind is _LINES and random.random() < 0.5:
        return _with_one(random, gaps, random.choice(("-", " ", ".")), random.choice(_LINES))
    return [random.choice(kind)] * gaps


def _with_one(random: Random, gaps: int, usual: str, other: str) -> list[str]:
    separators = [usual] * gaps
    if gaps:
        separators[random.randrange(gaps)] = other
    return separators


def _in_script(random: Random, text: str) -> str:
    way = random.random()
    if way < 0.6:
        return text
    if way < 0.8:
        zero = ord(random.choice(_ZEROS))
        return "".join(chr(zero + int(char)) if char.isascii() and char.isdigit() else char for char in text)
    if way < 0.9:
        places = [at for at, char in enumerate(text) if char in _LOOK_ALIKES]
        misread = random.sample(places, min(len(places), random.randrange(1, 4)))
        return "".join(
            random.choice(_LOOK_ALIKES[char]) if at in misread else char for at, char in enumerate(text)
        )
    mark = random.choice(_INVISIBLE)
    return "".join(char + mark if char.isdigit() and random.random() < 0.4 else char for char in text)
