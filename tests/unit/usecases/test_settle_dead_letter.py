import hashlib
import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Receipt
from receipts.errors import StillProcessingError, StorageUnavailableError, UnknownObjectError
from receipts.messages import UploadedObject
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.parse_receipt import ParseOutcome
from receipts.usecases.settle_dead_letter import SettleOutcome, SettleResult
from tests.unit.usecases.conftest import TENANT, World

FIVE_TRIES = timedelta(hours=1)
PHOTO = b"crash"  # what the fake engine dies of


def announced() -> Announcement:
    return Announcement("image/jpeg", len(PHOTO), hashlib.sha256(PHOTO).hexdigest())


def sent(world: World) -> Receipt:
    return world.accept.take(TENANT, announced(), BytesIO(PHOTO)).receipt


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


def test_subscribers_are_told_once(world: World) -> None:
    receipt = sent(world)
    sent_at = given_up(world, receipt)
    settle(world, receipt, sent_at)
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.LEFT_ALONE
    (event,) = map(json.loads, world.topic.sent)
    assert (event["receipt_id"], event["status"]) == (str(receipt.id), "failed")


def test_a_photo_put_while_the_database_was_away_is_not_taken_for_an_unused_slot(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced()).receipt
    assert settle(world, slot, world.clock.now()).outcome is SettleOutcome.SETTLED
    assert world.reconcile().expired == 0
    assert world.retry(TENANT, slot.id).status is Status.QUEUED


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
    assert settle(world, receipt, sent_at).outcome is SettleOutcome.SETTLED


def test_another_version_of_the_object_is_the_same_receipt(world: World) -> None:
    receipt = sent(world)
    given_up(world, receipt)
    other = UploadedObject(receipt.photo.key, "another")
    assert world.settle(other, "m1", world.clock.now()).receipt_id == receipt.id


def test_a_slow_reader_that_ends_after_all_changes_nothing(world: World) -> None:
    receipt = sent(world)
    slow = world.store.claim(
        receipt.photo.key, None, holder="m1", now=world.clock.now(), lease=world.parse.lease
    )
    assert slow is not None
    settle(world, receipt, world.clock.now())
    outbox = next(message for _, message in world.store.outbox.values())
    assert not world.store.record_failure(slow, FailureCause.NOT_A_RECEIPT, outbox)
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
