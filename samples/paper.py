"""Thermal paper: ink that fades in patches and streaks, on a sheet that curls and has been folded."""

import numpy as np
from PIL import Image

from samples.fields import Field, blurred, clouds, grain
from samples.shot import Shot

_SHEET = (0.955, 0.953, 0.935)
_BLACK = (0.17, 0.17, 0.20)
_CREASE_HEIGHT = 14.0


def print_paper(random: np.random.Generator, ink: Image.Image, shot: Shot) -> Field:
    """The sheet as it would look under even light, height by width by RGB."""
    cover = blurred(np.asarray(ink, np.float32) / 255.0, 0.7)
    height, width = cover.shape
    loss = shot.fade * _wear(random, height, width)
    cover = cover * (1.0 - loss)
    fibre = 1.0 + 0.012 * blurred(grain(random, height, width), 1.2)
    sheet, black = np.asarray(_SHEET, np.float32), np.asarray(_BLACK, np.float32)
    colour = sheet * fibre[..., None] * (1.0 - cover[..., None]) + black * cover[..., None]
    return np.asarray(colour * _relief(random, height, width, shot)[..., None], np.float32)


def _wear(random: np.random.Generator, height: int, width: int) -> Field:
    """How much of the black is gone, 0 to 1: patches, and streaks where the print head is worn."""
    patches = clouds(random, height, width, 3, 6)
    streaks = clouds(random, height, width, 60, 1)
    dots = np.clip(0.5 + 0.25 * grain(random, height, width), 0.0, 1.0)
    return np.asarray(0.55 * patches + 0.3 * streaks + 0.15 * blurred(dots, 0.8), np.float32)


def _relief(random: np.random.Generator, height: int, width: int, shot: Shot) -> Field:
    """Light and shade of the curl, of slight dents and of a fold across the middle."""
    down = np.linspace(0.0, 1.0, height, dtype=np.float32)
    shade = 1.0 - 9.0 * shot.curl * np.sin(2 * np.pi * down + 0.7)
    if shot.fold:
        from_crease = (down - 0.47) * height / _CREASE_HEIGHT
        shade += shot.fold * (0.10 * np.tanh(from_crease) * np.exp(-np.abs(from_crease) / 18.0))
        shade -= shot.fold * 0.10 * np.exp(-(from_crease**2) * 4.0)
    dents = 0.05 * (clouds(random, height, width, 4, 7) - 0.5)
    return np.asarray(shade[:, None] + dents, np.float32)
