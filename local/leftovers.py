"""What a killed stack left running."""

import json

from local.processes import ProcessIdentity, kill_group
from local.state import StateFolder

_GRACE = 10.0
"""Seconds. The kernel has signalled the parts that their parent died; they may be saving their data."""


def stop_leftovers(folder: StateFolder) -> int:
    """Stop what a killed stack of this folder left running; returns how many parts there were.

    The caller holds the folder's lock.
    """
    if not folder.run_file.exists():
        return 0
    recorded = [ProcessIdentity.from_json(one) for one in json.loads(folder.run_file.read_text()).values()]
    alive = [one for one in recorded if one.is_alive()]
    for one in recorded:
        if one.wait_gone(_GRACE) and one.is_taken():
            continue  # the number, and its process group, belong to another program by now
        kill_group(one.pid)
        one.wait_gone(_GRACE)
    folder.run_file.unlink()
    return len(alive)
