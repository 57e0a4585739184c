"""What template.yaml must never lose. cfn-lint knows the schema; these are the rules it has no word for."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from cfnlint.decode.cfn_yaml import load

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"


@pytest.fixture(scope="module")
def resources() -> dict[str, Any]:
    return dict(load(str(TEMPLATE))["Resources"])


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    return {name: body["Properties"] for name, body in resources.items() if body["Type"] == kind}


def test_cfn_lint_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("cfn-lint")
    done = subprocess.run(
        [linter, "--region", "ap-northeast-2", "--", TEMPLATE], capture_output=True, text=True, check=False
    )
    assert done.stdout + done.stderr == ""


def test_a_message_stays_invisible_six_times_as_long_as_a_reading_may_take(resources: dict[str, Any]) -> None:
    timeout = resources["ReceiptParserFunction"]["Properties"]["Timeout"]
    visibility = resources["ReceiptUploadsQueue"]["Properties"]["VisibilityTimeout"]
    assert visibility >= 6 * timeout


def test_a_claim_lasts_as_long_as_its_message_is_invisible(resources: dict[str, Any]) -> None:
    parser = resources["ReceiptParserFunction"]["Properties"]["Environment"]["Variables"]
    assert (
        parser["CLAIM_LEASE_SECONDS"] == resources["ReceiptUploadsQueue"]["Properties"]["VisibilityTimeout"]
    )


def test_a_message_gets_five_tries_and_is_then_kept_for_two_weeks(resources: dict[str, Any]) -> None:
    assert resources["ReceiptUploadsQueue"]["Properties"]["RedrivePolicy"]["maxReceiveCount"] == 5
    for queue in of_type(resources, "AWS::SQS::Queue").values():
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_one_bad_message_does_not_bring_its_batch_back(resources: dict[str, Any]) -> None:
    event = resources["ReceiptParserFunction"]["Properties"]["Events"]["Uploads"]["Properties"]
    assert event["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_the_bucket_is_private_versioned_and_survives_the_stack(resources: dict[str, Any]) -> None:
    bucket = resources["ReceiptBucket"]
    assert all(bucket["Properties"]["PublicAccessBlockConfiguration"].values())
    assert bucket["Properties"]["VersioningConfiguration"]["Status"] == "Enabled"
    assert bucket["DeletionPolicy"] == bucket["UpdateReplacePolicy"] == "Retain"


def test_only_uploads_are_announced_by_s3(resources: dict[str, Any]) -> None:
    (notice,) = resources["ReceiptBucket"]["Properties"]["NotificationConfiguration"]["QueueConfigurations"]
    assert notice["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "uploads/"}]


def test_queues_and_topics_are_encrypted(resources: dict[str, Any]) -> None:
    assert all(queue["SqsManagedSseEnabled"] for queue in of_type(resources, "AWS::SQS::Queue").values())
    assert all("KmsMasterKeyId" in topic for topic in of_type(resources, "AWS::SNS::Topic").values())


WITHOUT_RESOURCES = {"cloudwatch:GetMetricData", "cloudwatch:GetMetricWidgetImage"}
"""Actions that IAM grants for everything or not at all (service authorization reference)."""


def test_every_statement_says_why_and_none_allows_everything(resources: dict[str, Any]) -> None:
    text = TEMPLATE.read_text()
    for function in of_type(resources, "AWS::Serverless::Function").values():
        for statement in (one for policy in function["Policies"] for one in policy["Statement"]):
            assert f"Sid: {statement['Sid']} # " in text
            actions = statement["Action"]
            actions = actions if isinstance(actions, list) else [actions]
            assert statement["Resource"] != "*" or WITHOUT_RESOURCES.issuperset(actions)
            assert "*" not in "".join(actions)


def test_no_secret_is_a_parameter() -> None:
    parameters = yaml.compose(TEMPLATE.read_text())
    assert parameters is not None
    names = [str(name) for name in load(str(TEMPLATE))["Parameters"]]
    assert not [name for name in names if "Password" in name or name.endswith(("Secret", "Key", "Token"))]
