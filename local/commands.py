"""down, reset and status: fast, since they import nothing of the stack itself."""

import os
import shutil
import signal

from local.errors import StackError
from local.leftovers import stop_leftovers
from local.owner import Owner, print_urls
from local.processes import wait_until
from local.state import StateFolder, read_env

_LONGEST_STOP = 120
"""Seconds; each of three parts has fifteen to end and ten for its helpers, longer on a busy machine."""


def down(folder: StateFolder) -> int:
    """Stop the stack from another shell, and clean up after one that was killed."""
    owner = Owner(folder).find()
    if folder.is_held() and owner:
        os.kill(owner.pid, signal.SIGTERM)
        if not wait_until(lambda: not folder.is_held(), _LONGEST_STOP):
            raise StackError(f"process {owner.pid} did not stop it within two minutes; see {folder.logs}")
        print("The stack is stopped; its data is kept.")
        return 0
    if folder.path.exists():
        with folder.lock():
            left = stop_leftovers(folder)
            folder.env_file.unlink(missing_ok=True)
        if left:
            print(f"The stack had been killed; its {left} remaining processes are stopped.")
            return 0
    print("The stack was not running.")
    return 0


def reset(folder: StateFolder) -> int:
    """Stop the stack and delete its data."""
    down(folder)
    if folder.path.exists():
        with folder.lock():
            shutil.rmtree(folder.path)
    print(f"The data in {folder.path} is deleted.")
    return 0


def status(folder: StateFolder) -> int:
    """Show where the stack is; 1 if it is not running."""
    if not folder.is_held() or not folder.env_file.exists():
        print("The stack is not running; `make up` starts it.")
        return 1
    print_urls(read_env(folder.env_file), folder)
    return 0
