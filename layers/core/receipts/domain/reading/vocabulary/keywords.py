"""Finding the words that announce a field, though the reader got a letter or two of them wrong."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from receipts.domain.reading.letters.jamo import has_hangul, is_syllable, word_difference
from receipts.domain.reading.letters.normalise import plain_letters
from receipts.domain.reading.letters.spelling import as_compared, is_one_slip
from receipts.domain.reading.vocabulary.english_words import ENGLISH
from receipts.domain.reading.vocabulary.european_words import EUROPEAN, EXCLUSIVE, INCLUSIVE, TAX_NAMES
from receipts.domain.reading.vocabulary.japanese_words import JAPANESE
from receipts.domain.reading.vocabulary.korean_words import COMPOUNDS, KOREAN, OTHER_WORDS, TRADES
from receipts.domain.reading.vocabulary.labels import Label
from receipts.domain.reading.vocabulary.ordinary_words import ORDINARY
from receipts.domain.reading.vocabulary.put_together import PUT_TOGETHER

_PARTICLE = re.compile(
    r"(?:[은는을를의로]|에서?|으로|와|과)(?![가-힣])|(?:이|가)(?=\s[가-힣])|\s?,\s?[가-힣]"
)
"""After a particle (카드결제는 …, 주소가 실제와 …) or in a list a sentence speaks of the thing."""
_COMPOUND = re.compile(rf"(?<![가-힣])(?P<first>{'|'.join(COMPOUNDS)})\s?(?P<sum>[가-힣]{{2,9}})(?![가-힣])")
_EXEMPT_BEFORE = re.compile(r"[과면]세(?:금액|물품|물품가액)?\s?\($")
"""비과세(보증금): what is exempt, in brackets."""
_TAXES = ("VAT", "GST", "SST", "TAX", "부가세별도", *map(as_compared, TAX_NAMES))
_INCLUDED_TAX = frozenset(f"LNCL{tax}" for tax in _TAXES)
"""Incl. GST 7% 1.31 at the head of a row; words are compared with I read as L."""
_TAX_BRACKETED = re.compile(r"부가(?:가치)?세\s?[(\[]")
_ENDS_IN_AMOUNT = re.compile(r"\d,\d{3}\s?원?\s+$")
_OF_GOODS = re.compile(r"(?:\s+|\))(?!\d)[가-힣A-Za-z0-9]{2}")
"""면세 대파, 과세)우유: whether goods are taxed stands before their names in some supermarkets."""
_TAXED = ("면세", "과세")
_INCLUDED = re.compile(r"\s*(?:포함|별도)")
_INSIDE = re.compile(r"\b(?:INCL(?:\.|UDED)?|CONTAINED) IN(?: THE)?\s$", re.IGNORECASE)
"""GST 9% included in total: what follows is the tax."""
_WITH_ITS_CHANGE = re.compile(r"CASH\s?/\s?CHANGE", re.IGNORECASE)
"""Two amounts follow, which are not the change in cash."""
_HOLDS_AMOUNT = re.compile(r"\d[.,]\d\d(?!\d|\s?%)")
"""Of TAX 1.12 TOTAL 15.12 each word has its own amount."""
_MILK = "LALT"
"""In one word it is what the French call milk; the Danish I ALT, the total, is two."""
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_COLON = re.compile(r"\s?[:：]")
_OWN_CELL = re.compile(r"\s{2,}\S")
_LEAD_ROWS = frozenset({"상호", "주소"})
"""Short words that are recognised with a slip where they fill the first cell of a row."""
_SHORT_ENGLISH = 6
"""Letters: with one of them wrong, a shorter word is another (TOTAL, TOTAX)."""
_SHORT_KOREAN = 2
"""Syllables: words so short are parts of others (합계금액, 총합계)."""
_MOST_WORDS = 7
"""TOTAL SALES INCLUSIVE OF GST with two fillers: the longest phrase of the vocabulary."""
_COLUMNS = frozenset({Label.SUPPLY, Label.VAT, Label.EXEMPT, Label.TOTAL, Label.DISCOUNT})
_GLUED = frozenset({Label.ADDRESS, Label.MERCHANT, Label.OWNER, Label.PHONE})
_CUT = (
    *(Label.ISSUED, Label.AMOUNT, Label.DISCOUNT, Label.SUPPLY, Label.EXEMPT, Label.BUSINESS_NUMBER),
    *(Label.APPROVAL, Label.CARD, Label.CASH, Label.VAT, Label.TOTAL, Label.PAID, Label.MERCHANT),
)
"""Fields whose words are known without their first syllable, too."""
_SHORT_WITH_SLIPS = frozenset(
    {Label.TOTAL, Label.SUBTOTAL, Label.EXEMPT, Label.DISCOUNT, Label.CHANGE, Label.CASH}
)
"""Words of two syllables that are recognised with a slip; others so short only where a colon follows, for
they would be found everywhere."""
_MONEY = ("EUR", "EURO", "EUROS", "GBP", "SEK", "NOK", "DKK", "CZK", "THB", "PHP", "IDR", "INR", "AED")
"""Beside the word for a total. PLN is left out: PIN, the card of the Netherlands, is compared as PLN."""
_SAME = {
    **dict.fromkeys(("INCLUSIVE", "INCLUDING", "INCLUDED", "INCLUDE", "INC", "INCI", *INCLUSIVE), "INCL"),
    **dict.fromkeys(("EXCLUSIVE", "EXCLUDING", "EXCLUDED", "EXCLUDE", "EXC", *EXCLUSIVE), "EXCL"),
    **dict.fromkeys(("NUMBER", "NUM", "NBR"), "NO"),
    **dict.fromkeys(
        ("OF", "THE", "RM", "MYR", "FOR", "IN", "HK", "HKD", "NT", "TWD", "USD", "SGD", "CHF", *_MONEY), ""
    ),
}
"""Words that mean the same on an invoice, and words between that mean nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the vocabulary found in a text, at `text[start:end]`; `slips` letters of it are wrong."""

    label: Label
    start: int
    end: int
    word: str
    slips: int = 0

    @property
    def weight(self) -> tuple[int, int]:
        return 2 * len(self.word) - 3 * self.slips, -self.slips


@lru_cache(maxsize=4096)
def find_labels(text: str) -> tuple[Hit, ...]:
    """The announcing words in `text` from left to right; where two overlap the longer one counts."""
    found = [*_korean_hits(text), *_japanese_hits(text), *_english_hits(plain_letters(text))] if text else []
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda hit: hit.weight, reverse=True):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    kept = [hit for hit in kept if not hit.slips or text[hit.start : hit.end] not in OTHER_WORDS]
    said = [hit for hit in kept if _announces(text, hit) and not _marks_goods(text, hit, kept)]
    return tuple(sorted((_meant(text, hit) for hit in said), key=_start))


def leading_word(text: str) -> Hit | None:
    """The announcing word that `text` begins with."""
    return next((hit for hit in find_labels(text)[:1] if hit.start == 0), None)


def _marks_goods(text: str, hit: Hit, found: Sequence[Hit]) -> bool:
    """Whether it only says of the goods named behind it how they are taxed."""
    if hit.start or hit.word not in _TAXED or hit.slips:
        return False
    return len(found) == 1 and bool(_OF_GOODS.match(text, hit.end))


def _start(hit: Hit) -> int:
    return hit.start


def _announces(text: str, hit: Hit) -> bool:
    """Whether the word stands for itself: in 합계(VAT 포함) the tax only describes the sum, (면)세법 has a
    mark in front.
    """
    if ")" in text[hit.start : hit.end] and "(" not in text[hit.start : hit.end]:
        return False
    if hit.label is Label.TOTAL and _INSIDE.search(text[: hit.start]):
        return False
    if hit.label is Label.DEPOSIT and _EXEMPT_BEFORE.search(text[: hit.start]):
        return False
    if hit.label is Label.QUALIFIER:
        return _leads_with_tax(text, hit)
    return not _INCLUDED.match(text, hit.end) or (hit.word == "VAT" and not text[: hit.start].strip(" ("))


def _leads_with_tax(text: str, hit: Hit) -> bool:
    """`VAT included 1.47` leads its row and announces the tax; `Total (incl. VAT)` only describes the sum.

    So does 부가세(포함), while 부가세포함 may also describe the sum that follows it.
    """
    before = text[: hit.start]
    if any(map(str.isalnum, before)) and not (_ENDS_IN_AMOUNT.search(before) and "(" in text[hit.start :]):
        return False
    if hit.word in _INCLUDED_TAX:
        return True
    return hit.word.startswith(_TAXES) or bool(_TAX_BRACKETED.match(text, hit.start))


def _meant(text: str, hit: Hit) -> Hit:
    return replace(hit, label=Label.VAT) if hit.label is Label.QUALIFIER else hit


def _korean_hits(text: str) -> Iterator[Hit]:
    if not has_hangul(text):
        return
    places = [index for index, char in enumerate(text) if char.isalnum()]
    letters = "".join(text[index] for index in places)
    for length, words in _korean_words().items():
        for first in range(len(letters) - length + 1):
            window = letters[first : first + length]
            start, end = places[first], places[first + length - 1] + 1
            if is_syllable(window[0]) and not _PARTICLE.match(text, end):
                yield from _matches(text, window, words, start, end)
    yield from _compounds(text)


def _compounds(text: str) -> Iterator[Hit]:
    """Words that are put together as every till puts them together: 실 and what is paid, 출퇴근 and 할인."""
    for match in _COMPOUND.finditer(text):
        word, slips = _nearest(match["sum"])
        meant = COMPOUNDS[match["first"]].get(_korean_words()[len(word)][word]) if word else None
        if meant:
            yield Hit(meant, match.start(), match.end(), match["first"] + word, slips)
    for pattern, label in PUT_TOGETHER:
        yield from (
            Hit(label, one.start(), one.end(), one.group())
            for one in pattern.finditer(text)
            if not (_ends_in_word(one.group()) or _nearest(one.group())[1] == 1)
        )


def _nearest(text: str) -> tuple[str, int]:
    """The word that `text` is, or was before letters of it were misread, and how many; none: an empty one."""
    if text in _korean_words().get(len(text), {}):
        return text, 0
    if len(text) <= _SHORT_KOREAN + 1:
        return "", 0
    tried = ((word_difference(text, word, 2), word) for word in _sharing_a_syllable(text))
    slips, word = min(((slips, word) for slips, word in tried if slips is not None), default=(0, ""))
    return word, slips


def _ends_in_word(text: str) -> bool:
    """Whether the vocabulary knows what `text` ends in: 매장 대표전화번호 is a telephone's."""
    words = _korean_words()
    return any(text[-length:] in words.get(length, {}) for length in range(_SHORT_KOREAN + 1, len(text) + 1))


def _matches(text: str, window: str, words: dict[str, Label], start: int, end: int) -> Iterator[Hit]:
    cut = _cut_words().get(window)
    if cut and start == 0 and _ends_word(text, end):
        yield Hit(cut[0], start, end, cut[1], 1)
    if window in words:
        if _stands_apart(text, words[window], start, end):
            yield Hit(words[window], start, end, window)
        return
    allowed = 0 if window in TRADES else _slips_allowed(len(window))
    if not allowed or not (_starts_word(text, start) and _ends_word(text, end)):
        return
    short = len(window) <= _SHORT_KOREAN and not _COLON.match(text, end)
    leads_row = not text[:start].strip() and bool(_OWN_CELL.match(text, end))
    for word in _sharing_a_syllable(window):
        label = words[word]
        slips = word_difference(window, word, allowed)
        if slips is not None and leads_row and word in _LEAD_ROWS:
            yield Hit(label, start, end, word, slips)
        leads = len(window) > _SHORT_KOREAN or not any(map(str.isalnum, text[:start]))
        if slips is not None and leads and (label in _SHORT_WITH_SLIPS or not short):
            yield Hit(label, start, end, word, slips)


def _stands_apart(text: str, label: Label, start: int, end: int) -> bool:
    """Whether the letters are a word by themselves: long ones always, short or spaced-out ones between gaps.

    The reader loses gaps: what heads a row may have its value right behind it (주소서울…).
    """
    if _are_columns(text[start:end]):
        return False
    if end - start > _SHORT_KOREAN and " " not in text[start:end]:
        return True
    heads_row = start == 0 and end - start == _SHORT_KOREAN and label in _GLUED
    return _starts_word(text, start) and (_ends_word(text, end) or heads_row)


def _are_columns(text: str) -> bool:
    """Whether a gap parts two words that each head a column of their own: 부가세  합계, Net  VAT."""
    parts = re.split(r"\s{2,}", text)
    return len(parts) > 1 and all(_exact_label(part) in _COLUMNS for part in parts)


def _exact_label(text: str) -> Label | None:
    korean = _korean_words().get(len(text), {}).get(text)
    return korean or _english_words()[0].get("".join(map(_word, _split(text))))


def _slips_allowed(length: int) -> int:
    """One or two wrong letters (jamo) a word; a word of one syllable none."""
    return min(length - 1, 2)


def _starts_word(text: str, start: int) -> bool:
    return start == 0 or not is_syllable(text[start - 1])


def _ends_word(text: str, end: int) -> bool:
    return end == len(text) or not is_syllable(text[end])


def _sharing_a_syllable(window: str) -> dict[str, None]:
    """The words that have a syllable of `window` in its place; so few slips leave at least one right. They
    keep the order of the vocabulary's lists, so that of two alike the same one is found each time.
    """
    shared, length = _by_syllable(), len(window)
    alike = (word for place, char in enumerate(window) for word in shared.get((length, place, char), ()))
    return dict.fromkeys(alike)


@cache
def _by_syllable() -> dict[tuple[int, int, str], list[str]]:
    shared: dict[tuple[int, int, str], list[str]] = defaultdict(list)
    for length, words in _korean_words().items():
        for word in words:
            for place, char in enumerate(word):
                shared[length, place, char].append(word)
    return dict(shared)


@cache
def _korean_words() -> dict[int, dict[str, Label]]:
    by_length: dict[int, dict[str, Label]] = defaultdict(dict)
    for label, words in KOREAN.items():
        for word in words:
            by_length[len(word)].setdefault(word, label)
    return dict(by_length)


@cache
def _cut_words() -> dict[str, tuple[Label, str]]:
    """Words without their first syllable; a sum where they may be two, none if of another day (입차일시)."""
    known = TRADES.union(*KOREAN.values(), (word[1:] for word in KOREAN[Label.OTHER_DATE]))
    meant: dict[str, tuple[Label, str]] = {}
    for label in _CUT:
        for word in KOREAN[label]:
            rest = word[1:]
            if len(rest) > _SHORT_KOREAN and rest not in known:
                is_one = meant.get(rest, (label, ""))[0] is label
                meant[rest] = (label if is_one else Label.SUBTOTAL, word)
    return meant


def _japanese_hits(text: str) -> Iterator[Hit]:
    """Words are set without gaps there: one counts wherever it stands."""
    if text.isascii() or not _JAPANESE.search(text):
        return
    for label, words in JAPANESE.items():
        for word in words:
            start = text.find(word)
            if start >= 0:
                yield Hit(label, start, start + len(word), word)


def _english_hits(text: str) -> Iterator[Hit]:
    spans = _latin_words(text)
    words = [_word(text[start:end]) for start, end in spans]
    for first, last in _phrases(words):
        start, end = spans[first][0], spans[last][1]
        phrase = text[start:end]
        if not (_are_columns(phrase) or _WITH_ITS_CHANGE.fullmatch(phrase) or _HOLDS_AMOUNT.search(phrase)):
            yield from _english_matches("".join(words[first : last + 1]), start, end)


def _phrases(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and last index of every run of words that begins and ends with a word of meaning."""
    for first, word in enumerate(words):
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            if word and words[last]:
                yield first, last


def _english_matches(phrase: str, start: int, end: int) -> Iterator[Hit]:
    exact, by_length = _english_words()
    if phrase == _MILK and end - start == len(_MILK):
        return
    if phrase in exact:
        yield Hit(exact[phrase], start, end, phrase)
    elif len(phrase) >= _SHORT_ENGLISH and phrase not in ORDINARY:
        yield from _near(phrase, by_length, start, end)


def _near(joined: str, by_length: dict[int, dict[str, Label]], start: int, end: int) -> Iterator[Hit]:
    for length in (len(joined), len(joined) - 1, len(joined) + 1):
        for word, label in by_length.get(length, {}).items():
            if is_one_slip(joined, word):
                yield Hit(label, start, end, word, 1)
                return


def _split(text: str) -> list[str]:
    return [text[start:end] for start, end in _latin_words(text)]


def _word(text: str) -> str:
    """What a word counts as: nothing for numbers and filling words, one form for words of one meaning."""
    upper = text.upper()
    if sum(char.isdigit() for char in upper) * 2 > len(upper):
        return ""
    if upper.endswith("RM") and len(upper) > len("RM"):
        upper = upper.removesuffix("RM")
    word = as_compared(upper)
    return _same().get(word, word)


@cache
def _same() -> dict[str, str]:
    return {as_compared(word): as_compared(meaning) for word, meaning in _SAME.items()}


def _latin_words(text: str) -> list[tuple[int, int]]:
    """Where the words of Latin letters are; digits stay in a word only between or beside letters."""
    spans: list[tuple[int, int]] = []
    start = None
    for index, char in enumerate(text + " "):
        inside = char.isascii() and char.isalnum()
        if inside and start is None:
            start = index
        elif not inside and start is not None:
            spans.append((start, index))
            start = None
    return spans


@cache
def _english_words() -> tuple[dict[str, Label], dict[int, dict[str, Label]]]:
    exact: dict[str, Label] = {}
    by_length: dict[int, dict[str, Label]] = defaultdict(dict)
    for label, words in (*ENGLISH.items(), *EUROPEAN.items()):
        for word in words:
            key = "".join(_word(part) for part in _split(word))
            exact.setdefault(key, label)
            if len(key) >= _SHORT_ENGLISH:
                by_length[len(key)].setdefault(key, label)
    return exact, dict(by_length)
