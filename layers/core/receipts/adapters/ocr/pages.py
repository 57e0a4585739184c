"""Opening what people upload: a picture or a PDF becomes upright pages, or an UnreadableError with its cause.

Nothing is decoded before its header has been checked against the limits: a few kilobytes of PNG can announce
gigabytes of pixels.
"""

from __future__ import annotations

import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import pillow_heif
from PIL import Image, TiffImagePlugin

from receipts.adapters.ocr.formats import HEAD_BYTES, Format, sniff
from receipts.adapters.ocr.heic_inspection import inspect_heic
from receipts.adapters.ocr.inspection import check_memory, check_size, inspect
from receipts.adapters.ocr.tiff_inspection import inspect_tiff
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_PAGES
from receipts.domain.receipt import MAX_PHOTO_BYTES
from receipts.errors import UnreadableError

MAX_SIDE: Final = 4096
"""Longest side kept in memory. A 12-megapixel photo stays as it is; beyond that, letters gain nothing."""
LEAST_WIDTH: Final = 1000
"""Short side that is never gone below for that: a till roll or a scrolled screenshot is long, its letters
are as small as ever. All the same no page keeps more pixels than a square of MAX_SIDE."""

Pixels: TypeAlias = npt.NDArray[np.uint8]
"""Height x width x 3, in the order blue, green, red."""

_ORIENTATION: Final = 0x0112
_BITS, _ROWS_PER_STRIP, _TILE_WIDTH, _TILE_LENGTH = 258, 278, 322, 323
_OPAQUE, _LIGHT = 127, 170
"""Of 255."""
_END_OF_JPEG: Final = b"\xff\xd9"
_TAIL: Final = 4096
"""Bytes in which the end is looked for, behind which cameras and mailers leave zeros and line breaks."""
_STRIP: Final = 256
"""Rows that are converted at a time."""
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow raises on damaged files, as seen when bytes of each format are cut off or flipped.
_DAMAGE: Final = (
    OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, RuntimeError,
    AttributeError, struct.error, zlib.error,
)  # fmt: skip

# Pillow's own limit only warns below twice its value, and a warning is no refusal: `check_size` refuses.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Raster:
    """A page as pixels; `scale` is how many pixels of the original one of these stands for (1 or more)."""

    pixels: Pixels
    scale: float = 1.0


def check_file(file: Path) -> Format:
    """The format of `file`, after its size was found within limits. Raises UnreadableError."""
    size = file.stat().st_size
    if size == 0:
        raise UnreadableError(FailureCause.EMPTY_FILE)
    if size > MAX_PHOTO_BYTES:
        raise UnreadableError(FailureCause.TOO_LARGE, f"{size} bytes")
    with file.open("rb") as stream:
        return sniff(stream.read(HEAD_BYTES))


def open_pictures(file: Path, kind: Format) -> Iterator[Raster]:
    """The pages of a picture file, one at a time, turned as its EXIF says. Raises UnreadableError."""
    with _damage_is_unreadable():
        inspect_tiff(file) if kind is Format.TIFF else inspect(file, kind)
    if kind is Format.HEIC:
        yield _open_heic(file)
        return
    yield from _open_with_pillow(file, kind)


@contextmanager
def _damage_is_unreadable() -> Iterator[None]:
    """Turns what decoders raise on damaged files into unreadable_image; what they only warn of passes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except _DAMAGE as error:
            raise UnreadableError(
                FailureCause.UNREADABLE_IMAGE, f"{type(error).__name__}: {error}"
            ) from error


def _open_heic(file: Path) -> Raster:
    """The primary picture; libheif has turned it already, as the standard asks, whatever its EXIF says."""
    with _damage_is_unreadable():
        inspect_heic(file)
        heif = pillow_heif.open_heif(file)
        width, height = heif.size
        check_size(width, height)
        check_memory(width, height, Format.HEIC)
        return _to_raster(heif.to_pillow(), width)


def _open_with_pillow(file: Path, kind: Format) -> Iterator[Raster]:
    """Opened anew for each page, and closed before it is read: what was decoded is not held meanwhile."""
    page, pages = 0, 1
    source = _completed(file) if kind is Format.JPEG else file
    while page < pages:
        with _damage_is_unreadable():
            image = Image.open(source, formats=[kind.value])
        with closing(image):
            pages = _page_count(image, kind)
            raster = _load_frame(image, page)
        yield raster
        page += 1


def _completed(file: Path) -> Path | BytesIO:
    """The file, or its bytes with the marker that ends a JPEG where that alone is missing: then it makes no
    difference what follows the last block of pixels.
    """
    if _has_its_end(file):
        return file
    photo = file.read_bytes()
    if _is_decoded(photo):
        return file
    whole, other = photo + _END_OF_JPEG, photo + b"\xa5\x5a" * 64 + _END_OF_JPEG
    with _damage_is_unreadable():
        same = np.array_equal(_thumbnail(whole), _thumbnail(other))
    return BytesIO(whole) if same else file


def _has_its_end(file: Path) -> bool:
    with file.open("rb") as photo:
        photo.seek(max(0, file.stat().st_size - _TAIL))
        return photo.read().rstrip(b"\x00\r\n").endswith(_END_OF_JPEG)


def _is_decoded(photo: bytes) -> bool:
    try:
        _thumbnail(photo)
    except _DAMAGE:
        return False
    return True


def _thumbnail(photo: bytes) -> Pixels:
    """The photo as small as JPEG decodes it."""
    with Image.open(BytesIO(photo), formats=[Format.JPEG.value]) as image:
        check_size(*image.size)
        image.draft("RGB", (image.width // 8, image.height // 8))
        return np.asarray(image.convert("RGB"))


def _page_count(image: Image.Image, kind: Format) -> int:
    """Pages of a TIFF; animations of other formats show their first picture."""
    with _damage_is_unreadable():
        frames = int(getattr(image, "n_frames", 1)) if kind is Format.TIFF else 1
    if frames > MAX_PAGES:
        raise UnreadableError(FailureCause.TOO_MANY_PAGES, f"{frames} pages")
    return frames


def _load_frame(image: Image.Image, frame: int) -> Raster:
    with _damage_is_unreadable():
        if frame:
            image.seek(frame)
        check_size(*image.size)
        check_memory(*image.size, image.mode, besides=_piece_bytes(image))
        return _load(image)


def _piece_bytes(image: Image.Image) -> int:
    """What the decoder of a TIFF unpacks at once: a strip or a tile (TIFF 6.0, sections 8 and 15)."""
    if not isinstance(image, TiffImagePlugin.TiffImageFile):
        return 0
    tags, (width, height) = image.tag_v2, image.size
    rows = min(int(tags.get(_ROWS_PER_STRIP, height)), height)
    pixels = int(tags.get(_TILE_WIDTH, width)) * int(tags.get(_TILE_LENGTH, rows))
    return pixels * sum(tags.get(_BITS, (1,))) // 8


def _load(image: Image.Image) -> Raster:
    width, height = image.size
    orientation = 1 if image.format == Format.TIFF else _orientation_of(image)  # Pillow turns a TIFF itself
    factor = _reduction(image)
    image.draft("RGB", (width // factor, height // factor))  # JPEG decodes large photos at 1/2, 1/4, 1/8
    raster = _to_raster(image, width)
    return raster if orientation not in _TURNS else _turned(raster, _TURNS[orientation])


def _orientation_of(image: Image.Image) -> int:
    """EXIF orientation; 1 (upright) if there is none or the block is damaged: the photo may be fine."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except _DAMAGE:
        return 1


def _turned(raster: Raster, turn: Image.Transpose) -> Raster:
    return Raster(np.asarray(Image.fromarray(raster.pixels).transpose(turn)), raster.scale)


def _to_raster(image: Image.Image, original_width: int) -> Raster:
    factor = _reduction(image)
    if factor > 1:
        image = _narrowed(image).reduce(factor)
    rgb = _to_rgb(image)
    bgr = cv2.cvtColor(np.asarray(rgb), cv2.COLOR_RGB2BGR)
    return Raster(np.asarray(bgr, np.uint8), original_width / rgb.width)


def _reduction(image: Image.Image) -> int:
    """By what whole number both sides are to be divided."""
    short, long = sorted(image.size)
    wanted = min(math.ceil(long / MAX_SIDE), max(1, short // LEAST_WIDTH))
    return max(wanted, math.ceil(math.sqrt(short * long) / MAX_SIDE))


def _narrowed(image: Image.Image) -> Image.Image:
    """A mode that can be averaged: palette indices cannot, deep greys need not stay deep."""
    if image.mode in ("P", "PA"):
        return image.convert("RGBA")
    return image.convert("L") if image.mode == "1" else _shallow(image)


def _to_rgb(image: Image.Image) -> Image.Image:
    """Any mode as RGB; what is transparent shows white paper, as it does on people's screens, or black where
    the ink is white, as an app in dark mode saves it.
    """
    image = _shallow(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, "black" if _has_light_ink(rgba) else "white")
        paper.alpha_composite(rgba)
        return paper.convert("RGB")
    return image.convert("RGB")


def _has_light_ink(rgba: Image.Image) -> bool:
    """Whether a picture that is mostly transparent is drawn in light colours."""
    alpha = np.asarray(rgba.getchannel("A"))
    ink = np.asarray(rgba.convert("L"))[alpha > _OPAQUE]
    return 0 < ink.size < alpha.size / 2 and float(ink.mean()) > _LIGHT


def _shallow(image: Image.Image) -> Image.Image:
    """Greys of 16 or 32 bits brought to 8 by their range; Pillow itself would clip them to white."""
    if image.mode != "F" and not image.mode.startswith("I"):
        return image
    deep = np.asarray(image)
    top = float(np.float32(deep.max(initial=0)))
    full = next((limit for limit in (255.0, 65535.0) if top <= limit), top)
    flat = np.empty(deep.shape, np.uint8)
    for start in range(0, len(deep), _STRIP):  # a float for every pixel of a large picture is half a gigabyte
        part = deep[start : start + _STRIP].astype(np.float32)
        flat[start : start + _STRIP] = part.clip(0) * (255.0 / full)
    return Image.fromarray(flat)
