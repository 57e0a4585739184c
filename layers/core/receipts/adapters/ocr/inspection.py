"""A look at a picture's structure before its decoder sees it: decoders do all that a file asks of them.

Reads headers only, and as few of them as decide; what is damaged is left to the decoder, which says so.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from receipts.adapters.ocr.formats import HEAD_BYTES, Format, webp_size
from receipts.domain.failure import FailureCause
from receipts.domain.limits import (
    MAX_ASPECT,
    MAX_CHUNKS,
    MAX_DECODED_BYTES,
    MAX_JOINED_BYTES,
    MAX_PIXELS,
    MAX_PROFILES,
    MAX_SCANNED_PIXELS,
    MAX_SCANS,
    MAX_SEGMENTS,
)
from receipts.errors import UnreadableError

_BYTES_PER_PIXEL: Final = {
    Format.WEBP: 18,  # libwebp's animation decoder keeps two canvases and the frame, Pillow two copies
    Format.HEIC: 6,  # libheif's picture and the copy of it
    # Pillow's modes, as decoded and as converted before the picture is made smaller.
    "RGBA": 8,
    "LA": 8,
    "P": 9,
    "PA": 12,
    **dict.fromkeys(("I;16", "I;16L", "I;16B", "I;16N"), 6),
    "I": 10,
    "F": 10,
}
"""What decoding holds at once."""
_USUAL_BYTES: Final = 4
"""Of Pillow's other modes, at most: they stay within the limit at the most pixels that are allowed."""
_COEFFICIENT: Final = 2
"""Bytes; a JPEG of several passes keeps one for every pixel and colour until the last pass."""

_MARKER: Final = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])", re.DOTALL)
"""What ends a scan; stuffed zeros and restart markers do not (ITU-T T.81, B.1.1)."""
_START_OF_IMAGE: Final = b"\xff\xd8"
_START_OF_SCAN: Final = 0xDA
_END_OF_IMAGE: Final = 0xD9
_WITHOUT_LENGTH: Final = frozenset((0x01, _START_OF_IMAGE[1]))
"""Besides the end and those that `_MARKER` passes over (B.1.1.3)."""
_EXIF: Final = (0xE1, b"Exif\0\0")
_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_FRAME_HEAD: Final = 6
"""Bytes that tell precision, height, width and the number of colours."""
_PNG_HEADER: Final = 8
_PROFILE: Final = b"iCCP"


def check_size(width: int, height: int) -> None:
    """Raises UnreadableError: too_large over MAX_PIXELS, too_complex where one side is too long a strip."""
    if width * height > MAX_PIXELS:
        raise UnreadableError(FailureCause.TOO_LARGE, f"{width} x {height} pixels")
    if max(width, height) > MAX_ASPECT * min(width, height) > 0:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"a strip of {width} x {height} pixels")


def check_memory(width: int, height: int, kind: str, besides: int = 0) -> None:
    """Raises UnreadableError(too_complex) where decoding would hold more than MAX_DECODED_BYTES.

    `kind` is a Format, or Pillow's mode of a picture that is not decoded yet; `besides` are bytes.
    """
    _check_bytes(width * height * _BYTES_PER_PIXEL.get(kind, _USUAL_BYTES) + besides)


def _check_bytes(held: int) -> None:
    if held > MAX_DECODED_BYTES:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"{held} bytes at once")


def inspect(file: Path, kind: Format) -> None:
    """Refuses what would cost its decoder too much. Raises UnreadableError with the limit that is passed."""
    with file.open("rb") as stream:
        if kind is Format.JPEG:
            inspect_jpeg(stream.read())
        elif kind is Format.PNG:
            _inspect_png(stream)
        elif kind is Format.WEBP:
            size = webp_size(stream.read(HEAD_BYTES))
            check_size(*size)
            check_memory(*size, kind)


def inspect_jpeg(data: bytes, check: Callable[[int, int], None] = check_size) -> int:
    """Refuses endless parts and passes, and what `check` says of width and height. Raises UnreadableError.

    Answers over how many pixels its passes go, each counted.
    """
    pixels, colours, scans, exif, joined = 0, 0, 0, 0, 0
    for number, (marker, body, length) in enumerate(_segments(data)):
        if number >= MAX_SEGMENTS:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_SEGMENTS} segments")
        if marker in _FRAMES and len(body) == _FRAME_HEAD:
            _, height, width, colours = struct.unpack(">BHHB", body)
            check(width, height)
            pixels = width * height
        elif marker == _START_OF_SCAN:
            scans += 1
            _check_scans(scans, pixels, colours)
        elif (marker, body) == _EXIF:
            exif += length
            joined += exif
            _check_joined(joined)
    return scans * pixels


def _check_scans(scans: int, pixels: int, colours: int) -> None:
    if scans > MAX_SCANS or (scans > 1 and scans * pixels > MAX_SCANNED_PIXELS):
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"{scans} scans of {pixels} pixels")
    if scans > 1:
        _check_bytes(pixels * _COEFFICIENT * colours)


def _check_joined(copied: int) -> None:
    if copied > MAX_JOINED_BYTES:
        raise UnreadableError(FailureCause.TOO_COMPLEX, f"{copied} bytes of Exif to copy")


def _segments(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Marker, head and length of every segment up to the end of the image; a camera may put more behind it.

    As libjpeg goes through them: an end before the first pass ends nothing (tables alone, B.5).
    """
    place = data.find(_START_OF_IMAGE) + 2
    has_begun = False
    while found := _MARKER.search(data, place):
        marker, place = found.group(1)[0], found.end()
        if marker == _END_OF_IMAGE and has_begun:
            return
        if marker == _END_OF_IMAGE or marker in _WITHOUT_LENGTH:
            continue
        has_begun = has_begun or marker == _START_OF_SCAN
        length = int.from_bytes(data[place : place + 2], "big")
        yield marker, data[place + 2 : place + 2 + _FRAME_HEAD], length
        place += max(length, 2)


def _inspect_png(stream: IO[bytes]) -> None:
    stream.seek(_PNG_HEADER)
    profiles = 0
    for _ in range(MAX_CHUNKS):
        head = stream.read(8)
        if len(head) < 8 or head[4:] == b"IEND":  # noqa: PLR2004 - length and name
            return
        profiles += head[4:] == _PROFILE
        if profiles > MAX_PROFILES:
            raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_PROFILES} profiles")
        stream.seek(int.from_bytes(head[:4], "big") + 4, 1)
    raise UnreadableError(FailureCause.TOO_COMPLEX, f"more than {MAX_CHUNKS} chunks")
