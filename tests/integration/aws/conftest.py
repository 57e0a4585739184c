import pytest
from mypy_boto3_s3 import S3Client
from mypy_boto3_sqs import SQSClient

from receipts.adapters.aws import sns_client
from receipts.adapters.s3 import S3ObjectStore
from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from tests.fixtures.aws import BUCKET, REGION


@pytest.fixture
def bucket(s3: S3Client) -> S3ObjectStore:
    return S3ObjectStore(s3, BUCKET)


@pytest.fixture
def queue(sqs: SQSClient, queue_url: str) -> SqsQueue:
    return SqsQueue(sqs, queue_url)


@pytest.fixture
def topic(aws: None, queue: SqsQueue) -> SnsTopic:
    client = sns_client()
    arn = client.create_topic(Name="receipt-events")["TopicArn"]
    queue_arn = f"arn:aws:sqs:{REGION}:123456789012:receipt-uploads"
    client.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue_arn)
    return SnsTopic(client, arn)
