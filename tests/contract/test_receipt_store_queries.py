"""What every ReceiptStore finds, and for whom: tenants, listings, the outbox, what got stuck."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from receipts.domain.api_key import KeyHolder, fingerprint_of, hash_of
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.domain.retention import BucketSweep, NamedPhoto
from receipts.errors import (
    ReceiptNotFoundError,
)
from receipts.ports import Destination, OutboxMessage
from tests.contract.conftest import World
from tests.fixtures.makers import LEASE, NOON, a_message, a_receipt

UPLOADS = Destination.UPLOADS
LATER = NOON + LEASE
FAR = NOON.replace(year=2999)


# Whose receipts they are


def test_another_tenants_receipt_does_not_exist(world: World, tenant: UUID) -> None:
    theirs = world.failed(world.store.add(a_receipt(world.new_tenant())))
    with pytest.raises(ReceiptNotFoundError):
        world.store.get(tenant, theirs.id)
    ours = replace(theirs, tenant_id=tenant)
    with pytest.raises(ReceiptNotFoundError):
        world.store.requeue(ours, a_message(ours))
    assert world.store.find_by_sha256(tenant, theirs.photo.sha256) is None
    assert world.store.get(theirs.tenant_id, theirs.id) == theirs


def test_a_key_opens_its_tenant(world: World, tenant: UUID) -> None:
    key = world.new_key(tenant)
    world.new_key(world.new_tenant())
    assert world.store.holder_of_key(hash_of(key)) == KeyHolder(tenant)
    assert world.store.holder_of_key(hash_of(key + "x")) is None
    assert world.store.holder_of_key(key) is None


def test_of_all_keys_no_more_is_told_than_how_their_hashes_begin(world: World, tenant: UUID) -> None:
    hashes = [hash_of(world.new_key(of)) for of in (tenant, tenant, world.new_tenant())]
    assert world.store.key_fingerprints() == {key_hash[:8] for key_hash in hashes}
    assert {fingerprint_of(key_hash) for key_hash in hashes} == {key_hash[:8] for key_hash in hashes}


# The outbox, and what got stuck


def test_a_message_is_unsent_until_it_is_marked(world: World, tenant: UUID) -> None:
    receipt = a_receipt(tenant)
    message = a_message(receipt)
    world.store.add(receipt, message)
    assert world.unsent(NOON) == []
    assert world.unsent(LATER) == [message]
    world.store.mark_sent(message, LATER)
    world.store.mark_sent(message, LATER)
    assert world.unsent(FAR) == []


def add_message(world: World, tenant: UUID, minutes: int, to: Destination = UPLOADS) -> OutboxMessage:
    receipt = a_receipt(tenant, at=NOON + timedelta(minutes=minutes))
    message = a_message(receipt, to)
    world.store.add(receipt, message)
    return message


def lease(world: World, at: datetime, limit: int = 10, to: Destination = UPLOADS) -> list[OutboxMessage]:
    leased = world.store.lease_unsent(
        to, written_before=at, now=at, until=at + timedelta(seconds=30), limit=limit
    )
    return list(leased)


def test_the_oldest_messages_come_first(world: World, tenant: UUID) -> None:
    third, first, second = (add_message(world, tenant, minutes) for minutes in (3, 1, 2))
    assert lease(world, LATER, limit=2) == [first, second]
    assert lease(world, LATER, limit=2) == [third]


def test_a_destination_is_not_behind_another(world: World, tenant: UUID) -> None:
    add_message(world, tenant, 1)
    event = add_message(world, tenant, 2, Destination.RECEIPT_EVENTS)
    assert lease(world, LATER, limit=1, to=Destination.RECEIPT_EVENTS) == [event]


def test_a_leased_message_is_nobody_elses_until_the_lease_ends(world: World, tenant: UUID) -> None:
    message = add_message(world, tenant, 0)
    assert lease(world, LATER) == [message]
    assert lease(world, LATER + timedelta(seconds=29)) == []
    assert lease(world, LATER + timedelta(seconds=30)) == [message]


def test_a_message_that_could_not_be_sent_comes_after_those_that_were_not_tried(
    world: World, tenant: UUID
) -> None:
    refused = add_message(world, tenant, 0)
    assert lease(world, LATER, limit=1) == [refused]
    untried = [add_message(world, tenant, minutes) for minutes in (1, 2)]
    assert lease(world, LATER + LEASE, limit=2) == untried


def test_several_messages_are_marked_at_once(world: World, tenant: UUID) -> None:
    sent = [add_message(world, tenant, minutes) for minutes in (0, 1)]
    left = add_message(world, tenant, 2)
    world.store.mark_all_sent([message.id for message in sent], LATER)
    assert world.unsent(FAR) == [left]


# Slots whose time is over


def add_slot(world: World, tenant: UUID, minutes: int = 0) -> Receipt:
    at = NOON + timedelta(minutes=minutes)
    return world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD, at=at))


def test_unused_slots_are_found_oldest_first(world: World, tenant: UUID) -> None:
    young, old, middle = (add_slot(world, tenant, minutes) for minutes in (3, 1, 2))
    world.store.add(a_receipt(tenant))
    assert world.unused_slots(LATER, 2) == [old, middle]
    assert world.unused_slots(young.created_at, 10) == [old, middle]


def test_a_slot_that_is_used_meanwhile_does_not_expire(world: World, tenant: UUID) -> None:
    used, unused = add_slot(world, tenant), add_slot(world, tenant, 1)
    world.claimed(used)
    assert world.store.expire([used, unused]) == 1
    assert world.store.get(tenant, used.id).status is Status.PROCESSING
    assert world.store.expire([]) == 0


def test_a_slot_that_is_given_out_anew_does_not_expire(world: World, tenant: UUID) -> None:
    slot, untouched = add_slot(world, tenant), add_slot(world, tenant, 1)
    given = world.store.describe(slot)
    assert given.version == slot.version + 1
    assert world.store.expire([slot]) == 0
    assert world.store.get(tenant, slot.id).status is Status.AWAITING_UPLOAD
    due = partial(world.store.unused_slots, created_before=FAR, limit=10)
    assert due(touched_before=given.updated_at) == [untouched]
    assert due(touched_before=FAR) == [given, untouched]


def test_a_slot_whose_photo_was_found_is_queued_once(world: World, tenant: UUID) -> None:
    slot = add_slot(world, tenant)
    found = replace(slot, photo=replace(slot.photo, version="v7"))
    message = a_message(slot)
    assert world.store.queue_arrived(found, message)
    assert not world.store.queue_arrived(found, a_message(slot))
    queued = world.store.get(tenant, slot.id)
    assert (queued.status, queued.photo.version) == (Status.QUEUED, "v7")
    assert queued.version == slot.version + 1
    assert world.unsent(FAR) == [message]


# What may be let go of

LONG_AGO = NOON.replace(year=2020)


def test_messages_are_swept_once_they_were_sent_long_enough_ago(world: World, tenant: UUID) -> None:
    old, young, unsent = (add_message(world, tenant, minutes) for minutes in (0, 1, 2))
    world.store.mark_sent(old, LONG_AGO)
    world.store.mark_sent(young, LONG_AGO + LEASE)
    assert world.store.sweep_messages(LONG_AGO + LEASE, 10) == 1
    assert world.store.sweep_messages(LONG_AGO + LEASE, 10) == 0
    assert world.unsent(FAR) == [unsent]


def test_slots_are_swept_once_they_expired_long_enough_ago(world: World, tenant: UUID) -> None:
    at = LONG_AGO
    old, young, waiting = (
        world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD, at=at + timedelta(hours=hours)))
        for hours in (0, 2, 0)
    )
    read = world.read(world.store.add(a_receipt(tenant, at=at)))
    failed = world.failed(world.store.add(a_receipt(tenant, at=at)))
    world.store.expire([old, young])
    assert world.store.sweep_slots(at + timedelta(hours=1), 10) == 1
    with pytest.raises(ReceiptNotFoundError):
        world.store.get(tenant, old.id)
    for kept in (young, waiting, read, failed):
        assert world.store.get(tenant, kept.id)


def test_sweeping_stops_at_its_limit(world: World, tenant: UUID) -> None:
    slots = [world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD, at=LONG_AGO)) for _ in range(3)]
    world.store.expire(slots)
    assert [world.store.sweep_slots(LONG_AGO + LEASE, 2) for _ in range(3)] == [2, 1, 0]


def test_a_photo_is_known_by_its_key_whatever_became_of_its_receipt(world: World, tenant: UUID) -> None:
    slot = world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD))
    failed = world.failed(world.store.add(a_receipt(tenant)))
    named = world.store.named_photos([slot.photo.key, failed.photo.key, "uploads/nothing"])
    assert named == {
        slot.photo.key: NamedPhoto(None, Status.AWAITING_UPLOAD, slot.updated_at),
        failed.photo.key: NamedPhoto("v1", Status.FAILED, failed.updated_at),
    }
    assert world.store.named_photos([]) == {}


def test_the_place_in_the_bucket_is_kept(world: World) -> None:
    assert world.store.bucket_sweep().is_due(NOON)
    for sweep in (BucketSweep("direct/x", NOON), BucketSweep(None, LATER)):
        world.store.note_bucket_sweep(sweep)
        assert world.store.bucket_sweep() == sweep


# What got stuck


def test_receipts_that_nobody_touches_are_stuck(world: World, tenant: UUID) -> None:
    queued = world.store.add(a_receipt(tenant, at=NOON - timedelta(hours=1)))
    processing = world.claimed(world.store.add(a_receipt(tenant))).receipt
    world.store.add(a_receipt(tenant, status=Status.AWAITING_UPLOAD, at=NOON - timedelta(hours=1)))
    world.failed(world.store.add(a_receipt(tenant)))
    assert world.store.stuck(NOON, 10) == [queued]
    assert world.store.stuck(LATER, 10) == [queued, processing]
    assert world.store.stuck(LATER, 1) == [queued]


def test_a_store_that_answers_is_ready(world: World) -> None:
    assert world.store.is_ready()
