"""The worker of compose.yaml: what an event source of Lambda's does, in one process."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from mypy_boto3_sqs import SQSClient

from local.worker import Context, Event, Worker, is_alive

DONE: dict[str, Any] = {"batchItemFailures": []}


class Handler:
    """Remembers what it was asked, and answers what it was made with."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.records: list[Event] = []

    def __call__(self, event: Event, context: Context) -> dict[str, Any]:
        self.records += event["Records"]
        return self.answer


@pytest.fixture
def url(sqs: SQSClient) -> str:
    """A queue whose messages come again at once, with one in it."""
    made = sqs.create_queue(QueueName="uploads", Attributes={"VisibilityTimeout": "0"})["QueueUrl"]
    sqs.send_message(QueueUrl=made, MessageBody="photo")
    return made


def waiting(sqs: SQSClient, url: str) -> int:
    return len(sqs.receive_message(QueueUrl=url).get("Messages", []))


def test_a_message_is_handed_over_as_lambda_does_and_is_gone(
    sqs: SQSClient, url: str, tmp_path: Path
) -> None:
    handler = Handler(DONE)
    Worker(sqs, url, handler, tmp_path / "alive").poll()
    (record,) = handler.records
    assert (record["body"], record["eventSource"]) == ("photo", "aws:sqs")
    assert int(record["attributes"]["ApproximateReceiveCount"]) == 1
    assert waiting(sqs, url) == 0


def test_a_message_that_was_given_back_comes_again(sqs: SQSClient, url: str, tmp_path: Path) -> None:
    handler = Handler({"batchItemFailures": [{"itemIdentifier": "it"}]})
    Worker(sqs, url, handler, tmp_path / "alive").poll()
    assert waiting(sqs, url) == 1


def test_told_to_stop_it_finishes_what_it_has_in_hand(sqs: SQSClient, url: str, tmp_path: Path) -> None:
    def stopped_meanwhile(event: Event, context: Context) -> dict[str, Any]:
        worker.stop(signal.SIGTERM, None)
        return DONE

    worker = Worker(sqs, url, stopped_meanwhile, tmp_path / "alive")
    worker.run()
    assert waiting(sqs, url) == 0


def test_told_to_stop_while_it_waits_it_ends_at_once(sqs: SQSClient, url: str, tmp_path: Path) -> None:
    worker = Worker(sqs, url, Handler(DONE), tmp_path / "alive")
    worker.poll()
    with pytest.raises(SystemExit) as end:
        worker.stop(signal.SIGTERM, None)
    assert end.value.code == 0


def test_who_has_asked_for_messages_lately_is_alive(sqs: SQSClient, url: str, tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    assert not is_alive(alive)
    Worker(sqs, url, Handler(DONE), alive).poll()
    assert is_alive(alive)
    os.utime(alive, (0, 0))
    assert not is_alive(alive)
