import hashlib
from datetime import timedelta
from io import BytesIO

import pytest

from receipts.domain.life_cycle import Status
from receipts.errors import IllegalTransitionError
from receipts.messages import UploadedObject, uploads_in
from receipts.usecases.accept_receipt import Announcement
from tests.unit.usecases.conftest import TENANT, World

PHOTO = b"a photo"
ANNOUNCED = Announcement("image/jpeg", len(PHOTO), hashlib.sha256(PHOTO).hexdigest())


def test_nothing_is_brought_back_while_all_is_well(world: World) -> None:
    world.accept.take(TENANT, ANNOUNCED, BytesIO(PHOTO))
    world.accept.open_slot(TENANT, Announcement("image/jpeg", 1, "0" * 64))
    done = world.reconcile()
    assert (done.sent, done.requeued, done.expired) == (0, 0, 0)


def test_a_receipt_whose_message_got_lost_is_queued_again_once(world: World) -> None:
    receipt = world.accept.take(TENANT, ANNOUNCED, BytesIO(PHOTO)).receipt
    world.clock.pass_time(timedelta(hours=7))
    assert world.reconcile().requeued == 1
    assert [uploads_in(body)[0].key for body in world.queue.sent] == [receipt.photo.key] * 2
    assert world.reconcile().requeued == 0


def test_a_slot_nobody_used_expires(world: World) -> None:
    slot = world.accept.open_slot(TENANT, ANNOUNCED)
    world.clock.pass_time(timedelta(hours=25))
    assert world.reconcile().expired == 1
    assert world.store.get(TENANT, slot.receipt.id).status is Status.EXPIRED


def test_a_receipt_that_has_not_failed_is_not_read_again(world: World) -> None:
    receipt = world.accept.take(TENANT, ANNOUNCED, BytesIO(PHOTO)).receipt
    with pytest.raises(IllegalTransitionError):
        world.retry(TENANT, receipt.id)
    assert len(world.queue.sent) == 1


def test_a_receipt_settled_while_the_reconciler_looks_is_left_alone(world: World) -> None:
    stale = world.accept.take(TENANT, ANNOUNCED, BytesIO(PHOTO)).receipt
    world.clock.pass_time(timedelta(hours=7))
    world.parse(UploadedObject(stale.photo.key, stale.photo.version), delivery="m1")
    world.store.stuck = lambda **_: [stale]  # type: ignore[method-assign]
    assert world.reconcile().requeued == 0
    assert len(world.queue.sent) == 1
