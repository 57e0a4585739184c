"""A machine that is busy with other things is not the photo's fault."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from local.processes import wait_until
from receipts.adapters.cell import Cell
from receipts.adapters.cell.memory import Meter
from receipts.errors import ReaderUnavailableError
from tests.integration.cell.test_cell import Photo

LONG = 1e6
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@contextmanager
def running(script: str) -> Iterator[psutil.Process]:
    with subprocess.Popen([sys.executable, "-c", script]) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.kill()


def test_who_wants_to_run_and_cannot_is_starved_and_who_ran_is_not() -> None:
    with running("while True: pass") as process:
        meter = Meter(process.pid)
        assert wait_until(lambda: sum(process.cpu_times()[:2]) > 0.5, 120)
        assert wait_until(lambda: meter.is_starved(LONG), 30)
        assert not meter.is_starved(1)
        meter.reset()
        assert wait_until(lambda: meter.is_starved(LONG), 30)


def test_a_machine_that_leaves_too_little_for_a_dense_page_is_to_blame_and_no_other() -> None:
    """Such a page takes 20 s of a processor, of the 55 s that a photo has."""
    with running("while True: pass") as process:
        meter = Meter(process.pid)
        assert wait_until(lambda: meter.used() > 2, 120)
        assert wait_until(lambda: meter.is_starved(meter.used() * 55 / 20), 30)
        assert not meter.is_starved(meter.used() / 0.42)


def test_who_sleeps_is_not_starved() -> None:
    with running("import time; time.sleep(600)") as process:
        assert wait_until(lambda: process.status() == psutil.STATUS_SLEEPING, 60)
        assert not Meter(process.pid).is_starved(LONG)


def test_a_photo_that_a_busy_machine_had_no_time_for_is_tried_again_later(
    hasty_cell: Cell, photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty_cell.read(photo("good"))
    monkeypatch.setattr(Meter, "is_starved", lambda meter, seconds: True)
    with pytest.raises(ReaderUnavailableError, match="busy machine"):
        hasty_cell.read(photo("spin"))
    assert hasty_cell.read(photo("good")).amounts.total == 2500
