import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from botocore.stub import Stubber
from mypy_boto3_sns import SNSClient
from mypy_boto3_sqs import SQSClient

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


def messages(*bodies: str) -> list[OutboxMessage]:
    return [OutboxMessage(uuid4(), TENANT, Destination.UPLOADS, body) for body in bodies]


def test_a_batch_arrives_on_the_queue(queue: SqsQueue) -> None:
    batch = messages("영수증 1", "영수증 2")
    assert set(queue.send_all(batch)) == {message.id for message in batch}
    assert sorted(received(queue)) == ["영수증 1", "영수증 2"]


def test_a_batch_arrives_at_the_subscribers_of_the_topic(queue: SqsQueue, topic: SnsTopic) -> None:
    batch = messages("1", "2")
    assert set(topic.send_all(batch)) == {message.id for message in batch}
    assert sorted(json.loads(body)["Message"] for body in received(queue)) == ["1", "2"]


def test_of_a_batch_in_which_one_message_is_refused_the_others_count_as_taken(
    queue: SqsQueue, caplog: pytest.LogCaptureFixture
) -> None:
    good, bad = messages("good", "bad")
    with answering(queue.client, "send_message_batch", [good], refused=[bad]):
        assert queue.send_all([good, bad]) == [good.id]
    assert f"message {bad.id} was refused" in caplog.text


def test_a_batch_that_is_refused_altogether_is_unavailable(queue: SqsQueue, topic: SnsTopic) -> None:
    batch = messages("1", "2")
    with (
        answering(queue.client, "send_message_batch", [], refused=batch),
        pytest.raises(StorageUnavailableError),
    ):
        queue.send_all(batch)
    with answering(topic.client, "publish_batch", [], refused=batch), pytest.raises(StorageUnavailableError):
        topic.send_all(batch)


@contextmanager
def answering(
    client: SQSClient | SNSClient, operation: str, taken: list[OutboxMessage], refused: list[OutboxMessage]
) -> Iterator[None]:
    """As AWS answers a batch of which it does not take everything; moto always takes it."""
    successful = [{"Id": str(it.id), "MessageId": "1", "MD5OfMessageBody": "1"} for it in taken]
    failed = [{"Id": str(it.id), "SenderFault": True, "Code": "InvalidParameter"} for it in refused]
    with Stubber(client) as stubber:
        stubber.add_response(operation, {"Successful": successful, "Failed": failed})
        yield


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
        missing.send_all(messages("hello"))
    with pytest.raises(StorageUnavailableError):
        SnsTopic(topic.client, topic.arn + "-not").send(saying("hello"))


def test_a_turn_that_has_come_meanwhile_is_now(queue: SqsQueue) -> None:
    """SQS refuses a delay below 0; moto does not, so it is looked at what is sent."""
    sent: list[int] = []
    queue.client.meta.events.register(
        "provide-client-params.sqs.SendMessage", lambda params, **_: sent.append(params["DelaySeconds"])
    )
    queue.send_later(saying("late"), timedelta(seconds=-1.75))
    assert sent == [0]
