"""How a made receipt looks in a photo: rows of print, laid down, lit, blurred, and sent in some size."""

import io
from random import Random

import cv2
import numpy as np
from PIL import Image, ImageDraw

from receipts.adapters.ocr.fingerprint import fingerprint
from receipts.adapters.ocr.pages import Pixels

_WIDTH, _ROW, _MARGIN, _GLYPH = 180, 11, 15, 4


def paper(rows: list[str]) -> Image.Image:
    """The print as bars, each as long as its text, with gaps where that has spaces: what remains of a receipt
    in 64 bits is where it is dark.
    """
    picture = Image.new("RGB", (_WIDTH, _MARGIN * 2 + _ROW * len(rows)), "white")
    draw = ImageDraw.Draw(picture)
    for number, row in enumerate(rows):
        for place, char in enumerate(row[:40]):
            if char != " ":
                left, top = _MARGIN + place * _GLYPH, _MARGIN + number * _ROW
                shade = 20 + ord(char) * 37 % 60  # glyphs differ in how black they are
                draw.rectangle((left, top, left + 2, top + 6), (shade, shade, shade))
    return picture


def photo(ink: Image.Image, random: Random) -> Image.Image:
    """Taken by hand: turned a little, lit from one side, out of focus, with noise."""
    turned = ink.rotate(
        random.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True, fillcolor=(205, 200, 190)
    )
    flat = np.asarray(turned, np.float32)
    height, width = flat.shape[:2]
    light = np.linspace(random.uniform(0.75, 1), random.uniform(0.75, 1), width, dtype=np.float32)
    shade = np.linspace(random.uniform(0.8, 1), random.uniform(0.8, 1), height, dtype=np.float32)
    pixels = cv2.GaussianBlur(
        flat * light[None, :, None] * shade[:, None, None], (0, 0), random.uniform(0.4, 0.9)
    )
    noise = np.random.default_rng(random.randrange(2**32)).normal(0, random.uniform(1, 5), pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def sent_again(picture: Image.Image, random: Random) -> Image.Image:
    """The same photo, as a messenger passes it on: smaller, and compressed once more."""
    share = random.uniform(0.4, 0.9)
    small = picture.resize((round(picture.width * share), round(picture.height * share)))
    stored = io.BytesIO()
    small.save(stored, "JPEG", quality=random.randrange(35, 85))
    return Image.open(stored).convert("RGB")


def look(picture: Image.Image) -> str | None:
    """The fingerprint of its printed part, found as the dark there is, as a detector finds it: roughly."""
    pixels: Pixels = np.asarray(picture)
    grey = cv2.GaussianBlur(pixels.mean(axis=2, dtype=np.float32), (0, 0), 0.8)
    down, across = np.nonzero(grey < 0.75 * np.median(grey))
    if len(down) == 0:
        return None
    left, right, top, bottom = across.min(), across.max(), down.min(), down.max()
    box = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float32)
    return fingerprint(pixels, box)
