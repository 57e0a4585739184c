"""receipt_parser's handler: SQS batches in, partial failures out."""

import hashlib
import json
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import pytest
from aws_lambda_powertools.logging import utils

from receipt_parser import handler as module
from receipt_parser.telemetry import logger
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import EngineUnavailableError
from receipts.messages import UploadedObject, upload_event
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.escalate import Escalate
from tests.fakes.expense_reader import FakeExpenseReader
from tests.fakes.spending import FakeSpending
from tests.unit.usecases.conftest import BUCKET, READERS, TENANT, World


@dataclass
class Context:
    function_name: str = "receipt_parser"
    memory_limit_in_mb: int = 3008
    invoked_function_arn: str = "arn:aws:lambda:ap-northeast-2:123456789012:function:receipt_parser"
    aws_request_id: str = "52fdfc07-2182-454f-963f-5f0f9a621d72"


@pytest.fixture(autouse=True)
def own_logger() -> None:
    """Of all functions imported in this process the last speaks for `receipts`; here it is the parser."""
    utils.copy_config_to_registered_loggers(logger, include={"receipts"})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(module, "parse_receipt", lambda: world.parse)
    return world


def sent(world: World, photo: bytes) -> Receipt:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    return world.accept.take(TENANT, announced, BytesIO(photo)).receipt


def record(message_id: str, body: str) -> dict[str, Any]:
    return {"messageId": message_id, "body": body, "eventSource": "aws:sqs", "attributes": {}}


def announcing(world: World, message_id: str, *receipts: Receipt) -> dict[str, Any]:
    events = [
        json.loads(
            upload_event(BUCKET, UploadedObject(receipt.photo.key, receipt.photo.version), world.clock.now())
        )
        for receipt in receipts
    ]
    merged = {"Records": [one for event in events for one in event["Records"]]}
    return record(message_id, json.dumps(merged))


def invoke(*records: dict[str, Any]) -> list[str]:
    answer = module.handler({"Records": list(records)}, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_batch_is_read_and_nothing_comes_back(world: World) -> None:
    first, second = sent(world, b"one"), sent(world, b"two")
    assert invoke(announcing(world, "m1", first), announcing(world, "m2", second)) == []
    assert world.engine.reads == 2


def test_one_message_may_announce_several_photos(world: World) -> None:
    assert invoke(announcing(world, "m1", sent(world, b"one"), sent(world, b"two"))) == []
    assert world.engine.reads == 2


def test_a_photo_that_cannot_be_read_is_settled_and_not_delivered_again(world: World) -> None:
    bad, good = sent(world, FailureCause.ENCRYPTED_PDF.encode()), sent(world, b"good")
    assert invoke(announcing(world, "m1", bad), announcing(world, "m2", good)) == []
    assert world.store.get(TENANT, bad.id).failure is FailureCause.ENCRYPTED_PDF
    assert world.store.get(TENANT, good.id).status is not Status.QUEUED


def test_only_the_message_that_hit_trouble_is_delivered_again(world: World) -> None:
    good, crash = sent(world, b"good"), sent(world, b"crash")
    assert invoke(announcing(world, "m1", good), announcing(world, "m2", crash)) == ["m2"]


def test_a_batch_that_fails_whole_is_reported_item_by_item(world: World) -> None:
    world.objects.is_down = False
    receipts = sent(world, b"one"), sent(world, b"two")
    world.objects.is_down = True
    records = [announcing(world, f"m{n}", receipt) for n, receipt in enumerate(receipts)]
    assert invoke(*records) == ["m0", "m1"]


def test_the_test_event_of_s3_is_no_trouble(world: World) -> None:
    assert invoke(record("m1", '{"Service": "Amazon S3", "Event": "s3:TestEvent"}')) == []


def test_a_message_that_is_no_s3_event_goes_back_until_the_dead_letter_queue_takes_it(world: World) -> None:
    assert invoke(record("m1", "hello")) == ["m1"]


def test_every_log_line_of_a_reading_names_the_receipt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    world.topic.is_down = True
    receipt = sent(world, b"one")
    invoke(announcing(world, "m1", receipt))
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert {line["level"] for line in lines} == {"INFO", "WARNING"}
    assert all(line["receipt_id"] == str(receipt.id) for line in lines)


def test_trouble_is_logged_with_its_receipt_before_the_message_goes_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    crash = sent(world, b"crash")
    invoke(announcing(world, "m1", crash), record("m2", "hello"))
    errors = [line for line in map(json.loads, written.getvalue().splitlines()) if line["level"] == "ERROR"]
    assert [line["message_id"] for line in errors] == ["m1", "m2"]
    assert (errors[0]["receipt_id"], errors[0]["exception_name"]) == (str(crash.id), "RuntimeError")
    assert errors[1].get("receipt_id") is None


def test_a_reading_is_counted_with_its_seconds(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = sent(world, b"one")
    capsys.readouterr()
    invoke(announcing(world, "m1", receipt))
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert metrics["ReceiptsProcessed"] == [1.0]
    assert "ReadSeconds" in metrics


def test_what_is_held_back_and_what_names_no_version_is_counted_and_done(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(READERS - 1):
        invoke(announcing(world, f"d{number}", sent(world, b"crash %d" % number)))
    waiting = sent(world, b"one")
    stray = upload_event(BUCKET, UploadedObject(waiting.photo.key, "never was"), world.clock.now())
    capsys.readouterr()
    assert invoke(announcing(world, "m1", waiting), record("m2", stray)) == []
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert (metrics["ReceiptsHeldBack"], metrics["UnknownVersions"]) == ([1.0], [1.0])


def test_what_another_engine_cost_is_counted(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    reader = FakeExpenseReader()
    world.escalate = Escalate(1.0, reader, {}, FakeSpending())
    capsys.readouterr()
    invoke(announcing(world, "m1", sent(world, b"one")))
    reader.error = EngineUnavailableError("HTTP 500")
    invoke(announcing(world, "m2", sent(world, b"two")))
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    assert (first["EscalationCostUsd"], first["EscalationFailures"]) == ([0.06], [0.0])
    assert (second["EscalationCostUsd"], second["EscalationFailures"]) == ([0.0], [1.0])


def test_a_failure_is_counted_as_one(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    receipt = sent(world, FailureCause.EMPTY_FILE.encode())
    capsys.readouterr()
    invoke(announcing(world, "m1", receipt))
    assert '"ReceiptsFailed":[1.0]' in capsys.readouterr().out
