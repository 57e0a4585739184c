"""What a killed stack left running."""

import json

from local.processes import ProcessIdentity, kill_group
from local.state import StateFolder


def stop_leftovers(folder: StateFolder) -> int:
    """Stop what a killed stack of this folder left running; returns how many there were.

    To be called by who holds the folder's lock.
    """
    if not folder.run_file.exists():
        return 0
    recorded = [ProcessIdentity.from_json(one) for one in json.loads(folder.run_file.read_text()).values()]
    alive = [one for one in recorded if one.is_alive()]
    for one in alive:
        if not one.wait_gone(5):  # the kernel has told it already that its parent died
            kill_group(one.pid)
            one.wait_gone(5)
    folder.run_file.unlink()
    return len(alive)
