"""The notifier is deployed without the rest: it imports nothing of it; its layers import in one direction."""

import pytest

from tests.architecture.imports import ROOT, imports_among, modules_in, third_party_imports

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


@pytest.mark.parametrize("part", ALLOWED)
def test_a_layer_imports_only_the_layers_below_it(part: str) -> None:
    assert imports_among(modules_in(NOTIFIER / part), (OWN,), allowed=ALLOWED[part]) == []


@pytest.mark.parametrize("part", STANDARD_LIBRARY_ONLY)
def test_the_inner_layers_need_nothing_but_the_standard_library(part: str) -> None:
    assert third_party_imports(modules_in(NOTIFIER / part), (OWN,)) == []


def test_the_notifier_needs_nothing_of_the_system_it_watches() -> None:
    assert imports_among(modules_in(NOTIFIER), ("receipts", "receipts_api", "local")) == []
