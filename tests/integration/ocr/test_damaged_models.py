"""A file of the engine that is damaged is named, with what to do: nobody has to read a traceback."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from receipts.adapters.ocr import EmbeddedEngine
from receipts.adapters.ocr.sessions import ModelFiles, installed_models
from receipts.errors import SettingsError

OURS = (
    "hangul_head.onnx",
    "hangul_alphabet.txt",
    "hangul_language.npz",
    "latin_language.npz",
    "calibration.json",
)
DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda whole: whole[: len(whole) // 2],
    "empty": lambda _: b"",
    "a pointer of Git LFS": lambda _: b"version https://git-lfs.github.com/spec/v1\nsize 2934436\n",
}


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelFiles:
    """An installation of its own."""
    shutil.copytree(installed_models().calibration.parent, tmp_path / "models")
    files = installed_models(tmp_path / "models")
    monkeypatch.setattr("receipts.adapters.ocr.engine.installed_models", lambda: files)
    return files


@pytest.mark.usefixtures("models")
def test_what_is_whole_is_loaded() -> None:
    EmbeddedEngine().load()


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_named(name: str, damage: str, models: ModelFiles) -> None:
    file = models.calibration.with_name(name)
    file.write_bytes(DAMAGE[damage](file.read_bytes()))
    with pytest.raises(SettingsError, match=rf"{name} is damaged \(\w+\)\. Get it back with"):
        EmbeddedEngine().load()


def test_an_alphabet_that_lacks_a_character_is_damaged(models: ModelFiles) -> None:
    """It would be loaded, and each syllable taken for another."""
    whole = models.hangul_alphabet.read_bytes()
    models.hangul_alphabet.write_bytes(whole.rstrip(b"\n").rpartition(b"\n")[0])
    with pytest.raises(SettingsError, match=r"hangul_alphabet.txt is damaged"):
        EmbeddedEngine().load()


def test_the_backbone_is_told_from_the_head(
    models: ModelFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are loaded as one, and only one of the two is damaged."""
    backbone = tmp_path / "rapidocr" / models.backbone.name
    backbone.parent.mkdir()
    backbone.write_bytes(models.backbone.read_bytes()[:100_000])
    damaged = replace(models, backbone=backbone)
    monkeypatch.setattr("receipts.adapters.ocr.engine.installed_models", lambda: damaged)
    with pytest.raises(SettingsError, match=rf"{backbone.name} is damaged .* package rapidocr anew"):
        EmbeddedEngine().load()
