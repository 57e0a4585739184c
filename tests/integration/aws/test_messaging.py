import json

import pytest

from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from receipts.errors import StorageUnavailableError


def received(queue: SqsQueue) -> list[str]:
    answer = queue.client.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_a_message_arrives_on_the_queue_as_it_was_sent(queue: SqsQueue) -> None:
    queue.send("영수증")
    assert received(queue) == ["영수증"]


def test_a_message_arrives_at_the_subscribers_of_the_topic(queue: SqsQueue, topic: SnsTopic) -> None:
    topic.send('{"status": "parsed"}')
    (body,) = received(queue)
    assert json.loads(body)["Message"] == '{"status": "parsed"}'


def test_a_queue_or_topic_that_is_not_there_is_unavailable(queue: SqsQueue, topic: SnsTopic) -> None:
    assert queue.is_ready()
    missing = SqsQueue(queue.client, queue.url + "-not")
    assert not missing.is_ready()
    with pytest.raises(StorageUnavailableError):
        missing.send("hello")
    with pytest.raises(StorageUnavailableError):
        SnsTopic(topic.client, topic.arn + "-not").send("hello")
