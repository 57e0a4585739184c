"""The upload queue on Amazon SQS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from receipts.adapters.aws import unavailable_as

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class SqsQueue:
    """One queue."""

    client: SQSClient
    url: str

    def send(self, body: str) -> None:
        with unavailable_as("send to the queue"):
            self.client.send_message(QueueUrl=self.url, MessageBody=body)

    def is_ready(self) -> bool:
        try:
            self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])
        except (ClientError, BotoCoreError):
            return False
        return True
