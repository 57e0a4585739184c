import hashlib
from dataclasses import replace
from io import BytesIO

from receipts.domain.life_cycle import Status
from receipts.messages import uploads_in
from receipts.usecases.accept_receipt import Announcement
from tests.unit.usecases.conftest import TENANT, World

PHOTO = b"a photo"


def announced(photo: bytes = PHOTO) -> Announcement:
    return Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest(), "lunch.jpg")


def test_a_slot_is_a_receipt_that_awaits_its_photo(world: World) -> None:
    accepted = world.accept.open_slot(TENANT, announced())
    assert accepted.created
    assert accepted.receipt.status is Status.AWAITING_UPLOAD
    assert accepted.slot is not None
    assert f"uploads/{TENANT}/{accepted.receipt.id}" in accepted.slot.url


def test_asking_twice_for_a_slot_gives_the_same_receipt_and_a_fresh_url(world: World) -> None:
    first = world.accept.open_slot(TENANT, announced())
    second = world.accept.open_slot(TENANT, announced())
    assert second.receipt.id == first.receipt.id
    assert not second.created
    assert second.slot is not None


def test_bytes_that_are_a_receipt_already_need_no_slot(world: World) -> None:
    taken = world.accept.take(TENANT, announced(), BytesIO(PHOTO))
    again = world.accept.open_slot(TENANT, announced())
    assert again.receipt.id == taken.receipt.id
    assert again.slot is None


def test_a_photo_sent_to_us_is_stored_queued_and_announced_in_the_shape_of_s3(world: World) -> None:
    receipt = world.accept.take(TENANT, announced(), BytesIO(PHOTO)).receipt
    assert receipt.status is Status.QUEUED
    assert world.objects.bodies[receipt.photo.key] == PHOTO
    (message,) = world.queue.sent
    (uploaded,) = uploads_in(message)
    assert (uploaded.key, uploaded.version) == (receipt.photo.key, "v1")


def test_the_same_photo_sent_twice_is_one_receipt_and_one_message(world: World) -> None:
    first = world.accept.take(TENANT, announced(), BytesIO(PHOTO))
    second = world.accept.take(TENANT, announced(), BytesIO(PHOTO))
    assert second.receipt.id == first.receipt.id
    assert (first.created, second.created) == (True, False)
    assert len(world.queue.sent) == 1


def test_a_queue_that_is_down_costs_no_receipt(world: World) -> None:
    world.queue.is_down = True
    receipt = world.accept.take(TENANT, announced(), BytesIO(PHOTO)).receipt
    assert world.store.get(TENANT, receipt.id).status is Status.QUEUED

    world.queue.is_down = False
    world.clock.pass_time(world.reconcile.drain.unsent_after * 2)
    assert world.reconcile().sent == 1
    assert len(world.queue.sent) == 1


def test_bytes_sent_to_us_fill_a_slot_that_waits_for_them(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced())
    taken = world.accept.take(TENANT, announced(), BytesIO(PHOTO))
    assert taken.receipt.id == slot.receipt.id
    assert world.objects.bodies[slot.receipt.photo.key] == PHOTO


def test_a_slot_announced_with_a_wrong_size_is_filled_all_the_same(world: World) -> None:
    wrong = replace(announced(), size=1)
    slot = world.accept.open_slot(TENANT, wrong)
    world.accept.take(TENANT, announced(), BytesIO(PHOTO))
    assert world.objects.bodies[slot.receipt.photo.key] == PHOTO


def test_a_phone_that_asks_again_though_its_photo_is_here_need_not_send_it_again(world: World) -> None:
    """The answer to its PUT was lost, and so was S3's event: no second PUT would make another."""
    slot = world.accept.open_slot(TENANT, announced()).receipt
    world.objects.put(slot.photo, BytesIO(PHOTO))
    again = world.accept.open_slot(TENANT, announced())
    assert (again.slot, again.receipt.status) == (None, Status.QUEUED)
    (message,) = world.queue.sent
    assert [it.key for it in uploads_in(message)] == [slot.photo.key]
    assert world.accept.open_slot(TENANT, announced()).receipt.id == slot.id
    assert len(world.queue.sent) == 1


def test_bytes_sent_to_us_that_are_in_the_bucket_already_are_queued(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced()).receipt
    world.objects.put(slot.photo, BytesIO(PHOTO))
    taken = world.accept.take(TENANT, announced(), BytesIO(PHOTO))
    assert (taken.receipt.id, taken.receipt.status) == (slot.id, Status.QUEUED)
    assert len(world.queue.sent) == 1
