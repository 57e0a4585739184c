"""The receipt-events topic on Amazon SNS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from receipts.adapters.aws import taken, unavailable_as

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from uuid import UUID

    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import PublishBatchRequestEntryTypeDef

    from receipts.ports import OutboxMessage


@dataclass(frozen=True, slots=True)
class SnsTopic:
    """One topic."""

    client: SNSClient
    arn: str

    def send(self, message: OutboxMessage) -> None:
        with unavailable_as("publish to the topic"):
            self.client.publish(TopicArn=self.arn, Message=message.body)

    def send_all(self, messages: Sequence[OutboxMessage]) -> Collection[UUID]:
        entries = [_entry(message) for message in messages]
        with unavailable_as("publish to the topic"):
            answer = self.client.publish_batch(TopicArn=self.arn, PublishBatchRequestEntries=entries)
        return taken("publish to the topic", answer["Successful"], answer.get("Failed", []))


def _entry(message: OutboxMessage) -> PublishBatchRequestEntryTypeDef:
    return {"Id": str(message.id), "Message": message.body}
