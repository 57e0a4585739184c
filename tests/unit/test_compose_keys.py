"""The keys of a compose stack."""

import subprocess
from pathlib import Path

import pytest

from local.compose.keys import write_keys
from local.state import StateFolder
from receipt_parser.settings import ParserSettings
from receipts_api.settings import ApiSettings


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    for part in ("api", "database", "worker"):
        (tmp_path / part).mkdir()
    write_keys(folder_of(tmp_path), tmp_path)
    return tmp_path


def folder_of(keys: Path) -> StateFolder:
    return StateFolder(keys / "data")


def environment(keys: Path, part: str) -> dict[str, str]:
    """As compose.yaml has a shell read it."""
    command = ["env", "-i", "sh", "-ec", f"set -a; . {keys / part / 'env'}; env"]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_each_part_finds_its_settings(keys: Path) -> None:
    api = ApiSettings.from_env(environment(keys, "api"))
    parser = ParserSettings.from_env(environment(keys, "worker"))
    assert api.receipt_queue_url == parser.receipt_queue_url
    assert api.database_url is not None
    assert "receipts_app:" in api.database_url.get_secret_value()
    assert parser.database_url is not None
    assert "receipts_parser:" in parser.database_url.get_secret_value()


def test_a_second_start_changes_no_key(keys: Path) -> None:
    before = {part: environment(keys, part) for part in ("api", "worker")}
    write_keys(folder_of(keys), keys)
    assert {part: environment(keys, part) for part in ("api", "worker")} == before


def test_no_two_stacks_and_no_two_parts_have_the_same_key(
    keys: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    credentials = [StateFolder(tmp_path_factory.mktemp("other")).credentials(), folder_of(keys).credentials()]
    values = [getattr(one, name) for one in credentials for name in type(one).__dataclass_fields__]
    assert len(set(values)) == len(values)


def test_only_its_owner_reads_a_part_s_settings(keys: Path) -> None:
    modes = {part: (keys / part / "env").stat().st_mode & 0o777 for part in ("api", "worker")}
    assert modes == {"api": 0o600, "worker": 0o600}
    assert (keys / "database/password").stat().st_mode & 0o777 == 0o444
