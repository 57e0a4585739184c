"""Slack on this machine: webhooks and the few API methods that the notifier calls, with faults on demand.

It refuses what Slack refuses (Block Kit's limits, revoked tokens), so that what passes here passes there.
Faults come from a seed: the same seed gives the same faults in the same order.
"""

import json
import random
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.slack_limits import problems_of

CHANNEL = "C0RECEIPTS"
TOKEN = "xoxb-local"  # noqa: S105 - the key to a pretended Slack
WEBHOOK_PATH = "/services/T0LOCAL/B0LOCAL/local"


class Fault(Enum):
    """What goes wrong with a connection. `…_AFTERWARDS` come after the message was taken.

    `CUT` closes the connection without an answer: what a client sees of a server that hangs, but at once.
    `HANG` really waits until the client gives up: that needs a client with a short timeout, to which a slow
    machine looks like a hanging server.
    """

    RATE_LIMITED = auto()
    SERVER_ERROR = auto()
    BAD_GATEWAY = auto()
    CUT = auto()
    TLS = auto()
    HANG = auto()
    CUT_AFTERWARDS = auto()
    ERROR_AFTERWARDS = auto()


BEFORE = (Fault.RATE_LIMITED, Fault.SERVER_ERROR, Fault.BAD_GATEWAY, Fault.CUT, Fault.TLS)
AFTERWARDS = (Fault.CUT_AFTERWARDS, Fault.ERROR_AFTERWARDS)


@dataclass(slots=True)
class Faults:
    """Which connections go wrong, and how: `share` of them, by `seed`."""

    seed: int
    share: float
    kinds: Sequence[Fault] = BEFORE
    seen: list[Fault] = field(default_factory=list)
    _random: random.Random | None = None

    def next(self) -> Fault | None:
        """The next connection's fault, if it has one."""
        self._random = self._random or random.Random(self.seed)  # noqa: S311 - faults, not secrets
        if self._random.random() >= self.share:
            return None
        fault = self._random.choice(self.kinds)
        self.seen.append(fault)
        return fault


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that Slack shows."""

    ts: str
    payload: Mapping[str, Any]
    thread: str = ""

    @property
    def delivery(self) -> str:
        """The delivery that its metadata names; a webhook's message has none."""
        event: Mapping[str, Any] = self.payload.get("metadata", {})
        return str(event.get("event_payload", {}).get("delivery", ""))


@dataclass(slots=True)
class Workspace:
    """What has been posted, updated and uploaded so far."""

    messages: list[Posted] = field(default_factory=list)
    updates: list[Mapping[str, Any]] = field(default_factory=list)
    files: list[Mapping[str, Any]] = field(default_factory=list)
    token: str = TOKEN
    webhook_path: str = WEBHOOK_PATH
    lock: threading.Lock = field(default_factory=threading.Lock)

    def post(self, payload: Mapping[str, Any]) -> Posted:
        with self.lock:
            ts = f"{1_700_000_000 + len(self.messages)}.000100"
            self.messages.append(Posted(ts, payload, str(payload.get("thread_ts", ""))))
            return self.messages[-1]

    def shown(self, thread: str = "") -> list[dict[str, Any]]:
        """The channel's messages, or a thread's, newest first, as conversations.history gives them."""
        chosen = [one for one in self.messages if one.thread == thread or (thread and one.ts == thread)]
        return [{**one.payload, "ts": one.ts} for one in reversed(chosen)]


class SlackServer(ThreadingHTTPServer):
    """Listens on loopback. With an SSL context it speaks HTTPS; each connection may meet a fault."""

    daemon_threads = True

    def __init__(
        self, port: int = 0, faults: Faults | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.workspace = Workspace()
        self.faults = faults
        self.tls = tls
        self.fault_of: dict[int, Fault | None] = {}

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://localhost:{self.server_port}"

    @property
    def webhook_url(self) -> str:
        return self.url + self.workspace.webhook_path

    def finish_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver has it
        """Once a connection is there: break it, or serve it."""
        fault = self.faults.next() if self.faults else None
        if fault is Fault.TLS:
            request.sendall(b"this is no handshake\r\n")
            return
        try:
            served = self.tls.wrap_socket(request, server_side=True) if self.tls else request
        except OSError:
            return  # whoever came is gone
        self.fault_of[id(served)] = fault
        with served:
            super().finish_request(served, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as above
        """Nothing: a client may give up."""


class _Handler(BaseHTTPRequestHandler):
    server: SlackServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent names it
        """Nothing: requests contain what people read."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault_of.pop(id(self.connection), None)
        if fault is not None and fault not in AFTERWARDS:
            self._fail(fault)
            return
        status, answer = self._route(body)
        if fault is Fault.CUT_AFTERWARDS:
            self.close_connection = True
        elif fault is Fault.ERROR_AFTERWARDS:
            self._answer(500, "oops")
        else:
            self._answer(status, answer)

    def _fail(self, fault: Fault) -> None:
        if fault is Fault.HANG:
            self._hang()
        elif fault is Fault.CUT:
            self.close_connection = True
        elif fault is Fault.RATE_LIMITED:
            self._answer(429, "rate_limited", {"Retry-After": "1"})
        elif fault is Fault.BAD_GATEWAY:
            self._answer(502, "<html><body>Bad Gateway</body></html>")
        else:
            self._answer(500, "server_error")

    def _hang(self) -> None:
        """Say nothing until the client gives up."""
        with_socket: socket.socket = self.connection
        with_socket.recv(1)
        self.close_connection = True

    def _route(self, body: bytes) -> tuple[int, str]:
        path = urlsplit(self.path)
        if path.path.startswith("/services/"):
            return _webhook(self.server.workspace, path.path, json.loads(body))
        if path.path.startswith("/upload/"):
            return 200, "OK"
        given = _fields(self.headers.get("Content-Type", ""), body)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = _api(self.server, path.path.removeprefix("/api/"), given, token)
        return 200, json.dumps(answer)

    def _answer(self, status: int, body: str, headers: Mapping[str, str] | None = None) -> None:
        content = body.encode()
        self.send_response(status)
        kind = "application/json" if body.startswith("{") else "text/plain"
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _fields(content_type: str, body: bytes) -> Mapping[str, Any]:
    if content_type.startswith("application/json"):
        given: Mapping[str, Any] = json.loads(body)
        return given
    return {name: values[0] for name, values in parse_qs(body.decode()).items()}


def _webhook(workspace: Workspace, path: str, payload: Mapping[str, Any]) -> tuple[int, str]:
    if path != workspace.webhook_path:
        return 404, "no_service"
    if problems_of(payload):
        return 400, "invalid_blocks"
    workspace.post(payload)
    return 200, "ok"


def _api(server: SlackServer, method: str, given: Mapping[str, Any], token: str) -> dict[str, Any]:
    workspace = server.workspace
    if token != workspace.token:
        return {"ok": False, "error": "token_revoked"}
    methods: Mapping[str, Callable[[], dict[str, Any]]] = {
        "chat.postMessage": lambda: _post(workspace, given),
        "chat.update": lambda: _update(workspace, given),
        "conversations.history": lambda: {"ok": True, "messages": workspace.shown()},
        "conversations.replies": lambda: {"ok": True, "messages": workspace.shown(str(given["ts"]))},
        "files.getUploadURLExternal": lambda: _ticket(server),
        "files.completeUploadExternal": lambda: _complete(workspace, given),
    }
    return methods.get(method, lambda: {"ok": False, "error": "unknown_method"})()


def _post(workspace: Workspace, given: Mapping[str, Any]) -> dict[str, Any]:
    if problems_of(given):
        return {"ok": False, "error": "invalid_blocks"}
    return {"ok": True, "channel": given["channel"], "ts": workspace.post(given).ts}


def _ticket(server: SlackServer) -> dict[str, Any]:
    return {"ok": True, "upload_url": f"{server.url}/upload/1", "file_id": "F0CHART"}


def _complete(workspace: Workspace, given: Mapping[str, Any]) -> dict[str, Any]:
    workspace.files.append(given)
    return {"ok": True, "files": [{"id": "F0CHART"}]}


def _update(workspace: Workspace, given: Mapping[str, Any]) -> dict[str, Any]:
    if given["ts"] not in {one.ts for one in workspace.messages}:
        return {"ok": False, "error": "message_not_found"}
    if problems_of(given):
        return {"ok": False, "error": "invalid_blocks"}
    workspace.updates.append(given)
    return {"ok": True, "channel": given["channel"], "ts": given["ts"]}
