"""Who may import whom. The rules are in docs/architecture.md; this test holds them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = ROOT / "layers/core/receipts"
VENDOR_TYPES = "mypy_boto3_"

# package: what of ours it may import
ALLOWED = {
    "domain": ("receipts.domain", "receipts.errors"),
    "errors": ("receipts.domain",),  # for annotations alone
    "ports": ("receipts.domain",),
    "messages": ("receipts.domain", "receipts.errors"),
    "documents": ("receipts.domain",),
    "settings": ("receipts.errors",),
    "usecases": (
        "receipts.domain",
        "receipts.ports",
        "receipts.errors",
        "receipts.messages",
        "receipts.usecases",
    ),
    "adapters": (
        "receipts.adapters",
        "receipts.domain",
        "receipts.ports",
        "receipts.errors",
        "receipts.documents",
        "receipts.settings",
        "receipts.migrations",
        "receipts.__version__",
    ),
}
STANDARD_LIBRARY_ONLY = ("domain", "errors", "ports", "usecases")


def modules_of(package: str) -> list[Path]:
    folder = CORE / package
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def imports_of(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            # `from receipts import usecases` names a module, too
            names = [f"receipts.{alias.name}" for alias in node.names] if node.module == "receipts" else []
            yield from names or [str(node.module)]


def inside(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("package", ALLOWED)
def test_a_core_package_imports_only_the_core_packages_below_it(package: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in modules_of(package)
        for name in imports_of(module)
        if inside(name, ("receipts",)) and not inside(name, ALLOWED[package])
    ]
    assert wrong == []


@pytest.mark.parametrize("package", STANDARD_LIBRARY_ONLY)
def test_the_inner_packages_need_nothing_but_the_standard_library(package: str) -> None:
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in modules_of(package)
        for name in imports_of(module)
        if name.partition(".")[0] not in sys.stdlib_module_names and not inside(name, ("receipts",))
    ]
    assert wrong == []


def test_only_adapters_know_aws_and_the_database() -> None:
    outside = [module for module in CORE.rglob("*.py") if CORE / "adapters" not in module.parents]
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for module in outside
        if CORE / "migrations" not in module.parents
        for name in imports_of(module)
        if inside(name, ("boto3", "botocore", "sqlalchemy", "pg8000"))
    ]
    assert wrong == []


def test_entry_points_never_import_each_other() -> None:
    functions = [path.name for path in (ROOT / "functions").iterdir() if (path / "handler.py").exists()]
    wrong = [
        f"{module.relative_to(ROOT)}: {name}"
        for own in functions
        for module in (ROOT / "functions" / own).rglob("*.py")
        for name in imports_of(module)
        if inside(name, ("receipts_api", *(other for other in functions if other != own)))
    ]
    wrong += [
        f"{module.relative_to(ROOT)}: {name}"
        for module in (ROOT / "api_container").rglob("*.py")
        for name in imports_of(module)
        if inside(name, tuple(functions))
    ]
    assert wrong == []


def test_only_entry_points_read_the_environment() -> None:
    shipped = [
        *CORE.rglob("*.py"),
        *(ROOT / "api_container").rglob("*.py"),
        *(ROOT / "functions").rglob("*.py"),
    ]
    entry_points = {"handler.py", "main.py", "__main__.py", "cli.py"}
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
