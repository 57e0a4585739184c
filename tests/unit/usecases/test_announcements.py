"""Whoever goes by events knows how each receipt stands, whatever moved it there."""

import json

import pytest

from receipts.domain.decisions import Keep, RejectReason
from receipts.domain.life_cycle import READ, Status
from receipts.domain.record import Receipt
from receipts.ports import Destination
from tests.unit.usecases.conftest import World
from tests.unit.usecases.test_correct_receipt import approved, corrected, read
from tests.unit.usecases.test_decide import now, seen


def a_double(world: World) -> Receipt:
    """Another photo of what every photo of these tests shows."""
    return read(world, b"the same once more")


def told(world: World) -> dict[str, tuple[int, str]]:
    """What the event of the highest version says of each receipt, sent or not."""
    highest: dict[str, tuple[int, str]] = {}
    messages = (message for _, message in world.store.outbox.values())
    for event in (json.loads(it.body) for it in messages if it.destination is Destination.RECEIPT_EVENTS):
        one = event["version"], event["status"]
        highest[event["receipt_id"]] = max(one, highest.get(event["receipt_id"], one))
    return highest


def assert_all_is_told(world: World) -> None:
    events = told(world)
    for receipt in world.store.known():
        if receipt.status in READ | {Status.REJECTED, Status.DELETED, Status.FAILED}:
            version, status = events[str(receipt.id)]
            assert (status, version <= receipt.version) == (receipt.status, True)


def test_an_approved_receipt_that_is_corrected_is_told_to_need_review(world: World) -> None:
    receipt = approved(world, read(world))
    reopened = corrected(world, receipt, name="가나다식당")
    assert reopened.status is Status.NEEDS_REVIEW
    assert told(world)[str(receipt.id)] == (reopened.version, "needs_review")


def test_what_a_person_answers_is_told_to_be_parsed_or_as_it_stands(world: World) -> None:
    receipt = read(world)
    corrected(world, receipt, name="가나다식당")
    assert_all_is_told(world)


@pytest.mark.parametrize("how", ["delete", "reject"])
def test_a_double_whose_original_goes_and_comes_back_is_told_each_time(world: World, how: str) -> None:
    first, second = read(world), a_double(world)
    assert second.duplicate_of == first.id
    if how == "delete":
        world.decide.delete(seen(first))
    else:
        world.decide.reject(seen(first), RejectReason.PRIVATE)
    assert now(world, second).duplicate_of is None
    assert_all_is_told(world)
    back = world.decide.restore if how == "delete" else world.decide.reopen
    back(seen(now(world, first)))
    assert_all_is_told(world)


@pytest.mark.parametrize("keep", list(Keep))
def test_what_becomes_of_two_that_were_compared_is_told_of_both(world: World, keep: Keep) -> None:
    first, second = read(world), a_double(world)
    world.decide.resolve(seen(second), keep, first.id)
    assert_all_is_told(world)


def test_a_double_that_is_corrected_to_another_purchase_is_told(world: World) -> None:
    first, second = read(world), a_double(world)
    world.correct(seen(first), {"payment.approval_number": "99887766", "issued_at": None})
    assert now(world, second).duplicate_of is None
    assert_all_is_told(world)
