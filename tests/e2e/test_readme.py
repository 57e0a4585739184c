"""The README's tour of the API is run as it is written, against the stack, by a tenant of its own."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from local.database import new_tenant
from tests.e2e.stacks import ROOT, RunningStack

pytestmark = [
    pytest.mark.stack,
    pytest.mark.timeout(600),
    pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed"),
]

SETTINGS = ". .local/env"
PLACE = "/tmp/"  # noqa: S108 # nothing is written there
"""Where the tour puts its files; the test gives it a folder of its own instead."""


def tour(page: str) -> str:
    """The commands between the API's heading and the next one."""
    section = re.search(r"^## The API.*?(?=^## )", page, re.DOTALL | re.MULTILINE)
    assert section is not None
    return "\n".join(re.findall(r"```sh\n(.*?)```", section[0], re.DOTALL))


def test_the_tour_of_the_api_works_as_it_is_written(stack: RunningStack, tmp_path: Path) -> None:
    script = tour((ROOT / "README.md").read_text(encoding="utf-8"))
    assert SETTINGS in script
    owner = stack.env["DATABASE_OWNER_URL"]
    key = new_tenant(owner, "reader of the README").api_key
    settings = tmp_path / "env"
    known = {"API_URL": stack.env["API_URL"], "API_KEY": key, "DATABASE_OWNER_URL": owner}
    settings.write_text("".join(f"{name}={shlex.quote(value)}\n" for name, value in known.items()))
    script = script.replace(PLACE, f"{tmp_path}/").replace(SETTINGS, f". {shlex.quote(str(settings))}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '"business_number": "901-12-34564"' in done.stdout
    assert '"도토리편의점 본점"' in done.stdout, done.stdout
    assert '"approved"' in done.stdout
    assert done.stdout.rstrip().endswith("200"), "the photo went to its slot"
    assert (tmp_path / "photo.jpg").read_bytes() == (ROOT / "samples/convenience_store.jpg").read_bytes()
