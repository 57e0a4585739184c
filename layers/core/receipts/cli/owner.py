"""What the commands share that work on the database of an installation."""

from collections.abc import Mapping
from typing import Final

from receipts.cli.settings import CliSettings

NO_DATABASE: Final = "no database is named; set DATABASE_OWNER_URL (.local/env has it while `make up` runs)"


def owner_url(environment: Mapping[str, str]) -> str:
    """The database that the environment names, for the login that owns it. Raises SettingsError."""
    settings = CliSettings.from_env(environment)
    # Only here, as in the commands: reading receipts needs no database and waits for none of its libraries.
    from receipts.adapters.secrets import database_owner_url  # noqa: PLC0415

    return database_owner_url(settings)
