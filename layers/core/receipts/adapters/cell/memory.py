"""Memory and processor time of another process, as Linux's /proc tells it (proc(5)); 0 on other systems."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
MEGABYTE: Final = 1_000_000
_TICKS: Final = os.sysconf("SC_CLK_TCK")
_RESET_PEAK: Final = "5"

_STARVED = 0.4
"""Share of one processor. A page of 2,000 words takes some 20 s of it within the 55 that a photo has; what
really is too complex got 0.42 and more beside five to eight other programs on two processors."""


@dataclass(slots=True)
class Meter:
    """Watches one process."""

    pid: int
    _highest_seen: int = 0
    _kernel_counts: bool = False
    _used_before: float = 0.0

    def reset(self) -> None:
        """Forget the peak so far: what comes next is measured alone."""
        self._highest_seen, self._kernel_counts = 0, False
        with suppress(OSError):
            self._used_before = _processor_seconds(self.pid)
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

    def is_starved(self, seconds: float) -> bool:
        """Whether it would have run, but got less of a processor than a dense page needs."""
        try:
            tasks = [_stat(task / "stat") for task in Path(f"/proc/{self.pid}/task").iterdir()]
            used = _processor_seconds(self.pid) - self._used_before
        except (OSError, ValueError):  # it is gone, or this is no Linux
            return False
        return used < seconds * _STARVED and any(task[0] == "R" for task in tasks)

    def _high_water_mark(self) -> int:
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return 0


def _processor_seconds(pid: int) -> float:
    user, system = _stat(Path(f"/proc/{pid}/stat"))[11:13]
    return (int(user) + int(system)) / _TICKS


def _stat(file: Path) -> list[str]:
    """The fields from the state on; the name before it is in parentheses and may hold anything (proc(5))."""
    return file.read_text(errors="replace").rpartition(")")[2].split()
