"""Receives messages from the upload queue and passes each to the parser, as Lambda does on AWS.

For containers, where there is no Lambda: `python -m worker`, with the parser's own settings. It reads one
message at a time; more containers read more at once. An error ends it, and its container is restarted.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import FrameType

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

_POLL_SECONDS = 10
_SILENT_SECONDS = 150
"""Longer than a poll and the 120 s that a photo may take with two starts of its reader."""
ALIVE = Path("/tmp/worker-alive")  # noqa: S108 - nobody else is in the container

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Context:
    """What Lambda tells a function about itself, as far as it is used here."""

    function_name: str = "receipt-parser"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 1536
    invoked_function_arn: str = "arn:aws:lambda:local:000000000000:function:receipt-parser"
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))


@dataclass(slots=True)
class Worker:
    """When stopped it first finishes the message it is working on."""

    queue: SQSClient
    url: str
    handler: Callable[[Event, Context], Mapping[str, Any]]
    alive: Path = ALIVE
    is_busy: bool = False
    is_stopping: bool = False

    def run(self) -> None:
        while not self.is_stopping:
            self.poll()

    def poll(self) -> None:
        """Wait for a message and have it read; if that fails, SQS sends it again."""
        self.alive.touch()
        answer = self.queue.receive_message(
            QueueUrl=self.url,
            MaxNumberOfMessages=1,
            WaitTimeSeconds=_POLL_SECONDS,
            MessageSystemAttributeNames=["All"],
        )
        self.is_busy = True
        for message in answer.get("Messages", []):
            failed = self.handler({"Records": [_record(message)]}, Context())["batchItemFailures"]
            if not failed:
                self.queue.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        self.is_busy = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        """To be called by a signal."""
        self.is_stopping = True
        if not self.is_busy:
            sys.exit(0)


def _record(message: MessageTypeDef) -> Event:
    """A message as an event source hands it over.

    https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
    """
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {},
        "md5OfBody": message.get("MD5OfBody", ""),
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:local:000000000000:receipt-uploads",
        "awsRegion": os.environ.get("AWS_REGION", ""),
    }


def is_alive(alive: Path = ALIVE) -> bool:
    """Whether a worker has asked for messages lately."""
    return alive.exists() and time.time() - alive.stat().st_mtime < _SILENT_SECONDS


def main() -> None:
    """Work until a signal stops it."""
    from receipt_parser.handler import handler, reader  # noqa: PLC0415 - `--is-alive` can do without
    from receipts.adapters.aws import sqs_client  # noqa: PLC0415 - the same

    reader()  # it loads its models meanwhile
    worker = Worker(sqs_client(), os.environ["RECEIPT_QUEUE_URL"], handler)
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()


if __name__ == "__main__":
    if sys.argv[1:] == ["--is-alive"]:
        sys.exit(not is_alive())
    main()
