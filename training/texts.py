"""What stands on a synthetic line: a small grammar of Korean receipt text.

Every rule takes a `random.Random`, so one seed gives one sequence of lines.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from training import dictionary
from training.lexicon import english_words, korean_words, sections
from training.vocabulary import EXTRA_SYLLABLES, ks_syllables

Rule = Callable[[random.Random], str]


def _pick(rng: random.Random, name: str, section: str = "") -> str:
    return rng.choice(sections(name)[section])


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def korean_word(rng: random.Random) -> str:
    """A word, frequent ones a little more often than rare ones."""
    kind = rng.random()
    if kind < 0.5:
        return _often(korean_words(), rng)
    if kind < 0.8:
        return _often(dictionary.nouns(common=True), rng)
    return rng.choice(dictionary.nouns() if kind < 0.9 else dictionary.names())[:8]


def _often(words: list[str], rng: random.Random) -> str:
    """One of the words, which stand most frequent first."""
    return words[int(len(words) * rng.random() ** 1.5)]


def place(rng: random.Random) -> str:
    """A town, city or province, or any other place that a dictionary knows."""
    if rng.random() < 0.4:
        return _often(dictionary.places(), rng)
    return _pick(rng, "places", rng.choice(["town", "town", "city", "province"])).split(" ")[-1]


def random_syllables(rng: random.Random) -> str:
    """Syllables without sense: where all 2,350 come up equally often, and those that no standard has more
    often, for hardly any word has them.
    """
    return "".join(
        rng.choice(EXTRA_SYLLABLES if rng.random() < 0.05 else _SYLLABLES) for _ in range(rng.randint(1, 5))
    )


_SYLLABLES = ks_syllables()


def amount(rng: random.Random) -> str:
    """A sum of money as tills print it."""
    value = int(10 ** rng.uniform(1.5, 6.6))
    if rng.random() < 0.8:
        value = value // 10 * 10
    text = f"{value:,}" if rng.random() < 0.88 else str(value)
    sign = rng.choice(["", "", "", "", "", "-", "₩", "￦", "\\"])
    return sign + text + rng.choice(["", "", "", "원", " 원", "-"])


def date(rng: random.Random) -> str:
    """A date, with or without time, in the spellings seen on receipts."""
    year, month, day = rng.randint(2005, 2029), rng.randint(1, 12), rng.randint(1, 28)
    short = f"{year % 100:02d}"
    day_name = rng.choice("월화수목금토일")
    text = rng.choice(
        [
            f"{year}-{month:02d}-{day:02d}", f"{year}/{month:02d}/{day:02d}",
            f"{year}.{month:02d}.{day:02d}", f"{short}/{month:02d}/{day:02d}",
            f"{short}.{month:02d}.{day:02d}", f"{short}-{month:02d}-{day:02d}",
            f"{year}년 {month}월 {day}일", f"{year}년{month:02d}월{day:02d}일",
            f"{year}-{month:02d}-{day:02d}({day_name})", f"{year}. {month}. {day}.",
            f"{year}{month:02d}{day:02d}", f"{month}월 {day}일",
        ]
    )  # fmt: skip
    return f"{text} {clock(rng)}" if rng.random() < 0.45 else text


def clock(rng: random.Random) -> str:
    """A time of day."""
    hour, minute, second = rng.randint(0, 23), rng.randint(0, 59), rng.randint(0, 59)
    half = rng.choice(["오전", "오후"])
    return rng.choice(
        [
            f"{hour:02d}:{minute:02d}", f"{hour:02d}:{minute:02d}:{second:02d}",
            f"{half} {hour % 12}:{minute:02d}", f"{half} {hour % 12}시 {minute}분",
            f"{hour:02d}시{minute:02d}분",
        ]
    )  # fmt: skip


def phone(rng: random.Random) -> str:
    """A Korean telephone number."""
    area = rng.choice(["02", "031", "032", "033", "041", "042", "043", "051", "052", "053", "054",
                       "055", "061", "062", "063", "064", "070", "010", "0507", "1588", "1544"])  # fmt: skip
    if area.startswith("1"):
        return f"{area}-{_digits(rng, 4)}"
    join = rng.choice(["-", "-", "-", ")", "."])
    return f"{area}{join}{_digits(rng, rng.choice([3, 4]))}-{_digits(rng, 4)}"


def business_number(rng: random.Random) -> str:
    """Three, two and five digits."""
    return f"{_digits(rng, 3)}-{_digits(rng, 2)}-{_digits(rng, 5)}"


def card_number(rng: random.Random) -> str:
    """A masked card number."""
    join = rng.choice(["-", "-", "", " "])
    masked = rng.choice(["****", "****", "xxxx", "XXXX"])
    return join.join([_digits(rng, 4), _digits(rng, 2) + "**", masked, _digits(rng, 3) + "*"])


def code(rng: random.Random) -> str:
    """Article numbers, approval numbers, till numbers."""
    letters = "".join(rng.choice("ABCDEFGHKLMNPRSTVX") for _ in range(rng.randint(1, 3)))
    number = _digits(rng, rng.randint(2, 8))
    return rng.choice([number, number, letters + number, f"{letters}-{number}", f"#{number}",
                       f"No.{number}", f"[{number}]", f"{number}-{_digits(rng, 3)}",
                       _digits(rng, 13)])  # fmt: skip


_NUMBERS: list[Rule] = [amount, amount, date, clock, phone, business_number, card_number, code]


def number(rng: random.Random) -> str:
    """Any text that is mostly digits."""
    return rng.choice(_NUMBERS)(rng)


def person(rng: random.Random) -> str:
    """A made-up name, sometimes masked as card slips do."""
    given = [_pick(rng, "names", "given") for _ in range(rng.choice([1, 2, 2, 2, 2]))]
    name = [_pick(rng, "names", "surname"), *given]
    if rng.random() < 0.12 and len(name) == 3:
        name[1] = rng.choice("*O○")
    return rng.choice(["", "", "", "", " "]).join(name) + rng.choice(["", "", "", "", " 님", "님"])


def coined(rng: random.Random) -> str:
    """A stem that could be a firm's name."""
    kind = rng.random()
    if kind < 0.35:
        return "".join(_pick(rng, "company", "head") for _ in range(rng.choice([1, 2, 2, 3])))
    if kind < 0.8:
        return korean_word(rng)
    return random_syllables(rng)


def shop(rng: random.Random) -> str:
    """A shop's name, with branch and corporate form now and then."""
    kind = rng.random()
    if kind < 0.35:
        name = _pick(rng, "shops")
    elif kind < 0.75:
        joint = rng.choice(["", "", "", " "])
        tail = _pick(rng, "company", "tail") if rng.random() < 0.5 else _pick(rng, "shops")
        name = coined(rng) + joint + tail
    else:
        name = coined(rng) + (rng.choice(["", " "]) + coined(rng) if rng.random() < 0.5 else "")
    if rng.random() < 0.06:
        name = rng.choice(english_words()).upper() + rng.choice(["", " "]) + name
    if rng.random() < 0.45:
        name += rng.choice(["", " ", " ", "-", "("]) + branch(rng)
        name += ")" if "(" in name else ""
    if rng.random() < 0.25:
        form = _pick(rng, "company", "form")
        name = rng.choice([form + name, form + " " + name, name + form, name + " " + form])
    return name


def branch(rng: random.Random) -> str:
    """The part of a shop's name that says which one."""
    where = korean_word(rng) if rng.random() < 0.25 else place(rng)
    return where + (_pick(rng, "company", "branch") if rng.random() < 0.6 else "점")


def address(rng: random.Random) -> str:
    """A piece of a Korean address, old style or new."""
    road = _pick(rng, "places", "road") if rng.random() < 0.6 else korean_word(rng)[:4] + "로"
    road += rng.choice(["", "", f"{rng.randint(1, 99)}길", f" {rng.randint(1, 99)}번길"])
    house = f"{rng.randint(1, 999)}" + rng.choice(["", "", f"-{rng.randint(1, 40)}", "번지"])
    town = place(rng) if rng.random() < 0.7 else coined(rng)[:3] + rng.choice("동동읍면리")
    floor = rng.choice([f"{rng.randint(1, 20)}층", f"지하{rng.randint(1, 3)}층", f"{rng.randint(101, 999)}호",
                        f"B{rng.randint(1, 3)}", f"{rng.choice('ABC')}동", "1층 일부"])  # fmt: skip
    city, province = _pick(rng, "places", "city"), _pick(rng, "places", "province")
    lead = rng.choice([f"{province} {city}", f"{province} {city}", city, province])
    tail = rng.choice([f"{road} {house}", f"{town} {house}", f"{road} {house}, {floor}",
                       f"{road} {house} ({town})", f"{road} {house}({town}, {coined(rng)}빌딩)",
                       town])  # fmt: skip
    return rng.choice([f"{lead} {tail}", f"{lead} {tail}", tail, f"{town} {house} {floor}"])


def size(rng: random.Random) -> str:
    """How much of an article: 500ml, 1.5L, 3입, 120gx5."""
    value = rng.choice([str(rng.randint(1, 30)), str(rng.randint(1, 99) * 10), f"{rng.uniform(0.2, 5):.1f}"])
    text = value + _pick(rng, "items", "unit")
    if rng.random() < 0.15:
        text += rng.choice(["*", "x", "X"]) + str(rng.randint(2, 40))
    return text


_MARKS = ["*", "* ", "#", "-", "- ", "-", "+", "▶", "★", "·", "(면)", "[행사]", "ICE)", "P)", "*P", "(I)"]


def item(rng: random.Random) -> str:
    """The name of an article or dish."""
    noun = _pick(rng, "items", rng.choice(["food", "food", "food", "goods"]))
    if rng.random() < 0.2:
        noun = korean_word(rng) + rng.choice(["", " "]) + noun
    if rng.random() < 0.35:
        noun = _pick(rng, "items", rng.choice(["modifier", "brand"])) + rng.choice(["", " ", ")", "_"]) + noun
    kind = rng.random()
    if kind < 0.18:
        noun += rng.choice(["", " "]) + size(rng)
    elif kind < 0.34:
        noun += rng.choice(["({})", "({})", "[{}]", " {}", "/{}"]).format(_pick(rng, "items", "size"))
    elif kind < 0.4:
        noun += rng.choice(["({})", "_{}", " {}"]).format(korean_word(rng))
    lead = rng.random()
    if lead < 0.16:
        noun = rng.choice(_MARKS) + noun
    elif lead < 0.26:
        row = rng.randint(1, 99)
        noun = rng.choice([f"{row}. ", f"{row:02d} ", f"{row:03d}", code(rng) + " "]) + noun
    return noun


def item_row(rng: random.Random) -> str:
    """An article with its quantity and price, when the detector takes the row for one line."""
    gap = " " * rng.randint(1, 6)
    columns = [amount(rng), str(rng.randint(1, 12)), amount(rng)]
    return gap.join([item(rng), *columns[rng.randint(0, 2) :]])


def spaced_out(rng: random.Random) -> str:
    """A label whose letters are set apart to fill a column."""
    word = _often(sections("labels")[""], rng) if rng.random() < 0.75 else korean_word(rng)
    gap = " " * rng.randint(1, 5)
    return gap.join(word[:7]) + rng.choice(["", "", "", ":", " :", gap + amount(rng)])


def label(rng: random.Random) -> str:
    """A field's name, alone or with its value."""
    word = _often(sections("labels")[""], rng) if rng.random() < 0.9 else korean_word(rng)
    frames = ["{}", "{}", "{}", "{}", "[{}]", "<{}>", "({})", "*{}", "■{}", "◆ {}", "※{}"]
    word = rng.choice(frames).format(word)
    if rng.random() < 0.5:
        return word + rng.choice(["", "", ":", " :"])
    joint = rng.choice([":", ": ", " : ", " ", "  ", "    ", ""])
    return word + joint + rng.choice([number, number, person, shop, short_words])(rng)


def compound(rng: random.Random) -> str:
    """Words run together, as tills cut article names to a field's width."""
    text = "".join(korean_word(rng) for _ in range(rng.choice([2, 2, 3])))[:11]
    return text + rng.choice(["", "", "", size(rng), f"({size(rng)})", f"{rng.randint(1, 99)}00"])


def short_words(rng: random.Random) -> str:
    """One to four words of the language at large."""
    return " ".join(korean_word(rng) for _ in range(rng.choice([1, 1, 2, 2, 3, 4])))


_FRAMES = ["*** {} ***", "** {} **", "=== {} ===", "--- {} ---", "[ {} ]", "★ {} ★",
           "※ {}", "* {}", "- {}", "{}!!", "~{}~"]  # fmt: skip


def phrase(rng: random.Random) -> str:
    """A sentence of the foot, or a piece of one."""
    text = _often(sections("phrases")[""], rng)
    if rng.random() < 0.25:
        text = rng.choice(_FRAMES).format(text)
    words = text.split(" ")
    if len(words) > 2 and rng.random() < 0.3:
        start = rng.randrange(len(words) - 1)
        text = " ".join(words[start : start + 3])
    return text


def mixed(rng: random.Random) -> str:
    """Hangul, Latin, digits and punctuation in one line."""
    pieces: list[Rule] = [korean_word, korean_word, random_syllables, code, size, latin, amount]
    chosen = [rng.choice(pieces)(rng) for _ in range(rng.randint(2, 3))]
    text = rng.choice(["", " ", "-", "/", "_", ",", ".", "&", "+", ":", "·", ", "]).join(chosen)
    return rng.choice(["{}", "{}", "{}", "({})", "[{}]", "<{}>", "{}.", "{}:", "{}!", "'{}'"]).format(text)


def latin(rng: random.Random) -> str:
    """A word in Latin letters."""
    word = rng.choice(english_words())
    return rng.choice([word, word.upper(), word.upper(), word.capitalize()])


def noise_line(rng: random.Random) -> str:
    """Signs that occur seldom elsewhere, so that each is seen."""
    signs = "₩·※●■★☆○□◆◇▶◀▲▼→℃㎏㎖№☎《》「」【】÷±°…㈜®™€£¥√♥℡ℓ㎡!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~"
    frame = rng.choice(["{}{}", "{} {}", "{}{}{}", "({}) {}"])
    return frame.format(rng.choice(signs), korean_word(rng), rng.choice(signs))


_RULES: list[tuple[Rule, float]] = [
    (random_syllables, 8), (short_words, 13), (compound, 9), (item, 23), (item_row, 4),
    (label, 8), (spaced_out, 5),
    (shop, 13), (address, 6), (phrase, 4), (person, 3), (mixed, 6), (number, 5), (latin, 1), (noise_line, 2),
]  # fmt: skip


def make_text(rng: random.Random, longest: int = 22) -> str:
    """One line's text, at most `longest` characters (cut at a word where it is longer)."""
    rule = rng.choices([rule for rule, _ in _RULES], [weight for _, weight in _RULES])[0]
    text = rule(rng).strip()
    if len(text) <= longest:
        return text
    start = rng.randrange(len(text) - longest + 1) if rng.random() < 0.5 else 0
    return text[start : start + longest].strip()
