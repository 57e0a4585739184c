"""The reading package follows the page: each floor uses what the floors before it found (ADR 0056)."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import pairwise
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


def test_every_threshold_has_a_reason_below_it() -> None:
    assert [one for module in READING.rglob("*.py") for one in without_reason(module)] == []


def without_reason(module: Path) -> Iterator[str]:
    """The numbers at the top of a module that are not followed by a docstring."""
    body = ast.parse(module.read_text()).body
    for node, after in pairwise([*body, ast.Pass()]):
        has_reason = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(node, ast.Assign) and is_number(node.value) and not has_reason:
            yield f"{module.relative_to(READING)}: {ast.unparse(node)}"


def is_number(node: ast.expr) -> bool:
    """A number, several of them, or a Decimal."""
    if isinstance(node, ast.Tuple):
        return all(map(is_number, node.elts))
    if isinstance(node, ast.UnaryOp):
        return is_number(node.operand)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "Decimal"
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def name_of(module: Path) -> str:
    parts = module.relative_to(READING).with_suffix("").parts
    return ".".join((PACKAGE, *(part for part in parts if part != "__init__")))


def imports_of(module: Path) -> set[str]:
    found = [node for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.ImportFrom)]
    return {node.module for node in found if node.module and inside(node.module, (PACKAGE,))}
