"""Starts, watches and stops the stack's processes, and recognises another program that got the same id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil

from local.errors import StackError

_GRACE_OF_HELPERS = 10.0
"""Seconds for what ends by itself when its parent is gone."""
_LONGEST_WORDS = 300
LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True, slots=True)
class ProcessIdentity:
    """A process id and when it started: together they are never used twice."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> Self:
        return cls(pid, _start_of(psutil.Process(pid)))

    @classmethod
    def from_json(cls, document: Mapping[str, float]) -> Self:
        return cls(int(document["pid"]), float(document["started"]))

    def to_json(self) -> dict[str, float]:
        return asdict(self)

    def is_alive(self) -> bool:
        """Whether this very process still runs (one that waits to be collected does not)."""
        try:
            process = psutil.Process(self.pid)
            return self._is(process) and bool(process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    def is_taken(self) -> bool:
        """Whether another process has the number by now."""
        try:
            return not self._is(psutil.Process(self.pid))
        except psutil.NoSuchProcess:
            return False

    def wait_gone(self, seconds: float) -> bool:
        return wait_until(lambda: not self.is_alive(), seconds)

    def _is(self, process: psutil.Process) -> bool:
        return _start_of(process) == self.started


def _start_of(process: psutil.Process) -> float:
    """When `process` started: on Linux since boot, so that setting the clock changes nothing."""
    try:
        stat = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):  # it is gone, or this is no Linux
        return float(process.create_time())
    # The name, second field, is in parentheses and may hold anything; the start is the 22nd (proc(5)).
    return float(stat.rpartition(")")[2].split()[19])


@dataclass(slots=True)
class Component:
    """One program of the stack, in a session of its own: Ctrl-C reaches only us, and we stop all in order."""

    name: str
    label: str
    log: Path
    stop_signal: signal.Signals
    process: subprocess.Popen[bytes]
    log_start: int = 0

    @classmethod
    def start(  # noqa: PLR0913 - keywords that say what they are
        cls,
        name: str,
        label: str,
        command: Sequence[str],
        *,
        log: Path,
        env: Mapping[str, str],
        stop_signal: signal.Signals = signal.SIGTERM,
        user: str | None = None,
        listener: socket.socket | None = None,
    ) -> Self:
        """Start `command` (as the OS user `user`); its output goes on the end of `log`.

        `listener` becomes the program's own: it inherits it under the same number, and here it is closed.
        Must be called from the main thread: the kernel counts the thread that starts a process as its parent.
        """
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), stop_signal.name, user or "-"]
        with log.open("ab") as output:
            log_start = output.tell()
            process = subprocess.Popen(
                [*launch, *command],
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=[listener.fileno()] if listener else [],
            )
        if listener:
            listener.close()  # otherwise a client of a program that died would wait for ever
        return cls(name, label, log, stop_signal, process, log_start)

    @property
    def identity(self) -> ProcessIdentity:
        return ProcessIdentity.of(self.process.pid)

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def output(self) -> str:
        """What this run of the program has written so far."""
        with self.log.open("rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def require_alive(self) -> None:
        """Raises StackError if the program has ended by itself."""
        if (status := self.process.poll()) is not None:
            said = f": {words}" if (words := _last_words(self.output())) else ""
            raise StackError(
                f"{self.label} stopped by itself ({_ending(status)}){said}; its log is {self.log}"
            )

    def stop(self, seconds: float = 15) -> None:
        """Ask the program to stop, kill it after `seconds`, and leave none of its helpers behind,
        not even those in sessions of their own, such as the cells that read photos.
        """
        helpers = _descendants(self.process.pid)
        if self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        kill_group(self.process.pid)
        for late in psutil.wait_procs(helpers, _GRACE_OF_HELPERS)[1]:
            late.kill()


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def kill_group(leader: int) -> None:
    """Kill what is left of the process group that `leader` was the first of."""
    try:
        os.killpg(leader, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # nobody left; or the number is another user's by now
        return


def wait_until(condition: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Ask again and again until `condition` holds; False if it does not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def _last_words(output: str) -> str:
    """What a program said at last, as programs do that cannot go on; lines of JSON are for machines."""
    lines = [line.strip() for line in output.splitlines() if line.strip() and not line.startswith("{")]
    return lines[-1][:_LONGEST_WORDS] if lines else ""


def _ending(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
