import hashlib
import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Protocol

import pytest

from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import StillProcessingError, StorageUnavailableError, UnknownObjectError
from receipts.messages import UploadedObject, uploads_in
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.parse_receipt import ParseOutcome
from receipts.usecases.settle_dead_letter import SettleOutcome, SettleResult
from tests.fixtures.makers import announcing
from tests.unit.usecases.conftest import TENANT, World

FIVE_TRIES = timedelta(hours=1)
PHOTO = b"crash"  # what the fake engine dies of


class Trouble(Protocol):
    is_down: bool


def announced(photo: bytes = PHOTO) -> Announcement:
    return Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())


def sent(world: World, photo: bytes = PHOTO) -> Receipt:
    return world.accept.take(TENANT, announced(photo), BytesIO(photo)).receipt


def uploaded(receipt: Receipt) -> UploadedObject:
    return UploadedObject(receipt.photo.key, receipt.photo.version)


def given_up(world: World, receipt: Receipt, message: str = "m1") -> datetime:
    """Five readers of this message die; answers when it was sent."""
    sent_at = world.clock.now()
    for _ in range(5):
        world.clock.pass_time(FIVE_TRIES / 5)
        with pytest.raises(RuntimeError):
            world.parse(uploaded(receipt), delivery=message)
    return sent_at


def settle(world: World, receipt: Receipt, sent_at: datetime, message: str = "m1") -> SettleResult:
    return world.settle(uploaded(receipt), message, sent_at)


def test_a_receipt_that_was_given_up_fails_and_keeps_its_photo(world: World) -> None:
    receipt = sent(world)
    result = settle(world, receipt, given_up(world, receipt))
    assert result == SettleResult(SettleOutcome.SETTLED, receipt.id, TENANT)
    failed = world.store.get(TENANT, receipt.id)
    assert (failed.status, failed.failure) == (Status.FAILED, FailureCause.INTERNAL_ERROR)
    assert receipt.photo.key in world.objects.bodies


def through_an_outage(world: World, receipt: Receipt, message: str, broken: Trouble) -> datetime:
    """Five tries while `broken`; answers when the message was sent."""
    sent_at = world.clock.now()
    broken.is_down = True
    for _ in range(5):
        world.clock.pass_time(FIVE_TRIES / 5)
        with pytest.raises(StorageUnavailableError):
            world.parse(uploaded(receipt), delivery=message)
    broken.is_down = False
    return sent_at


@pytest.mark.parametrize("part", ["objects", "store"])
def test_an_outage_of_any_length_fails_nothing(world: World, part: str) -> None:
    world.engine.is_mended = True
    receipts = [sent(world, b"photo %d" % number) for number in range(12)]
    for tries in range(3):
        for receipt in receipts:
            sent_at = through_an_outage(world, receipt, f"m{tries}", getattr(world, part))
            result = settle(world, receipt, sent_at, message=f"m{tries}")
            assert result == SettleResult(SettleOutcome.REQUEUED, receipt.id, TENANT)
            assert world.store.get(TENANT, receipt.id).status is Status.QUEUED
    for receipt in receipts:
        assert world.parse(uploaded(receipt), delivery="m9").outcome is ParseOutcome.READ
    assert "failed" not in {json.loads(event)["status"] for event in world.topic.sent}


def test_what_is_queued_again_is_sent_by_the_reconciler(world: World) -> None:
    receipt = sent(world)
    settle(world, receipt, through_an_outage(world, receipt, "m1", world.objects))
    assert len(world.queue.sent) == 1
    world.clock.pass_time(timedelta(minutes=2))
    assert world.reconcile().sent == 1
    assert uploads_in(world.queue.sent[1]) == (uploaded(receipt),)


def test_a_database_that_goes_away_while_a_photo_is_read_is_no_fault_of_the_photo(world: World) -> None:
    receipt = sent(world)
    world.engine.is_mended = True
    for _ in range(9):
        world.store.fails_to_record = 1
        with pytest.raises(StorageUnavailableError):
            world.parse(uploaded(receipt), delivery="m1")
        assert world.store.get(TENANT, receipt.id).status is Status.QUEUED
    assert settle(world, receipt, world.clock.now()).outcome is SettleOutcome.REQUEUED


def test_a_try_that_met_trouble_holds_up_no_other_message(world: World) -> None:
    receipt = sent(world)
    world.engine.is_mended = True
    through_an_outage(world, receipt, "m1", world.objects)
    assert world.parse(uploaded(receipt), delivery="m2").outcome is ParseOutcome.READ


def test_readers_that_died_of_it_are_counted_over_several_messages(world: World) -> None:
    receipt = sent(world)
    for message in ("m1", "m2"):
        sent_at = world.clock.now()
        for _ in range(3):
            with pytest.raises(RuntimeError):
                world.parse(uploaded(receipt), delivery=message)
        outcome = settle(world, receipt, sent_at, message).outcome
        world.clock.pass_time(timedelta(hours=1))
    assert outcome is SettleOutcome.SETTLED
    assert world.store.get(TENANT, receipt.id).failure is FailureCause.INTERNAL_ERROR


def test_four_readers_that_died_do_not_make_an_outage_the_fault_of_the_photo(world: World) -> None:
    receipt = sent(world)
    for _ in range(4):
        with pytest.raises(RuntimeError):
            world.parse(uploaded(receipt), delivery="m1")
    sent_at = through_an_outage(world, receipt, "m1", world.objects)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.REQUEUED


def test_a_photo_that_is_lost_is_not_waited_for_for_ever(world: World) -> None:
    receipt = sent(world)
    world.objects.bodies.clear()
    for _ in range(5):
        with pytest.raises(UnknownObjectError):
            world.parse(uploaded(receipt), delivery="m1")
    assert settle(world, receipt, world.clock.now()).outcome is SettleOutcome.SETTLED


def test_a_late_duplicate_does_not_queue_it_twice(world: World) -> None:
    receipt = sent(world)
    sent_at = through_an_outage(world, receipt, "m1", world.objects)
    settle(world, receipt, sent_at)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.LEFT_ALONE
    world.clock.pass_time(timedelta(minutes=2))
    assert world.reconcile().sent == 1


def test_subscribers_are_told_once(world: World) -> None:
    receipt = sent(world)
    sent_at = given_up(world, receipt)
    settle(world, receipt, sent_at)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.LEFT_ALONE
    (event,) = map(json.loads, world.topic.sent)
    assert (event["receipt_id"], event["status"]) == (str(receipt.id), "failed")


def test_a_photo_put_while_the_database_was_away_is_not_taken_for_an_unused_slot(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced()).receipt
    assert settle(world, slot, world.clock.now()).outcome is SettleOutcome.REQUEUED
    world.clock.pass_time(timedelta(days=1))
    assert world.reconcile().expired == 0
    assert world.store.get(TENANT, slot.id).status is Status.QUEUED


def test_one_retry_reads_it_once_the_fault_is_gone(world: World) -> None:
    receipt = sent(world)
    settle(world, receipt, given_up(world, receipt))
    world.retry(TENANT, receipt.id)
    world.engine.is_mended = True
    assert world.parse(uploaded(receipt), delivery="m2").outcome is ParseOutcome.READ


def test_a_late_duplicate_does_not_fail_the_retry(world: World) -> None:
    receipt = sent(world)
    sent_at = given_up(world, receipt)
    settle(world, receipt, sent_at)
    world.retry(TENANT, receipt.id)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.LEFT_ALONE
    assert world.store.get(TENANT, receipt.id).status is Status.QUEUED
    assert len(world.topic.sent) == 1


def test_a_retry_that_is_given_up_too_fails_again(world: World) -> None:
    receipt = sent(world)
    settle(world, receipt, given_up(world, receipt))
    world.retry(TENANT, receipt.id)
    again = given_up(world, receipt, message="m2")
    assert settle(world, receipt, again, message="m2").outcome is SettleOutcome.SETTLED
    assert world.store.get(TENANT, receipt.id).status is Status.FAILED


def test_what_another_message_has_read_stays_read(world: World) -> None:
    receipt = sent(world)
    sent_at = world.clock.now()
    world.engine.is_mended = True
    world.parse(uploaded(receipt), delivery="m2")
    read = world.store.get(TENANT, receipt.id)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.LEFT_ALONE
    assert world.store.get(TENANT, receipt.id) == read


def test_what_another_message_is_reading_is_left_to_it(world: World) -> None:
    receipt = sent(world)
    sent_at = world.clock.now()
    with pytest.raises(RuntimeError):
        world.parse(uploaded(receipt), delivery="m2")
    with pytest.raises(StillProcessingError):
        settle(world, receipt, sent_at)
    world.clock.pass_time(world.parse.lease)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.REQUEUED


def test_another_version_of_the_object_is_the_same_receipt(world: World) -> None:
    receipt = sent(world)
    given_up(world, receipt)
    other = UploadedObject(receipt.photo.key, "another")
    assert world.settle(other, "m1", world.clock.now()).receipt_id == receipt.id


def test_a_slow_reader_that_ends_after_all_changes_nothing(world: World) -> None:
    receipt = sent(world)
    given_up(world, receipt)
    slow = world.store.claim(
        receipt.photo.key, None, claimed_by="m1", now=world.clock.now(), lease=world.parse.lease
    )
    assert isinstance(slow, Claim)
    settle(world, receipt, world.clock.now())
    assert not world.store.record_failure(slow, FailureCause.NOT_A_RECEIPT, announcing)
    assert world.store.get(TENANT, receipt.id).failure is FailureCause.INTERNAL_ERROR


def test_an_object_nobody_announced_is_refused(world: World) -> None:
    with pytest.raises(UnknownObjectError, match="uploads/stray"):
        world.settle(UploadedObject("uploads/stray", None), "m1", world.clock.now())


def test_a_database_that_is_away_settles_nothing_now_and_everything_later(world: World) -> None:
    receipt = sent(world)
    sent_at = given_up(world, receipt)
    world.store.is_down = True
    with pytest.raises(StorageUnavailableError):
        settle(world, receipt, sent_at)
    world.store.is_down = False
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.SETTLED


def test_an_announcement_that_cannot_be_sent_goes_out_later(world: World) -> None:
    receipt = sent(world)
    sent_at = given_up(world, receipt)
    world.topic.is_down = True
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.SETTLED
    world.topic.is_down = False
    world.clock.pass_time(timedelta(minutes=5))
    assert world.reconcile().sent == 1
