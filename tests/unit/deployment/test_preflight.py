"""Whether an account is ready, by answers in the shape that AWS documents (botocore checks them)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import boto3
import pytest
from botocore.client import BaseClient
from botocore.stub import Stubber

from deployment import commands
from deployment.__main__ import main
from deployment.aws import Account
from deployment.environments import load
from deployment.needs import NAMED_BY, names, needs_of
from deployment.preflight import Finding, Preflight, tell
from infra.system import the_system
from tests.fakes.cloud import ACCOUNT, REGION
from tests.infra.rules import NAMES
from tests.unit.deployment.workplace import Workplace

PLACE = {"AWS::AccountId": ACCOUNT, "AWS::Region": REGION}
SYSTEM = the_system()
PROD = needs_of(load("prod", {}))
REFUSED = "AccessDeniedException"


def _open(*closed: str) -> dict[str, Any]:
    regions = ("ap-northeast-1", "ap-northeast-2", "ap-east-1")
    return {
        "Regions": [
            {"RegionName": one, "OptInStatus": "not-opted-in" if one in closed else "opt-in-not-required"}
            for one in regions
        ]
    }


def _plan(kind: str) -> dict[str, Any]:
    return {"accountId": ACCOUNT, "accountPlanType": kind, "accountPlanStatus": "ACTIVE"}


def _concurrency(limit: int, free: int) -> dict[str, Any]:
    return {"AccountLimit": {"ConcurrentExecutions": limit, "UnreservedConcurrentExecutions": free}}


def _distributions(count: int) -> dict[str, Any]:
    whole = {"Marker": "", "MaxItems": 1, "IsTruncated": False, "Quantity": count}
    return {"DistributionList": whole}


def _quota(value: float) -> dict[str, Any]:
    return {"Quota": {"Value": value}}


READY: dict[str, Any] = {
    "describe_regions": _open(),
    "get_account_plan_state": _plan("PAID"),
    "L-3032A538": _quota(100),
    "L-36FBB829": _quota(100),
    "get_account_settings": _concurrency(1000, 1000),
    "L-0263D0A3": _quota(5),
    "describe_addresses": {"Addresses": []},
    "list_distributions": _distributions(1),
}
"""An account that everything can be deployed to; an answer that is a word is an error's code."""


class FakeAccount:
    """Clients that answer like this, in whatever order they are asked."""

    def __init__(self, answers: dict[str, Any], taken: set[str]) -> None:
        self._answers = READY | answers
        self._taken = taken

    def client(self, service: str) -> "_Answering":
        return _Answering(service, self)

    def answer(self, operation: str, what: dict[str, str]) -> dict[str, Any] | str:
        if operation == "get_resource":
            is_taken = what["Identifier"] in self._taken
            return {"TypeName": what["TypeName"]} if is_taken else "ResourceNotFoundException"
        if operation == "get_aws_default_service_quota":
            return _quota(4000)
        found: dict[str, Any] | str = self._answers[what.get("QuotaCode", operation)]
        return found


@dataclass
class _Answering:
    """A real client with one stubbed answer, so that names of operations, members and errors are AWS's."""

    service: str
    account: FakeAccount

    def __getattr__(self, operation: str) -> Callable[..., object]:
        return lambda **what: self._ask(operation, what)

    def _ask(self, operation: str, what: dict[str, str]) -> object:
        answer, client = self.account.answer(operation, what), _client(self.service)
        with Stubber(client) as stubber:
            if isinstance(answer, str):
                stubber.add_client_error(operation, answer)
            else:
                stubber.add_response(operation, answer, what)
            return getattr(client, operation)(**what)


@cache
def _client(service: str) -> BaseClient:
    keys = {"aws_access_key_id": "nobody", "aws_secret_access_key": "nothing"}
    made: BaseClient = boto3.client(service, region_name="us-east-1", **keys)  # type: ignore[call-overload]
    return made


def findings(
    answers: dict[str, Any] | None = None,
    name: str = "dev",
    *,
    taken: set[str] | None = None,
    is_deployed: bool = False,
    is_bootstrapped: bool = True,
) -> list[Finding]:
    account = FakeAccount(answers or {}, taken or set())
    who = Account(ACCOUNT, REGION, "arn:someone")
    return Preflight(load(name, {}), who, account.client, is_bootstrapped, is_deployed).findings()


@pytest.mark.parametrize("name", ["dev", "staging", "prod"])
def test_an_account_that_is_ready_is_told_nothing(name: str) -> None:
    assert findings(name=name) == []


@pytest.mark.parametrize(
    ("answers", "name", "stops", "words"),
    [
        (
            {"describe_regions": _open("ap-northeast-1")},
            "prod",
            True,
            ["region ap-northeast-1", "aws account enable-region --region-name ap-northeast-1"],
        ),
        (
            {"get_account_plan_state": _plan("FREE")},
            "dev",
            True,
            ["db.t4g.medium", "7 days", "aws freetier upgrade-account-plan --account-plan-type PAID"],
        ),
        (
            {"L-3032A538": _quota(1.5)},
            "prod",
            True,
            [
                "runs 1.5 vCPUs",
                "takes 2,",
                "2 where",
                "--service-code fargate --quota-code L-3032A538",
                "-value 2 ",
            ],
        ),
        (
            {"L-36FBB829": _quota(6)},
            "prod",
            False,
            [
                "Spot runs 6 vCPUs",
                "up to 8: ",
                "--quota-code L-36FBB829 --desired-value 8 ",
                "FargateSpot=false",
            ],
        ),
        ({"L-36FBB829": _quota(0)}, "prod", False, ["Spot runs 0 vCPUs"]),
        ({"L-3032A538": _quota(6)}, "dev", False, ["runs 6 vCPUs", "takes 1,"]),  # what a new account has
        ({"L-3032A538": _quota(0.5)}, "dev", True, ["takes 1,"]),
        (
            {"get_account_settings": _concurrency(10, 10)},  # what a new account has
            "prod",
            True,
            [
                "runs 10 functions",
                f"--service-code lambda --quota-code L-B99A9384 --desired-value {PROD.concurrency} ",
            ],
        ),
        ({"get_account_settings": _concurrency(10, 10)}, "dev", False, ["runs 10 functions"]),
        (
            {"get_account_settings": _concurrency(1000, 10)},  # others have reserved theirs
            "prod",
            True,
            [f"--desired-value {990 + PROD.concurrency} "],
        ),
        (
            {"describe_addresses": {"Addresses": [{"PublicIp": f"203.0.113.{n}"} for n in range(5)]}},
            "prod",
            True,
            ["5 of 5", "--service-code ec2 --quota-code L-0263D0A3 --desired-value 6 "],
        ),
        (
            {"list_distributions": _distributions(0)},
            "dev",
            False,
            ["Your account must be verified before you can add new CloudFront resources", "AWS Support"],
        ),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(
    answers: dict[str, Any], name: str, *, stops: bool, words: list[str]
) -> None:
    [found] = findings(answers, name)

    assert found.stops is stops
    for one in words:
        assert one in found.text


def test_a_new_accounts_vcpus_are_enough_for_production_whose_peak_runs_on_spot() -> None:
    assert findings({"L-3032A538": _quota(6)}, "prod") == []


def test_without_spot_production_takes_all_of_it_on_demand() -> None:
    prod = load("prod", {})
    needs = needs_of(replace(prod, parameters={**prod.parameters, "FargateSpot": "false"}))

    assert (needs.vcpus_to_deploy, needs.vcpus_at_peak, needs.spot_vcpus) == (4, 10, 0)


def test_who_uses_no_spot_is_not_asked_about_it() -> None:
    assert findings({"L-36FBB829": _quota(0)}, "dev") == []


def test_an_account_from_before_there_were_plans_has_none() -> None:
    assert findings({"get_account_plan_state": "ResourceNotFoundException"}) == []


def test_a_quota_that_was_never_changed_is_awss_default() -> None:
    assert findings({"L-3032A538": "NoSuchResourceException"}, "prod") == []


@pytest.mark.parametrize("operation", sorted(READY))
def test_what_may_not_be_asked_is_told_and_stops_nothing(operation: str) -> None:
    [found] = findings({operation: REFUSED}, "prod")

    assert not found.stops
    assert REFUSED in found.text


def test_with_a_domain_cloudfront_is_not_asked_about() -> None:
    environment = load("dev", {"DOMAIN_NAME": "receipts.example.com"})
    account = FakeAccount({"list_distributions": _distributions(0)}, set())
    who = Account(ACCOUNT, REGION, "arn:someone")

    assert Preflight(environment, who, account.client, True, False).findings() == []


@pytest.mark.parametrize(
    ("taken", "identifier"),
    [
        ("receipts-dev", "receipts-dev"),  # the database, the cluster, the trail and the dashboard
        ("/receipts/dev/api", "/receipts/dev/api"),
        ("receipts-dev-uploads", f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/receipts-dev-uploads"),
        ("receipts-dev-events", f"arn:aws:sns:{REGION}:{ACCOUNT}:receipts-dev-events"),
        ("/aws/lambda/receipts-dev-alarm-notifier", "/aws/lambda/receipts-dev-alarm-notifier"),
    ],
)
def test_a_name_that_is_taken_is_found_before_the_first_deployment(taken: str, identifier: str) -> None:
    found = findings(taken={taken, identifier})

    assert found
    assert all(one.stops and f"--identifier {identifier}`" in one.text for one in found)
    assert findings(taken={taken, identifier}, is_deployed=True) == []


def test_names_of_bootstrap_are_looked_for_until_it_was_run() -> None:
    taken = {f"receipts-artifacts-{ACCOUNT}-{REGION}"}

    assert len(findings(taken=taken, is_bootstrapped=False)) == 1
    assert findings(taken=taken) == []


def test_a_bucket_that_outlived_its_stack_is_used_again_and_in_nobodys_way() -> None:
    assert findings(taken={f"receipts-dev-{ACCOUNT}-{REGION}"}) == []


# The needs, of the templates as they are: who changes a number there changes it here.


def test_dev_needs_one_task_of_both_colours_and_the_rest_at_its_peak() -> None:
    needs = needs_of(load("dev", {}))
    assert (needs.vcpus_to_deploy, needs.vcpus_at_peak, needs.spot_vcpus) == (1, 10, 0)
    assert (needs.instance_class, needs.backup_days, needs.addresses) == ("db.t4g.medium", 7, 1)


def test_prod_needs_two_on_demand_and_what_goes_beyond_them_on_spare_capacity() -> None:
    assert (PROD.vcpus_to_deploy, PROD.vcpus_at_peak, PROD.spot_vcpus) == (2, 2, 8)


def test_functions_that_queues_feed_need_as_many_as_may_run_at_once() -> None:
    stacks = SYSTEM.prod.values()
    functions = [one for stack in stacks for one in stack.of_type("AWS::Lambda::Function")]
    fed = 20 + 2 + 2  # of parser, settler and notifier
    assert PROD.concurrency == fed + len(functions) - 3


@pytest.mark.parametrize(("name", "kept"), [("dev", ()), ("prod", ("receipts-prod-backup-watch",))])
def test_names_are_those_that_the_templates_make(name: str, kept: tuple[str, ...]) -> None:
    looked_for = {one for _, one in names(load(name, {}), PLACE, with_bootstrap=True)}
    assert looked_for >= {
        f"receipts-{name}",
        f"receipts-{name}-uploads",
        f"receipts-{name}-receipt-parser",
        f"receipts-{name}-events",
        f"/receipts/{name}/api",
        f"receipts-{name}-alarm-notifier",
        "receipts/api",
        f"receipts-artifacts-{ACCOUNT}-{REGION}",
        *kept,
    }
    assert not [one for one in looked_for if "<" in one and "Outputs" not in one]


def test_every_type_that_has_a_name_is_looked_for_or_has_its_reason() -> None:
    several_at_once = {
        "AWS::ECS::TaskDefinition",
        "AWS::Logs::QueryDefinition",
    }  # of one name
    of_sam = {"AWS::Scheduler::Schedule"}  # SAM's, of a function whose own name is looked for
    no_name = {"AWS::Budgets::Budget"}  # Cloud Control wants another identifier
    assert NAMES.keys() - several_at_once - of_sam - no_name <= NAMED_BY.keys()
    assert {kind: NAMED_BY[kind] for kind in NAMES.keys() & NAMED_BY.keys()} == {
        kind: NAMES[kind] for kind in NAMES.keys() & NAMED_BY.keys()
    }


# The commands.


def test_findings_are_told_each_in_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell([Finding("one"), Finding("two", stops=False)]) == 1
    assert capsys.readouterr().out == "STOP  one\nnote  two\n"


@pytest.fixture
def reporting(place: Workplace, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands on fakes, an account that is not ready, and what then was done."""
    done: list[str] = []

    stands = place.programs.effects["sam deploy"]

    def deploys(command: tuple[str, ...]) -> None:
        done.append("deployed")
        stands(command)

    def ask_webhook() -> str:
        done.append("bootstrapped")
        return ""

    monkeypatch.setattr(commands, "connect", place.connect)
    monkeypatch.setattr(commands, "Iam", lambda _: place.iam)
    monkeypatch.setattr(Preflight, "findings", lambda _: [Finding("the plan")])
    monkeypatch.setitem(place.programs.effects, "sam deploy", deploys)
    monkeypatch.setattr(commands, "_deployment", lambda *_: place.deployment())
    monkeypatch.setattr(commands, "_ask_webhook", ask_webhook)
    return done


def test_a_deployment_that_would_fail_is_not_begun(
    reporting: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["deploy", "dev"]) == 1
    assert "ARGS=--no-preflight" in capsys.readouterr().err
    assert reporting == []


def test_unless_one_insists(reporting: list[str]) -> None:
    assert main(["deploy", "dev", "--no-preflight"]) == 0
    assert reporting == ["deployed"]


def test_bootstrap_tells_and_goes_on(reporting: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bootstrap", "dev"]) == 0
    assert "STOP  the plan" in capsys.readouterr().out
    assert reporting == ["bootstrapped"]
