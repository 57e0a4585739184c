"""`./test-api.sh` says why there is nothing to test, and never takes that for a surprise of the API's."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from local.state import ROOT

NOBODY = "http://127.0.0.1:9"  # the discard port: nobody listens


def run(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """In a folder of its own, where neither `make up` nor compose ever ran."""
    script = shutil.copy(ROOT / "test-api.sh", folder)
    env = {"PATH": os.environ["PATH"], "PATIENCE": "1", **environment}
    return subprocess.run([script, *arguments], env=env, capture_output=True, text=True, check=False)


def test_where_nothing_runs_it_says_what_to_start(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: nothing runs here: start `make up`")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"API_URL": NOBODY}, "API_URL is set, but not API_KEY"),
        ({"API_URL": f"{NOBODY}/", "API_KEY": "k"}, f"{NOBODY} does not answer"),
    ],
)
def test_a_deployed_one_needs_an_address_that_answers_and_a_key(
    tmp_path: Path, environment: dict[str, str], told: str
) -> None:
    done = run(tmp_path, **environment)
    assert done.returncode == 2
    assert told in done.stderr


@pytest.mark.parametrize(
    ("content", "told"), [(None, "given is missing"), ("API_URL=http://x\n", "has no API_URL and API_KEY")]
)
def test_a_file_must_hold_both(tmp_path: Path, content: str | None, told: str) -> None:
    if content is not None:
        (tmp_path / "given").write_text(content)
    done = run(tmp_path, "given")
    assert done.returncode == 2
    assert told in done.stderr


def test_a_stack_that_was_killed_counts_as_not_running(tmp_path: Path) -> None:
    (tmp_path / ".local").mkdir()
    (tmp_path / ".local/env").write_text(f"API_URL={NOBODY}\nAPI_KEY=k\n")
    done = run(tmp_path)
    assert done.returncode == 2
    assert "nothing runs here" in done.stderr
