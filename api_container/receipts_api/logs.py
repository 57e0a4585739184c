"""Structured logs: one JSON line a request, all its lines under its id. No secrets, no query strings."""

import logging
import re
from time import perf_counter
from uuid import uuid4

from aws_lambda_powertools import Logger
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from receipts.log_lines import masked_line

logger = Logger(service="receipts-api", utc=True, json_serializer=masked_line)

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_LONGEST_PATH = 200


def share_log_format() -> None:
    """Make the core and uvicorn write the same JSON lines."""
    for name in ("receipts", "uvicorn"):
        other = logging.getLogger(name)
        other.handlers = list(logger.handlers)
        other.setLevel(logging.INFO)
        other.propagate = False


class RequestLog:
    """ASGI middleware, the outermost: gives the request its id, logs it, answers what nobody caught."""

    def __init__(self, app: ASGIApp, last_resort: ASGIApp) -> None:
        self.app = app
        self.last_resort = last_resort

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        logger.thread_safe_append_keys(request_id=exchange.request_id)
        try:
            await self.app(scope, receive, exchange.send)
        except Exception:  # the last line of defence: log it with its request id, tell the caller nothing
            logger.exception("unhandled error")
            if not exchange.status:
                await self.last_resort(scope, receive, exchange.send)
        finally:
            exchange.log()


class _Exchange:
    """One request and its response, as the log sees them."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.scope = scope
        self.request_id = _request_id(scope)
        self.status = 0
        self._send = send
        self._started = perf_counter()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._add_headers(MutableHeaders(scope=message))
        await self._send(message)

    def _add_headers(self, headers: MutableHeaders) -> None:
        headers["X-Request-Id"] = self.request_id
        headers["X-Content-Type-Options"] = "nosniff"
        if self.scope["path"].startswith("/api/"):
            headers.setdefault("Cache-Control", "no-store")
            headers.add_vary_header("Accept-Language")

    def log(self) -> None:
        route = self.scope.get("route")
        tenant = self.scope.get("state", {}).get("tenant_id")
        facts = {
            "method": self.scope["method"],
            "path": self.scope["path"][:_LONGEST_PATH],
            "route": getattr(route, "path", None),
            "status": self.status,
            "milliseconds": round((perf_counter() - self._started) * 1000, 1),
            "tenant_id": str(tenant) if tenant else None,
        }
        logger.info("request", extra=facts)


def _request_id(scope: Scope) -> str:
    """The caller's id if it is fit to be logged and echoed, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _ID.fullmatch(given) else str(uuid4())
