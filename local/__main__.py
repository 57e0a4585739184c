"""`python -m local`: the command line of the local stack."""

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # nothing is started yet that would have to be stopped

from local import commands
from local.arguments import Parser
from local.errors import StackError
from local.options import Ports, Sizing
from local.signals import StoppedError
from local.state import DEFAULT_FOLDER, StateFolder

_FEWEST_PARSERS = 2
_LAST_PORT = 65_535
_TERMINATED = 130  # a shell's status for a program ended by Ctrl-C


def parser() -> argparse.ArgumentParser:
    """The command line."""
    root = Parser(prog="python -m local", description="The whole system on one machine.")
    root.add_argument("--state", type=Path, default=DEFAULT_FOLDER, metavar="FOLDER", help="default: .local")
    subcommands = root.add_subparsers(dest="command", required=True)
    _add_running_options(subcommands.add_parser("up", help="start everything and stay until Ctrl-C"))
    subcommands.add_parser("down", help="stop the stack from another shell")
    subcommands.add_parser("reset", help="stop it and delete its data")
    subcommands.add_parser("status", help="show whether and where it is running")
    demo = subcommands.add_parser("demo", help="read the sample receipts and check the results")
    _add_running_options(demo)
    samples = StateFolder(DEFAULT_FOLDER).path.parent / "samples"
    demo.add_argument("--samples", type=Path, default=samples, metavar="FOLDER", help="default: samples/")
    invoke = subcommands.add_parser("invoke", help="run one function in the Lambda runtime (needs Docker)")
    invoke.add_argument("function", metavar="FUNCTION", help="its logical id in template.yaml")
    invoke.add_argument("event", type=Path, metavar="EVENT", help="a file of events/")
    return root


def _add_running_options(command: argparse.ArgumentParser) -> None:
    def add_number(option: str, default: int, meaning: str) -> None:
        command.add_argument(option, type=int, metavar="N", default=default, help=f"{meaning} {default})")

    ports, sizing = Ports(), Sizing()
    add_number("--api-port", ports.api, "the API's port, or the next free one after it (default:")
    add_number("--aws-port", ports.aws, "the AWS emulator's port, or the next free one (default:")
    add_number("--postgres-port", ports.postgres, "PostgreSQL's port, or the next free one (default:")
    redelivery = "seconds until a message is delivered again if its reader died (default:"
    add_number("--visibility-timeout", sizing.visibility_seconds, redelivery)
    add_number("--parsers", sizing.parsers, "how many receipts are read at once (default:")


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    folder = StateFolder(arguments.state.resolve())
    match arguments.command:
        case "down":
            return commands.down(folder)
        case "reset":
            return commands.reset(folder)
        case "status":
            return commands.status(folder)
        case "invoke":
            from local.sam import invoke  # noqa: PLC0415 - loads AWS's SDK, which `status` can do without

            return invoke(folder, arguments.function, arguments.event)
    for port in (arguments.api_port, arguments.aws_port, arguments.postgres_port):
        if not 0 < port <= _LAST_PORT:
            raise StackError(f"{port} is no port: choose one from 1 to {_LAST_PORT}")
    ports = Ports(arguments.api_port, arguments.aws_port, arguments.postgres_port)
    if arguments.parsers < _FEWEST_PARSERS:
        raise StackError("--parsers is 2 at least: one is always kept for the other tenants")
    sizing = Sizing(arguments.visibility_timeout, arguments.parsers)
    if arguments.command == "up":
        from local.up import up  # noqa: PLC0415 - loads half of AWS's SDK, the same

        return up(folder, ports, sizing)
    from local.demo import demo  # noqa: PLC0415 - the same

    return demo(folder, ports, sizing, arguments.samples)


def main(argv: Sequence[str] | None = None) -> int:
    """Parse and run the command; an error is printed as one sentence."""
    try:
        return run(parser().parse_args(argv))
    except StoppedError:
        return _TERMINATED
    except StackError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
