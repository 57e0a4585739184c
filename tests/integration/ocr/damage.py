"""What happens to a receipt between the till and the reader, done to the pictures of `samples/`."""

from __future__ import annotations

from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from samples.desk import lay_desk
from samples.shot import Desk

Picture: TypeAlias = npt.NDArray[np.uint8]
"""Height x width x 3, in the order blue, green, red."""
Field: TypeAlias = npt.NDArray[np.float32]

_PAPER_WIDTH: Final = 700


def paper_in(photo: Picture, corners: npt.ArrayLike, aspect: float) -> Picture:
    """The receipt alone and flat, as a scanner sees it; `aspect` is its height in widths."""
    size = (_PAPER_WIDTH, round(_PAPER_WIDTH * aspect))
    flat = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32) * size
    matrix = cv2.getPerspectiveTransform(np.asarray(corners, np.float32), flat.astype(np.float32))
    return np.asarray(cv2.warpPerspective(photo, matrix, size), np.uint8)


def on_desk(paper: Picture, share: float, seed: int = 5) -> Picture:
    """The paper in the middle of a wooden desk of the same shape, of which it covers `share`."""
    grown = share**-0.5
    height, width = round(paper.shape[0] * grown), round(paper.shape[1] * grown)
    photo = _desk(height, width, seed)
    top, left = (height - paper.shape[0]) // 2, (width - paper.shape[1]) // 2
    photo[top : top + paper.shape[0], left : left + paper.shape[1]] = paper
    return photo


def beside(one: Picture, other: Picture, gap: int = 90) -> Picture:
    """Two receipts on one desk, side by side."""
    height = max(one.shape[0], other.shape[0]) + 2 * gap
    photo = _desk(height, one.shape[1] + other.shape[1] + 3 * gap, 6)
    for paper, left in ((one, gap), (other, one.shape[1] + 2 * gap)):
        photo[gap : gap + paper.shape[0], left : left + paper.shape[1]] = paper
    return photo


def crooked(photo: Picture, degrees: float) -> Picture:
    """Turned clockwise, the frame grown so that nothing is cut off."""
    height, width = photo.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    across, along = abs(turn[0, 1]), abs(turn[0, 0])
    size = (round(height * across + width * along), round(width * across + height * along))
    turn[:, 2] += ((size[0] - width) / 2, (size[1] - height) / 2)
    return np.asarray(cv2.warpAffine(photo, turn, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def from_the_side(photo: Picture, lean: float) -> Picture:
    """The far side, on the left, shows `lean` shorter than the near one, and all is narrower."""
    height, width = photo.shape[:2]
    here = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    short, narrow = height * lean / 2, width * (1 - lean / 2)
    there = np.array([(0, short), (narrow, 0), (narrow, height), (0, height - short)], np.float32)
    matrix = cv2.getPerspectiveTransform(here, there)
    size = (round(narrow), height)
    return np.asarray(cv2.warpPerspective(photo, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def curved(photo: Picture, depth: float) -> Picture:
    """Wrapped on an upright cylinder and seen from above: lines sag by `depth` of the width, sides shrink."""
    height, width = photo.shape[:2]
    sag = round(depth * width)
    seen = np.linspace(-0.9, 0.9, width, dtype=np.float32)  # sines of the angles on the cylinder
    around = np.arcsin(seen) / np.arcsin(np.float32(0.9))
    across = (around + 1) / 2 * (width - 1)
    drop = sag * (np.sqrt(1 - seen**2) - np.sqrt(1 - 0.81)) / (1 - np.sqrt(1 - 0.81))
    down = np.arange(height + sag, dtype=np.float32)[:, None] - drop[None, :].astype(np.float32)
    shape = down.shape
    across = np.ascontiguousarray(np.broadcast_to(across.astype(np.float32), shape))
    picture = cv2.remap(photo, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    shade = np.asarray(0.65 + 0.35 * np.sqrt(1 - seen**2), np.float32)
    return _toned(np.asarray(picture, np.uint8), shade[None, :])


def folded(photo: Picture, lean: float) -> Picture:
    """Folded once across and not quite opened again: each half is seen from its own side, one is darker."""
    height, width = photo.shape[:2]
    rows = np.linspace(-1, 1, height, dtype=np.float32)
    size = 1 - lean * (1 - np.abs(rows))  # the crease lies deepest, so it shows narrowest
    columns = np.arange(width, dtype=np.float32) - width / 2
    across = columns[None, :] / size[:, None] + width / 2
    down = np.broadcast_to(np.arange(height, dtype=np.float32)[:, None], across.shape)
    picture = cv2.remap(
        photo, across, np.ascontiguousarray(down), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return _toned(np.asarray(picture, np.uint8), np.where(rows < 0, 1.0, 0.75).astype(np.float32)[:, None])


def dark(photo: Picture, gain: float) -> Picture:
    """Too little light, and the grain that a sensor adds then."""
    grain = np.random.default_rng(7).standard_normal(photo.shape, np.float32) * 3
    return _as_picture(photo * np.float32(gain) + grain)


def pale(photo: Picture, ink: int, paper: int) -> Picture:
    """Old thermal paper: its darkest grey is `ink`, its lightest `paper`."""
    low, high = np.percentile(photo, (0.5, 95))
    shares = np.clip((photo.astype(np.float32) - low) / (high - low), 0, 1)
    grain = np.random.default_rng(8).standard_normal(photo.shape, np.float32) * 2
    return _as_picture(ink + (paper - ink) * shares + grain)


def shadowed(photo: Picture, depth: float) -> Picture:
    """Half of it in the shadow of the one who takes the photo, with a slanting, soft edge."""
    down, across = np.mgrid[-1 : 1 : complex(0, photo.shape[0]), -1 : 1 : complex(0, photo.shape[1])]
    shade = 1 - depth / (1 + np.exp(-12 * (across + 0.6 * down)))
    return _toned(photo, shade.astype(np.float32))


def _toned(photo: Picture, shade: Field) -> Picture:
    return _as_picture(photo * shade[..., None])


def _as_picture(field: Field) -> Picture:
    return np.asarray(np.clip(field, 0, 255), np.uint8)


def _desk(height: int, width: int, seed: int) -> Picture:
    """Wood, drawn at a third of the size: it is out of focus."""
    wood = lay_desk(np.random.default_rng(seed), Desk.OAK, height // 3 + 1, width // 3 + 1)
    small = _as_picture(wood[:, :, ::-1] * 255)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
