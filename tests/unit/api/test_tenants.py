"""What a tenant can do with the id of another's receipt: nothing, and learn nothing."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Merchant, Reading
from tests.unit.api.conftest import OTHER_TENANT, TENANT, World, assert_problem

SEEN = {"version": 1, "by": "침입자"}
ROUTES_OF_ONE_RECEIPT = [
    ("GET", ""),
    ("GET", "/image"),
    ("GET", "/pages/1"),
    ("GET", "/corrections"),
    ("POST", "/retry"),
    ("POST", "/approve"),
    ("PATCH", ""),
    ("POST", "/reject"),
    ("POST", "/reopen"),
    ("POST", "/resolve"),
    ("DELETE", ""),
    ("POST", "/restore"),
    ("POST", "/reread"),
    ("GET", "/reread"),
]
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/approve"): {"json": SEEN},
    ("POST", "/reject"): {"json": SEEN | {"reason": "private"}},
    ("POST", "/reopen"): {"json": SEEN},
    ("POST", "/resolve"): {"json": SEEN | {"keep": "both", "other": str(UUID(int=5))}},
    ("POST", "/restore"): {"json": SEEN},
    ("POST", "/reread"): {"json": SEEN},
    ("DELETE", ""): {"params": SEEN},
    ("PATCH", ""): {"json": SEEN | {"merchant": {"name": "가짜상점"}, "amounts": {"total": "1"}}},
}
READING = Reading(
    merchant=Merchant("한빛식당", BusinessNumber("9024500731")),
    issued_at=date(2026, 11, 20),
    amounts=Amounts(total=Decimal(2500)),
    currency="KRW",
    text="902-45-00731",
)


@pytest.mark.parametrize(("method", "rest"), ROUTES_OF_ONE_RECEIPT)
def test_anothers_receipt_looks_like_one_that_does_not_exist(world: World, method: str, rest: str) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    body = BODIES.get((method, rest), {})
    anothers = world.attacker.request(method, f"/api/receipts/{receipt_id}{rest}", **body)
    nobodys = world.attacker.request(method, f"/api/receipts/{uuid4()}{rest}", **body)
    assert_problem(anothers, 404, "receipt-not-found")
    assert anothers.json() | {"instance": ""} == nobodys.json() | {"instance": ""}


@pytest.mark.parametrize(("method", "rest"), ROUTES_OF_ONE_RECEIPT)
def test_anothers_receipt_stays_as_it_is(world: World, method: str, rest: str) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    before, sent = deepcopy(world.store.receipts), len(world.queue.sent)
    world.attacker.request(method, f"/api/receipts/{receipt_id}{rest}", **BODIES.get((method, rest), {}))
    assert (world.store.receipts, len(world.queue.sent)) == (before, sent)


@pytest.mark.parametrize(("method", "rest"), BODIES)
def test_anothers_reading_is_neither_corrected_nor_approved(world: World, method: str, rest: str) -> None:
    receipt_id = world.read(READING)
    before = deepcopy(world.store.receipts)
    refused = world.attacker.request(method, f"/api/receipts/{receipt_id}{rest}", **BODIES[method, rest])
    assert_problem(refused, 404, "receipt-not-found")
    assert world.store.receipts == before
    assert world.directory.entries == {}


def test_a_merchant_taught_by_one_tenant_is_taught_for_it_alone(world: World) -> None:
    receipt_id = world.read(READING)
    version = world.store.receipts[UUID(receipt_id)].version
    body = {"version": version, "by": "김경리", "merchant": {"name": "한빛식당 본점"}}
    corrected = world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body).json()
    world.api.post(
        f"/api/receipts/{receipt_id}/approve", json={"version": corrected["version"], "by": "김경리"}
    )
    number = BusinessNumber("9024500731")
    assert world.directory.find(TENANT, number)
    assert world.directory.find(OTHER_TENANT, number) is None


def test_anothers_receipts_are_in_no_list(world: World) -> None:
    world.receipt()
    assert world.attacker.get("/api/receipts").json() == {"receipts": [], "next_cursor": None}


def test_anothers_cursor_leads_to_none_of_its_receipts(world: World) -> None:
    for number in range(3):
        world.receipt(f"photo {number}".encode())
    cursor = world.api.get("/api/receipts?limit=1").json()["next_cursor"]
    assert_problem(world.attacker.get(f"/api/receipts?cursor={cursor}"), 400, "invalid-cursor")


def test_sending_anothers_photo_does_not_reveal_its_receipt(world: World) -> None:
    ours = world.receipt(b"a photo")
    theirs = world.attacker.send(b"a photo")
    assert theirs.status_code == 202
    assert theirs.json()["id"] != ours


def test_the_tests_above_know_every_route_of_one_receipt(world: World) -> None:
    paths = world.app.openapi()["paths"]
    routes = {
        (method.upper(), path.removeprefix("/api/receipts/{receipt_id}").replace("{page}", "1"))
        for path, operations in paths.items()
        if "{receipt_id}" in path
        for method in operations
    }
    assert routes == set(ROUTES_OF_ONE_RECEIPT)
