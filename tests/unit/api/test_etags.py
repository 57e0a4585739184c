"""The tag of a receipt: what a caller has seen, and whether there is anything new."""

from collections.abc import Callable
from uuid import UUID

import httpx
import pytest

from tests.unit.api.conftest import World, announcement, assert_problem
from tests.unit.api.test_corrections import READING, approved, patched

PHOTO = b"a photo"


def tag_of(world: World, receipt_id: str) -> str:
    return world.api.get(f"/api/receipts/{receipt_id}").headers["etag"]


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda world, it: patched(world, it, merchant={"name": "한빛식당"}), id="correct"),
        pytest.param(approved, id="approve"),
        pytest.param(lambda world, _: world.api.send(PHOTO), id="send"),
        pytest.param(
            lambda world, _: world.api.post("/api/uploads", json=announcement(PHOTO)), id="announce"
        ),
    ],
)
def test_every_answer_that_holds_one_receipt_has_its_tag(
    world: World, act: Callable[[World, str], httpx.Response]
) -> None:
    receipt_id = world.read(READING, PHOTO)
    tag = act(world, receipt_id).headers["etag"]
    assert tag == tag_of(world, receipt_id)
    assert tag.startswith(f'"{world.store.receipts[UUID(receipt_id)].version}.')


def test_whoever_has_the_record_already_is_told_so_without_it(world: World) -> None:
    receipt_id = world.read(READING)
    address, tag = f"/api/receipts/{receipt_id}", tag_of(world, receipt_id)
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = world.api.get(address, {"If-None-Match": known})
        assert (response.status_code, response.content, response.headers["etag"]) == (304, b"", tag)
    assert world.api.get(address, {"If-None-Match": '"other"'}).status_code == 200
    patched(world, receipt_id, merchant={"name": "한빛식당"})
    assert world.api.get(address, {"If-None-Match": tag}).status_code == 200


def test_sentences_in_another_language_are_another_answer(world: World) -> None:
    receipt_id = world.read(READING)
    patched(world, receipt_id, items=[{"name": "국밥", "amount": "100"}])
    headers = {"If-None-Match": tag_of(world, receipt_id), "Accept-Language": "en"}
    assert world.api.get(f"/api/receipts/{receipt_id}", headers).status_code == 200


@pytest.mark.parametrize("path", ["", "/approve"])
def test_the_tag_says_what_was_seen(world: World, path: str) -> None:
    receipt_id = world.read(READING)
    header = {"If-Match": tag_of(world, receipt_id)}
    method, body = ("POST", {}) if path else ("PATCH", {"merchant": {"name": "한빛식당"}})
    address = f"/api/receipts/{receipt_id}{path}"
    for _ in ("first", "again, since the answer got lost"):
        assert world.api.request(method, address, header, json=body).status_code == 200
    patched(world, receipt_id, amounts={"vat": "1"})
    assert_problem(world.api.request(method, address, header, json=body), 412, "precondition-failed")


@pytest.mark.parametrize("tag", ["W/{tag}", '"nonsense"', "nonsense", "", '"{next}.0123456789abcdef"'])
def test_a_tag_that_is_not_of_the_record_is_refused(world: World, tag: str) -> None:
    receipt_id = world.read(READING)
    before = world.store.receipts[UUID(receipt_id)]
    header = {"If-Match": tag.format(tag=tag_of(world, receipt_id), next=before.version + 1)}
    for body in ({"merchant": {"name": "가"}}, {"version": before.version, "merchant": {"name": "가"}}):
        response = world.api.request("PATCH", f"/api/receipts/{receipt_id}", header, json=body)
        assert_problem(response, 412, "precondition-failed")
    assert world.store.receipts[UUID(receipt_id)] == before


def test_any_record_at_all_still_needs_a_version(world: World) -> None:
    receipt_id = world.read(READING)
    address, anything = f"/api/receipts/{receipt_id}", {"If-Match": "*"}
    body: dict[str, object] = {"merchant": {"name": "가"}}
    for headers in (anything, {}):
        response = world.api.request("PATCH", address, headers, json=body)
        assert_problem(response, 422, "invalid-input")
        assert response.json()["errors"][0]["pointer"] == "/version"
    body["version"] = world.store.receipts[UUID(receipt_id)].version
    assert world.api.request("PATCH", address, anything, json=body).status_code == 200
    late = world.api.request("PATCH", address, anything, json=body | {"merchant": {"name": "나"}})
    assert_problem(late, 409, "receipt-changed")
