"""What a file is, told by its first bytes: names and content types lie, magic numbers seldom do."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from receipts.domain.failure import FailureCause
from receipts.errors import UnreadableError

HEAD_BYTES: Final = 1024
"""How much of a file `sniff` wants to see; a PDF may carry that much rubbish before its header."""

_HEIC_BRANDS: Final = frozenset(
    (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif")
)


class Format(StrEnum):
    """The kinds of file that can hold a receipt; raster values are Pillow's names."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    HEIC = "HEIC"
    PDF = "PDF"


_MAGIC: Final = (
    (b"\xff\xd8\xff", Format.JPEG),
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"II*\x00", Format.TIFF),
    (b"MM\x00*", Format.TIFF),
    (b"II+\x00", Format.TIFF),
    (b"MM\x00+", Format.TIFF),
)


def sniff(head: bytes) -> Format:
    """The format of a file that begins with `head`; raises UnreadableError(unsupported_type)."""
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return Format.WEBP
    if head[4:8] == b"ftyp" and _is_heic(head):
        return Format.HEIC
    if b"%PDF-" in head:
        return Format.PDF
    raise UnreadableError(FailureCause.UNSUPPORTED_TYPE, f"begins with {head[:12]!r}")


def _is_heic(head: bytes) -> bool:
    """AVIF uses the same container and the same generic brands, so its own brand rules it out."""
    box = head[8 : int.from_bytes(head[:4], "big")]
    brands = {box[i : i + 4] for i in range(0, len(box), 4)}
    return not brands & {b"avif", b"avis"} and bool(brands & _HEIC_BRANDS)


def webp_size(head: bytes) -> tuple[int, int]:
    """Width and height from a WebP header (RFC 9649), (0, 0) if it has none.

    Pillow's WebP decoder sets its canvas aside on opening, so the size must be known before that.
    """
    if head[12:16] == b"VP8X":
        return int.from_bytes(head[24:27], "little") + 1, int.from_bytes(head[27:30], "little") + 1
    if head[12:16] == b"VP8L":
        packed = int.from_bytes(head[21:25], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    if head[12:16] == b"VP8 ":
        return (
            int.from_bytes(head[26:28], "little") & 0x3FFF,
            int.from_bytes(head[28:30], "little") & 0x3FFF,
        )
    return 0, 0
