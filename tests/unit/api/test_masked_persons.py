"""For whom something is done is a text that people type, and may hold a card number: it is covered."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import FieldEvidence
from tests.unit.api.conftest import World
from tests.unit.api.test_corrections import BOX, READING, approved, patched

WHOLE: Final = "4579-7312-3456-1234"
COVERED: Final = "4579-73**-****-1234"
TYPED: Final = f"김경리 {WHOLE}"


def act(what: str, **values: Any) -> Callable[[World, str], object]:  # noqa: ANN401 - JSON
    def do(world: World, receipt_id: str) -> object:
        body = {"version": version_of(world, receipt_id), "on_behalf_of": TYPED} | values
        return world.api.post(f"/api/receipts/{receipt_id}/{what}", json=body)

    return do


def version_of(world: World, receipt_id: str) -> int:
    return world.store.receipts[UUID(receipt_id)].version


def corrects(world: World, receipt_id: str) -> object:
    body = {"version": 1, "on_behalf_of": TYPED, "merchant": {"name": "한빛문구"}}
    return world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body)


def writes(world: World, receipt_id: str) -> object:
    body = {"version": 1, "on_behalf_of": TYPED, "annotations": {"memo": "점심"}}
    return world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body)


def says_by(world: World, receipt_id: str) -> object:
    return patched(world, receipt_id, merchant={"name": "한빛문구"}, by=TYPED)


def deletes(world: World, receipt_id: str) -> object:
    query = f"version={version_of(world, receipt_id)}&on_behalf_of={TYPED.replace(' ', '%20')}"
    return world.api.request("DELETE", f"/api/receipts/{receipt_id}?{query}")


def reopens(world: World, receipt_id: str) -> object:
    world.api.post(f"/api/receipts/{receipt_id}/reject", json={"version": 1, "reason": "private"})
    return act("reopen")(world, receipt_id)


def restores(world: World, receipt_id: str) -> object:
    world.api.request("DELETE", f"/api/receipts/{receipt_id}?version=1")
    return act("restore")(world, receipt_id)


def resolves(world: World, receipt_id: str) -> object:
    original = world.read(READING, b"the original")
    known = world.store.receipts[UUID(receipt_id)]
    linked = replace(known, duplicate_of=UUID(original), status=Status.NEEDS_REVIEW)
    world.store.receipts[known.id] = linked
    return act("resolve", keep="both")(world, receipt_id)


def reads_many(world: World, _receipt_id: str) -> object:
    return world.api.post("/api/rereadings", json={"run": True, "on_behalf_of": TYPED})


def reconsiders(world: World, receipt_id: str) -> object:
    number = FieldEvidence(0.98, 1, BOX, "902-45-00731")
    shown = READING.fields | {"merchant.business_number": number}
    taught = world.read(replace(READING, fields=shown), b"taught")
    waiting = world.store.receipts[UUID(receipt_id)]
    world.store.receipts[waiting.id] = replace(
        waiting, status=Status.NEEDS_REVIEW, reading=replace(READING, issued_at=None, fields=shown)
    )
    patched(world, taught, merchant={"name": "한빛문구"})
    approved(world, taught)
    return world.api.post("/api/merchants/9024500731/reconsider", json={"on_behalf_of": TYPED})


ACTS: Final[Mapping[str, Callable[[World, str], object]]] = {
    "correct": corrects,
    "correct, as it was called": says_by,
    "annotate": writes,
    "approve": act("approve"),
    "reject": act("reject", reason="private"),
    "reopen": reopens,
    "resolve": resolves,
    "delete": deletes,
    "restore": restores,
    "reread": act("reread"),
    "reread many": reads_many,
    "reconsider": reconsiders,
}


@pytest.mark.parametrize("what", ACTS)
def test_no_act_keeps_a_card_number_in_the_name_of_a_person(world: World, what: str) -> None:
    receipt_id = world.read(READING)
    answer = ACTS[what](world, receipt_id)
    events = world.store.events[UUID(receipt_id)]
    assert f"김경리 {COVERED}" in str([event.data.get("by") for event in events])
    everything = str(world.store.events) + str(world.store.receipts) + getattr(answer, "text", "")
    assert WHOLE not in everything
    assert WHOLE not in world.api.get(f"/api/receipts/{receipt_id}/corrections").text


@pytest.mark.parametrize("what", ["correct", "annotate", "approve", "reject"])
def test_who_sends_it_again_is_known_by_the_covered_name(world: World, what: str) -> None:
    receipt_id = world.read(READING)
    first = ACTS[what](world, receipt_id)
    before = dict(world.store.receipts)
    body = {"version": 1, "on_behalf_of": TYPED}
    values: dict[str, dict[str, Any]] = {
        "correct": {"merchant": {"name": "한빛문구"}},
        "annotate": {"annotations": {"memo": "점심"}},
        "reject": {"reason": "private"},
    }
    more = values.get(what, {})
    if what in {"correct", "annotate"}:
        again = world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body | more)
    else:
        again = world.api.post(f"/api/receipts/{receipt_id}/{what}", json=body | more)
    assert (again.status_code, again.json()) == (200, getattr(first, "json", dict)())
    assert world.store.receipts == before
