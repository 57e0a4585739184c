"""The same receipts in other photos: turned, leant, resized, badly lit, noisy and compressed, by a number.

What is printed stays the same, so the truth does. A rule that holds only for the very pixels it was written
on falls here; and fifty receipts, each photographed a few times, tell two engines apart better than fifty.
"""

import os
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps

from benchmarks.accuracy.truths import Truth
from samples.fields import Field, blurred, grain, ramp

_PICTURES: Final = {".jpg", ".jpeg", ".png", ".webp"}
"""What is varied; documents and HEIC are not."""
_TURN: Final = 2.5
"""Degrees at most, either way: what a careful hand leaves."""
_LEAN: Final = 0.03
"""How far a corner moves at most, in sides of the picture."""
_SIZES: Final = (0.8, 1.1)
"""Smaller than 0.8 and what is small already cannot be read by anybody."""
_SHADE: Final = 0.35
_CONTRAST: Final = (0.75, 1.0)
_BLUR: Final = 0.7
_NOISE: Final = 5.0
_QUALITIES: Final = (50, 88)


def is_varied(image: Path) -> bool:
    """Whether other photos can be drawn from this file."""
    return image.suffix.lower() in _PICTURES


def varied(truths: tuple[Truth, ...], numbers: range, folder: Path) -> tuple[Truth, ...]:
    """Each receipt once for each number, its picture in `folder`; what is no picture is left out.

    A number's picture is the same on the same versions of Pillow and OpenCV, and is drawn only once.
    """
    pictures = [truth for truth in truths if is_varied(truth.image)]
    return tuple(
        replace(truth, image=_kept(truth.image, number, folder)) for number in numbers for truth in pictures
    )


def _kept(image: Path, number: int, folder: Path) -> Path:
    file = folder / f"{image.stem}-{number}.jpg"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        rng = Random(f"{image.name}/{number}")
        unfinished = file.with_suffix(f".{os.getpid()}.part")  # two runs may draw the same one at once
        with Image.open(image) as opened:
            photo = vary(ImageOps.exif_transpose(opened).convert("RGB"), rng)
        photo.save(unfinished, "JPEG", quality=rng.randint(*_QUALITIES))
        unfinished.replace(file)
    return file


def vary(photo: Image.Image, rng: Random) -> Image.Image:
    """Another photo of the same paper, with all of it still in view."""
    field = _moved(np.asarray(photo, np.float32), rng)
    height, width = field.shape[:2]
    dark = rng.uniform(0, _SHADE) * ramp(height, width, rng.uniform(0, 2 * np.pi))
    field *= (1 - dark)[..., None]
    contrast = rng.uniform(*_CONTRAST)
    field = blurred(field * contrast + 255 * (1 - contrast) * 0.6, 0.05 + rng.uniform(0, _BLUR))
    noise = rng.uniform(0, _NOISE) * grain(np.random.default_rng(rng.getrandbits(32)), height, width)
    return Image.fromarray(np.clip(field + noise[..., None], 0, 255).astype(np.uint8), "RGB")


def _moved(photo: Field, rng: Random) -> Field:
    """Turned, leant and resized; the ground beside the paper goes on as it was at the edge."""
    height, width = photo.shape[:2]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float64)
    seen = _turned(corners, np.radians(rng.uniform(-_TURN, _TURN))) * rng.uniform(*_SIZES)
    seen += [[rng.uniform(-_LEAN, _LEAN) * width, rng.uniform(-_LEAN, _LEAN) * height] for _ in corners]
    seen -= seen.min(axis=0)
    size = np.ceil(np.ptp(seen, axis=0)).astype(int)
    way = cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32))
    moved = cv2.warpPerspective(
        photo, way, (int(size[0]), int(size[1])), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(moved, np.float32)


def _turned(points: npt.NDArray[np.float64], angle: float) -> npt.NDArray[np.float64]:
    sine, cosine = np.sin(angle), np.cos(angle)
    turned: npt.NDArray[np.float64] = points @ np.array([(cosine, sine), (-sine, cosine)])
    return turned
