"""schema_migrator's composition root."""

from collections.abc import Callable

import boto3
from sqlalchemy import make_url, text

from receipts.adapters.aws import PATIENT
from receipts.adapters.postgres import connect
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.migrate import Migration, migrate, set_passwords
from receipts.adapters.secrets import database_owner_url, database_part_url
from schema_migrator.rotation import Rotation, RotationError
from schema_migrator.settings import MigratorSettings


def build(settings: MigratorSettings) -> Callable[[float], Migration]:
    """What migrates as the owner and admits the application; it is told how many seconds there are."""
    owner, logins = database_owner_url(settings), {part: _login(settings, part) for part in Part}
    return lambda seconds: migrate(owner, logins, patience_seconds=seconds)


def _login(settings: MigratorSettings, part: Part) -> Login:
    url = make_url(database_part_url(settings, part.value))
    return Login(str(url.username), str(url.password))


def build_rotation(settings: MigratorSettings, arn: str, token: str) -> Rotation:
    """What gives a part's login another password. Raises RotationError if the secret is no part's."""
    parts = {getattr(settings, f"database_{part}_secret_arn"): part for part in Part}
    if arn not in parts:
        raise RotationError("this secret is none of the application's logins")
    owner, part = make_url(database_owner_url(settings)), parts[arn]

    def give(name: str, password: str) -> None:
        set_passwords(owner, {part: Login(name, password)})

    def log_in(name: str, password: str) -> None:
        engine = connect(owner.set(username=name, password=password))
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        finally:
            engine.dispose()

    return Rotation(boto3.client("secretsmanager", config=PATIENT), arn, token, give, log_in)
