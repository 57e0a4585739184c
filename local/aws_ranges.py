"""Byte ranges of object versions.

Asked for a byte range of a version, ministack 1.5.33 answers with the whole object: AWS's SDK, which fetches
files over 8 MB in parts, would put eight whole photos into one file. Here such an answer is cut to size.
"""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

_RANGE = re.compile(rb"bytes=(\d+)-(\d*)")


def range_of_version(scope: Message) -> tuple[int, int | None] | None:
    """First and last byte (None for the end) that a request asks of an object version; None if none."""
    if scope["method"] != "GET" or b"versionId=" not in scope["query_string"]:
        return None
    asked = [_RANGE.fullmatch(value) for name, value in scope["headers"] if name.lower() == b"range"]
    if not asked or asked[0] is None:
        return None
    first, last = asked[0].groups()
    return int(first), int(last) if last else None


class RangeCutter:
    """Collects an answer, and sends the part of it that was asked for."""

    def __init__(self, send: Send, wanted: tuple[int, int | None]) -> None:
        self._send = send
        self._wanted = wanted
        self._start: Message = {}
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        """Takes the place of ASGI's `send`."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._answer()

    async def _answer(self) -> None:
        first, last = self._wanted
        body = bytes(self._body)
        if self._start["status"] == HTTPStatus.OK and first < len(body):
            end = min(last if last is not None else len(body) - 1, len(body) - 1)
            part = body[first : end + 1]
            headers = _headers(self._start["headers"], len(part), f"bytes {first}-{end}/{len(body)}")
            self._start = {**self._start, "status": HTTPStatus.PARTIAL_CONTENT.value, "headers": headers}
            body = part
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})


def _headers(headers: list[Header], length: int, content_range: str) -> list[Header]:
    kept = [(name, value) for name, value in headers if name.lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode()), (b"content-range", content_range.encode())]
