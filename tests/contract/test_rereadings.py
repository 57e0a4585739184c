"""Many receipts read anew: what each rereading has queued, what came of it, and whose it is."""

import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from receipts.domain.archive import Archive, RereadOutcome
from receipts.domain.decisions import Act, Decision
from receipts.domain.failure import FailureCause
from receipts.domain.history import Correction
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Merchant, Reading
from receipts.domain.record import Receipt
from receipts.domain.selection import Order, Selection
from receipts.errors import IllegalTransitionError, ReceiptNotFoundError, StaleReceiptError
from tests.contract.conftest import World
from tests.contract.test_resettling import approved, now, read
from tests.fixtures.makers import NOON, a_message, a_reading, a_receipt, announcing

BOUGHT = a_reading()
BETTER = replace(
    BOUGHT,
    merchant=replace(BOUGHT.merchant, name="도토리다방 은하점"),
    items=(),
    amounts=Amounts(total=Decimal(2500)),
)


def asked(world: World, receipt: Receipt, rereading: UUID) -> Receipt:
    seen = now(world, receipt)
    decision = Decision(Act.REREAD, rereading=rereading)
    act = Correction(NOON, "김경리", seen.version + 1, (), decision=decision)
    return world.store.read_anew(seen, act, a_message(seen))


def reread(world: World, receipt: Receipt, reading: Reading, shown: Reading) -> None:
    claim = world.claimed(now(world, receipt), f"reread {uuid4()}")
    assert world.store.record_rereading(claim, reading, shown, announcing)


def unlike(number: int) -> Reading:
    """A purchase of its own, as that one was read."""
    return replace(BOUGHT, merchant=Merchant(f"가게 {number}"), issued_at=a_reading().issued_at)


def test_a_rereading_that_was_begun_twice_is_kept_and_told_at_the_version_it_makes(
    world: World, tenant: UUID
) -> None:
    """Its reader slept, and its message was delivered again meanwhile."""
    receipt = read(world, tenant, BOUGHT)
    asked(world, receipt, uuid4())
    slept = world.claimed(now(world, receipt), "reread")
    world.claimed(now(world, receipt), "reread")
    message = world.store.record_rereading(slept, BETTER, BETTER, announcing)
    assert message is not None
    after = now(world, receipt)
    assert json.loads(message.body)["version"] == after.version
    assert after.reading is not None
    assert after.reading.merchant.name == "도토리다방 은하점"
    assert world.correct(after, BOUGHT).version == after.version + 1


def test_a_rereading_is_summed_up_with_what_it_changed(world: World, tenant: UUID) -> None:
    rereading = uuid4()
    better, approved_one, kept, waiting, gone = (read(world, tenant, unlike(number)) for number in range(5))
    approved(world, now(world, approved_one))
    for receipt in (better, approved_one, kept, waiting, gone):
        asked(world, receipt, rereading)
    was = {it.id: now(world, it).reading or Reading() for it in (better, approved_one)}
    news = replace(was[better.id], items=(), merchant=Merchant("다른 이름"))
    reread(world, better, news, news)
    reread(world, approved_one, replace(was[approved_one.id], text="…", items=()), was[approved_one.id])
    claim = world.claimed(now(world, kept), "reread kept")
    assert world.store.keep_reading(claim, FailureCause.UNREADABLE_IMAGE, announcing)
    seen = now(world, gone)
    delete = Correction(NOON, "김경리", seen.version + 1, (), decision=Decision(Act.DELETED))
    world.store.put_aside(seen, delete, a_message, announce=announcing)

    progress = world.rereadings.progress(tenant, rereading)
    assert progress.queued == 5
    assert {outcome: count for outcome, count in progress.outcomes.items() if count} == {
        RereadOutcome.READ: 2,
        RereadOutcome.STOOD: 1,
        RereadOutcome.WAITING: 1,
        RereadOutcome.GONE: 1,
    }
    assert (progress.changed, progress.differing) == (1, 1)
    assert progress.changed_parts == {"items": 1, "merchant.name": 1}
    assert progress.differing_parts == {"items": 1}
    found = world.rereadings.changed(tenant, rereading, after=None, limit=5)
    assert [it.receipt_id for it in found] == sorted([better.id, approved_one.id])
    page = world.rereadings.changed(tenant, rereading, after=found[0].receipt_id, limit=5)
    assert [it.receipt_id for it in page] == [found[1].receipt_id]
    assert now(world, approved_one).status is Status.APPROVED
    assert now(world, approved_one).reading == was[approved_one.id]


def test_a_failure_that_is_read_now_counts_as_read(world: World, tenant: UUID) -> None:
    rereading, receipt = uuid4(), world.failed(world.store.add(a_receipt(tenant)))
    asked(world, receipt, rereading)
    assert world.rereadings.progress(tenant, rereading).outcomes[RereadOutcome.WAITING] == 1
    claim = world.claimed(now(world, receipt), "reread")
    assert world.store.record_reading(claim, a_reading(), announcing)
    assert world.rereadings.progress(tenant, rereading).outcomes[RereadOutcome.READ] == 1


def test_another_tenant_learns_nothing_of_a_rereading_whose_id_it_knows(world: World, tenant: UUID) -> None:
    rereading, other = uuid4(), world.new_tenant()
    receipt = read(world, tenant, a_reading())
    asked(world, receipt, rereading)
    reread(world, receipt, BETTER, BETTER)
    assert world.rereadings.progress(other, rereading).queued == 0
    assert not world.rereadings.changed(other, rereading, after=None, limit=5)
    assert not world.rereadings.queued(other, rereading, [receipt.id])
    assert world.rereadings.queued(tenant, rereading, [receipt.id]) == {receipt.id}
    assert world.archive.queued(None, rereading, [receipt.id]) == {receipt.id}
    # And who takes the same id for its own adds nothing to the other's sum.
    asked(world, read(world, other, a_reading()), rereading)
    assert world.rereadings.progress(tenant, rereading).queued == 1
    assert world.archive.progress(None, rereading).queued == 2


def test_the_line_is_a_tenants_own_and_an_operators_is_everybodys(world: World, tenant: UUID) -> None:
    other = world.new_tenant()
    for whose in (tenant, tenant, other):
        world.store.add(a_receipt(whose))
    world.claimed(world.store.add(a_receipt(other)))
    read(world, tenant, a_reading())
    assert (world.rereadings.in_line(tenant), world.rereadings.in_line(other)) == (2, 2)
    assert world.archive.in_line(None) == 4


def test_an_operator_has_receipts_of_all_tenants_read_anew_and_decides_nothing_for_people(
    world: World, tenant: UUID
) -> None:
    other, rereading = world.new_tenant(), uuid4()
    ours, theirs = read(world, tenant, a_reading()), read(world, other, a_reading())
    approved(world, now(world, theirs))
    world.store.add(a_receipt(tenant))  # which waits anyway
    found = world.archive.archived(Archive(), after=None, limit=5)
    assert [it.id for it in found] == sorted([ours.id, theirs.id])
    assert world.archive.count(Archive()) == 2
    assert world.archive.count(Archive(tenant_id=other)) == 1
    assert world.archive.count(Archive(until=NOON)) == 0
    assert world.archive.count(Archive(since=NOON)) == 2
    for receipt in found:
        queued = world.store.queue_anew(receipt, rereading, a_message(receipt))
        assert queued.status is Status.QUEUED
    assert {it.body for it in world.unsent(NOON.replace(year=2999))} >= {'{"event": "…"}'}
    shown = now(world, theirs).reading or Reading()
    reread(world, theirs, replace(shown, items=()), shown)
    assert now(world, theirs).status is Status.APPROVED
    history = world.store.corrections(other, theirs.id).corrections
    assert [it.decision for it in history] == [None]  # the approval alone
    assert world.archive.progress(None, rereading).outcomes[RereadOutcome.READ] == 1


def test_an_operator_queues_neither_what_moved_meanwhile_nor_what_waits(world: World, tenant: UUID) -> None:
    rereading, seen = uuid4(), read(world, tenant, a_reading())
    world.store.queue_anew(seen, rereading, a_message(seen))
    with pytest.raises(StaleReceiptError):
        world.store.queue_anew(seen, rereading, a_message(seen))
    waiting = now(world, seen)
    with pytest.raises(IllegalTransitionError):
        world.store.queue_anew(waiting, rereading, a_message(seen))
    unknown = replace(waiting, tenant_id=world.new_tenant())
    with pytest.raises(ReceiptNotFoundError):
        world.store.queue_anew(unknown, rereading, a_message(seen))


def test_a_selection_without_a_status_holds_nothing(world: World, tenant: UUID) -> None:
    read(world, tenant, a_reading())
    nothing = Selection(statuses=frozenset())
    assert world.finder.find(tenant, nothing, Order.OLDEST).found == ()
    assert sum(world.finder.count(tenant, nothing).by_status.values()) == 0
