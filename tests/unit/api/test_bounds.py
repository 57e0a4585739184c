"""Nothing that a caller sends, and nothing that it is answered, is without end."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.unit.api.conftest import World, announcement, assert_problem
from tests.unit.api.test_corrections import READING, patched
from tests.unit.api.test_openapi import DOCUMENT
from tests.unit.api.test_sending import MULTIPART, PART_HEAD

JSON = {"Content-Type": "application/json"}


class NeverEnding(httpx.AsyncByteStream):
    """A body that begins, and whose rest does not come."""

    def __init__(self, *begins: bytes) -> None:
        self._begins = begins

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._begins:
            yield chunk
        await asyncio.Event().wait()


# How much


@pytest.mark.parametrize(
    "headers",
    [
        {f"X-Header-{number}": "x" for number in range(200)},
        {"X-Header": "x" * 40_000},
        {f"X-{number}": "x" * 1000 for number in range(40)},
        {"Cookie": "a=b; " * 8000},
    ],
    ids=["many", "one large", "large together", "cookies"],
)
@pytest.mark.parametrize("path", ["/api/receipts", "/health", "/nowhere"])
def test_headers_without_end_are_refused(world: World, headers: dict[str, str], path: str) -> None:
    response = world.api.get(path, headers)
    assert_problem(response, 431, "headers-too-large")
    assert len(response.content) < 1000


def test_the_headers_of_a_browser_behind_a_load_balancer_are_taken(world: World) -> None:
    headers = {f"X-Amzn-Header-{number}": "x" * 200 for number in range(60)}
    assert world.api.get("/api/receipts", headers).status_code == 200


@pytest.mark.parametrize("address", [f"/api/receipts?status={'x' * 5000}", f"/{'x' * 5000}", "/%41" * 2000])
def test_an_address_without_end_is_refused(world: World, address: str) -> None:
    response = world.api.get(address)
    assert_problem(response, 414, "address-too-long")


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"a":' * 40_000,
        b'{"version": ' + b"9" * 100_000 + b"}",
        b'"' + b"\\u0000" * 40_000 + b'"',
    ],
    ids=["nested lists", "nested objects", "a number of 100,000 digits", "a string of NULs"],
)
@pytest.mark.parametrize(("method", "path"), [("POST", "/api/uploads"), ("PATCH", "/api/receipts/{}")])
def test_json_made_to_break_a_parser_is_an_ordinary_mistake(
    world: World, method: str, path: str, body: bytes
) -> None:
    response = world.api.request(method, path.format(world.read(READING)), JSON, content=body)
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"
    assert len(response.content) < 2000


def test_a_body_full_of_mistakes_is_not_answered_by_one_that_is_larger(world: World) -> None:
    wrong = {f"wrong_{number}": 1 for number in range(10_000)}
    response = patched(world, world.read(READING), **wrong)
    assert_problem(response, 422, "invalid-input")
    assert len(response.json()["errors"]) == 50
    assert len(response.content) < 20_000


def test_a_name_without_end_is_not_repeated(world: World) -> None:
    response = patched(world, world.read(READING), **{"x" * 200_000: 1})
    assert_problem(response, 422, "invalid-input")
    assert len(response.content) < 2000


def test_a_receipt_of_300_lines_can_be_corrected_and_one_more_not(world: World) -> None:
    line = {
        "name": "가" * 100,
        "quantity": "1",
        "unit_price": "1000.00",
        "amount": "1000.00",
        "exempt": False,
    }
    receipt_id = world.read(READING)
    assert patched(world, receipt_id, items=[line] * 300).status_code == 200
    refused = patched(world, receipt_id, items=[line] * 301)
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == "/items"


def test_a_correction_larger_than_any_receipt_is_refused(world: World) -> None:
    assert_problem(patched(world, world.read(READING), padding="x" * 300_000), 413, "too-large")


def taken(schema: dict[str, Any], path: str) -> dict[str, dict[str, Any]]:
    """Every value that a schema takes, by its path."""
    if "$ref" in schema:
        return taken(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]], path)
    found = {} if "type" not in schema else {path: schema}
    for name, part in schema.get("properties", {}).items():
        found |= taken(part, f"{path}/{name}")
    for number, part in enumerate(schema.get("anyOf", [])):
        found |= taken(part, f"{path}?{number}")
    return found | (taken(schema["items"], f"{path}/*") if "items" in schema else {})


BODIES = {
    f"{method} {path}": operation["requestBody"]["content"]["application/json"]["schema"]
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    if "application/json" in operation.get("requestBody", {}).get("content", {})
}
PARAMETERS = {
    f"{method} {path} {parameter['name']}": parameter["schema"]
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
    for parameter in operation.get("parameters", [])
}


CUT = {"/filename?0", "/photos/*/filename?0"}
"""Never refused, since no photo is refused for its name."""


@pytest.mark.parametrize("where", [*BODIES, *PARAMETERS])
def test_every_string_and_list_that_is_taken_has_an_end(where: str) -> None:
    values = taken((BODIES | PARAMETERS)[where], "")
    assert values
    for path, schema in values.items():
        if schema["type"] == "string" and path not in CUT:
            assert schema.keys() & {"maxLength", "pattern", "enum", "format", "const"}, path
        if schema["type"] == "array":
            assert "maxItems" in schema, path


def test_a_filename_without_end_is_kept_in_part(world: World) -> None:
    body = announcement() | {"filename": "가" * 50_000}
    receipt = world.api.post("/api/uploads", json=body).json()["receipt"]
    assert len(receipt["filename"]) == 255


@pytest.mark.parametrize("when", ["2026-11-20T12:28:29." + "1" * 5000, "2026-11-20" + " " * 5000, "2" * 100])
def test_a_time_without_end_is_refused(world: World, when: str) -> None:
    assert_problem(patched(world, world.read(READING), issued_at=when), 422, "invalid-input")


# How long


@pytest.mark.parametrize(("method", "path"), [("POST", "/api/uploads"), ("PATCH", "/api/receipts/{}")])
@pytest.mark.parametrize("begins", [(), (b'{"version": 1,',)], ids=["nothing", "half"])
def test_a_body_that_does_not_come_is_given_up(method: str, path: str, begins: tuple[bytes, ...]) -> None:
    world = World(json_seconds=0.05)
    path = path.format(world.read(READING))
    response = world.api.request(method, path, JSON, content=NeverEnding(*begins))
    assert_problem(response, 408, "too-slow")
    assert response.headers["connection"] == "close"


@pytest.mark.parametrize("begins", [(), (PART_HEAD,), (PART_HEAD, b"x" * 1000)])
def test_a_photo_that_stops_coming_is_given_up_and_its_place_is_free(begins: tuple[bytes, ...]) -> None:
    world = World(photo_seconds=0.05, uploads_at_once=1, uploads_at_once_of_a_tenant=1)
    for _ in range(2):
        response = world.api.post("/api/receipts", MULTIPART, content=NeverEnding(*begins))
        assert_problem(response, 408, "too-slow")
    assert (world.store.receipts, world.objects.bodies) == ({}, {})


def test_a_body_that_comes_a_byte_at_a_time_has_no_more_time_than_others() -> None:
    """Each byte in itself is in time; a deadline that began anew with each would never come."""

    class Drip(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0)

    world = World(json_seconds=0.05)
    assert_problem(world.api.post("/api/uploads", JSON, content=Drip()), 408, "too-slow")


def test_a_photo_has_more_time_than_json() -> None:
    world = World(json_seconds=0.001, photo_seconds=60)
    assert world.api.send(b"a photo").status_code == 202


def test_the_sentence_says_how_long_it_may_take() -> None:
    world = World(json_seconds=0.05)
    response = world.api.post("/api/uploads", JSON | {"Accept-Language": "en"}, content=NeverEnding())
    assert "0.05 seconds" in json.loads(response.content)["detail"]
