"""schema_migrator's composition root."""

from collections.abc import Callable

from sqlalchemy import make_url

from receipts.adapters.postgres.application_login import Login
from receipts.adapters.postgres.migrate import Migration, migrate
from receipts.adapters.secrets import database_owner_url, database_url
from receipts.settings import MigratorSettings


def build(settings: MigratorSettings) -> Callable[[float], Migration]:
    """What migrates as the owner and admits the application; it is told how many seconds there are."""
    owner, application = database_owner_url(settings), make_url(database_url(settings))
    login = Login(str(application.username), str(application.password))
    return lambda seconds: migrate(owner, login, patience_seconds=seconds)
