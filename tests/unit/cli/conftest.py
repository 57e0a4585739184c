"""An engine that needs no model, and what it is asked to read."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from receipts.adapters.category_table import load_categories
from receipts.adapters.clock import SystemClock
from receipts.domain.failure import FailureCause
from receipts.usecases.read_file import ReadFile
from tests.fakes.engine import FakeEngine


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ReadFile(FakeEngine(), SystemClock(), load_categories())
    monkeypatch.setattr("receipts.cli.parse.reader", lambda _environment: nullcontext(reader))


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    file = tmp_path / "lunch.jpg"
    file.write_bytes(b"a photo")
    return file


@pytest.fixture
def cat(tmp_path: Path) -> Path:
    file = tmp_path / "cat.jpg"
    file.write_text(FailureCause.NOT_A_RECEIPT)
    return file
