"""What is shown of a photo, pixel by pixel: our own engine reads all of it but the numbers."""

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image

from receipts.adapters.ocr import EmbeddedEngine
from receipts.domain.rendition import LARGEST, Rendition
from receipts.domain.text import Page
from receipts.errors import UnreadableError
from tests.unit.adapters.ocr.test_pdf import pdf_of

NUMBERS, SAMPLES = Path(__file__).parent / "numbers", Path(__file__).parents[3] / "samples"
_ORIENTATION, _TURN_RIGHT = 0x0112, 6
LOST: Final = {
    "pan_amex_slash.jpg": {"3718/365461/07358"},
    "pan_korean_between.jpg": {"3177", "6467"},
    "pan_twolines_8_8.jpg": {"55055613", "04451669"},
    "pan_rrn.jpg": {"900101-1234567"},
}
"""What cannot be read any more, of each photo: all else can."""


@pytest.fixture(scope="module")
def engine() -> EmbeddedEngine:
    return EmbeddedEngine(threads=2, keeps_pages=True)


def shown(engine: EmbeddedEngine, file: Path) -> tuple[Sequence[Page], Sequence[Rendition]]:
    pages = engine.read(file)
    return pages, list(engine.renditions())


def read_again(engine: EmbeddedEngine, folder: Path, rendition: Rendition) -> Page:
    file = folder / "shown.jpg"
    file.write_bytes(rendition.jpeg)
    (page,) = engine.read(file)
    return page


def words(pages: Sequence[Page]) -> set[str]:
    return {word for page in pages for line in page.lines for word in line.text.split()}


def lost(engine: EmbeddedEngine, folder: Path, file: Path) -> set[str]:
    """What was read on the file, and is read on its renditions no more."""
    pages, renditions = shown(engine, file)
    assert [one.page for one in renditions] == [page.number for page in pages]
    return words(pages) - words([read_again(engine, folder, one) for one in renditions])


@pytest.mark.parametrize(("name", "gone"), LOST.items())
def test_the_number_cannot_be_read_any_more_and_all_else_can(
    engine: EmbeddedEngine, tmp_path: Path, name: str, gone: set[str]
) -> None:
    assert lost(engine, tmp_path, NUMBERS / name) == gone


def of(photo: str) -> Image.Image:
    with Image.open(NUMBERS / photo) as image:
        return image.convert("RGB")


def turned_by_exif(folder: Path) -> Path:
    exif = Image.Exif()
    exif[_ORIENTATION] = _TURN_RIGHT
    of("pan_rrn.jpg").transpose(Image.Transpose.ROTATE_90).save(folder / "a.jpg", exif=exif, quality=95)
    return folder / "a.jpg"


def upside_down(folder: Path) -> Path:
    of("pan_rrn.jpg").transpose(Image.Transpose.ROTATE_180).save(folder / "a.png")
    return folder / "a.png"


def of_twelve_million_pixels(folder: Path) -> Path:
    of("pan_rrn.jpg").resize((3000, 2800), Image.Resampling.LANCZOS).save(folder / "a.jpg", quality=90)
    return folder / "a.jpg"


def second_of_two_pages(folder: Path) -> Path:
    first, second = of("mask-destroys.jpg"), of("pan_rrn.jpg")
    first.save(folder / "a.tiff", save_all=True, append_images=[second])
    return folder / "a.tiff"


def scanned_into_a_pdf(folder: Path) -> Path:
    of("pan_rrn.jpg").save(folder / "a.pdf", resolution=72)
    return folder / "a.pdf"


def text_of_a_pdf(folder: Path) -> Path:
    lines = ("CAFE RECEIPT", "CARD 900101-1234567", "TOTAL 9,500 WON", "2026-11-20 12:30")
    drawn = b"BT /F1 18 Tf 40 500 Td 30 TL %s ET" % b" ".join(b"(%s) Tj T*" % one.encode() for one in lines)
    (folder / "a.pdf").write_bytes(pdf_of(drawn))
    return folder / "a.pdf"


@pytest.mark.parametrize(
    "made",
    [
        turned_by_exif,
        upside_down,
        of_twelve_million_pixels,
        second_of_two_pages,
        scanned_into_a_pdf,
    ],
)
def test_so_it_is_whichever_way_the_photo_came(
    engine: EmbeddedEngine, tmp_path: Path, made: Callable[[Path], Path]
) -> None:
    assert lost(engine, tmp_path, made(tmp_path)) == {"900101-1234567"}


def test_a_number_in_a_pdfs_own_text_is_covered_with_what_stands_beside_it(
    engine: EmbeddedEngine, tmp_path: Path
) -> None:
    """Where in a line of proportional print a letter stands is a guess, and a generous one."""
    number = "900101-1234567"
    assert {number} <= lost(engine, tmp_path, text_of_a_pdf(tmp_path)) <= {number, "CARD"}


@pytest.mark.parametrize("name", ["cafe.heic", "uk_shop_vat.pdf", "restaurant_upside_down.jpg"])
def test_every_kind_of_file_is_shown_as_a_jpeg_in_the_proportions_of_its_page(
    engine: EmbeddedEngine, name: str
) -> None:
    (page,), (rendition,) = shown(engine, SAMPLES / name)
    assert len(rendition.jpeg) <= LARGEST
    with Image.open(BytesIO(rendition.jpeg), formats=["JPEG"]) as image:
        assert image.width * image.height <= 4_000_000
        assert image.width / image.height == pytest.approx(page.width / page.height, rel=0.005)
        assert not image.getexif()  # neither place nor camera


def test_a_file_whose_reading_was_not_finished_is_not_shown(engine: EmbeddedEngine, tmp_path: Path) -> None:
    engine.read(NUMBERS / "pan_rrn.jpg")
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff nothing")
    with pytest.raises(UnreadableError):
        engine.read(tmp_path / "broken.jpg")
    assert list(engine.renditions()) == []
