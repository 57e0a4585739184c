"""Pictures that are small as files and large, deep or endless to decode; never twice the same."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Mapping
from random import Random
from typing import Final, TypeAlias

import numpy as np
from PIL import Image, ImageDraw

from tests.file_fuzz.sources import receipt_picture, saved
from tests.unit.adapters.ocr.test_heic_inspection import box, full, heic
from tests.unit.adapters.ocr.test_inspection import chunk, png_with, segment, tiff_of, webp_of

Bomb: TypeAlias = Callable[[Random], bytes]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_SIDES: Final = (1, 60, 3_000, 9_900, 20_000, 65_535, 300_000, 2**31 - 1)
_PNG_COLOURS: Final = ((1, 0), (8, 0), (16, 0), (8, 2), (16, 2), (8, 3), (16, 4), (16, 6))


def _size(random: Random) -> tuple[int, int]:
    return random.choice(_SIDES), random.choice(_SIDES)


def png_of_any_size(random: Random) -> bytes:
    """As many rows as fit into some kilobytes, of a size and depth by chance, interlaced or not."""
    width, height = _size(random)
    depth, colour = random.choice(_PNG_COLOURS)
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, random.randrange(2))
    rows = zlib.compress(bytes(random.choice((1_000, 5_000_000))), 9)
    palette = chunk(b"PLTE", bytes(768)) if colour == 3 else b""
    return _PNG + chunk(b"IHDR", header) + palette + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_that_unpacks(random: Random) -> bytes:
    """Texts and profiles that unpack to hundreds of megabytes, one or many."""
    packed = zlib.compress(bytes(random.choice((900_000, 100_000_000))), 9)
    name, head = random.choice(
        ((b"zTXt", b"a\0\0"), (b"iCCP", b"a\0\0"), (b"iTXt", b"a\0\1\0\0\0"), (b"IDAT", b""))
    )
    return png_with(chunk(name, head + packed) * random.choice((1, 70, 300)))


def png_of_endless_frames(random: Random) -> bytes:
    """An animation: so many frames are told, and as many are there."""
    frames = random.choice((2, 9_000, 2**31 - 1))
    control = chunk(b"fcTL", struct.pack(">5IHHBB", 0, 8, 8, 0, 0, 1, 1, 0, 0))
    return png_with(chunk(b"acTL", struct.pack(">II", frames, 0)) + control * min(frames, 9_000))


def jpeg_of_any_size(random: Random) -> bytes:
    """The header announces another size than there are pixels, or two."""
    options: Mapping[str, object] = random.choice(({}, {"progressive": True}, {"subsampling": 2}))
    mode = random.choice(("L", "RGB", "CMYK"))
    photo = saved(receipt_picture().convert(mode), "JPEG", **options)
    frame = photo.index(b"\xff\xc2" if "progressive" in options else b"\xff\xc0")
    width, height = (side & 0xFFFF for side in _size(random))
    announced = photo[frame : frame + 5] + struct.pack(">HH", height, width) + photo[frame + 9 :]
    return photo[:frame] + random.choice((announced, photo[frame : frame + 19] + announced))


def jpeg_of_endless_passes(random: Random) -> bytes:
    """The last pass over and over, with comments between them."""
    photo = saved(receipt_picture(), "JPEG", progressive=True)
    last = photo[photo.rindex(b"\xff\xda") : -2]
    between = random.choice((b"", segment(0xFE, b"x"), b"\xff" * 40))
    return photo[:-2] + (between + last) * random.choice((50, 99, 5_000)) + b"\xff\xd9"


def jpeg_of_endless_parts(random: Random) -> bytes:
    """Profiles, Exif, Photoshop's blocks, tables, in pieces."""
    marker, body = random.choice(
        (
            (0xE2, b"ICC_PROFILE\0\1\1" + bytes(60_000)),
            (0xE1, b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + bytes(60_000)),
            (0xE1, b"Exif\0\0" + _entries(5_000, 2**31)),
            (0xE2, b"MPF\0" + _entries(4_000, 2**16)),
            (0xED, b"Photoshop 3.0\0" + b"8BIM\x03\xed\0\0\0\0\0\0" * 4_000),
            (0xDB, b"\0" + bytes(range(1, 65))),
            (0xDD, b"\0\1"),
        )
    )
    photo = saved(receipt_picture(), "JPEG")
    return photo[:2] + segment(marker, body) * random.choice((1, 255, 1_900)) + photo[2:]


def _entries(count: int, values: int) -> bytes:
    """A directory of Exif whose entries tell of so many values each, nested in themselves."""
    tags = (0x8769, 0x8825, 0x927C, 0x010F, 0xA005)
    entries = b"".join(
        struct.pack("<HHII", tags[number % 5], 1 + number % 12, values, 8) for number in range(count)
    )
    return b"II*\0\x08\0\0\0" + struct.pack("<H", count) + entries + struct.pack("<I", 8)


def tiff_of_any_directory(random: Random) -> bytes:
    """Sizes, depths, pieces and ways of packing by chance, over a little data."""
    width, height = (min(side, 2**31) for side in _size(random))
    tags = {
        256: width,
        257: height,
        258: random.choice((1, 8, 16, 32, 64)),
        259: random.choice((1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 50000, 50001)),
        262: random.choice((0, 1, 2, 3, 5, 6, 8)),
        273: 400,
        277: random.choice((1, 3, 4, 1000)),
        278: random.choice((1, 16, 2**31 - 1)),
        279: 2000,
        284: random.choice((1, 2)),
        317: random.choice((1, 2, 3)),
    }
    if random.randrange(2):
        tags |= {322: random.choice((16, 20_000)), 323: random.choice((16, 20_000)), 324: 400, 325: 2000}
    counts = {
        tag: random.choice((1, 1, 1, 3, 100, 2**28)) if tag in (258, 273, 279, 324) else 1 for tag in tags
    }
    entries = b"".join(struct.pack("<HHII", tag, 4, counts[tag], tags[tag]) for tag in sorted(tags))
    head = b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4)
    data = random.choice((zlib.compress(bytes(9_000_000), 9), saved(receipt_picture(), "JPEG"), bytes(9_000)))
    return head.ljust(400, b"\0") + data


def tiff_of_endless_directories(random: Random) -> bytes:
    """Pages behind pages."""
    return tiff_of(random.choice((9, 10, 11, 180_000)), loop=bool(random.randrange(2)))


def webp_of_any_size(random: Random) -> bytes:
    """A canvas by chance, with an animation of frames on it."""
    width, height = (min(side, 16_384) for side in _size(random))
    frame = saved(receipt_picture().resize((16, 16)), "WEBP")[12:]
    body = bytes(6) + (15).to_bytes(3, "little") * 2 + bytes(4) + frame
    frames = (b"ANMF" + struct.pack("<I", len(body)) + body) * random.choice((1, 300, 20_000))
    content = bytearray(webp_of(width, height) + b"ANIM" + struct.pack("<I", 6) + bytes(6) + frames)
    content[20] = random.choice((0x02, 0x12, 0x32))  # flags of VP8X: it moves, is transparent, has a profile
    content[4:8] = struct.pack("<I", len(content) - 8)
    return bytes(content)


def heic_of_parts(random: Random) -> bytes:
    """Grids of grids, some of themselves, of sizes by chance."""
    depth, width = random.choice(((2, 500), (12, 2), (30, 3), (2, 60_000)))
    numbers = range(2, depth + 2)
    sizes = {one: _size(random) for one in (1, *numbers)}
    parts = {one: [one - 1] * width for one in numbers} | ({1: [depth + 1]} if random.randrange(2) else {})
    return heic(depth + 1, sizes, parts)


def heic_of_extents(random: Random) -> bytes:
    """A real picture whose one item is said to be the same bytes, thousands of times."""
    extents, length = random.choice((1, 100, 60_000)), random.choice((1, 500, 2**31))
    places = struct.pack(">II", 0, length) * extents
    locations = full(b"iloc", b"\x44\0" + struct.pack(">HHHH", 1, 1, 0, extents) + places)
    infos = full(
        b"iinf", struct.pack(">H", 1) + box(b"infe", b"\2\0\0\0" + struct.pack(">HH", 1, 0) + b"hvc1\0")
    )
    meta = (
        full(b"hdlr", bytes(4) + b"pict" + bytes(13))
        + full(b"pitm", struct.pack(">H", 1))
        + infos
        + locations
    )
    return box(b"ftyp", b"heic" + bytes(4) + b"heic") + full(b"meta", meta) + box(b"mdat", bytes(1000))


def dense_print(random: Random) -> bytes:
    """A page full of small words, or of strokes that look like them."""
    step = random.choice((14, 24))
    words = random.choice(("합계 1,000 ", "TOTAL 1,234.50 ", "1", "||||", "....", "-- "))
    line = Image.new("L", (1_800, step), 255)
    ImageDraw.Draw(line).text((5, 0), words * (600 // len(words)), 0, font_size=step - 4)
    picture = Image.new("L", (1_800, 2_400), 255)
    for y in range(0, 2_400, step):
        picture.paste(line, (0, y))
    return saved(picture, random.choice(("PNG", "WEBP", "TIFF")))


def noise(random: Random) -> bytes:
    """Squares, stripes or grain all over, on a page or a till roll."""
    width, height = random.choice(((1_200, 1_600), (300, 9_000), (4_000, 200)))
    grain = np.random.default_rng(random.randrange(99)).integers(0, 2, (height // 8, width // 8), np.uint8)
    across, down = random.choice(((8, 8), (8, 1), (1, 8)))
    tiles = np.repeat(np.repeat(grain * 255, across, 0), down, 1)
    return saved(Image.fromarray(tiles), "PNG")


PICTURE_BOMBS: Final[tuple[Bomb, ...]] = (
    png_of_any_size,
    png_that_unpacks,
    png_of_endless_frames,
    jpeg_of_any_size,
    jpeg_of_endless_passes,
    jpeg_of_endless_parts,
    tiff_of_any_directory,
    tiff_of_any_directory,
    tiff_of_endless_directories,
    webp_of_any_size,
    heic_of_parts,
    heic_of_extents,
    dense_print,
    noise,
)
