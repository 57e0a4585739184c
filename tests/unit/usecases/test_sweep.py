import hashlib
from datetime import timedelta
from io import BytesIO

import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Receipt
from receipts.domain.retention import StoredVersion
from receipts.errors import ReceiptNotFoundError
from receipts.usecases.accept_receipt import Announcement
from tests.unit.usecases.conftest import TENANT, World

DAY = timedelta(days=1)


def announced(photo: bytes) -> Announcement:
    return Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())


def take(world: World, number: int) -> Receipt:
    """A receipt whose photo is in the bucket."""
    photo = b"photo %d" % number
    receipt = world.accept.take(TENANT, announced(photo), BytesIO(photo)).receipt
    put(world, receipt.photo.key)
    return receipt


def put(world: World, key: str) -> StoredVersion:
    stored = StoredVersion(key, "v1", world.clock.now())
    world.objects.found = sorted([*world.objects.found, stored], key=lambda it: it.key)
    return stored


@pytest.fixture
def receipts(world: World) -> list[Receipt]:
    return [take(world, number) for number in range(25)]


def test_a_photo_whose_row_was_never_written_goes_and_all_others_stay(
    world: World, receipts: list[Receipt]
) -> None:
    put(world, f"direct/{TENANT}/orphan")
    world.clock.pass_time(91 * DAY)
    assert world.reconcile().swept > 0
    assert {it.key for it in world.objects.found} == {it.photo.key for it in receipts}


def test_a_young_photo_without_a_row_stays(world: World, receipts: list[Receipt]) -> None:
    orphan = put(world, f"direct/{TENANT}/orphan")
    world.clock.pass_time(89 * DAY)
    world.reconcile()
    assert orphan in world.objects.found


def test_no_photo_goes_where_the_database_is_empty(
    world: World, receipts: list[Receipt], caplog: pytest.LogCaptureFixture
) -> None:
    world.store.receipts.clear()
    world.store.outbox.clear()
    world.clock.pass_time(365 * DAY)
    assert world.reconcile().swept == 0
    assert len(world.objects.found) == len(receipts)
    assert "too many to be let go of" in caplog.text


def test_a_sweep_goes_on_where_the_last_run_stopped(world: World, receipts: list[Receipt]) -> None:
    world.objects.page_size = 10
    world.clock.pass_time(91 * DAY)
    slow = world.objects.versions
    pages: list[str | None] = []

    def versions(after: str | None) -> object:
        pages.append(after)
        world.clock.pass_time(timedelta(seconds=2))
        return slow(after)

    world.objects.versions = versions  # type: ignore[method-assign, assignment]
    for _ in range(5):
        world.reconcile()
        world.clock.pass_time(timedelta(minutes=1))
    keys = sorted(it.photo.key for it in receipts)
    assert pages == [None, keys[9], keys[19]]
    world.clock.pass_time(DAY)
    world.reconcile()
    assert pages[3:] == [None]


def test_a_bucket_that_does_not_answer_is_swept_from_the_same_place_later(
    world: World, receipts: list[Receipt]
) -> None:
    orphan = put(world, f"direct/{TENANT}/orphan")
    world.clock.pass_time(91 * DAY)
    world.objects.is_down = True
    assert world.reconcile().failures
    world.objects.is_down = False
    world.reconcile()
    assert orphan not in world.objects.found


def test_a_slot_that_was_never_used_is_forgotten_after_a_month(world: World) -> None:
    slot = world.accept.open_slot(TENANT, announced(b"never sent")).receipt
    world.clock.pass_time(2 * DAY)
    world.reconcile()
    assert world.store.get(TENANT, slot.id).status is Status.EXPIRED
    world.clock.pass_time(29 * DAY)
    assert world.reconcile().swept == 1
    with pytest.raises(ReceiptNotFoundError):
        world.store.get(TENANT, slot.id)


def test_a_message_is_forgotten_a_week_after_it_was_sent(world: World, receipts: list[Receipt]) -> None:
    world.clock.pass_time(6 * DAY)
    world.store.stuck = lambda **_: []  # type: ignore[method-assign]
    assert world.reconcile().swept == 0
    world.clock.pass_time(2 * DAY)
    assert world.reconcile().swept == len(receipts)
    assert world.store.outbox == {}
