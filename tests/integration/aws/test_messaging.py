import json
from datetime import timedelta
from uuid import UUID

import pytest

from receipts.adapters.sns import SnsTopic
from receipts.adapters.sqs import SqsQueue
from receipts.errors import StorageUnavailableError
from receipts.ports import Destination, OutboxMessage

TENANT = UUID(int=1)


def saying(body: str) -> OutboxMessage:
    return OutboxMessage(UUID(int=2), TENANT, Destination.UPLOADS, body)


def received(queue: SqsQueue) -> list[str]:
    answer = queue.client.receive_message(QueueUrl=queue.url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_a_message_arrives_on_the_queue_as_it_was_sent(queue: SqsQueue) -> None:
    queue.send(saying("영수증"))
    assert received(queue) == ["영수증"]


def test_a_message_belongs_to_the_group_of_its_tenant(queue: SqsQueue) -> None:
    queue.send(saying("영수증"))
    answer = queue.client.receive_message(
        QueueUrl=queue.url, MessageSystemAttributeNames=["MessageGroupId"], MaxNumberOfMessages=10
    )
    (message,) = answer["Messages"]
    assert message["Attributes"]["MessageGroupId"] == str(TENANT)


def test_a_message_for_later_is_not_there_yet(queue: SqsQueue) -> None:
    queue.send_later(saying("later"), timedelta(seconds=899.5))
    queue.send_later(saying("now"), timedelta(0))
    assert received(queue) == ["now"]
    waiting = queue.client.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["All"])["Attributes"]
    assert waiting["ApproximateNumberOfMessagesDelayed"] == "1"


def test_a_message_arrives_at_the_subscribers_of_the_topic(queue: SqsQueue, topic: SnsTopic) -> None:
    topic.send(saying('{"status": "parsed"}'))
    (body,) = received(queue)
    assert json.loads(body)["Message"] == '{"status": "parsed"}'


def test_a_queue_or_topic_that_is_not_there_is_unavailable(queue: SqsQueue, topic: SnsTopic) -> None:
    assert queue.is_ready()
    missing = SqsQueue(queue.client, queue.url + "-not")
    assert not missing.is_ready()
    with pytest.raises(StorageUnavailableError):
        missing.send(saying("hello"))
    with pytest.raises(StorageUnavailableError):
        SnsTopic(topic.client, topic.arn + "-not").send(saying("hello"))
