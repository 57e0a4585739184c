"""The text that a page of a PDF holds: whether it says what the page shows, and its lines.

What cannot be believed is rendered instead, and read like a photo.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, TypeAlias

import pypdfium2
from pypdfium2 import raw as pdfium

from receipts.domain.reading.vocabulary.keywords import find_labels
from receipts.domain.reading.vocabulary.labels import Label

Bounds: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right and top in points of the page, y upwards."""

_SCAN_COVER: Final = 0.5
_PHOTO_COVER: Final = 0.05
"""Share of the page from which a picture is a photo rather than the sender's logo."""
_MOST_PICTURES: Final = 500
_SAMPLE: Final = 60
"""Letters that are asked which way they stand."""
_ENOUGH_HANGUL: Final = 10
_UPRIGHT: Final = 10.0
"""Degrees that a letter may lean: italics do not, a stamp may."""
_INVISIBLE: Final = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_GAP: Final = 1.2
"""Heights of a letter between two letters that belong to two columns."""
_SPACE: Final = 0.32
"""Heights between letters of one text that were drawn apart: kerning takes less, and a space of Korean faces
0.28 of the room that a letter has; columns of a table seldom stand so near.
"""
_LEAST_SPACE: Final = 0.1
"""Heights of a space at least: wide faces have gaps within words, but the room of their letters touches."""
_LOWER: Final = 0.5
"""Heights by which a letter stands in another line: raised ones differ by less."""
_BACK: Final = 0.5
"""Heights that a letter may reach back, as an f does: what begins anew at the left does more."""
_MOST_COMPARED: Final = 100_000
"""Pairs of texts at one height: a page of 200 rows with five columns has 1,000."""
_HIDES: Final = 0.5
"""Share of a text that another covers."""
_WATERMARK: Final = 2.5
"""Times the height of a text from which another is a watermark."""
_LONGEST: Final = 200
"""Letters of a piece that are searched for words."""
_SUMS: Final = frozenset(
    {Label.TOTAL, Label.PAID, Label.AMOUNT, Label.SUPPLY, Label.VAT, Label.SUBTOTAL, Label.CARD, Label.CASH}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text within `bounds`."""

    text: str
    bounds: Bounds


def pictures_of(page: pypdfium2.PdfPage) -> Sequence[Bounds]:
    """Where pictures are on the page, the first few hundred."""
    found = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
    return [picture.get_bounds() for picture, _ in zip(found, range(_MOST_PICTURES), strict=False)]


def is_scan(page: pypdfium2.PdfPage, pictures: Sequence[Bounds]) -> bool:
    """Pictures cover the page, in strips perhaps: text on it is some scanner's guess, which we would rather
    make ourselves.
    """
    width, height = page.get_size()
    return bool(sum(map(_area, pictures)) > _SCAN_COVER * width * height)


def photo_of(page: pypdfium2.PdfPage, pictures: Sequence[Bounds]) -> Bounds | None:
    """The largest picture that is more than a logo."""
    return max(photos_of(page, pictures), key=_area, default=None)


def photos_of(page: pypdfium2.PdfPage, pictures: Sequence[Bounds]) -> Sequence[Bounds]:
    """The pictures that are more than logos."""
    width, height = page.get_size()
    return [picture for picture in pictures if _area(picture) > _PHOTO_COVER * width * height]


def around(pictures: Sequence[Bounds]) -> Bounds:
    """The bounds that hold all of them."""
    lefts, bottoms, rights, tops = zip(*pictures, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _area(bounds: Bounds) -> float:
    left, bottom, right, top = bounds
    return (right - left) * (top - bottom)


def stands_upright(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> bool:
    """Whether most letters stand upright on the page as shown: PDFium and /Rotate both turn clockwise."""
    count = text.count_chars()
    sample = range(0, count, max(1, count // _SAMPLE))
    turns = (math.degrees(pdfium.FPDFText_GetCharAngle(text.raw, index)) for index in sample)
    upright = sum(_lean(turn + page.get_rotation()) < _UPRIGHT for turn in turns)
    return bool(2 * upright >= len(sample))


def _lean(degrees: float) -> float:
    return min(degrees % 360, -degrees % 360)


def has_invisible_text(page: pypdfium2.PdfPage) -> bool:
    """Whether some of the text is there to be copied alone, as scanners lay it over what they saw."""
    found = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
    return any(pdfium.FPDFTextObj_GetTextRenderMode(one.raw) in _INVISIBLE for one in found)


def says_what_it_shows(pieces: Sequence[Piece]) -> bool:
    """Whether the fonts tell their letters: no control or private signs, and Korean with some known word."""
    text = "\n".join(piece.text for piece in pieces)
    if any(_is_no_letter(sign) for sign in text):
        return False
    hangul = sum("가" <= sign <= "힣" for sign in text)
    known = any(hit.slips == 0 for piece in pieces for hit in find_labels(piece.text[:_LONGEST]))
    return hangul < _ENOUGH_HANGUL or known


def speaks_of_money(pieces: Sequence[Piece]) -> bool:
    """Whether the text has a word for a sum, as a receipt has and the letter around a photo has not."""
    return any(hit.label in _SUMS for piece in pieces for hit in find_labels(piece.text[:_LONGEST]))


def _is_no_letter(sign: str) -> bool:
    return sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or (sign < " " and sign not in "\t\n\r")


def pieces_of(text: pypdfium2.PdfTextPage, rotation: int) -> Sequence[Piece]:
    """The text put together letter by letter, in PDFium's order and by where each stands: browsers draw a
    word in several objects, between which PDFium may see a new line, and cells of a table stand close. What
    is drawn twice to look bold PDFium tells once.

    `rotation` is by how many degrees the page is turned clockwise before it is shown.
    """
    pieces: list[Piece] = []
    letters: list[_Letter] = []
    for letter in _letters_of(text, rotation):
        if letters and _is_apart(letters[-1], letter):
            pieces += _joined(letters)
            letters = []
        letters.append(letter)
    return [*pieces, *_joined(letters)]


def lie_on_each_other(pieces: Sequence[Piece]) -> bool:
    """Whether two texts of one size share their place, so that a person sees neither; or so many stand side
    by side that nobody compares them.
    """
    above: list[Piece] = []
    compared = 0
    for piece in sorted(pieces, key=_bottom):
        above = [other for other in above if other.bounds[3] > piece.bounds[1]]
        compared += len(above)
        if compared > _MOST_COMPARED or any(_cover(piece.bounds, other.bounds) > _HIDES for other in above):
            return True
        above.append(piece)
    return False


def _bottom(piece: Piece) -> float:
    return piece.bounds[1]


def _cover(one: Bounds, other: Bounds) -> float:
    """The share of the smaller that both have, none where one is much higher, as a watermark is."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    tall, low = sorted((one[3] - one[1], other[3] - other[1]), reverse=True)
    smaller = min(_area(one), _area(other))
    if min(width, height) <= 0 or not smaller or tall > _WATERMARK * low:
        return 0.0
    return width * height / smaller


@dataclass(frozen=True, slots=True)
class _Letter:
    """A letter, what was drawn with it, and what stands before it."""

    sign: str
    bounds: Bounds
    advance: Bounds
    """With the room that its font gives it, which touches that of its neighbours; as the page is shown."""
    drawn_with: int
    space: bool = False
    """Whether a space is drawn before it."""
    gap: bool = False
    """Whether PDFium infers one, or a new line."""


def _letters_of(text: pypdfium2.PdfTextPage, rotation: int) -> Iterator[_Letter]:
    space = gap = False
    for index in range(text.count_chars()):
        sign = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if sign.isspace():
            is_drawn = not pdfium.FPDFText_IsGenerated(text.raw, index)
            space, gap = space or is_drawn, True
            continue
        drawn_with = ctypes.addressof(pdfium.FPDFText_GetTextObject(text.raw, index).contents)
        advance = _as_shown(text.get_charbox(index, loose=True), rotation)
        yield _Letter(sign, text.get_charbox(index), advance, drawn_with, space, gap)
        space = gap = False


def _as_shown(bounds: Bounds, rotation: int) -> Bounds:
    """The bounds on a page that is turned clockwise, around another origin."""
    left, bottom, right, top = bounds
    turned = {
        90: (bottom, -right, top, -left),
        180: (-right, -top, -left, -bottom),
        270: (-top, left, -bottom, right),
    }
    return turned.get(rotation, bounds)


def _is_apart(one: _Letter, other: _Letter) -> bool:
    """Whether the letters belong to two pieces."""
    height, distance = _height(one, other), _distance(one, other)
    lower = abs(other.advance[1] - one.advance[1])
    if distance > _GAP * height or distance < -_BACK * height or lower > _LOWER * height:
        return True
    is_one_object = one.drawn_with == other.drawn_with
    return not (is_one_object or other.space or distance < _SPACE * height)


def _joined(letters: Sequence[_Letter]) -> Iterator[Piece]:
    if letters:
        spaces = ["", *(" " * _is_word_end(one, other) for one, other in pairwise(letters))]
        text = "".join(space + letter.sign for space, letter in zip(spaces, letters, strict=True))
        yield Piece(text, around([letter.bounds for letter in letters]))


def _is_word_end(one: _Letter, other: _Letter) -> bool:
    """Whether a space parts the letters: it is drawn, or PDFium infers it and there is room for it."""
    return other.space or (other.gap and _distance(one, other) > _LEAST_SPACE * _height(one, other))


def _distance(one: _Letter, other: _Letter) -> float:
    return other.advance[0] - one.advance[2]


def _height(one: _Letter, other: _Letter) -> float:
    return max(letter.advance[3] - letter.advance[1] for letter in (one, other))
