"""`EXPORT_LAYOUTS=… make up`: a file that is not there, or wrong, is told before anything is started."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from local.errors import StackError
from local.options import Ports, Sizing
from local.own_files import check_own_files
from local.stack import Stack
from local.state import StateFolder
from receipts.errors import SettingsError
from receipts.settings import Settings
from receipts_api.settings import ApiSettings

GIVEN = {
    "DATABASE_URL": "postgresql://receipts@localhost/receipts",
    "RECEIPT_BUCKET": "photos",
    "RECEIPT_QUEUE_URL": "http://localhost/uploads",
}


@pytest.mark.parametrize("setting", ["EXPORT_LAYOUTS", "CATEGORY_TABLE"])
@pytest.mark.parametrize("content", [None, "이것은 = 아무것도 [아니다", "a folder"])
def test_a_wrong_file_is_told_by_its_setting_and_nothing_is_started(
    setting: str, content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "own"
    if content == "a folder":
        file.mkdir()
    elif content:
        file.write_text(content, encoding="utf-8")
    monkeypatch.setenv(setting, str(file))
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    with (
        pytest.raises(StackError, match=f"^{setting}: {file}: ") as refused,
        Stack(folder, Ports(), Sizing()),
    ):
        pass
    assert str(refused.value).count(str(file)) == 1
    assert not folder.run_file.exists()


@pytest.mark.parametrize("environment", [{}, {"EXPORT_LAYOUTS": "", "CATEGORY_TABLE": " "}])
def test_without_files_of_ones_own_nothing_is_looked_at(environment: Mapping[str, str]) -> None:
    check_own_files(environment)


@pytest.mark.parametrize("setting", ["EXPORT_LAYOUTS", "CATEGORY_TABLE", "DATABASE_CA_FILE"])
def test_the_api_names_the_setting_and_the_file_that_is_not_there(setting: str) -> None:
    settings: type[Settings] = ApiSettings
    with pytest.raises(SettingsError, match=rf"^ApiSettings: {setting}: there is no file /nope\.toml$"):
        settings.from_env({**GIVEN, setting: "/nope.toml"})
