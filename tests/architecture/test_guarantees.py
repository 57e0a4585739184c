"""Whatever is promised is held by tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/guarantees.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)


def names_in(file: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.FunctionDef)}


def test_each_test_that_holds_a_promise_is_there() -> None:
    missing = [f"{file}::{name}" for file, name in NAMED if name not in names_in(ROOT / file)]
    assert missing == []


def test_each_step_names_the_tests_that_hold_it() -> None:
    steps = [line for line in PAGE.splitlines() if line.startswith("| **")]
    assert len(steps) > 10
    assert [step for step in steps if "::test_" not in step.rsplit("|", 2)[1]] == []
