"""CloudFormation's side of a custom resource: it receives the result."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ResponseServer(ThreadingHTTPServer):
    """Accepts PUT to any path, on loopback, and refuses the first `failures` of them."""

    daemon_threads = True

    def __init__(self, failures: int = 0) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.failures = failures
        self.answers: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/answer?signature=secret"


class _Handler(BaseHTTPRequestHandler):
    server: ResponseServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent names it
        """Nothing: the answers are what matters."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        fails = self.server.failures > 0
        if fails:
            self.server.failures -= 1
        else:
            self.server.answers.append(json.loads(body))
        self.send_response(503 if fails else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()
