"""What CloudFormation asks of the migrations' custom resource, and what it hears."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from sqlalchemy import URL, make_url, text

from local.cloudformation import ResponseServer
from local.serving import serving
from receipts.adapters.postgres import connect
from receipts.adapters.postgres.application_login import Login, Part
from schema_migrator.handler import MigrationFailedError, handler
from tests.fixtures.database import as_login, new_database

EVENTS = Path(__file__).parents[3] / "events"
PASSWORD = "an-applications-password"


class Context:
    """What Lambda says of an invocation."""

    function_name = "receipts-dev-schema-migrator"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:ap-northeast-2:123456789012:function:receipts-dev-schema-migrator"
    aws_request_id = "5b0c3f7e"

    def get_remaining_time_in_millis(self) -> int:
        return 90_000


@pytest.fixture
def cloudformation() -> Iterator[ResponseServer]:
    with serving(ResponseServer()) as server:
        yield server


@pytest.fixture
def database(postgres_server_url: URL, monkeypatch: pytest.MonkeyPatch) -> URL:
    """An empty one, and a function that is set up for it; the API's way in."""
    name = f"receipts_{uuid4().hex[:8]}"
    owner = new_database(postgres_server_url, name, migrated=False)
    monkeypatch.setenv("DATABASE_OWNER_URL", owner)
    logins = {part: Login(f"{name}_{part}", PASSWORD) for part in Part}
    for part, login in logins.items():
        monkeypatch.setenv(f"DATABASE_{part.upper()}_URL", as_login(owner, login))
    return make_url(as_login(owner, logins[Part.API]))


def ask(cloudformation: ResponseServer, kind: str) -> dict[str, Any]:
    """The answer to one of the requests that `sam local invoke` knows."""
    event = json.loads((EVENTS / f"migration_{kind}.json").read_text())
    try:
        handler(event | {"ResponseURL": cloudformation.url}, cast(LambdaContext, Context()))
        failure = ""
    except MigrationFailedError as error:
        failure = str(error)
    (answer,) = cloudformation.answers
    cloudformation.answers.clear()
    assert answer["Reason"] == failure  # the alarm counts what CloudFormation hears
    assert {answer[name] == event[name] for name in ("StackId", "RequestId", "LogicalResourceId")} == {True}
    return answer


def test_a_new_stack_gets_a_schema_and_its_logins_and_hears_the_revision(
    cloudformation: ResponseServer, database: URL
) -> None:
    answer = ask(cloudformation, "create")
    assert (answer["Status"], answer["Reason"]) == ("SUCCESS", "")
    for part in Part:
        engine = connect(os.environ[f"DATABASE_{part.upper()}_URL"])
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM receipts")) == 0
        engine.dispose()
    owner = connect(database.set(username="postgres", password=None))
    with owner.connect() as connection:
        assert answer["Data"] == {"Revision": connection.scalar(text("SELECT * FROM alembic_version"))}
    owner.dispose()


@pytest.mark.usefixtures("database")
def test_an_update_is_no_replacement_which_would_end_in_a_delete(cloudformation: ResponseServer) -> None:
    made, updated = ask(cloudformation, "create"), ask(cloudformation, "update")
    assert made["PhysicalResourceId"] == updated["PhysicalResourceId"]
    assert made["Data"] == updated["Data"]


def test_a_delete_needs_no_database_since_the_data_stays(
    cloudformation: ResponseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert ask(cloudformation, "delete")["Status"] == "SUCCESS"


@pytest.mark.usefixtures("database")
def test_an_answer_that_is_not_taken_is_given_again(cloudformation: ResponseServer) -> None:
    cloudformation.failures = 2
    assert ask(cloudformation, "create")["Status"] == "SUCCESS"


def test_a_migration_that_fails_fails_the_deployment_and_says_why(
    cloudformation: ResponseServer, database: URL, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody made a table by hand."""
    owner = connect(database.set(username="postgres", password=None))
    with owner.begin() as connection:
        connection.execute(text("CREATE TABLE tenants (id int)"))
    owner.dispose()
    answer = ask(cloudformation, "create")
    assert answer["Status"] == "FAILED"
    assert answer["Reason"] == 'PostgreSQL: relation "tenants" already exists'
    assert "the migration failed" in caplog.text
    assert PASSWORD not in json.dumps(answer) + caplog.text


@pytest.mark.usefixtures("database")
def test_a_database_that_is_not_there_fails_the_deployment_without_showing_its_password(
    cloudformation: ResponseServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", f"postgresql+pg8000://owner:{PASSWORD}@127.0.0.1:1/receipts")
    answer = ask(cloudformation, "create")
    assert answer["Status"] == "FAILED"
    assert "127.0.0.1" in answer["Reason"]
    assert "the migration failed" in caplog.text
    assert PASSWORD not in json.dumps(answer) + caplog.text


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("login", ["OWNER", "API", "PARSER", "OPERATOR"])
def test_a_setting_that_is_missing_is_named(
    cloudformation: ResponseServer, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    monkeypatch.delenv(f"DATABASE_{login}_URL", raising=False)
    answer = ask(cloudformation, "create")
    assert answer["Status"] == "FAILED"
    assert f"DATABASE_{login}_SECRET_ARN" in answer["Reason"]


def test_what_nobody_foresaw_is_told_by_its_name_alone(
    cloudformation: ResponseServer, database: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_OWNER_URL", f"no url at all {database.password}")
    answer = ask(cloudformation, "create")
    assert answer["Reason"] == "ArgumentError; see the log"
    assert len(json.dumps(answer)) < 4096
