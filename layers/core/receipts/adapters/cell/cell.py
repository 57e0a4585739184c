"""Reading behind walls: what a photo does to its reader, it does to a child that holds nothing."""

import logging
import math
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from receipts.adapters.cell.command import bare_environment
from receipts.adapters.cell.memory import MEGABYTE
from receipts.adapters.cell.messages import Answer, Fault, Read, Unreadable
from receipts.adapters.cell.process import ChildEndedError, Limits, ReaderProcess
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import Reading
from receipts.domain.rendition import Rendition
from receipts.errors import ReaderFaultError, ReaderUnavailableError, UnreadableError

logger = logging.getLogger(__name__)

_MOST_SECONDS_TO_SHOW: Final = 10.0
_TRIES: Final = 2
"""A child may die of something else than its photo; two in a row die of it."""


class Cell:
    """Implements ports.ReceiptReader; for one thread at a time, the one that made it.

    A photo that takes too long or too much memory, or that two children die of, is too complex.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        limits: Limits,
        *,
        shows_pages: bool = False,
    ) -> None:
        """`environment` is this process's; a child gets what it needs of it and nothing else. `shows_pages`:
        after each reading the child is asked for its renditions.
        """
        self._shows_pages = shows_pages
        self._shown: tuple[Rendition, ...] = ()
        self._command = command
        self._environment = bare_environment(environment)
        self._limits = limits
        self._child: ReaderProcess | None = None
        self._until = math.inf

    def start(self) -> None:
        """Let a child load its models; returns at once. One that cannot be started is told by `read`."""
        with suppress(ReaderUnavailableError):
            self._renew()

    def read(self, file: Path) -> Reading:
        """Raises UnreadableError, ReaderFaultError, and ReaderUnavailableError."""
        self._until = time.monotonic() + self._limits.whole_seconds
        seconds, reason, self._shown = self._limits.seconds, "", ()
        for _ in range(_TRIES):
            child = self._ready()
            started = time.monotonic()
            try:
                answer = child.ask(file, seconds, self._until)
            except ChildEndedError as end:
                reason = self._end(child, end, time.monotonic() - started)
                if end.is_our_trouble:
                    raise ReaderUnavailableError(reason) from end
                if end.is_final:
                    break
                seconds -= time.monotonic() - started
            else:
                return self._reading(child, answer, seconds - (time.monotonic() - started))
        raise UnreadableError(FailureCause.TOO_COMPLEX, reason)

    def renditions(self) -> Sequence[Rendition]:
        """Pages of the file that was read last, whether or not it held a receipt; none where its child could
        not make them, which is no reason to fail a receipt.
        """
        return self._shown

    def close(self) -> None:
        """End the child."""
        if self._child:
            self._child.stop()
            self._child = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ready(self) -> ReaderProcess:
        """A child that waits for a photo: on Lambda the last one may have died while all was frozen. One that
        is slow to start is there for the next photo.
        """
        if self._child is None or not self._child.is_alive():
            self._renew()
        assert self._child is not None
        try:
            self._child.wait_ready(self._until)
        except ReaderUnavailableError:
            if not self._child.may_start():
                self.close()
            raise
        return self._child

    def _renew(self) -> None:
        self.close()
        self._child = ReaderProcess(self._command, self._environment, self._limits)

    def _end(self, child: ReaderProcess, end: ChildEndedError, seconds: float) -> str:
        """Put another child in the place of this one; the reason why, as it is logged."""
        facts = {"seconds": round(seconds, 3), "peak_megabytes": _megabytes(child.meter.peak())}
        logger.warning("a reader was replaced: %s", end, extra=facts)
        self._replace()
        return str(end)

    def _replace(self) -> None:
        """Whose photo made it necessary waits until the next child is ready: it is not for the next photo to
        wait, which may be another tenant's.
        """
        self.close()
        self.start()
        if self._child:
            left = max(0.0, self._until - time.monotonic())
            self._child.wait_for_a_word(min(self._limits.replace_seconds, left))

    def _show(self, child: ReaderProcess, seconds: float) -> None:
        started = time.monotonic()
        try:
            self._shown = child.show(seconds, self._until)
        except ChildEndedError as end:
            self._end(child, end, time.monotonic() - started)

    def _reading(self, child: ReaderProcess, answer: Answer, seconds: float) -> Reading:
        """`seconds` are left of the photo's."""
        if self._shows_pages and not isinstance(answer, Fault):
            self._show(child, min(seconds, _MOST_SECONDS_TO_SHOW))
        peak = _megabytes(child.meter.peak())
        is_full = child.meter.resident() > self._limits.memory_megabytes * MEGABYTE / 2
        is_spent = is_full or child.has_made_way or isinstance(answer, Fault)
        if is_spent and self._child is child:
            self._replace()  # the next photo is to find the same room and the same speed as this one
        if isinstance(answer, Read):
            return _with_peak(answer.reading.to_reading(), peak)
        if isinstance(answer, Unreadable):
            raise UnreadableError(answer.cause, answer.detail)
        assert isinstance(answer, Fault)
        raise ReaderFaultError(f"{answer.error} at {', '.join(answer.places)}")


def _with_peak(reading: Reading, megabytes: int) -> Reading:
    engine = reading.engine
    return replace(reading, engine=replace(engine, peak_megabytes=megabytes)) if engine else reading


def _megabytes(amount: int) -> int:
    return round(amount / MEGABYTE)
