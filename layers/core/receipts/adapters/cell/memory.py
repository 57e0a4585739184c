"""Memory and processor time of another process, as Linux's /proc tells it (proc(5)); 0 on other systems."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
MEGABYTE: Final = 1_000_000
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_RESET_PEAK: Final = "5"
_NANO: Final = 10**9

_DENSE_PAGE: Final = 22.0
"""Seconds of one processor: a page of 2,000 words takes some 20 of the 55 that a photo has. What really is
too complex got 23 and more beside five to eight other programs on two processors."""
_HALF: Final = 0.5
"""Share of one processor that is enough where a photo has less time than such a page needs, as in a local
stack whose messages come back after seconds: four plain pages take 8 s of it where 16 are given."""
_WAITED: Final = 0.25
"""Share of the time."""


@dataclass(slots=True)
class Meter:
    """Watches one process."""

    pid: int
    _highest_seen: int = 0
    _kernel_counts: bool = False
    _used_before: float = 0.0
    _waited_before: float = 0.0

    def reset(self) -> None:
        """Forget the peak so far: what comes next is measured alone."""
        self._highest_seen, self._kernel_counts = 0, False
        with suppress(OSError):
            self._used_before = _processor_seconds(self.pid)
            self._waited_before = _waiting_seconds(self.pid)
        with suppress(OSError):  # where it may not be reset, what `resident` saw is all there is
            Path(f"/proc/{self.pid}/clear_refs").write_text(_RESET_PEAK)
            self._kernel_counts = True

    def resident(self) -> int:
        """The bytes of memory that the process holds now."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):  # it is gone, or this is no Linux
            return 0
        self._highest_seen = max(self._highest_seen, pages * _PAGE)
        return pages * _PAGE

    def peak(self) -> int:
        """The most that it held since `reset`."""
        return max(self._highest_seen, self._high_water_mark() if self._kernel_counts else 0)

    def used(self) -> float:
        """Seconds of processor time since `reset`."""
        try:
            return _processor_seconds(self.pid) - self._used_before
        except (OSError, ValueError):  # it is gone, or this is no Linux
            return 0.0

    def had_enough(self, seconds: float) -> bool:
        """Whether it used as much of a processor as photos need that are read, within that time."""
        return self.used() >= min(_DENSE_PAGE, seconds * _HALF)

    def is_starved(self, seconds: float) -> bool:
        """Whether it would have run in that time, but got too little of a processor.

        It wants to run, or waits for what was swapped out, at this moment, or waited for a processor before:
        at any one moment it may just be waiting for a thread of its own.
        """
        try:
            waited = _waiting_seconds(self.pid) - self._waited_before
            wants = not {"R", "D"}.isdisjoint(_states(self.pid))
        except (OSError, ValueError):  # it is gone, or this is no Linux
            return False
        return not self.had_enough(seconds) and (wants or waited > seconds * _WAITED)

    def _high_water_mark(self) -> int:
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return 0


def _processor_seconds(pid: int) -> float:
    user, system = _stat(Path(f"/proc/{pid}/stat"))[11:13]
    return (int(user) + int(system)) / _TICKS


def _waiting_seconds(pid: int) -> float:
    """How long its threads wanted to run and could not (sched-stats of Linux's documentation); 0 where the
    system does not count it.
    """
    waited = 0
    for task in _tasks(pid):
        with suppress(OSError):  # a thread that has just ended
            waited += int((task / "schedstat").read_text().split()[1])
    return waited / _NANO


def _states(pid: int) -> Iterator[str]:
    for task in _tasks(pid):
        with suppress(OSError):
            yield _stat(task / "stat")[0]


def _tasks(pid: int) -> Iterator[Path]:
    return Path(f"/proc/{pid}/task").iterdir()


def _stat(file: Path) -> list[str]:
    """The fields from the state on; the name before it is in parentheses and may hold anything (proc(5))."""
    return file.read_text(errors="replace").rpartition(")")[2].split()
