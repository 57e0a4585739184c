"""What is kept in Secrets Manager: the database's password, and CLOVA's key."""

from aws_lambda_powertools.utilities import parameters
from sqlalchemy import URL

from receipts.errors import SettingsError
from receipts.settings import DatabaseSettings, EscalationSettings

_CACHE_SECONDS = 300


def database_url(settings: DatabaseSettings) -> str:
    """The SQLAlchemy URL. Raises SettingsError if the secret is not the JSON that RDS keeps."""
    if settings.database_url:
        return settings.database_url.get_secret_value()
    secret = parameters.get_secret(
        str(settings.database_secret_arn), transform="json", max_age=_CACHE_SECONDS
    )
    if not isinstance(secret, dict) or not {"username", "password"} <= secret.keys():
        raise SettingsError("DATABASE_SECRET_ARN: the secret needs `username` and `password`")
    url = URL.create(
        "postgresql+pg8000",
        username=secret["username"],
        password=secret["password"],
        host=settings.database_host,
        port=secret.get("port", 5432),
        database=settings.database_name,
        query={"sslmode": "require"},  # a password never crosses the network in the clear
    )
    return url.render_as_string(hide_password=False)


def clova_secret(settings: EscalationSettings) -> str:
    """The X-OCR-SECRET of the CLOVA domain: the secret's text, just so."""
    secret = parameters.get_secret(str(settings.clova_secret_arn), max_age=_CACHE_SECONDS)
    return secret if isinstance(secret, str) else secret.decode()
