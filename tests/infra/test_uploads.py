"""Where photos arrive and wait."""

from typing import Any

import pytest

from infra.templates import ACCOUNT, REGION, stack, statements
from receipts.domain.object_key import RENDITIONS, Folder
from tests.infra.test_children_conditions import SCENARIOS

BUCKET = f"arn:aws:s3:::receipts-dev-{ACCOUNT}-{REGION}"
COPIES: dict[str, object] = {"ReplicaBucketArn": "arn:aws:s3:::copies"}


def test_a_message_gets_five_tries_and_is_then_kept_for_two_weeks() -> None:
    made = stack("uploads")
    redrive = made.properties("ReceiptUploadsQueue")["RedrivePolicy"]
    assert redrive == {"deadLetterTargetArn": "<ReceiptUploadsDeadLetterQueue.Arn>", "maxReceiveCount": 5}
    for queue in made.of_type("AWS::SQS::Queue").values():
        assert queue["MessageRetentionPeriod"] == 14 * 24 * 3600


def test_only_the_upload_queue_gives_up_into_the_dead_letter_queue() -> None:
    allowed = stack("uploads").properties("ReceiptUploadsDeadLetterQueue")["RedriveAllowPolicy"]
    assert allowed["sourceQueueArns"] == [f"arn:aws:sqs:{REGION}:{ACCOUNT}:receipts-dev-uploads"]


def test_only_our_bucket_announces_uploads_and_only_those_of_clients() -> None:
    made = stack("uploads")
    policy = made.properties("ReceiptUploadsQueuePolicy")["PolicyDocument"]["Statement"]
    (admits,) = [one for one in policy if one["Effect"] == "Allow"]
    assert admits["Principal"] == {"Service": "s3.amazonaws.com"}
    assert admits["Condition"]["ArnEquals"] == {"aws:SourceArn": BUCKET}
    assert admits["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
    (notice,) = made.properties("ReceiptBucket")["NotificationConfiguration"]["QueueConfigurations"]
    assert notice["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "uploads/"}]


def test_s3_may_send_before_it_is_told_to() -> None:
    assert stack("uploads").resources["ReceiptBucket"]["DependsOn"] == "ReceiptUploadsQueuePolicy"


def _lifecycle() -> dict[str, dict[str, Any]]:
    rules = stack("uploads").properties("ReceiptBucket")["LifecycleConfiguration"]["Rules"]
    return {one.get("Prefix", ""): one for one in rules}


@pytest.mark.parametrize("folder", Folder)
def test_photos_are_archived_and_never_deleted_by_a_rule(folder: Folder) -> None:
    rule = _lifecycle()[f"{folder}/"]
    assert [one["StorageClass"] for one in rule["Transitions"]] == ["GLACIER_IR", "DEEP_ARCHIVE"]
    assert not [key for key in rule if "Expiration" in key]


def test_what_the_page_shows_comes_at_once_and_only_the_newest_of_it_stays() -> None:
    rule = _lifecycle()[RENDITIONS]
    assert [one["StorageClass"] for one in rule["Transitions"]] == ["GLACIER_IR"]
    assert [key for key in rule if "Expiration" in key] == ["NoncurrentVersionExpiration"]


def test_uploads_that_were_broken_off_are_cleared_away() -> None:
    assert set(_lifecycle()[""]) == {"Id", "Status", "AbortIncompleteMultipartUpload"}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("UploaderRole", {("s3:PutObject", f"{BUCKET}/uploads/*")}),
        (
            "ReaderRole",
            {
                ("s3:ListBucket", BUCKET),
                ("s3:GetObject", f"{BUCKET}/*"),
                ("s3:GetObjectVersion", f"{BUCKET}/*"),
            },
        ),
    ],
)
def test_who_uploads_sees_nothing_and_who_reads_changes_nothing(role: str, may: set[tuple[str, str]]) -> None:
    policies = statements(stack("uploads").properties(role)["Policies"])
    found = {
        (action, one["Resource"])
        for one in policies
        for action in (one["Action"] if isinstance(one["Action"], list) else [one["Action"]])
    }
    assert found == may


def test_every_photo_is_copied_to_the_second_region_within_a_quarter_of_an_hour() -> None:
    made = stack("uploads", **COPIES)
    (rule,) = made.properties("ReceiptBucket")["ReplicationConfiguration"]["Rules"]
    assert rule["Destination"]["Bucket"] == COPIES["ReplicaBucketArn"]
    assert rule["Destination"]["ReplicationTime"]["Time"] == {"Minutes": 15}
    assert rule["DeleteMarkerReplication"] == {"Status": "Disabled"}
    assert "ReplicationConfiguration" not in stack("uploads").properties("ReceiptBucket")


@pytest.mark.parametrize("name", ["ReceiptBucketPolicy", "ReplicationRole"])
def test_a_bucket_that_outlives_its_stack_is_still_copied_and_still_refuses_plain_http(name: str) -> None:
    kept, bucket = (stack("uploads", **COPIES).resources[one] for one in (name, "ReceiptBucket"))
    for policy in ("DeletionPolicy", "UpdateReplacePolicy"):
        assert kept[policy] == bucket[policy]


def test_the_copying_role_can_delete_nothing_there() -> None:
    for statement in statements(stack("uploads", **COPIES).properties("ReplicationRole")):
        assert "s3:ReplicateDelete" not in statement["Action"]


def test_a_bucket_that_is_there_is_neither_made_nor_changed() -> None:
    made = stack("uploads", ExistingBucket="true", **COPIES)
    assert not made.of_type("AWS::S3::Bucket")
    assert "ReplicationRole" not in made.resources


def test_the_bucket_has_the_same_name_whether_it_is_made_or_not() -> None:
    made = [one for one in SCENARIOS["uploads"] if "Environment" not in one]
    names = {stack("uploads", **one).outputs["ReceiptBucketName"] for one in made}
    assert names == {stack("uploads").properties("ReceiptBucket")["BucketName"]}
