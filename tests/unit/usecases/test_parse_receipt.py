import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest

from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import SETTLED, Status
from receipts.domain.receipt import Reading
from receipts.domain.record import Receipt
from receipts.errors import StillProcessingError, StorageUnavailableError, UnknownObjectError
from receipts.messages import UploadedObject, uploads_in
from receipts.ports import ReceiptReader
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.parse_receipt import ParseOutcome, ParseResult
from tests.unit.usecases.conftest import READERS, TENANT, World


def sent(world: World, photo: bytes = b"a photo", tenant: UUID = TENANT) -> Receipt:
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    return world.accept.take(tenant, announced, BytesIO(photo)).receipt


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
    assert event["version"] == world.store.get(TENANT, receipt.id).version


def test_events_tell_which_of_two_came_last(world: World) -> None:
    receipt = sent(world, FailureCause.ENGINE_UNAVAILABLE.encode())
    world.parse(uploaded(receipt), delivery="m1")
    world.retry(TENANT, receipt.id)
    world.parse(uploaded(receipt), delivery="m2")
    first, second = (json.loads(event)["version"] for event in world.topic.sent)
    assert first < second == world.store.get(TENANT, receipt.id).version


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


def test_a_download_that_was_cut_is_tried_again(world: World) -> None:
    receipt = sent(world)
    world.objects.cut_downloads = 1
    assert world.parse(uploaded(receipt), delivery="m1").outcome is ParseOutcome.READ


def test_downloads_that_differ_each_time_are_our_trouble(world: World) -> None:
    receipt = sent(world)
    world.objects.cut_downloads = 2
    with pytest.raises(StorageUnavailableError):
        world.parse(uploaded(receipt), delivery="m1")
    assert world.parse(uploaded(receipt), delivery="m2").outcome is ParseOutcome.READ


@pytest.mark.parametrize("status", ["awaiting_upload", "queued", "failed", "read"])
def test_a_message_that_names_an_unknown_version_changes_nothing(world: World, status: str) -> None:
    if status == "awaiting_upload":
        photo = b"a photo"
        announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
        receipt = world.accept.open_slot(TENANT, announced).receipt
    else:
        receipt = sent(world, FailureCause.NOT_A_RECEIPT.encode() if status == "failed" else b"a photo")
    if status in {"failed", "read"}:
        world.parse(uploaded(receipt), delivery="m1")
    before = world.store.get(TENANT, receipt.id)
    stray = UploadedObject(receipt.photo.key, "never was")
    assert world.parse(stray, delivery="m2").outcome is ParseOutcome.UNKNOWN_VERSION
    assert world.store.get(TENANT, receipt.id) == before


def test_a_tenant_leaves_a_reader_to_the_others(world: World) -> None:
    ours = [sent(world, b"crash %d" % number) for number in range(READERS)]
    for number, receipt in enumerate(ours[:-1]):
        reading(world, receipt, f"m{number}")
    last = world.parse(uploaded(ours[-1]), delivery="m9")
    assert (last.outcome, last.receipt_id) == (ParseOutcome.HELD_BACK, ours[-1].id)
    assert uploads_in(world.queue.sent[-1]) == (uploaded(ours[-1]),)
    assert timedelta(0) < world.queue.delays[-1] < timedelta(seconds=10)
    theirs = sent(world, b"theirs", tenant=UUID(int=2))
    assert world.parse(uploaded(theirs), delivery="m10").outcome is ParseOutcome.READ


def test_what_is_held_back_comes_back_in_line(world: World) -> None:
    for number in range(READERS - 1):
        reading(world, sent(world, b"crash %d" % number), f"m{number}")
    sent_before = len(world.queue.sent) + 100
    for number in range(100):
        receipt = sent(world, b"photo %d" % number)
        assert world.parse(uploaded(receipt), delivery=f"n{number}").outcome is ParseOutcome.HELD_BACK
    delays = [it for it in world.queue.delays if it]
    assert delays == sorted(set(delays))
    assert len(world.queue.sent) == sent_before + 100


def read_while(world: World, happens: Callable[[], object]) -> ParseResult:
    """What comes of a photo during whose reading something else happens."""
    reader, receipt = world.reader, sent(world, b"read meanwhile")

    class Interrupted:
        def read(self, file: Path) -> Reading:
            world.reader = reader
            happens()
            return reader.read(file)

    world.reader = Interrupted()
    return world.parse(uploaded(receipt), delivery="m10")


def test_the_next_is_sent_at_once_when_a_reading_ends(world: World) -> None:
    reading(world, sent(world, b"crash"), "m0")
    waiting = sent(world, b"waits")

    def another_comes() -> None:
        assert world.parse(uploaded(waiting), delivery="m11").outcome is ParseOutcome.HELD_BACK

    assert read_while(world, another_comes).outcome is ParseOutcome.READ
    assert uploads_in(world.queue.sent[-1]) == (uploaded(waiting),)
    assert world.queue.delays[-1] == timedelta(0)
    assert world.parse(uploaded(waiting), delivery="m12").outcome is ParseOutcome.READ


def test_a_queue_that_takes_nobody_in_changes_nothing_for_what_was_read(world: World) -> None:
    reading(world, sent(world, b"crash"), "m0")
    waiting = sent(world, b"waits")

    def another_comes() -> None:
        world.parse(uploaded(waiting), delivery="m11")
        world.queue.is_down = True

    assert read_while(world, another_comes).outcome is ParseOutcome.READ


def test_a_receipt_that_is_held_back_is_known_to_have_come(world: World) -> None:
    for number in range(READERS - 1):
        reading(world, sent(world, b"crash %d" % number), f"m{number}")
    photo = b"a photo"
    announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
    slot = world.accept.open_slot(TENANT, announced).receipt
    stored = world.objects.put(slot.photo, BytesIO(photo))
    assert world.parse(uploaded(replace(slot, photo=stored)), "m9").outcome is ParseOutcome.HELD_BACK
    held = world.store.get(TENANT, slot.id)
    assert (held.status, held.photo.version) == (Status.QUEUED, stored.version)


def test_one_that_cannot_be_sent_again_stays_on_the_queue(world: World) -> None:
    for number in range(READERS - 1):
        reading(world, sent(world, b"crash %d" % number), f"m{number}")
    receipt = sent(world)
    world.queue.is_down = True
    with pytest.raises(StorageUnavailableError):
        world.parse(uploaded(receipt), delivery="m9")


def test_readers_that_died_do_not_hold_their_tenant_back_longer_than_their_lease(world: World) -> None:
    for number in range(READERS - 1):
        reading(world, sent(world, b"crash %d" % number), f"m{number}")
    world.clock.pass_time(world.parse.lease)
    assert world.parse(uploaded(sent(world)), delivery="m9").outcome is ParseOutcome.READ


def test_a_message_whose_own_reader_died_is_not_held_back_by_it(world: World) -> None:
    dead = [sent(world, b"crash %d" % number) for number in range(READERS - 1)]
    for number, receipt in enumerate(dead):
        reading(world, receipt, f"m{number}")
    with pytest.raises(RuntimeError):
        world.parse(uploaded(dead[0]), delivery="m0")


def reading(world: World, receipt: Receipt, delivery: str) -> None:
    """Leave the receipt claimed, as a reader does that is at work, or dead."""
    with pytest.raises(RuntimeError):
        world.parse(uploaded(receipt), delivery)


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


def test_a_photo_in_the_archive_is_not_tried_again_and_again(world: World) -> None:
    receipt = sent(world)
    world.objects.archived.add(receipt.photo.key)
    result = world.parse(uploaded(receipt), delivery="m1")
    assert (result.outcome, result.cause) == (ParseOutcome.FAILED, FailureCause.INTERNAL_ERROR)


def test_a_failed_receipt_is_read_again_on_request(world: World) -> None:
    receipt = sent(world, FailureCause.ENGINE_UNAVAILABLE.encode())
    world.parse(uploaded(receipt), delivery="m1")
    assert world.retry(TENANT, receipt.id).status is Status.QUEUED
    assert len(world.queue.sent) == 2
    assert world.parse(uploaded(receipt), delivery="m2").outcome is ParseOutcome.FAILED


@dataclass
class GivenBackMeanwhile:
    """Another delivery of the same message meets an outage and gives the claim back while this one reads."""

    world: World
    reader: ReceiptReader
    receipt: Receipt

    def read(self, file: Path) -> Reading:
        photo, now = self.receipt.photo, self.world.clock.now()
        lease = timedelta(minutes=7)
        claim = self.world.store.claim(photo.key, photo.version, claimed_by="m1", now=now, lease=lease)
        assert isinstance(claim, Claim)
        assert self.world.store.give_back(claim)
        return self.reader.read(file)


def test_a_claim_that_was_given_back_is_not_taken_for_settled(world: World) -> None:
    """Acknowledged, it would wait for hours until somebody finds it stuck."""
    receipt = sent(world)
    world.reader = GivenBackMeanwhile(world, world.reader, receipt)
    with pytest.raises(StillProcessingError):
        world.parse(uploaded(receipt), delivery="m1")
    assert world.store.get(TENANT, receipt.id).status is Status.QUEUED
