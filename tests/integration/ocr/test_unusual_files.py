"""Files that viewers open and that say less, or something else, than they show."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PIL import Image

from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.adapters.ocr.formats import Format
from receipts.adapters.ocr.pages import open_pictures
from receipts.domain.failure import FailureCause
from receipts.domain.reading import read_receipt
from receipts.errors import UnreadableError
from receipts.ports import OcrEngine

FILES: Final = Path(__file__).parent / "field"
STATIONER, IRONMONGER = ("2026-03-05", Decimal(11100)), ("2026-07-06", Decimal(7700))


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return EmbeddedEngine(threads=2)


@pytest.mark.parametrize(
    ("file", "printed"),
    [
        pytest.param("pdf_glyph_by_glyph.pdf", STATIONER, id="text drawn letter by letter"),
        pytest.param("pdf_form.pdf", STATIONER, id="fields of a form"),
        pytest.param("pdf_text_layer_lies.pdf", STATIONER, id="a font that does not tell its letters"),
        pytest.param("pdf_sideways_text.pdf", STATIONER, id="text that stands sideways"),
        pytest.param("pdf_mail_with_photo.pdf", IRONMONGER, id="a letter with the photo in it"),
        pytest.param("pdf_strips.pdf", IRONMONGER, id="a scan in strips with its scanner's text"),
        pytest.param("jpeg_tail.jpg", IRONMONGER, id="a JPEG without its last two bytes"),
        pytest.param("png_white_ink.png", IRONMONGER, id="white ink on transparency"),
    ],
)
def test_what_people_see_is_read(engine: OcrEngine, file: str, printed: tuple[str, Decimal]) -> None:
    reading = read_receipt(engine.read(FILES / file))
    assert reading.issued_at is not None
    assert (reading.issued_at.isoformat()[:10], reading.amounts.total) == printed


def test_a_page_of_a_letter_is_read_for_its_photo_alone(engine: OcrEngine) -> None:
    (page,) = engine.read(FILES / "pdf_mail_with_photo.pdf")
    assert not any("총무팀" in line.text for line in page.lines)


def test_goods_without_space_between_their_lines_are_read_one_by_one(engine: OcrEngine) -> None:
    """Tills save paper: the detector takes the first two names for one word twice as high."""
    goods = read_receipt(engine.read(FILES / "tight_lines.jpg")).items
    assert [(one.name, one.amount) for one in goods] == [
        ("국물닭발", Decimal(19000)),
        ("소주", Decimal(20000)),
        ("주먹밥", Decimal(3000)),
    ]


@pytest.mark.parametrize("kept", [0.35, 0.6, 0.9])
def test_a_photo_that_was_cut_off_is_still_refused(tmp_path: Path, kept: float) -> None:
    photo = (FILES / "jpeg_tail.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(photo[: int(len(photo) * kept)])
    with pytest.raises(UnreadableError) as refusal:
        list(open_pictures(tmp_path / "cut.jpg", Format.JPEG))
    assert refusal.value.cause is FailureCause.UNREADABLE_IMAGE


@pytest.mark.parametrize(("ink", "paper"), [("white", 0), ("black", 255), ("navy", 255), ("yellow", 0)])
def test_ink_on_transparency_is_laid_on_what_it_can_be_seen_on(tmp_path: Path, ink: str, paper: int) -> None:
    picture = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    picture.paste(Image.new("RGBA", (60, 20), ink), (20, 20))
    picture.save(tmp_path / "ink.png")
    (raster,) = open_pictures(tmp_path / "ink.png", Format.PNG)
    assert np.all(raster.pixels[90, 190] == paper)
