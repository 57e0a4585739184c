"""The `receipts` command: read receipts on this machine, and look after an installation."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from receipts import __version__
from receipts.cli import admin, directory, parse

_DESCRIPTION: Final = "Reads photos of Korean and English receipts: merchant, date, amounts, tax, goods."

_Command = Callable[[argparse.Namespace, Mapping[str, str]], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code: 0 if all went well, 1 if some failed."""
    options = command_line().parse_args(arguments)
    run: _Command = options.run
    return run(options, os.environ)


def command_line() -> argparse.ArgumentParser:
    """Everything that can be asked."""
    parser = argparse.ArgumentParser(
        prog="receipts",
        description=_DESCRIPTION,
        epilog="`receipts COMMAND --help` tells more. To begin with: receipts parse PHOTO",
    )
    parser.add_argument("--version", action="version", version=f"receipts {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (parse, directory, admin):
        command.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
