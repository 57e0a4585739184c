"""What the commands share that work on the database of an installation."""

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from receipts.cli.refusing import refuse
from receipts.cli.settings import CliSettings
from receipts.errors import ReceiptsError, SettingsError, StorageUnavailableError

NO_DATABASE: Final = "no database is named; set DATABASE_OWNER_URL (.local/env has it while `make up` runs)"


def owner_url(environment: Mapping[str, str]) -> str:
    """The database that the environment names, for the login that owns it. Raises SettingsError."""
    settings = CliSettings.from_env(environment)
    # Only here, as in the commands: reading receipts needs no database and waits for none of its libraries.
    from receipts.adapters.secrets import database_owner_url  # noqa: PLC0415

    return database_owner_url(settings)


def as_owner(environment: Mapping[str, str], work: Callable[[Any], Iterator[str]]) -> int:
    """Do `work` on the database that the environment names and print each line that it says; returns the
    exit code. What cannot be done is told in one sentence. `work` is given an engine of SQLAlchemy, which
    adapters alone know.
    """
    from receipts.adapters.postgres import connect  # noqa: PLC0415 - see owner_url

    try:
        engine = connect(owner_url(environment))
    except SettingsError:
        return refuse(NO_DATABASE)
    try:
        for line in work(engine):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
    except StorageUnavailableError as error:
        return refuse(f"stopped, and may be repeated: {error}")
    except ReceiptsError as error:
        return refuse(str(error))
    finally:
        engine.dispose()
    return 0
