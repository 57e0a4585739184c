"""What lies under the receipt."""

import numpy as np

from samples.fields import Field, blurred, clouds, grain, ramp
from samples.shot import Desk

Colour = tuple[float, float, float]

_WOODS: dict[Desk, tuple[Colour, Colour]] = {
    Desk.OAK: ((0.78, 0.62, 0.43), (0.60, 0.44, 0.28)),
    Desk.WALNUT: ((0.46, 0.33, 0.24), (0.25, 0.16, 0.11)),
}
_STONE: Colour = (0.56, 0.55, 0.53)
_CLOTH: Colour = (0.20, 0.25, 0.32)
_LID: Colour = (0.965, 0.965, 0.965)


def lay_desk(random: np.random.Generator, desk: Desk, height: int, width: int) -> Field:
    """The empty desk, height by width by RGB, a little out of focus."""
    if desk in _WOODS:
        return _wood(random, *_WOODS[desk], height, width)
    if desk is Desk.STONE:
        return _stone(random, height, width)
    if desk is Desk.CLOTH:
        return _cloth(random, height, width)
    return np.full((height, width, 3), _LID, np.float32)


def _wood(random: np.random.Generator, light: Colour, dark: Colour, height: int, width: int) -> Field:
    """Grain running across: rings seen through a slowly bending field, and pores drawn out along it."""
    bend = clouds(random, height, width, 2, 5) + 0.25 * clouds(random, height, width, 3, 30)
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (9.0 * ramp(height, width, np.pi / 2) + 3.0 * bend))
    pores = blurred(grain(random, height, width), 45.0, 1.3) * 10.0
    share = np.clip(0.55 * rings + 0.35 * clouds(random, height, width, 4, 60) + 0.2 * pores, 0.0, 1.0)
    return _mixed(light, dark, share)


def _stone(random: np.random.Generator, height: int, width: int) -> Field:
    """Terrazzo: light and dark chips in grey."""
    chips = blurred(grain(random, height, width), 5.0) * 17.7
    speckle = 0.22 * np.tanh(np.clip(chips - 1.3, 0.0, None) * 4.0)
    speckle -= 0.30 * np.tanh(np.clip(-chips - 1.5, 0.0, None) * 4.0)
    dust = blurred(grain(random, height, width), 1.6) * 0.3
    grey = 1.0 + speckle + dust + 0.16 * (clouds(random, height, width, 9, 12) - 0.5)
    return np.asarray(grey[..., None] * np.asarray(_STONE, np.float32), np.float32)


def _cloth(random: np.random.Generator, height: int, width: int) -> Field:
    """A plain weave."""
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    weave = np.sin(across * 0.62) * np.sin(down * 0.62)
    weft = blurred(grain(random, height, width), 9.0, 0.8)
    warp = blurred(grain(random, height, width), 0.8, 9.0)
    shade = 1.0 + 0.10 * weave + 0.35 * (weft + warp) + 0.3 * (clouds(random, height, width, 3, 4) - 0.5)
    return np.asarray(shade[..., None] * np.asarray(_CLOTH, np.float32), np.float32)


def _mixed(light: Colour, dark: Colour, share: Field) -> Field:
    first, second = np.asarray(light, np.float32), np.asarray(dark, np.float32)
    return np.asarray(first + (second - first) * share[..., None], np.float32)
