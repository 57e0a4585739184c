"""A machine that is busy with other things is not the photo's fault."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import psutil
import pytest

from local.processes import wait_until
from receipts.adapters.cell import Cell
from receipts.adapters.cell.memory import Meter
from receipts.errors import ReaderUnavailableError
from tests.integration.cell.conftest import ENVIRONMENT, FAKE, LIMITS
from tests.integration.cell.test_cell import Photo

LONG = 1e6
ON_ONE_PROCESSOR = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
BUSY = "while True: pass"
BUSY_THEN_ASLEEP = "import time\nwhile time.process_time() < 0.7: pass\ntime.sleep(600)"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


class UsedMeter(Meter):
    """One that was told what the process used."""

    def __init__(self, seconds: float) -> None:
        super().__init__(pid=0)
        self.seconds = seconds

    def used(self) -> float:
        return self.seconds


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
    """Such a page takes 20 s of a processor, of the 55 that a photo has."""
    assert not UsedMeter(20).had_enough(55)
    assert UsedMeter(23).had_enough(55)


def test_where_messages_come_back_after_seconds_a_plain_document_is_not_too_complex() -> None:
    """Four plain pages take 8 s, which half of a processor has not given them when their 16 s are over."""
    assert not UsedMeter(7.9).had_enough(16)
    assert UsedMeter(9).had_enough(16)


def test_who_waited_for_a_processor_is_starved_even_if_it_sleeps_for_a_moment() -> None:
    """As one does whose own thread is about to tell it something."""
    with running(ON_ONE_PROCESSOR + BUSY), running(ON_ONE_PROCESSOR + BUSY_THEN_ASLEEP) as process:
        meter = Meter(process.pid)
        assert wait_until(lambda: process.status() == psutil.STATUS_SLEEPING and meter.used() > 0.6, 120)
        assert meter.is_starved(2)
        assert not meter.is_starved(LONG)


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


def test_a_reader_that_starts_late_is_there_for_the_next_photo_and_a_photo_cut_short_is_not_to_blame(
    photo: Photo,
) -> None:
    """Where who waits has no more time than that, though a photo is given 60 s."""
    said: list[str] = []

    def is_cut_short(cell: Cell) -> bool:
        with pytest.raises(ReaderUnavailableError) as caught:
            cell.read(photo("sleep"))
        said.append(str(caught.value))
        return said[-1].startswith("60 s of a busy machine")

    with Cell(FAKE, ENVIRONMENT, replace(LIMITS, whole_seconds=0)) as cell:
        assert wait_until(lambda: is_cut_short(cell), 120)
    assert said[0].startswith("no reader can be started")
