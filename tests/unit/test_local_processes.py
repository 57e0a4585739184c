"""What `make down` leaves behind: nothing."""

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from local import processes
from local.errors import StackError
from local.processes import Component, wait_until

READER = """
import ctypes, os, signal, sys, time
from pathlib import Path
ctypes.CDLL(None).prctl(1, int(signal.SIGTERM))  # it is told when its parent has gone
signal.signal(signal.SIGTERM, {on_the_end})
Path(sys.argv[1], "reader").write_text(str(os.getpid()))
while True:
    time.sleep(0.01)
"""
PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]], start_new_session=True)
time.sleep(600)
"""
TIDIES_UP = "lambda *_: (time.sleep(0.5), Path(sys.argv[1], 'tidy').touch(), os._exit(0))"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of a parent's death")


@pytest.fixture
def readers() -> Iterator[list[psutil.Process]]:
    readers: list[psutil.Process] = []
    yield readers
    for reader in readers:
        if reader.is_running():
            reader.kill()


def started(folder: Path, on_the_end: str, readers: list[psutil.Process]) -> Component:
    """A part of the stack whose helper is in a session of its own."""
    script = READER.format(on_the_end=on_the_end)
    command = [sys.executable, "-c", PARENT, str(folder), script]
    component = Component.start("parser", "a parser", command, log=folder / "log", env={})
    told = folder / "reader"
    assert wait_until(lambda: told.exists() and bool(told.read_text()), 60), component.output()
    readers.append(psutil.Process(int(told.read_text())))
    return component


def test_a_reader_has_time_to_end_by_itself(tmp_path: Path, readers: list[psutil.Process]) -> None:
    started(tmp_path, TIDIES_UP, readers).stop()
    assert (tmp_path / "tidy").exists()
    assert not readers[0].is_running() or readers[0].status() == psutil.STATUS_ZOMBIE


def test_one_that_does_not_end_is_ended(
    tmp_path: Path, readers: list[psutil.Process], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_GRACE_OF_HELPERS", 0.2)
    started(tmp_path, "signal.SIG_IGN", readers).stop()
    gone = psutil.wait_procs(readers, 30)[0]
    assert gone == readers


def test_what_a_program_said_at_last_is_told_with_its_end(tmp_path: Path) -> None:
    """A wrong setting: the person at the terminal should not have to look into the log."""
    program = "import sys; print({}, flush=True); sys.exit('PAGE_SECRET: too short')"
    component = Component.start(
        "api", "the API", [sys.executable, "-c", program], log=tmp_path / "log", env={}
    )
    assert wait_until(component.has_ended, 60)
    with pytest.raises(StackError, match=r"\(exit status 1\): PAGE_SECRET: too short; its log"):
        component.require_alive()
