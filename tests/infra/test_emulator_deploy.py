"""The data plane as `sam deploy` makes it: real templates, real roles that are enforced, a real database.

What stands in for the rest is told in data_plane.py. The tests are one story, in order.
"""

import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from local.client import ReceiptsClient
from local.processes import wait_until
from receipts.messages import UploadedObject, upload_event
from tests.e2e.photos import sample, small_photos, wait_settled
from tests.infra.data_plane import ROOT
from tests.infra.deployed import NOTIFIER, SAM, STACK, Account, new_account
from tests.infra.recorded_calls import Call, recorded_calls
from tests.infra.rights import Right, rights_of, unused

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

FUNCTIONS = {
    "alarm-notifier",
    "api-smoke-test",
    "dead-letter-settler",
    "receipt-parser",
    "receipt-reconciler",
    "schema-migrator",
    "tenant-registrar",
}
_ROTATES = "once a week; tests/integration/postgres/test_password_rotation.py"
NOT_CALLED_HERE = {
    "kms:GenerateDataKey": "the same, when a new password is stored",
    "secretsmanager:DescribeSecret": _ROTATES,
    "secretsmanager:PutSecretValue": _ROTATES,
    "secretsmanager:UpdateSecretVersionStage": _ROTATES,
    "kms:Decrypt": "Secrets Manager asks KMS in the caller's name; the emulator's encrypts nothing",
    "s3:ListBucket": "S3 looks at it when a photo is missing, to answer that it is gone",
    "s3:RestoreObject": "nothing is archived here; tests/unit/api tells of it",
    "sqs:SendMessage": "to send a batch AWS asks for this right, and the emulator for one of its own",
    "sns:Publish": "likewise",
    "dynamodb:DeleteItem": "digests are due after minutes; tests/integration/alarms/test_records.py",
    "dynamodb:PutItem": "within a transaction, of a line that waits for a digest; tested there too",
    "cloudwatch:GetMetricWidgetImage": "charts are for Slack's API, which stands behind no local address",
}
NOT_CALLED_HERE_BY = {
    "receipt-reconciler": {
        "s3:DeleteObjectVersion"
    },  # nothing is 90 days old; tests/unit/domain/test_retention.py
}
BY_LAMBDA_ITSELF = {"receipts-dev-failed-invocations", "receipts-dev-undelivered-alarms"}
"""Queues that Lambda sends to with the function's role, when an invocation has failed every time."""


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    if not (SAM / "sam").exists():
        pytest.skip("the SAM CLI is not installed: `make sam-setup`")
    with new_account() as made:
        made.build()
        made.deploy(release=1)
        made.deploy_notifier()
        yield made


@pytest.fixture(scope="module")
def client(account: Account) -> Iterator[ReceiptsClient]:
    tenant = account.invoke("tenant-registrar", {"name": "Kim Ltd"})
    with account.api() as url, ReceiptsClient(url, tenant["api_key"]) as made:
        yield made


def test_the_schema_was_there_before_anything_ran(account: Account) -> None:
    assert account.query("SELECT version_num FROM alembic_version")
    (owner,) = account.query("SELECT tableowner FROM pg_tables WHERE tablename = 'receipts'")
    assert owner.tableowner == "receipts_owner"
    logins = account.query("SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname LIKE 'receipts\\_%'")
    parts = {"receipts_app", "receipts_parser", "receipts_operator"}
    assert {login.rolname for login in logins} == {"receipts_owner", *parts}


def test_a_photo_put_to_the_store_becomes_a_row(account: Account, client: ReceiptsClient) -> None:
    announced = client.upload(sample())
    assert "X-Amz-Signature" in client.open_slot(small_photos(1)[0])["upload"]["url"]

    (receipt,) = wait_settled(client, [announced["id"]])

    assert receipt["amounts"]["total"] == "7000"
    (row,) = account.query("SELECT total::int FROM receipts WHERE id = :id", id=announced["id"])
    assert row.total == 7000
    assert client.image(announced["id"]) == sample().content


def test_a_photo_posted_twice_is_one_receipt(client: ReceiptsClient) -> None:
    photo = sample("cash_receipt.jpg")
    first, again = client.post(photo), client.post(photo)
    assert first["id"] == again["id"]
    (receipt,) = wait_settled(client, [first["id"]])
    assert receipt["status"] in {"parsed", "needs_review"}
    assert client.image(first["id"]) == photo.content


def test_of_a_photo_posted_by_many_at_once_one_copy_is_kept(account: Account, client: ReceiptsClient) -> None:
    def duplicates_were_dropped() -> bool:
        photo = next(photos)
        with ThreadPoolExecutor(6) as senders:
            assert len({one["id"] for one in senders.map(client.post, [photo] * 6)}) == 1
        return any(call.action.startswith("s3:DeleteObject") for call in recorded_calls(account.calls))

    photos = iter(small_photos(20, first=6000))
    assert wait_until(duplicates_were_dropped, 60)


CLAIM = """
    UPDATE receipts SET status = 'processing', claimed_by = 'another',
    claim_expires_at = now() + interval '1 hour' WHERE id = :id
"""
FREE = """
    UPDATE receipts SET status = 'awaiting_upload', claimed_by = NULL, claim_expires_at = NULL WHERE id = :id
"""


def test_a_photo_that_is_not_in_turn_is_sent_again_and_read_in_the_end(
    account: Account, client: ReceiptsClient
) -> None:
    busy, photo = small_photos(2, first=8000)
    other = client.open_slot(busy)["receipt"]["id"]
    account.query(CLAIM, id=other)

    held = client.upload(photo)["id"]

    waiting = "SELECT 1 FROM receipts WHERE id = :id AND held_until IS NOT NULL"
    assert wait_until(lambda: bool(account.query(waiting, id=held)), 60)
    account.query(FREE, id=other)
    (receipt,) = wait_settled(client, [held], seconds=60)
    assert receipt["status"] in {"parsed", "needs_review"}


def test_a_dead_letter_of_a_photo_that_readers_died_of_ends_its_receipt(
    account: Account, client: ReceiptsClient
) -> None:
    (photo,) = small_photos(1, first=5000)
    receipt = client.open_slot(photo)["receipt"]
    account.query("UPDATE receipts SET attempts = 5 WHERE id = :id", id=receipt["id"])
    key = account.query("SELECT object_key FROM receipts WHERE id = :id", id=receipt["id"])[0].object_key
    uploaded = UploadedObject(key, None)
    body = upload_event(account.output("ReceiptBucketName"), uploaded, datetime.now(UTC))
    account.send(f"{STACK}-uploads-dead", body)

    (settled,) = wait_settled(client, [receipt["id"]], seconds=60)

    assert settled["failure"]["code"] == "internal_error"


def test_a_message_before_its_photo_is_told_that_there_is_none(
    account: Account, client: ReceiptsClient
) -> None:
    (photo,) = small_photos(1, first=7000)
    receipt = client.open_slot(photo)["receipt"]
    key = account.query("SELECT object_key FROM receipts WHERE id = :id", id=receipt["id"])[0].object_key
    body = upload_event(account.output("ReceiptBucketName"), UploadedObject(key, None), datetime.now(UTC))

    account.send(f"{STACK}-uploads", body)  # without a version, as a receipt has none before it is read

    def was_looked_for() -> bool:
        calls = by("receipt-parser", list(recorded_calls(account.calls)))
        return any(call.action == "s3:GetObject" and call.resource.endswith(key) for call in calls)

    assert wait_until(was_looked_for, 60)
    with pytest.raises(httpx.HTTPStatusError, match="404"):  # and not 403: the role may list the bucket
        client.image(receipt["id"])


def test_the_reconciler_sends_what_was_left_unsent(account: Account, client: ReceiptsClient) -> None:
    account.query("UPDATE outbox SET sent_at = NULL, created_at = created_at - interval '1 hour'")

    account.invoke("receipt-reconciler", json.loads((ROOT / "events/schedule_every_minute.json").read_text()))

    assert account.query("SELECT 1 FROM outbox WHERE destination = 'uploads'")
    assert wait_until(lambda: not account.query("SELECT 1 FROM outbox WHERE sent_at IS NULL"), 60)


def test_the_reconciler_looks_for_a_photo_before_its_slot_expires(
    account: Account, client: ReceiptsClient
) -> None:
    (photo,) = small_photos(1, first=8000)
    receipt_id = client.open_slot(photo)["receipt"]["id"]
    account.query(
        "UPDATE receipts SET created_at = created_at - interval '25 hours',"
        " updated_at = updated_at - interval '25 hours' WHERE id = :id",
        id=receipt_id,
    )

    account.invoke("receipt-reconciler", {})

    assert client.receipt(receipt_id)["status"] == "expired"
    looked = by("receipt-reconciler", list(recorded_calls(account.calls)))
    assert any(call.resource.endswith(receipt_id) for call in looked)


def test_an_alarm_reaches_slack(account: Account) -> None:
    event = json.loads((ROOT / "events/alarm_cloudwatch_simple.json").read_text())
    topic = account.output("AlarmsTopicArn", NOTIFIER)

    account.publish(topic, event["Records"][0]["Sns"]["Message"])

    assert wait_until(lambda: len(account.slack.workspace.messages) == 1, 60)
    all_clear = json.loads((ROOT / "events/alarm_cloudwatch_ok.json").read_text())
    assert account.invoke("alarm-notifier", all_clear) == {"sent": 1}
    assert account.invoke("alarm-notifier", {"task": "flush"}) == {"flushed": 0}


def test_how_a_deployment_ended_reaches_slack(account: Account) -> None:
    event = json.loads((ROOT / "events/alarm_deployment_rolled_back.json").read_text())
    told = len(account.slack.workspace.messages)

    account.publish(account.output("AlarmsTopicArn", NOTIFIER), event["Records"][0]["Sns"]["Message"])

    assert wait_until(lambda: len(account.slack.workspace.messages) > told, 60)
    assert "이전 버전을 다시 배포했습니다" in str(account.slack.workspace.messages[-1].payload)


def test_an_update_migrates_again_and_keeps_what_was_there(account: Account, client: ReceiptsClient) -> None:
    before = client.receipts()

    account.deploy(release=2)

    events = account.session.client("cloudformation", endpoint_url=account.aws.endpoint)
    migrated = [
        one["ResourceStatus"]
        for one in events.describe_stack_events(StackName=STACK)["StackEvents"]
        if one["LogicalResourceId"] == "Migrations"
    ]
    assert migrated[0] == "UPDATE_COMPLETE"
    assert client.receipts() == before
    (receipt,) = wait_settled(client, [client.upload(sample("convenience_store.jpg"))["id"]])
    assert receipt["amounts"]["total"] == "7000"


class TestLeastPrivilege:
    """Of all that was asked of AWS above, by whom, against what each role may do."""

    @pytest.fixture
    def calls(self, account: Account) -> Sequence[Call]:
        return list(recorded_calls(account.calls))

    def test_nobody_was_refused_anything(self, calls: Sequence[Call]) -> None:
        assert [call for call in calls if not call.allowed] == []

    def test_every_right_was_used(self, account: Account, calls: Sequence[Call]) -> None:
        iam = account.session.client("iam", endpoint_url=account.aws.endpoint)
        idle = {
            principal: left
            for principal, role in roles(account, iam).items()
            if (left := idle_rights(principal, list(rights_of(iam, role)), by(principal, calls)))
        }
        assert idle == {}

    def test_every_exception_is_a_right_that_somebody_has(self, account: Account) -> None:
        iam = account.session.client("iam", endpoint_url=account.aws.endpoint)
        granted = {right.action for role in roles(account, iam).values() for right in rights_of(iam, role)}
        assert NOT_CALLED_HERE.keys() <= granted


def roles(account: Account, iam: "IAMClient") -> dict[str, str]:
    """The role of each function by the function's name, and the API's by its user's."""
    functions = account.session.client("lambda", endpoint_url=account.aws.endpoint)
    found = {
        one["FunctionName"].removeprefix(f"{STACK}-"): one["Role"].rpartition("/")[2]
        for one in functions.list_functions()["Functions"]
    }
    assert found.keys() == FUNCTIONS
    (task,) = (one["RoleName"] for one in iam.list_roles()["Roles"] if "-TaskRole-" in one["RoleName"])
    return {**found, "TaskRole": task}


def by(principal: str, calls: Sequence[Call]) -> Sequence[Call]:
    """ARNs of users and of roles' sessions end in their names."""
    return [call for call in calls if call.principal.endswith(("/" + principal, f"/{STACK}-{principal}"))]


def idle_rights(principal: str, rights: Sequence[Right], calls: Sequence[Call]) -> list[Right]:
    excused = NOT_CALLED_HERE.keys() | NOT_CALLED_HERE_BY.get(principal, set())
    return [
        right
        for right in unused(rights, calls)
        if right.action not in excused and right.resource.rpartition(":")[2] not in BY_LAMBDA_ITSELF
    ]
