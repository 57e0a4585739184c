import hashlib
from datetime import timedelta
from io import BytesIO
from typing import NoReturn

import pytest

from receipts.domain.budget import Budget
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.domain.retention import LEGAL_RETENTION, SWEEP_EVERY, StoredVersion
from receipts.errors import ReceiptNotFoundError, StorageUnavailableError
from receipts.usecases.accept_receipt import Announcement
from receipts.usecases.sweep import SweepBucket
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


def sweep(world: World, *, deleted_after: timedelta | None, locked_for: timedelta = timedelta()) -> None:
    bucket = SweepBucket(world.store, world.objects, world.clock, deleted_after, locked_for)
    list(bucket(Budget(world.clock.now() + timedelta(seconds=10))))


def test_a_photo_goes_once_the_law_no_longer_wants_it(world: World, receipts: list[Receipt]) -> None:
    world.clock.pass_time(LEGAL_RETENTION - timedelta(seconds=1))
    sweep(world, deleted_after=LEGAL_RETENTION)
    assert len(world.objects.found) == len(receipts)

    world.clock.pass_time(SWEEP_EVERY)
    young = take(world, 99)
    sweep(world, deleted_after=LEGAL_RETENTION)

    assert [one.key for one in world.objects.found] == [young.photo.key]


def test_what_is_shown_of_a_photo_goes_with_it_however_young_it_is(
    world: World, receipts: list[Receipt]
) -> None:
    page = f"renditions/{TENANT}/{receipts[0].id}/1"
    world.objects.bodies[page] = b"made last week"
    world.clock.pass_time(LEGAL_RETENTION + DAY)
    sweep(world, deleted_after=LEGAL_RETENTION)
    assert page not in world.objects.bodies


def test_without_that_choice_it_stays_for_ever(world: World, receipts: list[Receipt]) -> None:
    world.clock.pass_time(50 * 365 * DAY)
    sweep(world, deleted_after=None)
    assert len(world.objects.found) == len(receipts)


def test_the_law_does_not_need_the_database(world: World, receipts: list[Receipt]) -> None:
    """Rows that were lost neither save a photo that has outlived the law nor make others suspicious."""
    world.store.receipts.clear()
    world.clock.pass_time(LEGAL_RETENTION + DAY)
    sweep(world, deleted_after=LEGAL_RETENTION)
    assert world.objects.found == []


@pytest.mark.parametrize(("age", "stays"), [(91, True), (2281, True), (2284, False)])
def test_what_s3_holds_locked_is_left_alone_until_it_may_go(
    world: World, receipts: list[Receipt], age: int, *, stays: bool
) -> None:
    orphan = put(world, f"direct/{TENANT}/orphan")
    world.clock.pass_time(age * DAY)
    sweep(world, deleted_after=None, locked_for=LEGAL_RETENTION)
    assert (orphan in world.objects.found) is stays


def test_a_double_that_cannot_be_dropped_is_the_senders_no_trouble(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S3 refuses to delete what it holds locked; two requests with the same bytes are both answered."""
    first = take(world, 1)

    def refuse(*_: object) -> NoReturn:
        raise StorageUnavailableError("Access Denied because object protected by object lock")

    monkeypatch.setattr(world.objects, "delete", refuse)
    monkeypatch.setattr(world.store, "find_by_sha256", lambda *_: None)
    monkeypatch.setattr(world.store, "add", lambda *_: first)

    assert take_again(world, 1).id == first.id


def take_again(world: World, number: int) -> Receipt:
    photo = b"photo %d" % number
    return world.accept.take(TENANT, announced(photo), BytesIO(photo)).receipt
