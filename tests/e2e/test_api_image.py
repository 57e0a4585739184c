"""The API's image as Fargate runs it: no root, nothing to write but /tmp, no capability, half a processor."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import make_url

from local.client import ReceiptsClient
from local.database import new_tenant
from local.forward import docker_gateway, forwarded
from local.processes import wait_until
from tests.e2e.engine import docker, inspect, require_engine
from tests.e2e.photos import sample, wait_settled
from tests.e2e.stacks import ROOT, RunningStack

pytestmark = [pytest.mark.docker, pytest.mark.stack, pytest.mark.timeout(900)]

BASE = "public.ecr.aws/docker/library/python:3.13-slim"
IMAGE = "receipts-api:test"
STOP_SECONDS = 30
"""What ECS gives a task to end (StopTimeout in infra/api_service.yaml)."""

AS_ON_FARGATE = (
    "--init",
    "--read-only",
    *("--user", "10001"),
    *("--cap-drop", "ALL"),
    *("--security-opt", "no-new-privileges"),
    *("--cpus", "0.5"),
    *("--memory", "1g"),
)
SETTINGS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "DATABASE_URL",
    "RECEIPT_BUCKET",
    "RECEIPT_QUEUE_URL",
)


@pytest.fixture(scope="module")
def image() -> dict[str, Any]:
    """The image, built; what `docker inspect` tells of it."""
    require_engine([BASE])
    done = docker("build", "--file", f"{ROOT}/api_container/Dockerfile", "--tag", IMAGE, str(ROOT))
    assert done.returncode == 0, done.stdout + done.stderr
    return inspect(IMAGE)


@pytest.fixture(scope="module")
def api(image: dict[str, Any], stack: RunningStack) -> Iterator[str]:
    """A container of it beside the stack; its address."""
    gateway = docker_gateway()
    with ExitStack() as around:
        aws, database = urlsplit(stack.env["AWS_ENDPOINT_URL"]).port, make_url(stack.env["DATABASE_URL"]).port
        assert aws
        assert database
        around.enter_context(forwarded(gateway, (aws, database)))
        container = around.enter_context(running(stack, gateway))
        address = f"http://{inspect(container)['NetworkSettings']['IPAddress']}:8000"
        ready = wait_until(lambda: status_of(f"{address}/ready") == HTTPStatus.OK, 90, every=0.3)
        assert ready, log_of(container)
        yield address


@contextmanager
def running(stack: RunningStack, gateway: str) -> Iterator[str]:
    """A container that is gone afterwards; its id."""
    settings = {name: stack.env[name].replace("127.0.0.1", gateway) for name in SETTINGS}
    environment = [part for name, value in settings.items() for part in ("--env", f"{name}={value}")]
    started = docker("run", "--detach", *AS_ON_FARGATE, *environment, IMAGE)
    assert started.returncode == 0, started.stderr
    container = started.stdout.strip()
    try:
        yield container
    finally:
        docker("rm", "--force", "--volumes", container)


def log_of(container: str) -> str:
    logged = docker("logs", container)
    return logged.stdout + logged.stderr


def status_of(url: str) -> int | None:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code
    except httpx.TransportError:
        return None


def test_it_runs_as_nobody_in_particular(image: dict[str, Any]) -> None:
    assert image["Config"]["User"] == "10001"
    assert list(image["Config"]["Volumes"]) == ["/tmp"]  # noqa: S108 - the folder's name is what is tested


def test_it_takes_a_photo_that_becomes_a_parsed_receipt(stack: RunningStack, api: str) -> None:
    tenant = new_tenant(stack.env["DATABASE_OWNER_URL"], "image")
    with ReceiptsClient(api, tenant.api_key) as client:
        posted = client.post(sample())  # larger than what is kept in memory, so it is spooled to /tmp

        (receipt,) = wait_settled(client, [posted["id"]])

        assert receipt["amounts"]["total"] == "7000"
        assert client.image(posted["id"]) == sample().content


def test_it_can_write_nowhere_but_to_tmp(stack: RunningStack, image: dict[str, Any]) -> None:
    with running(stack, docker_gateway()) as container:
        program = "import pathlib, sys; pathlib.Path(sys.argv[1], 'x').write_bytes(b'x')"

        def can_write(folder: str) -> bool:
            return docker("exec", container, "python", "-c", program, folder).returncode == 0

        assert can_write("/tmp")  # noqa: S108 - as above
        assert not any(can_write(folder) for folder in ("/", "/srv", "/var/tmp", "/dev/shm/.."))  # noqa: S108


def test_docker_finds_it_healthy_and_it_ends_in_time_when_told(
    stack: RunningStack, image: dict[str, Any]
) -> None:
    with running(stack, docker_gateway()) as container:
        healthy = wait_until(lambda: inspect(container)["State"]["Health"]["Status"] == "healthy", 90, 0.3)
        assert healthy, log_of(container)
        told = time.monotonic()

        docker("stop", "--time", str(STOP_SECONDS), container)

        assert time.monotonic() - told < STOP_SECONDS
        # uvicorn finishes, then ends by the very signal; a container that had to be killed says 137.
        assert inspect(container)["State"]["ExitCode"] == 128 + signal.SIGTERM, log_of(container)
        assert "Application shutdown complete." in log_of(container)
