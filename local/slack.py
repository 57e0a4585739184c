"""Slack on this machine: webhooks and the few API methods that the notifier calls.

It refuses what Slack refuses (Block Kit's limits, revoked tokens), so that what passes here passes there.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.slack_limits import problems_of

CHANNEL = "C0RECEIPTS"
TOKEN = "xoxb-local"  # noqa: S105 - the key to a pretended Slack
WEBHOOK_PATH = "/services/T0LOCAL/B0LOCAL/local"


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
    """Listens on loopback."""

    daemon_threads = True
    scheme = "http"

    def __init__(self, port: int = 0, handler: type["Handler"] | None = None) -> None:
        super().__init__(("127.0.0.1", port), handler or Handler)
        self.workspace = Workspace()

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.server_port}"

    @property
    def webhook_url(self) -> str:
        return self.url + self.workspace.webhook_path

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - as socketserver has it
        """Nothing: a client may give up."""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: SlackServer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its parent names it
        """Nothing: requests contain what people read."""

    def do_POST(self) -> None:
        self.serve(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def serve(self, body: bytes) -> None:
        """Answer a request of this body."""
        self.answer(*self.route(body))

    def route(self, body: bytes) -> tuple[int, str]:
        """Status and answer of what was asked; a message is posted by then."""
        path = urlsplit(self.path)
        if path.path.startswith("/services/"):
            return _webhook(self.server.workspace, path.path, json.loads(body))
        if path.path.startswith("/upload/"):
            return 200, "OK"
        given = _fields(self.headers.get("Content-Type", ""), body)
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        answer = _api(self.server, path.path.removeprefix("/api/"), given, token)
        return 200, json.dumps(answer)

    def answer(self, status: int, body: str, headers: Mapping[str, str] | None = None) -> None:
        """Send an answer."""
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
