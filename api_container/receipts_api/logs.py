"""Structured logs: one JSON line a request, all its lines under its id. No secrets, no query strings."""

import logging
import re
from time import perf_counter
from traceback import walk_tb
from types import FrameType
from uuid import UUID, uuid4

from aws_lambda_powertools import Logger
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from receipts.domain.mask import mask
from receipts.log_lines import masked_line
from receipts_api.headers import add_security_headers

logger = Logger(service="receipts-api", utc=True, json_serializer=masked_line)

_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_LONGEST_PATH = 200
_LONGEST_METHOD = 20
_OURS = ("receipts", "receipts_api")


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
        scope.setdefault("state", {})["request_id"] = exchange.request_id
        try:
            await self.app(scope, receive, exchange.send)
        except (
            Exception
        ) as error:  # the last line of defence: log it with its request id, tell the caller nothing
            logger.error("unhandled error", extra=_facts_of(error))
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
        headers["X-Request-Id"] = str(self.request_id)
        add_security_headers(headers, self.scope)

    def log(self) -> None:
        route = self.scope.get("route")
        caller = self.scope.get("state", {}).get("caller")
        facts = {
            "method": self.scope["method"][:_LONGEST_METHOD],
            "path": _shown_path(self.scope["path"]),
            "route": getattr(route, "path", None),
            "status": self.status,
            "milliseconds": round((perf_counter() - self._started) * 1000, 1),
            "tenant_id": caller.tenant_id if caller else None,
        }
        logger.info("request", extra=facts)


def _shown_path(path: str) -> str:
    """A long one is masked before it is cut, since what is left of a number would not be known as one."""
    return path if len(path) <= _LONGEST_PATH else mask(path[: 10 * _LONGEST_PATH])[:_LONGEST_PATH]


def _facts_of(error: Exception) -> dict[str, object]:
    """What kind of error, and where. Neither its message nor a traceback: they repeat values, without end."""
    calls = [(frame, line) for frame, line in walk_tb(error.__traceback__)]
    ours = [call for call in calls if call[0].f_globals.get("__name__", "").split(".")[0] in _OURS]
    cause = error.__cause__ or error.__context__
    return {
        "error": _kind_of(error),
        "caused_by": _kind_of(cause) if cause else None,
        "at": _place_of(*ours[-1]) if ours else None,
        "raised_at": _place_of(*calls[-1]) if calls else None,
    }


def _kind_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _place_of(frame: FrameType, line: int) -> str:
    return f"{frame.f_globals.get('__name__', '?')}:{line} in {frame.f_code.co_qualname}"


def _request_id(scope: Scope) -> str | UUID:
    """The caller's id if it is fit to be logged and echoed, else a new one."""
    given = Headers(scope=scope).get("x-request-id", "")
    return given if _ID.fullmatch(given) else uuid4()
