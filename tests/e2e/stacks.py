"""Starts real stacks for tests, as a developer does: `python -m local up` in a folder of its own."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import boto3
import psutil
from sqlalchemy import text

from local.client import ReceiptsClient
from local.database import new_tenant
from local.processes import wait_until
from local.state import StateFolder, read_env
from receipts.adapters.postgres import connect

ROOT = Path(__file__).parents[2]
PORTS = ("--api-port", "18080", "--aws-port", "14566", "--postgres-port", "15432")
VISIBILITY_SECONDS = 30
_PATIENCE = 120


@dataclass(frozen=True, slots=True)
class RunningStack:
    """A stack in a process of its own."""

    folder: StateFolder
    process: subprocess.Popen[bytes]

    def wait_ready(self) -> None:
        process, file = self.process, self.folder.env_file
        ready = wait_until(lambda: file.exists() or process.poll() is not None, _PATIENCE)
        assert ready, self.output()
        assert process.poll() is None, self.output()

    def output(self) -> str:
        """What it has told so far."""
        return (self.folder.path / "output").read_text()

    @property
    def env(self) -> dict[str, str]:
        return read_env(self.folder.env_file)

    def processes(self) -> list[psutil.Process]:
        """The stack's process and everything it started, directly or not."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def parsers(self) -> list[psutil.Process]:
        """The processes that run the parser function."""
        return self._that_run("receipt-parser")

    def reconcilers(self) -> list[psutil.Process]:
        """The processes that run the reconciler function."""
        return self._that_run("receipt-reconciler")

    def _that_run(self, function: str) -> list[psutil.Process]:
        return [one for one in self.processes() if _runs(one, f"ministack-lambda-{function}")]

    def client(self, tenant: str, language: str = "ko") -> ReceiptsClient:
        """A client for a new tenant."""
        made = new_tenant(self.env["DATABASE_OWNER_URL"], tenant)
        return ReceiptsClient(self.env["API_URL"], made.api_key, language)

    def session(self) -> boto3.Session:
        """For the stack's AWS, with the rights of its owner."""
        return boto3.Session(
            self.env["AWS_ACCESS_KEY_ID"],
            self.env["AWS_SECRET_ACCESS_KEY"],
            region_name=self.env["AWS_REGION"],
        )

    def tenant_of(self, receipt_id: str) -> UUID:
        """Whose receipt it is."""
        engine = connect(self.env["DATABASE_OWNER_URL"])
        with engine.connect() as connection:
            found = connection.scalar(
                text("SELECT tenant_id FROM receipts WHERE id = :id"), {"id": receipt_id}
            )
        engine.dispose()
        assert isinstance(found, UUID)
        return found

    def count(self, query: str, **values: object) -> int:
        """The one number that `query` answers, of all tenants' rows."""
        engine = connect(self.env["DATABASE_OWNER_URL"])
        with engine.connect() as connection:
            found = connection.scalar(text(query), values)
        engine.dispose()
        assert isinstance(found, int)
        return found

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask the stack to stop; returns its exit status."""
        self.process.send_signal(number)
        return self.process.wait(_PATIENCE)


def local(folder: StateFolder, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m local` on a folder until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "local", "--state", str(folder.path), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * _PATIENCE,
        check=False,
    )


@contextmanager
def started(folder: StateFolder, *options: str) -> Iterator[RunningStack]:
    """A stack that is ready; stopped afterwards unless the test did it."""
    with starting(folder, *options) as stack:
        stack.wait_ready()
        yield stack


@contextmanager
def starting(folder: StateFolder, *options: str) -> Iterator[RunningStack]:
    """A stack that was only set off; stopped afterwards unless the test did it."""
    visibility = ("--visibility-timeout", str(VISIBILITY_SECONDS))
    arguments = ["--state", str(folder.path), "up", *PORTS, *visibility, *options]
    command = [sys.executable, "-m", "local", *arguments]
    folder.path.mkdir(parents=True, exist_ok=True)
    with (folder.path / "output").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, "PYTHONUNBUFFERED": "1"}
        )
    stack = RunningStack(folder, process)
    try:
        yield stack
    finally:
        if process.poll() is None:
            stack.stop(signal.SIGTERM)


@contextmanager
def temporary_folder() -> Iterator[StateFolder]:
    """Not pytest's own: its folders are closed to PostgreSQL's user, and closed again by every later run."""
    with tempfile.TemporaryDirectory(prefix="receipts-e2e-", ignore_cleanup_errors=True) as name:
        yield StateFolder(Path(name) / "state")


def _runs(process: psutil.Process, part_of_command: str) -> bool:
    try:
        return any(part_of_command in argument for argument in process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False
