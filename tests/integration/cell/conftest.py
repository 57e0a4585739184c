import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receipts.adapters.cell import Cell, Limits
from tests.fakes.reader_process import MEGABYTES

FAKE = (sys.executable, "-m", "tests.fakes.reader_process")
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "DATABASE_URL": "postgresql://receipts:secret@localhost/receipts",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "secret",
}
LIMITS = Limits(seconds=60, memory_megabytes=MEGABYTES, start_seconds=60, replace_seconds=60)


HASTY = replace(LIMITS, seconds=5)
"""For photos without end. Of others a busy machine may say that it had no time."""


@pytest.fixture
def cell() -> Iterator[Cell]:
    """With a child that does what a file says."""
    with Cell(FAKE, ENVIRONMENT, LIMITS) as cell:
        yield cell


@pytest.fixture
def hasty_cell() -> Iterator[Cell]:
    with Cell(FAKE, ENVIRONMENT, HASTY) as cell:
        yield cell


@pytest.fixture
def photo(tmp_path: Path) -> Callable[[str], Path]:
    """A file that says what its reader does."""

    def write(content: str) -> Path:
        file = tmp_path / "photo"
        file.write_text(content)
        return file

    return write
