"""What every ReceiptStore finds, and for whom: tenants, listings, the outbox, what got stuck."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from receipts.adapters.postgres.tenants import hash_of
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Receipt
from receipts.errors import (
    ReceiptNotFoundError,
)
from tests.contract.conftest import World
from tests.fixtures.makers import LEASE, NOON, a_message, a_receipt

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
    assert world.store.find(tenant).receipts == ()
    assert world.store.get(theirs.tenant_id, theirs.id) == theirs


def test_another_tenants_cursor_opens_nothing_of_theirs(world: World, tenant: UUID) -> None:
    other = world.new_tenant()
    for _ in range(3):
        world.store.add(a_receipt(other))
    cursor = world.store.find(other, limit=1).next_cursor
    assert world.store.find(tenant, cursor=cursor).receipts == ()


def test_a_key_opens_its_tenant(world: World, tenant: UUID) -> None:
    key = world.new_key(tenant)
    world.new_key(world.new_tenant())
    assert world.store.tenant_of_key(hash_of(key)) == tenant
    assert world.store.tenant_of_key(hash_of(key + "x")) is None
    assert world.store.tenant_of_key(key) is None


# Listings


def test_a_listing_is_newest_first_and_ends(world: World, tenant: UUID) -> None:
    added = [world.store.add(a_receipt(tenant, at=NOON + timedelta(seconds=n))) for n in range(5)]
    pages: list[tuple[Receipt, ...]] = []
    cursor = None
    while not pages or cursor:
        page = world.store.find(tenant, cursor=cursor, limit=2)
        pages.append(page.receipts)
        cursor = page.next_cursor
    assert [len(page) for page in pages] == [2, 2, 1]
    assert [receipt for page in pages for receipt in page] == added[::-1]


def test_a_full_last_page_has_no_next(world: World, tenant: UUID) -> None:
    world.store.add(a_receipt(tenant))
    assert world.store.find(tenant, limit=1).next_cursor is None


def test_pages_neither_repeat_nor_skip_when_newer_receipts_arrive(world: World, tenant: UUID) -> None:
    added = {world.store.add(a_receipt(tenant)).id for _ in range(6)}  # all at the same instant
    first = world.store.find(tenant, limit=3)
    world.store.add(a_receipt(tenant, at=NOON + timedelta(seconds=1)))
    second = world.store.find(tenant, cursor=first.next_cursor, limit=3)
    seen = [receipt.id for receipt in first.receipts + second.receipts]
    assert len(seen) == 6
    assert set(seen) == added


def test_a_listing_may_ask_for_one_status(world: World, tenant: UUID) -> None:
    world.store.add(a_receipt(tenant))
    failed = world.failed(world.store.add(a_receipt(tenant)))
    assert world.store.find(tenant, status=Status.FAILED).receipts == (failed,)


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "영수증", "AAAA", "MjAyNi0xMS0yMnwx", "MjAyNi0xMS0yMlQxMjowMDowMHwwMDAwMDAwMC0wMDAwLTAwMDA"],
)
def test_a_cursor_that_is_not_ours_is_refused(world: World, tenant: UUID, cursor: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        world.store.find(tenant, cursor=cursor)


def test_a_cursor_changed_by_hand_is_refused(world: World, tenant: UUID) -> None:
    for _ in range(2):
        world.store.add(a_receipt(tenant))
    cursor = world.store.find(tenant, limit=1).next_cursor
    assert cursor
    for changed in (cursor + "=", cursor + "A", " " + cursor, cursor[:-2], cursor[:8] + "\n" + cursor[8:]):
        with pytest.raises(ValueError, match=r"."):
            world.store.find(tenant, cursor=changed)


# The outbox, and what got stuck


def test_a_message_is_unsent_until_it_is_marked(world: World, tenant: UUID) -> None:
    receipt = a_receipt(tenant)
    message = a_message(receipt)
    world.store.add(receipt, message)
    assert world.store.unsent(NOON, 10) == []
    assert world.store.unsent(LATER, 10) == [message]
    world.store.mark_sent(message, LATER)
    world.store.mark_sent(message, LATER)
    assert world.store.unsent(FAR, 10) == []


def test_the_oldest_messages_come_first(world: World, tenant: UUID) -> None:
    messages = []
    for minutes in (3, 1, 2):
        receipt = a_receipt(tenant, at=NOON + timedelta(minutes=minutes))
        messages.append(a_message(receipt))
        world.store.add(receipt, messages[-1])
    assert world.store.unsent(FAR, 2) == [messages[1], messages[2]]


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
