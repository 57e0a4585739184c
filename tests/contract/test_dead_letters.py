"""What a message that was given up may claim; the rest of a claim is in test_receipt_store.py."""

from datetime import datetime
from uuid import UUID

import pytest

from receipts.domain.claims import Claim
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from receipts.errors import StillProcessingError, UnknownObjectError
from tests.contract.conftest import World
from tests.fixtures.makers import LEASE, NOON, a_message, a_receipt

BEFORE = NOON.replace(year=2000)
AFTERWARDS = NOON.replace(year=2999)


def given_up(
    world: World,
    receipt: Receipt,
    *,
    since: datetime = BEFORE,
    claimed_by: str = "delivery-1",
    now: datetime = NOON,
) -> Claim | None:
    return world.store.claim_unless_requeued(
        receipt.photo.key, "v1", since=since, claimed_by=claimed_by, now=now, lease=LEASE
    )


@pytest.mark.parametrize("status", [Status.AWAITING_UPLOAD, Status.QUEUED])
def test_it_claims_a_receipt_that_no_reader_ever_reached(world: World, tenant: UUID, status: Status) -> None:
    receipt = world.store.add(a_receipt(tenant, status=status))
    claim = given_up(world, receipt)
    assert claim is not None
    assert claim.receipt.status is Status.PROCESSING
    assert claim.receipt == world.store.get(tenant, receipt.id)


def test_it_takes_over_from_its_own_reader(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    world.claimed(receipt, "delivery-1")
    assert given_up(world, receipt, claimed_by="delivery-1") is not None


def test_it_waits_for_the_reader_of_another_message(world: World, tenant: UUID) -> None:
    receipt = world.store.add(a_receipt(tenant))
    world.claimed(receipt, "delivery-2")
    with pytest.raises(StillProcessingError):
        given_up(world, receipt)
    assert given_up(world, receipt, now=NOON + LEASE) is not None


def test_it_leaves_what_is_settled(world: World, tenant: UUID) -> None:
    read, failed = (
        world.read(world.store.add(a_receipt(tenant))),
        world.failed(world.store.add(a_receipt(tenant))),
    )
    assert given_up(world, read) is None
    assert given_up(world, failed) is None
    assert world.store.get(tenant, read.id) == read
    assert world.store.get(tenant, failed.id) == failed


def test_it_leaves_what_was_queued_again_since(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    queued = world.store.requeue(failed, a_message(failed))
    assert given_up(world, failed, since=BEFORE) is None
    assert world.store.get(tenant, failed.id) == queued


def test_it_leaves_to_the_later_message_what_that_one_is_reading(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    world.store.requeue(failed, a_message(failed))
    reading = world.claimed(failed, "delivery-2").receipt
    assert given_up(world, failed, since=BEFORE, now=AFTERWARDS) is None
    assert world.store.get(tenant, failed.id) == reading


def test_the_message_that_it_was_queued_again_with_may_have_it(world: World, tenant: UUID) -> None:
    failed = world.failed(world.store.add(a_receipt(tenant)))
    world.store.requeue(failed, a_message(failed))
    assert given_up(world, failed, since=AFTERWARDS) is not None


def test_an_object_of_no_receipt_is_unknown(world: World, tenant: UUID) -> None:
    with pytest.raises(UnknownObjectError):
        given_up(world, a_receipt(tenant))
