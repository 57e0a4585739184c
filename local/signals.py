"""Signals that ask us to stop."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StoppedError(KeyboardInterrupt):
    """Somebody asked the stack to stop. No Exception, for AWS's SDK swallows those that signals raise."""

    def __init__(self, number: int) -> None:
        super().__init__(f"stopped by {signal.Signals(number).name}")


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise StoppedError where a signal asks to stop."""
    heard = [number for number in _STOPPING if not _is_muted_hangup(number)]
    before = {number: signal.signal(number, _raise) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def without_interruption() -> Iterator[None]:
    """Hold such signals back until the block is left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _is_muted_hangup(number: signal.Signals) -> bool:
    """Whether we were started with `nohup`."""
    return number is signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN


def _raise(number: int, frame: FrameType | None) -> None:
    raise StoppedError(number)
