"""Draw a text as ink coverage: where a printer would put ink, before anything goes wrong."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.fonts import Face

Ink = NDArray[np.uint8]

_SIZES: Final = (24, 28, 30, 32, 36, 40)
_BITMAP_SIZES: Final = (16, 18, 20, 22, 24)
_PAD: Final = 6


@lru_cache(maxsize=4096)
def _reference_box(font: ImageFont.FreeTypeFont) -> tuple[int, int]:
    """Top and bottom of an ordinary syllable, so that a lone hyphen keeps its place in the line."""
    box = font.getbbox("가훨")
    return int(box[1]), int(box[3])


def _advances(text: str, font: ImageFont.FreeTypeFont, size: int, rng: random.Random) -> list[float]:
    """How far each character moves the pen: as the face says, tracked, or in a printer's cells."""
    manner = rng.random()
    if manner < 0.48:
        cell = size * rng.uniform(0.46, 0.58)
        return [cell * (2 if "가" <= char <= "힣" else 1) for char in text]
    tracking = rng.uniform(-0.08, 0.18) * size if manner < 0.74 else 0.0
    return [max(font.getlength(char) + tracking, 2.0) for char in text]


def _in_dots(text: str, size: int, rng: random.Random) -> list[float]:
    """A printer's cells in whole dots, with a few dots between them now and then."""
    between = rng.choices((0, 1, 2), (0.7, 0.15, 0.15))[0]
    return [float((size if "가" <= char <= "힣" else (size + 1) // 2) + between) for char in text]


def draw_ink(text: str, face: Face, rng: random.Random) -> Ink:
    """The text's ink, cut to its width and to the height of an ordinary syllable or more."""
    bitmap = bool(face.dots) or rng.random() < 0.28
    size = face.dots or rng.choice(_BITMAP_SIZES if bitmap else _SIZES)
    font = face.at(size)
    steps = _in_dots(text, size, rng) if face.dots else _advances(text, font, size, rng)
    width, height = int(sum(steps)) + size + 2 * _PAD, int(size * 1.7) + 2 * _PAD
    image = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(image)
    if bitmap:
        pen.fontmode = "1"
    left = float(_PAD)
    for char, step in zip(text, steps, strict=True):
        if char != " ":
            slack = max((step - font.getlength(char)) / 2, 0.0)
            pen.text((round(left + slack), _PAD), char, fill=255, font=font)
        left += step
    ink = _cut(np.asarray(image), _reference_box(font))
    if bitmap:
        scale = rng.choice((1.4, 1.7, 2.0))
        way = rng.choice((cv2.INTER_NEAREST, cv2.INTER_LINEAR))
        ink = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=way).astype(np.uint8)
    return ink


def _cut(drawn: Ink, reference: tuple[int, int]) -> Ink:
    columns = np.flatnonzero(drawn.any(axis=0))
    rows = np.flatnonzero(drawn.any(axis=1))
    if not columns.size:
        return drawn
    top = min(int(rows[0]), reference[0] + _PAD)
    bottom = max(int(rows[-1]) + 1, reference[1] + _PAD)
    return drawn[max(top, 0) : bottom, columns[0] : columns[-1] + 1]


def _margin(rng: random.Random) -> float:
    """Paper that the detector leaves beside the text, in text heights; below zero it cuts in."""
    return rng.choices(
        [rng.uniform(-0.05, 0.08), rng.uniform(0.06, 0.28), rng.uniform(0.25, 0.55)], [0.2, 0.62, 0.18]
    )[0]


def place(ink: Ink, neighbours: list[Ink], rng: random.Random) -> Ink:
    """Set the ink into a crop as the detector makes one, with pieces of the lines above and below."""
    height, width = ink.shape
    top, bottom = (round(_margin(rng) * height) for _ in range(2))
    left, right = (round(max(_margin(rng), 0.0) * height * rng.uniform(0.3, 1.6)) for _ in range(2))
    crop = np.zeros((height + top + bottom, width + left + right), np.uint8)
    source = ink[max(-top, 0) : height + min(bottom, 0)]
    row = max(top, 0)
    crop[row : row + source.shape[0], left : left + width] = source
    for above, other in zip((True, False), neighbours, strict=False):
        room = (top if above else bottom) - round(rng.uniform(0.02, 0.18) * height)
        if room >= 2:
            _lay(crop, other, above, min(room, other.shape[0]), rng)
    return crop


def _lay(crop: Ink, other: Ink, above: bool, room: int, rng: random.Random) -> None:
    """Show `room` rows of a neighbouring line at the crop's edge."""
    start = rng.randint(-other.shape[1] // 2, max(crop.shape[1] - 4, 0))
    first, last = max(start, 0), min(start + other.shape[1], crop.shape[1])
    if last <= first:
        return
    piece = other[-room:] if above else other[:room]
    target = crop[:room] if above else crop[-room:]
    shown = piece[:, first - start : last - start]
    np.maximum(target[:, first:last], shown, out=target[:, first:last])
