"""Every command of the runbooks is run, in a shell: what AWS would be asked is checked against AWS's models.

SQL runs on a migrated database; `make` says which target it would run. What is answered is made up, by the
model of the answer, so that a command which builds on another's answer is run with a value.
"""

import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from infra.templates import ROOT, template_of
from local.drills.aws_command import WAIT, Command, CommandError, an_answer, parsed
from local.drills.console import Answer, Console, Program, console
from receipts.cli import _parser as command_line

PAGES = sorted((ROOT / "docs/runbooks").glob("**/*.md"))
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
IN_A_LINE = re.compile(r"`((?:aws|make) [^`]+)`")
TEMPLATE = template_of("template")


def the_stack() -> dict[str, Any]:
    """What describe-stacks says of the root: the names are the template's own."""
    outputs = [{"OutputKey": name, "OutputValue": f"https://{name}"} for name in TEMPLATE["Outputs"]]
    given = [{"ParameterKey": name, "ParameterValue": name} for name in TEMPLATE["Parameters"]]
    return {"Stacks": [{"Outputs": outputs, "Parameters": given, "StackStatus": "UPDATE_COMPLETE"}]}


def answer_to(command: Command) -> object:
    if command.operation == "tail":
        return []
    if command.operation == "describe-stacks":
        return the_stack()
    if command.operation == "list-certificates":
        return {
            "CertificateSummaryList": [
                {"DomainName": "DomainName", "CertificateArn": "arn:aws:acm:ap-northeast-2:1:certificate/1"}
            ]
        }
    if command.operation == "describe-images":
        images = [{"imageDigest": f"sha256:{n}", "imagePushedAt": f"2026-11-0{n}"} for n in (1, 2)]
        return {"imageDetails": images}
    return an_answer(command.service, command.operation)


def aws(asked: list[Command], arguments: Sequence[str]) -> Answer:
    try:
        command = parsed(arguments)
    except CommandError as error:
        return 252, f"aws: {error}\n"
    asked.append(command)
    if command.operation.startswith(WAIT):
        return 0, ""
    shown = command.shown(answer_to(command))
    is_filter = "[?" in command.query and command.operation != "describe-stacks"
    if command.query and shown.strip() in {"", "None", "null", "[]"} and not is_filter:
        return 255, f"aws: --query {command.query} finds nothing in the answer of {command.operation}\n"
    return 0, shown


def psql(engine: Engine, arguments: Sequence[str]) -> Answer:
    match arguments:
        case [_, "-c", statement]:
            with engine.connect() as connection:
                connection.execute(text(statement.replace(":", "\\:")))
            return 0, "(rows)\n"
    return 2, f"psql: {arguments}\n"


def make(arguments: Sequence[str]) -> Answer:
    """Which target, and whether the Makefile has it and takes these variables."""
    done = subprocess.run(["make", "-n", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    named = {one.partition("=")[0] for one in arguments if "=" in one}
    unknown = {one for one in named if f"$({one})" not in (ROOT / "Makefile").read_text()}
    return (2, f"make: {unknown} means nothing\n") if unknown else (done.returncode, done.stderr)


def receipts(arguments: Sequence[str]) -> Answer:
    try:
        command_line().parse_args(arguments)
    except SystemExit as error:
        return 2, f"receipts: {error}\n"
    return 0, ""


def says(word: str, arguments: Sequence[str]) -> Answer:
    """A program that is taken as it is."""
    del arguments
    return 0, f"{word}\n"


@pytest.fixture
def asked() -> list[Command]:
    return []


@pytest.fixture
def shell(session_engine: Engine, asked: list[Command]) -> Iterator[Console]:
    programs: dict[str, Program] = {
        "aws": partial(aws, asked),
        "psql": partial(psql, session_engine),
        "make": make,
        ".venv/bin/receipts": receipts,
        **{name: partial(says, name) for name in ("curl", "jq", "dig")},
    }
    with console(programs, {"DATABASE_URL": "postgresql://"}) as made:
        yield made


def blocks(page: str) -> str:
    return "\n".join(BLOCK.findall(page))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_every_command_can_be_run(page: Path, shell: Console) -> None:
    written = page.read_text(encoding="utf-8")
    script = blocks(written)
    setting = "ENV=prod; STACK=receipts-$ENV; HOST=host; SECRET=secret"
    inline = "\n".join(one for one in IN_A_LINE.findall(written) if "--" in one or "=" in one)
    done = shell.run(f"{setting}\n{script}\n{inline}", "https://hooks.slack.com/services/x\n")
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_no_command_asks_for_what_nobody_has(page: Path) -> None:
    """`<id>`: an operator at night does not know it. Either a command prints it, or it is not asked for."""
    script = blocks(page.read_text(encoding="utf-8"))
    assert re.findall(r"<[\w .]+>", script) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_make_targets_are_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z][a-z-]+)\b(?=[ `])", blocks(page.read_text()))) <= targets


def commands_of(page: Path) -> list[str]:
    """Its commands without what is said about them."""
    lines = blocks(page.read_text(encoding="utf-8")).splitlines()
    return [line.partition("   # ")[0] for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("page", sorted((ROOT / "docs/runbooks").glob("*.md")), ids=lambda page: page.stem)
def test_every_page_is_there_in_korean_with_the_same_commands(page: Path) -> None:
    assert commands_of(page.parent / "ko" / page.name) == commands_of(page)


REFUSED = {
    "an operation that there is not": "aws ecs describe-service --cluster c",
    "an option that there is not": "aws ecs describe-services --clusters c --services api",
    "a value that is missing": "aws ecs stop-task --cluster c",
    "a member that there is not": "aws lambda create-event-source-mapping --scaling-config Most=5",
    "a word that is no number": "aws rds modify-db-instance --db-instance-identifier r --iops many",
    "a word that is none of those": "aws cloudwatch describe-alarms --state-value LOUD",
    "a query that finds nothing": "aws ecs describe-services --cluster c --services api --query service[0]",
    "an output that the stack has not": (
        "aws cloudformation describe-stacks --output text"
        " --query \"Stacks[0].Outputs[?OutputKey=='Address'].OutputValue\""
    ),
    "a table that there is not": 'psql "$DATABASE_URL" -c "SELECT * FROM receipt"',
    "a target that there is not": "make again ENV=prod",
    "a variable that means nothing": "make retry ENVIRONMENT=prod",
    "a quote that is left open": "aws logs tail /receipts --since '1h",
    "a variable that nobody set": "aws logs tail /receipts/$WHERE",
}


@pytest.mark.parametrize("command", REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_command_is_refused(command: str, shell: Console) -> None:
    assert shell.run(command).returncode != 0


def test_a_command_is_read_as_the_cli_reads_it(shell: Console, asked: list[Command]) -> None:
    script = (
        "aws cloudwatch get-metric-statistics --namespace AWS/RDS --metric-name CPU --statistics Maximum"
        " --dimensions Name=A,Value=b Name=C,Value=d --start-time 2026-01-01 --end-time 2026-01-02"
        " --period 60\n"
        "aws health describe-events --filter eventStatusCodes=open,upcoming"
    )
    assert shell.run(script).returncode == 0
    first, second = asked
    assert first.parameters["Dimensions"] == [{"Name": "A", "Value": "b"}, {"Name": "C", "Value": "d"}]
    assert first.parameters["Period"] == 60
    assert second.parameters == {"filter": {"eventStatusCodes": ["open", "upcoming"]}}
