"""Pictures that are small as files and endless to decode are refused by their structure, before decoding."""

from __future__ import annotations

import io
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.pages import check_file, open_pictures
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_ASPECT, MAX_CHUNKS, MAX_SCANS, MAX_SEGMENTS
from receipts.errors import UnreadableError

GENEROUS = 5.0
"""CPU seconds for what takes milliseconds."""


def refusal_of(folder: Path, content: bytes) -> FailureCause:
    """The cause, found without decoding, which would take longer than a busy machine does."""
    file = folder / "hostile"
    file.write_bytes(content)
    start = time.process_time()
    with pytest.raises(UnreadableError) as refusal:
        list(open_pictures(file, check_file(file)))
    assert time.process_time() - start < GENEROUS
    return refusal.value.cause


def pages_of(folder: Path, content: bytes) -> int:
    file = folder / "good"
    file.write_bytes(content)
    return len(list(open_pictures(file, check_file(file))))


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("size", [(12_000, 2), (1, 16_000)])
def test_a_strip_is_too_complex(tmp_path: Path, size: tuple[int, int], kind: str) -> None:
    assert refusal_of(tmp_path, encoded(Image.new("RGB", size), kind)) is FailureCause.TOO_COMPLEX


def test_a_strip_of_a_hundred_million_pixels_is_too_complex(tmp_path: Path) -> None:
    header = struct.pack(">IIBBBBB", 100_000_000, 1, 8, 0, 0, 0, 0)
    chunk = b"IHDR" + header
    png = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    data = zlib.compress(bytes(1000))
    png += struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    assert refusal_of(tmp_path, png) is FailureCause.TOO_COMPLEX


def test_a_till_roll_of_three_metres_is_no_strip(tmp_path: Path) -> None:
    assert pages_of(tmp_path, encoded(Image.new("L", (40, 38 * 40)), "PNG")) == 1
    assert pages_of(tmp_path, encoded(Image.new("L", (MAX_ASPECT * 10, 10)), "PNG")) == 1


def progressive(scans: int, side: int = 64) -> bytes:
    """A JPEG whose last pass is repeated until there are `scans` of them."""
    noise = np.random.default_rng(1).integers(0, 255, (side, side), np.uint8)
    photo = encoded(Image.fromarray(noise), "JPEG", progressive=True)
    last = photo[photo.rindex(b"\xff\xda") : -2]
    return photo[:-2] + last * (scans - photo.count(b"\xff\xda")) + b"\xff\xd9"


@pytest.mark.parametrize("scans", [MAX_SCANS + 1, 1000, 20_000])
def test_a_jpeg_of_endless_passes_is_too_complex(tmp_path: Path, scans: int) -> None:
    assert refusal_of(tmp_path, progressive(scans)) is FailureCause.TOO_COMPLEX


def test_passes_count_by_the_pixels_they_go_over(tmp_path: Path) -> None:
    photo = progressive(50)
    frame = photo.index(b"\xff\xc2")
    large = photo[: frame + 5] + struct.pack(">HH", 6000, 6000) + photo[frame + 9 :]
    assert refusal_of(tmp_path, large) is FailureCause.TOO_COMPLEX


def test_a_progressive_photo_opens(tmp_path: Path) -> None:
    assert pages_of(tmp_path, progressive(12)) == 1


def test_what_a_camera_puts_behind_or_into_a_photo_counts_for_nothing(tmp_path: Path) -> None:
    """A moving picture follows the still one, a preview stands in its EXIF: both have marks of passes."""
    photo = encoded(Image.new("L", (64, 64)), "JPEG")
    preview = b"\xff\xda" * 2000
    block = b"\xff\xe1" + struct.pack(">H", len(preview) + 2) + preview
    assert pages_of(tmp_path, photo[:2] + block + photo[2:] + b"\xff\xda" * 5000) == 1


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


@pytest.mark.parametrize(
    "part",
    [segment(0xFE, b""), segment(0xE1, b"Exif\0\0\0"), segment(0xE2, b"ICC_PROFILE\0\1\1")],
    ids=["comments", "Exif in pieces", "profile in pieces"],
)
def test_a_jpeg_in_a_million_pieces_is_too_complex(tmp_path: Path, part: bytes) -> None:
    """Pillow joins pieces of Exif one by one: a million take hours."""
    photo = encoded(Image.new("L", (64, 64)), "JPEG")
    assert refusal_of(tmp_path, photo[:2] + part * 1_000_000 + photo[2:]) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, photo[:2] + part * (MAX_SEGMENTS // 2) + photo[2:]) == 1


def png_of(width: int, height: int, depth: int, colour: int) -> bytes:
    """A PNG that has only begun: what announces too much must be refused before."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"PLTE", bytes(3)) + chunk(b"IDAT", b"x")


@pytest.mark.parametrize(
    ("depth", "colour"),
    [(8, 6), (16, 6), (8, 4), (8, 3), (16, 0)],
    ids=["RGBA", "deep RGBA", "LA", "P", "I;16"],
)
def test_what_is_converted_before_it_is_made_smaller_is_weighed_with_the_copy(
    tmp_path: Path, depth: int, colour: int
) -> None:
    assert refusal_of(tmp_path, png_of(9_900, 9_900, depth, colour)) is FailureCause.TOO_COMPLEX
    assert refusal_of(tmp_path, png_of(4_000, 3_000, depth, colour)) is FailureCause.UNREADABLE_IMAGE


def tiff_of(directories: int, *, loop: bool = False) -> bytes:
    """Pages of one pixel each, one behind the other, the last pointing to the first if they `loop`."""
    tags = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1), (279, 1))
    size = 2 + 12 * len(tags) + 4
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    directory = struct.pack("<H", len(tags)) + entries
    chain = [16 + number * size for number in range(1, directories)] + [16 if loop else 0]
    pages = b"".join(directory + struct.pack("<I", following) for following in chain)
    return b"II*\x00" + struct.pack("<I", 16) + bytes(8) + pages


@pytest.mark.parametrize("loop", [False, True])
@pytest.mark.parametrize("directories", [11, 100_000])
def test_directories_are_counted_no_further_than_the_limit(
    tmp_path: Path, directories: int, loop: bool
) -> None:
    assert refusal_of(tmp_path, tiff_of(directories, loop=loop)) is FailureCause.TOO_MANY_PAGES


@pytest.mark.parametrize("loop", [False, True])
def test_a_few_directories_are_pages_even_where_they_loop(tmp_path: Path, loop: bool) -> None:
    assert pages_of(tmp_path, tiff_of(3, loop=loop)) == 3


def tiff_in_pieces(width: int, height: int, bits: int, rows: int, tile: int = 0) -> bytes:
    """A TIFF of three colours that has only begun."""
    piece = ((322, tile), (323, tile), (324, 8), (325, 9)) if tile else ((273, 8), (278, rows), (279, 9))
    tags = ((256, width), (257, height), (258, bits), (259, 8), (262, 2), (277, 3), *piece)
    entries = b"".join(
        struct.pack("<HHII", tag, 3 if tag == 258 else 4, 3 if tag == 258 else 1, value)
        for tag, value in sorted(tags)
    )
    place = 8 + 2 + len(entries) + 4
    entries = entries.replace(struct.pack("<HHII", 258, 3, 3, bits), struct.pack("<HHII", 258, 3, 3, place))
    head = b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + struct.pack("<I", 0)
    return head + struct.pack("<3H", bits, bits, bits)


@pytest.mark.parametrize(
    ("size", "bits", "rows", "tile"),
    [((9_900, 9_900), 8, 9_900, 0), ((8_000, 8_000), 16, 8_000, 0), ((64, 64), 8, 0, 20_000)],
    ids=["one strip", "one deep strip", "a tile that is larger than the picture"],
)
def test_a_tiff_is_weighed_with_the_piece_that_is_unpacked_at_once(
    tmp_path: Path, size: tuple[int, int], bits: int, rows: int, tile: int
) -> None:
    large = tiff_in_pieces(*size, bits, rows, tile)
    assert refusal_of(tmp_path, large) is FailureCause.TOO_COMPLEX
    small = tiff_in_pieces(*size, bits, 16, 256 if tile else 0)
    assert refusal_of(tmp_path, small) is FailureCause.UNREADABLE_IMAGE


def test_what_was_decoded_is_let_go_before_the_page_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would be held beside what the reading needs: 400 MB of a large picture."""
    page, opened = Image.new("L", (64, 64)), list[Image.Image]()
    (tmp_path / "pages.tif").write_bytes(encoded(page, "TIFF", save_all=True, append_images=[page] * 2))
    really_open = Image.open

    def noted(file: Path, formats: list[str]) -> Image.Image:
        opened.append(really_open(file, formats=formats))
        return opened[-1]

    monkeypatch.setattr(Image, "open", noted)
    for _ in open_pictures(tmp_path / "pages.tif", Format.TIFF):
        with pytest.raises(ValueError, match="closed image"):
            opened[-1].getpixel((0, 0))
    assert len(opened) == 3


@pytest.mark.parametrize("place", [2**63, 2**64 - 1, 2**40])
def test_a_bigtiff_that_points_nowhere_is_unreadable(tmp_path: Path, place: int) -> None:
    head = b"II+\x00" + struct.pack("<HHQ", 8, 0, place)
    assert refusal_of(tmp_path, head) is FailureCause.UNREADABLE_IMAGE


def png_with(chunks: bytes) -> bytes:
    png = encoded(Image.new("L", (8, 8)), "PNG")
    return png[:33] + chunks + png[33:]


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def test_a_png_in_a_million_pieces_is_too_complex(tmp_path: Path) -> None:
    assert refusal_of(tmp_path, png_with(chunk(b"teXt", b"") * 1_000_000)) is FailureCause.TOO_COMPLEX
    assert pages_of(tmp_path, png_with(chunk(b"teXt", b"") * (MAX_CHUNKS // 2))) == 1


def test_a_comment_that_unpacks_to_a_gigabyte_does_not_unpack(tmp_path: Path) -> None:
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    assert refusal_of(tmp_path, png_with(bomb)) is FailureCause.UNREADABLE_IMAGE


def webp_of(width: int, height: int) -> bytes:
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4)
    body += (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body)) + body


def a_progressive_photo_of_a_hundred_million_pixels() -> bytes:
    photo = encoded(Image.new("RGB", (64, 64)), "JPEG", progressive=True)
    photo = (
        photo[: photo.index(b"\xff\xda", photo.index(b"\xff\xda") + 2)] + photo[photo.rindex(b"\xff\xda") :]
    )
    frame = photo.index(b"\xff\xc2")
    return photo[: frame + 5] + struct.pack(">HH", 10_000, 10_000) + photo[frame + 9 :]


@pytest.mark.parametrize(
    "content",
    [
        lambda: webp_of(9_000, 9_000),
        lambda: webp_of(6_400, 6_400),
        a_progressive_photo_of_a_hundred_million_pixels,
    ],
)
def test_what_its_decoder_would_hold_a_gigabyte_for_is_too_complex(
    tmp_path: Path, content: Callable[[], bytes]
) -> None:
    assert refusal_of(tmp_path, content()) is FailureCause.TOO_COMPLEX


def test_a_deep_grey_scan_is_brought_to_eight_bits_as_before(tmp_path: Path) -> None:
    deep = np.arange(600 * 40, dtype=np.uint16).reshape(600, 40) * 2
    file = tmp_path / "deep.png"
    Image.fromarray(deep).save(file)
    (page,) = open_pictures(file, check_file(file))
    assert np.array_equal(
        page.pixels[:, :, 0], (deep.astype(np.float32) * (255.0 / 65535.0)).astype(np.uint8)
    )
