"""ministack behind a gate: `python -m local.aws_gate FD`, a socket that listens on loopback.

For ministack the access key `test`, any account number and no key at all are an administrator, and anybody
may wipe everything (`POST /_ministack/reset`), even a web page in the developer's browser. So only requests
with another key pass the gate. They count as encrypted, since nobody can read what goes over loopback: the
deployed policies refuse plain HTTP.
"""

import asyncio
import json
import os
import re
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app as ministack

from local.aws_ranges import RangeCutter, range_of_version

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]

_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/")
_ADMINISTRATORS = re.compile(r"test|\d{12}|")
_OPEN_PATHS = frozenset({"/_ministack/health", "/_ministack/ready"})
_ANSWERS = (
    "/_ministack/cfn-response/"  # of custom resources; a random token follows, as in AWS's presigned URL
)
_ENCRYPTED = (b"x-forwarded-proto", b"https")


async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - ASGI, as hypercorn types it
    """ministack's application for requests that may pass; 403 for others."""
    if scope["type"] == "http" and not _may_pass(scope):
        await _refuse(send)
        return
    if scope["type"] == "http":
        if wanted := range_of_version(scope):
            send = RangeCutter(send, wanted)
        scope = {**scope, "headers": [*scope["headers"], _ENCRYPTED]}
    await ministack(scope, receive, send)


def _may_pass(scope: Message) -> bool:
    if scope["path"].startswith("/_"):
        return scope["path"] in _OPEN_PATHS or scope["path"].startswith(_ANSWERS)
    return not _ADMINISTRATORS.fullmatch(_access_key(scope))


def _access_key(scope: Message) -> str:
    """The key that signed the request, in its header or, presigned, in its query; empty without one."""
    for name, value in scope["headers"]:
        if name.lower() == b"authorization":
            found = _CREDENTIAL.search(value.decode("latin-1"))
            return found.group(1) if found else ""
    query: dict[str, list[str]] = parse_qs(scope["query_string"].decode("latin-1"))
    return query.get("X-Amz-Credential", [""])[0].split("/")[0]


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": b"sign the request with the keys in .local/env\n"})


async def _serve(listener: int) -> None:
    """Serve in this one process (hypercorn's own command would put another between us and it)."""
    config = Config()
    config.bind = [f"fd://{listener}"]
    config.keep_alive_timeout = 75
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(app, config, shutdown_trigger=stop.wait)  # on leaving, ministack writes its queues to disk


def register_users(users: Mapping[str, tuple[str, str]]) -> None:
    """Give users keys that were chosen for them: by name, the key's id and its secret.

    CreateAccessKey would make new ones each time the emulator was killed, and lock out whoever has the old.
    """
    from ministack.services import iam  # noqa: PLC0415 - it reads its environment as it is imported

    for name, (key_id, secret) in users.items():
        iam._access_keys[key_id] = {
            "UserName": name,
            "AccessKeyId": key_id,
            "SecretAccessKey": secret,
            "Status": "Active",
            "CreateDate": "2026-01-01T00:00:00Z",
        }


def main() -> None:
    """Serve on the socket that was inherited, until a signal."""
    register_users(json.loads(os.environ["EMULATOR_USERS"]))
    asyncio.run(_serve(int(sys.argv[1])))


if __name__ == "__main__":
    main()
