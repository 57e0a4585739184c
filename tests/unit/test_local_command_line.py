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
