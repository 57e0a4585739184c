"""What people upload opens, or is refused with the cause that tells them what to do."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.pages import LEAST_WIDTH, MAX_SIDE, Raster, check_file, open_pictures
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import MAX_PHOTO_BYTES
from receipts.errors import UnreadableError

RED, WHITE = (0, 0, 255), (255, 255, 255)  # blue, green, red


def opened(file: Path) -> list[Raster]:
    return list(open_pictures(file, check_file(file)))


def cause_of(file: Path) -> FailureCause:
    with pytest.raises(UnreadableError) as refusal:
        opened(file)
    return refusal.value.cause


def saved(folder: Path, image: Image.Image, name: str, **options: object) -> Path:
    image.save(folder / name, **options)  # type: ignore[arg-type]
    return folder / name


def photo(width: int = 60, height: int = 40) -> Image.Image:
    return Image.new("RGB", (width, height), "red")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP"), ("a.tiff", "TIFF")],
)
def test_every_common_picture_format_opens(tmp_path: Path, name: str, kind: str) -> None:
    file = saved(tmp_path, photo(), name)
    (page,) = opened(file)
    assert check_file(file) == kind
    assert page.pixels.shape == (40, 60, 3)
    assert np.allclose(page.pixels[20, 30], RED, atol=3)


def test_an_iphone_photo_in_heic_opens(tmp_path: Path) -> None:
    file = tmp_path / "a.heic"
    pillow_heif.from_pillow(photo(64, 48)).save(file)
    (page,) = opened(file)
    assert check_file(file) is Format.HEIC
    assert page.pixels.shape == (48, 64, 3)


def test_the_file_name_is_not_believed(tmp_path: Path) -> None:
    file = saved(tmp_path, photo(), "a.png").rename(tmp_path / "receipt.pdf")
    assert check_file(file) is Format.PNG


def test_an_empty_file_is_called_empty(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.touch()
    assert cause_of(file) is FailureCause.EMPTY_FILE


def test_a_file_over_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    with file.open("wb") as stream:
        stream.truncate(MAX_PHOTO_BYTES + 1)
    assert cause_of(file) is FailureCause.TOO_LARGE


@pytest.mark.parametrize(
    "content",
    [b"hello, receipt\n", b"\x00" * 64, b"PK\x03\x04", b"<svg xmlns='http://www.w3.org/2000/svg'/>"],
    ids=["text", "zeros", "zip", "svg"],
)
def test_what_is_no_picture_is_an_unsupported_type(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(content)
    assert cause_of(file) is FailureCause.UNSUPPORTED_TYPE


def test_an_animated_gif_is_an_unsupported_type(tmp_path: Path) -> None:
    frames = [photo(), Image.new("RGB", (60, 40), "blue")]
    file = saved(tmp_path, frames[0], "a.gif", save_all=True, append_images=frames[1:])
    assert cause_of(file) is FailureCause.UNSUPPORTED_TYPE


def test_avif_is_not_taken_for_heic(tmp_path: Path) -> None:
    file = tmp_path / "a.heic"
    file.write_bytes(b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf" + bytes(40))
    assert cause_of(file) is FailureCause.UNSUPPORTED_TYPE


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
def test_a_picture_that_was_cut_off_is_unreadable(tmp_path: Path, name: str) -> None:
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (80, 80, 3), np.uint8))
    file = saved(tmp_path, noise, name)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert cause_of(file) is FailureCause.UNREADABLE_IMAGE


def test_a_heic_that_was_cut_off_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "a.heic"
    pillow_heif.from_pillow(photo(64, 48)).save(file)
    file.write_bytes(file.read_bytes()[:300])
    assert cause_of(file) is FailureCause.UNREADABLE_IMAGE


def test_a_header_with_nothing_behind_it_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" + b"\x13" * 500)
    assert cause_of(file) is FailureCause.UNREADABLE_IMAGE


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header announces more pixels than any machine should be asked to hold."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\x00" * 1000)), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("side", [10_001, 17_321], ids=["100 megapixels", "300 megapixels"])
def test_a_pixel_bomb_is_refused_by_its_header(tmp_path: Path, side: int) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(bomb(side, side))
    assert cause_of(file) is FailureCause.TOO_LARGE


def test_a_webp_bomb_is_refused_before_its_canvas_is_made(tmp_path: Path) -> None:
    size = (16_000 - 1).to_bytes(3, "little") * 2
    file = tmp_path / "a.webp"
    file.write_bytes(b"RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + size + bytes(10))
    assert cause_of(file) is FailureCause.TOO_LARGE


AS_STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What each EXIF orientation undoes."""


@pytest.mark.parametrize("orientation", AS_STORED)
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tiff"])
def test_a_photo_stands_upright_however_the_phone_was_held(
    tmp_path: Path, name: str, orientation: int
) -> None:
    upright = photo()
    upright.paste("white", (0, 0, 30, 20))  # top left
    turn = AS_STORED[orientation]
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = saved(tmp_path, upright if turn is None else upright.transpose(turn), name, exif=exif)
    (page,) = opened(file)
    assert page.pixels.shape == (40, 60, 3)
    assert np.allclose(page.pixels[10, 15], WHITE, atol=9)
    assert np.allclose(page.pixels[[10, 30, 30], [45, 15, 45]], RED, atol=9)


def test_a_heic_is_turned_once(tmp_path: Path) -> None:
    """By the container's own note; the EXIF beside it says the same again."""
    exif = Image.Exif()
    exif[0x0112] = 6
    held_across = pillow_heif.from_pillow(photo(48, 64))
    held_across.info["exif"] = exif.tobytes()
    held_across.save(tmp_path / "a.heic")
    assert b"irot" in (tmp_path / "a.heic").read_bytes()
    (page,) = opened(tmp_path / "a.heic")
    assert page.pixels.shape == (48, 64, 3)


def test_a_damaged_exif_block_does_not_cost_the_photo(tmp_path: Path) -> None:
    file = saved(tmp_path, photo(), "a.jpg", exif=b"Exif\x00\x00MM\x00*\x00\x00\xff\xff broken")
    (page,) = opened(file)
    assert page.pixels.shape == (40, 60, 3)


def test_what_is_transparent_shows_white_paper(tmp_path: Path) -> None:
    image = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    (page,) = opened(saved(tmp_path, image, "a.png"))
    assert tuple(page.pixels[5, 5]) == WHITE


def test_a_palette_with_a_transparent_colour_shows_white_paper(tmp_path: Path) -> None:
    image = Image.new("P", (10, 10), 1)
    image.putpalette([0, 0, 0, 9, 9, 9])
    (page,) = opened(saved(tmp_path, image, "a.png", transparency=1))
    assert tuple(page.pixels[5, 5]) == WHITE


def test_a_16_bit_scan_keeps_its_greys(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 100 * 100, dtype=np.uint16).reshape(100, 100)
    (page,) = opened(saved(tmp_path, Image.fromarray(ramp), "a.png"))
    assert page.pixels[0, 0, 0] == 0
    assert 120 < page.pixels[50, 0, 0] < 135
    assert page.pixels[99, 99, 0] == 255


def test_a_print_shop_scan_in_cmyk_keeps_its_white(tmp_path: Path) -> None:
    image = Image.new("CMYK", (20, 20), (0, 0, 0, 0))
    (page,) = opened(saved(tmp_path, image, "a.jpg"))
    assert tuple(page.pixels[5, 5]) == WHITE


def test_a_black_and_white_fax_opens(tmp_path: Path) -> None:
    (page,) = opened(saved(tmp_path, Image.new("1", (20, 20), 1), "a.tiff", compression="group4"))
    assert tuple(page.pixels[5, 5]) == WHITE


def test_every_page_of_a_tiff_is_opened(tmp_path: Path) -> None:
    file = saved(tmp_path, photo(), "a.tiff", save_all=True, append_images=[photo(30, 30)])
    assert [page.pixels.shape for page in opened(file)] == [(40, 60, 3), (30, 30, 3)]


def test_a_tiff_of_ten_pages_is_opened(tmp_path: Path) -> None:
    file = saved(tmp_path, photo(), "a.tiff", save_all=True, append_images=[photo()] * 9)
    assert len(opened(file)) == 10


def test_a_tiff_of_eleven_pages_has_too_many(tmp_path: Path) -> None:
    file = saved(tmp_path, photo(), "a.tiff", save_all=True, append_images=[photo()] * 10)
    assert cause_of(file) is FailureCause.TOO_MANY_PAGES


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_huge_photo_is_kept_small_and_remembers_its_scale(tmp_path: Path, name: str) -> None:
    (page,) = opened(saved(tmp_path, photo(2 * MAX_SIDE, 2 * LEAST_WIDTH), name))
    assert page.pixels.shape == (LEAST_WIDTH, MAX_SIDE, 3)
    assert page.scale == 2


def test_a_scrolled_screenshot_keeps_the_width_that_its_letters_need(tmp_path: Path) -> None:
    (page,) = opened(saved(tmp_path, photo(1080, 3 * MAX_SIDE), "a.png"))
    assert page.pixels.shape == (3 * MAX_SIDE, 1080, 3)


def test_however_long_a_page_is_it_keeps_no_more_pixels_than_a_large_photo(tmp_path: Path) -> None:
    (page,) = opened(saved(tmp_path, photo(1200, 40_000), "a.png"))
    assert page.pixels.size <= 3 * MAX_SIDE**2
    assert page.scale == 2
