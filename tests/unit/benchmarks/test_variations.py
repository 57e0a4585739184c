"""Other photos of the same receipts: what stays, what differs, and what is compared with them."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image, ImageDraw

from benchmarks.accuracy import __main__ as command
from benchmarks.accuracy.truths import truths_in
from benchmarks.accuracy.variations import varied, vary
from tests.unit.benchmarks.sets import TellingEngine, korean_set


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TellingEngine:
    engine = TellingEngine()
    monkeypatch.setattr(command, "EmbeddedEngine", lambda: engine)
    monkeypatch.setattr(command, "ACCEPTED", tmp_path / "accuracy.json")
    monkeypatch.setattr(command, "_VARIED", tmp_path / "varied")
    return engine


def paper_with_marks() -> Image.Image:
    """A white page with a dark square in each corner."""
    page = Image.new("RGB", (400, 700), "white")
    pen = ImageDraw.Draw(page)
    for across in (0, 380):
        for down in (0, 680):
            pen.rectangle((across, down, across + 19, down + 19), fill="black")
    return page


@pytest.mark.parametrize("number", range(12))
def test_a_variation_keeps_all_of_the_paper_in_view(number: int) -> None:
    dark = np.asarray(vary(paper_with_marks(), Random(number)).convert("L")) < 110
    height, width = dark.shape
    for corner in (
        dark[: height // 4, : width // 4],
        dark[: height // 4, -width // 4 :],
        dark[-height // 4 :, : width // 4],
        dark[-height // 4 :, -width // 4 :],
    ):
        assert corner.sum() > 0.7 * 20 * 20 * 0.8**2


def test_a_number_is_one_photo_and_another_number_another(tmp_path: Path) -> None:
    truths = truths_in(korean_set(tmp_path))
    first, second = varied(truths, range(1, 3), tmp_path / "once")
    (again,) = varied(truths, range(1, 2), tmp_path / "again")
    assert first.image.read_bytes() == again.image.read_bytes() != second.image.read_bytes()
    assert first.values == second.values == truths[0].values


def test_documents_are_left_out(tmp_path: Path) -> None:
    folder = korean_set(tmp_path, file="one.pdf")
    (folder / "images" / "one.pdf").write_bytes(b"%PDF")
    assert varied(truths_in(folder), range(1, 3), tmp_path / "varied") == ()
    with pytest.raises(SystemExit, match="holds no picture to vary"):
        command.main([str(folder), "--vary", "1"])


def test_what_is_left_out_is_named(
    engine: TellingEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = korean_set(tmp_path)
    listing = json.loads((folder / "ground_truth.json").read_text())
    listing["receipts"].append({**listing["receipts"][0], "file": "two.heic"})
    (folder / "ground_truth.json").write_text(json.dumps(listing))
    (folder / "images" / "two.heic").write_bytes(b"heic")
    assert command.main([str(folder), "--vary", "1"]) == 0
    assert "korean: 1 of 2 are not varied and left out: two.heic\n" in capsys.readouterr().err


def test_other_photos_leave_the_report_of_the_pictures_alone(
    engine: TellingEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "_REPORT", tmp_path / "pictures")
    folder = str(korean_set(tmp_path))
    command.main([folder])
    command.main([folder, "--vary", "1"])
    assert set(json.loads((tmp_path / "pictures" / "figures.json").read_text())) == {"korean"}
    assert set(json.loads((tmp_path / "varied" / "figures.json").read_text())) == {"korean varied"}


def test_varied_receipts_are_measured_and_compared_with_nothing(
    engine: TellingEngine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, report = str(korean_set(tmp_path)), str(tmp_path / "report")
    assert command.main([folder, "--report", report, "--accept"]) == 0
    engine.text = engine.text.replace("4,600", "4,500")
    assert command.main([folder, "--report", report, "--vary", "1-3"]) == 0
    assert len(engine.asked) == 1 + 3
    figures = json.loads((tmp_path / "report" / "figures.json").read_text())
    assert figures["korean varied"]["flat"]["total"] == 0
    assert "fell" not in capsys.readouterr().err


@pytest.mark.parametrize("numbers", ["", "x", "3-1", "1-", "-2", "1-2-3", "١"])
def test_numbers_that_name_no_variation_are_refused(
    numbers: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command.main([str(korean_set(tmp_path)), f"--vary={numbers}"])
    assert "names no variations: 3 is one, 1-4 are four" in capsys.readouterr().err


def test_figures_of_variations_are_never_what_is_expected(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        command.main([str(korean_set(tmp_path)), "--vary", "1", "--accept"])
    assert "leave out --vary" in capsys.readouterr().err
