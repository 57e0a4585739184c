"""The bad inputs are what they claim to be."""

import struct
import time
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from receipts.domain.failure import FailureCause
from samples import bad_inputs


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.name: path for path in bad_inputs.write_bad_inputs(tmp_path_factory.mktemp("bad"))}


def test_causes_and_files(tmp_path: Path) -> None:
    causes = bad_inputs.write_bad_inputs(tmp_path)
    assert {path.name: cause for path, cause in causes.items()} == {
        "empty.jpg": FailureCause.EMPTY_FILE,
        "text.jpg": FailureCause.UNSUPPORTED_TYPE,
        "cut.jpg": FailureCause.UNREADABLE_IMAGE,
        "bomb.png": FailureCause.TOO_LARGE,
        "heavy.jpg": FailureCause.TOO_LARGE,
        "encrypted.pdf": FailureCause.ENCRYPTED_PDF,
        "forty_pages.pdf": FailureCause.TOO_MANY_PAGES,
        "animation.gif": FailureCause.UNSUPPORTED_TYPE,
        "cat.jpg": FailureCause.NOT_A_RECEIPT,
    }


def test_writing_is_quick(tmp_path: Path) -> None:
    started = time.process_time()
    bad_inputs.write_bad_inputs(tmp_path)
    assert time.process_time() - started < 2


def test_empty(written: dict[str, Path]) -> None:
    assert written["empty.jpg"].stat().st_size == 0


def test_cut_jpeg_opens_but_does_not_load(written: dict[str, Path]) -> None:
    with Image.open(written["cut.jpg"]) as photo, pytest.raises(OSError, match="truncated"):
        photo.load()


def test_bomb_is_small_on_disk_and_large_in_pixels(written: dict[str, Path]) -> None:
    assert written["bomb.png"].stat().st_size < 100_000
    width, height = struct.unpack(">II", written["bomb.png"].read_bytes()[16:24])
    assert width * height == 300_000_000


def test_bomb_is_a_whole_png(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bad_inputs, "_BOMB_SIZE", (16, 1_000))
    with Image.open(bad_inputs.write_pixel_bomb(tmp_path)) as small:
        assert small.getextrema() == (0, 0)


def test_heavy_photo_is_still_a_photo(written: dict[str, Path]) -> None:
    assert written["heavy.jpg"].stat().st_size == 60 * 1024 * 1024
    with written["heavy.jpg"].open("rb") as file, Image.open(BytesIO(file.read(2_000_000))) as photo:
        photo.load()
        assert max(photo.size) == 2000


def test_encrypted_pdf_asks_for_a_password(written: dict[str, Path]) -> None:
    with pytest.raises(pypdfium2.PdfiumError, match="password"):
        pypdfium2.PdfDocument(written["encrypted.pdf"])


def test_long_pdf_has_forty_pages(written: dict[str, Path]) -> None:
    document = pypdfium2.PdfDocument(written["forty_pages.pdf"])
    try:
        assert len(document) == 40
    finally:
        document.close()


def test_animation_has_two_frames(written: dict[str, Path]) -> None:
    with Image.open(written["animation.gif"]) as animation:
        assert (animation.format, getattr(animation, "n_frames", 1)) == ("GIF", 2)
