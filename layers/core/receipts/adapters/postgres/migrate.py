"""Bring a database's schema up to date, without an alembic.ini."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, func, select

import receipts.migrations
from receipts.adapters.postgres.application_login import Logins, admit, renew_passwords
from receipts.adapters.postgres.connection import Patience, connect

_ONE_AT_A_TIME = 7_263_119_040
"""Any constant number, as long as every migration uses the same."""

_PATIENCE_SECONDS = 600.0
_SECONDS_FOR_A_PASSWORD = 60.0
_LOCK_TIMEOUT = "15s"
"""Longer than a statement of the application may take, so only a person's session can be in the way. And not
much longer: whoever comes while a migration waits for a table waits behind it.
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """What a database is at. One that is ahead has been at a later version of this code."""

    revision: str
    is_ahead: bool = False


def migrate(
    url: str | URL, logins: Logins | None = None, *, patience_seconds: float = _PATIENCE_SECONDS
) -> Migration:
    """Apply every migration that is missing and admit the logins, in one transaction: all or none.

    Two at once wait in line. A database that is ahead of this code keeps its schema and rights: migrations
    only add, so this code still works on it, and taking them back would lose data. The logins get their
    passwords all the same, since a restored database has those of older secrets.
    """
    with _alone(url, patience_seconds) as connection:
        config, current = _config(connection), _revision(connection)
        revisions = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
        if current and current not in revisions:
            renew_passwords(connection, logins or {})
            return Migration(current, is_ahead=True)
        command.upgrade(config, "head")
        admit(connection, logins or {})
        return Migration(revisions[0])


def set_passwords(url: str | URL, logins: Logins) -> None:
    """Give logins that there are their passwords, and wait for a migration, which does so too."""
    with _alone(url, _SECONDS_FOR_A_PASSWORD) as connection:
        renew_passwords(connection, logins)


def unmigrate(url: str | URL) -> None:
    """Take every migration back. All data is lost; for tests."""
    with _alone(url, _PATIENCE_SECONDS) as connection:
        command.downgrade(_config(connection), "base")


@contextmanager
def _alone(url: str | URL, patience_seconds: float) -> Iterator[Connection]:
    """A transaction that no other migration runs beside; no statement of it may outlast the patience."""
    silence = patience_seconds + 5
    engine = connect(url, patience=Patience(silence, silence, silence))
    try:
        with engine.begin() as connection:
            milliseconds = str(round(patience_seconds * 1000))
            connection.execute(select(func.set_config("statement_timeout", milliseconds, True)))
            connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
            connection.execute(select(func.set_config("lock_timeout", _LOCK_TIMEOUT, True)))
            yield connection
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    # An interpolating parser reads it, so a percent sign in the path must be doubled.
    folder = str(Path(receipts.migrations.__path__[0])).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config
