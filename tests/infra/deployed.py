"""The data plane, deployed to an emulator by the real `sam deploy`, with real PostgreSQL behind it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import boto3
import pytest
from sqlalchemy import Row, text

from local.aws import REGION, Aws, base_environment, http_status
from local.ports import LOOPBACK, listen, port_of
from local.postgres import DATABASE, Postgres, start_postgres
from local.postgres import OWNER as SUPERUSER
from local.processes import Component, wait_until
from local.resources import owner_session
from local.serving import serving
from local.slack import SlackServer
from local.state import StateFolder
from receipts.adapters.postgres import connect
from tests.e2e.stacks import temporary_folder
from tests.fixtures.slack import write_certificate
from tests.infra.data_plane import OWNER, ROOT, Surroundings, write_notifier, write_system
from tests.infra.postgres_tls import tls_in_front

SAM = ROOT / ".tools/sam/bin"
STACK = "receipts-dev"
NOTIFIER = "receipts-dev-notifier"
_SYSTEM, _NOTIFIER = ROOT / ".aws-sam/data-plane", ROOT / ".aws-sam/notifier"
"""Builds that are kept, so that only what changed is built again."""
_ARTIFACTS = "artifacts"


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the emulator, and what of ours runs beside it."""

    folder: StateFolder
    aws: Aws
    around: Surroundings
    owner_url: str
    slack: SlackServer
    calls: Path

    @property
    def session(self) -> boto3.Session:
        return owner_session(self.aws)

    def build(self) -> None:
        """Build both templates, of the code as it is."""
        for folder, write in ((_SYSTEM, write_system), (_NOTIFIER, write_notifier)):
            folder.mkdir(parents=True, exist_ok=True)
            write(folder, self.around)
            self._sam(folder, "build", "--template", "template.json", "--cached", "--parallel")

    def deploy(self, release: int) -> None:
        """Deploy the system with the API's image number `release`."""
        parameters = {
            "ApiImageUri": f"registry.example/api@sha256:{release:064x}",
            "ApiRepositoryArn": "arn:aws:ecr:ap-northeast-2:000000000000:repository/api",
            "SlackSecretArn": self._slack_secret(),
        }
        self._deploy(_SYSTEM, STACK, parameters)

    def deploy_notifier(self) -> None:
        """Deploy the notifier by itself, as its README tells."""
        parameters = {"SlackSecretArn": self._slack_secret(), "NamePrefix": STACK}
        self._deploy(_NOTIFIER, NOTIFIER, parameters)

    def output(self, name: str, stack: str = STACK) -> str:
        cloudformation = self.session.client("cloudformation", endpoint_url=self.aws.endpoint)
        (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
        return {one["OutputKey"]: one["OutputValue"] for one in found["Outputs"]}[name]

    def invoke(self, function: str, event: object) -> Any:  # noqa: ANN401 - as its code likes
        """What the function answers; it must not raise."""
        functions = self.session.client("lambda", endpoint_url=self.aws.endpoint)
        answer = functions.invoke(FunctionName=f"{STACK}-{function}", Payload=json.dumps(event).encode())
        assert "FunctionError" not in answer, answer["Payload"].read()
        return json.loads(answer["Payload"].read())

    def publish(self, topic: str, message: str) -> None:
        self.session.client("sns", endpoint_url=self.aws.endpoint).publish(TopicArn=topic, Message=message)

    def send(self, queue: str, body: str) -> None:
        sqs = self.session.client("sqs", endpoint_url=self.aws.endpoint)
        sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=queue)["QueueUrl"], MessageBody=body)

    def query(self, statement: str, **values: object) -> Sequence[Row[Any]]:
        """Rows as the owner of the schema sees them, of every tenant."""
        engine = connect(self.owner_url)
        with engine.begin() as connection:
            found = connection.execute(text(statement), values)
            rows = found.all() if found.returns_rows else []
        engine.dispose()
        return rows

    @contextmanager
    def api(self) -> Iterator[str]:
        """The API with the rights of its task's role; yields its address."""
        door = listen(28080)
        port = port_of(door)
        environment = {
            **base_environment(),
            **self.aws.root_environment(),
            **self._rights_of("TaskRole"),
            "DATABASE_HOST": "localhost",
            "DATABASE_CA_FILE": str(self.around.database_certificate),
            "DATABASE_SECRET_ARN": self._secret("ApplicationSecret"),
            "RECEIPT_BUCKET": self.output("ReceiptBucketName"),
            "RECEIPT_QUEUE_URL": self.output("ReceiptUploadsQueueUrl"),
        }
        command = [sys.executable, "-m", "receipts_api", "--fd", str(door.fileno())]
        log = self.folder.logs / "api.log"
        component = Component.start("api", "the API", command, log=log, env=environment, listener=door)
        try:
            ready = wait_until(lambda: http_status(port, "/ready") == HTTPStatus.OK, 60)
            assert ready, log.read_text()
            yield f"http://{LOOPBACK}:{port}"
        finally:
            component.stop()

    def _rights_of(self, role: str) -> dict[str, str]:
        """Keys of a user who may do what the role may: the emulator has no tasks that could take it."""
        iam = self.session.client("iam", endpoint_url=self.aws.endpoint)
        (name,) = (one["RoleName"] for one in iam.list_roles()["Roles"] if f"-{role}-" in one["RoleName"])
        iam.create_user(UserName=role)
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            iam.put_user_policy(UserName=role, PolicyName=policy, PolicyDocument=json.dumps(document))
        key = iam.create_access_key(UserName=role)["AccessKey"]
        return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    def _secret(self, name: str) -> str:
        secrets = self.session.client("secretsmanager", endpoint_url=self.aws.endpoint)
        (arn,) = (one["ARN"] for one in secrets.list_secrets()["SecretList"] if name in one["Name"])
        return arn

    def _deploy(self, folder: Path, stack: str, parameters: Mapping[str, str]) -> None:
        self._sam(
            folder,
            *("deploy", "--stack-name", stack, "--region", REGION),
            *("--s3-bucket", _ARTIFACTS, "--no-progressbar"),
            *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"),
            *("--parameter-overrides", *(f"{name}={value}" for name, value in parameters.items())),
        )

    def _slack_secret(self) -> str:
        """Bootstrap asks a person for it; made once."""
        secrets = self.session.client("secretsmanager", endpoint_url=self.aws.endpoint)
        for secret in secrets.list_secrets()["SecretList"]:
            if secret["Name"] == "slack":
                return secret["ARN"]
        login = json.dumps({"webhook_url": self.slack.webhook_url})
        return secrets.create_secret(Name="slack", SecretString=login)["ARN"]

    def _sam(self, folder: Path, *arguments: str) -> None:
        path = f"{SAM}{os.pathsep}{os.environ['PATH']}"
        env = {**os.environ, **self.aws.root_environment(), "PATH": path, "SAM_CLI_TELEMETRY": "0"}
        env["SAM_CLI_POLL_DELAY"] = "0.5"  # seconds between looks at the stack
        done = subprocess.run(
            [SAM / "sam", *arguments], cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def new_account() -> Iterator[Account]:
    """An empty account, and a database server that its functions will find."""
    with ExitStack() as stack:
        folder = stack.enter_context(temporary_folder())
        folder.prepare()
        calls = folder.path / "calls.jsonl"
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("CALLS_FILE", str(calls))
        door = listen(24566)
        aws = Aws(folder, port_of(door), gate="tests.infra.recorded_calls")
        emulator = _started(stack, aws.start(door))
        postgres = start_postgres(folder, 25432, lambda start: _started(stack, start()), lambda _: None)
        password = _make_owner(postgres)
        certificate, key = write_certificate(folder.path)
        port = stack.enter_context(tls_in_front(postgres.port, certificate, key))
        slack = stack.enter_context(serving(SlackServer()))
        aws.wait_ready(emulator)
        _make_bucket_of_artifacts(aws)
        around = Surroundings(aws.endpoint, port, certificate, password)
        yield Account(folder, aws, around, postgres.url(OWNER, password, DATABASE), slack, calls)


def _started(stack: ExitStack, component: Component) -> Component:
    stack.callback(component.stop)
    return component


def _make_owner(postgres: Postgres) -> str:
    """The database and the role that owns it, as RDS makes them; returns the role's password."""
    credentials = postgres.folder.credentials()
    password = credentials.database_password
    engine = connect(postgres.url(SUPERUSER, credentials.database_owner_password, "postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{password}'"))
        connection.execute(text(f"CREATE DATABASE {DATABASE} OWNER {OWNER}"))
    engine.dispose()
    return password


def _make_bucket_of_artifacts(aws: Aws) -> None:
    """What `make bootstrap` makes for `sam deploy`."""
    s3 = owner_session(aws).client("s3", endpoint_url=aws.endpoint)
    s3.create_bucket(Bucket=_ARTIFACTS, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
