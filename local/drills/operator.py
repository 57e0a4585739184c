"""An operator at work on a drill's stack: the runbook's commands, with the local names of what they name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import httpx

from local.drills.aws_command import Command, parsed
from local.drills.console import Answer, Console, console
from local.drills.runbook import paragraph
from local.drills.world import World
from local.functions import PARSER
from local.postgres import programs
from local.resources import DEAD_LETTERS, QUEUE, session_of

_LOCAL_NAMES = {
    "receipts-prod-uploads-dead": DEAD_LETTERS,
    "receipts-prod-uploads": QUEUE,
    "receipts-prod-receipt-parser": PARSER,
}
"""What production's things are called on this machine; the longer name comes first."""
_LOGS = {"/receipts/prod/api": "api.log", "/aws/lambda/receipt-parser": "aws.log"}
_LAST_LINES = 5
_MOST_LINES = 14

Special = Callable[[Command], object]
"""Answers what the emulator cannot."""


@dataclass(frozen=True, slots=True)
class Operator:
    """Runs runbooks' paragraphs and shows what they print."""

    world: World
    shell: Console

    def follow(self, page: str, question: str, *, here: Mapping[str, str] | None = None) -> str:
        """Run a paragraph of a runbook; `here` replaces what is too long or too large for this machine.

        Raises DrillFailedError if a command fails.
        """
        chosen = paragraph(page, question)
        script, changed = chosen.script, ""
        for written, instead in (here or {}).items():
            self.world.timeline.require(written in script, f"docs/runbooks/{page}.md says {written!r}")
            script = script.replace(written, instead)
            changed += f" ({written} is {instead} here)"
        done = self.shell.run(script)
        commands = "\n".join(f"$ {line}" for line in chosen.commands.splitlines())
        self.world.timeline.step(f"runbook {page}: {chosen.question}{changed}", commands, short(done.stdout))
        self.world.timeline.require(done.returncode == 0, f"the command ended well: {done.stdout}")
        return done.stdout


@contextmanager
def operator(world: World, special: Mapping[str, Special] | None = None) -> Iterator[Operator]:
    """`special` answers operations by name, such as `describe-services`; the others go to the emulator."""

    outputs = [{"OutputKey": "Url", "OutputValue": world.env["API_URL"]}]
    stacks: Special = lambda _: {"Stacks": [{"Outputs": outputs}]}  # noqa: E731 - a table's entry
    known = {"describe-stacks": stacks, **(special or {})}

    def aws(arguments: Sequence[str]) -> Answer:
        command = parsed([_local(one) for one in arguments])
        answer = known.get(command.operation)
        return 0, command.shown(answer(command) if answer else _asked(world, command))

    environment = {
        "DATABASE_URL": _libpq(world.env["DATABASE_OWNER_URL"]),
        "PAGER": "cat",
    }
    with console({"aws": aws, "curl": _curl}, environment, [programs()]) as shell:
        yield Operator(world, shell)


def short(output: str) -> str:
    """With equal lines shown once, and only the beginning of a long text."""
    lines = [
        f"{line}   ({count} times)" if (count := len(list(same))) > 1 else line
        for line, same in groupby(output.rstrip().splitlines())
    ]
    return "\n".join(lines[:_MOST_LINES] + (["…"] if len(lines) > _MOST_LINES else []))


def _local(argument: str) -> str:
    for name, here in _LOCAL_NAMES.items():
        argument = re.sub(rf"{name}(?![\w-])", here, argument)
    return argument


def _libpq(url: str) -> str:
    return url.replace("postgresql+pg8000://", "postgresql://")


def _asked(world: World, command: Command) -> Any:  # noqa: ANN401 - what AWS answers
    if command.operation == "tail":
        return _tail(world.stack.folder.logs, command)
    make_client: Any = session_of(world.env).client  # typed for a name that is known beforehand
    name = "s3" if command.service == "s3api" else command.service
    client = make_client(name, endpoint_url=world.env["AWS_ENDPOINT_URL"])
    answer = getattr(client, command.operation.replace("-", "_"))(**command.parameters)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _tail(logs: Path, command: Command) -> list[str]:
    pattern = str(command.parameters.get("filter-pattern", ""))
    lines = (logs / _LOGS[command.parameters["group"]]).read_text(errors="replace").splitlines()
    return [line for line in lines if pattern in line][-_LAST_LINES:]


def _curl(arguments: Sequence[str]) -> Answer:
    """`curl -s URL` of the local API, without the proxy that a developer's shell may name."""
    try:
        answer = httpx.get(arguments[-1], trust_env=False, timeout=10)
    except httpx.HTTPError as error:
        return 7, f"curl: {error}\n"
    return 0, answer.text + "\n"
