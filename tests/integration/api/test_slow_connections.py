"""The API as a process: connections that get nowhere, and a store that does not answer."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine

from tests.fixtures.tenants import issue_api_key
from tests.integration.api.test_process import running

NO_DATABASE = "postgresql+pg8000://nobody@127.0.0.1:1/nothing"
GENEROUS_SECONDS = 60
"""For a machine with other things to do; what is measured here takes a fraction of a second on its own."""

HALF_A_HEAD = b"GET /health HTTP/1.1\r\nHost: api.test\r\nX-Slow: "
ONE_REQUEST = b"GET /health HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n"
TWO_REQUESTS = b"GET /health HTTP/1.1\r\nHost: api.test\r\n\r\n" + HALF_A_HEAD
PHOTO_HEAD = (
    b"POST /api/receipts HTTP/1.1\r\nHost: api.test\r\nContent-Type: multipart/form-data; boundary=cut\r\n"
    b"Content-Length: 1000000\r\n"
)


@pytest.fixture(scope="module")
def impatient_port() -> Iterator[int]:
    """An API that needs no database for what is sent to it, with half a second for a head."""
    with running(NO_DATABASE, HEAD_SECONDS="0.5", PHOTO_SECONDS="0.5") as api:
        yield api.port


def everything_answered(port: int, begins: bytes, drip: bytes) -> bytes:
    """What comes back until the server closes the connection, while a byte goes out now and then."""
    received = b""
    deadline = monotonic() + GENEROUS_SECONDS
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(0.05)
        connection.sendall(begins)
        while monotonic() < deadline:
            try:
                connection.sendall(drip)
                chunk = connection.recv(65_536)
            except TimeoutError:
                continue
            except ConnectionError:
                return received
            if not chunk:
                return received
            received += chunk
    raise AssertionError(f"still open; so far it answered {received!r}")


@pytest.mark.parametrize(
    ("begins", "drip"),
    [
        (b"", b""),
        (HALF_A_HEAD, b""),
        (HALF_A_HEAD, b"x"),
        (b"", b"G"),
        (b"GET /health HTTP/1.1\r\n\r\nGET /", b"x"),
    ],
    ids=["silent", "half a head", "a head by the byte", "a method by the byte", "after a good request"],
)
def test_a_head_that_does_not_come_closes_the_connection(
    impatient_port: int, begins: bytes, drip: bytes
) -> None:
    everything_answered(impatient_port, begins, drip)


def test_who_is_refused_and_goes_on_sending_reads_why_and_is_closed(impatient_port: int) -> None:
    answer = everything_answered(impatient_port, PHOTO_HEAD + b"\r\n", b"x")
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b"/problems/unauthorized" in answer


@pytest.mark.parametrize(
    "head",
    [
        b"X-Large: " + b"x" * 200_000,
        b"".join(b"X-%d: x\r\n" % number for number in range(5000)),
        b"X-Large: " + b"x" * 40_000,
    ],
    ids=["larger than is read", "many", "in one piece"],
)
def test_a_head_without_end_is_refused(impatient_port: int, head: bytes) -> None:
    answer = everything_answered(impatient_port, ONE_REQUEST + head + b"\r\n\r\n", b"")
    assert answer == b"" or answer.split(b" ")[1] in {b"400", b"431"}


def test_a_connection_in_good_order_is_kept_and_used_again(impatient_port: int) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{impatient_port}", trust_env=False) as client:
        for _ in range(3):
            with client.stream("GET", "/health") as answer:
                answer.read()
                connection = answer.extensions["network_stream"].get_extra_info("client_addr")
                assert answer.status_code == 200
            assert (
                client.get("/health").extensions["network_stream"].get_extra_info("client_addr") == connection
            )


@contextmanager
def deaf_server() -> Iterator[str]:
    """An address that takes connections and never says a word, as a store that hangs."""
    with socket.create_server(("127.0.0.1", 0), backlog=500) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_while_the_store_hangs_fifty_uploads_wait_and_everything_else_goes_on(
    application_url: str, engine: Engine, tenant: UUID
) -> None:
    key = issue_api_key(engine, tenant)
    asked = threading.Semaphore(0)

    def send(number: int) -> int:
        files = {"file": ("a.jpg", f"photo {number}".encode())}
        asked.release()
        try:
            sent = httpx.post(f"{api.url}/api/receipts", headers=headers, files=files, timeout=120)
        except httpx.TransportError:  # the API is gone: the test is over
            return 0
        return sent.status_code

    headers = {"Authorization": f"Bearer {key}"}
    with (
        deaf_server() as store,
        ThreadPoolExecutor(50) as senders,
        running(application_url, AWS_ENDPOINT_URL=store, UPLOADS_AT_ONCE_OF_A_TENANT="50") as api,
    ):
        uploads = [senders.submit(send, number) for number in range(50)]
        for _ in uploads:
            assert asked.acquire(timeout=GENEROUS_SECONDS)
        with httpx.Client(base_url=api.url, timeout=GENEROUS_SECONDS, trust_env=False) as client:
            for _ in range(20):
                assert client.get("/api/receipts", headers=headers).json()["receipts"] == []
                assert client.get("/health").status_code == 200
            ready = client.get("/ready")
        assert ready.status_code == 503
        assert ready.json()["detail"].endswith("bucket, queue")
        assert not any(upload.done() for upload in uploads)
        api.process.kill()


def test_a_photo_that_stops_coming_is_told_so_and_closed(
    application_url: str, engine: Engine, tenant: UUID
) -> None:
    key = issue_api_key(engine, tenant)
    with running(application_url, PHOTO_SECONDS="0.5") as api:
        head = PHOTO_HEAD + f"Authorization: Bearer {key}\r\n\r\n".encode()
        answer = everything_answered(
            api.port, head + b'--cut\r\nContent-Disposition: form-data; name="file"', b"x"
        )
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"/problems/too-slow" in answer
