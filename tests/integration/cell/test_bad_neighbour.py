"""Two tenants at one parser: what one of them sends costs the other nothing but a few seconds."""

import hashlib
import json
from io import BytesIO, StringIO
from itertools import chain
from uuid import UUID

import pytest

from receipt_parser import handler as module
from receipt_parser.telemetry import logger
from receipts.adapters.cell import Cell, Limits
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.messages import UploadedObject, upload_event
from receipts.usecases.accept_receipt import Announcement
from tests.integration.cell.conftest import ENVIRONMENT, FAKE, HASTY, LIMITS
from tests.integration.cell.test_cell import ENDLESS, HOSTILE
from tests.unit.functions.test_receipt_parser import Context, record
from tests.unit.usecases.conftest import BUCKET, World

BAD, GOOD = UUID(int=1), UUID(int=2)
READ = {Status.PARSED, Status.NEEDS_REVIEW}


@pytest.fixture
def world(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> World:
    """A parser that reads in a cell; all else is fake."""
    world = World()
    world.reader = cell
    monkeypatch.setattr(module, "parse_receipt", lambda: world.parse)
    return world


def deliver(world: World, receipt: Receipt) -> list[str]:
    """One message, as the queue hands it over; what must be delivered again."""
    uploaded = UploadedObject(receipt.photo.key, receipt.photo.version)
    message = record(str(receipt.id), upload_event(BUCKET, uploaded, world.clock.now()))
    answer = module.handler({"Records": [message]}, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def sent(world: World, tenant: UUID, photo: str) -> Receipt:
    body = photo.encode()
    announced = Announcement("image/jpeg", len(body), hashlib.sha256(body).hexdigest())
    return world.accept.take(tenant, announced, BytesIO(body)).receipt


@pytest.mark.parametrize(
    ("limits", "photos"), [(LIMITS, HOSTILE), (HASTY, ENDLESS)], ids=["hostile", "endless"]
)
def test_every_photo_of_a_good_neighbour_is_read_and_no_message_comes_back(
    world: World, limits: Limits, photos: list[str]
) -> None:
    bad = [sent(world, BAD, photo) for photo in photos]
    good = [sent(world, GOOD, f"good {number}") for number, _ in enumerate(bad)]
    with Cell(FAKE, ENVIRONMENT, limits) as world.reader:
        come_back = [deliver(world, receipt) for receipt in chain(*zip(bad, good, strict=True))]
    assert come_back == [[]] * 2 * len(bad)
    assert {world.store.get(BAD, receipt.id).failure for receipt in bad} == {FailureCause.TOO_COMPLEX}
    assert {world.store.get(GOOD, receipt.id).status for receipt in good} <= READ


def test_a_fault_of_ours_brings_its_own_message_back_and_is_logged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    fault, good = sent(world, BAD, "fault"), sent(world, GOOD, "good")
    assert deliver(world, fault) == [str(fault.id)]
    assert deliver(world, good) == []
    (error,) = [one for one in map(json.loads, written.getvalue().splitlines()) if one["level"] == "ERROR"]
    assert error["exception_name"] == "ReaderFaultError"
    assert error["receipt_id"] == str(fault.id)
    assert "raise_with_text" in error["exception"]
    assert "4111" not in written.getvalue()


def test_a_reading_is_counted_with_its_memory(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(world, sent(world, GOOD, "good"))
    (metrics,) = [json.loads(line) for line in capsys.readouterr().out.splitlines() if '"_aws"' in line]
    (megabytes,) = metrics["ReadPeakMegabytes"]
    assert 10 < megabytes < 300
