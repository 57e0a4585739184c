"""What is kept in Secrets Manager: the database's passwords, and CLOVA's key."""

from pathlib import Path
from typing import Literal

from aws_lambda_powertools.utilities import parameters
from pydantic import SecretStr
from sqlalchemy import URL

from receipts.errors import SettingsError
from receipts.settings import (
    DatabaseSettings,
    EscalationSettings,
    MigratorSettings,
    OwnerSettings,
    ServerSettings,
)

_CACHE_SECONDS = 300
_RDS_ROOTS = Path(__file__).with_name("postgres") / "rds_roots.pem"


def database_url(settings: DatabaseSettings) -> str:
    """The SQLAlchemy URL of the login of the part that runs.

    Raises SettingsError if the secret is not the JSON that RDS keeps.
    """
    return _url_of(settings, "database")


def database_owner_url(settings: OwnerSettings) -> str:
    """The same, of the login that owns the schema. RDS changes its password every week by itself."""
    return _url_of(settings, "database_owner")


def database_part_url(settings: MigratorSettings, part: Literal["api", "parser", "operator"]) -> str:
    """The same, of any part's login."""
    return _url_of(settings, f"database_{part}")


def _url_of(settings: ServerSettings, name: str) -> str:
    given: SecretStr | None = getattr(settings, f"{name}_url")
    if given:
        return given.get_secret_value()
    return _url(settings, f"{name}_secret_arn".upper(), str(getattr(settings, f"{name}_secret_arn")))


def _url(settings: ServerSettings, variable: str, arn: str) -> str:
    secret = parameters.get_secret(arn, transform="json", max_age=_CACHE_SECONDS)
    if not isinstance(secret, dict) or not {"username", "password"} <= secret.keys():
        raise SettingsError(f"{variable}: the secret needs `username` and `password`")
    url = URL.create(
        "postgresql+pg8000",
        username=secret["username"],
        password=secret["password"],
        host=settings.database_host,
        port=secret.get("port", 5432),
        database=settings.database_name,
        # Only a server that proves to be this host gets the password and what people bought.
        query={"sslmode": "verify-full", "sslrootcert": str(settings.database_ca_file or _RDS_ROOTS)},
    )
    return url.render_as_string(hide_password=False)


def clova_secret(settings: EscalationSettings) -> str:
    """The X-OCR-SECRET of the CLOVA domain: the secret's text, just so."""
    secret = parameters.get_secret(str(settings.clova_secret_arn), max_age=_CACHE_SECONDS)
    return secret if isinstance(secret, str) else secret.decode()
