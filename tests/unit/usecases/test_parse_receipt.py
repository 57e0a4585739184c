import hashlib
import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.receipt import Receipt
from receipts.errors import StillProcessingError, StorageUnavailableError, UnknownObjectError
from receipts.messages import UploadedObject
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.parse_receipt import ParseOutcome
from tests.unit.usecases.conftest import TENANT, World


def sent(world: World, photo: bytes = b"a photo") -> Receipt:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    return world.accept.take(TENANT, announced, BytesIO(photo)).receipt


def uploaded(receipt: Receipt) -> UploadedObject:
    return UploadedObject(receipt.photo.key, receipt.photo.version)


def test_a_photo_becomes_a_record(world: World) -> None:
    receipt = sent(world)
    result = world.parse(uploaded(receipt), delivery="m1")
    assert (result.outcome, result.receipt_id) == (ParseOutcome.READ, receipt.id)
    settled = world.store.get(TENANT, receipt.id)
    assert settled.status in {Status.PARSED, Status.NEEDS_REVIEW}
    assert settled.reading is not None
    assert settled.reading.amounts.total == Decimal(2500)
    assert settled.reading.engine is not None
    assert settled.reading.engine.name == "fake"


def test_subscribers_are_told_how_it_ended(world: World) -> None:
    receipt = sent(world)
    world.parse(uploaded(receipt), delivery="m1")
    (event,) = map(json.loads, world.topic.sent)
    assert event["receipt_id"] == str(receipt.id)
    assert event["status"] in SETTLED


def test_a_message_delivered_twice_is_read_once(world: World) -> None:
    receipt = sent(world)
    world.parse(uploaded(receipt), delivery="m1")
    again = world.parse(uploaded(receipt), delivery="m1")
    assert again.outcome is ParseOutcome.ALREADY_SETTLED
    assert (world.engine.reads, len(world.topic.sent)) == (1, 1)


@pytest.mark.parametrize("cause", FailureCause)
def test_a_photo_that_cannot_be_read_fails_with_its_cause_and_keeps_the_photo(
    world: World, cause: FailureCause
) -> None:
    receipt = sent(world, cause.encode())
    result = world.parse(uploaded(receipt), delivery="m1")
    assert (result.outcome, result.cause) == (ParseOutcome.FAILED, cause)
    settled = world.store.get(TENANT, receipt.id)
    assert (settled.status, settled.failure) == (Status.FAILED, cause)
    assert receipt.photo.key in world.objects.bodies


def test_a_photo_that_changed_on_its_way_is_not_read(world: World) -> None:
    receipt = sent(world)
    world.objects.bodies[receipt.photo.key] = b"another photo"
    assert world.parse(uploaded(receipt), delivery="m1").cause is FailureCause.CHECKSUM_MISMATCH
    assert world.engine.reads == 0


def test_a_bucket_that_does_not_answer_is_no_failure_of_the_receipt(world: World) -> None:
    receipt = sent(world)
    world.objects.is_down = True
    with pytest.raises(StorageUnavailableError):
        world.parse(uploaded(receipt), delivery="m1")
    world.objects.is_down = False
    assert world.parse(uploaded(receipt), delivery="m1").outcome is ParseOutcome.READ


def test_when_a_reader_dies_its_own_message_takes_over_at_once(world: World) -> None:
    receipt = sent(world, b"crash")
    with pytest.raises(RuntimeError):
        world.parse(uploaded(receipt), delivery="m1")
    with pytest.raises(RuntimeError):
        world.parse(uploaded(receipt), delivery="m1")
    assert world.engine.reads == 2


def test_another_message_waits_until_the_lease_of_a_dead_reader_ends(world: World) -> None:
    receipt = sent(world, b"crash")
    with pytest.raises(RuntimeError):
        world.parse(uploaded(receipt), delivery="m1")
    with pytest.raises(StillProcessingError):
        world.parse(uploaded(receipt), delivery="m2")
    world.clock.pass_time(world.parse.lease + timedelta(seconds=1))
    with pytest.raises(RuntimeError):
        world.parse(uploaded(receipt), delivery="m2")


def test_an_object_nobody_announced_is_refused(world: World) -> None:
    with pytest.raises(UnknownObjectError, match="uploads/stray"):
        world.parse(UploadedObject("uploads/stray", None), delivery="m1")


def test_a_topic_that_is_down_costs_no_reading(world: World) -> None:
    receipt = sent(world)
    world.topic.is_down = True
    assert world.parse(uploaded(receipt), delivery="m1").outcome is ParseOutcome.READ
    world.topic.is_down = False
    world.clock.pass_time(timedelta(minutes=5))
    assert world.reconcile().sent == 1


def test_a_failed_receipt_is_read_again_on_request(world: World) -> None:
    receipt = sent(world, FailureCause.ENGINE_UNAVAILABLE.encode())
    world.parse(uploaded(receipt), delivery="m1")
    assert world.retry(TENANT, receipt.id).status is Status.QUEUED
    assert len(world.queue.sent) == 2
    assert world.parse(uploaded(receipt), delivery="m2").outcome is ParseOutcome.FAILED
