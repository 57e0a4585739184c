"""The bucket, the queues, the topic and the API's user, made or brought up to date at every start."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3

from local import policies
from local.aws import ACCOUNT, API_USER, REGION, Aws
from local.options import Sizing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_s3.type_defs import CORSRuleTypeDef, CreateBucketConfigurationTypeDef

BUCKET = "receipts-local"
BUCKET_ARN = f"arn:aws:s3:::{BUCKET}"
QUEUE = "receipt-uploads"
DEAD_LETTERS = "receipt-uploads-dlq"
SETTLER_SECONDS = 30
"""How long dead_letter_settler may take, and how long a dead letter is invisible meanwhile."""
TOPIC = "receipt-events"
_MAX_RECEIVES = 5
_KEPT_SECONDS = "1209600"  # 14 days, the longest SQS allows: nothing is lost over a holiday


def arn(service: str, name: str) -> str:
    """The ARN of something in the local account."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


@dataclass(frozen=True, slots=True)
class Resources:
    """What was made, by the names under which the settings ask for it."""

    queue_url: str
    topic_arn: str

    def environment(self) -> dict[str, str]:
        return {
            "RECEIPT_BUCKET": BUCKET,
            "RECEIPT_QUEUE_URL": self.queue_url,
            "RECEIPT_EVENTS_TOPIC_ARN": self.topic_arn,
            "POWERTOOLS_METRICS_NAMESPACE": "receipts-local",
        }


def owner_session(aws: Aws) -> boto3.Session:
    """A session of the account's owner."""
    return session_of(aws.root_environment())


def session_of(environment: Mapping[str, str]) -> boto3.Session:
    """A session of whoever these settings are for."""
    return boto3.Session(
        environment["AWS_ACCESS_KEY_ID"],
        environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_REGION"],
    )


def ensure_storage(aws: Aws, sizing: Sizing) -> Resources:
    """Make what is missing and bring the rest up to date."""
    session = owner_session(aws)
    queue_url = _ensure_queues(session, aws.endpoint, sizing)
    _ensure_bucket(session, aws.endpoint)
    sns = session.client("sns", endpoint_url=aws.endpoint)
    topic_arn = sns.create_topic(Name=TOPIC)["TopicArn"]
    ensure_user(aws, API_USER, policies.api_rights(BUCKET_ARN, arn("sqs", QUEUE)))
    return Resources(queue_url, topic_arn)


def _ensure_queues(session: boto3.Session, endpoint: str, sizing: Sizing) -> str:
    sqs = session.client("sqs", endpoint_url=endpoint)
    dead_letters = sqs.create_queue(QueueName=DEAD_LETTERS)["QueueUrl"]
    sqs.set_queue_attributes(
        QueueUrl=dead_letters,
        Attributes={"VisibilityTimeout": str(SETTLER_SECONDS), "MessageRetentionPeriod": _KEPT_SECONDS},
    )
    redrive = {"deadLetterTargetArn": arn("sqs", DEAD_LETTERS), "maxReceiveCount": _MAX_RECEIVES}
    url = sqs.create_queue(QueueName=QUEUE)["QueueUrl"]
    sqs.set_queue_attributes(
        QueueUrl=url,
        Attributes={
            "VisibilityTimeout": str(sizing.visibility_seconds),
            "MessageRetentionPeriod": _KEPT_SECONDS,
            "RedrivePolicy": json.dumps(redrive),
            "Policy": policies.bucket_may_send(arn("sqs", QUEUE), BUCKET_ARN),
        },
    )
    return url


def _uploads_of_browsers() -> CORSRuleTypeDef:
    return {
        "AllowedOrigins": ["http://127.0.0.1:*", "http://localhost:*"],
        "AllowedMethods": ["PUT"],
        "AllowedHeaders": ["content-type", "if-none-match", "x-amz-checksum-sha256", "x-amz-meta-*"],
        "MaxAgeSeconds": 3600,
    }


def _ensure_bucket(session: boto3.Session, endpoint: str) -> None:
    s3 = session.client("s3", endpoint_url=endpoint)
    if BUCKET not in {bucket.get("Name") for bucket in s3.list_buckets()["Buckets"]}:
        region: CreateBucketConfigurationTypeDef = {"LocationConstraint": "ap-northeast-2"}
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration=region)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    # As infra/uploads.yaml has it; the page comes from the API's address, whatever its port is.
    s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration={"CORSRules": [_uploads_of_browsers()]})
    s3.put_bucket_notification_configuration(
        Bucket=BUCKET,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "QueueArn": arn("sqs", QUEUE),
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "uploads/"}]}},
                }
            ]
        },
    )


def ensure_user(aws: Aws, name: str, rights: str) -> None:
    """A user with these rights; the keys are the emulator's from its start (`aws_gate.register_users`)."""
    iam = owner_session(aws).client("iam", endpoint_url=aws.endpoint)
    if name not in {user["UserName"] for user in iam.list_users()["Users"]}:
        iam.create_user(UserName=name)
    iam.put_user_policy(UserName=name, PolicyName="least", PolicyDocument=rights)
