import asyncio
from collections.abc import Iterator
from typing import Literal
from uuid import UUID

import pytest
from fastapi import FastAPI
from moto import mock_aws
from mypy_boto3_s3 import S3Client
from mypy_boto3_sqs import SQSClient
from sqlalchemy import Engine

from receipts.adapters.aws import s3_client, sqs_client
from receipts.adapters.postgres import issue_api_key
from receipts_api import main
from tests.unit.api.client import ApiClient

REGION: Literal["ap-northeast-2"] = "ap-northeast-2"
BUCKET = "receipts"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def s3(aws: None) -> S3Client:
    client = s3_client()
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    return client


@pytest.fixture
def sqs(aws: None) -> SQSClient:
    return sqs_client()


@pytest.fixture
def queue_url(sqs: SQSClient) -> str:
    return sqs.create_queue(QueueName="receipt-uploads")["QueueUrl"]


@pytest.fixture
def api(
    postgres_url: str,
    engine: Engine,
    tenant: UUID,
    s3: S3Client,
    queue_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[ApiClient]:
    """The API as its entry point puts it together, called by one tenant."""
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    monkeypatch.setenv("RECEIPT_BUCKET", BUCKET)
    monkeypatch.setenv("RECEIPT_QUEUE_URL", queue_url)
    # The logging of this process is pytest's.
    monkeypatch.setattr(main, "share_log_format", lambda: None)
    app = main.create()
    yield ApiClient(app, issue_api_key(engine, tenant))
    asyncio.run(shut_down(app))


async def shut_down(app: FastAPI) -> None:
    """As uvicorn does it: the end of the application's lifespan."""
    async with app.router.lifespan_context(app):
        pass
