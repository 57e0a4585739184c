"""Ports on loopback: bound here and passed on, so that no other program can take them in between.

A port that was only checked may be taken by the time it is used; two stacks that start at once would then
talk to each other's parts.
"""

import errno
import socket
from collections.abc import Iterator

from local.errors import StackError

LOOPBACK = "127.0.0.1"
_TRIED = 200
_BACKLOG = 128


def candidates(preferred: int) -> Iterator[int]:
    """`preferred` and what comes after it. Raises StackError when all were tried."""
    last = min(preferred + _TRIED, 65536)
    yield from range(preferred, last)
    raise StackError(
        f"every port from {preferred} to {last - 1} is taken; choose others (make up ARGS=--help)"
    )


def listen(preferred: int) -> socket.socket:
    """A socket that listens on loopback at `preferred`, or at the next port that is free.

    It can be passed on to the program that answers there; until then clients wait. Raises StackError.
    """
    for port in candidates(preferred):
        if (listener := _listener(port)) is not None:
            return listener
    raise AssertionError("candidates end with an error")


def port_of(listener: socket.socket) -> int:
    """Where `listener` listens."""
    port: int = listener.getsockname()[1]
    return port


def _listener(port: int) -> socket.socket | None:
    """Linux lets several programs bind a port that nobody listens on: the first to listen has it."""
    listener = socket.socket()
    listener.setsockopt(
        socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
    )  # or a port is closed for a minute after use
    try:
        listener.bind((LOOPBACK, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            return None
        raise
    return listener
