"""What the API adds to a query is counted, and too much of it fails."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from benchmarks.request_speed import Route, Spent, report
from local.serving import serving


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.headers["Authorization"] == "Bearer rk_ours" else 401)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_: object) -> None:
        """Not to the test's output."""


@pytest.fixture
def host() -> Iterator[str]:
    with serving(HTTPServer(("127.0.0.1", 0), Answering)) as server:
        yield f"127.0.0.1:{server.server_port}"


def route(host: str, key: str) -> Route:
    return Route(host, "/", [{"Authorization": f"Bearer {key}"}], os.getpid(), os.getpid())


def test_requests_are_counted_with_the_time_they_took(host: str) -> None:
    spent = Spent()
    for _ in range(2):
        route(host, "rk_ours").ask(0.05, spent)
    assert spent.requests >= 2
    assert spent.seconds >= 0.1
    assert spent.of_server >= 0


def test_an_answer_that_is_a_refusal_is_no_answer(host: str) -> None:
    with pytest.raises(SystemExit, match="answered 401"):
        route(host, "rk_stranger").ask(0.05, Spent())


@pytest.mark.parametrize(
    ("requests", "processor", "status"), [(60, 0.6, 0), (59, 0.6, 1), (100, 1.5, 0), (100, 1.8, 1)]
)
def test_less_than_six_tenths_of_the_bare_route_fails(requests: int, processor: float, status: int) -> None:
    """In the same time, or for the same processor time."""
    assert report(Spent(requests, 1, processor, 0.1), Spent(100, 1, 1, 0.1)) == status
