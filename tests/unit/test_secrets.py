"""The database's address, with the secret's value in place of a call to Secrets Manager."""

from types import SimpleNamespace

import pytest
from aws_lambda_powertools.utilities import parameters
from sqlalchemy import make_url

from receipts.adapters.secrets import clova_secret, database_owner_url, database_part_url, database_url
from receipts.errors import SettingsError
from receipts.settings import DatabaseSettings, OwnerSettings
from schema_migrator.settings import MigratorSettings

ARN = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:receipts"


def settings() -> DatabaseSettings:
    return DatabaseSettings.from_env({"DATABASE_SECRET_ARN": ARN, "DATABASE_HOST": "db.internal"})


def keep(monkeypatch: pytest.MonkeyPatch, secret: object) -> None:
    monkeypatch.setattr(
        parameters,
        "SecretsProvider",
        lambda **_: SimpleNamespace(get=lambda name, **_: secret if name == ARN else None),
    )


def test_a_url_in_the_settings_is_taken_as_it_is() -> None:
    url = "postgresql+pg8000://receipts@localhost/receipts"
    assert database_url(DatabaseSettings.from_env({"DATABASE_URL": url})) == url


def test_user_and_password_come_from_the_secret_and_the_way_is_encrypted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keep(monkeypatch, {"username": "receipts", "password": "p@ss/w:rd"})
    url = make_url(database_url(settings()))
    assert (url.host, url.port, url.database) == ("db.internal", 5432, "receipts")
    assert (url.username, url.password) == ("receipts", "p@ss/w:rd")
    assert url.query["sslmode"] == "verify-full"


def test_a_secret_of_another_shape_is_refused_without_showing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, {"password": "hunter2"})
    with pytest.raises(SettingsError, match="username") as caught:
        database_url(settings())
    assert "hunter2" not in str(caught.value)


def test_the_owners_login_comes_from_its_own_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, {"username": "receipts_owner", "password": "rotated"})
    settings = OwnerSettings.from_env({"DATABASE_HOST": "db.internal", "DATABASE_OWNER_SECRET_ARN": ARN})
    url = make_url(database_owner_url(settings))
    assert (url.username, url.password, url.host) == ("receipts_owner", "rotated", "db.internal")


def test_the_migrator_knows_the_login_of_each_part(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, {"username": "receipts_parser", "password": "its own"})
    others = ("OWNER", "API", "OPERATOR")
    env = {f"DATABASE_{name}_URL": f"postgresql+pg8000://{name}@db/receipts" for name in others}
    settings = MigratorSettings.from_env(
        {**env, "DATABASE_HOST": "db.internal", "DATABASE_PARSER_SECRET_ARN": ARN}
    )
    assert make_url(database_part_url(settings, "parser")).username == "receipts_parser"
    assert make_url(database_part_url(settings, "api")).username == "API"


def test_the_key_of_clova_is_the_secrets_text(monkeypatch: pytest.MonkeyPatch) -> None:
    keep(monkeypatch, "an-ocr-secret")
    assert clova_secret(ARN) == "an-ocr-secret"
