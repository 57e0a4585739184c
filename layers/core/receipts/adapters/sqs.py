"""The upload queue on Amazon SQS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from receipts.adapters.aws import taken, unavailable_as

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

    from receipts.ports import OutboxMessage


@dataclass(frozen=True, slots=True)
class SqsQueue:
    """One queue."""

    client: SQSClient
    url: str

    def send(self, message: OutboxMessage) -> None:
        self.send_later(message, timedelta(0))

    def send_later(self, message: OutboxMessage, after: timedelta) -> None:
        """SQS counts whole seconds. The group makes it a fair queue: where one tenant has many messages in
        work, another's come first.
        https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
        """
        with unavailable_as("send to the queue"):
            self.client.send_message(
                QueueUrl=self.url,
                MessageBody=message.body,
                MessageGroupId=str(message.tenant_id),
                DelaySeconds=max(0, ceil(after.total_seconds())),
            )

    def send_all(self, messages: Sequence[OutboxMessage]) -> Collection[UUID]:
        entries = [_entry(message) for message in messages]
        with unavailable_as("send to the queue"):
            answer = self.client.send_message_batch(QueueUrl=self.url, Entries=entries)
        return taken("send to the queue", answer["Successful"], answer.get("Failed", []))

    def is_ready(self) -> bool:
        try:
            self.client.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])
        except (ClientError, BotoCoreError):
            return False
        return True


def _entry(message: OutboxMessage) -> SendMessageBatchRequestEntryTypeDef:
    group = str(message.tenant_id)
    return {"Id": str(message.id), "MessageBody": message.body, "MessageGroupId": group}
