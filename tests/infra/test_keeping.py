"""The rules of keeping hold, each notices the fault that it is there for, and the watch measures."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import boto3
import pytest
from botocore.stub import Stubber

from infra.system import the_system
from infra.templates import ACCOUNT, REGION, SYSTEM, stack
from tests.infra import keeping
from tests.infra.keeping import KEEPING
from tests.infra.rules import Rule

Body = dict[str, Any]
WHOLE = the_system()


@pytest.mark.parametrize("rule", KEEPING, ids=lambda rule: rule.__name__)
def test_a_rule_holds(rule: Rule) -> None:
    assert sorted(set(rule(WHOLE))) == []


class Fault(NamedTuple):
    """One mistake in one template, and the rule that must notice it."""

    template: str
    put_in: Callable[[Body], object]
    noticed_by: Rule


def of(body: Body, resource: str) -> Body:
    found: Body = body["Resources"][resource]["Properties"]
    return found


def expire(body: Body) -> None:
    of(body, "ReceiptBucket")["LifecycleConfiguration"]["Rules"][1]["NoncurrentVersionExpiration"] = {
        "NoncurrentDays": 30
    }


def forget_overwritten_copies(body: Body) -> None:
    of(body, "ReplicaBucket")["LifecycleConfiguration"]["Rules"][1]["NoncurrentVersionExpiration"] = {
        "NoncurrentDays": 30
    }


def delete_unasked(body: Body) -> None:
    told = of(body, "ReceiptReconcilerFunction")["Environment"]["Variables"]
    told["PHOTOS_DELETED_AFTER_DAYS"] = {"Ref": "PhotoRetentionDays"}


def destination(body: Body) -> Body:
    found: Body = of(body, "ReceiptBucket")["ReplicationConfiguration"]["Fn::If"][1]["Rules"][0][
        "Destination"
    ]
    return found


def copy_unlocked_alone(body: Body) -> None:
    policy = of(body, "ReplicationRole")["Policies"][0]["PolicyDocument"]
    (read,) = [one for one in policy["Statement"] if one["Sid"] == "ReadOriginals"]
    read["Action"].remove("s3:GetObjectRetention")


def rotate_each_quarter(body: Body) -> None:
    of(body, "ApiRotation")["RotationRules"] = {"AutomaticallyAfterDays": 90}


def rotate_by_another(body: Body) -> None:
    of(body, "OperatorRotation")["RotationLambdaARN"] = (
        "arn:aws:lambda:ap-northeast-2:123456789012:function:other"
    )


def rotate_at_once(body: Body) -> None:
    del of(body, "ParserRotation")["RotateImmediatelyOnUpdate"]


def take_a_right(body: Body) -> None:
    statements = of(body, "LoginsToMake")["PolicyDocument"]["Statement"]
    statements[:] = [one for one in statements if one["Sid"] != "RotateThem"]


FAULTS = {
    "a rule that deletes photos": Fault(
        "uploads", expire, keeping.photos_are_never_deleted_by_a_rule_of_their_bucket
    ),
    "four years": Fault(
        "uploads",
        lambda body: body["Parameters"]["PhotoRetentionDays"].update(MinValue=1461),
        keeping.nothing_is_kept_shorter_than_the_law_wants,
    ),
    "four years unless somebody says otherwise": Fault(
        SYSTEM,
        lambda body: body["Parameters"]["PhotoRetentionDays"].update(Default=1461),
        keeping.nothing_is_kept_shorter_than_the_law_wants,
    ),
    "copies that go early": Fault(
        "dr_region", forget_overwritten_copies, keeping.nothing_is_kept_shorter_than_the_law_wants
    ),
    "photos that go unasked": Fault(SYSTEM, delete_unasked, keeping.what_deletes_is_told_when_it_may),
    "a lock of half": Fault(
        "uploads",
        lambda body: of(body, "ReceiptBucket").pop("ObjectLockEnabled"),
        keeping.a_lock_is_whole_on_both_sides,
    ),
    "copies that cannot lock": Fault(
        "dr_region",
        lambda body: of(body, "ReplicaBucket").pop("ObjectLockEnabled"),
        keeping.a_lock_is_whole_on_both_sides,
    ),
    "a lock for a month": Fault(
        "uploads",
        lambda body: body["Resources"]["ReceiptBucket"]["Properties"]["ObjectLockConfiguration"]["Fn::If"][1][
            "Rule"
        ]["DefaultRetention"].update(Days=30),
        keeping.a_lock_is_whole_on_both_sides,
    ),
    "locked photos that are not copied": Fault(
        "uploads", copy_unlocked_alone, keeping.a_lock_is_whole_on_both_sides
    ),
    "photos that go without a word to who deletes them": Fault(
        SYSTEM,
        lambda body: of(body, "ReceiptReconcilerFunction")["Environment"]["Variables"].pop(
            "PHOTOS_LOCKED_FOR_DAYS"
        ),
        keeping.what_deletes_is_told_when_it_may,
    ),
    "a lock by default": Fault(
        "uploads",
        lambda body: of(body, "ReceiptBucket").update(ObjectLockEnabled=True),
        keeping.nothing_is_locked_unasked_or_outside_production,
    ),
    "a locked trial": Fault(
        "uploads",
        lambda body: body.pop("Rules"),
        keeping.nothing_is_locked_unasked_or_outside_production,
    ),
    "another rule's copies": Fault(
        "uploads",
        lambda body: of(body, "ReceiptBucket")["ReplicationConfiguration"]["Fn::If"][1]["Rules"][0].update(
            Id="all"
        ),
        keeping.copies_are_watched_as_promised,
    ),
    "copies whenever S3 likes": Fault(
        "uploads",
        lambda body: destination(body).pop("ReplicationTime"),
        keeping.copies_are_watched_as_promised,
    ),
    "copies without figures": Fault(
        "uploads", lambda body: destination(body).pop("Metrics"), keeping.copies_are_watched_as_promised
    ),
    "photos of which some may be lost": Fault(
        "copies",
        lambda body: of(body, "PhotoCopiesFailed").update(Threshold=100),
        keeping.copies_are_watched_as_promised,
    ),
    "backups that are old on average": Fault(
        "copies",
        lambda body: of(body, "BackupCopyOld").update(Statistic="Average"),
        keeping.copies_are_watched_as_promised,
    ),
    "backups looked at once a day": Fault(
        "copies",
        lambda body: of(body, "EveryFiveMinutes").update(ScheduleExpression="rate(1 day)"),
        keeping.copies_are_watched_as_promised,
    ),
    "an hour of patience": Fault(
        "copies",
        lambda body: body["Parameters"]["RecoveryPointSeconds"].update(Default=3600),
        keeping.copies_are_watched_as_promised,
    ),
    "no copy, no alarm": Fault(
        "copies",
        lambda body: of(body, "BackupCopyOld").update(TreatMissingData="missing"),
        keeping.copies_are_watched_as_promised,
    ),
    "a password for ever": Fault(
        "password_rotation", lambda body: body["Resources"].pop("OperatorRotation"), keeping.passwords_rotate
    ),
    "a password that changes under older tasks": Fault(
        "password_rotation", rotate_at_once, keeping.passwords_rotate
    ),
    "a password for a quarter": Fault("password_rotation", rotate_each_quarter, keeping.passwords_rotate),
    "a rotation by another function": Fault("password_rotation", rotate_by_another, keeping.passwords_rotate),
    "a rotation for any account": Fault(
        "password_rotation",
        lambda body: of(body, "SecretsManagerMayRotate").pop("SourceAccount"),
        keeping.passwords_rotate,
    ),
    "a rotation without its rights": Fault("database_logins", take_a_right, keeping.passwords_rotate),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed(name: str) -> None:
    fault = FAULTS[name]
    assert list(fault.noticed_by(WHOLE.with_fault(fault.template, fault.put_in)))


def test_every_rule_notices_something() -> None:
    assert {one.noticed_by for one in FAULTS.values()} == set(KEEPING)


# The watch, as Lambda would run it.

NOW = datetime.now(UTC)


def backup(minutes: int | None, *, name: str = "receipts-prod", region: str = REGION) -> dict[str, Any]:
    window = {} if minutes is None else {"LatestTime": NOW - timedelta(minutes=minutes)}
    arn = f"arn:aws:rds:{region}:{ACCOUNT}:db:{name}"
    return {"DBInstanceArn": arn, "DBInstanceIdentifier": name, "RestoreWindow": window}


def told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *backups: dict[str, Any]
) -> str:
    """What the function writes for these copies in the second region."""
    copies = stack("copies", DatabaseInstanceId="receipts-prod")
    function = copies.properties("BackupWatch")
    for name, value in {**function["Environment"]["Variables"], "AWS_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("rds", region_name="ap-northeast-1")

    def client_in(_: str, region_name: str) -> object:
        assert region_name == "ap-northeast-1"
        return client

    monkeypatch.setattr(boto3, "client", client_in)
    code: dict[str, Any] = {}
    exec(function["Code"]["ZipFile"], code)  # noqa: S102 - our own template's
    with Stubber(client) as stubber:
        stubber.add_response(
            "describe_db_instance_automated_backups", {"DBInstanceAutomatedBackups": list(backups)}
        )
        code["handler"]({}, None)
    return capsys.readouterr().out


@pytest.mark.usefixtures("aws")
def test_the_age_of_the_youngest_copy_of_our_database_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    others = [backup(1, name="receipts-dev"), backup(1, region="ap-northeast-1"), backup(None), backup(9000)]

    line = json.loads(told(monkeypatch, capsys, *others, backup(7)))

    assert line["BackupCopyAge"] == pytest.approx(time.time() - NOW.timestamp() + 420, abs=5)
    [declared] = line["_aws"]["CloudWatchMetrics"]
    alarm = WHOLE.prod["copies"].properties("BackupCopyOld")
    assert (declared["Namespace"], declared["Metrics"][0]["Name"]) == (
        alarm["Namespace"],
        alarm["MetricName"],
    )
    assert {one: line[one] for one in declared["Dimensions"][0]} == {
        one["Name"]: one["Value"] for one in alarm["Dimensions"]
    }
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 60


@pytest.mark.usefixtures("aws")
def test_no_copy_is_no_figure_which_rings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(monkeypatch, capsys, backup(None)) == "no copy of a backup can be restored\n"
