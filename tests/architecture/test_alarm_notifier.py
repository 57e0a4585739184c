"""The notifier is deployed without the rest: of it, it imports only what its build packs.

Its layers import in one direction.
"""

import re

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
PACKED = re.findall(r"\$\(CORE\)/([\w/]+(?:\.py)?)", (NOTIFIER / "Makefile").read_text())
"""Of the core, as paths in its package."""
OF_THE_CORE = tuple("receipts." + path.removesuffix(".py").replace("/", ".") for path in PACKED)


@pytest.mark.parametrize("part", ALLOWED)
def test_a_layer_imports_only_the_layers_below_it(part: str) -> None:
    assert imports_among(modules_in(NOTIFIER / part), (OWN,), allowed=ALLOWED[part]) == []


@pytest.mark.parametrize("part", STANDARD_LIBRARY_ONLY)
def test_the_inner_layers_need_nothing_but_the_standard_library(part: str) -> None:
    assert third_party_imports(modules_in(NOTIFIER / part), (OWN, *OF_THE_CORE)) == []


def test_of_the_system_it_watches_the_notifier_needs_what_its_build_packs() -> None:
    assert OF_THE_CORE == ("receipts.domain.mask", "receipts.domain.sentence")
    others = ("receipts", "receipts_api", "local")
    assert imports_among(modules_in(NOTIFIER), others, allowed=OF_THE_CORE) == []


@pytest.mark.parametrize("path", PACKED)
def test_what_its_build_packs_needs_nothing_else(path: str) -> None:
    modules = modules_in(ROOT / "layers/core/receipts" / path)
    assert modules
    assert third_party_imports(modules, OF_THE_CORE) == []
