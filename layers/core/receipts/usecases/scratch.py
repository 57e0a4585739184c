"""The folder that a photo lies in while it is read."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from receipts.errors import StorageUnavailableError

_PREFIX: Final = "receipt-scratch-"
_LEFT_BEHIND_AFTER: Final = timedelta(minutes=10)
"""Longer than any reading may take: no reader that lives has a folder this old."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder of one reading's own. What killed readers left behind goes first: a photo is not to
    stay on the disk, nor fill it; what cannot be taken away is left to the next reading.

    Raises StorageUnavailableError where the disk takes none: no photo is to blame for that.
    """
    try:
        _sweep(Path(tempfile.gettempdir()))
        folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
    except OSError as error:
        raise StorageUnavailableError(f"the disk takes no photo: {error}") from error
    with folder as name:
        yield Path(name)


def _sweep(place: Path) -> None:
    oldest = time.time() - _LEFT_BEHIND_AFTER.total_seconds()
    for folder in place.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another reader sweeps too, or the folder is another user's
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
