"""What every `Batches` keeps, for whom, and how far a tenant's line has come."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Engine
from receipts.domain.record import Receipt
from receipts.domain.selection import Selection
from receipts.errors import BatchNotFoundError
from receipts.ports import Batch
from tests.contract.conftest import World
from tests.fixtures.makers import NOON, a_reading, a_receipt


def a_batch(world: World, tenant: UUID, seconds: int = 0) -> Batch:
    batch = Batch(uuid4(), tenant, NOON + timedelta(seconds=seconds), "11월")
    world.batches.add(batch)
    return batch


def queued(world: World, tenant: UUID, count: int, batch: Batch | None = None) -> Sequence[Receipt]:
    made = [a_receipt(tenant, at=NOON + timedelta(seconds=second)) for second in range(count)]
    batch_id = batch.id if batch else None
    return [world.store.add(replace(it, batch_id=batch_id)) for it in made]


def test_a_batch_is_its_tenants_alone(world: World, tenant: UUID) -> None:
    batch, other = a_batch(world, tenant), world.new_tenant()
    queued(world, tenant, 1, batch)
    assert world.batches.get(tenant, batch.id) == batch
    for owner, batch_id in ((other, batch.id), (tenant, uuid4())):
        with pytest.raises(BatchNotFoundError):
            world.batches.get(owner, batch_id)
    assert world.batches.find(other).batches == ()
    assert world.batches.counts(other, [batch.id]) == {}
    assert world.batches.last_place(other, batch.id) == 0


def test_receipts_of_a_batch_are_counted_by_where_they_stand(world: World, tenant: UUID) -> None:
    batch, empty = a_batch(world, tenant), a_batch(world, tenant)
    first, *_ = queued(world, tenant, 3, batch)
    queued(world, tenant, 1)
    assert world.read(first).batch_id == batch.id
    assert world.batches.counts(tenant, [batch.id, empty.id]) == {
        batch.id: {Status.PARSED: 1, Status.QUEUED: 2}
    }


def test_a_line_is_in_the_order_of_coming_and_others_do_not_stand_in_it(world: World, tenant: UUID) -> None:
    batch = a_batch(world, tenant)
    before, ours = queued(world, tenant, 2), queued(world, tenant, 5, batch)[2:]
    queued(world, world.new_tenant(), 9)
    listed = world.finder.find(tenant, Selection()).found
    arrived = [(it.created_at, it.id) for it in before] + [(it.created_at, it.id) for it in listed]
    order = list(dict.fromkeys(receipt_id for _, receipt_id in sorted(arrived)))
    expected = {one: place for place, one in enumerate(order, start=1)}
    asked = [ours[0].id, ours[-1].id]
    assert world.batches.places(tenant, asked) == {one: expected[one] for one in asked}
    assert world.batches.last_place(tenant, batch.id) == 7
    world.read(before[0])
    assert world.batches.last_place(tenant, batch.id) == 6
    assert world.batches.places(tenant, [before[0].id]) == {}
    assert world.batches.places(world.new_tenant(), asked) == {}


def test_the_seconds_of_ones_own_readings_are_measured(world: World, tenant: UUID) -> None:
    assert list(world.batches.measured_seconds(tenant)) == []
    for seconds in (1.5, 2.5):
        reading = a_reading(engine=Engine("embedded", "1", seconds))
        world.read(world.store.add(a_receipt(tenant)), reading)
    world.read(world.store.add(a_receipt(world.new_tenant())), a_reading())
    assert sorted(world.batches.measured_seconds(tenant)) == [1.5, 2.5]


def test_batches_come_newest_first_page_by_page(world: World, tenant: UUID) -> None:
    made = [a_batch(world, tenant, seconds) for seconds in range(3)]
    first = world.batches.find(tenant, limit=2)
    assert first.batches == (made[2], made[1])
    last = world.batches.find(tenant, after=first.last, limit=2)
    assert (last.batches, last.last) == ((made[0],), None)
