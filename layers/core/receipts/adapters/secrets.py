"""What is kept in Secrets Manager: the database's passwords, and CLOVA's key."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Literal

from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError, TransformParameterError
from botocore.client import Config
from pydantic import SecretStr
from sqlalchemy import URL

from receipts.adapters.aws import HASTY
from receipts.errors import SettingsError
from receipts.settings import DatabaseSettings, OwnerSettings, ServerSettings

_STAGES = ("AWSCURRENT", "AWSPENDING", "AWSPREVIOUS")
"""Of a secret's versions. While one is rotated the database may have the next already; and it has the one
before again, where a deployment set it in between.
"""
_INSISTENT = HASTY.merge(Config(retries={"mode": "standard", "total_max_attempts": 3}))
"""For whom a person waits, and who does not come again by itself."""
_RDS_ROOTS = Path(__file__).with_name("postgres") / "rds_roots.pem"


def database_url(settings: DatabaseSettings) -> str:
    """The SQLAlchemy URL of the login of the part that runs, read anew each time: passwords are rotated.

    Raises SettingsError if the secret is not the JSON that RDS keeps.
    """
    return _url_of(settings, "database", HASTY)


def newer_passwords(settings: DatabaseSettings) -> Callable[[], Iterator[str]] | None:
    """What the part's login may have for a password by now; None where the settings name a URL."""
    arn = settings.database_secret_arn
    return None if settings.database_url or arn is None else partial(_passwords, arn)


def _passwords(arn: str) -> Iterator[str]:
    """Asked anew, since each is wanted because a known one was refused. What cannot be had is left out."""
    secrets = parameters.SecretsProvider(boto_config=HASTY)
    for stage in _STAGES:
        try:
            secret = secrets.get(arn, transform="json", force_fetch=True, VersionStage=stage)
        except (GetParameterError, TransformParameterError):
            continue
        if isinstance(secret, dict) and "password" in secret:
            yield secret["password"]


def database_owner_url(settings: OwnerSettings) -> str:
    """The same, of the login that owns the schema. RDS changes its password every week by itself."""
    return _url_of(settings, "database_owner", _INSISTENT)


def database_part_url(settings: ServerSettings, part: Literal["api", "parser", "operator"]) -> str:
    """The same, of any part's login. The migrator sets what it reads here; an old one locks parts out."""
    return _url_of(settings, f"database_{part}", _INSISTENT)


def _url_of(settings: ServerSettings, name: str, timeouts: Config) -> str:
    given: SecretStr | None = getattr(settings, f"{name}_url")
    if given:
        return given.get_secret_value()
    arn = str(getattr(settings, f"{name}_secret_arn"))
    secret = parameters.SecretsProvider(boto_config=timeouts).get(
        arn, transform="json", force_fetch=True, VersionStage=_STAGES[0]
    )
    return _url(settings, f"{name}_secret_arn".upper(), secret)


def _url(settings: ServerSettings, variable: str, secret: object) -> str:
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


def clova_secret(arn: str) -> str:
    """The X-OCR-SECRET of the CLOVA domain: the secret's text, just so."""
    secret = parameters.SecretsProvider(boto_config=HASTY).get(arn, max_age=300)
    return secret.decode() if isinstance(secret, bytes) else str(secret)
