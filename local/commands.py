"""up, down, reset and status."""

import json
import os
import shutil
import signal
from dataclasses import dataclass

from local.errors import StackError
from local.processes import ProcessIdentity, wait_until
from local.resources import Sizing
from local.signals import StoppedError, stoppable
from local.stack import Ports, Stack, stop_leftovers
from local.state import AlreadyRunningError, StateFolder, read_env, write_private

_OWNER = "owner.json"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that runs a folder's stack."""

    folder: StateFolder

    def write(self) -> None:
        write_private(self.folder.path / _OWNER, json.dumps(ProcessIdentity.of(os.getpid()).to_json()) + "\n")

    def find(self) -> ProcessIdentity | None:
        file = self.folder.path / _OWNER
        if not file.exists():
            return None
        owner = ProcessIdentity.from_json(json.loads(file.read_text()))
        return owner if owner.is_alive() else None


def up(folder: StateFolder, ports: Ports, sizing: Sizing) -> int:
    """Run the stack until it is told to stop; 0 if it already runs."""
    folder.prepare()
    try:
        with folder.lock(), stoppable():
            Owner(folder).write()
            return _run(Stack(folder, ports, sizing))
    except AlreadyRunningError:
        return _tell_running(folder)


def _run(stack: Stack) -> int:
    print(f"Starting the stack of {stack.folder.path}")
    try:
        with stack:
            print_urls(stack.env(), stack.folder)
            print("Press Ctrl-C to stop.", flush=True)
            stack.watch()
    except StoppedError:
        print("\nStopped; nothing is left running, the data is kept.")
    return 0


def _tell_running(folder: StateFolder) -> int:
    print(f"The stack of {folder.path} is already running.")
    if not wait_until(folder.env_file.exists, 60):
        raise StackError(f"it has not become ready within a minute; see {folder.logs}")
    print_urls(read_env(folder.env_file), folder)
    return 0


def print_urls(env: dict[str, str], folder: StateFolder) -> None:
    """Where everything is."""
    api, file = env["API_URL"], folder.env_file
    print(f"""
  API        {api}
  API docs   {api}/docs
  API key    {env["API_KEY"]}
  AWS        {env["AWS_ENDPOINT_URL"]}
  settings   {file}  (set -a; . {file}; set +a)
  logs       {folder.logs}
""")


def down(folder: StateFolder) -> int:
    """Stop the stack from another shell, and clean up after one that was killed."""
    owner = Owner(folder).find()
    if folder.is_held() and owner:
        os.kill(owner.pid, signal.SIGTERM)
        if not wait_until(lambda: not folder.is_held(), 60):
            raise StackError(f"process {owner.pid} did not stop the stack within a minute; see {folder.logs}")
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
    """Stop the stack and forget its data."""
    down(folder)
    if folder.path.exists():
        with folder.lock():
            shutil.rmtree(folder.path)
    print(f"The data of {folder.path} is gone.")
    return 0


def status(folder: StateFolder) -> int:
    """Tell where the stack is; 1 if it is not running."""
    if not folder.is_held() or not folder.env_file.exists():
        print("The stack is not running; `make up` starts it.")
        return 1
    print_urls(read_env(folder.env_file), folder)
    return 0
