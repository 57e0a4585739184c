import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from sqlalchemy import Engine, text

from local.processes import wait_until
from tests.fixtures.tenants import issue_api_key

COMMAND = [sys.executable, "-m", "receipts_api"]


@dataclass(frozen=True, slots=True)
class RunningApi:
    port: int
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(database_url: str, **changed: str) -> Iterator[RunningApi]:
    """The API once it answers, on a port that nobody else can take."""
    nowhere = "http://127.0.0.1:1"
    settings = {
        "DATABASE_URL": database_url,
        "RECEIPT_BUCKET": "receipts",
        "RECEIPT_QUEUE_URL": f"{nowhere}/queue",
        "AWS_ENDPOINT_URL": nowhere,
        "AWS_DEFAULT_REGION": "ap-northeast-2",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        **changed,
    }
    with socket.create_server(("127.0.0.1", 0)) as door:
        process = subprocess.Popen(
            [*COMMAND, "--fd", str(door.fileno())],
            env={**os.environ, **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pass_fds=[door.fileno()],
        )
        port = door.getsockname()[1]
    with process:
        try:
            # Whoever connects before it serves waits; if it ends instead, he is told so.
            assert httpx.get(f"http://127.0.0.1:{port}/health", timeout=60).status_code == 200
            yield RunningApi(port, process)
        finally:
            process.kill()


def test_the_api_starts_serves_says_what_is_down_and_stops_when_told(postgres_url: str) -> None:
    with running(postgres_url) as api:
        ready = httpx.get(f"{api.url}/ready", timeout=30)
        assert ready.status_code == 503
        assert ready.json()["detail"].endswith("bucket, queue")
        api.process.send_signal(signal.SIGTERM)
        output, _ = api.process.communicate(timeout=60)
    # uvicorn finishes what is under way, then lets the signal end the process as it should.
    assert api.process.returncode in {0, -signal.SIGTERM}
    assert all(json.loads(line)["message"] for line in output.splitlines())


def test_a_missing_setting_is_named_and_nothing_is_started() -> None:
    environment = {"PATH": os.environ["PATH"], "RECEIPT_BUCKET": ""}
    stopped = subprocess.run(
        COMMAND, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert stopped.returncode == 1
    assert "RECEIPT_BUCKET" in stopped.stderr
    assert "Traceback" not in stopped.stderr


def test_what_is_under_way_when_the_api_is_told_to_stop_is_answered(
    application_url: str, engine: Engine, tenant: UUID
) -> None:
    headers = {"Authorization": f"Bearer {issue_api_key(engine, tenant)}"}

    def is_waiting() -> bool:
        with engine.begin() as one:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'receipts'::regclass"
            return bool(one.scalar(text(waiting)))

    def takes_no_more() -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", api.port)) != 0

    with running(application_url) as api, ThreadPoolExecutor(1) as people:
        with engine.begin() as other:
            other.execute(text("LOCK TABLE receipts"))
            asked = people.submit(httpx.get, f"{api.url}/api/receipts", headers=headers, timeout=60)
            assert wait_until(is_waiting, 60)
            api.process.send_signal(signal.SIGTERM)
            assert wait_until(takes_no_more, 60)
            assert not wait_until(lambda: api.process.poll() is not None, 1)
        assert asked.result().status_code in {200, 503}  # 503: after three seconds nobody waits for a lock
        api.process.communicate(timeout=60)
