"""Restores what a killed emulator loses: the messages on its queues.

It writes photos to disk as they come, but queues only when it is stopped; AWS loses nothing. So at every
start each photo that is stored but not read is announced once more. That does no harm: a receipt is read
once however often it is announced.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from sqlalchemy import text

from local.resources import BUCKET, owner_session
from receipts.adapters.postgres import connect
from receipts.messages import UploadedObject, upload_event

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mypy_boto3_s3 import S3Client

    from local.aws import Aws

_UNREAD = text(
    "SELECT object_key FROM receipts WHERE status IN ('awaiting_upload', 'queued', 'processing')"
    " ORDER BY created_at"
)


def announce_unread(database_url: str, aws: Aws, queue_url: str) -> int:
    """Announce photos that are stored but not read; returns how many."""
    keys = _unread_keys(database_url)
    if not keys:
        return 0
    session = owner_session(aws)
    s3 = session.client("s3", endpoint_url=aws.endpoint)
    sqs = session.client("sqs", endpoint_url=aws.endpoint)
    stored = [found for key in keys if (found := _stored(s3, key))]
    for uploaded in stored:
        sqs.send_message(QueueUrl=queue_url, MessageBody=upload_event(BUCKET, uploaded, datetime.now(UTC)))
    return len(stored)


def _unread_keys(database_url: str) -> Sequence[str]:
    engine = connect(database_url)
    with engine.connect() as connection:
        keys = connection.scalars(_UNREAD).all()
    engine.dispose()
    return keys


def _stored(s3: S3Client, key: str) -> UploadedObject | None:
    """The object's newest version, or None if the slot was never used."""
    try:
        found = s3.head_object(Bucket=BUCKET, Key=key)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:  # noqa: PLR2004
            return None
        raise
    return UploadedObject(key, found.get("VersionId"))
