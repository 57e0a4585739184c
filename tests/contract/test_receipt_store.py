"""What every ReceiptStore does; the fake that use cases are tested with, and PostgreSQL."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from receipts.domain.approval import open_reasons
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Merchant, Precision, Reading, Transaction
from receipts.domain.selection import Selection
from receipts.errors import (
    IllegalTransitionError,
    StillProcessingError,
    UnknownObjectError,
)
from tests.contract.conftest import World
from tests.fixtures.makers import KST, LEASE, NOON, a_message, a_reading, a_receipt, announcing

LATER = NOON + LEASE
FAR = NOON.replace(year=2999)


# Coming in


def test_an_added_receipt_is_kept_as_it_is(world: World, tenant: UUID) -> None:
    receipt = a_receipt(tenant, status=Status.AWAITING_UPLOAD)
    assert world.store.add(receipt) == receipt
    assert world.store.get(tenant, receipt.id) == receipt


def test_the_same_photo_is_one_receipt(world: World, tenant: UUID) -> None:
    first = a_receipt(tenant)
    second = a_receipt(tenant, sha=first.photo.sha256)
    world.store.add(first)
    assert world.store.add(second, a_message(second)) == first
    assert world.unsent(FAR) == []
    assert [line.id for line in world.finder.find(tenant, Selection()).found] == [first.id]


def test_two_tenants_may_have_the_same_photo(world: World, tenant: UUID) -> None:
    ours = world.store.add(a_receipt(tenant))
    theirs = world.store.add(a_receipt(world.new_tenant(), sha=ours.photo.sha256))
    assert theirs.id != ours.id
    assert world.store.find_by_sha256(tenant, ours.photo.sha256) == ours


def test_a_photo_nobody_sent_is_not_found(world: World, tenant: UUID) -> None:
    assert world.store.find_by_sha256(tenant, "0" * 64) is None


def test_an_expired_slot_is_not_in_the_way_of_a_new_one(world: World, tenant: UUID) -> None:
    unused = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    assert world.expire_slots(NOON) == 0
    assert world.expire_slots(LATER) == 1
    assert world.expire_slots(LATER) == 0
    assert world.store.get(tenant, unused.id).status is Status.EXPIRED
    assert world.store.find_by_sha256(tenant, unused.photo.sha256) is None
    again = a_receipt(tenant, status=Status.AWAITING_UPLOAD, sha=unused.photo.sha256)
    assert world.store.add(again) == again


def test_only_unused_slots_expire(world: World, tenant: UUID) -> None:
    world.store.add(a_receipt(tenant))
    assert world.expire_slots(FAR) == 0


# Claims


def test_a_claim_takes_the_receipt_and_notes_the_objects_version(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    claim = world.claimed(receipt)
    assert claim.claimed_by == "delivery-1"
    assert claim.receipt.status is Status.PROCESSING
    assert claim.receipt.photo == replace(receipt.photo, version="v1")
    assert claim.receipt == world.store.get(tenant, receipt.id)
    assert claim.receipt.version == receipt.version + 1


def test_an_event_without_a_version_keeps_the_one_known(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    world.claimed(receipt)
    claim = world.store.claim(receipt.photo.key, None, claimed_by="delivery-1", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    assert claim.receipt.photo.version == "v1"


@pytest.mark.parametrize("key", ["uploads/nobody", "uploads/no\x00body", "uploads/\ud800"])
def test_an_object_of_no_receipt_is_unknown(world: World, key: str) -> None:
    with pytest.raises(UnknownObjectError):
        world.store.claim(key, None, claimed_by="delivery-1", now=NOON, lease=LEASE)


def test_a_second_delivery_waits_while_the_first_one_reads(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    world.claimed(receipt)
    just_before = LATER - timedelta(microseconds=1)
    with pytest.raises(StillProcessingError):
        world.store.claim(receipt.photo.key, "v1", claimed_by="delivery-2", now=just_before, lease=LEASE)


def test_a_second_delivery_takes_over_when_the_lease_has_run_out(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    dead = world.claimed(receipt)
    claim = world.store.claim(receipt.photo.key, "v1", claimed_by="delivery-2", now=LATER, lease=LEASE)
    assert isinstance(claim, Claim)
    assert not world.store.record_reading(dead, a_reading(), announcing)
    assert not world.store.record_failure(dead, FailureCause.INTERNAL_ERROR, a_message)
    assert world.store.record_reading(claim, a_reading(), announcing)


def test_the_same_delivery_may_claim_again_at_once(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    world.claimed(receipt)
    assert world.claimed(receipt).receipt.status is Status.PROCESSING


@pytest.mark.parametrize("version", ["v1", "v2", None])
def test_what_has_been_read_is_not_claimed_again(world: World, tenant: UUID, version: str | None) -> None:
    read = world.read(world.store.add(a_receipt(tenant)))
    assert world.store.claim(read.photo.key, version, claimed_by="delivery-2", now=FAR, lease=LEASE) is None
    assert world.store.get(tenant, read.id) == read


def test_what_has_failed_is_not_claimed_again(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    assert world.store.claim(failed.photo.key, "v1", claimed_by="delivery-2", now=FAR, lease=LEASE) is None


def test_a_late_photo_revives_its_expired_slot(world: World, tenant: UUID) -> None:
    slot = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    world.expire_slots(LATER)
    assert world.claimed(slot).receipt.status is Status.PROCESSING


def test_a_late_photo_takes_the_place_of_a_newer_slot_still_empty(world: World, tenant: UUID) -> None:
    late = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    world.expire_slots(LATER)
    newer = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD, sha=late.photo.sha256))
    world.claimed(late)
    assert world.store.get(tenant, newer.id).status is Status.EXPIRED
    # and when the newer slot's photo comes as well, it is the same photo, and read once
    assert world.store.claim(newer.photo.key, "v1", claimed_by="delivery-2", now=NOON, lease=LEASE) is None


def test_a_late_photo_is_dropped_where_a_newer_slot_has_it_already(world: World, tenant: UUID) -> None:
    late = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    world.expire_slots(LATER)
    newer = world.store.add(a_receipt(tenant, sha=late.photo.sha256))
    assert world.store.claim(late.photo.key, "v1", claimed_by="delivery-1", now=NOON, lease=LEASE) is None
    assert world.store.get(tenant, newer.id) == newer


# Results


def test_a_reading_is_kept_whole(world: World, tenant: UUID) -> None:
    reading = a_reading()
    read = world.read(world.store.add(a_receipt(tenant)), reading)
    assert read.reading == reading
    assert read.status is Status.PARSED


def test_an_empty_reading_is_kept_too(world: World, tenant: UUID) -> None:
    assert world.read(world.store.add(a_receipt(tenant)), Reading()).reading == Reading()


def test_a_doubtful_reading_needs_review(world: World, tenant: UUID) -> None:
    reading = a_reading(review_reasons=("merchant_low_confidence",))
    assert world.read(world.store.add(a_receipt(tenant)), reading).status is Status.NEEDS_REVIEW


def test_a_failure_is_kept_with_its_cause(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    assert (failed.status, failed.failure) == (Status.FAILED, FailureCause.NOT_A_RECEIPT)


@pytest.mark.parametrize("is_read", [True, False])
def test_what_is_told_is_the_version_that_the_record_has(world: World, tenant: UUID, is_read: bool) -> None:
    """The reader slept; its message was delivered again, and somebody else began; then it woke."""
    receipt = world.store.add(a_receipt(tenant))
    slept = world.claimed(receipt)
    assert world.claimed(receipt).receipt.version > slept.receipt.version
    told = (
        world.store.record_reading(slept, a_reading(), announcing)
        if is_read
        else world.store.record_failure(slept, FailureCause.INTERNAL_ERROR, announcing)
    )
    settled = world.store.get(tenant, receipt.id)
    assert told == world.unsent(FAR)[-1]
    assert json.loads(told.body) | {"version": settled.version, "status": settled.status} == json.loads(
        told.body
    )


def test_a_second_result_has_no_effect(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    claim = world.claimed(receipt)
    assert world.store.record_reading(claim, a_reading(), announcing)
    settled, unsent = world.store.get(tenant, receipt.id), world.unsent(FAR)
    assert not world.store.record_reading(claim, Reading(), announcing)
    assert not world.store.record_failure(claim, FailureCause.INTERNAL_ERROR, a_message)
    assert world.store.get(tenant, receipt.id) == settled
    assert world.unsent(FAR) == unsent


def test_the_same_parser_reading_the_same_object_again_changes_nothing_read(
    world: World, tenant: UUID
) -> None:
    reading = a_reading()
    read = world.read(world.store.add(a_receipt(tenant)), reading)
    world.store.requeue(read, a_message(read))
    assert world.read(read, a_reading()).reading == reading


def test_a_newer_parser_replaces_the_reading(world: World, tenant: UUID) -> None:
    reading = a_reading()
    assert reading.engine
    read = world.read(world.store.add(a_receipt(tenant)), reading)
    world.store.requeue(read, a_message(read))
    newer = replace(reading, items=(), engine=replace(reading.engine, version="2"))
    assert world.read(read, newer).reading == newer


# Duplicates


def test_the_same_card_approval_marks_a_probable_double(world: World, tenant: UUID) -> None:
    reading = a_reading(merchant=Merchant("도토리다방"))
    first = world.read(world.store.add(a_receipt(tenant)), reading)
    second = world.read(world.store.add(a_receipt(tenant)), replace(reading, text="another photo"))
    assert (first.duplicate_of, second.duplicate_of) == (None, first.id)
    assert (first.status, second.status) == (Status.PARSED, Status.NEEDS_REVIEW)
    assert open_reasons(second) == ("possible_duplicate",)


def test_a_probable_double_is_announced_as_what_needs_review(world: World, tenant: UUID) -> None:
    reading = a_reading()
    world.read(world.store.add(a_receipt(tenant)), reading)
    second = world.read(world.store.add(a_receipt(tenant)), reading)
    told = [json.loads(message.body) for message in world.unsent(FAR)]
    assert (str(second.id), "needs_review") in [(it["receipt_id"], it["status"]) for it in told]


def test_the_same_shop_second_and_total_mark_a_probable_double(world: World, tenant: UUID) -> None:
    reading = a_reading(payment=Reading().payment)
    first = world.read(world.store.add(a_receipt(tenant)), reading)
    assert world.read(world.store.add(a_receipt(tenant)), reading).duplicate_of == first.id


@pytest.mark.parametrize(
    "difference",
    [
        {"transaction": Transaction.CANCELLATION},
        {"amounts": Amounts(total=Decimal(2501))},
        {"amounts": Amounts()},
        {"issued_at": date(2022, 11, 22), "issued_at_precision": Precision.DAY},
        {"issued_at": None, "issued_at_precision": None},
    ],
)
def test_another_purchase_is_no_double(world: World, tenant: UUID, difference: dict[str, object]) -> None:
    reading = a_reading()
    world.read(world.store.add(a_receipt(tenant)), reading)
    other = replace(reading, **difference)  # type: ignore[arg-type]
    assert world.read(world.store.add(a_receipt(tenant)), other).duplicate_of is None


def test_a_purchase_in_cash_is_a_double_in_its_minute_and_none_in_the_next(
    world: World, tenant: UUID
) -> None:
    """A till without a card terminal prints neither an approval number nor, often, seconds."""
    minute = datetime(2022, 11, 21, 12, 28, tzinfo=KST)
    payment, precision = Reading().payment, Precision.MINUTE
    coffee = a_reading(payment=payment, issued_at=minute, issued_at_precision=precision)
    later = replace(coffee, issued_at=minute + timedelta(minutes=1))
    first = world.read(world.store.add(a_receipt(tenant)), coffee)
    assert world.read(world.store.add(a_receipt(tenant)), later).duplicate_of is None
    unread = replace(coffee, merchant=Merchant("도토리 다방"))
    assert world.read(world.store.add(a_receipt(tenant)), unread).duplicate_of == first.id


def test_another_tenants_receipt_is_no_double(world: World, tenant: UUID) -> None:
    reading = a_reading()
    world.read(world.store.add(a_receipt(world.new_tenant())), reading)
    assert world.read(world.store.add(a_receipt(tenant)), reading).duplicate_of is None


def test_an_original_read_again_is_not_its_copys_double(world: World, tenant: UUID) -> None:
    reading = a_reading()
    first = world.read(world.store.add(a_receipt(tenant)), reading)
    world.read(world.store.add(a_receipt(tenant)), reading)
    world.store.requeue(first, a_message(first))
    assert world.read(first, reading).duplicate_of is None


# Back on the queue


def test_a_failed_receipt_goes_back_on_the_queue_with_its_message(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    message = a_message(failed)
    queued = world.store.requeue(failed, message)
    assert (queued.status, queued.failure) == (Status.QUEUED, None)
    assert queued.version == failed.version + 1
    assert message in world.unsent(FAR)
    assert world.store.get(tenant, failed.id) == queued


def test_a_read_receipt_shows_its_reading_until_it_is_read_again(world: World, tenant: UUID) -> None:
    read = world.read(world.store.add(a_receipt(tenant)))
    assert world.store.requeue(read, a_message(read)).reading == read.reading


def test_requeueing_ends_the_claim(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    dead = world.claimed(receipt)
    world.store.requeue(dead.receipt, a_message(receipt))
    assert not world.store.record_reading(dead, a_reading(), announcing)
    assert world.claimed(receipt, "delivery-2").claimed_by == "delivery-2"


def test_a_queued_receipt_may_be_queued_again(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    assert world.store.requeue(receipt, a_message(receipt)).status is Status.QUEUED


def test_a_slot_whose_photo_never_came_is_not_queued(world: World, tenant: UUID) -> None:
    slot = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    with pytest.raises(IllegalTransitionError):
        world.store.requeue(slot, a_message(slot))
    world.expire_slots(FAR)
    with pytest.raises(IllegalTransitionError):
        world.store.requeue(world.store.get(tenant, slot.id), a_message(slot))


def test_of_two_who_press_retry_at_once_one_is_refused(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    world.store.requeue(failed, a_message(failed))
    with pytest.raises(IllegalTransitionError):
        world.store.requeue(failed, a_message(failed))
    assert len(world.unsent(FAR)) == 2  # the failure's announcement and one retry
