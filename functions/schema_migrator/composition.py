"""schema_migrator's composition root."""

from collections.abc import Callable

from sqlalchemy import make_url

from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.migrate import Migration, migrate
from receipts.adapters.secrets import database_owner_url, database_part_url
from receipts.settings import MigratorSettings


def build(settings: MigratorSettings) -> Callable[[float], Migration]:
    """What migrates as the owner and admits the application; it is told how many seconds there are."""
    owner, logins = database_owner_url(settings), {part: _login(settings, part) for part in Part}
    return lambda seconds: migrate(owner, logins, patience_seconds=seconds)


def _login(settings: MigratorSettings, part: Part) -> Login:
    url = make_url(database_part_url(settings, part.value))
    return Login(str(url.username), str(url.password))
