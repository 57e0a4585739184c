"""The head of a request has an end: its address, the number of its headers, and their size."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from receipts_api import problems
from receipts_api.errors import answer

LARGEST_HEAD: Final = 32 * 1024
"""Bytes. CloudFront sends 20 kB at most, the load balancer 64 kB."""

_LONGEST_ADDRESS: Final = 4096
_MOST_HEADERS: Final = 100
_LINE_ENDS: Final = len(": \r\n")


class HeadLimits:
    """ASGI middleware: refuses a request by its head alone. The server stops reading a head that is larger,
    but not one that arrives in one piece.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _address_is_too_long(scope):
            await _refusal(scope, problems.ADDRESS_TOO_LONG, bytes=_LONGEST_ADDRESS)(scope, receive, send)
        elif scope["type"] == "http" and _headers_are_too_large(scope):
            limit = f"{LARGEST_HEAD // 1024} KB"
            refusal = _refusal(scope, problems.HEADERS_TOO_LARGE, count=_MOST_HEADERS, limit=limit)
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _refusal(scope: Scope, kind: problems.Kind, **facts: object) -> Response:
    return answer(Request(scope), kind, facts=facts)


def _address_is_too_long(scope: Scope) -> bool:
    return len(scope.get("raw_path") or b"") + len(scope["query_string"]) > _LONGEST_ADDRESS


def _headers_are_too_large(scope: Scope) -> bool:
    headers = scope["headers"]
    size = sum(len(name) + len(value) + _LINE_ENDS for name, value in headers)
    return len(headers) > _MOST_HEADERS or size > LARGEST_HEAD
