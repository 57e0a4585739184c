"""Run the stack in the foreground."""

from local.errors import StackError
from local.options import Ports, Sizing
from local.owner import Owner, print_urls
from local.processes import wait_until
from local.signals import StoppedError, stoppable
from local.stack import Stack
from local.state import AlreadyRunningError, StateFolder, read_env


def up(folder: StateFolder, ports: Ports, sizing: Sizing) -> int:
    """Run the stack until a signal stops it; 0 if it is already running."""
    folder.prepare()
    try:
        with folder.lock(), stoppable():
            Owner(folder).write()
            return _run(Stack(folder, ports, sizing))
    except AlreadyRunningError:
        return _report_running(folder)


def _run(stack: Stack) -> int:
    print(f"Starting the stack of {stack.folder.path}")
    try:
        with stack:
            print_urls(stack.env(), stack.folder)
            print("Press Ctrl-C to stop.", flush=True)
            stack.watch()
    except StoppedError:
        print("\nStopped. Nothing is left running; the data is kept.")
    return 0


def _report_running(folder: StateFolder) -> int:
    print(f"The stack of {folder.path} is already running.")
    if not wait_until(folder.env_file.exists, 60):
        raise StackError(f"it has not become ready within a minute; see {folder.logs}")
    print_urls(read_env(folder.env_file), folder)
    return 0
