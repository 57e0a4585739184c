"""Clients that are generated from openapi.json change what they set, and nothing else."""

import asyncio
import importlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.receipt import Category, Transaction
from tests.unit.api.conftest import KEY, World, assert_problem
from tests.unit.api.test_corrections import READING

DOCUMENT = Path(__file__).parents[3] / "api_container/openapi.json"
RECORD = replace(
    READING, transaction=Transaction.CANCELLATION, category=Category("entertainment", "기업업무추진비")
)
"""Of every kind of field one that a default would overwrite."""


def run(folder: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", *map(str, arguments)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that generated code is imported from."""
    folder = tmp_path_factory.mktemp("generated")
    sys.path.insert(0, str(folder))
    yield folder
    sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def models(generated: Path) -> ModuleType:
    """The models that datamodel-code-generator makes."""
    kind = ("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel")
    output = generated / "receipts_models.py"
    run(generated, "datamodel_code_generator", "--input", DOCUMENT, "--output", output, *kind)
    return importlib.import_module("receipts_models")


@pytest.fixture(scope="module")
def client(generated: Path) -> str:
    """The name of the package that openapi-python-client makes."""
    settings = generated / "settings.yaml"
    settings.write_text("post_hooks: []\n")
    output = ("--output-path", "receipts_client", "--meta", "none", "--config", settings)
    run(generated, "openapi_python_client", "generate", "--path", DOCUMENT, *output)
    return "receipts_client"


def shown(world: World, receipt_id: str) -> dict[str, Any]:
    """What a correction of the name may not touch."""
    kept = world.api.get(f"/api/receipts/{receipt_id}").json()
    for name in ("updated_at", "version", "fields", "review", "status", "checks", "proof"):
        del kept[name]
    del kept["merchant"]["name"]
    return kept  # type: ignore[no-any-return] # JSON


def version_of(world: World, receipt_id: str) -> int:
    return world.store.receipts[UUID(receipt_id)].version


def name_of(world: World, receipt_id: str) -> str | None:
    reading = world.store.receipts[UUID(receipt_id)].reading
    return reading.merchant.name if reading else None


def test_models_of_datamodel_code_generator_change_what_they_set(world: World, models: ModuleType) -> None:
    receipt_id = world.read(RECORD)
    before = shown(world, receipt_id)
    merchant = models.MerchantPatch(name="한빛식당")
    correction = models.CorrectionRequest(version=version_of(world, receipt_id), merchant=merchant)
    body = correction.model_dump(mode="json", exclude_unset=True)
    assert world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body).status_code == 200
    assert (name_of(world, receipt_id), shown(world, receipt_id)) == ("한빛식당", before)


def test_a_model_that_sends_null_for_whatever_it_does_not_set_is_refused_and_harms_nothing(
    world: World, models: ModuleType
) -> None:
    """Null is "not on the receipt": taken at its word, it would empty the record."""
    receipt_id = world.read(RECORD)
    before = world.store.receipts[UUID(receipt_id)]
    merchant = models.MerchantPatch(name="한빛식당")
    correction = models.CorrectionRequest(version=before.version, merchant=merchant)
    body = correction.model_dump(mode="json")
    response = world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body)
    assert_problem(response, 422, "invalid-input")
    assert world.store.receipts[UUID(receipt_id)] == before


def test_a_client_of_openapi_python_client_changes_what_it_sets(world: World, client: str) -> None:
    receipt_id = world.read(RECORD)
    before = shown(world, receipt_id)
    package = importlib.import_module(client)
    made = importlib.import_module(f"{client}.models")
    operation = importlib.import_module(f"{client}.api.receipts.correct_receipt")
    merchant = made.MerchantPatch(name="한빛식당")
    body = made.CorrectionRequest(version=version_of(world, receipt_id), merchant=merchant)
    caller = package.AuthenticatedClient(base_url=world.api.origin, token=KEY)

    async def correct() -> Any:  # noqa: ANN401 - a generated class
        async with world.api.at_once() as transport:
            caller.set_async_httpx_client(transport)
            return await operation.asyncio(UUID(receipt_id), client=caller, body=body)

    assert asyncio.run(correct()).merchant.name == "한빛식당"
    assert (name_of(world, receipt_id), shown(world, receipt_id)) == ("한빛식당", before)
