"""Text set as a printer sets it: ink on a sheet, and the place of every glyph in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.fonts import Face
from training.render import Ink

_PAD: Final = 8


@dataclass(frozen=True)
class Style:
    """How a printer sets text: one a receipt, varied for titles."""

    face: Face
    size: int
    bitmap: bool
    cell: float  # width of a half-width cell in pixels; 0: as wide as the face says
    tracking: float
    across: float  # stretch: condensed type, double width
    down: float
    bold: bool = False
    inverted: bool = False

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return self.face.at(self.size)

    @property
    def height(self) -> int:
        """Height of an ordinary syllable in pixels."""
        top, bottom = _reference(self.font)
        return round((bottom - top) * self.down)

    def advance(self, char: str) -> float:
        """How far a character moves the pen, stretched."""
        if self.cell:
            return self.cell * (2 if ord(char) >= 0x1100 else 1) * self.across
        least = self.size * 0.22 if char == " " else 2.0
        return max(self.font.getlength(char) + self.tracking, least) * self.across

    def width(self, text: str) -> float:
        return sum(self.advance(char) for char in text)


@lru_cache(maxsize=512)
def _reference(font: ImageFont.FreeTypeFont) -> tuple[int, int]:
    box = font.getbbox("가훨")
    return int(box[1]), int(box[3])


@lru_cache(maxsize=40000)
def _extent(font: ImageFont.FreeTypeFont, char: str) -> tuple[float, float]:
    box = font.getbbox(char)
    return float(box[0]), float(box[2])


@dataclass(frozen=True)
class Glyph:
    """A printed character: its ink's sides, its line's top and bottom, whether a space goes before it."""

    char: str
    line: int
    after_space: bool
    left: float
    right: float
    top: float
    bottom: float


@dataclass
class Sheet:
    """A receipt under the printer's head: ink so far, and the glyphs in it, each line from left to right."""

    ink: Ink
    glyphs: list[Glyph] = field(default_factory=list)

    def put(self, text: str, style: Style, left: float, top: float, line: int) -> None:
        """Print a text so that an ordinary syllable's top stands at `top`."""
        strip, spans = _set(text, style)
        above = round((_PAD + _reference(style.font)[0]) * style.down)
        _lay(self.ink, strip, round(left), round(top) - above)
        bottom = top + style.height
        for char, after_space, start, end in spans:
            place = round(left)
            self.glyphs.append(Glyph(char, line, after_space, place + start, place + end, top, bottom))


_Span = tuple[str, bool, float, float]


def _set(text: str, style: Style) -> tuple[Ink, list[_Span]]:
    """The text's ink, and for each visible character its sides in it."""
    width = int(style.width(text) / style.across) + style.size
    image = Image.new("L", (width, int(style.size * 1.7) + 2 * _PAD), 0)
    pen = ImageDraw.Draw(image)
    pen.fontmode = "1" if style.bitmap else "L"
    spans: list[_Span] = []
    left, after_space = 0.0, True
    for char in text:
        step = style.advance(char) / style.across
        if char != " ":
            start = round(left + max((step - style.font.getlength(char)) / 2, 0.0))
            pen.text((start, _PAD), char, fill=255, font=style.font)
            sides = _extent(style.font, char)
            spans.append(
                (char, after_space, (start + sides[0]) * style.across, (start + sides[1]) * style.across)
            )
        after_space = char == " "
        left += step
    ink = np.asarray(image)
    if style.bold:
        ink = cv2.dilate(ink, np.ones((1, 2), np.uint8)).astype(np.uint8)
    return _stretch(ink, style), spans


def _stretch(ink: Ink, style: Style) -> Ink:
    if (style.across, style.down) == (1.0, 1.0):
        return ink
    way = cv2.INTER_NEAREST if style.bitmap else cv2.INTER_LINEAR
    way = way if min(style.across, style.down) >= 1 else cv2.INTER_AREA
    return cv2.resize(ink, None, fx=style.across, fy=style.down, interpolation=way).astype(np.uint8)


def _lay(ink: Ink, strip: Ink, left: int, top: int) -> None:
    """Add a strip's ink to the sheet, cut at the sheet's edges."""
    rows, columns = slice(max(top, 0), top + strip.shape[0]), slice(max(left, 0), left + strip.shape[1])
    target = ink[rows, columns]
    piece = strip[max(-top, 0) :, max(-left, 0) :][: target.shape[0], : target.shape[1]]
    np.maximum(target, piece, out=target)


def corners(glyphs: list[Glyph]) -> NDArray[np.float32]:
    """n x 4 x 2: middle of each glyph's left, right, top and bottom side."""
    points = [
        ((g.left, (g.top + g.bottom) / 2), (g.right, (g.top + g.bottom) / 2),
         ((g.left + g.right) / 2, g.top), ((g.left + g.right) / 2, g.bottom))
        for g in glyphs
    ]  # fmt: skip
    return np.array(points, np.float32).reshape(-1, 4, 2)
