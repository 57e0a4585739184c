"""The embedded engine reads pages that the test itself prints."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from receipts.adapters.ocr.detection import Detector, Quads
from receipts.adapters.ocr.engine import EmbeddedEngine
from receipts.adapters.ocr.pages import Pixels
from receipts.adapters.ocr.recognition import LineReading, Recogniser
from receipts.adapters.ocr.sessions import installed_models
from receipts.domain.failure import FailureCause
from receipts.domain.text import Page
from receipts.errors import SettingsError, UnreadableError
from receipts.ports import OcrEngine

PRINTED = (
    ("CORNER GROCERY", ""),
    ("Tel 02-1234-5678", ""),
    ("2026-03-14 09:26:53", ""),
    ("Orange juice", "4,500"),
    ("Rye bread", "12,800"),
    ("TOTAL", "17,300"),
    ("Approval 30451287", ""),
)


@pytest.fixture(scope="module")
def engine() -> OcrEngine:
    return EmbeddedEngine(threads=2)


def receipt() -> Image.Image:
    return slip_of(PRINTED)


def slip_of(rows: tuple[tuple[str, str], ...]) -> Image.Image:
    """A till slip, names at the left edge and amounts at the right."""
    image = Image.new("RGB", (640, 132 + 84 * len(rows)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for row, (name, amount) in enumerate(rows):
        draw.text((40, 60 + 84 * row), name, "black", font)
        draw.text((600, 60 + 84 * row), amount, "black", font, anchor="ra")
    return image


def page_of(engine: OcrEngine, folder: Path, image: Image.Image) -> Page:
    image.save(folder / "page.png")
    (page,) = engine.read(folder / "page.png")
    return page


def squeezed(text: str) -> str:
    """Without spaces: where a proportional font has one is a matter of taste, to people and models alike."""
    return text.replace(" ", "")


def texts(page: Page) -> list[str]:
    return [squeezed(line.text) for line in page.lines]


EXPECTED = [squeezed(text) for row in PRINTED for text in row if text]


def test_a_receipt_is_read_in_reading_order(engine: OcrEngine, tmp_path: Path) -> None:
    page = page_of(engine, tmp_path, receipt())
    assert texts(page) == EXPECTED
    assert (page.number, page.width, page.height) == (1, 640, 720)
    assert all(line.confidence > 0.9 for line in page.lines)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_photo_that_lies_the_wrong_way_is_righted(engine: OcrEngine, tmp_path: Path, degrees: int) -> None:
    page = page_of(engine, tmp_path, receipt().rotate(degrees, expand=True))
    assert texts(page) == EXPECTED
    assert (page.width, page.height) == (640, 720)


@pytest.mark.parametrize(("degrees", "twice"), [(0, 0), (180, 12)])
def test_a_few_lines_tell_which_way_up_a_page_stands(
    engine: OcrEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, degrees: int, twice: int
) -> None:
    """No page is read whole on its head first: reading is most of what a page costs."""
    read, real = list[Pixels](), Recogniser.read

    def counting(recogniser: Recogniser, crops: list[Pixels]) -> list[LineReading]:
        read.extend(crops)
        return real(recogniser, crops)

    monkeypatch.setattr(Recogniser, "read", counting)
    assert texts(page_of(engine, tmp_path, receipt().rotate(degrees))) == EXPECTED
    assert len(read) == len(EXPECTED) + twice


@pytest.mark.parametrize(
    ("degrees", "rows"),
    [
        (180, (("Milk", "1,000"), ("Eggs", "8,000"), ("Rye", "10,000"), ("Tea", "1,000"), ("Sum", "20,000"))),
        (0, (("Rye bread", "800"), *(("*" * 30, ""),) * 6, ("Eggs", "1,000"), ("TOTAL", "1,800"))),
    ],
)
def test_neither_noughts_nor_stars_tell_which_way_up_a_page_stands(
    engine: OcrEngine, tmp_path: Path, degrees: int, rows: tuple[tuple[str, str], ...]
) -> None:
    """They are the widest lines, and read alike on their head; the others are looked at, too."""
    page = page_of(engine, tmp_path, slip_of(rows).rotate(degrees))
    names = [squeezed(name) for name, _ in rows if name[0].isalpha()]
    assert [text for text in texts(page) if text in names] == names


def test_a_crooked_photo_is_read_in_the_same_order(engine: OcrEngine, tmp_path: Path) -> None:
    crooked = receipt().rotate(6, Image.Resampling.BICUBIC, expand=True, fillcolor="grey")
    assert texts(page_of(engine, tmp_path, crooked)) == EXPECTED


def test_words_lie_where_they_are_printed(engine: OcrEngine, tmp_path: Path) -> None:
    page = page_of(engine, tmp_path, receipt())
    (time,) = (word for line in page.lines for word in line.words if word.text == "09:26:53")
    font = ImageFont.load_default(36)
    left = 40 + font.getlength("2026-03-14 ")
    assert min(x for x, _ in time.box) == pytest.approx(left, abs=14)
    assert max(x for x, _ in time.box) == pytest.approx(left + font.getlength("09:26:53"), abs=14)


def test_boxes_of_a_large_photo_are_in_its_own_pixels(engine: OcrEngine, tmp_path: Path) -> None:
    page = page_of(engine, tmp_path, receipt().resize((5120, 5760)))
    assert (page.width, page.height) == (5120, 5760)
    total = next(line for line in page.lines if line.text == "TOTAL")
    assert total.left == pytest.approx(40 * 8, abs=60)


def test_small_print_is_read(engine: OcrEngine, tmp_path: Path) -> None:
    small = receipt().resize((320, 360), Image.Resampling.LANCZOS)
    assert texts(page_of(engine, tmp_path, small)) == EXPECTED


def test_the_foot_of_tall_letters_is_no_line_of_its_own(
    engine: OcrEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tills print names and sums twice as high, and the detector may find the lower half once more."""
    find = Detector.find

    def seeing_double(detector: Detector, pixels: Pixels) -> Quads:
        boxes = find(detector, pixels)
        sign = boxes[boxes[:, :, 1].min(axis=1).argmin()]
        foot = sign.copy()
        foot[:2] += 0.65 * (sign[[3, 2]] - sign[:2])
        return np.concatenate([boxes, foot[np.newaxis]])

    image = receipt()
    tall = Image.new("RGB", (640, 800), "white")
    tall.paste(image, (0, 80))
    tall.paste(image.crop((0, 40, 640, 120)).resize((640, 160)), (0, 40))
    monkeypatch.setattr(Detector, "find", seeing_double)
    assert texts(page_of(engine, tmp_path, tall)) == EXPECTED


def test_a_scanned_pdf_is_read(engine: OcrEngine, tmp_path: Path) -> None:
    receipt().save(tmp_path / "scan.pdf", save_all=True, append_images=[receipt()])
    pages = engine.read(tmp_path / "scan.pdf")
    assert [page.number for page in pages] == [1, 2]
    assert [texts(page) for page in pages] == [EXPECTED, EXPECTED]


def dense_page() -> Image.Image:
    """A page of small print, 2,000 words."""
    page = Image.new("L", (1_800, 2_400), 255)
    draw = ImageDraw.Draw(page)
    for row in range(80):
        draw.text((20, 10 + 29 * row), "supply of goods 12,345 won, paid by card, " * 4, 0, font_size=22)
    return page


def test_a_scan_of_more_than_can_be_read_is_refused_before_a_line_of_it_is_read(
    engine: OcrEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its lines are found, which costs little; reading two such pages first would take forty seconds."""
    page = dense_page()
    page.save(tmp_path / "scan.pdf", save_all=True, append_images=[page] * 3)
    read = list[object]()
    monkeypatch.setattr(Recogniser, "read", lambda _, crops: read.append(crops))
    with pytest.raises(UnreadableError) as refusal:
        engine.read(tmp_path / "scan.pdf")
    assert refusal.value.cause is FailureCause.TOO_COMPLEX
    assert read == []


def test_a_picture_of_nothing_has_no_lines(engine: OcrEngine, tmp_path: Path) -> None:
    shades = np.linspace(90, 200, 400, dtype=np.uint8)
    image = Image.fromarray(np.broadcast_to(shades[:, None, None], (400, 300, 3)).copy())
    assert page_of(engine, tmp_path, image).lines == ()


@pytest.mark.parametrize("size", [(1, 1), (34, 2000), (2000, 34)])
def test_a_picture_of_absurd_shape_has_no_lines(
    engine: OcrEngine, tmp_path: Path, size: tuple[int, int]
) -> None:
    assert page_of(engine, tmp_path, Image.new("RGB", size)).lines == ()


@pytest.mark.parametrize("size", [(3, 2000), (2000, 3)])
def test_a_strip_that_no_printer_makes_is_refused(
    engine: OcrEngine, tmp_path: Path, size: tuple[int, int]
) -> None:
    with pytest.raises(UnreadableError) as refusal:
        page_of(engine, tmp_path, Image.new("RGB", size))
    assert refusal.value.cause is FailureCause.TOO_COMPLEX


def korean_font() -> Path | None:
    """A Korean face of this machine: the samples' own, else Debian's."""
    package = find_spec("koreanize_matplotlib")
    folders = [
        *(package.submodule_search_locations or [] if package else []),
        "/usr/share/fonts/truetype/nanum",
    ]
    return next((font for folder in folders for font in Path(folder).rglob("NanumGothic.ttf")), None)


def printed(engine: OcrEngine, folder: Path, lines: list[str]) -> list[str]:
    """What the engine reads of a sheet with these lines; skips where no face can draw them."""
    face = korean_font()
    if face is None:
        pytest.skip("no Korean font on this machine")
    image = Image.new("RGB", (640, 60 + 84 * len(lines)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.truetype(face, 36)
    for row, line in enumerate(lines):
        draw.text((40, 40 + 84 * row), line, "black", font)
    return texts(page_of(engine, folder, image))


def test_hangul_and_digits_of_one_line_are_read_together(engine: OcrEngine, tmp_path: Path) -> None:
    lines = ["신용카드 매출전표", "사업자번호: 123-45-67890", "결제금액: 12,500원"]
    assert printed(engine, tmp_path, lines) == [squeezed(line) for line in lines]


def test_brands_whose_syllables_no_standard_has_are_read(engine: OcrEngine, tmp_path: Path) -> None:
    lines = ["크린랲 30cm", "위생랲 15m", "네일샾 오늘", "헤어샾 예약"]
    assert printed(engine, tmp_path, lines) == [squeezed(line) for line in lines]


def test_what_cannot_be_opened_says_why(engine: OcrEngine, tmp_path: Path) -> None:
    (tmp_path / "note.jpg").write_text("no picture")
    with pytest.raises(UnreadableError) as refusal:
        engine.read(tmp_path / "note.jpg")
    assert refusal.value.cause is FailureCause.UNSUPPORTED_TYPE


def test_the_version_tells_package_and_model_apart(engine: OcrEngine) -> None:
    package, _, model = engine.version.partition("+")
    assert package.count(".") == 2
    assert len(model) == 8


def test_a_missing_model_is_named_at_start_up(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"hangul_head\.onnx is missing"):
        installed_models(tmp_path)
