"""Who may import whom. The rules are in docs/architecture.md; this test holds them."""

import ast
from pathlib import Path

import pytest

from tests.architecture.imports import ROOT, imports_among, modules_in, third_party_imports

CORE = ROOT / "layers/core/receipts"

# package: what of ours it may import
ALLOWED = {
    "domain": ("receipts.domain", "receipts.errors"),
    "errors": ("receipts.domain.failure", "receipts.domain.obstacles"),  # for annotations alone
    "ports": ("receipts.domain", "receipts.ports"),
    "admin_ports": ("receipts.domain",),
    "messages": ("receipts.domain", "receipts.errors"),
    "settings": ("receipts.domain", "receipts.errors"),
    "usecases": (
        "receipts.domain",
        "receipts.ports",
        "receipts.admin_ports",
        "receipts.errors",
        "receipts.messages",
        "receipts.usecases",
    ),
    "adapters": (
        "receipts.adapters",
        "receipts.domain",
        "receipts.ports",
        "receipts.errors",
        "receipts.settings",
        "receipts.migrations",
        "receipts.__version__",
    ),
    "cli": (
        "receipts.cli",
        "receipts.usecases",
        "receipts.adapters",
        "receipts.domain",
        "receipts.ports",
        "receipts.errors",
        "receipts.settings",
        "receipts.__version__",
    ),
}
OWN = ("receipts",)
STANDARD_LIBRARY_ONLY = ("domain", "errors", "ports", "admin_ports", "usecases")


def modules_of(package: str) -> list[Path]:
    folder = CORE / package
    return modules_in(folder if folder.is_dir() else folder.with_suffix(".py"))


@pytest.mark.parametrize("package", ALLOWED)
def test_a_core_package_imports_only_the_core_packages_below_it(package: str) -> None:
    assert imports_among(modules_of(package), OWN, allowed=ALLOWED[package]) == []


@pytest.mark.parametrize("package", STANDARD_LIBRARY_ONLY)
def test_the_inner_packages_need_nothing_but_the_standard_library(package: str) -> None:
    assert third_party_imports(modules_of(package), OWN) == []


def test_only_adapters_know_aws_and_the_database() -> None:
    knowing = {CORE / "adapters", CORE / "migrations"}
    others = [module for module in modules_in(CORE) if not knowing & set(module.parents)]
    assert imports_among(others, ("boto3", "botocore", "sqlalchemy", "pg8000")) == []


def test_entry_points_never_import_each_other() -> None:
    functions = {path.name for path in (ROOT / "functions").iterdir() if (path / "handler.py").exists()}
    for own in functions:
        others = ("receipts_api", "receipts.cli", *(functions - {own}))
        assert imports_among(modules_in(ROOT / "functions" / own), others) == []
    assert imports_among(modules_in(ROOT / "api_container"), ("receipts.cli", *functions)) == []


def test_each_entry_point_has_its_settings_beside_it() -> None:
    handlers = {path.parent for path in (ROOT / "functions").glob("*/handler.py")}
    folders = {*handlers, ROOT / "api_container/receipts_api", CORE / "cli"}
    assert {str(folder) for folder in folders if not (folder / "settings.py").exists()} == set()


def test_only_entry_points_read_the_environment() -> None:
    shipped = [
        *CORE.rglob("*.py"),
        *(ROOT / "api_container").rglob("*.py"),
        *(ROOT / "functions").rglob("*.py"),
    ]
    entry_points = {"handler.py", "main.py", "__main__.py"}
    wrong = [
        str(module.relative_to(ROOT))
        for module in shipped
        if module.name not in entry_points and reads_environment(module)
    ]
    assert wrong == []


def reads_environment(module: Path) -> bool:
    return any(
        isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
        for node in ast.walk(ast.parse(module.read_text()))
    )
