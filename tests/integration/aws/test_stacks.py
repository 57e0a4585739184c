"""CloudFormation as the emulator plays it: bootstrap.yaml and dr_region.yaml really are deployed to it.

It knows no AWS::ECR::ReplicationConfiguration, so the first region's copying of images is left out, and keeps
no events of nested stacks; for those see tests/unit/deployment/test_failures.py.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest

from deployment.__main__ import main
from deployment.aws import Cloud, connect
from deployment.bootstrap import Bootstrap, Iam
from deployment.cloudformation import StackFailedError
from deployment.destroy import destroy
from deployment.environments import BOOTSTRAP_STACK, load
from deployment.parameters import foundation_in
from infra.templates import text_of
from local.aws import ACCOUNT, REGION, Aws
from local.ports import listen, port_of
from local.state import StateFolder

WEBHOOK = "https://hooks.slack.com/services/T0/B0/secret"
SECOND_REGION = "ap-northeast-1"


@pytest.fixture(scope="module")
def emulator() -> Iterator[Aws]:
    with tempfile.TemporaryDirectory() as name:
        folder = StateFolder(Path(name))
        folder.prepare()
        door = listen(24566)
        emulator = Aws(folder, port_of(door))
        component = emulator.start(door)
        try:
            emulator.wait_ready(component)
            yield emulator
        finally:
            component.stop()


@pytest.fixture
def account(emulator: Aws, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Cloud]:
    """Any region of the emulator's account."""
    for name, value in emulator.root_environment().items():
        monkeypatch.setenv(name, value)
    return connect


def iam() -> Iam:
    return Iam(boto3.client("iam"))


def test_bootstrap_twice_is_bootstrap_once(account: Callable[[str], Cloud]) -> None:
    Bootstrap(load("dev", {}), account, iam(), lambda: WEBHOOK).run()
    before = account(REGION).stacks.find(BOOTSTRAP_STACK)

    Bootstrap(load("dev", {}), account, iam(), lambda: "").run()

    assert account(REGION).stacks.find(BOOTSTRAP_STACK) == before
    secret = boto3.client("secretsmanager").get_secret_value(SecretId="receipts-dev/slack")
    assert json.loads(secret["SecretString"]) == {"webhook_url": WEBHOOK}


def test_jobs_of_github_are_admitted_without_a_key(
    account: Callable[[str], Cloud], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme@1/receipts@2")
    for environment in ("staging", "staging", "dev"):
        assert main(["bootstrap", environment]) == 0
    assert "GitHub may deploy by receipts-deploy-ap-northeast-2" in capsys.readouterr().out

    found = boto3.client("iam").get_role(RoleName=f"receipts-deploy-{REGION}")["Role"]
    trust = json.dumps(found["AssumeRolePolicyDocument"])
    for environment in ("staging", "dev"):
        assert f"repo:acme@1/receipts@2:environment:{environment}" in trust
    (provider,) = boto3.client("iam").list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"] in trust
    assert not boto3.client("iam").list_users()["Users"]


def test_a_deployment_finds_what_bootstrap_made(account: Callable[[str], Cloud]) -> None:
    Bootstrap(load("dev", {}), account, iam(), lambda: "").run()

    foundation = foundation_in(account(REGION), load("dev", {}))

    assert foundation["ArtifactBucketName"] == f"receipts-artifacts-{ACCOUNT}-{REGION}"
    assert foundation["ApiRepositoryUri"].endswith("/receipts/api")
    assert account(REGION).buckets.exists(foundation["ArtifactBucketName"])


def test_production_finds_key_and_bucket_of_its_second_region(account: Callable[[str], Cloud]) -> None:
    second = account(SECOND_REGION).stacks
    parameters = {"Environment": "prod", "PrimaryRegion": REGION}

    second.apply("receipts-prod-second-region", text_of("dr_region"), parameters)

    stack = second.find("receipts-prod-second-region")
    assert stack
    assert stack.outputs["BackupKeyArn"].startswith(f"arn:aws:kms:{SECOND_REGION}:")
    assert stack.outputs["ReplicaBucketArn"].endswith(f":receipts-prod-{ACCOUNT}-{SECOND_REGION}")


def test_a_stack_that_fails_is_told_by_its_resource_and_why(account: Callable[[str], Cloud]) -> None:
    boto3.client("s3").create_bucket(
        Bucket="receipts-taken", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"}
    )
    photos = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "receipts-taken"}}

    with pytest.raises(StackFailedError, match=r"Photos \(AWS::S3::Bucket\) \w+_FAILED: .*already exists"):
        account(REGION).stacks.apply("receipts-failing", json.dumps({"Resources": {"Photos": photos}}), {})


def test_a_newcomers_commands_before_the_first_deployment_say_what_comes_next(
    account: Callable[[str], Cloud], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", WEBHOOK)

    assert main(["bootstrap", "dev"]) == 0
    assert "Next: make deploy ENV=dev" in capsys.readouterr().out
    assert main(["diff", "dev"]) == 0
    assert "receipts-dev does not exist; `make deploy ENV=dev` makes all of it" in capsys.readouterr().out
    assert main(["destroy", "dev"]) == 0
    assert "nothing to destroy" in capsys.readouterr().out
    assert main(["logs", "dev", "api"]) == 1
    assert "receipts-dev does not exist" in capsys.readouterr().err


def test_a_destroyed_environment_is_gone(account: Callable[[str], Cloud]) -> None:
    cloud = account(REGION)
    topic = {"Type": "AWS::SNS::Topic"}
    cloud.stacks.apply("receipts-staging", json.dumps({"Resources": {"Topic": topic}}), {})

    destroy(load("staging", {}), account, lambda _: "receipts-staging")

    assert cloud.stacks.find("receipts-staging") is None
