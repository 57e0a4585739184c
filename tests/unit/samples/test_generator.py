"""The generator: the same seed gives the same photo."""

from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

import samples
from samples.generate import SAMPLES, write_sample
from samples.layout import LayoutError, Printer, check_fit, set_thermal
from samples.model import Held
from samples.scenery import draw_cat
from samples.screen import show_on_screen

FOLDER = Path(samples.__file__).parent
ORIENTATION = 0x0112
needs_fonts = pytest.mark.skipif(
    find_spec("koreanize_matplotlib") is None, reason="the fonts are not installed: uv sync --group samples"
)


@needs_fonts
def test_a_sample_comes_out_the_same_twice(tmp_path: Path) -> None:
    taxi = next(sample for sample in SAMPLES if sample.file == "taxi.webp")
    (tmp_path / "again").mkdir()
    first, second = write_sample(taxi, tmp_path), write_sample(taxi, tmp_path / "again")
    assert first.read_bytes() == second.read_bytes()


@needs_fonts
def test_cells_that_would_touch_are_refused() -> None:
    with pytest.raises(LayoutError):
        set_thermal("아주 길고 길고 길고 길고 긴 이름의 상품 | 12,345,678", ())


@needs_fonts
def test_text_wider_than_the_paper_is_refused() -> None:
    with pytest.raises(LayoutError):
        set_thermal("가" * 22, ())


@pytest.mark.parametrize("text", ["아주 길고 길고 길고 길고 긴 이름의 상품 | 12,345,678", "가" * 22])
def test_what_does_not_fit_is_known_without_fonts(text: str) -> None:
    with pytest.raises(LayoutError):
        check_fit(text, ())


def test_narrow_paper_takes_fewer_columns() -> None:
    check_fit("가" * 16, (), Printer(columns=32))
    with pytest.raises(LayoutError):
        check_fit("가" * 17, (), Printer(columns=32))


@needs_fonts
def test_narrow_paper_is_narrower() -> None:
    assert set_thermal("가", (), Printer(columns=32)).width < set_thermal("가", ()).width


@needs_fonts
def test_a_screenshot_grows_with_its_text() -> None:
    assert show_on_screen("가 | 나\n가 | 나").height > show_on_screen("가 | 나").height


def test_the_cat_is_the_same_twice() -> None:
    assert draw_cat((120, 160)).tobytes() == draw_cat((120, 160)).tobytes()


def test_only_the_sideways_photo_says_so() -> None:
    for sample in SAMPLES:
        if sample.file.endswith(".jpg"):
            with Image.open(FOLDER / sample.file) as photo:
                told = photo.getexif().get(ORIENTATION)
            assert told == (6 if sample.held is Held.SIDEWAYS_TOLD_BY_EXIF else None)
