"""What every AWS adapter shares: clients that time out, and AWS's errors as ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from receipts.errors import StorageUnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sqs import SQSClient

_TIMEOUTS = Config(connect_timeout=3, read_timeout=20, retries={"mode": "standard", "max_attempts": 3})

# Signature version 4 is forced because version 2 presigned URLs bind neither length nor type.
# Checksums are sent where we declare them: the SDK's default CRC32 would travel as a second one.
# Virtual addressing makes presigned URLs name the bucket's region: the global host answers a young bucket
# outside us-east-1 with a redirect, which a PUT does not survive. An endpoint that is an IP stays path style.
_S3 = _TIMEOUTS.merge(
    Config(
        signature_version="s3v4",
        s3={"addressing_style": "virtual"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
)


def s3_client() -> S3Client:
    """S3, in the region and at the endpoint that the environment names."""
    return boto3.client("s3", config=_S3)


def sqs_client() -> SQSClient:
    """SQS, likewise."""
    return boto3.client("sqs", config=_TIMEOUTS)


def sns_client() -> SNSClient:
    """SNS, likewise."""
    return boto3.client("sns", config=_TIMEOUTS)


@contextmanager
def unavailable_as(what: str) -> Iterator[None]:
    """Raise StorageUnavailableError, naming `what`, for any error of AWS's."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise StorageUnavailableError(f"{what}: {error}") from error
