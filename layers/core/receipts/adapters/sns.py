"""The receipt-events topic on Amazon SNS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from receipts.adapters.aws import unavailable_as

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient

    from receipts.ports import OutboxMessage


@dataclass(frozen=True, slots=True)
class SnsTopic:
    """One topic."""

    client: SNSClient
    arn: str

    def send(self, message: OutboxMessage) -> None:
        with unavailable_as("publish to the topic"):
            self.client.publish(TopicArn=self.arn, Message=message.body)
