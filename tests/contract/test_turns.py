"""What a claim counts, how it is given back, and whose turn it is."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from receipts.domain.claims import Claim, HeldBack
from receipts.domain.failure import FailureCause
from receipts.domain.fairness import Share
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import ReceiptNotFoundError, UnknownObjectError
from receipts.ports import FailedReceipts
from tests.contract.conftest import World
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing

SHARE = Share(3)
FAR = NOON.replace(year=2999)


def claimed(world: World, receipt: Receipt, claimed_by: str = "delivery-1", now: datetime = NOON) -> Claim:
    claim = try_to_claim(world, receipt, "v1", claimed_by, now)
    assert isinstance(claim, Claim)
    return claim


def try_to_claim(
    world: World, receipt: Receipt, version: str, claimed_by: str, now: datetime = NOON
) -> Claim | HeldBack | None:
    return world.store.claim(
        receipt.photo.key, version, claimed_by=claimed_by, now=now, lease=LEASE, share=SHARE
    )


def held_back(world: World, receipt: Receipt, now: datetime = NOON) -> HeldBack:
    held = try_to_claim(world, receipt, "v1", f"delivery-{receipt.id}", now)
    assert isinstance(held, HeldBack)
    return held


def busy(world: World, tenant: UUID) -> list[Claim]:
    """All readers that the tenant may use are at work for it."""
    receipts = [world.store.add(a_receipt(tenant)) for _ in range(SHARE.most)]
    return [claimed(world, receipt, f"delivery-{receipt.id}") for receipt in receipts]


# What is counted


def test_a_read_that_ended_in_the_middle_is_counted_by_the_next(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    assert [claimed(world, receipt).died for _ in range(3)] == [0, 1, 2]


def test_a_claim_that_is_given_back_is_not_counted(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    claimed(world, receipt)
    for _ in range(3):
        claim = claimed(world, receipt)
        assert claim.died == 1
        assert world.store.give_back(claim)
    assert world.store.get(tenant, receipt.id).status is Status.QUEUED


def test_what_is_given_back_may_be_claimed_by_another_at_once(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    claim = claimed(world, receipt)
    world.store.give_back(claim)
    assert claimed(world, receipt, "delivery-2").claimed_by == "delivery-2"
    assert not world.store.record_reading(claim, a_reading(), announcing)


def test_a_claim_that_has_ended_cannot_be_given_back(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    lost = claimed(world, receipt)
    taken_over = claimed(world, receipt, "delivery-2", NOON + LEASE)
    assert not world.store.give_back(lost, a_message(receipt))
    assert world.store.record_reading(taken_over, a_reading(), announcing)
    assert not world.store.give_back(taken_over)
    assert [it.body for it in world.unsent(FAR)] == [announcing(world.store.get(tenant, receipt.id)).body]


def test_a_reader_that_froze_gives_nothing_back_that_its_message_has_claimed_again(
    world: World, tenant: UUID
) -> None:
    """Else its successor would hold nothing: a reader reads in vain, the settler queues no message."""
    receipt = world.store.add(a_receipt(tenant))
    frozen = claimed(world, receipt)
    successor = claimed(world, receipt, now=NOON + LEASE)
    assert not world.store.give_back(frozen)
    assert world.store.get(tenant, receipt.id).attempts == 2
    assert world.store.give_back(successor, message := a_message(receipt))
    assert world.unsent(FAR) == [message]


def test_a_reader_that_froze_may_record_what_it_read_for_its_message(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    frozen = claimed(world, receipt)
    successor = claimed(world, receipt, now=NOON + LEASE)
    assert world.store.record_reading(frozen, a_reading(), announcing)
    assert not world.store.record_reading(successor, a_reading(), announcing)
    assert not world.store.give_back(successor)


def test_with_a_message_it_is_queued_again_by_that_one(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    message = a_message(receipt)
    assert world.store.give_back(claimed(world, receipt), message)
    assert world.unsent(FAR) == [message]
    since = NOON.replace(year=2000)
    again = world.store.claim_unless_requeued(
        receipt.photo.key, "v1", since=since, claimed_by="delivery-1", now=NOON, lease=LEASE
    )
    assert again is None


def test_a_message_that_was_given_up_counts_the_reads_and_is_none(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    claimed(world, receipt)
    for _ in range(2):
        claim = world.store.claim_unless_requeued(
            receipt.photo.key, "else", since=FAR, claimed_by="delivery-1", now=NOON, lease=LEASE
        )
        assert claim is not None
        assert (claim.died, claim.receipt.photo.version) == (1, "v1")


def test_a_retry_begins_to_count_anew(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    claimed(world, receipt)
    failed = world.failed(receipt)
    world.store.requeue(failed, a_message(failed))
    assert claimed(world, receipt).died == 0


# Sent again


def test_a_failed_receipt_whose_bytes_come_again_is_claimed_anew(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    claim = world.store.claim(failed.photo.key, "v2", claimed_by="delivery-2", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    assert (claim.died, claim.receipt.failure) == (0, None)
    assert claim.receipt == world.store.get(tenant, failed.id)
    assert claim.receipt.photo.version == "v2"
    assert world.store.record_failure(claim, FailureCause.EMPTY_FILE, a_message)
    assert world.store.claim(failed.photo.key, "v2", claimed_by="delivery-3", now=FAR, lease=LEASE) is None


def test_a_receipt_is_queued_again_with_the_photo_as_it_was_seen(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    sent = replace(failed, photo=replace(failed.photo, version="v2"))
    assert world.store.requeue(sent, a_message(failed)).photo.version == "v2"


@pytest.mark.parametrize("status", [Status.AWAITING_UPLOAD, Status.FAILED])
def test_a_photo_that_is_wanted_may_be_described_anew(world: World, tenant: UUID, status: Status) -> None:
    receipt = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    if status is Status.FAILED:
        receipt = world.failed(receipt)
    told = replace(receipt.photo, content_type="image/png", size=7, version="not ours to say")
    described = world.store.describe(replace(receipt, photo=told))
    assert described.photo == replace(receipt.photo, content_type="image/png", size=7)
    assert (described.status, described.version) == (status, receipt.version + 1)
    assert world.store.get(tenant, receipt.id) == described


def test_a_failed_receipt_that_is_described_anew_still_failed_when_it_failed(
    world: World, tenant: UUID
) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD)))
    described = world.store.describe(replace(failed, photo=replace(failed.photo, size=7)))
    assert described.updated_at == failed.updated_at


def test_a_photo_that_is_here_stays_as_it_was_described(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    assert world.store.describe(replace(receipt, photo=replace(receipt.photo, size=7))) == receipt
    with pytest.raises(ReceiptNotFoundError):
        world.store.describe(replace(receipt, tenant_id=world.new_tenant()))


def test_a_receipt_is_found_by_the_key_of_its_object(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    assert world.store.find_by_key(receipt.photo.key) == receipt
    with pytest.raises(UnknownObjectError):
        world.store.find_by_key("uploads/nobody")


# Whose turn it is


def test_a_tenant_is_read_up_to_its_share(world: World, tenant: UUID) -> None:
    busy(world, tenant)
    receipt = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    held = held_back(world, receipt)
    assert NOON < held.turn < NOON + timedelta(seconds=10)
    known = world.store.get(tenant, receipt.id)
    assert known == held.receipt
    assert (known.status, known.photo.version) == (Status.QUEUED, "v1")


def test_what_is_held_back_lines_up_and_shows_one_version_only(world: World, tenant: UUID) -> None:
    busy(world, tenant)
    waiting = [world.store.add(a_receipt(tenant)) for _ in range(4)]
    turns = [held_back(world, receipt).turn for receipt in waiting]
    assert turns == sorted(set(turns))
    again = held_back(world, waiting[0])
    assert again.turn > turns[-1]
    assert again.receipt.version == waiting[0].version


def test_another_tenant_is_read_meanwhile(world: World, tenant: UUID) -> None:
    busy(world, tenant)
    held_back(world, world.store.add(a_receipt(tenant)))
    assert claimed(world, world.store.add(a_receipt(world.new_tenant())))


def test_when_one_has_been_read_the_next_has_its_turn(world: World, tenant: UUID) -> None:
    first, *_ = busy(world, tenant)
    waiting = world.store.add(a_receipt(tenant))
    held_back(world, waiting)
    assert world.store.record_reading(first, a_reading(), announcing)
    assert claimed(world, waiting).receipt.status is Status.PROCESSING


def read_one(world: World, claims: list[Claim]) -> None:
    """One of the readings ends."""
    claim = claims.pop()
    assert world.store.record_reading(claim, a_reading(), announcing)


def let_in(world: World, tenant: UUID) -> list[UUID]:
    return [receipt.id for receipt in world.store.let_in(tenant, SHARE, NOON)]


def test_who_waits_longest_is_let_in_when_a_reading_ends_and_only_once(world: World, tenant: UUID) -> None:
    claims = busy(world, tenant)
    waiting = [world.store.add(a_receipt(tenant)) for _ in range(3)]
    for receipt in waiting:
        held_back(world, receipt)
    assert let_in(world, tenant) == []
    read_one(world, claims)
    assert let_in(world, tenant) == [waiting[0].id]
    claims.append(claimed(world, waiting[0]))
    assert let_in(world, tenant) == []
    for _ in range(2):
        read_one(world, claims)
    assert let_in(world, tenant) == [waiting[1].id, waiting[2].id]
    assert let_in(world, tenant) == []


def test_one_that_was_let_in_and_found_no_room_stands_in_line_again(world: World, tenant: UUID) -> None:
    claims = busy(world, tenant)
    waiting = world.store.add(a_receipt(tenant))
    held_back(world, waiting)
    read_one(world, claims)
    let_in(world, tenant)
    claims.append(claimed(world, world.store.add(a_receipt(tenant)), "delivery-of-a-newcomer"))
    held_back(world, waiting)
    read_one(world, claims)
    assert let_in(world, tenant) == [waiting.id]


def test_nobody_is_let_in_for_another_tenant_or_who_has_been_read(world: World, tenant: UUID) -> None:
    claims = busy(world, tenant)
    waiting = world.store.add(a_receipt(tenant))
    held_back(world, waiting)
    read_one(world, claims)
    assert let_in(world, world.new_tenant()) == []
    claims.append(claimed(world, waiting))
    read_one(world, claims)
    assert let_in(world, tenant) == []


def test_one_that_has_had_its_turn_is_in_the_line_no_more(world: World, tenant: UUID) -> None:
    first, *_ = busy(world, tenant)
    waiting = world.store.add(a_receipt(tenant))
    turn = held_back(world, waiting).turn
    assert world.store.record_reading(first, a_reading(), announcing)
    claimed(world, waiting)
    assert held_back(world, world.store.add(a_receipt(tenant))).turn == turn


def test_dead_readers_are_not_counted_once_their_lease_has_ended(world: World, tenant: UUID) -> None:
    busy(world, tenant)
    assert claimed(world, world.store.add(a_receipt(tenant)), now=NOON + LEASE)


def test_a_receipt_whose_reader_died_is_not_in_its_own_way(world: World, tenant: UUID) -> None:
    dead, *_ = busy(world, tenant)
    assert claimed(world, dead.receipt, dead.claimed_by).died == 1


def test_one_taken_over_may_be_held_back_too(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    dead = claimed(world, receipt)
    others = [world.store.add(a_receipt(tenant)) for _ in range(SHARE.most)]
    for other in others:
        claimed(world, other, f"delivery-{other.id}", NOON + LEASE)
    held_back(world, receipt, NOON + LEASE)
    assert not world.store.record_reading(dead, a_reading(), announcing)
    assert claimed(world, receipt, "delivery-9", NOON + 3 * LEASE).died == 1


def test_a_message_that_was_given_up_waits_for_no_turn(world: World, tenant: UUID) -> None:
    busy(world, tenant)
    receipt = world.store.add(a_receipt(tenant))
    claim = world.store.claim_unless_requeued(
        receipt.photo.key, "v1", since=FAR, claimed_by="delivery-1", now=NOON, lease=LEASE
    )
    assert claim is not None


# What has failed, over all tenants


def test_failed_receipts_are_found_by_cause_time_and_tenant(world: World, tenant: UUID) -> None:
    mine = world.failed(world.store.add(a_receipt(tenant)))
    theirs = world.failed(world.store.add(a_receipt(world.new_tenant())))
    world.store.add(a_receipt(tenant))
    cause = FailureCause.NOT_A_RECEIPT
    for which, wanted in [
        (FailedReceipts(cause), {mine.id, theirs.id}),
        (FailedReceipts(FailureCause.EMPTY_FILE), set()),
        (FailedReceipts(cause, tenant_id=tenant), {mine.id}),
        (FailedReceipts(cause, since=FAR), set()),
        (FailedReceipts(cause, until=FAR), {mine.id, theirs.id}),
        (FailedReceipts(cause, until=NOON.replace(year=2000)), set()),
    ]:
        assert {it.id for it in world.store.failed(which, after=None, limit=10)} == wanted
        assert world.store.count_failed(which) == len(wanted)
    first, second = sorted([mine, theirs], key=lambda it: it.id)
    assert world.store.failed(FailedReceipts(cause), after=None, limit=1) == [first]
    assert world.store.failed(FailedReceipts(cause), after=first.id, limit=9) == [second]


def test_a_photo_sent_again_begins_anew_though_it_has_to_wait_for_its_turn(
    world: World, tenant: UUID
) -> None:
    receipt = world.store.add(a_receipt(tenant))
    for _ in range(5):
        died = claimed(world, receipt, "delivery-1", NOON)
    assert world.store.record_failure(died, FailureCause.INTERNAL_ERROR, a_message)
    busy(world, tenant)
    assert isinstance(try_to_claim(world, receipt, "v2", "2"), HeldBack)
    again = try_to_claim(world, receipt, "v2", "3", NOON + 2 * LEASE)
    assert isinstance(again, Claim)
    assert again.died == 0
