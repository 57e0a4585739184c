import re
from pathlib import Path
from typing import Any

import pytest

from receipts_api.app import create_app
from receipts_api.describe import openapi_json
from tests.unit.api.conftest import World

COMMITTED = Path(__file__).parents[3] / "api_container/openapi.json"
RENEW = "run: python -m receipts_api.describe > api_container/openapi.json"
DOCUMENT = create_app().openapi()
OPERATIONS = [
    pytest.param(path, operation, id=f"{method} {path}")
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def test_the_committed_document_is_what_the_code_says() -> None:
    assert COMMITTED.read_text() == openapi_json(), RENEW


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_operation_is_described(path: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert operation["operationId"].isidentifier()
    assert ("security" in operation) == path.startswith("/api/")


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_error_is_documented_as_a_problem(path: str, operation: dict[str, Any]) -> None:
    errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    assert errors or path == "/health"
    for answer in errors.values():
        schema = answer["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}


def test_the_page_of_the_api_loads_nothing_from_elsewhere(world: World) -> None:
    page = world.stranger.get("/docs").text
    assert "https://" not in page
    assets = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(assets) == 3
    for asset in assets:
        assert asset.startswith("/")
        assert world.stranger.get(asset).status_code == 200


def test_every_reference_leads_somewhere() -> None:
    def references(node: object) -> set[str]:
        if isinstance(node, dict):
            own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
            return own.union(*map(references, node.values()))
        return set().union(*map(references, node)) if isinstance(node, list) else set()

    known = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert references(DOCUMENT) <= known
