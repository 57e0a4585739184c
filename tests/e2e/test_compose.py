"""compose.yaml as somebody finds it who has just cloned the repository: up, try it, down, nothing left."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from local.client import ReceiptsClient
from local.ports import listen, port_of
from local.processes import wait_until
from tests.e2e.engine import docker, inspect, require_engine
from tests.e2e.photos import sample, wait_settled
from tests.e2e.stacks import ROOT

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1200)]

REGISTRY = "public.ecr.aws"
BASES = (
    f"{REGISTRY}/docker/library/python:3.13-slim",
    f"{REGISTRY}/docker/library/postgres:17",
    f"{REGISTRY}/lambda/python:3.13",
)
SERVICES = ("api", "aws", "database", "worker")
ONCE = ("keys", "migrate")

LOOK = """
id -u
touch /x 2>/dev/null && echo writes to /
touch /tmp/x && echo writes to /tmp
sed -n 's/^CapEff:[[:space:]]*//p; s/^NoNewPrivs:[[:space:]]*/no new privileges /p' /proc/self/status
"""


@dataclass(frozen=True, slots=True)
class Compose:
    """A project of its own in a clone of its own."""

    clone: Path
    project: str
    ports: tuple[int, int]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        theirs = {name: value for name, value in os.environ.items() if name not in {"API_URL", "API_KEY"}}
        api, aws = map(str, self.ports)
        chosen = {"COMPOSE_PROJECT_NAME": self.project, "API_PORT": api, "AWS_PORT": aws}
        return subprocess.run(
            command, cwd=self.clone, env={**theirs, **chosen}, capture_output=True, text=True, check=False
        )

    def __call__(self, *arguments: str) -> str:
        done = self.run("docker", "compose", *arguments)
        assert done.returncode == 0, (
            done.stderr[-4000:] + self.run("docker", "compose", "logs").stdout[-8000:]
        )
        return done.stdout

    def container(self, service: str) -> str:
        return self("ps", "--all", "--quiet", service).strip()

    def client(self) -> ReceiptsClient:
        tenant = json.loads(self("exec", "-T", "aws", "cat", "/data/tenant.json"))
        return ReceiptsClient(f"http://127.0.0.1:{self.ports[0]}", tenant["api_key"])

    def left_behind(self) -> list[str]:
        label = ("--filter", f"label=com.docker.compose.project={self.project}", "--quiet")
        kinds = (("ps", "--all"), ("volume", "ls"), ("network", "ls"), ("image", "ls"))
        return [docker(*kind, *label).stdout for kind in kinds]


@pytest.fixture(scope="module")
def compose() -> Iterator[Compose]:
    require_engine(BASES)
    with tempfile.TemporaryDirectory(prefix="receipts-clone-") as folder:
        _clone(Path(folder))
        with closing(listen(18_000)) as api, closing(listen(14_600)) as aws:
            ports = port_of(api), port_of(aws)
        project = Compose(Path(folder), f"receipts-test-{uuid4().hex[:8]}", ports)
        try:
            project("up", "--detach", "--build", "--quiet-pull")
            yield project
        finally:
            project("down", "--volumes", "--rmi", "all")
        assert project.left_behind() == ["", "", "", ""]


def _clone(folder: Path) -> None:
    """What is in the repository or about to be, and nothing that is ignored, such as .env."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, check=True).stdout
    pack = ["tar", "--create", "--null", "--files-from", "-", "--ignore-failed-read"]
    packed = subprocess.run(pack, cwd=ROOT, input=names, capture_output=True, check=True).stdout
    subprocess.run(["tar", "--extract"], cwd=folder, input=packed, check=True)


def test_the_whole_api_works_from_outside(compose: Compose) -> None:
    done = compose.run("./test-api.sh")
    assert done.returncode == 0, done.stdout + done.stderr + compose("logs", "--tail", "50")
    assert done.stdout.endswith("All as expected.\n")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_healthy(compose: Compose, service: str) -> None:
    container = compose.container(service)
    healthy = wait_until(lambda: inspect(container)["State"]["Health"]["Status"] == "healthy", 90, every=0.3)
    assert healthy, compose("logs", service)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_runs_as_nobody_and_writes_to_tmp_alone(compose: Compose, service: str) -> None:
    user, *found = compose("exec", "-T", service, "sh", "-c", LOOK).splitlines()
    assert user != "0"
    assert found == ["writes to /tmp", "0" * 16, "no new privileges 1"]


@pytest.mark.parametrize("service", [*SERVICES, *ONCE])
def test_a_container_has_limits(compose: Compose, service: str) -> None:
    limits = inspect(compose.container(service))["HostConfig"]
    assert 0 < limits["Memory"] < 2 << 30
    assert 0 < limits["NanoCpus"] <= 1e9
    assert limits["PidsLimit"] > 0
    assert limits["ReadonlyRootfs"]
    assert limits["CapDrop"] == ["ALL"]


def test_nobody_reads_a_password_but_whose_it_is(compose: Compose) -> None:
    secrets = {
        service: compose("exec", "-T", service, "cat", f"/keys/{file}").strip()
        for service, file in (("api", "env"), ("worker", "env"), ("database", "password"))
    }
    known = {
        line.partition("=")[2] or line
        for text in secrets.values()
        for line in text.splitlines()
        if _is_secret(line)
    }
    assert len(known) == 5  # a way into the database and to AWS for each of two, and the database's own
    told = docker("inspect", *(compose.container(service) for service in (*SERVICES, *ONCE))).stdout
    told += compose("config") + compose("logs")
    assert not [secret for secret in known if secret in told]
    assert "receipts_app:" in secrets["api"]
    assert "receipts_parser:" in secrets["worker"]


def _is_secret(line: str) -> bool:
    return "=" not in line or line.startswith(("DATABASE_URL", "AWS_SECRET"))


def test_the_worker_has_no_way_out(compose: Compose) -> None:
    networks = inspect(compose.container("worker"))["NetworkSettings"]["Networks"]
    assert [inspect(one["NetworkID"])["Internal"] for one in networks.values()] == [True]


def test_when_aws_was_killed_and_all_is_started_again_receipts_go_on(compose: Compose) -> None:
    with compose.client() as client:
        before = inspect(compose.container("api"))["State"]["StartedAt"]
        compose("kill", "--signal", "KILL", "aws")

        compose("up", "--detach")

        posted = client.upload(sample())
        (receipt,) = wait_settled(client, [posted["id"]])
        assert receipt["amounts"]["total"] == "7000"
        assert inspect(compose.container("api"))["State"]["StartedAt"] == before
