import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local.__main__ import main


@pytest.mark.parametrize("command", ["up", "demo"])
@pytest.mark.parametrize("parsers", ["1", "0", "-3"])
def test_too_few_parsers_for_two_tenants_are_refused_before_anything_starts(
    command: str,
    parsers: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(f"local.{command}.{command}", lambda *_: 0)  # what would start it
    folder = tmp_path / "state"
    assert main(["--state", str(folder), command, "--parsers", parsers]) == 1
    assert "--parsers is 2 at least" in capsys.readouterr().err
    assert not folder.exists()


PRESSED_WHILE_IMPORTING = """
import os, runpy, signal, sys
class Press:
    def find_spec(self, name, *_):
        if name == "local.commands":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Press())
runpy.run_module("local", run_name="__main__")
"""


def test_ctrl_c_before_anything_is_started_ends_it_without_a_word() -> None:
    run = subprocess.run([sys.executable, "-c", PRESSED_WHILE_IMPORTING], capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (-signal.SIGINT, b"")
