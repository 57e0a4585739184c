"""How a child of the cell is started."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_ALLOWED: Final = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH")
"""What Python needs to start. Everything else stays with the parent: logins and AWS's keys are among it."""


def reader_command(
    threads: int, megabytes: int, categories: Path | None = None, *, shows_pages: bool = False
) -> tuple[str, ...]:
    """The command of a child that reads with the embedded engine, and shows what it read if it is to.

    -P: the folder it is started in is no place to import from.
    """
    table = ("--categories", str(categories.absolute())) if categories else ()
    module = ("-P", "-s", "-m", "receipts.reader_process")
    limits = ("--threads", str(threads), "--megabytes", str(megabytes))
    shows = ("--shows-pages",) if shows_pages else ()
    return (sys.executable, *module, "--parent", str(os.getpid()), *limits, *table, *shows)


def bare_environment(given: Mapping[str, str]) -> dict[str, str]:
    """What a child knows of the parent's environment `given`, and where its own modules lie."""
    allowed = {name: given[name] for name in _ALLOWED if name in given}
    places = os.pathsep.join(place for place in sys.path if place)
    return {**allowed, "PYTHONPATH": places, "PYTHONDONTWRITEBYTECODE": "1"}
