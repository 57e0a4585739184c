"""Many receipts read anew at once by the API: counted first, queued in chunks, never another's."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from receipts.domain.archive import MOST_IN_LINE
from receipts.domain.claims import Claim
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Merchant
from receipts.usecases.reread_many import MOST_AT_ONCE
from receipts_api.cursors import of_rereading
from tests.fixtures.makers import LEASE, NOON, announcing
from tests.unit.api.conftest import TENANT, World, assert_problem
from tests.unit.api.test_corrections import READING


def read(world: World, count: int, name: str = "도토리다방") -> list[UUID]:
    reading = replace(READING, merchant=Merchant(name))
    return [UUID(world.read(reading, f"{name} {number}".encode())) for number in range(count)]


def asked(world: World, query: str = "", **body: Any) -> httpx.Response:  # noqa: ANN401 - JSON
    return world.api.post(f"/api/rereadings{query}", json=body)


def statuses(world: World) -> set[Status]:
    return {it.status for it in world.store.receipts.values()}


def read_by_the_engine(world: World, receipt_id: UUID, name: str) -> None:
    receipt = world.store.get(TENANT, receipt_id)
    claim = world.store.claim(receipt.photo.key, None, claimed_by=name, now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    news = replace(READING, merchant=Merchant(name))
    assert world.store.record_rereading(claim, news, news, announcing)


def test_a_dry_run_counts_what_would_be_read_and_touches_nothing(world: World) -> None:
    read(world, 3)
    read(world, 2, "은하식당")
    waiting = world.receipt(b"still waits")
    before = dict(world.store.receipts)
    answer = asked(world).json()
    assert (answer["matching"], answer["queued"], answer["rereading_id"]) == (5, 0, None)
    assert asked(world, "?merchant=은하식당").json()["matching"] == 2
    assert asked(world, "?status=queued").json()["matching"] == 0  # which waits already
    assert world.store.receipts == before
    assert UUID(waiting) in before


def test_a_rereading_is_stopped_and_goes_on_and_queues_none_twice(world: World) -> None:
    ids = read(world, MOST_AT_ONCE + 3)
    first = asked(world, run=True, on_behalf_of="김경리").json()
    assert (first["matching"], first["queued"], first["is_done"]) == (MOST_AT_ONCE + 3, MOST_AT_ONCE, False)
    sent = len(world.queue.sent)
    # The answer got lost: the same is asked again, and what was queued is not queued again.
    again = asked(world, run=True, rereading_id=first["rereading_id"]).json()
    assert (again["queued"], again["is_done"]) == (3, True)
    assert len(world.queue.sent) == sent + 3
    gone_on = {"rereading_id": first["rereading_id"], "cursor": first["next_cursor"]}
    assert asked(world, run=True, **gone_on).json()["queued"] == 0
    assert {world.store.get(TENANT, it).status for it in ids} == {Status.QUEUED}
    history = world.api.get(f"/api/receipts/{ids[0]}/corrections").json()["corrections"]
    assert [(it["on_behalf_of"], it["decision"]["act"]) for it in history] == [("김경리", "reread")]


def test_a_pile_waits_until_the_line_is_short(world: World) -> None:
    """So that the tenant's own fresh photo is read soon, and the queue that all share stays short."""
    read(world, 2 * MOST_AT_ONCE + 10)
    fresh = [world.receipt(f"fresh {number}".encode()) for number in range(MOST_IN_LINE - MOST_AT_ONCE - 20)]
    first = asked(world, run=True).json()
    goes_on = {"rereading_id": first["rereading_id"], "cursor": first["next_cursor"]}
    second = asked(world, run=True, **goes_on).json()
    assert (first["queued"], second["queued"]) == (MOST_AT_ONCE, 20)
    full = asked(world, run=True, rereading_id=first["rereading_id"], cursor=second["next_cursor"]).json()
    assert (full["queued"], full["in_line"], full["is_done"]) == (0, MOST_IN_LINE, False)
    assert full["next_cursor"] == second["next_cursor"]
    for receipt_id in fresh:
        world.becomes(receipt_id, Status.PARSED)
    last = asked(world, run=True, rereading_id=first["rereading_id"], cursor=full["next_cursor"]).json()
    assert last["queued"] > 0


def test_what_changed_is_summed_up(world: World) -> None:
    ids = read(world, 3)
    rereading = asked(world, run=True).json()["rereading_id"]
    read_by_the_engine(world, ids[0], "참나무다방")
    told = world.api.get(f"/api/rereadings/{rereading}").json()
    assert told["queued"] == 3
    assert {name: count for name, count in told["outcomes"].items() if count} == {"waiting": 2, "read": 1}
    assert (told["changed"], told["changed_parts"]) == (1, {"merchant.name": 1})
    assert told["receipts"] == [{"id": str(ids[0]), "changed": ["merchant.name"], "differs": []}]
    cursor = of_rereading(TENANT, UUID(rereading)).encode(ids[0])
    behind = world.api.get(f"/api/rereadings/{rereading}?after={cursor}").json()
    assert behind["receipts"] == []


def test_what_cannot_be_queued_is_named_with_its_reason(world: World) -> None:
    archived, fine = read(world, 2)
    world.objects.archived.add(world.store.get(TENANT, archived).photo.key)
    answer = asked(world, run=True).json()
    assert (answer["queued"], answer["is_done"]) == (1, True)
    (left_out,) = answer["left_out"]
    assert (left_out["id"], left_out["problem"]["type"]) == (str(archived), "/problems/photo-archived")
    assert left_out["problem"]["detail"]
    assert world.store.get(TENANT, fine).status is Status.QUEUED


def test_another_tenant_neither_counts_nor_queues_nor_sees_them(world: World) -> None:
    (ours,) = read(world, 1)
    theirs = world.attacker.post("/api/rereadings", json={"run": True}).json()
    assert (theirs["matching"], theirs["queued"]) == (0, 0)
    first = asked(world, run=True).json()
    known = first["rereading_id"]
    assert_problem(world.attacker.get(f"/api/rereadings/{known}"), 404, "rereading-not-found")
    taken = world.attacker.post("/api/rereadings", json={"run": True, "rereading_id": known}).json()
    assert taken["queued"] == 0
    read_by_the_engine(world, ours, "참나무다방")
    assert_problem(world.attacker.get(f"/api/rereadings/{known}"), 404, "rereading-not-found")
    assert world.api.get(f"/api/rereadings/{known}").json()["queued"] == 1


def test_a_cursor_of_another_tenant_or_of_other_conditions_is_refused(world: World) -> None:
    read(world, MOST_AT_ONCE + 1)
    first = asked(world, run=True).json()
    body = {"run": True, "rereading_id": first["rereading_id"], "cursor": first["next_cursor"]}
    assert_problem(world.attacker.post("/api/rereadings", json=body), 400, "invalid-cursor")
    assert_problem(world.api.post("/api/rereadings?status=parsed", json=body), 400, "invalid-cursor")


@pytest.mark.parametrize(
    ("query", "body", "pointer"),
    [
        ("", {"run": "perhaps"}, "/run"),
        ("", {"rereading_id": "x"}, "/rereading_id"),
        ("", {"run": True, "limit": 10_000}, "/limit"),
        ("", {"on_behalf_of": "\u0000"}, "/on_behalf_of"),
        ("?merchnat=x", {}, "/merchnat"),
        ("?status=lost", {}, "/status/0"),
    ],
)
def test_a_wrong_rereading_names_what_is_wrong_and_queues_nothing(
    world: World, query: str, body: dict[str, Any], pointer: str
) -> None:
    read(world, 1)
    before = statuses(world)
    refused = asked(world, query, **body)
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert statuses(world) == before


def test_a_rereading_that_nobody_began_is_unknown(world: World) -> None:
    assert_problem(world.api.get(f"/api/rereadings/{uuid4()}"), 404, "rereading-not-found")
