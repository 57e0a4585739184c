"""What happens to print on its way to the reader: weak dots, bent paper, bad light, small photos."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from training.render import Ink

Picture = NDArray[np.uint8]
Field = NDArray[np.float32]


@dataclass(frozen=True)
class Profile:
    """How likely and how strong each kind of damage is; a line has one profile."""

    name: str
    share: float
    broken: float  # chance of missing dots
    warp: float  # strength of rotation, shear, curve
    fade: float  # chance of pale print
    small: tuple[float, float]  # height of the picture, in 48ths
    blur: float  # strongest blur, in pixels of sigma
    noise: float  # strongest noise, in grey levels
    jpeg: float  # chance of JPEG
    invert: float = 0.0


PROFILES: Final = (
    Profile("clean", 0.04, 0.0, 0.2, 0.0, (0.8, 1.0), 0.3, 2, 0.1),
    Profile("screen", 0.04, 0.0, 0.0, 0.15, (0.4, 1.0), 0.4, 1, 0.6),
    Profile("scan", 0.15, 0.25, 0.5, 0.2, (0.45, 1.0), 0.9, 8, 0.4),
    Profile("photo", 0.32, 0.15, 1.0, 0.2, (0.42, 0.9), 1.3, 12, 0.6),
    Profile("thermal", 0.17, 0.9, 0.7, 0.3, (0.4, 1.0), 0.9, 10, 0.4),
    Profile("small", 0.21, 0.2, 0.6, 0.25, (0.28, 0.42), 0.5, 6, 0.5),
    Profile("hard", 0.04, 0.7, 1.3, 0.5, (0.3, 0.6), 0.9, 14, 0.6),
    Profile("inverted", 0.03, 0.1, 0.6, 0.1, (0.4, 1.0), 0.9, 8, 0.4, invert=1.0),
)  # fmt: skip


def choose_profile(rng: random.Random) -> Profile:
    """A profile by its share."""
    return rng.choices(PROFILES, [profile.share for profile in PROFILES])[0]


def _squeeze(rng: random.Random) -> float:
    """Horizontal scale: condensed and double-width print both exist."""
    kind = rng.random()
    if kind < 0.66:
        return rng.uniform(0.68, 1.08)
    return rng.uniform(0.5, 1.35) if kind < 0.96 else rng.uniform(1.4, 2.0)


def _soft_noise(shape: tuple[int, int], cell: int, noise: np.random.Generator) -> Field:
    """Smooth random field in 0..1 with features of about `cell` pixels."""
    rows, columns = shape[0] // cell + 2, shape[1] // cell + 2
    coarse = noise.random((rows, columns), np.float32)
    return cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR).astype(np.float32)


def reweigh(ink: Ink, rng: random.Random) -> Ink:
    """Make strokes bolder or thinner now and then."""
    kind = rng.random()
    if kind < 0.12:
        shape = rng.choice([(2, 1), (1, 2), (2, 2), (3, 2)])
        return cv2.dilate(ink, np.ones(shape, np.uint8)).astype(np.uint8)
    if kind < 0.19:
        return cv2.erode(ink, np.ones(rng.choice([(2, 1), (1, 2)]), np.uint8)).astype(np.uint8)
    return ink


def break_dots(ink: Ink, rng: random.Random, noise: np.random.Generator) -> Ink:
    """Thermal print: blocks that stayed white, dead heating elements, weak bands, loose dots."""
    height, width = ink.shape
    field = ink.astype(np.float32)
    if rng.random() < 0.6:
        cell = rng.choice([1, 2, 2, 3, 4])
        rows, columns = math.ceil(height / cell), math.ceil(width / cell)
        keep = (noise.random((rows, columns)) > rng.uniform(0.03, 0.24)).astype(np.float32)
        field *= cv2.resize(keep, (width, height), interpolation=cv2.INTER_NEAREST)
    if rng.random() < 0.4:
        weak = _soft_noise(ink.shape, rng.choice([6, 12, 24]), noise)
        field *= np.clip((weak - rng.uniform(0.05, 0.33)) * 4, rng.uniform(0.0, 0.4), 1)
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        if rng.random() < 0.6:
            row = rng.randrange(height)
            field[row : row + rng.choice([1, 1, 2])] *= rng.uniform(0, 0.5)
        else:
            column = rng.randrange(width)
            field[:, column : column + rng.choice([1, 1, 2])] *= rng.uniform(0, 0.5)
    if rng.random() < 0.3:
        field[noise.random(ink.shape, np.float32) < rng.uniform(0.001, 0.015)] = 255
    return field.astype(np.uint8)


def warp(ink: Ink, strength: float, rng: random.Random) -> Ink:
    """Squeeze, turn, slant, tilt and bend the crop."""
    height, width = ink.shape
    scale = _squeeze(rng)
    wide = max(int(width * scale), 8)
    limit = 0.22 * height / wide
    turn = max(-limit, min(limit, rng.gauss(0, 0.014 * strength)))
    slant = rng.gauss(0, 0.06 * strength) if rng.random() < 0.5 else 0.0
    lean = rng.gauss(0, 0.02 * strength) / wide if rng.random() < 0.5 else 0.0
    middle_x, middle_y = wide / 2, height / 2
    matrix = np.array([[scale, slant, -slant * middle_y], [turn * scale, 1, -turn * middle_x], [0, 0, 1]])
    matrix = np.array([[1, 0, 0], [0, 1, 0], [lean, 0, 1 - lean * middle_x]]) @ matrix
    bent = cv2.warpPerspective(ink, matrix, (wide, height), flags=cv2.INTER_LINEAR)
    if strength and rng.random() < 0.2 * strength:
        bent = _bend(bent.astype(np.uint8), rng)
    return bent.astype(np.uint8)


def _bend(ink: Ink, rng: random.Random) -> Ink:
    """Paper that does not lie flat: the baseline becomes a shallow wave."""
    height, width = ink.shape
    columns = np.arange(width, dtype=np.float32)
    waves = rng.uniform(0.3, 1.2) * 2 * math.pi / max(width, 1)
    shift = np.sin(columns * waves + rng.uniform(0, 6.28)) * rng.uniform(0.02, 0.1) * height
    rows = np.arange(height, dtype=np.float32)[:, None] + shift[None, :].astype(np.float32)
    across = np.repeat(columns[None, :], height, axis=0)
    return cv2.remap(ink, across, rows.astype(np.float32), cv2.INTER_LINEAR).astype(np.uint8)


def _colours(profile: Profile, rng: random.Random) -> tuple[Field, Field]:
    """Paper and ink colour, BGR."""
    paper = np.full(3, rng.uniform(165, 255), np.float32)
    dark = rng.uniform(0, 100)
    if rng.random() < profile.fade:
        dark = float(paper[0]) - rng.uniform(45, 120)
    ink = np.full(3, dark, np.float32)
    tint = 14 if rng.random() < 0.35 else 3
    paper += np.array([rng.uniform(-tint, tint) for _ in range(3)], np.float32)
    ink += np.array([rng.uniform(-tint, tint) for _ in range(3)], np.float32)
    if rng.random() < 0.07:
        ink = np.array([rng.uniform(0, 170) for _ in range(3)], np.float32)
    if rng.random() < profile.invert:
        paper, ink = ink, paper
    return paper, ink


def light(picture: Field, rng: random.Random, noise: np.random.Generator) -> Field:
    """Uneven light: a slope across the crop, or soft blotches."""
    height, width = picture.shape[:2]
    if rng.random() < 0.5:
        slope = np.linspace(rng.uniform(0.6, 1), rng.uniform(0.6, 1), width, dtype=np.float32)
        return picture * slope[None, :, None]
    blotch = _soft_noise((height, width), rng.choice([16, 40, 80]), noise)
    return picture * (1 - rng.uniform(0.05, 0.3) * blotch)[..., None]


def _sharpen(picture: Field, rng: random.Random) -> Field:
    """What phones do to small print: halos around strokes, gaps closed or torn open."""
    soft = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.6, 1.6))
    return (picture + (picture - soft) * rng.uniform(0.5, 2.0)).astype(np.float32)


def photograph(ink: Ink, profile: Profile, rng: random.Random, noise: np.random.Generator) -> Picture:
    """Ink on paper as a camera or scanner hands it over: a BGR crop of the size it was taken at."""
    factor = rng.uniform(*profile.small) * 48 / ink.shape[0]
    blur = rng.uniform(0, profile.blur)
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    size = (max(round(ink.shape[1] * factor), 4), max(round(ink.shape[0] * factor), 8))
    cover = cv2.resize(ink, size, interpolation=way)
    if blur > 0.25:
        cover = cv2.GaussianBlur(cover, (0, 0), max(blur * size[1] / 48, 0.2))
    paper, colour = _colours(profile, rng)
    alpha = (cover.astype(np.float32) / 255)[..., None]
    picture: Field = (paper * (1 - alpha) + colour * alpha).astype(np.float32)
    if rng.random() < 0.3 and profile.warp:
        picture = light(picture, rng, noise)
    grain = rng.uniform(0, profile.noise)
    if grain > 1:
        picture = (picture + noise.standard_normal((*picture.shape[:2], 1), np.float32) * grain).astype(
            np.float32
        )
    if rng.random() < 0.22:
        picture = _sharpen(picture, rng)
    result = np.clip(picture, 0, 255).astype(np.uint8)
    if rng.random() < profile.jpeg:
        quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randint(35, 92)]
        result = np.asarray(
            cv2.imdecode(cv2.imencode(".jpg", result, quality)[1], cv2.IMREAD_COLOR), np.uint8
        )
    return result
