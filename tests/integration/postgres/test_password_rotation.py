"""Passwords change while the application works: real PostgreSQL, Secrets Manager as moto plays it."""

import gc
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast
from uuid import uuid4

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.exceptions import ClientError
from moto.secretsmanager.models import secretsmanager_backends
from sqlalchemy import URL, Engine, text
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import connect
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.migrate import migrate, set_passwords
from receipts.adapters.secrets import newer_passwords
from receipts.errors import StorageUnavailableError
from receipts.settings import DatabaseSettings
from schema_migrator.composition import build
from schema_migrator.handler import handler
from schema_migrator.rotation import RotationError
from schema_migrator.settings import MigratorSettings
from tests.fixtures.aws import REGION
from tests.fixtures.database import as_login, new_database
from tests.integration.postgres.test_schema_migrator import Context

STEPS = ("createSecret", "setSecret", "testSecret", "finishSecret")
ACCOUNT = "123456789012"
FIRST = "the-first-password"


@dataclass
class Rotated:
    """A database whose parts log in by secrets that can be rotated."""

    owner: str
    names: dict[Part, str]
    arns: dict[Part, str]
    token: str = ""
    opened: list[Engine] = field(default_factory=list)

    def begin(self, part: Part = Part.API) -> None:
        """As Secrets Manager does: the token names the version to come, which has no value yet."""
        self.token = str(uuid4())
        secret = secretsmanager_backends[ACCOUNT][REGION].secrets[self.arns[part]]
        secret.versions[self.token] = {
            "createdate": 0,
            "version_id": self.token,
            "version_stages": ["AWSPENDING"],
        }

    def step(self, step: str, part: Part = Part.API) -> None:
        event = {"Step": step, "SecretId": self.arns[part], "ClientRequestToken": self.token}
        handler(event, cast(LambdaContext, Context()))

    def rotate(self, part: Part = Part.API) -> None:
        self.begin(part)
        for one in STEPS:
            self.step(one, part)

    def secret(self, stage: str = "AWSCURRENT", part: Part = Part.API) -> str:
        found = boto3.client("secretsmanager").get_secret_value(SecretId=self.arns[part], VersionStage=stage)
        password: str = json.loads(found["SecretString"])["password"]
        return password

    def engine(
        self, part: Part = Part.API, pool_size: int = 2, max_overflow: int = 3, known: str = FIRST
    ) -> Engine:
        """As the part's composition root makes it, having read the secret a while ago."""
        settings = DatabaseSettings.from_env({"DATABASE_SECRET_ARN": self.arns[part], "DATABASE_HOST": "db"})
        url = as_login(self.owner, Login(self.names[part], known))
        newer = newer_passwords(settings)
        engine = connect(url, pool_size=pool_size, max_overflow=max_overflow, newer_passwords=newer)
        self.opened.append(engine)
        return engine

    def engine_that_knows_only(self, password: str) -> Engine:
        engine = connect(as_login(self.owner, Login(self.names[Part.API], password)))
        self.opened.append(engine)
        return engine


@pytest.fixture
def rotated(postgres_server_url: URL, aws: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rotated]:
    name = f"receipts_{uuid4().hex[:8]}"
    owner = new_database(postgres_server_url, name, migrated=False)
    logins = {part: Login(f"{name}_{part}", FIRST) for part in Part}
    migrate(owner, logins)
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)
    monkeypatch.setenv("DATABASE_HOST", "db")
    client, arns = boto3.client("secretsmanager"), dict[Part, str]()
    for part, login in logins.items():
        value = json.dumps({"username": login.name, "password": login.password})
        arns[part] = client.create_secret(Name=f"{name}/{part}", SecretString=value)["ARN"]
        monkeypatch.setenv(f"DATABASE_{part.upper()}_SECRET_ARN", arns[part])
    rotated = Rotated(owner, {part: login.name for part, login in logins.items()}, arns)
    yield rotated
    for engine in rotated.opened:
        engine.dispose()
    gc.collect()  # a socket that a refused login left open would complain here


def works(engine: Engine) -> bool:
    with transaction(engine) as connection:
        return bool(connection.scalar(text("SELECT count(*) FROM receipts")) == 0)


@contextmanager
def under_load(*engines: Engine) -> Iterator[list[Exception]]:
    """Transactions without end in two threads an engine; yields what has failed until now.

    Ends after each has seen the last password at work.
    """
    failed: list[Exception] = []
    done, rounds = threading.Event(), threading.Semaphore(0)

    def ask(engine: Engine) -> None:
        while not done.is_set():
            try:
                assert works(engine)
            except Exception as error:  # whatever it is, the test shows it
                failed.append(error)
            rounds.release()

    threads = [threading.Thread(target=ask, args=(engine,)) for engine in engines for _ in range(2)]
    for thread in threads:
        thread.start()

    def wait_for(count: int) -> None:
        for _ in range(count):
            assert rounds.acquire(timeout=30)

    try:
        wait_for(20)
        yield failed
        wait_for(40)
    finally:
        done.set()
        for thread in threads:
            thread.join()


def test_a_rotation_under_load_fails_no_request(rotated: Rotated) -> None:
    """With connections that come and go, as at a peak: each overflow logs in anew."""
    engines = {part: rotated.engine(part, pool_size=1, max_overflow=9) for part in Part}

    with under_load(*engines.values()) as failed:
        for part in [*Part, *Part]:
            rotated.begin(part)
            for step in STEPS:
                rotated.step(step, part)
                assert works(engines[part])  # in the middle of it, too

    assert failed == []
    for part, engine in engines.items():
        assert rotated.secret(part=part) not in (FIRST, rotated.secret("AWSPREVIOUS", part))
        engine.dispose()


def test_who_connects_anew_gets_in_after_each_step_and_each_may_be_asked_twice(rotated: Rotated) -> None:
    rotated.begin()
    for step in STEPS:
        rotated.step(step)
        stage = "AWSCURRENT" if step == "finishSecret" else "AWSPENDING"
        password = rotated.secret(stage)

        rotated.step(step)

        assert rotated.secret(stage) == password
        assert works(rotated.engine())


def test_after_a_rotation_the_old_password_opens_nothing(rotated: Rotated) -> None:
    rotated.rotate()

    with pytest.raises(StorageUnavailableError):
        works(rotated.engine_that_knows_only(FIRST))
    assert works(rotated.engine_that_knows_only(rotated.secret()))


def test_a_deployment_in_the_midst_of_a_rotation_locks_nobody_out(rotated: Rotated) -> None:
    """The migrator sets what is current while the next password is set but not yet current."""
    engine = rotated.engine()
    rotated.begin()
    for step in STEPS[:3]:
        rotated.step(step)
    set_passwords(rotated.owner, {Part.API: Login(rotated.names[Part.API], rotated.secret())})
    rotated.step(STEPS[3])

    assert rotated.secret() != FIRST
    assert works(rotated.engine())
    assert works(rotated.engine(known=rotated.secret()))  # a task that starts now
    rotated.rotate()
    assert works(engine)


@pytest.mark.parametrize("rotations", [1, 2])
def test_a_deployment_soon_after_rotations_locks_nobody_out_and_lets_no_old_password_in(
    rotated: Rotated, rotations: int
) -> None:
    """In the same warm function, which has read the secrets for the deployment before."""

    def deploy() -> None:
        build(MigratorSettings.from_env(os.environ))(60)

    deploy()
    for _ in range(rotations):
        rotated.rotate()
    deploy()

    assert works(rotated.engine())
    assert works(rotated.engine_that_knows_only(rotated.secret()))
    with pytest.raises(StorageUnavailableError):
        works(rotated.engine_that_knows_only(FIRST))


def test_a_password_that_does_not_open_the_database_never_becomes_current(rotated: Rotated) -> None:
    rotated.begin()
    rotated.step("createSecret")

    with pytest.raises(DBAPIError):
        rotated.step("testSecret")
    assert rotated.secret() == FIRST


def test_other_secrets_and_versions_are_refused(rotated: Rotated) -> None:
    rotated.token = str(uuid4())
    with pytest.raises(RotationError, match="not about to become"):
        rotated.step("createSecret")
    rotated.arns[Part.API] = "arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:the-owners"
    with pytest.raises(RotationError, match="none of the application's logins"):
        rotated.step("createSecret")
    with pytest.raises(ClientError):
        rotated.secret()


def test_each_password_is_a_new_one_and_fits_into_a_url(rotated: Rotated) -> None:
    seen = {FIRST}
    for _ in range(3):
        rotated.rotate()
        password = rotated.secret()
        assert len(password) == 40
        assert password.isalnum()
        seen.add(password)
    assert len(seen) == 4


def test_a_server_that_refuses_all_passwords_is_not_asked_without_end(rotated: Rotated) -> None:
    set_passwords(rotated.owner, {Part.API: Login(rotated.names[Part.API], "set by hand")})

    with pytest.raises(StorageUnavailableError):
        works(rotated.engine())
