"""Photos of readers that were killed do not stay on the disk."""

import errno
import os
import tempfile
import time
from pathlib import Path

import pytest

from receipts.errors import StorageUnavailableError
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


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.EROFS])
def test_a_disk_that_takes_no_folder_is_our_trouble(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five readings that were said to have died of their photo would fail it."""

    def refuse(*_: object, **__: object) -> str:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "mkdtemp", refuse)
    with pytest.raises(StorageUnavailableError), scratch_folder():
        pass


def test_a_disk_without_any_room_for_scratch_is_our_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python looks for a place by writing to it."""

    def nowhere() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    with pytest.raises(StorageUnavailableError), scratch_folder():
        pass


def test_a_folder_that_cannot_be_taken_away_undoes_no_reading(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next reading sweeps it."""

    def refuse(path: str, *_: object, **__: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), path)

    with monkeypatch.context() as broken, scratch_folder() as folder:
        (folder / "photo").write_bytes(b"a photo")
        broken.setattr(os, "unlink", refuse)
        broken.setattr(os, "rmdir", refuse)
    assert [one.name for one in place.iterdir()] == [folder.name]


def test_what_goes_wrong_while_it_is_used_is_told_as_it_is() -> None:
    with pytest.raises(OSError, match="not the folder's"), scratch_folder():
        raise OSError("not the folder's")
