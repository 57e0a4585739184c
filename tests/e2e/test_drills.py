"""The drills, one after another on one stack: each tells its story to the end."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from local.drills.haproxy import program

ROOT = Path(__file__).parents[2]
STORY = {
    "connections": (
        "OK → ALARM",
        "Slack shows",
        "runbook DatabaseConnectionsHigh",
        "ALARM → OK",
        "recovered",
    ),
    "task-failure": ("exit code 137", "UnHealthyHostCount", "runbook ApiTaskFailing", "recovered"),
    "rollout": ("10% were sent to v2", "50%", "100%", "0 of", "goes off", "rolled back after"),
    "restore": (
        "receipts with their readings",
        "pg_dump",
        "pg_restore",
        "photos compared with rows",
        "RTO",
        "RPO",
    ),
    "month-end": ("OK → ALARM", "runbook MonthEndSurge", "ALARM → OK", "recovered", "a second"),
}
"""What is told, in this order."""
PATIENCE = 900

pytestmark = [pytest.mark.stack, pytest.mark.timeout(PATIENCE)]


@pytest.fixture(scope="module")
def told() -> str:
    """What all drills print, held on one stack."""
    if program() is None:
        pytest.skip("haproxy is not installed")
    command = [sys.executable, "-m", "local.drills", *STORY]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE - 60, check=False
    )
    return f"{done.stdout}\n{done.stderr}\nexit status {done.returncode}"


@pytest.mark.parametrize("drill", STORY)
def test_a_drill_tells_its_story_to_the_end(drill: str, told: str) -> None:
    _, begun, rest = told.partition(f"\n{drill}: ")
    story, ended, _ = rest.partition(f"\n{drill} passed in ")
    assert begun, told
    assert ended, told
    found = -1
    for words in STORY[drill]:
        found = story.find(words, found + 1)
        assert found >= 0, f"{words!r} is not told, or too early:\n{story}"
    seconds = [float(one) for one in re.findall(r"^T\+ *([\d.]+) s", story, re.MULTILINE)]
    assert seconds == sorted(seconds)


def test_all_of_them_pass(told: str) -> None:
    assert told.endswith("exit status 0"), told
