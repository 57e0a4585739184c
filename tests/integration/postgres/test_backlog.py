"""An hour's backlog at a million receipts a day, and slots by the thousand that nobody used."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.rows import new_row
from receipts.adapters.postgres.tables import outbox, receipt_events
from receipts.domain.budget import Budget
from receipts.domain.life_cycle import Status
from receipts.domain.record import StoredObject
from receipts.domain.retention import DELETED_FOR
from receipts.ports import Destination, OutboxMessage
from receipts.usecases.drain_outbox import DrainOutbox
from receipts.usecases.purge import Purge
from receipts.usecases.reconcile import Reconcile
from receipts.usecases.relay import Relay
from receipts.usecases.requeue_stuck import RequeueStuck
from receipts.usecases.settle_slots import SettleSlots
from receipts.usecases.sweep import SweepBucket, SweepRows
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.object_store import FakeObjectStore
from tests.fixtures.makers import a_receipt
from tests.integration.postgres.test_concurrency import at_once, count

AN_HOURS_SHARE = 1_000_000 / 24 / 60
"""Messages a minute to each destination: then what an hour at a million a day left is sent in an hour."""


class TimedChannel(FakeChannel):
    """Takes 10 ms a message, 100 ms a batch: several times what SQS and SNS need in their own region."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def send(self, message: OutboxMessage) -> None:
        self._clock.pass_time(timedelta(milliseconds=10))
        super().send(message)


class TimedObjectStore(FakeObjectStore):
    """Is asked for sixteen photos at once, and takes 80 ms to say which of them are there."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def stored(self, photos: Sequence[StoredObject]) -> Sequence[StoredObject]:
        self._clock.pass_time(timedelta(milliseconds=80) * ceil(len(photos) / 16))
        return super().stored(photos)


class World:
    """The reconciler on PostgreSQL, by a clock that moves only while others are asked."""

    def __init__(self, store: PostgresReceiptStore) -> None:
        self.clock = clock = FakeClock()
        self.queue, self.topic = TimedChannel(clock), TimedChannel(clock)
        channels = {Destination.UPLOADS: self.queue, Destination.RECEIPT_EVENTS: self.topic}
        hour = timedelta(hours=1)
        self.reconcile = Reconcile(
            drain=DrainOutbox(store, Relay(store, channels, clock), clock, timedelta(minutes=1)),
            requeue_stuck=RequeueStuck(store, clock, uuid4, "receipts", hour * 6),
            settle_slots=SettleSlots(store, TimedObjectStore(clock), clock, uuid4, "receipts", hour * 24),
            sweep_rows=SweepRows(store, clock),
            sweep_bucket=SweepBucket(store, TimedObjectStore(clock), clock),
            purge=Purge(store, TimedObjectStore(clock), clock, DELETED_FOR),
            clock=clock,
        )


@pytest.fixture
def world(store: PostgresReceiptStore) -> World:
    return World(store)


def add_receipts(engine: Engine, tenant: UUID, number: int, status: Status) -> None:
    """Many rows at once, each like the one that the API would add, 25 hours ago."""
    row = new_row(a_receipt(tenant, status=status, at=FakeClock().now() - timedelta(hours=25)))
    varied = {
        "id": "gen_random_uuid()",
        "object_key": "'uploads/' || n",
        "sha256": "lpad(to_hex(n), 64, '0')",
    }
    values = {name: varied.get(name, f":{name}") for name in row}
    insert = f"INSERT INTO receipts ({', '.join(values)}) SELECT {', '.join(values.values())} "
    with engine.begin() as connection:
        connection.execute(text(f"{insert} FROM generate_series(1, {number}) AS n"), row)


def add_messages(engine: Engine, tenant: UUID, number: int) -> None:
    """For each of so many receipts, that its photo is there and that it was read."""
    add_receipts(engine, tenant, number, Status.EXPIRED)
    insert = """
        INSERT INTO outbox (id, tenant_id, receipt_id, destination, body, created_at, next_try_at)
        SELECT gen_random_uuid(), tenant_id, id, :to, id::text, created_at, created_at FROM receipts
    """
    with engine.begin() as connection:
        for destination in Destination:
            connection.execute(text(insert), {"to": destination.value})


def test_a_backlog_of_an_hour_at_a_million_a_day_drains_within_the_next(
    engine: Engine, tenant: UUID, world: World
) -> None:
    add_messages(engine, tenant, 2_000)

    done = world.reconcile()

    assert done.failures == []
    assert len(world.queue.sent) > 2 * AN_HOURS_SHARE  # what comes in meanwhile has its place as well
    assert len(world.topic.sent) > AN_HOURS_SHARE
    for channel in (world.queue, world.topic):
        assert len(set(channel.sent)) == len(channel.sent) < 2_000  # its time was up


def test_two_reconcilers_at_once_send_nothing_twice(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    add_messages(engine, tenant, 200)
    worlds = [World(store) for _ in range(3)]

    at_once(*(world.reconcile for world in worlds))

    for channels in ([world.queue for world in worlds], [world.topic for world in worlds]):
        sent = [body for channel in channels for body in channel.sent]
        assert len(sent) == len(set(sent)) == 200
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM outbox WHERE sent_at IS NULL")) == 0


def test_what_a_reconciler_that_died_had_taken_is_sent_by_the_next(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    add_messages(engine, tenant, 15)
    died, next_one = World(store), World(store)
    died.queue.send_all = died.topic.send_all = dies  # type: ignore[method-assign, assignment]
    for destination in Destination:
        with pytest.raises(KeyboardInterrupt):
            list(died.reconcile.drain(destination, Budget.of(died.clock.now(), timedelta(seconds=9))))
    assert next_one.reconcile().sent == 5 + 5
    next_one.clock.pass_time(timedelta(minutes=1))
    assert next_one.reconcile().sent == 10 + 10
    assert count(engine, outbox) == 30


def dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_thousands_of_slots_expire_in_chunks(engine: Engine, tenant: UUID, world: World) -> None:
    add_receipts(engine, tenant, 20_000, Status.AWAITING_UPLOAD)
    first, second = world.reconcile(), world.reconcile()
    assert first.failures == second.failures == []
    assert (first.expired, second.expired) == (1_408, 1_408)  # 44 chunks of 32 in seven seconds
    assert count(engine, receipt_events) == 2_816


def test_two_reconcilers_at_once_expire_a_slot_once(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    add_receipts(engine, tenant, 900, Status.AWAITING_UPLOAD)
    worlds = [World(store) for _ in range(3)]
    done = at_once(*(world.reconcile for world in worlds))
    assert sum(one.expired for one in done) == 900 == count(engine, receipt_events)
    assert [one.failures for one in done] == [[], [], []]
