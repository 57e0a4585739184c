"""The memory of another process, as Linux's /proc tells it (proc(5)); 0 on other systems."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")
MEGABYTE: Final = 1_000_000
_RESET_PEAK: Final = "5"


@dataclass(slots=True)
class Meter:
    """Watches one process; bytes of resident memory."""

    pid: int
    _highest_seen: int = 0
    _kernel_counts: bool = False

    def reset(self) -> None:
        """Forget the peak so far: what comes next is measured alone."""
        self._highest_seen, self._kernel_counts = 0, False
        with suppress(OSError):  # where it may not be reset, what `resident` saw is all there is
            Path(f"/proc/{self.pid}/clear_refs").write_text(_RESET_PEAK)
            self._kernel_counts = True

    def resident(self) -> int:
        """What the process holds now."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        except (OSError, IndexError):  # it is gone, or this is no Linux
            return 0
        self._highest_seen = max(self._highest_seen, pages * _PAGE)
        return pages * _PAGE

    def peak(self) -> int:
        """The most that it held since `reset`."""
        return max(self._highest_seen, self._high_water_mark() if self._kernel_counts else 0)

    def _high_water_mark(self) -> int:
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
        return 0
