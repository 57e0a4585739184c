"""Invented card and resident numbers in every form that a print, a reader or a person can give them.

Written from the outside: what a number may look like, and how somebody who means to read it back would try.
Nothing here knows how the mask finds a number.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
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
_LATIN_NAME = "Hong"
_NAMES = (" 홍길동 ", " 신한 ", "(본인)", f" {_LATIN_NAME} ", "\n지우개 ", "\n연필 ", " 님\n")
_ZEROS = ("0", "０", "٠", "۰", "०", "𝟎", "𝟬", "０")
_LOOK_ALIKES = {"0": "OoQD", "1": "Il|", "2": "Zz", "5": "S", "6": "G", "8": "B"}
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
APART = "\x1e"
"""Between texts that are kept, each in a place of its own."""
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
    kind: str = "grouped"
    parts: tuple[str, ...] = ()
    """The number in pieces, as somebody would put them into several fields."""


def card_forms(seed: int) -> Iterator[Form]:
    """Card numbers that pass the check digit, without end."""
    random = Random(seed)
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
        yield Form(
            text,
            number,
            f"{before} {number[:6]} {number[-4:]} {behind}",
            _LONGEST_SHOWN,
            parts=_parts(random, number),
        )


def scattered_forms(seed: int) -> Iterator[Form]:
    """Card numbers that are pulled apart over a page, mixed with signs, or have too much of them shown."""
    random = Random(seed)
    while True:
        kind, write = random.choice(_SCATTERED)
        number = _card(random)
        if (text := write(random, number)) is not None:
            yield Form(
                text, number, f"{number[:6]} {number[-4:]}", _LONGEST_SHOWN, kind, _parts(random, number)
            )


def _parts(random: Random, number: str) -> tuple[str, ...]:
    """Whole where its pieces would be prices: nobody can tell then."""
    sizes = random.choice(((4, 4, 4, 4), (8, 8), (4, 12), (12, 4))) if len(number) == 16 else (len(number),)
    return (number,) if _are_prices(number, sizes) else tuple(_groups(number, sizes))


def _groups(number: str, sizes: Sequence[int]) -> list[str]:
    ends = list(accumulate(sizes))
    return [number[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _by_card(number: str) -> list[str] | None:
    """In the groups that its issuer prints."""
    sizes = {14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}.get(len(number))
    return None if sizes is None or _are_prices(number, sizes) else _groups(number, sizes)


def _far_apart(random: Random, number: str) -> str | None:
    if (groups := _by_card(number)) is None:
        return None
    gap = random.choice((" " * random.randrange(5, 200), "\t" * random.randrange(2, 20), " - ".center(60)))
    return random.choice(_BEFORE) + gap.join(groups)


def _blank_lines(random: Random, number: str) -> str | None:
    if (groups := _by_card(number)) is None:
        return None
    gaps = ["\n" * random.randrange(1, 9) if random.random() < 0.7 else " \n \n  \n" for _ in groups[1:]]
    if random.random() < 0.5:
        gaps = _with_one(random, len(gaps), random.choice(" -"), gaps[0])
    return "".join(map("".join, zip(("", *gaps), groups, strict=True)))


def _digit_a_line(random: Random, number: str) -> str:
    sign = random.choice(("\n", " \n", "\n\n", "\r\n", "\n\n\n", "  ", "   ", "\t\t", " - ", " / "))
    return random.choice(("", "카드번호" + sign, "CARD NO." + sign)) + sign.join(number)


def _over_goods(random: Random, number: str) -> str | None:
    """Each piece in a line of goods, which goes on with a quantity and a price."""
    if len(number) != 16:
        return None
    sizes = random.choice(((8, 8), (4, 4, 4, 4)))
    groups = _groups(number, sizes)
    if any(re.fullmatch("[1-9][0-9]+0", group) for group in groups) or all(map(_is_short_code, groups)):
        return None
    tail = random.choice(("{q} {p:,}", "{p:,}", "{p:,} {q} {t:,}", "{q}개 {p:,}원", "{q} EA {p:,}", "{p}"))
    lines = []
    for name, group in zip(random.sample(_GOODS, len(groups)), groups, strict=True):
        q, p = random.randrange(1, 9), random.randrange(5, 400) * 100
        lines.append(f"{name} {group} " + tail.format(q=q, p=p, t=q * p))
        if re.sub(r"[^0-9]", "", lines[0].partition(group)[2]).startswith(number[4:7]):
            return None  # the price goes on as the number does
    return "\n".join(lines)


def _stray_digits(random: Random, number: str) -> str:
    """A digit that a reader saw in a sign before or behind the number."""
    label = random.choice(("카드번호 ", "카드번호", "카드번호:", "CARD NO ", "카드 번호 : ", "신용카드번호 "))
    return random.choice(
        (f"{label}1{number}", f"{label}1 {number}", f"{label}0{number}", f"{label}{number}1")
    )


def _half_starred(random: Random, number: str) -> str | None:
    """Stars in the wrong places, which leave more than six and four digits."""
    if len(number) != 16:
        return None
    start = random.choice((8, 12, 6, 10))
    end = start + random.choice((4, 3, 2))
    if end > 16 or (start == 6 and end == 12):
        return None
    star = random.choice("*xX•●")
    starred = number[:start] + star * (end - start) + number[end:]
    sign = random.choice(("", "-", " ", "-", "."))
    return random.choice(("", "카드번호 ", "CARD ")) + sign.join(_groups(starred, (4, 4, 4, 4)))


def _numbers_beside(random: Random, number: str) -> str:
    """Among other numbers of a slip."""
    before = random.choice(_BESIDE).format(random.randrange(10**7, 10**8))
    behind = random.choice(_BESIDE).format(random.randrange(10**7, 10**8))
    written = random.choice((number, "-".join(_by_card(number) or [number])))
    return f"{before}\n{written}\n{behind}"


def _is_short_code(group: str) -> bool:
    """EAN-8: the goods' own numbers."""
    return len(group) == 8 and sum(int(digit) * (3, 1)[at % 2] for at, digit in enumerate(group)) % 10 == 0


_GOODS = ("볼펜", "지우개", "A4용지", "연필", "USB 허브", "물티슈", "Coffee", "봉투", "스테이플러", "테이프")
_BESIDE = (
    "승인번호 {}", "사업자번호 902-45-00731", "전화 02-333-4444", "합계 120,000", "2026-03-04 12:30:11",
    "가맹점번호 {}", "010-1234-5678", "거래번호 {}", "단말기 {}", "부가세 1,200", "{}원", "품목 3",
)  # fmt: skip
_SCATTERED = (
    ("far apart", _far_apart),
    ("blank lines", _blank_lines),
    ("a digit a line", _digit_a_line),
    ("over goods", _over_goods),
    ("stray digit", _stray_digits),
    ("half starred", _half_starred),
    ("beside numbers", _numbers_beside),
)


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
    random = Random(seed)
    while True:
        year, first = random.choice(((random.randrange(30, 100), "1256"), (random.randrange(27), "3478")))
        born = f"{year:02}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
        back = f"{random.choice(first)}{random.randrange(10**6):06}"
        between = random.choice(
            ("", "-", "-", " ", " - ", "–", "\u200b-", "  ", "\n", "-\n", "/", ".", "\u00a0")
        )
        before = random.choice(("", "주민등록번호 ", "주민번호: ", "홍길동 ", "외국인등록번호 ", "(", "\n"))
        behind = random.choice(("", "\n", " 홍길동", ")", " 010-1234-5678"))
        if not between and "번호" not in before and (_is_ean(born + back) or born.startswith("880")):
            continue  # nobody can tell it from a bar code
        text = before + _in_script(random, born + between + back) + behind
        yield Form(text, back, f"{before}{born} {behind}", 2, "resident", (born, back))


def is_leaking(form: Form, kept: str, by_chance: int = 0) -> bool:
    """Whether more of the number than may be shown can be read in what was kept, by somebody who tries.

    So many digits in a row more, `by_chance`, may be like its own in a text that says much else.
    """
    kept = kept.replace(_LATIN_NAME, " ")  # its o is no zero between the first six digits
    before, number, behind = "".join(_read(form.text)).partition(form.number)
    around = "".join(_read(form.around)) + "*" + (behind + before if number else "")  # some say it twice
    span = min(form.shown + by_chance + 1, len(form.number))
    parts = {form.number[at : at + span] for at in range(len(form.number) - span + 1)}
    left = [part for part in parts if part not in around]
    return any(part in digits for digits in map("".join, map(_read, kept.split(APART))) for part in left)


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
    groups = _groups(number, sizes)
    return len(groups) > 1 and all(re.fullmatch("[1-9][0-9]{1,5}0", group) for group in groups)


def _written(random: Random, number: str, sizes: tuple[int, ...]) -> str:
    groups = _groups(number, sizes)
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
