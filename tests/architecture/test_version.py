"""One version number: of the project, its packages, the API and the command line."""

import json
import tomllib
from typing import Any

import pytest

from receipts import __version__
from receipts.cli.__main__ import main
from tests.architecture.imports import ROOT

NUMBER = ROOT / "layers/core/receipts/__init__.py"


def described(folder: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / folder / "pyproject.toml").read_text())


def test_the_project_has_the_number_of_its_code() -> None:
    assert described(".")["project"]["version"] == __version__


@pytest.mark.parametrize("folder", ["layers/core", "api_container", "functions"])
def test_a_package_has_no_number_of_its_own(folder: str) -> None:
    package = described(folder)
    assert package["project"]["dynamic"] == ["version"]
    assert (ROOT / folder / package["tool"]["hatch"]["version"]["path"]).resolve() == NUMBER


def test_the_contract_of_the_api_has_it() -> None:
    assert json.loads((ROOT / "api_container/openapi.json").read_text())["info"]["version"] == __version__


def test_the_command_line_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"receipts {__version__}\n"
