"""Photos of readers that were killed do not stay on the disk."""

import os
import tempfile
import time
from pathlib import Path

import pytest

from receipts.usecases.scratch import scratch_folder

AN_HOUR = 3600


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def left_behind(place: Path, name: str, seconds_ago: float) -> Path:
    folder = place / name
    folder.mkdir()
    (folder / "photo").write_bytes(b"somebody's receipt")
    then = time.time() - seconds_ago
    os.utime(folder, (then, then))
    return folder


def test_a_folder_is_empty_and_gone_afterwards(place: Path) -> None:
    with scratch_folder() as folder:
        assert list(folder.iterdir()) == []
        (folder / "photo").write_bytes(b"a photo")
    assert list(place.iterdir()) == []


def test_what_a_killed_reader_left_behind_is_swept_at_the_next_reading(place: Path) -> None:
    dead = left_behind(place, "receipt-scratch-dead", AN_HOUR)
    with scratch_folder():
        assert not dead.exists()


@pytest.mark.parametrize(
    ("name", "seconds_ago"), [("receipt-scratch-alive", 30), ("receipt-photos-of-mine", AN_HOUR)]
)
def test_another_readers_folder_and_a_persons_stay(place: Path, name: str, seconds_ago: float) -> None:
    other = left_behind(place, name, seconds_ago)
    with scratch_folder():
        assert (other / "photo").exists()
