"""Bring a database's schema up to date, without an alembic.ini."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, NullPool, create_engine, func, make_url, select

import receipts.migrations

_ONE_AT_A_TIME = 5_714_500_731
"""Any constant number, as long as every migration uses the same."""


def migrate(url: str | URL) -> None:
    """Apply every migration that is missing, in one transaction: all or none. Two at once wait in line."""
    _run(url, to_head=True)


def unmigrate(url: str | URL) -> None:
    """Take every migration back. All data is lost; for tests."""
    _run(url, to_head=False)


def _run(url: str | URL, *, to_head: bool) -> None:
    engine = create_engine(make_url(url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
        if to_head:
            command.upgrade(_config(connection), "head")
        else:
            command.downgrade(_config(connection), "base")


def _config(connection: Connection) -> Config:
    config = Config()
    # An interpolating parser reads it, so a percent sign in the path must be doubled.
    folder = str(Path(receipts.migrations.__path__[0])).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config
