"""Pages and settings that are about the templates keep step with them."""

import re

import pytest
import yaml

from infra.templates import ROOT, TEMPLATES, template_of, text_of
from tests.infra.diagram import PAGE, refreshed

CHECKOV = ROOT / ".checkov.yaml"


def test_the_pages_diagrams_are_those_of_the_templates() -> None:
    page = PAGE.read_text()
    assert page == refreshed(page), "run `make diagram`"


def test_every_template_is_checked_by_checkov() -> None:
    checked = yaml.safe_load(CHECKOV.read_text())["file"]
    assert sorted(checked) == sorted(str(path.relative_to(ROOT)) for path in TEMPLATES.values())


def test_what_all_are_excused_of_has_its_reason() -> None:
    lines = CHECKOV.read_text().partition("skip-check:\n")[2].splitlines()
    for before, line in zip(["", *lines], lines, strict=False):
        assert not line.startswith("  - CKV") or before.startswith("  # ")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_what_a_resource_is_excused_of_has_its_reason(name: str) -> None:
    """In its Metadata; a comment in checkov's other form would be found by nobody."""
    assert "checkov:skip" not in text_of(name)
    for resource in template_of(name)["Resources"].values():
        for skip in resource.get("Metadata", {}).get("checkov", {}).get("skip", []):
            assert re.fullmatch(r"CKV2?_AWS_\d+", skip["id"])
            assert len(skip["comment"]) > 10 or skip["comment"] == "The same"
