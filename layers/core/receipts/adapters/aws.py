"""What every AWS adapter shares: clients that time out, and AWS's errors as ours."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from receipts.errors import StorageUnavailableError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

log = logging.getLogger(__name__)

PATIENT = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "max_attempts": 3})
HASTY = Config(connect_timeout=2, read_timeout=5, retries={"total_max_attempts": 1})
"""For who comes again by itself, and has other work to do than to wait for what hangs."""

# Signature version 4 is forced because version 2 presigned URLs bind neither length nor type.
# Checksums are sent where we declare them: the SDK's default CRC32 would travel as a second one.
# Virtual addressing makes presigned URLs name the bucket's region: the global host answers a young bucket
# outside us-east-1 with a redirect, which a PUT does not survive. An endpoint that is an IP stays path style.
_S3 = Config(
    signature_version="s3v4",
    s3={"addressing_style": "virtual"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    max_pool_connections=16,
)


def s3_client(timeouts: Config = PATIENT, *, endpoint: str | None = None) -> S3Client:
    """S3, in the region that the environment names, and at its endpoint unless another is given."""
    return boto3.client("s3", config=_S3.merge(timeouts), endpoint_url=endpoint)


def sqs_client(timeouts: Config = PATIENT) -> SQSClient:
    """SQS, likewise."""
    return boto3.client("sqs", config=timeouts)


def sns_client(timeouts: Config = PATIENT) -> SNSClient:
    """SNS, likewise."""
    return boto3.client("sns", config=timeouts)


@contextmanager
def unavailable_as(what: str) -> Iterator[None]:
    """Raise StorageUnavailableError, naming `what`, for any error of AWS's."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise StorageUnavailableError(f"{what}: {error}") from error


def taken(
    what: str, successful: Sequence[Mapping[str, Any]], failed: Sequence[Mapping[str, Any]]
) -> Collection[UUID]:
    """The messages that a batch call of SQS or SNS took, whose `Id` is the message's; the others are logged.

    Raises StorageUnavailableError if it took none.
    """
    for entry in failed:
        log.warning("%s: message %s was refused: %s", what, entry["Id"], entry.get("Message", entry["Code"]))
    if not successful:
        raise StorageUnavailableError(f"{what}: none of {len(failed)} messages was taken")
    return [UUID(entry["Id"]) for entry in successful]
