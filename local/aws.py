"""S3, SQS, SNS and Lambda: ministack on loopback, its data in the stack's folder."""

import http.client
import json
import os
import socket
import sys
from dataclasses import dataclass

from local.errors import StackError
from local.ports import LOOPBACK
from local.processes import Component, wait_until
from local.state import ROOT, StateFolder

REGION = "ap-northeast-2"
ACCOUNT = "000000000000"
API_USER = "receipts-api"
WORKER_USER = "receipts-worker"


@dataclass(frozen=True, slots=True)
class Aws:
    """The emulator of one stack."""

    folder: StateFolder
    port: int
    host: str = LOOPBACK
    gate: str = "local.aws_gate"
    """The module that is run; tests have one that also takes notes."""

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}:{self.port}"

    def users(self) -> dict[str, tuple[str, str]]:
        """Key id and secret by user: the emulator checks the signatures of users, not of the owner."""
        credentials = self.folder.credentials()
        return {
            API_USER: (credentials.aws_api_key_id, credentials.aws_api_secret),
            WORKER_USER: (credentials.aws_worker_key_id, credentials.aws_worker_secret),
        }

    def root_environment(self) -> dict[str, str]:
        """What a client needs to act as the account's owner."""
        credentials = self.folder.credentials()
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": credentials.aws_access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.aws_secret_access_key,
            "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
        }

    def start(self, listener: socket.socket) -> Component:
        """Start the emulator behind `listener`, which listens on the port."""
        return Component.start(
            "aws",
            "the AWS emulator",
            [sys.executable, "-m", self.gate, str(listener.fileno())],
            log=self.folder.logs / "aws.log",
            env=self.environment(),
            listener=listener,
        )

    def wait_ready(self, component: Component, seconds: float = 60) -> None:
        def answers() -> bool:
            component.require_alive()
            return http_status(self.port, "/_ministack/ready") == http.client.OK

        if not wait_until(answers, seconds):
            raise StackError(f"the AWS emulator was not ready within {seconds:.0f} s; see {component.log}")

    def environment(self) -> dict[str, str]:
        """What `local.aws_gate` reads."""
        return {
            **base_environment(),
            **self.root_environment(),
            "PYTHONPATH": str(ROOT),
            "GATEWAY_PORT": str(self.port),
            "MINISTACK_REGION": REGION,
            "MINISTACK_HOST": self.host,
            "EMULATOR_USERS": json.dumps(self.users()),
            "AUTH": "true",
            # Objects go to disk as they come; queues, functions and roles when it stops.
            "S3_PERSIST": "1",
            "S3_DATA_DIR": str(self.folder.aws / "s3"),
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.folder.aws / "state"),
            "TMPDIR": str(self.folder.scratch),
            # Listeners we do not use, some of them open to every interface.
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            # Functions run in local processes even where there is a Docker engine.
            "LAMBDA_EXECUTOR": "local",
            "DOCKER_HOST": f"unix://{self.folder.scratch}/no-docker.sock",
        }


def base_environment() -> dict[str, str]:
    """Our environment without anything that names an AWS account, database or setting of ours."""
    foreign = ("AWS_", "PG", "DATABASE_", "RECEIPT_", "PYTHONPATH", "MINISTACK_")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)}


def http_status(port: int, path: str, seconds: float = 5) -> int | None:
    """The status that loopback answers on `port`, or None if nobody does."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
