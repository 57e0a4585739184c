import json
from pathlib import Path

import pytest

from local import supply
from local.state import ROOT


def test_a_part_under_the_gpl_is_not_passed_over() -> None:
    licences = {
        "good": "MIT License",
        "bad": "GPL-3.0-or-later",
        "network": "AGPL-3.0-only; Apache-2.0",
        "dumb": "says nothing",
    }
    assert [line.partition(":")[0] for line in supply.unaccepted(licences)] == ["bad", "dumb", "network"]


def test_what_may_ship_for_a_reason_has_it_written_down() -> None:
    assert supply.unaccepted(dict.fromkeys(supply.EXCEPTIONS, "GPL-2.0-or-later")) == ()
    for reason in supply.EXCEPTIONS.values():
        (document,) = (word for word in reason.split() if word.startswith("docs/"))
        assert (ROOT / document).exists()


def pretended(folder: Path, status: int, told: str) -> Path:
    """A pip-audit that tells `told`."""
    program = folder / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat >&2 <<'END'\n{told}\nEND\nexit {status}\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize(
    ("status", "told", "answered", "said"),
    [
        (0, "No known vulnerabilities found", 0, "No known vulnerabilities found"),
        (1, "Found 1 known vulnerability in 1 package", 1, "Found 1 known vulnerability"),
        (
            1,
            "ERROR:pip_audit._cli:alembic: Dependency not found on PyPI",
            2,
            "NOT CHECKED, PyPI did not answer",
        ),
        (
            1,
            "requests.exceptions.ConnectionError: Max retries exceeded",
            2,
            "NOT CHECKED, PyPI did not answer",
        ),
        (1, "", 2, "NOT CHECKED"),
    ],
)
def test_what_could_not_be_looked_up_is_never_told_as_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, told: str, answered: int, said: str
) -> None:
    assert supply.audit(pretended(tmp_path, status, told)) == answered
    assert said in capsys.readouterr().out


def test_every_package_that_ships_is_in_a_list_of_parts(tmp_path: Path) -> None:
    supply.write_sboms(tmp_path)
    listed = {
        part["name"]
        for file in tmp_path.glob("*.cdx.json")
        for part in json.loads(file.read_text())["components"]
    }
    assert supply.shipped() <= listed
