"""The cell: whatever a photo does to its reader, its own receipt fails for it, at once, and no other."""

import errno
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil
import pytest
from PIL import Image

from local.processes import wait_until
from receipts.adapters.category_table import DEFAULT
from receipts.adapters.cell import Cell, Limits
from receipts.adapters.cell.command import reader_command
from receipts.domain.failure import FailureCause
from receipts.errors import ReaderBrokenError, ReaderFaultError, ReaderUnavailableError, UnreadableError
from tests.architecture.imports import ROOT
from tests.fakes.reader_process import MEGABYTES
from tests.integration.cell.conftest import ENVIRONMENT, FAKE, LIMITS
from tests.unit.adapters.ocr.test_pdf_inspection import FILL, mask_of, masking, pdf_of, stream

Photo = Callable[[str], Path]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and /proc are Linux's")

HOSTILE = [
    "segfault",
    "abort",
    "exit",
    "oom-kill",
    "bomb",
    "slow bomb",
    "greedy",
    "deep",
    "huge answer",
    "nonsense",
]
ENDLESS = ["sleep", "spin"]


def cause_of(cell: Cell, file: Path) -> FailureCause:
    with pytest.raises(UnreadableError) as caught:
        cell.read(file)
    return caught.value.cause


def told(cell: Cell, photo: Photo) -> dict[str, Any]:
    """What the child says of itself."""
    facts: dict[str, Any] = json.loads(cell.read(photo("tell")).text.splitlines()[0])
    return facts


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_photo_is_too_complex_and_the_next_one_is_read(
    hostile: str, cell: Cell, photo: Photo
) -> None:
    assert cause_of(cell, photo(hostile)) is FailureCause.TOO_COMPLEX
    assert cell.read(photo("good")).amounts.total == Decimal(2500)


@pytest.mark.parametrize("endless", ENDLESS)
def test_a_photo_without_end_is_too_complex_after_its_time_and_the_next_one_is_read(
    endless: str, hasty_cell: Cell, photo: Photo
) -> None:
    assert cause_of(hasty_cell, photo(endless)) is FailureCause.TOO_COMPLEX
    assert hasty_cell.read(photo("good")).amounts.total == Decimal(2500)


def test_processor_time_that_is_used_up_is_the_photos_doing_at_once_and_on_a_busy_machine(
    cell: Cell, photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    """Another try would take as long; a clock would say that the machine was busy."""
    with caplog.at_level(logging.WARNING):
        assert cause_of(cell, photo("work on")) is FailureCause.TOO_COMPLEX
    (record,) = caplog.records
    assert record.getMessage() == "a reader was replaced: killed by SIGXCPU"
    assert cell.read(photo("good")).amounts.total == Decimal(2500)


def test_a_pdf_that_is_drawn_without_end_is_too_complex_before_the_clock_runs_out(
    photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    """One stroke within a soft mask of many: no more bytes than a page may have, and no two objects between
    which PDFium would ask whether to go on.
    """
    file = photo("")
    file.write_bytes(pdf_of(mask_of(6), stream(b"/M gs " + FILL), masking(FILL * 60_000)))
    command = (*reader_command(1, 950), "--pdf-seconds", "2")
    with Cell(command, ENVIRONMENT, replace(LIMITS, seconds=280, memory_megabytes=950)) as cell:
        assert cause_of(cell, file) is FailureCause.TOO_COMPLEX
    assert [it.getMessage() for it in caplog.records] == ["a reader was replaced: killed by SIGXCPU"]


def test_pictures_that_are_decoded_without_end_are_too_complex_before_the_clock_runs_out(
    photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    """Ten pages of a hundred million pixels in 13 kB: none alone takes too long, all together do."""
    page = Image.new("1", (9_900, 9_900), 1)
    page.save(file := photo(""), "TIFF", save_all=True, append_images=[page] * 9, compression="group4")
    command = (*reader_command(1, 950), "--picture-seconds", "0.3")
    with Cell(command, ENVIRONMENT, replace(LIMITS, seconds=280, memory_megabytes=950)) as cell:
        assert cause_of(cell, file) is FailureCause.TOO_COMPLEX
    assert [it.getMessage() for it in caplog.records] == ["a reader was replaced: killed by SIGXCPU"]


def test_a_reading_tells_the_memory_it_took(cell: Cell, photo: Photo) -> None:
    modest, large = (cell.read(photo(says)).engine for says in ("good", "leave 100"))
    assert modest
    assert large
    assert modest.peak_megabytes
    assert large.peak_megabytes
    assert modest.peak_megabytes + 90 < large.peak_megabytes < MEGABYTES


def test_the_peak_of_one_photo_is_not_counted_for_the_next(cell: Cell, photo: Photo) -> None:
    cell.read(photo("good"))
    large, following = (cell.read(photo(says)).engine for says in ("use 100", "good"))
    assert large
    assert following
    assert large.peak_megabytes
    assert following.peak_megabytes
    assert following.peak_megabytes < large.peak_megabytes - 50


def test_models_are_loaded_once_for_many_photos(cell: Cell, photo: Photo) -> None:
    assert told(cell, photo)["pid"] == told(cell, photo)["pid"]


def test_a_cause_of_the_photo_itself_is_told_and_costs_no_reader(cell: Cell, photo: Photo) -> None:
    before = told(cell, photo)["pid"]
    assert cause_of(cell, photo(FailureCause.ENCRYPTED_PDF)) is FailureCause.ENCRYPTED_PDF
    assert told(cell, photo)["pid"] == before


def test_a_reader_that_dies_of_something_else_is_replaced_and_the_photo_read(
    cell: Cell, photo: Photo, tmp_path: Path
) -> None:
    assert cell.read(photo(f"die once {tmp_path / 'mark'}")).amounts.total == Decimal(2500)


def test_what_photos_before_left_behind_fails_no_photo(cell: Cell, photo: Photo) -> None:
    """Each of them alone is within the limit."""
    for _ in range(5):
        assert cell.read(photo("leave 100")).amounts.total == Decimal(2500)


def test_a_reader_that_died_while_all_was_frozen_is_replaced_without_harm(cell: Cell, photo: Photo) -> None:
    child = psutil.Process(told(cell, photo)["pid"])
    child.kill()
    child.wait(10)
    assert cell.read(photo("good")).amounts.total == Decimal(2500)


def test_time_in_which_all_was_frozen_is_no_time_of_a_reading(cell: Cell, photo: Photo) -> None:
    os.kill(pid := told(cell, photo)["pid"], signal.SIGSTOP)
    wait_until(lambda: psutil.Process(pid).status() == psutil.STATUS_STOPPED, 10)
    os.kill(pid, signal.SIGCONT)
    assert told(cell, photo)["pid"] == pid


def test_who_breaks_a_reader_waits_until_the_next_is_there(photo: Photo, tmp_path: Path) -> None:
    """Else the next photo would wait, which may be another tenant's."""
    ready = tmp_path / "ready"
    with Cell((*FAKE, "--mark", str(ready)), ENVIRONMENT, LIMITS) as cell:
        cause_of(cell, photo("bomb"))
        *_, last = ready.read_text().split()
        assert told(cell, photo)["pid"] == int(last)


def test_a_long_reading_makes_way_and_the_next_does_not_suffer_for_it(photo: Photo) -> None:
    with Cell(FAKE, ENVIRONMENT, replace(LIMITS, makes_way_after=0.2)) as cell:
        assert cell.read(photo("long")).amounts.total == Decimal(2500)
        assert told(cell, photo)["priority"] == os.getpriority(os.PRIO_PROCESS, 0)


def test_a_reading_makes_way_only_where_readers_share_processors(hasty_cell: Cell, photo: Photo) -> None:
    with pytest.raises((UnreadableError, ReaderUnavailableError)):  # as busy as the machine is
        hasty_cell.read(photo("long"))


def test_a_child_holds_neither_logins_nor_keys(cell: Cell, photo: Photo) -> None:
    names = set(told(cell, photo)["environment"])
    assert names - {"LC_CTYPE"} <= {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def test_a_child_inherits_no_file_but_its_pipes(cell: Cell, photo: Photo, tmp_path: Path) -> None:
    with (tmp_path / "secret").open("w") as secret:
        os.set_inheritable(secret.fileno(), True)
        assert "secret" not in told(cell, photo)["descriptors"]
        assert told(cell, photo)["descriptors"].count("pipe:") == 2


def test_a_child_writes_no_file(cell: Cell, photo: Photo, tmp_path: Path) -> None:
    with pytest.raises(ReaderFaultError, match="OSError"):
        cell.read(photo(f"write {tmp_path / 'full'}"))
    assert (tmp_path / "full").read_bytes() == b""


def test_a_fault_of_ours_is_told_with_its_places_and_nothing_of_the_receipt(cell: Cell, photo: Photo) -> None:
    with pytest.raises(ReaderFaultError, match=r"ValueError at .*\.py:\d+ raise_with_text") as caught:
        cell.read(photo("fault"))
    assert "4111" not in str(caught.value)
    assert cell.read(photo("good")).amounts.total == Decimal(2500)


def test_what_a_library_prints_is_no_answer(cell: Cell, photo: Photo) -> None:
    assert cell.read(photo("print")).amounts.total == Decimal(2500)


def test_an_answer_nobody_asked_for_is_taken_for_no_other_photos(cell: Cell, photo: Photo) -> None:
    assert cause_of(cell, photo("babble")) is FailureCause.NOT_A_RECEIPT
    assert cell.read(photo("good")).amounts.total == Decimal(2500)


@pytest.mark.parametrize("command", [(*FAKE, "--broken"), ("/no/such/program",)])
def test_a_reader_that_cannot_be_started_is_our_trouble(command: tuple[str, ...], photo: Photo) -> None:
    with Cell(command, ENVIRONMENT, LIMITS) as cell:
        cell.start()
        for _ in range(2):
            with pytest.raises(ReaderUnavailableError, match=r"the model is missing|No such file"):
                cell.read(photo("good"))


def test_a_reader_that_lacks_a_file_says_which_and_no_photo_is_to_blame(photo: Photo, tmp_path: Path) -> None:
    table = tmp_path / "accounts.csv"
    with Cell(reader_command(1, 950, table), ENVIRONMENT, replace(LIMITS, memory_megabytes=950)) as cell:
        with pytest.raises(ReaderBrokenError, match=f"^{table}: .*No such file"):
            cell.read(photo("good"))
        shutil.copy(DEFAULT, table)
        with pytest.raises(UnreadableError):  # there is a reader again, for which this is no photo
            cell.read(photo("good"))


def test_a_reader_for_which_the_disk_has_no_room_is_our_trouble(
    photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    file = photo("good")
    with Cell(FAKE, ENVIRONMENT, LIMITS) as cell:
        with monkeypatch.context() as full:
            full.setattr(tempfile, "TemporaryFile", refuse)
            with pytest.raises(ReaderUnavailableError):
                cell.read(file)
        assert cell.read(file).amounts.total == Decimal(2500)


def test_a_reader_that_never_becomes_ready_is_our_trouble(photo: Photo) -> None:
    idle = (sys.executable, "-c", "import time; time.sleep(600)")
    with (
        Cell(idle, ENVIRONMENT, Limits(start_seconds=0.5)) as cell,
        pytest.raises(ReaderUnavailableError, match="were not enough"),
    ):
        cell.read(photo("good"))


def test_replacing_is_logged_with_seconds_and_memory(
    hasty_cell: Cell, photo: Photo, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        cause_of(hasty_cell, photo("sleep"))
    (record,) = caplog.records
    assert record.getMessage() == "a reader was replaced: 5 s were not enough"
    assert record.__dict__["seconds"] >= 5
    assert record.__dict__["peak_megabytes"] > 0


PARENT = """
import os, sys
from pathlib import Path
from receipts.adapters.category_table import DEFAULT
from receipts.adapters.cell import Cell, Limits
cell = Cell((*sys.argv[2:], "--parent", str(os.getpid())), {}, Limits(seconds=500))
cell._ready()
print(cell._child.meter.pid, flush=True)
cell.read(Path(sys.argv[1])) if sys.argv[1] else input()
"""


@pytest.mark.parametrize("busy", [True, False])
def test_no_child_outlives_a_parent_that_is_killed(busy: bool, photo: Photo) -> None:
    file = str(photo("spin")) if busy else ""
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, file, *FAKE],
        env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    assert wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, 30)
