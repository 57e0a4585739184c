"""What a program sends as JSON is meant as it stands: "3" is no number and "yes" is not true."""

from typing import Any, Final
from uuid import UUID

import httpx
import pytest

from tests.unit.api.conftest import World, announcement, assert_problem
from tests.unit.api.test_corrections import READING, patched

NO_INTEGERS: Final = ["1", True, 1.0, "1.0", [1], {"1": 1}]
NO_FLAGS: Final = ["true", "yes", "1", 1, 0, 0.0, "on", [], "false"]
ACTS: Final = ["approve", "reject", "reopen", "resolve", "restore", "reread"]
MORE: Final[dict[str, dict[str, Any]]] = {"reject": {"reason": "private"}, "resolve": {"keep": "both"}}


def refused(response: httpx.Response, pointer: str) -> None:
    assert_problem(response, 422, "invalid-input")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("version", NO_INTEGERS)
def test_a_version_is_an_integer_for_every_act(world: World, act: str, version: object) -> None:
    receipt_id = world.read(READING)
    before = dict(world.store.receipts)
    body = {"version": version} | MORE.get(act, {})
    refused(world.api.post(f"/api/receipts/{receipt_id}/{act}", json=body), "/version")
    assert world.store.receipts == before


@pytest.mark.parametrize("version", NO_INTEGERS)
def test_a_correction_names_an_integer(world: World, version: object) -> None:
    receipt_id = world.read(READING)
    body = {"version": version, "merchant": {"name": "한빛문구"}}
    refused(world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body), "/version")


@pytest.mark.parametrize("months", [it for it in NO_INTEGERS if not isinstance(it, float)])
def test_instalments_are_an_integer_also_where_python_finds_them_equal(world: World, months: object) -> None:
    receipt_id = world.read(READING)
    patched(world, receipt_id, payment={"installments": 1})
    before = world.store.receipts[UUID(receipt_id)]
    refused(patched(world, receipt_id, payment={"installments": months}), "/payment/installments")
    assert world.store.receipts[UUID(receipt_id)] == before


@pytest.mark.parametrize("exempt", NO_FLAGS)
def test_an_item_is_exempt_or_not(world: World, exempt: object) -> None:
    receipt_id = world.read(READING)
    items = [{"name": "우유", "amount": "2500", "exempt": exempt}]
    refused(patched(world, receipt_id, items=items), "/items/0/exempt")


@pytest.mark.parametrize("exempt", [0, 0.0])
def test_an_item_that_differs_in_its_type_alone_is_no_item_as_it_was_read(
    world: World, exempt: object
) -> None:
    receipt_id = world.read(READING)
    patched(world, receipt_id, items=[{"name": "우유", "amount": "2500"}])
    (item,) = world.api.get(f"/api/receipts/{receipt_id}").json()["items"]
    refused(patched(world, receipt_id, items=[item | {"exempt": exempt}]), "/items/0/exempt")


@pytest.mark.parametrize("line", NO_INTEGERS)
def test_a_line_is_an_integer(world: World, line: object) -> None:
    receipt_id = world.read(READING)
    refused(patched(world, receipt_id, items=[{"name": "우유", "line": line}]), "/items/0/line")


@pytest.mark.parametrize("run", NO_FLAGS)
def test_nothing_is_read_anew_for_a_text_that_says_yes(world: World, run: object) -> None:
    world.read(READING)
    before = dict(world.store.receipts)
    refused(world.api.post("/api/rereadings", json={"run": run}), "/run")
    assert world.store.receipts == before


@pytest.mark.parametrize("length", ["3", True, 3.0])
def test_the_length_of_a_photo_is_an_integer(world: World, length: object) -> None:
    photo = announcement(b"abc") | {"content_length": length}
    refused(world.api.post("/api/uploads", json=photo), "/content_length")
    refused(world.api.post("/api/batches", json={"photos": [photo]}), "/photos/0/content_length")
    assert world.store.receipts == {}


def test_parameters_are_texts_and_stay_as_they_are(world: World) -> None:
    receipt_id = world.read(READING)
    assert world.api.get("/api/receipts?limit=1&has_warnings=true&is_duplicate=no").status_code == 200
    assert world.api.request("DELETE", f"/api/receipts/{receipt_id}?version=1").status_code == 200


@pytest.mark.parametrize(("language", "sentence"), [("ko", "따옴표나"), ("en", "This is an integer")])
def test_why_is_told_in_the_readers_language(world: World, language: str, sentence: str) -> None:
    answer = world.api.post(
        f"/api/receipts/{world.read(READING)}/approve", {"Accept-Language": language}, json={"version": "1"}
    )
    assert answer.json()["errors"][0]["detail"].startswith(sentence)
