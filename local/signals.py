"""Signals that ask us to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedError(KeyboardInterrupt):
    """Somebody asked the stack to stop. Not an Exception: AWS's SDK swallows those."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise StoppedError where a signal asks to stop."""
    handled = [number for number in _STOPPING if not _ignores_hangup(number)]
    before = {number: signal.signal(number, _raise) for number in handled}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def without_interruption() -> Iterator[None]:
    """Block such signals until the block ends."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ignores_hangup(number: signal.Signals) -> bool:
    """Whether we were started with `nohup`."""
    return number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN


def _raise(number: int, frame: FrameType | None) -> None:
    raise StoppedError(number)
