"""Smooth random fields, from which wood, fading and light are made."""

import cv2
import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
"""Height by width, or height by width by colour, usually from 0 to 1."""


def resized(field: Field, height: int, width: int) -> Field:
    """The field at another size, interpolated smoothly."""
    return np.asarray(cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def blurred(field: Field, sigma: float, sigma_down: float | None = None) -> Field:
    """The field after a Gaussian blur, across and (if it differs) down."""
    down = sigma if sigma_down is None else sigma_down
    return np.asarray(cv2.GaussianBlur(field, (0, 0), sigmaX=sigma, sigmaY=down), np.float32)


def clouds(random: np.random.Generator, height: int, width: int, across: int, down: int) -> Field:
    """A field of mean 0.5 with about `across` by `down` patches."""
    coarse = random.random((down + 1, across + 1), np.float32)
    return np.clip(resized(coarse, height, width), 0.0, 1.0)


def grain(random: np.random.Generator, height: int, width: int) -> Field:
    """White noise of mean 0 and standard deviation 1."""
    return random.standard_normal((height, width), np.float32)


def ramp(height: int, width: int, direction: float) -> Field:
    """From 0 to 1 along `direction` (radians from rightwards, clockwise)."""
    down, across = np.mgrid[0 : 1 : complex(0, height), 0 : 1 : complex(0, width)].astype(np.float32)
    along = across * np.cos(direction) + down * np.sin(direction)
    return np.asarray((along - along.min()) / np.ptp(along), np.float32)
