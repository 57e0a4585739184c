"""The notifier is deployed without the rest: it imports nothing of it; its layers import in one direction."""

import sys
from pathlib import Path

import pytest

from tests.architecture.test_import_rules import ROOT, imports_of, inside

NOTIFIER = ROOT / "functions/alarm_notifier"
OWN = "alarm_notifier"
ALLOWED = {
    "domain": (f"{OWN}.domain",),
    "ports.py": (f"{OWN}.domain",),
    "errors.py": (),
    "settings.py": (f"{OWN}.domain", f"{OWN}.errors"),
    "usecases": (f"{OWN}.domain", f"{OWN}.ports", f"{OWN}.errors", f"{OWN}.usecases"),
    "adapters": (f"{OWN}.domain", f"{OWN}.ports", f"{OWN}.errors", f"{OWN}.adapters"),
}
STANDARD_LIBRARY_ONLY = ("domain", "ports.py", "errors.py", "settings.py", "usecases")


def modules_of(part: str) -> list[Path]:
    place = NOTIFIER / part
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


@pytest.mark.parametrize("part", ALLOWED)
def test_a_layer_imports_only_the_layers_below_it(part: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in modules_of(part)
        for name in imports_of(module)
        if inside(name, (OWN,)) and not inside(name, ALLOWED[part])
    ]
    assert wrong == []


@pytest.mark.parametrize("part", STANDARD_LIBRARY_ONLY)
def test_the_inner_layers_need_nothing_but_the_standard_library(part: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in modules_of(part)
        for name in imports_of(module)
        if name.partition(".")[0] not in sys.stdlib_module_names and not inside(name, (OWN,))
    ]
    assert wrong == []


def test_the_notifier_needs_nothing_of_the_system_it_watches() -> None:
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in NOTIFIER.rglob("*.py")
        for name in imports_of(module)
        if inside(name, ("receipts", "receipts_api", "local"))
    ]
    assert wrong == []
