"""The notifier's part of the system, and the same on its own: what leaves one place arrives at the next."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cfnlint.decode.cfn_yaml import load

from alarm_notifier.adapters.dynamodb import LEASE
from alarm_notifier.domain.catalog import CATALOG

ROOT = Path(__file__).parents[2]
OWN = ROOT / "functions/alarm_notifier/template.yaml"
FUNCTION = "AlarmNotifierFunction"
QUEUE = {"Fn::GetAtt": ["UndeliveredAlarmsQueue", "Arn"]}


@pytest.fixture(scope="module", params=[ROOT / "template.yaml", OWN], ids=["system", "alone"])
def resources(request: pytest.FixtureRequest) -> dict[str, Any]:
    return dict(load(str(request.param))["Resources"])


def test_cfn_lint_has_nothing_to_say_of_the_notifier_alone() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [linter, "--region", "ap-northeast-2", "--", OWN], capture_output=True, text=True, check=False
    )
    assert done.stdout + done.stderr == ""


def properties(resources: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = resources[name]["Properties"]
    return found


def test_every_way_in_ends_in_the_failure_queue(resources: dict[str, Any]) -> None:
    function = properties(resources, FUNCTION)
    ways = {name: way["Properties"] for name, way in function["Events"].items()}
    assert function["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"] == QUEUE
    assert ways.pop("Alarms")["RedrivePolicy"]["deadLetterTargetArn"] == QUEUE
    assert ways.pop("Undelivered")["Queue"] == QUEUE
    ways.pop("Digest")  # what it tells waits in the table
    assert {name: way["DeadLetterConfig"]["Arn"] for name, way in ways.items()} == dict.fromkeys(ways, QUEUE)


def test_the_failure_queue_waits_longer_than_an_invocation_and_keeps_for_two_weeks(
    resources: dict[str, Any],
) -> None:
    queue = properties(resources, "UndeliveredAlarmsQueue")
    assert queue["VisibilityTimeout"] >= 6 * properties(resources, FUNCTION)["Timeout"]
    assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_an_undelivered_alarm_is_told_by_e_mail_and_not_by_the_notifier(resources: dict[str, Any]) -> None:
    for name in ("NotifierDeliveryFailingAlarm", "NotifierErrorsAlarm"):
        assert properties(resources, name)["AlarmActions"] == [{"Ref": "NotifierFailuresTopic"}]
    assert properties(resources, "NotifierFailuresEmail")["Protocol"] == "email"


def test_cloudwatch_may_use_the_key_of_the_topics(resources: dict[str, Any]) -> None:
    """It cannot publish under alias/aws/sns, whose policy nobody can change."""
    for name in ("AlarmsTopic", "NotifierFailuresTopic"):
        assert properties(resources, name)["KmsMasterKeyId"] == {"Ref": "AlarmsKey"}
    statements = properties(resources, "AlarmsKey")["KeyPolicy"]["Statement"]
    (services,) = [one for one in statements if "Service" in one["Principal"]]
    assert "cloudwatch.amazonaws.com" in services["Principal"]["Service"]
    assert services["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_lease_outlasts_the_longest_invocation(resources: dict[str, Any]) -> None:
    assert LEASE.total_seconds() > properties(resources, FUNCTION)["Timeout"]


def test_log_group_and_table_forget(resources: dict[str, Any]) -> None:
    assert properties(resources, "AlarmNotifierLogGroup")["RetentionInDays"] == 90
    assert properties(resources, "AlarmRecordsTable")["TimeToLiveSpecification"]["Enabled"] is True


def test_every_alarm_of_the_catalogue_has_its_runbook_and_every_runbook_its_alarm() -> None:
    runbooks = {path.stem for path in (ROOT / "docs/runbooks").glob("*.md")} - {"README"}
    assert runbooks == set(CATALOG)


def test_every_alarm_of_the_templates_is_in_the_catalogue(resources: dict[str, Any]) -> None:
    names = [
        str(one["Properties"]["AlarmName"]).rpartition("-")[2].rstrip("'}")
        for one in resources.values()
        if one["Type"] == "AWS::CloudWatch::Alarm"
    ]
    assert names
    assert set(names) <= set(CATALOG)
