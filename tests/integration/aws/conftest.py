from collections.abc import Iterator
from typing import Final

import pytest
from moto import mock_aws

from receipts.adapters.aws import s3_client, sns_client, sqs_client
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue

REGION: Final = "ap-northeast-2"


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield


@pytest.fixture
def bucket(aws: None) -> S3ObjectStore:
    client = s3_client()
    client.create_bucket(Bucket="receipts", CreateBucketConfiguration={"LocationConstraint": REGION})
    client.put_bucket_versioning(Bucket="receipts", VersioningConfiguration={"Status": "Enabled"})
    return S3ObjectStore(client, "receipts")


@pytest.fixture
def queue(aws: None) -> SqsQueue:
    client = sqs_client()
    return SqsQueue(client, client.create_queue(QueueName="receipt-uploads")["QueueUrl"])


@pytest.fixture
def topic(aws: None, queue: SqsQueue) -> SnsTopic:
    client = sns_client()
    arn = client.create_topic(Name="receipt-events")["TopicArn"]
    queue_arn = f"arn:aws:sqs:{REGION}:123456789012:receipt-uploads"
    client.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    return SnsTopic(client, arn)
