import json
import re
from pathlib import Path
from typing import Any

import pytest

from receipts.domain.life_cycle import Status
from receipts_api.app import create_app
from receipts_api.describe import openapi_json
from receipts_api.documents import ReceiptDocument
from receipts_api.openapi import TAGS
from receipts_api.schemas import Problem
from tests.unit.api.conftest import World

COMMITTED = Path(__file__).parents[3] / "api_container/openapi.json"
SAMPLES = Path(__file__).parents[3] / "samples/expected.json"
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
    assert re.fullmatch("[a-z]+([A-Z][a-z0-9]*)*", operation["operationId"])  # listReceipts
    assert ("security" in operation) == path.startswith("/api/")


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_error_is_documented_as_a_problem(path: str, operation: dict[str, Any]) -> None:
    errors = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
    assert errors or path == "/health"
    for answer in errors.values():
        schema = answer["content"]["application/problem+json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Problem"}


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_every_error_has_an_example_of_its_own(path: str, operation: dict[str, Any]) -> None:
    for status, answer in operation["responses"].items():
        examples = answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
        assert bool(examples) == (status >= "400")
        for example in examples.values():
            problem = Problem.model_validate(example["value"])
            assert str(problem.status) == status
            assert re.search("[가-힣]", problem.detail)
            assert "{" not in problem.detail + problem.instance
            assert re.fullmatch(re.sub("{[^}]+}", "[^/]+", path), problem.instance)
            assert bool(problem.errors) == (status == "422" and problem.type.endswith("/invalid-input"))


@pytest.mark.parametrize(("path", "operation"), OPERATIONS)
def test_no_example_gives_a_size_in_two_units(path: str, operation: dict[str, Any]) -> None:
    assert "MB바이트" not in json.dumps(operation, ensure_ascii=False), path


def test_the_document_tells_a_phone_how_to_send_a_photo_and_when_to_stop_asking() -> None:
    told = DOCUMENT["info"]["description"]
    for word in ("POST /api/uploads", "PUT", "If-None-Match", *(f"`{status}`" for status in Status)):
        assert word in told
    slot = DOCUMENT["components"]["schemas"]["UploadSlotDocument"]["description"]
    for answer in ("200", "412", "409", "403"):
        assert answer in slot


def test_a_status_says_what_it_means_at_this_address() -> None:
    archived = DOCUMENT["paths"]["/api/receipts/{receipt_id}/image"]["get"]["responses"]["409"]
    assert list(archived["content"]["application/problem+json"]["examples"]) == ["photo-archived"]
    retried = DOCUMENT["paths"]["/api/receipts/{receipt_id}/retry"]["post"]["responses"]["409"]
    assert set(retried["content"]["application/problem+json"]["examples"]) == {
        "receipt-not-failed",
        "photo-archived",
    }


def test_the_groups_stand_in_the_order_of_a_bookkeeper_s_work() -> None:
    used = {
        tag for operations in DOCUMENT["paths"].values() for it in operations.values() for tag in it["tags"]
    }
    names = [tag["name"] for tag in DOCUMENT["tags"]]
    assert set(names) == used
    assert names == [name for name, _ in TAGS if name in used]
    assert names.index("uploads") < names.index("receipts") < names.index("exports") < names.index("health")


def test_the_example_of_a_record_is_a_receipt_that_can_be_photographed() -> None:
    (example,) = DOCUMENT["components"]["schemas"]["ReceiptDocument"]["examples"]
    receipt = ReceiptDocument.model_validate(example)
    sample = next(it for it in json.loads(SAMPLES.read_text()) if it["file"] == "convenience_store.jpg")
    assert receipt.merchant
    assert receipt.amounts
    assert receipt.items
    assert receipt.merchant.name == sample["merchant"]
    assert receipt.merchant.business_number == sample["business_number"]
    assert str(receipt.amounts.total) == sample["total"]
    assert [item.name for item in receipt.items] == [item["name"] for item in sample["items"]]
    assert not [check for check in receipt.checks or () if check.outcome == "warned"]


def test_accountants_find_their_terms_in_the_description_of_fields() -> None:
    described = json.dumps(DOCUMENT["components"]["schemas"], ensure_ascii=False)
    for term in (
        "공급가액",
        "부가세",
        "면세",
        "봉사료",
        "적격증빙",
        "계정과목",
        "승인번호",
        "사업자등록번호",
    ):
        assert term in described


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


def test_no_two_things_have_one_name() -> None:
    """Their module would become part of it, and a generator of clients leaves them out."""
    assert [name for name in DOCUMENT["components"]["schemas"] if "__" in name] == []
