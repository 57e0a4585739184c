"""A file cut where its format cuts it, so that a change keeps the rest whole. Joined, they are the file."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from itertools import islice, pairwise
from typing import Final

from receipts.adapters.ocr.formats import Format

_JPEG_MARKER: Final = re.compile(rb"\xff[\xc0-\xcf\xd8-\xfe]")
_PDF_PART: Final = re.compile(rb"\d+ \d+ obj|endobj|stream\r?\n|endstream|xref|trailer")
_BOXES: Final = frozenset((b"meta", b"iprp", b"ipco", b"iref", b"dinf", b"moov", b"trak"))
_PNG_SIGNATURE: Final = 8
_BOX_HEAD: Final = 8
_MOST_CUTS: Final = 2_000
_SMALLEST: Final = 64
"""Bytes; what no format cuts is cut into such pieces, or into sixty-four."""


def parts_of(content: bytes, kind: Format | None) -> list[bytes]:
    """At least one; `kind` is None for what is no known format."""
    cut = _CUTS.get(kind, _even) if kind else _even
    within = (place for place in islice(cut(content), _MOST_CUTS) if 0 < place < len(content))
    places = sorted({0, len(content), *within})
    return [content[start:end] for start, end in pairwise(places)] or [content]


def _even(content: bytes) -> Iterator[int]:
    yield from range(0, len(content), max(_SMALLEST, len(content) // _SMALLEST))


def _jpeg(content: bytes) -> Iterator[int]:
    for found in _JPEG_MARKER.finditer(content):
        yield found.start()


def _png(content: bytes) -> Iterator[int]:
    place = _PNG_SIGNATURE
    while place + _BOX_HEAD <= len(content):
        yield place
        place += 12 + int.from_bytes(content[place : place + 4], "big")


def _webp(content: bytes) -> Iterator[int]:
    place = 12
    while place + _BOX_HEAD <= len(content):
        yield place
        length = int.from_bytes(content[place + 4 : place + 8], "little")
        place += _BOX_HEAD + length + length % 2


def _tiff(content: bytes) -> Iterator[int]:
    """The header, each entry of the first directory, and what stands before and behind."""
    order = "<" if content.startswith(b"II") else ">"
    yield 8
    (start,) = struct.unpack_from(f"{order}I", content, 4)
    if start + 2 > len(content):
        return
    (entries,) = struct.unpack_from(f"{order}H", content, start)
    yield start
    yield from range(start + 2, start + 2 + 12 * entries + 1, 12)


def _heic(content: bytes, start: int = 0, end: int | None = None) -> Iterator[int]:
    place, end = start, len(content) if end is None else end
    while place + _BOX_HEAD <= end:
        yield place
        length = int.from_bytes(content[place : place + 4], "big")
        name = content[place + 4 : place + 8]
        if length < _BOX_HEAD:
            return
        if name in _BOXES:
            full = 4 if name in (b"meta", b"iref") else 0
            yield place + _BOX_HEAD + full
            yield from _heic(content, place + _BOX_HEAD + full, min(end, place + length))
        place += length


def _pdf(content: bytes) -> Iterator[int]:
    for found in _PDF_PART.finditer(content):
        yield found.start()


_CUTS: Final[dict[Format, Callable[[bytes], Iterator[int]]]] = {
    Format.JPEG: _jpeg,
    Format.PNG: _png,
    Format.WEBP: _webp,
    Format.TIFF: _tiff,
    Format.HEIC: _heic,
    Format.PDF: _pdf,
}


def with_true_sums(content: bytes) -> bytes:
    """A PNG whose chunks have the sums that a decoder asks for, else it would look no further."""
    parts = parts_of(content, Format.PNG)
    return parts[0] + b"".join(map(_with_true_sum, parts[1:]))


def _with_true_sum(chunk: bytes) -> bytes:
    if len(chunk) < 12:
        return chunk
    return chunk[:-4] + struct.pack(">I", zlib.crc32(chunk[4:-4]))
