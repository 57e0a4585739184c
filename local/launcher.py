"""Runs a program that dies with its parent. A script, never imported.

    launcher.py PARENT_PID SIGNAL USER PROGRAM ARGUMENT…

`SIGNAL` is what the kernel sends when the parent dies, even by kill -9. `USER` (`-` for none) is the OS
user to become first: the kernel drops the request for a signal when the user changes.
"""

import ctypes
import os
import pwd
import signal
import sys

PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


def become(user: str) -> None:
    """Give up root for `user`."""
    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def die_with_parent(parent: int, signal_name: str) -> None:
    """Ask the kernel for a signal at the parent's death (Linux alone knows how)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.Signals[signal_name]))
    if os.getppid() != parent:  # it died before the request was made
        sys.exit(1)


def main() -> None:
    """Become the program."""
    parent, signal_name, user, *command = sys.argv[1:]
    signal.pthread_sigmask(signal.SIG_SETMASK, [])  # the parent blocked signals while it started us
    if user != "-":
        become(user)
    die_with_parent(int(parent), signal_name)
    os.execv(command[0], command)  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main()
