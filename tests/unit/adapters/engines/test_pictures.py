"""What leaves the house: one JPEG of the first page, upright, within the limit, without metadata."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from receipts.adapters.engines.pictures import first_page_jpeg
from receipts.errors import PictureRefusedError

LIMIT = 1_000_000
ORIENTATION, QUARTER_TURN = 0x0112, 6
GPS = 0x8825


def sent(file: Path, limit: int = LIMIT) -> Image.Image:
    return Image.open(BytesIO(first_page_jpeg(file, limit)))


def test_a_heic_photo_is_sent_as_a_jpeg(tmp_path: Path) -> None:
    pillow_heif.from_pillow(Image.new("RGB", (64, 48), "red")).save(tmp_path / "photo.heic")
    picture = sent(tmp_path / "photo.heic")
    assert (picture.format, picture.size) == ("JPEG", (64, 48))
    red, green, blue = picture.getpixel((5, 5))  # type: ignore[misc] # an RGB picture
    assert red > 200
    assert max(green, blue) < 50


def test_the_picture_is_turned_and_says_nothing_of_the_place(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = QUARTER_TURN
    exif.get_ifd(GPS)[1] = "N"
    Image.new("RGB", (60, 40)).save(tmp_path / "photo.jpg", exif=exif)
    picture = sent(tmp_path / "photo.jpg")
    assert picture.size == (40, 60)
    assert not picture.getexif()


def test_of_several_pages_the_first_is_sent(tmp_path: Path) -> None:
    pages = [Image.new("RGB", (30, 20)), Image.new("RGB", (50, 20))]
    pages[0].save(tmp_path / "scan.tif", save_all=True, append_images=pages[1:])
    assert sent(tmp_path / "scan.tif").size == (30, 20)


def test_a_scanned_pdf_is_sent_as_a_picture(tmp_path: Path) -> None:
    Image.new("RGB", (300, 400), "white").save(tmp_path / "scan.pdf")
    assert sent(tmp_path / "scan.pdf").format == "JPEG"


def test_a_large_picture_loses_quality_until_it_fits(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (400, 400, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "photo.png")
    fine = len(first_page_jpeg(tmp_path / "photo.png", LIMIT))
    assert len(first_page_jpeg(tmp_path / "photo.png", fine - 1)) < fine
    with pytest.raises(PictureRefusedError, match="over 1000 bytes"):
        first_page_jpeg(tmp_path / "photo.png", 1000)


def test_a_file_that_does_not_open_is_not_sent(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"no picture")
    with pytest.raises(PictureRefusedError, match="unsupported_type"):
        first_page_jpeg(tmp_path / "photo.jpg", LIMIT)
