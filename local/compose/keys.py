"""The keys of a compose stack: made on its first start, each part's in a volume that no other part sees."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from local.aws import ACCOUNT, API_USER, REGION, WORKER_USER, Aws
from local.database import DatabaseUrls, database_urls
from local.functions import parser
from local.options import Sizing
from local.resources import QUEUE, TOPIC, Resources, arn
from local.state import StateFolder, write_private

KEYS = Path("/keys")
FOLDER = StateFolder(Path("/data"))
"""The stand-in's own: all keys, the tenant's, what is in AWS. Nobody else sees it."""
SIZING = Sizing(parsers=2)
AWS_PORT = 4566


@dataclass(frozen=True, slots=True)
class Server:
    """PostgreSQL, by its name in compose.yaml."""

    def url(self, role: str, password: str, database: str) -> str:
        return f"postgresql+pg8000://{role}:{password}@database:5432/{database}"


def stand_in(folder: StateFolder = FOLDER) -> Aws:
    """AWS, by its name in compose.yaml."""
    return Aws(folder, AWS_PORT, "aws")


def resources(aws: Aws) -> Resources:
    """What the stand-in makes, known before it runs."""
    return Resources(f"{aws.endpoint}/{ACCOUNT}/{QUEUE}", arn("sns", TOPIC))


def urls(folder: StateFolder = FOLDER) -> DatabaseUrls:
    """How to log in to the database."""
    return database_urls(Server(), folder.credentials())


def write_keys(folder: StateFolder = FOLDER, keys: Path = KEYS) -> None:
    """Write each part's keys; those of an earlier start stay."""
    folder.prepare()
    aws, logins = stand_in(folder), urls(folder)
    environment = resources(aws).environment()
    reading = parser(SIZING, environment).environment
    own = {"DATABASE_URL": logins.api, "PARSER_CONCURRENCY": str(SIZING.parsers)}
    _write_env(keys / "api", {**environment, **_login(aws, API_USER), **own})
    _write_env(keys / "worker", {**reading, **_login(aws, WORKER_USER), "DATABASE_URL": logins.parser})
    password = keys / "database/password"
    write_private(password, folder.credentials().database_owner_password + "\n")
    password.chmod(0o444)  # PostgreSQL's user is another; nobody else has the volume


def _login(aws: Aws, user: str) -> dict[str, str]:
    key_id, secret = aws.users()[user]
    keys = {"AWS_ACCESS_KEY_ID": key_id, "AWS_SECRET_ACCESS_KEY": secret}
    return {**keys, "AWS_ENDPOINT_URL": aws.endpoint, "AWS_REGION": REGION, "AWS_DEFAULT_REGION": REGION}


def _write_env(folder: Path, values: Mapping[str, str]) -> None:
    """For a shell to read."""
    write_private(folder / "env", "".join(f"{name}={shlex.quote(value)}\n" for name, value in values.items()))
