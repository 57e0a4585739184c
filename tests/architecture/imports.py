"""What modules import, read from their source: nothing is run."""

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]


def imports_among(
    modules: Iterable[Path], packages: tuple[str, ...], allowed: tuple[str, ...] = ()
) -> list[str]:
    """`file: name` for each import out of `packages` that is not out of `allowed`."""
    return [
        shown for shown, name in _imports(modules) if inside(name, packages) and not inside(name, allowed)
    ]


def third_party_imports(modules: Iterable[Path], own: tuple[str, ...]) -> list[str]:
    """`file: name` for each import that is neither out of `own` nor out of Python's standard library."""
    return [
        shown
        for shown, name in _imports(modules)
        if name.partition(".")[0] not in sys.stdlib_module_names and not inside(name, own)
    ]


def modules_in(place: Path) -> list[Path]:
    """The modules of a package; a module is its own only one."""
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def inside(name: str, packages: tuple[str, ...]) -> bool:
    """Whether `name` is one of `packages` or in one of them."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _imports(modules: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Every import: as a failing test shows it, and the name alone."""
    for module in modules:
        for name in _imports_of(module):
            yield f"{module.relative_to(ROOT)}: {name}", name


def _imports_of(module: Path) -> Iterator[str]:
    """The dotted names of the modules that `module` imports; relative imports are not allowed."""
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            # `from receipts import usecases` names a module, too
            names = [f"receipts.{alias.name}" for alias in node.names] if node.module == "receipts" else []
            yield from names or [str(node.module)]
