"""Training lines cut by the runtime's detector out of whole synthetic receipts.

What the detector makes of a page cannot well be imitated line by line: its margins, ends cut off, the rims of
neighbours, columns run together. Here a receipt is printed, photographed and searched, and every box is
labelled with the glyphs that stand in it; a box that could be read in two ways is left out.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from receipts.adapters.ocr.detection import Quads
from receipts.adapters.ocr.recognition import straightened
from receipts.adapters.ocr.sessions import installed_models, load_detector
from training import damage
from training.damage import Field, Picture, Profile
from training.fonts import Face
from training.lines import _WIDEST, Line
from training.render import Ink
from training.sheets_layout import Composer
from training.sheets_print import Glyph, Sheet, corners
from training.vocabulary import Alphabet, canonical

Points = NDArray[np.float32]
"""Any shape that ends in x and y."""

_TEXT_HEIGHTS: Final = (12.0, 40.0)
_MOST_PIXELS: Final = 2_400_000
_LONGEST: Final = 30
#: Half the boxes of a receipt are figures, which the head need not read well: this share of them stays.
_FIGURES_KEPT: Final = 0.3
_VERTICAL: Final = 1.5  # the runtime lays boxes this much higher than wide on their side

#: A glyph belongs to a box with this share of its width and height inside …
_INSIDE: Final = (0.6, 0.72)
#: … and may be overlooked with no more than this inside. Between the two the box is ambiguous.
_OUTSIDE: Final = (0.2, 0.42)


@dataclass(frozen=True)
class Photo:
    """A sheet as a camera took it, and where its glyphs came to lie (n x 4 x 2: left, right, top, bottom)."""

    picture: Picture
    glyphs: list[Glyph]
    places: Points


def photograph_sheet(
    sheet: Sheet, text_height: int, rng: random.Random, noise: np.random.Generator, profile: Profile
) -> Photo:
    """The sheet after print, bending, light and camera; `text_height` is its syllables' height in pixels."""
    ink = damage.reweigh(sheet.ink, rng)
    if rng.random() < profile.broken:
        ink = damage.break_dots(ink, rng, noise)
    target = min(max(rng.uniform(*profile.small) * 38, _TEXT_HEIGHTS[0]), _TEXT_HEIGHTS[1])
    scale = min(target / text_height, 1.25, math.sqrt(_MOST_PIXELS / ink.size))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=way).astype(np.uint8)
    places = corners(sheet.glyphs) * np.array(
        [small.shape[1] / ink.shape[1], small.shape[0] / ink.shape[0]], np.float32
    )
    height = text_height * scale
    if rng.random() < 0.35 * profile.warp:
        small, places = _bend(small, places, height, rng)
    flat = profile.name in {"screen", "clean"}
    small, paper, places = _view(small, places, 0.0 if flat else profile.warp, rng)
    picture = _develop(small, height, profile, rng, noise)
    if not paper.all():
        picture = _on_table(picture, paper, rng, noise)
    return Photo(_shade(picture, rng, noise) if profile.warp else picture, sheet.glyphs, places)


def _bend(ink: Ink, places: Points, text_height: float, rng: random.Random) -> tuple[Ink, Points]:
    """Paper that does not lie flat: every line becomes the same shallow wave."""
    height, width = ink.shape
    pace = rng.uniform(0.3, 1.3) * 2 * math.pi / width
    phase, depth = rng.uniform(0, 2 * math.pi), rng.uniform(0.05, 0.5) * text_height
    columns = np.arange(width, dtype=np.float32)
    shift = (np.sin(columns * pace + phase) * depth).astype(np.float32)
    rows = np.arange(height, dtype=np.float32)[:, None] + shift[None, :]
    bent = cv2.remap(ink, np.repeat(columns[None, :], height, axis=0), rows, cv2.INTER_LINEAR)
    moved = places.copy()
    moved[..., 1] -= np.sin(places[..., 0] * pace + phase) * depth
    return bent.astype(np.uint8), moved


def _view(ink: Ink, places: Points, strength: float, rng: random.Random) -> tuple[Ink, Ink, Points]:
    """Turned and in perspective: ink, where there is paper (255), and the glyphs' new places."""
    height, width = ink.shape
    turn = rng.gauss(0, 0.012 * strength) if rng.random() < 0.8 else rng.gauss(0, 0.045 * strength)
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turned = (flat - flat.mean(axis=0)) @ np.array(
        [[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]], np.float32
    )
    jitter = 0.014 * strength * min(width, height)
    seen = turned + np.array([[rng.gauss(0, jitter) for _ in range(2)] for _ in range(4)], np.float32)
    table = rng.random() < 0.45 and strength > 0
    rims = [rng.uniform(0.01, 0.2) * width if table else 0.0 for _ in range(4)]
    start, end = seen.min(axis=0) - rims[:2], seen.max(axis=0) + rims[2:]
    size = (math.ceil(end[0] - start[0]), math.ceil(end[1] - start[1]))
    matrix = cv2.getPerspectiveTransform(flat, (seen - start).astype(np.float32))
    view = cv2.warpPerspective(ink, matrix, size, flags=cv2.INTER_LINEAR).astype(np.uint8)
    paper = np.full(view.shape, 255, np.uint8)
    if table:
        paper = cv2.warpPerspective(np.full_like(ink, 255), matrix, size).astype(np.uint8)
    moved = cv2.perspectiveTransform(places.reshape(1, -1, 2), matrix).reshape(places.shape)
    return view, paper, moved.astype(np.float32)


def _develop(
    ink: Ink, text_height: float, profile: Profile, rng: random.Random, noise: np.random.Generator
) -> Picture:
    """Blur measured by the text, then colours, grain and JPEG as a single line gets them."""
    blur = rng.uniform(0, profile.blur) * text_height / 38
    if blur > 0.2:
        ink = cv2.GaussianBlur(ink, (0, 0), blur).astype(np.uint8)
    as_large = ink.shape[0] / 48
    return damage.photograph(ink, replace(profile, small=(as_large, as_large), blur=0.0), rng, noise)


def _on_table(picture: Picture, paper: Ink, rng: random.Random, noise: np.random.Generator) -> Picture:
    """What lies around the paper: one colour with blotches, and a soft shadow at the edge."""
    height, width = paper.shape
    colour = np.array([rng.uniform(10, 230)] * 3, np.float32) + noise.normal(0, 15, 3).astype(np.float32)
    table = colour * _blotches(height, width, rng.choice((3, 12, 60)), rng.uniform(0.05, 0.5), noise)
    shadow = cv2.GaussianBlur(paper, (0, 0), rng.uniform(2, 12)).astype(np.float32)[..., None] / 255
    cover = paper.astype(np.float32)[..., None] / 255
    mixed = picture * cover + table * (1 - 0.5 * shadow) * (1 - cover)
    return np.clip(mixed, 0, 255).astype(np.uint8)


def _blotches(height: int, width: int, count: int, depth: float, noise: np.random.Generator) -> Field:
    """Smooth brightness between 1 - depth and 1, height x width x 1, with about `count` changes across."""
    coarse = noise.random((max(count * height // width, 2), max(count, 2)), np.float32)
    smooth = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(1 - depth * smooth, np.float32)[..., None]


def _shade(picture: Picture, rng: random.Random, noise: np.random.Generator) -> Picture:
    """Light that falls off over the page, or the shadow of a hand."""
    if rng.random() < 0.5:
        return picture
    height, width = picture.shape[:2]
    shade = _blotches(height, width, rng.choice((2, 3, 5)), rng.uniform(0.05, 0.35), noise)
    return np.asarray(np.clip(picture * shade, 0, 255), np.uint8)


def label_box(photo: Photo, matrix: Points, width: int, height: int) -> str | None:
    """The text of the glyphs in a box, in its own pixels; None where it could be read in two ways."""
    moved = cv2.perspectiveTransform(photo.places.reshape(1, -1, 2), matrix)
    flat = np.asarray(moved, np.float32).reshape(-1, 4, 2)
    wide = _share_inside(flat[:, 0, 0], flat[:, 1, 0], width)
    high = _share_inside(flat[:, 2, 1], flat[:, 3, 1], height)
    inside = (wide >= _INSIDE[0]) & (high >= _INSIDE[1])
    outside = (wide <= _OUTSIDE[0]) | (high <= _OUTSIDE[1])
    if not inside.any() or not (inside | outside).all():
        return None
    found = [photo.glyphs[index] for index in np.flatnonzero(inside)]
    if len({glyph.line for glyph in found}) > 1:
        return None
    return "".join(" " * glyph.after_space + glyph.char for glyph in found)


def _share_inside(start: NDArray[np.float32], end: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """How much of each stretch from start to end lies between 0 and size."""
    shown = np.clip(end, 0, size) - np.clip(start, 0, size)
    return np.asarray(shown / np.maximum(end - start, 1e-3), np.float32)


def _usable(label: str, picture: Picture, alphabet: Alphabet) -> bool:
    """Whether a line teaches something: not a row of dashes, not too long, every sign with a class."""
    height, width = picture.shape[:2]
    return (
        0 < len(label) <= _LONGEST
        and alphabet.covers(label)
        and (len(label) <= 2 or any(char.isalnum() for char in label))
        and height < _VERTICAL * width
        and 48 * width <= _WIDEST * height
    )


def cut_lines(photo: Photo, boxes: Quads, alphabet: Alphabet, profile: str) -> Iterator[Line]:
    """The boxes whose text is beyond doubt, as lines."""
    for box in boxes:
        picture, matrix = straightened(photo.picture, box)
        text = label_box(photo, matrix, picture.shape[1], picture.shape[0])
        label = canonical(text or "")
        if _usable(label, picture, alphabet):
            yield Line(picture, label, f"sheet-{profile}")


def make_photo(faces: list[Face], rng: random.Random, noise: np.random.Generator) -> tuple[Photo, Profile]:
    """A receipt, printed and photographed."""
    profile = damage.choose_profile(rng)
    composer = Composer(faces, rng)
    return photograph_sheet(composer.compose(), composer.text_height, rng, noise, profile), profile


def sheet_lines(alphabet: Alphabet, faces: list[Face], seed: int) -> Iterator[Line]:
    """An endless sequence of lines out of whole receipts, the same for the same seed."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    detector = load_detector(installed_models(), threads=1)
    while True:
        photo, profile = make_photo(faces, rng, noise)
        for line in cut_lines(photo, detector.find(photo.picture), alphabet, profile.name):
            if _has_hangul(line.text) or rng.random() < _FIGURES_KEPT:
                yield line


def _has_hangul(text: str) -> bool:
    return any("가" <= char <= "힣" for char in text)
