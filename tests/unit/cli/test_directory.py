"""`receipts directory load`: the operator shares merchants with all tenants."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from receipts.adapters.postgres import PostgresMerchantDirectory
from receipts.cli.__main__ import main
from receipts.domain.business_number import BusinessNumber
from tests.fixtures.tenants import create_tenant

HEAD = "business_number,name,address,phone"


def test_merchants_are_shared_from_a_file(
    postgres_url: str,
    engine: Engine,
    application_engine: Engine,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)
    file = tmp_path / "shared.csv"
    file.write_text(f"{HEAD}\n902-45-00731,도토리다방,,055-123-4567\n", encoding="utf-8-sig")
    assert main(["directory", "load", str(file), "--shared"]) == 0
    assert capsys.readouterr().out == "1 merchant is shared with all tenants\n"
    found = PostgresMerchantDirectory(application_engine).find(uuid4(), BusinessNumber("9024500731"))
    assert found
    assert (found.name, found.address, found.phone) == ("도토리다방", None, "055-123-4567")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("number,name\n", "line 1"),
        (f"{HEAD}\n902-45-00731,도토리다방,,\n902-45-00732,두리다방,,\n", "line 3: no such number"),
        (f"{HEAD}\n123,도토리다방,,\n", "line 2"),
        (f"{HEAD}\n902-45-00731,,,\n", "line 2: the name is empty"),
        (f"{HEAD}\n902-45-00731,도토리\x00다방,,\n", "line 2: a text has U+0000"),
        (
            f"{HEAD}\n902-45-00731,도토리다방,{'가' * 501},\n",
            "line 2: a text has U+0000 in it, or more than 500",
        ),
        (f"{HEAD}\n902-45-00731,{'가' * 200_000},,\n", "line 2: field larger than field limit"),
    ],
)
def test_a_file_with_a_wrong_line_shares_nothing(
    text: str,
    told: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql+pg8000://nobody@127.0.0.1:1/is-asked")
    file = tmp_path / "shared.csv"
    file.write_text(text)
    assert main(["directory", "load", str(file), "--shared"]) == 1
    assert told in capsys.readouterr().err


def test_a_list_that_is_not_there_is_told_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "nope.csv"
    assert main(["directory", "load", str(file), "--shared"]) == 1
    assert capsys.readouterr().err == f"error: {file} cannot be read: No such file or directory\n"


def test_without_a_database_the_missing_setting_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    file = tmp_path / "shared.csv"
    file.write_text(f"{HEAD}\n")
    assert main(["directory", "load", str(file), "--shared"]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: no database is named; set DATABASE_OWNER_URL")
    assert len(told.splitlines()) == 1


def test_for_whom_the_merchants_are_has_to_be_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["directory", "load", str(tmp_path / "shared.csv")])
    assert "--shared --tenant" in capsys.readouterr().err


def test_merchants_of_one_tenant_are_known_to_it_alone(
    postgres_url: str,
    engine: Engine,
    application_engine: Engine,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", postgres_url)
    tenant, file = create_tenant(engine, "Kim Ltd"), tmp_path / "own.csv"
    file.write_text(f"{HEAD}\n902-45-00731,도토리다방,,\n")
    assert main(["directory", "load", str(file), "--tenant", str(tenant)]) == 0
    assert capsys.readouterr().out == f"1 merchant is known to tenant {tenant}\n"
    directory, number = PostgresMerchantDirectory(application_engine), BusinessNumber("9024500731")
    assert directory.find(tenant, number)
    assert directory.find(uuid4(), number) is None
    assert main(["directory", "load", str(file), "--tenant", str(uuid4())]) == 1
    assert "no tenant" in capsys.readouterr().err
