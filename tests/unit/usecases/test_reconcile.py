import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from io import BytesIO
from typing import ParamSpec, TypeVar

import pytest

from receipts.domain.budget import Budget
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt, StoredObject
from receipts.errors import IllegalTransitionError, StorageUnavailableError
from receipts.messages import UploadedObject, uploads_in
from receipts.ports import Destination, OutboxMessage
from receipts.usecases.accept_receipt import Announcement
from tests.fakes.channel import FakeChannel
from tests.unit.usecases.conftest import TENANT, World

P = ParamSpec("P")
T = TypeVar("T")
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
    assert world.reconcile().requeued == 0
    world.clock.pass_time(timedelta(minutes=2))
    assert world.reconcile().sent == 1
    assert [uploads_in(body)[0].key for body in world.queue.sent] == [receipt.photo.key] * 2


def test_a_slot_nobody_used_expires(world: World) -> None:
    slot = world.accept.open_slot(TENANT, ANNOUNCED)
    world.clock.pass_time(timedelta(hours=25))
    assert world.reconcile().expired == 1
    assert world.store.get(TENANT, slot.receipt.id).status is Status.EXPIRED


def test_a_photo_whose_event_was_lost_is_read_and_its_slot_does_not_expire(world: World) -> None:
    slot = world.accept.open_slot(TENANT, ANNOUNCED).receipt
    world.objects.put(slot.photo, BytesIO(PHOTO))
    unused = world.accept.open_slot(TENANT, Announcement("image/jpeg", 1, "0" * 64)).receipt
    world.clock.pass_time(timedelta(hours=25))

    done = world.reconcile()

    assert (done.arrived, done.expired) == (1, 1)
    assert world.store.get(TENANT, slot.id).status is Status.QUEUED
    assert world.store.get(TENANT, unused.id).status is Status.EXPIRED
    world.clock.pass_time(timedelta(minutes=2))
    assert world.reconcile().sent == 1
    (body,) = world.queue.sent
    world.parse(uploads_in(body)[0], delivery="m1")
    assert world.store.get(TENANT, slot.id).status is Status.PARSED


def test_no_slot_expires_while_the_bucket_does_not_answer(world: World) -> None:
    slot = world.accept.open_slot(TENANT, ANNOUNCED).receipt
    world.clock.pass_time(timedelta(hours=25))
    world.objects.is_down = True
    done = world.reconcile()
    assert (done.arrived, done.expired) == (0, 0)
    assert done.failures
    assert world.store.get(TENANT, slot.id).status is Status.AWAITING_UPLOAD
    world.objects.is_down = False
    assert world.reconcile().expired == 1


def test_a_photo_that_arrives_while_the_reconciler_looks_is_read_once(world: World) -> None:
    slot = world.accept.open_slot(TENANT, ANNOUNCED).receipt
    world.objects.put(slot.photo, BytesIO(PHOTO))
    world.clock.pass_time(timedelta(hours=25))
    world.parse(UploadedObject(slot.photo.key, "v1"), delivery="m1")
    world.store.unused_slots = lambda **_: [slot]  # type: ignore[method-assign]
    done = world.reconcile()
    assert (done.arrived, done.expired) == (0, 0)
    assert world.store.get(TENANT, slot.id).status is Status.PARSED


def lose_messages(world: World, receipts: int) -> None:
    """Photos that came while queue and topic were down: their messages are left in the outbox."""
    world.queue.is_down = world.topic.is_down = True
    for number in range(receipts):
        photo = b"photo %d" % number
        announced = Announcement("image/jpeg", len(photo), hashlib.sha256(photo).hexdigest())
        receipt = world.accept.take(TENANT, announced, BytesIO(photo)).receipt
        world.parse(UploadedObject(receipt.photo.key, receipt.photo.version), delivery=f"m{number}")
    world.queue.is_down = world.topic.is_down = False
    world.clock.pass_time(timedelta(minutes=2))


def test_a_topic_that_is_down_keeps_nothing_else_from_being_done(world: World) -> None:
    lose_messages(world, 25)
    stuck = world.accept.take(TENANT, ANNOUNCED, BytesIO(PHOTO)).receipt
    slot = world.accept.open_slot(TENANT, Announcement("image/jpeg", 1, "0" * 64)).receipt
    world.clock.pass_time(timedelta(hours=25))
    world.queue.sent.clear()
    world.topic.is_down = True

    done = world.reconcile()

    assert (done.sent, done.requeued, done.expired, len(done.failures)) == (25, 1, 1, 1)
    assert world.store.get(TENANT, stuck.id).status is Status.QUEUED
    assert world.store.get(TENANT, slot.id).status is Status.EXPIRED
    world.topic.is_down = False
    world.clock.pass_time(timedelta(minutes=2))
    assert world.reconcile().sent == 25 + 1
    assert len(world.topic.sent) == 25


def test_a_queue_that_is_down_keeps_nothing_else_from_being_done(world: World) -> None:
    lose_messages(world, 12)
    world.queue.is_down = True
    done = world.reconcile()
    assert (done.sent, len(world.topic.sent), len(done.failures)) == (12, 12, 1)


def test_a_destination_that_hangs_is_asked_once_in_a_run(world: World) -> None:
    lose_messages(world, 25)
    asked = hang(world, world.topic, timedelta(seconds=7))
    world.reconcile()
    assert len(asked) == 1
    assert len(world.queue.sent) == 25


def hang(world: World, channel: FakeChannel, span: timedelta) -> list[OutboxMessage]:
    asked: list[OutboxMessage] = []

    def send(message: OutboxMessage) -> None:
        asked.append(message)
        world.clock.pass_time(span)
        raise StorageUnavailableError("read timeout")

    channel.send = send  # type: ignore[method-assign]
    return asked


def test_a_message_that_is_always_refused_does_not_hold_up_the_others(world: World) -> None:
    lose_messages(world, 25)
    oldest = next(it for _, it in world.store.outbox.values() if it.destination is Destination.UPLOADS)
    world.queue.refused = {oldest.id}
    assert world.reconcile().sent == 24 + 25
    world.clock.pass_time(timedelta(minutes=1))
    assert world.reconcile().sent == 0
    world.queue.refused = set()
    world.clock.pass_time(timedelta(minutes=1))
    assert world.reconcile().sent == 1


def test_uploads_go_before_everything_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that is ended from outside has done what people wait for."""
    lose_messages(world, 3)
    order = list[str]()
    parts = {"queue": (world.queue, "send"), "topic": (world.topic, "send"), "stuck": (world.store, "stuck")}
    for name, (part, method) in parts.items():
        monkeypatch.setattr(part, method, noting(order, name, getattr(part, method)))
    world.reconcile()
    assert list(dict.fromkeys(order)) == ["queue", "stuck", "topic"]


def noting(order: list[str], name: str, call: Callable[P, T]) -> Callable[P, T]:
    def noted(*args: P.args, **kwargs: P.kwargs) -> T:
        order.append(name)
        return call(*args, **kwargs)

    return noted


def test_a_run_ends_in_its_time_and_the_next_goes_on(world: World) -> None:
    lose_messages(world, 60)
    slow(world, world.queue, timedelta(seconds=1))
    began = world.clock.now()
    assert world.reconcile().sent == 20 + 60  # two batches of ten seconds each, and all events
    assert world.clock.now() - began <= timedelta(seconds=20)
    world.clock.pass_time(timedelta(minutes=1))
    assert world.reconcile().sent == 20


def slow(world: World, channel: FakeChannel, each: timedelta) -> None:
    send = channel.send

    def send_slowly(message: OutboxMessage) -> None:
        world.clock.pass_time(each)
        send(message)

    channel.send = send_slowly  # type: ignore[method-assign]


def test_many_slots_are_settled_chunk_by_chunk(world: World) -> None:
    slots = [
        world.accept.open_slot(TENANT, Announcement("image/jpeg", 1, f"{number:064x}")).receipt
        for number in range(450)
    ]
    world.objects.put(slots[-1].photo, BytesIO(b"1"))
    world.clock.pass_time(timedelta(hours=25))
    done = world.reconcile()
    assert (done.arrived, done.expired) == (1, 449)


def test_a_step_that_the_database_refuses_is_left_for_the_next_run(world: World) -> None:
    lose_messages(world, 5)

    def refuse(**_: object) -> list[Receipt]:
        raise StorageUnavailableError("statement timeout")

    world.store.stuck = refuse  # type: ignore[method-assign, assignment]
    done = world.reconcile()
    assert (done.sent, len(done.failures)) == (10, 1)


@pytest.mark.parametrize(
    ("port", "method"),
    [("store", "stuck"), ("store", "unused_slots"), ("objects", "stored"), ("store", "sweep_messages")],
)
def test_a_fault_of_ours_in_one_step_keeps_no_other_from_being_done(
    world: World, port: str, method: str
) -> None:
    """A single row that our code cannot read would stop everything behind it, run after run."""
    lose_messages(world, 5)
    stuck = world.accept.take(TENANT, ANNOUNCED, BytesIO(PHOTO)).receipt
    slot = world.accept.open_slot(TENANT, Announcement("image/jpeg", 1, "0" * 64)).receipt
    world.clock.pass_time(timedelta(hours=25))

    def stumble(*_: object, **__: object) -> list[Receipt]:
        raise KeyError("merchant")

    setattr(getattr(world, port), method, stumble)
    done = world.reconcile()

    assert (done.sent, [type(one) for one in done.failures]) == (10, [KeyError])
    assert done.requeued == (method != "stuck")
    assert done.expired == (method not in ("unused_slots", "stored"))
    assert world.store.get(TENANT, stuck.id).status is Status.QUEUED
    assert world.store.get(TENANT, slot.id).status in (Status.EXPIRED, Status.AWAITING_UPLOAD)


def test_a_share_never_ends_after_the_whole(world: World) -> None:
    now = world.clock.now()
    whole = Budget.of(now, timedelta(seconds=10))
    assert whole.share(now, timedelta(seconds=4)).ends == now + timedelta(seconds=4)
    assert whole.share(now, timedelta(seconds=14)) == whole
    assert not whole.is_spent(now + timedelta(seconds=9))
    assert whole.is_spent(whole.ends)


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


def test_a_slot_that_was_given_out_again_before_it_ends_is_waited_for(world: World) -> None:
    """The URL is good for longer than the slot's day, S3 answers its PUT with 200, and its event is lost."""
    slot = world.accept.open_slot(TENANT, ANNOUNCED).receipt
    world.clock.pass_time(timedelta(hours=23, minutes=55))
    assert world.accept.open_slot(TENANT, ANNOUNCED).receipt.id == slot.id
    world.clock.pass_time(timedelta(minutes=10))
    assert world.reconcile().expired == 0
    world.objects.put(slot.photo, BytesIO(PHOTO))
    world.clock.pass_time(timedelta(hours=2))
    done = world.reconcile()
    assert (done.arrived, done.expired) == (1, 0)
    assert world.store.get(TENANT, slot.id).status is Status.QUEUED


def test_a_slot_that_is_given_out_while_the_reconciler_looks_does_not_expire(world: World) -> None:
    slot = world.accept.open_slot(TENANT, ANNOUNCED).receipt
    world.clock.pass_time(timedelta(hours=25))
    look = world.objects.stored

    def meanwhile(photos: Sequence[StoredObject]) -> Sequence[StoredObject]:
        found = look(photos)
        world.objects.stored = look  # type: ignore[method-assign]
        assert world.accept.open_slot(TENANT, ANNOUNCED).slot
        return found

    world.objects.stored = meanwhile  # type: ignore[method-assign]
    assert world.reconcile().expired == 0
    assert world.store.get(TENANT, slot.id).status is Status.AWAITING_UPLOAD
