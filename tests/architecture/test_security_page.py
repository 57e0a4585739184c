"""docs/security.md speaks of what there is: every arrow of the picture, every test that it leans on."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.infra.rules import RULES
from tests.infra.safety import SAFETY

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/security.md").read_text()
CHECKLIST = re.findall(r"^\| (\d+) \| (.+?) \| (.+) \|$", PAGE, re.MULTILINE)
NAMED = sorted({name for _, _, by in CHECKLIST for name in re.findall(r"`((?:tests/|\.ci/)[^`]+)`", by)})
EDGE = re.compile(r"^\s*(\w+)\S* (?:-- \".*?\" -->|-\. \".*?\" \.->|-->) (\w+)", re.MULTILINE)
WITHIN_A_LINE = re.compile(r"(\w+)(?:\[\[.*?\]\]|\[.*?\]|\(.*?\))? -- \".*?\" --> (\w+)")


def arrows_of_the_picture() -> set[str]:
    text = (ROOT / "docs/architecture.md").read_text()
    picture = text.partition("```mermaid\n")[2].partition("```")[0]
    found = EDGE.findall(re.sub(r"\[\[.*?\]\]|\[\(.*?\)\]|\[.*?\]", "", picture))
    found += WITHIN_A_LINE.findall(picture)
    return {f"{start} → {end}" for start, end in found}


@cache
def functions_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_each_arrow_of_the_picture_is_thought_of() -> None:
    thought_of = set(re.findall(r"`(\w+ → \w+)`", PAGE))
    assert len(arrows_of_the_picture()) >= 14
    assert arrows_of_the_picture() - thought_of == set()
    assert thought_of - arrows_of_the_picture() == {"direct → api"}, "photos go out as well"


def test_each_line_of_the_checklist_names_what_holds_it() -> None:
    assert [int(number) for number, _, _ in CHECKLIST] == list(range(1, len(CHECKLIST) + 1))
    assert len(CHECKLIST) >= 30
    assert [line for line, _, by in CHECKLIST if "`tests/" not in by and "`.ci/run`" not in by] == []


@pytest.mark.parametrize("name", NAMED)
def test_what_holds_a_line_is_there_and_runs(name: str) -> None:
    file, _, function = name.partition("::")
    assert (ROOT / file).exists()
    if function and Path(file).name.startswith("test_"):
        assert function in functions_in(file)
        assert function.startswith("test_"), "pytest collects it"
    elif function:
        assert function in {rule.__name__ for rule in (*RULES, *SAFETY)}, "test_rules.py runs it"
