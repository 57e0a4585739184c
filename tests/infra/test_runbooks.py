"""Commands of the runbooks name what production has: nobody tries them before the night they are needed."""

import re
from pathlib import Path

import pytest

from infra.system import the_system
from infra.templates import ROOT
from tests.infra.rules import NAMES

RUNBOOKS = sorted((ROOT / "docs/runbooks").glob("*.md"))
DEPLOYED = the_system().prod
STACK = "receipts-prod"
"""The root's own name, which deployment/ gives it."""
NAMED_BY = {
    r"--cluster (\S+)": "AWS::ECS::Cluster",
    r"ClusterName,Value=(\S+)": "AWS::ECS::Cluster",
    r"--function-name (\S+)": "AWS::Lambda::Function",
    r"FunctionName,Value=(\S+)": "AWS::Lambda::Function",
    r"--queue-name (\S+)": "AWS::SQS::Queue",
    r"QueueName,Value=(\S+)": "AWS::SQS::Queue",
    r"logs tail ([^$\s]\S+)": "AWS::Logs::LogGroup",
    r"--log-group-name (\S+)": "AWS::Logs::LogGroup",
    r"--dashboard-name (\S+)": "AWS::CloudWatch::Dashboard",
    r"--alarm-names (\S+)": "AWS::CloudWatch::Alarm",
    r"--(?:db-instance|source)-identifier (\S+)": "AWS::RDS::DBInstance",
    r"DBInstanceIdentifier,Value=(\S+)": "AWS::RDS::DBInstance",
}
"""How a command names a thing, and which type of resource must have the name."""


def names_of(kind: str) -> set[str]:
    """What resources of a type are called in production."""
    made = [one for stack in DEPLOYED.values() for one in stack.of_type(kind).values()]
    return {one[NAMES[kind]] for one in made if NAMES[kind] in one}


def commands(page: str) -> str:
    """The page's commands with their variables filled in, as far as a shell needs no answer for that."""
    text = "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL) + re.findall(r"`(aws [^`]+)`", page))
    values = {"STACK": STACK}
    for name, value in re.findall(r"(?:^|; )([A-Z]+)=([^\s;(]+)(?=;|\s|$)", text, re.MULTILINE):
        values[name] = _filled(value, values)
    return _filled(text, values)


def _filled(text: str, values: dict[str, str]) -> str:
    return re.sub(r"\$\{?([A-Z]+)\}?", lambda found: values.get(found[1], found[0]), text)


@pytest.mark.parametrize("page", RUNBOOKS, ids=lambda page: page.stem)
def test_what_a_command_names_is_there(page: Path) -> None:
    text = commands(page.read_text())
    for pattern, kind in NAMED_BY.items():
        named = {one for one in re.findall(pattern, text) if not one.startswith(("<", "$"))}
        assert named <= names_of(kind), kind


def test_services_are_named_in_their_cluster() -> None:
    service = DEPLOYED["api_service"].properties("Service")["ServiceName"]
    for page in RUNBOOKS:
        for named in re.findall(r"--services? (\S+)", commands(page.read_text())):
            assert named == service, page.stem


def test_the_root_is_the_stack_that_is_looked_at() -> None:
    for page in RUNBOOKS:
        assert set(re.findall(r"--stack-name (\S+)", commands(page.read_text()))) <= {STACK}


def test_the_commands_name_something_at_all() -> None:
    """Or a change of their form would make the tests above say nothing."""
    text = "\n".join(commands(page.read_text()) for page in RUNBOOKS)
    found = {kind for pattern, kind in NAMED_BY.items() if re.search(pattern, text)}
    assert found >= {
        "AWS::ECS::Cluster",
        "AWS::Lambda::Function",
        "AWS::Logs::LogGroup",
        "AWS::RDS::DBInstance",
        "AWS::SQS::Queue",
    }


def test_a_name_that_is_not_there_would_be_noticed() -> None:
    text = commands("```sh\nENV=prod\nFN=receipts-$ENV-parser\naws logs tail /aws/lambda/$FN\n```")
    assert re.findall(r"logs tail ([^$\s]\S+)", text) == ["/aws/lambda/receipts-prod-parser"]
    assert "/aws/lambda/receipts-prod-parser" not in names_of("AWS::Logs::LogGroup")


@pytest.mark.parametrize("folder", ["docs/runbooks", "docs/runbooks/ko"])
def test_a_page_leads_to_those_that_it_names(folder: str) -> None:
    """Who reads it at night follows a link; the names alone would have to be looked for."""
    pages = sorted((ROOT / folder).glob("*.md"))
    names = "|".join(page.stem for page in pages)
    for page in pages:
        prose = re.sub(r"```.*?```|`[^`]*`|^#[^\n]*$", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
        unlinked = re.findall(rf"(?<![A-Za-z\[(])({names})(?![A-Za-z\].])", prose)
        assert set(unlinked) <= {page.stem}, page.stem
