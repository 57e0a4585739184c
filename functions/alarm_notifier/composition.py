"""Wires the use cases to Slack, DynamoDB and CloudWatch."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

import boto3
from botocore.client import Config

from alarm_notifier.adapters.cloudwatch import CloudWatch
from alarm_notifier.adapters.credentials import SecretCredentials
from alarm_notifier.adapters.dynamodb import DynamoRecords
from alarm_notifier.adapters.slack import Slack, connect
from alarm_notifier.settings import Settings
from alarm_notifier.usecases.flush import Flush
from alarm_notifier.usecases.notify import Notify, NotifyOptions

_STANDARD = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "max_attempts": 3})
# An alarm does not wait long for its figures.
_QUICK = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 1})


class SystemClock:
    """The time in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Notifier:
    """The function's use cases."""

    notify: Notify
    flush: Flush


def build(settings: Settings) -> Notifier:
    """Wire the use cases to Slack, DynamoDB and CloudWatch."""
    clock = SystemClock()
    secret = SecretCredentials(boto3.client("secretsmanager", config=_STANDARD), settings.secret_arn)
    channel = Slack(secret, connect)
    table = boto3.client("dynamodb", config=_STANDARD)
    records = DynamoRecords(table, settings.table, clock.now, lambda: uuid4().hex)
    observations = CloudWatch(boto3.client("cloudwatch", config=_QUICK), settings.queue)
    options = NotifyOptions(
        language=settings.language,
        link_targets=settings.link_targets,
        messages_per_minute=settings.messages_per_minute,
    )
    return Notifier(
        Notify(channel, records, observations, clock, time.sleep, options),
        Flush(channel, records, clock, settings.language),
    )
