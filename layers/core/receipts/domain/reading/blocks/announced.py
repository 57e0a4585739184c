"""The text that a printed label announces: beside it, or where nothing stands there, below it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from receipts.domain.reading.layout.rows import Row
from receipts.domain.reading.letters.jamo import is_syllable
from receipts.domain.reading.vocabulary.english_words import TRANSLATION
from receipts.domain.reading.vocabulary.keywords import Hit, find_labels
from receipts.domain.reading.vocabulary.labels import Label

_BROKEN = re.compile(r"\(\s?법인\s?명?(?=\s{2}|$)")
_NEVER_ABOVE = frozenset({"매장", "사업장", "가게"})
"""Words that often head nothing: what stands below them is not their value."""
_SIGNS = tuple("/[(,|")
"""Before a label that follows another in one row."""
_TRANSLATED = re.compile(rf"[\s/(]*{TRANSLATION}", re.IGNORECASE)
_LAST_SYLLABLE = re.compile(r"^[가-힣](?=\s?[:：]|\s{2})")
"""Of a longer label, misread, behind the label that is known without it: 가맹점몀 for 가맹점명."""
_IN_BRACKETS = re.compile(r"[(\[]\s?[가-힣]{2,6}\s?[)\]]")
_IN_ONE_BOX = 1.5
"""In heights of the print: how far from each other two lines of one label are set, and begin."""
BUYER = re.compile(r"(?:고객사?|거래처|매입처|매수인|청구처|수신처?|공급받는\s?자|구매처)\s?명?")
"""Whom the paper was made out to: a word of its own before the name of a customer."""
_EDGE = " \t:;.,=|/\\-_*#'\"~>[]"


@dataclass(frozen=True, slots=True)
class Announced:
    """What stands at `row.text[start:]` and was announced by `hit` (in the same row or the one above)."""

    text: str
    row: Row
    start: int
    hit: Hit
    label_row: Row


def announced_by(rows: Sequence[Row], *labels: Label) -> Iterator[Announced]:
    """The values announced by any of `labels`, top to bottom; labels without a value are passed over."""
    for row in rows:
        hits = _said_once(row.text, find_labels(row.text))
        for index, hit in enumerate(hits):
            if hit.label in labels:
                value = _between_lines(rows, row, hit) or _beside(row, hit, hits[index + 1 :])
                if value is None and hit.word not in _NEVER_ABOVE:
                    value = _below(rows, row, hit)
                if value is not None:
                    yield value


def _said_once(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """The labels without those that only say the one before in English: 가맹점명 (Merchant Name)."""
    ends = [_translated_until(text, hit, hit.end) for hit in hits]
    return [
        hit
        for hit in hits
        if not any(one.end <= hit.start < end for one, end in zip(hits, ends, strict=True))
    ]


def _translated_until(text: str, hit: Hit, start: int) -> int:
    """Where the English of a Korean label ends that stands at `start`; `start` where there is none."""
    translated = _TRANSLATED.match(text, start) if is_syllable(hit.word[0]) else None
    return translated.end() if translated else start


def _beside(row: Row, hit: Hit, later: Sequence[Hit]) -> Announced | None:
    others = (
        other for other in later if _announces(row.text, other) and not _begins_value(row.text, hit, other)
    )
    end = next((other.start for other in others), len(row.text))
    return None if _BROKEN.match(row.text, hit.end) else _value(row, hit, hit.end, end, row)


def _begins_value(text: str, hit: Hit, other: Hit) -> bool:
    """Whether the value right behind the label only begins like another one: 가맹점명  상품권나라."""
    is_first = not text[hit.end : other.start].strip(_EDGE)
    return is_first and is_syllable(text[other.end : other.end + 1] or " ")


def _announces(text: str, hit: Hit) -> bool:
    """Whether a word after the label is a label too: a sign or a gap precedes, or a colon follows."""
    before = text[: hit.start]
    return (
        hit.start == 0
        or before.rstrip()[-1:] in _SIGNS
        or before.endswith("  ")
        or text[hit.end :].lstrip().startswith(":")
    )


def _below(rows: Sequence[Row], row: Row, hit: Hit) -> Announced | None:
    if row.index + 1 >= len(rows):
        return None
    below = rows[row.index + 1]
    others = find_labels(below.text)
    end = others[0].start if others else len(below.text)
    if below.page != row.page or (others and not _is_numbered_behind(below.text[:end], others[0])):
        return None
    return _value(below, hit, 0, end, row)


def _is_numbered_behind(value: str, other: Hit) -> bool:
    """Whether the business number stands in brackets behind it: 주식회사 달빛 (사업자등록번호 …)."""
    return other.label is Label.BUSINESS_NUMBER and value.rstrip().endswith("(") and len(value) > len(" (")


def _between_lines(rows: Sequence[Row], row: Row, hit: Hit) -> Announced | None:
    """The value of a label in two lines, 상호 over (법인명) or 상호(법인 over 명) as on 세금계산서: beside
    their middle, in a row of its own. What stands beside the upper line is another column's.
    """
    if row.index + 1 >= len(rows):
        return None
    label, value, closing = row.cell_at(hit.start), rows[row.index + 1], rows[row.index + 2 : row.index + 3]
    beside = next((cell for cell in value.cells if cell.left >= label.right), None)
    ends = (cell for other in closing for cell in other.cells if _IN_BRACKETS.fullmatch(cell.text.strip()))
    is_closed = any(abs(cell.left - label.left) < label.height * _IN_ONE_BOX for cell in ends)
    is_closed = is_closed and closing[0].y - row.y <= _IN_ONE_BOX * label.height * 2
    if beside is None or find_labels(beside.text) or not (is_closed or _BROKEN.match(row.text, hit.end)):
        return None
    return Announced(beside.text.strip(_EDGE), value, value.text.index(beside.text), hit, row)


def _value(row: Row, hit: Hit, start: int, end: int, label_row: Row) -> Announced | None:
    raw = row.text[_translated_until(row.text, hit, start) : end]
    raw = _LAST_SYLLABLE.sub("", raw)
    text = re.sub(r"^\s*[)\]}>]?\s*(?:명|번호)?\s*[:;.=\-]*\s*", "", raw).strip(_EDGE)
    if not text or BUYER.fullmatch(text):
        return None
    return Announced(text, row, row.text.index(text, start), hit, label_row)
