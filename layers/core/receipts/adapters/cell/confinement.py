"""What a process of the cell gives up. Numbers of prctl(2): <sys/prctl.h>."""

import ctypes
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from receipts.adapters.cell.memory import MEGABYTE

_SET_PDEATHSIG: Final = 1
_SET_DUMPABLE: Final = 4
_SET_NO_NEW_PRIVS: Final = 38
_MOST_FILES: Final = 64
_UNTOUCHED: Final = 200
"""Megabytes that are mapped but not resident, most of them stacks of threads, less what is resident but only
a file: 290 less 100 were seen."""


def die_with(parent: int) -> None:
    """End when the parent ends, even by kill -9, as far as the system can (Linux can)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, int(signal.SIGKILL))
    if os.getppid() != parent:  # it was gone before we asked
        sys.exit(1)


def give_up_rights(megabytes: int) -> None:
    """No file is written, not a byte; no core is dumped; memory beyond the limit is refused.

    The parent ends a child at `megabytes`; this is for one that grows faster than the parent looks.
    """
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _MOST_FILES)
    if sys.platform == "linux":
        _limit(resource.RLIMIT_DATA, (megabytes + _UNTOUCHED) * MEGABYTE)
        ctypes.CDLL(None).prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        with suppress(OSError):  # where memory runs out all the same, the kernel takes this process first
            Path("/proc/self/oom_score_adj").write_text("1000")


def limit_processor(seconds: int) -> None:
    """End after so many more seconds of processor time: for a child whose parent does not look any more."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, hard))


class ProcessorShare:
    """Processor time for all that decoders and PDFium do to one file, in one step or several."""

    def __init__(self, seconds: float) -> None:
        self._seconds = self._left = seconds

    def renew(self) -> None:
        """Another file comes."""
        self._left = self._seconds

    @contextmanager
    def spending(self) -> Iterator[None]:
        """End (SIGXCPU) if what is within takes more than is left: a library that neither returns nor asks
        whether it may go on cannot be stopped otherwise. The system counts in whole seconds, so what is left
        of a share may be passed by one; where nothing is left it ends before the step.
        """
        if self._left <= 0:
            signal.raise_signal(signal.SIGXCPU)
        before, hard = resource.getrlimit(resource.RLIMIT_CPU)
        began = time.process_time()
        most = math.ceil(began + self._left)
        resource.setrlimit(
            resource.RLIMIT_CPU, (most if before == resource.RLIM_INFINITY else min(most, before), hard)
        )
        try:
            yield
        finally:
            self._left = max(0.0, self._left - (time.process_time() - began))
            resource.setrlimit(resource.RLIMIT_CPU, (before, hard))


def hide_from_children() -> None:
    """Keep this process's environment and memory from others of the same user (/proc/PID/environ, ptrace)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, 0, 0, 0, 0)


def _limit(what: int, most: int) -> None:
    """Only ever lowered: a machine may allow less already."""
    _, hard = resource.getrlimit(what)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most))
