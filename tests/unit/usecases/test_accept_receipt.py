import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt, StoredObject
from receipts.errors import StorageUnavailableError
from receipts.messages import UploadedObject, uploads_in
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.correct_receipt import Seen
from receipts.usecases.parse_receipt import ParseOutcome
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


def failed(world: World, photo: bytes) -> Receipt:
    """A receipt that was read in vain."""
    receipt = world.accept.take(TENANT, announced(photo), BytesIO(photo)).receipt
    world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery="m1")
    failed = world.store.get(TENANT, receipt.id)
    assert failed.status is Status.FAILED
    return failed


UNREADABLE = FailureCause.CHECKSUM_MISMATCH.encode()


def test_the_bytes_of_a_failed_receipt_sent_again_are_read_again(world: World) -> None:
    receipt = failed(world, UNREADABLE)
    again = world.accept.take(TENANT, announced(UNREADABLE), BytesIO(UNREADABLE))
    assert (again.receipt.id, again.receipt.status, again.created) == (receipt.id, Status.QUEUED, False)
    assert again.receipt.failure is None
    (arrived,) = uploads_in(world.queue.sent[-1])
    assert arrived == UploadedObject(receipt.photo.key, "v2")
    assert world.parse(arrived, delivery="m2").outcome is ParseOutcome.FAILED


def test_they_are_queued_once_however_often_they_are_sent(world: World) -> None:
    failed(world, UNREADABLE)
    for _ in range(3):
        world.accept.take(TENANT, announced(UNREADABLE), BytesIO(UNREADABLE))
    assert len(world.queue.sent) == 2


def test_a_failed_receipt_that_is_announced_again_is_read_again_with_the_photo_that_is_here(
    world: World,
) -> None:
    receipt = failed(world, UNREADABLE)
    again = world.accept.open_slot(TENANT, announced(UNREADABLE))
    assert (again.receipt.id, again.receipt.status, again.slot) == (receipt.id, Status.QUEUED, None)
    (arrived,) = uploads_in(world.queue.sent[-1])
    assert arrived == UploadedObject(receipt.photo.key, receipt.photo.version)


def test_a_failed_receipt_whose_photo_is_lost_gets_a_slot_and_is_read_when_it_arrives(world: World) -> None:
    receipt = failed(world, UNREADABLE)
    world.objects.bodies.clear()
    again = world.accept.open_slot(TENANT, announced(UNREADABLE))
    assert again.slot is not None
    stored = world.objects.put(again.receipt.photo, BytesIO(UNREADABLE))
    arrived = UploadedObject(stored.key, stored.version)
    assert world.parse(arrived, delivery="m2").outcome is ParseOutcome.FAILED
    assert world.parse(arrived, delivery="m3").outcome is ParseOutcome.ALREADY_SETTLED
    assert world.store.get(TENANT, receipt.id).photo.version == stored.version


def test_a_corrected_announcement_gets_headers_that_fit_what_is_announced_now(world: World) -> None:
    wrong = replace(announced(), content_type="image/png", size=999)
    first = world.accept.open_slot(TENANT, wrong).receipt
    again = world.accept.open_slot(TENANT, announced())
    assert again.receipt.id == first.id
    assert again.slot is not None
    assert again.slot.headers == {"Content-Type": "image/jpeg", "Content-Length": str(len(PHOTO))}
    kept = world.store.get(TENANT, first.id).photo
    assert (kept.content_type, kept.size) == ("image/jpeg", len(PHOTO))


def test_what_is_here_already_is_not_described_anew(world: World) -> None:
    receipt = world.accept.take(TENANT, announced(), BytesIO(PHOTO)).receipt
    world.accept.open_slot(TENANT, replace(announced(), content_type="image/png"))
    assert world.store.get(TENANT, receipt.id) == receipt


@pytest.mark.parametrize("sign", ["%20", "%2D", " ", "%EF%BC%8D"])
def test_a_card_number_in_a_name_is_covered_however_it_is_written(world: World, sign: str) -> None:
    number = "4579731234561234"
    name = sign.join(("4579", "7312", "3456", "1234")) + ".jpg"
    receipt = world.accept.open_slot(TENANT, replace(announced(), filename=name)).receipt
    assert receipt.filename is not None
    kept = "".join(filter(str.isdigit, unquote(receipt.filename)))
    assert number[6:12] not in kept


def test_bytes_sent_to_us_for_a_slot_are_queued_without_an_event_of_s3(world: World) -> None:
    """200 means that the row and its message are committed, whichever way the receipt began."""
    slot = world.accept.open_slot(TENANT, announced()).receipt
    taken = world.accept.take(TENANT, announced(), BytesIO(PHOTO)).receipt
    assert (taken.id, taken.status, taken.photo.version) == (slot.id, Status.QUEUED, "v1")
    (message,) = world.queue.sent
    assert uploads_in(message) == (UploadedObject(slot.photo.key, "v1"),)


def meanwhile(world: World, method: str, happen: Callable[[], object]) -> None:
    """Let something happen once, between this question to the bucket and its answer."""
    ask = getattr(world.objects, method)

    def asked(*given: object, **named: object) -> object:
        setattr(world.objects, method, ask)
        answer = ask(*given, **named)
        happen()
        return answer

    setattr(world.objects, method, asked)


def ended(world: World, slot: Receipt, how: Status) -> None:
    if how is Status.EXPIRED:
        world.store.expire([world.store.get(TENANT, slot.id)])
    else:
        world.decide.delete(Seen(TENANT, slot.id, world.store.get(TENANT, slot.id).version, "박사원"))


@pytest.mark.parametrize("how", [Status.EXPIRED, Status.DELETED])
def test_a_slot_that_ends_while_it_is_asked_for_again_is_followed_by_another(
    world: World, how: Status
) -> None:
    """Nobody is told to PUT a photo where no one looks for it."""
    slot = world.accept.open_slot(TENANT, announced()).receipt
    world.clock.pass_time(timedelta(hours=1))
    meanwhile(world, "stored", lambda: ended(world, slot, how))
    again = world.accept.open_slot(TENANT, announced())
    assert (again.receipt.status, again.created) == (Status.AWAITING_UPLOAD, True)
    assert again.slot is not None
    assert again.receipt.id != slot.id


@pytest.mark.parametrize("how", [Status.EXPIRED, Status.DELETED])
@pytest.mark.parametrize("method", ["stored", "put"])
def test_a_slot_that_ends_while_its_photo_is_posted_is_followed_by_another(
    world: World, how: Status, method: str
) -> None:
    slot = world.accept.open_slot(TENANT, announced()).receipt
    meanwhile(world, method, lambda: ended(world, slot, how))
    taken = world.accept.take(TENANT, announced(), BytesIO(PHOTO)).receipt
    assert taken.status is Status.QUEUED
    assert taken.id != slot.id
    assert world.objects.bodies[taken.photo.key] == PHOTO


def test_a_failed_receipt_that_is_deleted_while_it_is_announced_is_followed_by_a_slot(world: World) -> None:
    receipt = failed(world, UNREADABLE)
    meanwhile(world, "has", lambda: ended(world, receipt, Status.DELETED))
    again = world.accept.open_slot(TENANT, announced(UNREADABLE))
    assert (again.created, again.receipt.status) == (True, Status.AWAITING_UPLOAD)
    assert again.slot is not None


def test_what_is_written_on_a_slot_while_it_is_announced_anew_is_not_lost(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced()).receipt
    seen = Seen(TENANT, slot.id, slot.version, "김경리")
    meanwhile(world, "stored", lambda: world.annotate(seen, {"memo": "회식"}))
    told = replace(announced(), content_type="image/png", annotations={"project": "A"})
    world.accept.open_slot(TENANT, told)
    written = world.store.get(TENANT, slot.id)
    assert (written.annotations.memo, written.annotations.project) == ("회식", "A")
    assert written.photo.content_type == "image/png"


def test_a_slot_that_changes_each_time_is_our_trouble(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced()).receipt
    look = world.objects.stored

    def restless(photos: Sequence[StoredObject]) -> Sequence[StoredObject]:
        now = world.store.get(TENANT, slot.id)
        world.annotate(Seen(TENANT, slot.id, now.version, "김경리"), {"memo": f"{now.version}"})
        return look(photos)

    world.objects.stored = restless  # type: ignore[method-assign]
    with pytest.raises(StorageUnavailableError):
        world.accept.open_slot(TENANT, replace(announced(), content_type="image/png"))
