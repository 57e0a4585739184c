"""Ports on loopback that nobody listens on."""

import socket

from local.errors import StackError

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on `port`, on loopback or on every interface."""
    for host in (LOOPBACK, "0.0.0.0"):  # noqa: S104 - asked, never listened on
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                return False
    return True


def pick_port(preferred: int, taken: frozenset[int] = frozenset()) -> int:
    """`preferred` if it is free, else the next free one after it."""
    for port in range(preferred, min(preferred + 200, 65536)):
        if port not in taken and is_free(port):
            return port
    raise StackError(f"no free port was found between {preferred} and {preferred + 200}")
