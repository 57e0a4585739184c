"""Every receipt has a way out through the API, and a way back."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from receipts.domain.decisions import RejectReason
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from tests.unit.api.conftest import World, assert_problem
from tests.unit.api.test_corrections import READING, patched


def asked(
    world: World,
    receipt_id: str,
    what: str,
    version: int | None = None,
    **values: Any,  # noqa: ANN401 - fields of a body
) -> httpx.Response:
    version = world.store.receipts[UUID(receipt_id)].version if version is None else version
    body = {"version": version, "by": "김경리"} | values
    if what == "delete":
        return world.api.request("DELETE", f"/api/receipts/{receipt_id}", params=body)
    return world.api.post(f"/api/receipts/{receipt_id}/{what}", json=body)


def a_copy(world: World, original: str) -> str:
    """Of the same purchase, in another photo."""
    copy = UUID(world.read(READING, b"another photo"))
    known = world.store.receipts[copy]
    linked = replace(known, duplicate_of=UUID(original), status=Status.NEEDS_REVIEW)
    world.store.receipts[copy] = linked
    return str(copy)


def events(world: World) -> list[dict[str, Any]]:
    bodies = [json.loads(message.body) for _, message in world.store.outbox.values()]
    return [body for body in bodies if "receipt_id" in body]


def test_a_private_receipt_is_rejected_and_reopened(world: World) -> None:
    receipt_id = world.read(READING)
    rejected = asked(world, receipt_id, "reject", reason="private", note="가족 모임").json()
    assert (rejected["status"], rejected["review"]["required"]) == ("rejected", False)
    assert rejected["rejection"] == {
        "reason": "private",
        "message": RejectReason.PRIVATE.sentence.korean,
    }
    reopened = asked(world, receipt_id, "reopen").json()
    assert (reopened["status"], reopened["rejection"]) == ("needs_review", None)
    history = world.api.get(f"/api/receipts/{receipt_id}/corrections").json()["corrections"]
    assert [it["decision"] and it["decision"]["act"] for it in history] == ["rejected", "reopened"]
    assert history[0]["decision"]["note"] == "가족 모임"
    assert history[0]["by"] == "김경리"
    assert [(it["status"], it["act"]) for it in events(world)] == [
        ("rejected", "rejected"),
        ("needs_review", "reopened"),
    ]
    assert [it["version"] for it in events(world)] == [rejected["version"], reopened["version"]]


def test_a_deleted_receipt_is_found_when_asked_for_and_restored(world: World) -> None:
    receipt_id = world.read(READING)
    assert asked(world, receipt_id, "delete").json()["status"] == "deleted"
    assert world.api.get("/api/receipts").json()["receipts"] == []
    found = world.api.get("/api/receipts?status=deleted").json()["receipts"]
    assert [it["id"] for it in found] == [receipt_id]
    assert_problem(world.api.get(f"/api/receipts/{receipt_id}/image"), 404, "photo-not-found")
    assert asked(world, receipt_id, "restore").json()["status"] == "needs_review"
    assert [it["act"] for it in events(world)] == ["deleted", "restored"]


def test_what_was_queued_is_queued_again_when_it_is_restored(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.QUEUED)
    asked(world, receipt_id, "delete")
    sent = len(world.queue.sent)
    assert asked(world, receipt_id, "restore").json()["status"] == "queued"
    assert len(world.queue.sent) == sent + 1


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("reject", {"reason": "other", "note": "계약 전 비용"}),
        ("delete", {}),
        ("reread", {}),
    ],
)
def test_a_decision_sent_again_after_a_lost_answer_is_told_the_truth(
    world: World, what: str, values: dict[str, Any]
) -> None:
    receipt_id = world.read(READING)
    version = world.store.receipts[UUID(receipt_id)].version
    first = asked(world, receipt_id, what, version, **values)
    again = asked(world, receipt_id, what, version, **values)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    someone_elses = asked(world, receipt_id, what, version, **values | {"by": "이대리"})
    assert_problem(someone_elses, 409, "receipt-changed")


def test_a_way_back_sent_again_is_told_the_truth(world: World) -> None:
    receipt_id = world.read(READING)
    for out, back in (("reject", "reopen"), ("delete", "restore")):
        reason: dict[str, Any] = {"reason": "not_ours"} if out == "reject" else {}
        asked(world, receipt_id, out, **reason)
        version = world.store.receipts[UUID(receipt_id)].version
        first = asked(world, receipt_id, back, version)
        assert asked(world, receipt_id, back, version).json() == first.json()


def test_two_photos_of_one_purchase_are_resolved(world: World) -> None:
    original = world.read(READING)
    copy = a_copy(world, original)
    kept = asked(world, copy, "resolve", keep="other")
    assert (kept.json()["status"], kept.json()["duplicate_of"]) == ("rejected", original)
    assert kept.json()["rejection"]["reason"] == "duplicate"
    version = kept.json()["version"]
    again = asked(world, copy, "resolve", version - 1, keep="other")
    assert again.json() == kept.json()
    assert_problem(asked(world, copy, "resolve", keep="both"), 409, "decision-not-possible")


def test_two_real_purchases_are_told_apart_once_and_for_all(world: World) -> None:
    original = world.read(READING)
    copy = a_copy(world, original)
    version = world.store.receipts[UUID(copy)].version
    told = asked(world, copy, "resolve", version, keep="both")
    assert told.json()["duplicate_of"] is None
    assert asked(world, copy, "resolve", version, keep="both").json() == told.json()
    assert patched(world, original, merchant={"name": "한빛식당"}).json()["duplicate_of"] is None
    assert patched(world, copy, merchant={"name": "한빛식당"}).json()["duplicate_of"] is None


@pytest.mark.parametrize("other", [None, str(uuid4())], ids=["none", "some"])
def test_what_has_no_double_cannot_be_resolved(world: World, other: str | None) -> None:
    receipt_id = world.read(READING)
    assert_problem(asked(world, receipt_id, "resolve", keep="this", other=other), 409, "not-duplicates")


@pytest.mark.parametrize(
    ("what", "values", "pointer"),
    [
        ("reject", {}, "/reason"),
        ("reject", {"reason": "boring"}, "/reason"),
        ("reject", {"reason": "other"}, "/note"),
        ("reject", {"reason": "other", "note": " \x00 "}, "/note"),
        ("reject", {"reason": "private", "note": "가" * 501}, "/note"),
        ("reject", {"reason": "private", "version": 0}, "/version"),
        ("resolve", {"keep": "none"}, "/keep"),
        ("resolve", {"keep": "this", "other": "7"}, "/other"),
        ("reopen", {"by": ""}, "/by"),
        ("restore", {"why": "?"}, "/why"),
        ("reread", {"version": "x"}, "/version"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field_and_nothing_changes(
    world: World, what: str, values: dict[str, Any], pointer: str
) -> None:
    receipt_id = world.read(READING)
    before = dict(world.store.receipts)
    refused = asked(world, receipt_id, what, **values)
    assert_problem(refused, 422, "invalid-input")
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert world.store.receipts == before


def test_a_deletion_says_what_was_seen(world: World) -> None:
    receipt_id = world.read(READING)
    refused = world.api.request("DELETE", f"/api/receipts/{receipt_id}", params={"by": "김경리"})
    assert_problem(refused, 422, "invalid-input")
    seen = {"If-Match": world.api.get(f"/api/receipts/{receipt_id}").headers["etag"]}
    deleted = world.api.request("DELETE", f"/api/receipts/{receipt_id}", headers=seen)
    assert deleted.json()["status"] == "deleted"


@pytest.mark.parametrize(
    ("what", "values"),
    [("reject", {"reason": "private"}), ("reopen", {}), ("restore", {}), ("reread", {})],
)
def test_a_decision_that_the_status_does_not_allow_is_refused(
    world: World, what: str, values: dict[str, Any]
) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.QUEUED)
    refused = asked(world, receipt_id, what, **values)
    assert_problem(refused, 409, "decision-not-possible")
    assert "queued" in refused.json()["detail"]


def test_a_photo_that_was_sent_again_stands_in_the_way_of_the_deleted_receipt(world: World) -> None:
    first = world.receipt()
    asked(world, first, "delete")
    again = world.receipt()
    assert again != first
    refused = asked(world, first, "restore")
    assert_problem(refused, 409, "photo-live-again")
    assert again in refused.json()["detail"]


def test_a_receipt_is_read_anew_and_compared_with_what_is_shown(world: World) -> None:
    receipt_id = world.read(READING)
    corrected = patched(world, receipt_id, merchant={"name": "한빛식당"}).json()
    sent = len(world.queue.sent)
    queued = asked(world, receipt_id, "reread")
    assert queued.status_code == 202
    assert queued.json()["receipt"]["status"] == "queued"
    assert queued.json()["receipt"]["merchant"] == corrected["merchant"]
    assert len(world.queue.sent) == sent + 1
    compared = world.api.get(f"/api/receipts/{receipt_id}/reread").json()
    assert compared["differences"] is None  # the fake world has read it with no engine


def test_a_failure_is_read_anew_or_rejected(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.NOT_A_RECEIPT)
    assert asked(world, receipt_id, "reread").json()["receipt"]["status"] == "queued"
    world.becomes(receipt_id, Status.FAILED, FailureCause.NOT_A_RECEIPT)
    assert asked(world, receipt_id, "reject", reason="illegible").json()["status"] == "rejected"
    assert asked(world, receipt_id, "reopen").json()["failure"]["code"] == "not_a_receipt"
