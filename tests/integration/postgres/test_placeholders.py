"""A statement is read once for its placeholders, and means what it meant."""

from uuid import UUID

import pg8000.legacy
import pytest
from sqlalchemy import Engine, text

from receipts.adapters.postgres import connect, placeholders
from receipts.adapters.postgres.connection import transaction


def test_a_statement_is_read_once_however_often_it_is_executed(
    engine: Engine, tenant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Letter by letter it takes longer than PostgreSQL does."""
    read, convert = list[str](), placeholders._convert

    def count(style: str, statement: str, values: object) -> object:
        read.append(statement)
        return convert(style, statement, values)

    monkeypatch.setattr(pg8000.legacy, "convert_paramstyle", count)
    monkeypatch.setattr(placeholders, "_convert", count)
    placeholders._numbered.cache_clear()
    ours = connect(engine.url)
    with transaction(ours, tenant) as connection:
        answers = [connection.scalar(text("SELECT :a || '-' || :b"), {"a": n, "b": "x"}) for n in "12345"]
    ours.dispose()
    assert answers == ["1-x", "2-x", "3-x", "4-x", "5-x"]
    assert len(read) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT %s, %s",
        "SELECT 'it''s %s', \"%s\", %s",
        "SELECT E'\\'%s', %s -- and %s\n, %s",
        "SELECT $$ %s $$, 100 %% %s, 'ㄱ' LIKE %s",
        "SELECT 1" + ", %s" * 9_000,
    ],
)
def test_it_is_numbered_as_the_driver_numbers_it(statement: str) -> None:
    placeholders.number_once()
    values = ("one", 2, None)
    for _ in range(2):
        assert pg8000.legacy.convert_paramstyle("format", statement, values) == placeholders._convert(
            "format", statement, values
        )


def test_names_are_left_to_the_driver() -> None:
    placeholders.number_once()
    assert pg8000.legacy.convert_paramstyle("named", "SELECT :b, :a", {"a": 1, "b": 2}) == (
        "SELECT $1, $2",
        (2, 1),
    )


def test_rows_by_the_thousand_fill_no_memory() -> None:
    placeholders._numbered.cache_clear()
    placeholders._converted("format", "INSERT INTO rows VALUES " + "(%s), " * 4_000, ())
    assert placeholders._numbered.cache_info().currsize == 0
