"""Synthetic lines: text, drawn, damaged, with the label that a perfect reader would answer."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from training import damage
from training.fonts import Face, choose
from training.render import draw_ink, place
from training.texts import make_text, short_words
from training.vocabulary import Alphabet, canonical

#: Wider lines (at 48 px height) are left out: they cost much and teach nothing new.
_WIDEST: Final = 720


@dataclass(frozen=True)
class Line:
    """A crop (BGR, any height), its text, the damage it went through and the kind of its face."""

    picture: damage.Picture
    text: str
    profile: str
    face: str = "mixed"


def make_line(
    alphabet: Alphabet, faces: list[Face], rng: random.Random, noise: np.random.Generator
) -> Line | None:
    """One line, or None when the text cannot be drawn or labelled."""
    text = make_text(rng)
    label = canonical(text)
    face = choose(faces, text, rng)
    if not label or face is None or not alphabet.covers(label):
        return None
    ink = damage.reweigh(draw_ink(text, face, rng), rng)
    neighbours = [draw_ink(short_words(rng), face, rng) for _ in range(2)] if rng.random() < 0.55 else []
    neighbours = [cv2.resize(other, (other.shape[1], ink.shape[0])).astype(np.uint8) for other in neighbours]
    profile = damage.choose_profile(rng)
    crop = place(ink, neighbours, rng)
    if rng.random() < profile.broken:
        crop = damage.break_dots(crop, rng, noise)
    crop = damage.warp(crop, profile.warp, rng)
    return Line(damage.photograph(crop, profile, rng, noise), label, profile.name, face.kind)


def make_lines(alphabet: Alphabet, faces: list[Face], seed: int) -> Iterator[Line]:
    """An endless sequence of lines, the same for the same seed."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    while True:
        line = make_line(alphabet, faces, rng, noise)
        if line is not None and 48 * line.picture.shape[1] <= _WIDEST * line.picture.shape[0]:
            yield line
