"""`python -m deployment`: the command line of deployments."""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from deployment import commands
from deployment.environments import NAMES, DeploymentError, load
from local.arguments import Parser

_INTERRUPTED: Final = 130  # what shells answer for a program ended by Ctrl-C


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = Parser(prog="python -m deployment", description="The whole system on AWS.")
    subcommands = root.add_subparsers(dest="command", required=True)
    for command, options in commands.OPTIONS.items():
        meaning = str(getattr(commands, command).__doc__).partition("\n")[0]
        subcommand = subcommands.add_parser(command.replace("_", "-"), help=meaning)
        subcommand.add_argument(
            "environment", type=_environment, metavar="ENV", help=f"one of {', '.join(NAMES)}"
        )
        for name, how in options.items():
            subcommand.add_argument(name, **how)
    return root


def _environment(given: str) -> str:
    """As `make` hands it over: empty where nobody named one."""
    if given not in NAMES:
        told = f"{given!r} is none" if given else "it is missing"
        raise argparse.ArgumentTypeError(f"{told}: say where, ENV={' or ENV='.join(NAMES)}")
    return given


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, run, and tell errors in one sentence."""
    arguments = parser().parse_args(argv)
    try:
        command = getattr(commands, arguments.command.replace("-", "_"))
        return command(load(arguments.environment, os.environ), arguments) or 0
    except DeploymentError as error:
        print(f"error: {error}", file=sys.stderr)
    except (BotoCoreError, ClientError) as error:  # of any call: a missing right, a broken line
        print(f"error: AWS: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped; what CloudFormation has begun goes on without this command", file=sys.stderr)
        return _INTERRUPTED
    return 1


if __name__ == "__main__":
    sys.exit(main())
