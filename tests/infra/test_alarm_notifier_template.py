"""The notifier: what leaves one place arrives at the next, in the system as well as on its own."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

import pytest

from alarm_notifier.adapters.dynamodb import LEASE
from infra.templates import NOTIFIER, ROOT, as_list, stack, template_of

FUNCTION = "AlarmNotifierFunction"
QUEUE = {"Fn::GetAtt": ["UndeliveredAlarmsQueue", "Arn"]}


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    return dict(template_of(NOTIFIER)["Resources"])


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
    (services,) = [one for one in statements if "Service" in one.get("Principal", {})]
    assert "cloudwatch.amazonaws.com" in services["Principal"]["Service"]
    assert services["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_lease_outlasts_the_longest_invocation(resources: dict[str, Any]) -> None:
    assert LEASE.total_seconds() > properties(resources, FUNCTION)["Timeout"]


def test_log_group_and_table_forget(resources: dict[str, Any]) -> None:
    assert properties(resources, "AlarmNotifierLogGroup")["RetentionInDays"] == 90
    assert properties(resources, "AlarmRecordsTable")["TimeToLiveSpecification"]["Enabled"] is True


def fits(pattern: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
    """As EventBridge matches; of its filters only `wildcard` is used here."""
    for key, wanted in pattern.items():
        if isinstance(wanted, dict):
            if not fits(wanted, event.get(key, {})):
                return False
        elif not any(fits_value(one, value) for one in wanted for value in as_list(event.get(key, []))):
            return False
    return True


def fits_value(wanted: object, value: str) -> bool:
    return fnmatchcase(value, wanted["wildcard"]) if isinstance(wanted, dict) else wanted == value


def hears(event: str, **parameters: object) -> bool:
    rules = stack(NOTIFIER, **parameters).of_type("AWS::Events::Rule").values()
    body = json.loads((ROOT / f"events/{event}.json").read_text())
    return any(fits(one["EventPattern"], body) for one in rules)


OF_PRODUCTION = [
    "alarm_ecs_deployment_failed",
    "alarm_ecs_placement_failure",
    "alarm_ecs_task_failed_to_start",
    "alarm_ecs_task_out_of_memory",
    "alarm_rds_failover_started",
    "alarm_rds_failover_completed",
    "alarm_rds_storage_low",
]


@pytest.mark.parametrize("event", OF_PRODUCTION)
def test_an_event_is_told_by_its_own_environment_alone(event: str) -> None:
    assert hears(event, EventsOf="receipts-prod")
    assert not hears(event, EventsOf="receipts-dev")
    assert hears(event), "on its own the notifier hears everybody"


def test_a_deployment_that_went_well_is_told_to_nobody() -> None:
    assert not hears("alarm_ecs_deployment_completed")


@pytest.mark.parametrize(
    "event", ["alarm_certificate_expiring", "alarm_health_issue", "alarm_codepipeline_failed"]
)
def test_what_concerns_the_account_is_told_by_all(event: str) -> None:
    assert hears(event, EventsOf="receipts-dev")


DEPLOYER = "arn:aws:iam::123456789012:role/receipts-deploy-ap-northeast-2"


def admitted(role: str, policy: Mapping[str, Any]) -> set[str]:
    """What a policy of a topic or key lets a role do that is named in it."""
    return {
        action
        for one in policy["Statement"]
        if one["Effect"] == "Allow" and role in as_list(one["Principal"].get("AWS", []))
        for action in as_list(one["Action"])
    }


@pytest.mark.parametrize(("named", "may"), [(DEPLOYER, True), ("", False), (f"{DEPLOYER}-other", False)])
def test_a_deployment_is_told_by_the_deployer_and_by_no_other_role(named: str, may: bool) -> None:
    notifier = stack(NOTIFIER, DeployerRoleArn=named)
    (topic,) = notifier.of_type("AWS::SNS::TopicPolicy").values()
    (key,) = notifier.of_type("AWS::KMS::Key").values()

    publishes = admitted(DEPLOYER, topic["PolicyDocument"]) == {"sns:Publish"}
    encrypts = admitted(DEPLOYER, key["KeyPolicy"]) == {"kms:Decrypt", "kms:GenerateDataKey"}

    assert (publishes, encrypts) == (may, may)


def test_the_deployer_cannot_tell_of_alarms_that_did_not_reach_slack() -> None:
    (policy,) = stack(NOTIFIER, DeployerRoleArn=DEPLOYER).of_type("AWS::SNS::TopicPolicy").values()
    (admits,) = [one for one in policy["PolicyDocument"]["Statement"] if "AWS" in one["Principal"]]
    assert "NotifierFailures" not in json.dumps(admits["Resource"])
