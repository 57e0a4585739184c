"""What a tenant can do with the id of another's receipt: nothing, and learn nothing."""

from copy import deepcopy
from uuid import uuid4

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from tests.unit.api.conftest import World, assert_problem

ROUTES_OF_ONE_RECEIPT = [("GET", ""), ("GET", "/image"), ("POST", "/retry")]


@pytest.mark.parametrize(("method", "rest"), ROUTES_OF_ONE_RECEIPT)
def test_anothers_receipt_looks_like_one_that_does_not_exist(world: World, method: str, rest: str) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    anothers = world.attacker.request(method, f"/api/receipts/{receipt_id}{rest}")
    nobodys = world.attacker.request(method, f"/api/receipts/{uuid4()}{rest}")
    assert_problem(anothers, 404, "receipt-not-found")
    assert anothers.json() | {"instance": ""} == nobodys.json() | {"instance": ""}


@pytest.mark.parametrize(("method", "rest"), ROUTES_OF_ONE_RECEIPT)
def test_anothers_receipt_stays_as_it_is(world: World, method: str, rest: str) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    before, sent = deepcopy(world.store.receipts), len(world.queue.sent)
    world.attacker.request(method, f"/api/receipts/{receipt_id}{rest}")
    assert (world.store.receipts, len(world.queue.sent)) == (before, sent)


def test_anothers_receipts_are_in_no_list(world: World) -> None:
    world.receipt()
    assert world.attacker.get("/api/receipts").json() == {"receipts": [], "next_cursor": None}


def test_anothers_cursor_leads_to_none_of_its_receipts(world: World) -> None:
    for number in range(3):
        world.receipt(f"photo {number}".encode())
    cursor = world.api.get("/api/receipts?limit=1").json()["next_cursor"]
    assert world.attacker.get(f"/api/receipts?cursor={cursor}").json()["receipts"] == []


def test_sending_anothers_photo_does_not_reveal_its_receipt(world: World) -> None:
    ours = world.receipt(b"a photo")
    theirs = world.attacker.send(b"a photo")
    assert theirs.status_code == 202
    assert theirs.json()["id"] != ours


def test_the_tests_above_know_every_route_of_one_receipt(world: World) -> None:
    paths = world.app.openapi()["paths"]
    routes = {
        (method.upper(), path.removeprefix("/api/receipts/{receipt_id}"))
        for path, operations in paths.items()
        if "{receipt_id}" in path
        for method in operations
    }
    assert routes == set(ROUTES_OF_ONE_RECEIPT)
