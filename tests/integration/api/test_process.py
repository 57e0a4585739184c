import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

COMMAND = [sys.executable, "-m", "receipts_api"]


@contextmanager
def running(port: int, database_url: str, **changed: str) -> Iterator[subprocess.Popen[str]]:
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
    command = [*COMMAND, "--port", str(port)]
    with subprocess.Popen(
        command, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_until_alive(url: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            assert httpx.get(f"{url}/health").status_code == 200
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the API did not start")


def test_the_api_starts_serves_says_what_is_down_and_stops_when_told(postgres_url: str) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(port, postgres_url) as process:
        wait_until_alive(url)
        ready = httpx.get(f"{url}/ready", timeout=10)
        assert ready.status_code == 503
        assert ready.json()["detail"].endswith("bucket, queue")
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=30)
    # uvicorn finishes what is under way, then lets the signal end the process as it should.
    assert process.returncode in {0, -signal.SIGTERM}
    assert all(json.loads(line)["message"] for line in output.splitlines())


def test_a_missing_setting_is_named_and_nothing_is_started() -> None:
    environment = {"PATH": os.environ["PATH"], "RECEIPT_BUCKET": ""}
    stopped = subprocess.run(
        COMMAND, env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert stopped.returncode == 1
    assert "RECEIPT_BUCKET" in stopped.stderr
    assert "Traceback" not in stopped.stderr
