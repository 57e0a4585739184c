"""One child of the cell: started, asked, watched, killed."""

import math
import os
import select
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from receipts.adapters.cell.memory import MEGABYTE, Meter
from receipts.adapters.cell.messages import (
    HEADER,
    MAX_BYTES,
    AllShown,
    Answer,
    Asked,
    Broken,
    Exhausted,
    Fault,
    Read,
    Ready,
    Request,
    Said,
    Show,
    Shown,
    Unreadable,
    frame,
    said,
)
from receipts.domain.limits import MAX_PAGES
from receipts.domain.rendition import Rendition
from receipts.errors import ReaderBrokenError, ReaderUnavailableError

_LOOK_EVERY_MS: Final = 20
"""A child that fills memory as fast as it can, gets 30 MB further in that time."""
_AT_ONCE: Final = 1 << 16
_LAST_WORDS: Final = 1000
_NO_ANSWER: Final = "it answered nothing that is an answer"
_LOWER: Final = 10
"""Steps of priority. One that is killed needs the processor to end, so it is not left quite without."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one photo may take; `start_seconds`, in which a child must have loaded its models; and
    `replace_seconds`, for which a photo that ended a child waits for the next one.

    A child may grow a little between two looks at it: 950 MB keep it below a gigabyte.
    """

    seconds: float = 55.0
    memory_megabytes: int = 950
    start_seconds: float = 30.0
    replace_seconds: float = 5.0
    whole_seconds: float = math.inf
    """For the start of a child, its photo and the next child together, where who waits has no more time."""
    makes_way_after: float | None = None
    """Seconds of processor time after which a reading makes way to others, where readers share processors."""


class ChildEndedError(Exception):
    """The child gave no answer and has ended, or must. The photo is the reason for certain (`is_final`), or
    certainly not (`is_our_trouble`).
    """

    def __init__(self, reason: str, *, is_final: bool = False, is_our_trouble: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final
        self.is_our_trouble = is_our_trouble


class ReaderProcess:
    """A child that stays: it loads the models once and reads one photo after the other.

    Its only files are its two pipes, and one for what it says on stderr before it is ready. Lambda has no
    /dev/shm, so nothing of `multiprocessing` that needs one would do.
    """

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], limits: Limits) -> None:
        """Returns before the child is ready. Raises ReaderUnavailableError if it cannot be started."""
        self._limits = limits
        try:
            self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `stop`
        except OSError as error:
            raise ReaderUnavailableError(f"no reader can be started: {error}") from error
        try:
            self._child = subprocess.Popen(  # noqa: S603 - the command is ours
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                bufsize=0,
                cwd="/",
                env=dict(environment),
                start_new_session=True,
            )
        except OSError as error:
            self._stderr.close()
            raise ReaderUnavailableError(f"no reader can be started: {error}") from error
        assert self._child.stdout is not None
        self._answers = self._child.stdout.fileno()
        os.set_blocking(self._answers, False)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._received = b""
        self._is_ready = False
        self._start_left = limits.start_seconds
        self._is_fresh = True
        self._is_cut_short = False
        self.has_made_way = False
        self.meter = Meter(self._child.pid)

    def is_alive(self) -> bool:
        return self._child.poll() is None

    def may_start(self) -> bool:
        """Whether it is ready, or may become so in the seconds that are left of those it has for it."""
        return self.is_alive() and (self._is_ready or self._start_left > 0)

    def wait_ready(self, until: float) -> None:
        """No longer than that by the clock. Raises ReaderUnavailableError, with the child's last words, if it
        is not ready then; ReaderBrokenError if it says why it never will be.
        """
        if self._is_ready:
            return
        began = time.monotonic()
        try:
            first = self._hear(self._start_left, until)
        except ChildEndedError as end:
            raise ReaderUnavailableError(f"no reader can be started: {end}; {self._last_words()}") from end
        finally:
            self._start_left -= time.monotonic() - began
        if isinstance(first, Broken):
            self._start_left = 0  # it is about to end, and another takes its place
            raise ReaderBrokenError(first.reason)
        self._is_ready = isinstance(first, Ready)

    def wait_for_a_word(self, seconds: float) -> None:
        """Until it is ready, or has ended, or for so many seconds."""
        self._poll.poll(seconds * 1000)

    def ask(self, file: Path, given: float, until: float) -> Answer:
        """What the child says of the file within the seconds that the photo is given, or before that by the
        clock (time.monotonic) where who asks has no more time. Raises ChildEndedError if it says nothing.
        """
        self.meter.reset()
        self._tell(Request(file=str(file.absolute())))
        answer = self._hear(given, until)
        if isinstance(answer, Exhausted):
            raise self._too_large()
        if not isinstance(answer, Read | Unreadable | Fault):
            raise ChildEndedError(_NO_ANSWER)
        self._is_fresh = False
        return answer

    def show(self, seconds: float, until: float) -> tuple[Rendition, ...]:
        """The pages of the file that it was asked for last. Takes, and raises, what `ask` does."""
        deadline = time.monotonic() + seconds
        self._tell(Show())
        shown: list[Rendition] = []
        while isinstance(said_now := self._hear(max(0.0, deadline - time.monotonic()), until), Shown):
            try:
                shown.append(said_now.to_rendition())
            except ValueError as error:
                raise ChildEndedError(_NO_ANSWER) from error
            if len(shown) > MAX_PAGES:
                raise ChildEndedError(_NO_ANSWER)
        if not isinstance(said_now, AllShown):
            raise ChildEndedError(_NO_ANSWER)
        return tuple(shown)

    def stop(self) -> None:
        """Kill it, with whatever it started."""
        if self.is_alive():
            if self.has_made_way:  # it is waited for
                self._weigh_session(0)
            with suppress(ProcessLookupError):
                os.killpg(self._child.pid, signal.SIGKILL)
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout, self._stderr):
            if pipe:
                pipe.close()

    def _tell(self, request: Asked) -> None:
        assert self._child.stdin is not None
        if self._received or self._poll.poll(0):
            # It must not be taken for this photo's answer.
            raise ChildEndedError("it spoke without being asked")
        try:
            self._child.stdin.write(frame(request))
        except BrokenPipeError as error:
            raise self._died() from error

    def _hear(self, given: float, until: float) -> Said:
        deadline = time.monotonic() + given
        self._is_cut_short = until < deadline
        deadline = min(deadline, until)
        body = self._take(self._length(deadline, given), deadline, given)
        try:
            return said(body)
        except ValueError as error:
            raise ChildEndedError(_NO_ANSWER) from error

    def _length(self, deadline: float, given: float) -> int:
        length: int = HEADER.unpack(self._take(HEADER.size, deadline, given))[0]
        if length > MAX_BYTES:
            raise ChildEndedError(f"its answer has {length} bytes")
        return length

    def _take(self, size: int, deadline: float, given: float) -> bytes:
        """The next `size` bytes of the child, which is watched meanwhile."""
        while len(self._received) < size:
            if self._poll.poll(_LOOK_EVERY_MS):
                self._listen()
            if time.monotonic() > deadline:
                raise self._too_late(given)
            if self.meter.resident() > self._limits.memory_megabytes * MEGABYTE:
                raise self._too_large()
            if self._is_long():
                self._make_way()
        taken, self._received = self._received[:size], self._received[size:]
        return taken

    def _is_long(self) -> bool:
        most = self._limits.makes_way_after
        return most is not None and self._is_ready and not self.has_made_way and self.meter.used() > most

    def _make_way(self) -> None:
        """Give all threads of the child's group a tenth of the weight of others, without a way back
        (setpriority(2)); and its session, where Linux weighs sessions first.
        """
        if self._weigh_session(_LOWER):
            with suppress(OSError):  # it has ended
                os.setpriority(os.PRIO_PGRP, self._child.pid, os.getpriority(os.PRIO_PROCESS, 0) + _LOWER)
            self.has_made_way = True

    def _weigh_session(self, nice: int) -> bool:
        """False if it is to be tried again: few such changes a second are allowed (autogroups, sched(7))."""
        try:
            Path(f"/proc/{self._child.pid}/autogroup").write_text(str(nice))
        except BlockingIOError:
            return False
        except OSError:  # it has ended, or there are no such groups
            return True
        return True

    def _listen(self) -> None:
        received = os.read(self._answers, _AT_ONCE)
        if not received:
            raise self._died()
        self._received += received

    def _too_late(self, given: float) -> ChildEndedError:
        """The photo's doing, unless the machine was too busy with other things, now or while it started."""
        is_soon = self._is_cut_short and not self.meter.had_enough(given)
        if is_soon or self.meter.is_starved(given):
            return ChildEndedError(f"{given:.0f} s of a busy machine were not enough", is_our_trouble=True)
        return ChildEndedError(f"{given:.0f} s were not enough", is_final=True)

    def _too_large(self) -> ChildEndedError:
        """A fresh child has the last word: in another one, what photos before left behind counted too."""
        reason = f"{self._limits.memory_megabytes} MB were not enough"
        return ChildEndedError(reason, is_final=self._is_fresh)

    def _died(self) -> ChildEndedError:
        """Processor time that was used up is the photo's doing, however busy the machine is."""
        try:
            status = self._child.wait(1)
        except subprocess.TimeoutExpired:
            return ChildEndedError("it closed its pipe")
        if status >= 0:
            return ChildEndedError(f"exit status {status}")
        reason = f"killed by {signal.Signals(-status).name}"
        return ChildEndedError(reason, is_final=-status == signal.SIGXCPU)

    def _last_words(self) -> str:
        """Of before it was ready: no photo had been seen, so they tell of none."""
        end = self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(0, end - _LAST_WORDS))
        return self._stderr.read().decode("utf-8", "replace").strip()
