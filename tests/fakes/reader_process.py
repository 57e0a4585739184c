"""A child of the cell that needs no model: does with each file what the file says. Run with `python -m`."""

import ctypes
import hashlib
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from receipts.adapters.category_table import load_categories
from receipts.adapters.cell.confinement import ProcessorShare, die_with, give_up_rights
from receipts.adapters.cell.messages import HEADER, Unreadable, frame
from receipts.adapters.clock import SystemClock
from receipts.domain.failure import FailureCause
from receipts.domain.limits import MAX_PAGES
from receipts.domain.rendition import Rendition
from receipts.domain.text import Page
from receipts.reader_process import own_pipes, serve
from receipts.usecases.read_file import ReadFile
from tests.fakes.engine import LINES, FakeEngine, page_of

JPEG: Final = b"\xff\xd8\xff a page"
MEGABYTES: Final = 300
"""What this child may have."""
_priority: Final = os.getpriority(os.PRIO_PROCESS, 0)
_kept: list[bytes] = []
_answers: list[BinaryIO] = []


def hold(megabytes: int) -> None:
    """Memory that is really used."""
    _kept.append(b"x" * megabytes * 1_000_000)


def grow(megabytes: int, pause: float = 0) -> None:
    """Without end."""
    while True:
        hold(megabytes)
        time.sleep(pause)


def say(what: bytes) -> None:
    """To the parent, unasked."""
    os.write(_answers[0].fileno(), what)


def spin() -> None:
    """A loop in C that lets go of no lock and hears no signal of Python."""
    ctypes.PyDLL(None).sleep(600)


def work_on() -> None:
    """As a library that neither returns nor asks whether to go on, within a limit of its own."""
    share = ProcessorShare(1)
    with share.spending():
        pass
    with share.spending():
        while True:
            hashlib.sha256(bytes(100_000))


def raise_with_text() -> None:
    raise ValueError("could not read 4111-1111-1111-1111")


def has_made_way() -> bool:
    """Whether every thread of this process weighs less than at first, and its session where that counts."""
    threads = (int(task.name) for task in Path("/proc/self/task").iterdir())
    session = Path("/proc/self/autogroup")
    return all(os.getpriority(os.PRIO_PROCESS, thread) > _priority for thread in threads) and (
        not os.access(session, os.W_OK) or not session.read_text().endswith(" nice 0\n")
    )


def work_until_others_come_first() -> None:
    """In two threads, as the models do."""
    other = threading.Thread(
        target=lambda: [hashlib.sha256(bytes(100_000)) for _ in iter(has_made_way, True)]
    )
    other.start()
    other.join()


def write(where: str) -> None:
    Path(where).write_bytes(b"full")


def descriptors() -> str:
    """What is open: neither terminal nor socket nor file of the parent."""
    opened = (file for file in Path("/proc/self/fd").iterdir() if file.is_symlink())
    return " ".join(sorted(str(file.readlink()) for file in opened))


def babble() -> None:
    """Two answers too many."""
    say(2 * frame(Unreadable(cause=FailureCause.NOT_A_RECEIPT, detail="")))


DEEDS: Final[dict[str, Callable[[], object]]] = {
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "abort": os.abort,
    "exit": lambda: os._exit(3),
    "oom-kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "sleep": lambda: time.sleep(600),
    "spin": spin,
    "work on": work_on,
    "bomb": lambda: grow(50),
    "slow bomb": lambda: grow(20, pause=0.05),
    "greedy": lambda: hold(1_000_000),
    "deep": lambda: json.loads("[" * 100_000),
    "fault": raise_with_text,
    "huge answer": lambda: say(HEADER.pack(2**31)),
    "nonsense": lambda: say(HEADER.pack(2) + b"{}"),
    "babble": babble,
    "print": lambda: os.write(1, b"a library prints"),
    "use 100": lambda: len(b"x" * 100_000_000),
    "leave 100": lambda: hold(100),
    "long": work_until_others_come_first,
}


def pages_of(engine: "Doing") -> Iterator[Rendition]:
    """Of the file read last, if it says what to do while it is shown."""
    deed = engine.content.removeprefix("shown: ")
    if deed in DEEDS:
        DEEDS[deed]()
    if deed == "as a script":
        yield Rendition(1, b"<script>alert(1)</script>")
    if deed == "more pages than there are":
        for _ in range(MAX_PAGES + 1):
            yield Rendition(1, JPEG)
    yield Rendition(1, JPEG)


class Doing(FakeEngine):
    """Reads a file by doing what it says; "die once FILE" dies where FILE is not there yet."""

    content = ""

    def read(self, file: Path) -> tuple[Page, ...]:
        content = self.content = file.read_text()
        if content in DEEDS:
            DEEDS[content]()
        elif content.startswith("die once "):
            self._die_once(Path(content.removeprefix("die once ")))
        elif content.startswith("write "):
            write(content.removeprefix("write "))
        elif content == "tell":
            facts = {
                "environment": sorted(os.environ),
                "descriptors": descriptors(),
                "pid": os.getpid(),
                "priority": os.getpriority(os.PRIO_PROCESS, 0),
            }
            return (page_of(json.dumps(facts), *LINES),)
        return super().read(file)

    def _die_once(self, mark: Path) -> None:
        if not mark.exists():
            mark.touch()
            os.abort()


if __name__ == "__main__":
    requests, answers = own_pipes()
    _answers.append(answers)
    if "--parent" in sys.argv:
        die_with(int(sys.argv[-1]))
    if "--broken" in sys.argv:
        sys.exit("the model is missing")
    if "--mark" in sys.argv:
        with Path(sys.argv[sys.argv.index("--mark") + 1]).open("a") as mark:
            mark.write(f"{os.getpid()}\n")
    give_up_rights(MEGABYTES)
    doing = Doing()
    reader = ReadFile(doing, SystemClock(), load_categories())
    serve(reader, requests, answers, renditions=lambda: pages_of(doing))
