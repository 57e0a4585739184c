"""dead_letter_settler's handler: dead letters in, what stays in the queue out."""

import hashlib
import json
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dead_letter_settler import handler as module
from dead_letter_settler.telemetry import logger
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt, StoredObject
from receipts.errors import InvalidMessageError
from receipts.messages import UploadedObject, upload_event, uploads_in
from receipts.usecases.accept_receipt import Announcement
from tests.unit.functions.test_receipt_parser import Context
from tests.unit.usecases.conftest import BUCKET, TENANT, World

EVENTS = Path(__file__).parents[3] / "events"
SOURCE = "arn:aws:sqs:ap-northeast-2:123456789012:receipt-uploads"
CARD = "4579-7312-3456-1234"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(module, "settle_dead_letter", lambda: world.settle)
    return world


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return written


def lines_of(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The metrics of the one invocation since the last look."""
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert metrics["service"] == "dead-letter-settler"
    return dict(metrics)


def sent(world: World, photo: bytes) -> Receipt:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    return world.accept.take(TENANT, announced, BytesIO(photo)).receipt


def record(
    message_id: str, body: str, sent_at: datetime = datetime(2026, 11, 22, tzinfo=UTC)
) -> dict[str, Any]:
    attributes = {
        "SentTimestamp": str(int(sent_at.timestamp() * 1000)),
        "ApproximateReceiveCount": "6",
        "DeadLetterQueueSourceArn": SOURCE,
    }
    return {"messageId": message_id, "body": body, "eventSource": "aws:sqs", "attributes": attributes}


def died(world: World, photo: bytes) -> Receipt:
    """A receipt whose photo five readers died of, long enough ago."""
    receipt = sent(world, photo)
    for number in range(5):
        world.store.claim(
            receipt.photo.key, None, claimed_by=f"d{number}", now=world.clock.now(), lease=world.parse.lease
        )
        world.clock.pass_time(world.parse.lease)
    return receipt


def announcing(world: World, message_id: str, *receipts: Receipt) -> dict[str, Any]:
    events = [
        json.loads(upload_event(BUCKET, UploadedObject(one.photo.key, None), world.clock.now()))
        for one in receipts
    ]
    merged = {"Records": [one for event in events for one in event["Records"]]}
    return record(message_id, json.dumps(merged), world.clock.now())


def invoke(*records: dict[str, Any]) -> list[str]:
    answer = module.handler({"Records": list(records)}, Context(function_name="dead_letter_settler"))
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def status_of(world: World, receipt: Receipt) -> Status:
    return world.store.get(TENANT, receipt.id).status


def test_dead_letters_become_failed_receipts_that_are_counted_and_named(
    world: World, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, three = died(world, b"one"), died(world, b"two"), died(world, b"three")
    assert invoke(announcing(world, "m1", one), announcing(world, "m2", two, three)) == []
    assert {status_of(world, receipt) for receipt in (one, two, three)} == {Status.FAILED}
    assert counted(capsys)["ReceiptsDeadLettered"] == [1.0, 1.0, 1.0]
    lines = lines_of(log)
    assert [line["receipt_id"] for line in lines] == [str(receipt.id) for receipt in (one, two, three)]
    assert {(line["tenant_id"], line["cause"]) for line in lines} == {(str(TENANT), "internal_error")}


def test_a_receipt_settled_before_is_not_counted_again(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = died(world, b"one")
    invoke(announcing(world, "m1", receipt))
    counted(capsys)
    assert invoke(announcing(world, "m1", receipt)) == []
    assert "ReceiptsDeadLettered" not in counted(capsys)


def test_a_receipt_that_only_met_our_trouble_is_queued_again_and_counted(
    world: World, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = sent(world, b"one")
    assert invoke(announcing(world, "m1", receipt)) == []
    assert status_of(world, receipt) is Status.QUEUED
    metrics = counted(capsys)
    assert metrics["DeadLettersRequeued"] == [1.0]
    assert "ReceiptsDeadLettered" not in metrics
    (line,) = lines_of(log)
    assert (line["receipt_id"], line["tenant_id"]) == (str(receipt.id), str(TENANT))


def test_a_receipt_that_is_being_read_stays_in_the_queue_and_delays_no_other(world: World) -> None:
    dead, read = died(world, b"two"), died(world, b"one")
    lease = world.parse.lease
    world.store.claim(read.photo.key, None, claimed_by="another", now=world.clock.now(), lease=lease)
    batch = announcing(world, "m1", read), announcing(world, "m2", dead)
    assert invoke(*batch) == ["m1"]
    assert (status_of(world, read), status_of(world, dead)) == (Status.PROCESSING, Status.FAILED)
    world.clock.pass_time(lease)
    assert invoke(*batch) == []
    assert status_of(world, read) is Status.FAILED


def test_while_the_database_is_away_everything_stays_in_the_queue(
    world: World, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = announcing(world, "m1", sent(world, b"one")), announcing(world, "m2", sent(world, b"two"))
    world.store.is_down = True
    assert invoke(*batch) == ["m1", "m2"]
    assert counted(capsys)["DeadLettersUnsettled"] == [1.0, 1.0]
    assert {line["exception_name"] for line in lines_of(log)} == {"StorageUnavailableError"}
    world.store.is_down = False
    assert invoke(*batch) == []


@pytest.mark.parametrize(
    "body",
    [
        "hello",
        "{}",
        '{"Service": "Amazon S3", "Event": "s3:TestEvent"}',
        json.dumps({"note": "영수증", "card": CARD}, ensure_ascii=False),
    ],
)
def test_what_is_no_upload_is_counted_and_lives_on_in_the_log_with_its_cards_covered(
    world: World, log: StringIO, capsys: pytest.CaptureFixture[str], body: str
) -> None:
    good = died(world, b"good")
    assert invoke(record("m1", body), announcing(world, "m2", good)) == []
    metrics = counted(capsys)
    assert (metrics["UnknownDeadLetters"], metrics["ReceiptsDeadLettered"]) == ([1.0], [1.0])
    unknown, settled = lines_of(log)
    assert unknown["body"] == body.replace(CARD, "4579-73**-****-1234")
    assert (unknown["level"], unknown["message_id"], unknown["source_queue"]) == ("ERROR", "m1", SOURCE)
    assert settled["receipt_id"] == str(good.id)
    assert CARD not in log.getvalue()


def test_a_long_unknown_body_is_logged_whole_in_lines_that_cloudwatch_takes(
    world: World, log: StringIO
) -> None:
    body = '영"\n' * 60_000
    assert invoke(record("m1", body)) == []
    lines = lines_of(log)
    assert "".join(line["body"] for line in lines) == body
    assert max(len(line.encode()) for line in log.getvalue().splitlines()) < 256 * 1024


def test_an_object_of_no_receipt_is_unknown_and_delays_no_other(
    world: World, log: StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    known = died(world, b"known")
    stray = Receipt(
        UUID(int=9),
        TENANT,
        Status.QUEUED,
        StoredObject("uploads/stray/9", "image/jpeg", 1, "0" * 64),
        world.clock.now(),
        world.clock.now(),
    )
    assert invoke(announcing(world, "m1", stray, known)) == []
    assert counted(capsys)["UnknownDeadLetters"] == [1.0]
    assert status_of(world, known) is Status.FAILED
    assert "uploads/stray/9" in lines_of(log)[0]["reason"]


def test_a_line_about_rubbish_names_no_receipt_of_the_message_before(world: World, log: StringIO) -> None:
    invoke(announcing(world, "m1", sent(world, b"one")), record("m2", "hello"))
    assert "receipt_id" not in lines_of(log)[-1]


class TestSampleEvents:
    """events/dead_letter_*.json, which `sam local invoke` is tried with."""

    def load(self, name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((EVENTS / f"dead_letter_{name}.json").read_text())
        for one in content["Records"]:
            assert one["attributes"]["DeadLetterQueueSourceArn"] == SOURCE
            assert int(one["attributes"]["ApproximateReceiveCount"]) > 5
            assert hashlib.md5(one["body"].encode(), usedforsecurity=False).hexdigest() == one["md5OfBody"]
        return content

    @pytest.mark.parametrize(("name", "messages"), [("upload", 1), ("repeated", 2)])
    def test_of_uploads_queue_one_receipt_again(
        self, world: World, capsys: pytest.CaptureFixture[str], name: str, messages: int
    ) -> None:
        event = self.load(name)
        (announced,) = {one for message in event["Records"] for one in uploads_in(message["body"])}
        _, tenant, receipt = announced.key.split("/")
        photo = StoredObject(announced.key, "image/jpeg", 1, "0" * 64)
        now = world.clock.now()
        world.store.add(Receipt(UUID(receipt), UUID(tenant), Status.QUEUED, photo, now, now))
        assert invoke(*event["Records"]) == []
        assert len(event["Records"]) == messages
        assert world.store.get(UUID(tenant), UUID(receipt)).status is Status.QUEUED
        assert counted(capsys)["DeadLettersRequeued"] == [1.0]

    def test_of_rubbish_end_in_the_log(self, world: World, capsys: pytest.CaptureFixture[str]) -> None:
        event = self.load("unknown")
        with pytest.raises(InvalidMessageError):
            uploads_in(event["Records"][0]["body"])
        assert uploads_in(event["Records"][1]["body"]) == ()
        assert invoke(*event["Records"]) == []
        assert counted(capsys)["UnknownDeadLetters"] == [1.0, 1.0]
