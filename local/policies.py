"""The local account's policies: the same least rights as in the deployed one."""

import json
from collections.abc import Mapping, Sequence

Statement = Mapping[str, object]
_TAKING = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


def policy(*statements: Statement) -> str:
    """An IAM policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: Sequence[str], *resources: str) -> Statement:
    """A statement that allows `actions` on `resources`."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": list(resources)}


def lambda_trust() -> str:
    """Lambda may take the role."""
    principal = {"Service": "lambda.amazonaws.com"}
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def bucket_may_send(queue_arn: str, bucket_arn: str) -> str:
    """S3 may put this bucket's events on the queue."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": bucket_arn}},
    }
    return policy(statement)


def api_rights(bucket_arn: str, queue_arn: str) -> str:
    """The API signs uploads and downloads, stores direct uploads and announces them."""
    photos = f"{bucket_arn}/*"
    return policy(
        allow(["s3:PutObject"], f"{bucket_arn}/uploads/*", f"{bucket_arn}/direct/*"),
        allow(["s3:DeleteObjectVersion"], f"{bucket_arn}/direct/*"),
        allow(["s3:GetObject", "s3:GetObjectVersion", "s3:RestoreObject"], photos),
        allow(["s3:ListBucket"], bucket_arn),  # HeadBucket, asked by /ready
        allow(["sqs:SendMessage", "sqs:GetQueueAttributes"], queue_arn),
    )


def parser_rights(bucket_arn: str, queue_arn: str, topic_arn: str) -> str:
    """The parser receives messages and sends some back, reads photos, keeps renditions of them, and publishes
    what it read.
    """
    return policy(
        allow(["s3:PutObject"], f"{bucket_arn}/renditions/*"),
        allow(["s3:GetObject", "s3:GetObjectVersion"], f"{bucket_arn}/*"),
        allow(["s3:ListBucket"], bucket_arn),  # or a missing photo is reported as denied
        allow([*_TAKING, "sqs:SendMessage"], queue_arn),
        allow(["sns:Publish"], topic_arn),
    )


def settler_rights(dead_letters_arn: str, topic_arn: str) -> str:
    """The settler receives dead letters and publishes what it settled; it never sees photos."""
    return policy(allow(_TAKING, dead_letters_arn), allow(["sns:Publish"], topic_arn))


def reconciler_rights(bucket_arn: str, queue_arn: str, topic_arn: str) -> str:
    """The reconciler sends what was left unsent, looks whether a photo is there, and sweeps the bucket."""
    ours = (f"{bucket_arn}/{folder}/*" for folder in ("uploads", "direct", "renditions"))
    return policy(
        allow(["s3:GetObject"], f"{bucket_arn}/uploads/*"),
        allow(["s3:DeleteObjectVersion"], *ours),
        # without the right to list, a missing photo is reported as denied, not as missing
        allow(["s3:ListBucket", "s3:ListBucketVersions"], bucket_arn),
        # AWS knows no right of its own to send a batch; the emulator wants one
        allow(["sqs:SendMessage", "sqs:SendMessageBatch"], queue_arn),
        allow(["sns:Publish", "sns:PublishBatch"], topic_arn),
    )
