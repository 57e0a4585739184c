"""The reading package follows the page: each floor uses what the floors before it found (ADR 0056)."""

import ast
import re
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.architecture.imports import ROOT, imports_among, inside, modules_in

READING = ROOT / "layers/core/receipts/domain/reading"
PACKAGE = "receipts.domain.reading"
FLOORS = ("letters", "layout", "vocabulary", "values", "blocks", "fields", "choice", "checks")


def up_to(floor: str) -> tuple[str, ...]:
    return tuple(f"{PACKAGE}.{name}" for name in FLOORS[: FLOORS.index(floor) + 1])


def test_every_folder_is_a_floor() -> None:
    assert {init.parent.name for init in READING.glob("*/__init__.py")} == set(FLOORS)


def test_beside_the_floors_stand_only_those_who_use_all_of_them() -> None:
    assert {module.name for module in READING.glob("*.py")} == {"__init__.py", "assembly.py"}


@pytest.mark.parametrize("floor", FLOORS)
def test_a_floor_uses_only_itself_and_the_floors_before_it(floor: str) -> None:
    assert imports_among(modules_in(READING / floor), (PACKAGE,), allowed=up_to(floor)) == []


def test_no_module_of_the_package_needs_itself_by_way_of_another() -> None:
    needs = {name_of(module): imports_of(module) for module in READING.rglob("*.py")}
    assert list(TopologicalSorter(needs).static_order()) != []  # raises CycleError and names the circle


def test_what_is_misread_as_what_stands_in_one_table() -> None:
    kept = re.compile(r"OoQ|Il\||SBZ|가H|추쥬")
    others = [module for module in READING.rglob("*.py") if module.name != "look_alikes.py"]
    assert [module.name for module in others if kept.search(module.read_text())] == []


def name_of(module: Path) -> str:
    parts = module.relative_to(READING).with_suffix("").parts
    return ".".join((PACKAGE, *(part for part in parts if part != "__init__")))


def imports_of(module: Path) -> set[str]:
    found = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ImportFrom)]
    return {node.module for node in found if node.module and inside(node.module, (PACKAGE,))}
