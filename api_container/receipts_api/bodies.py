"""The body of a request, with an end to its size and to the time that it takes."""

from time import monotonic

from anyio import fail_after
from fastapi import Request
from starlette.types import Message

from receipts_api import problems
from receipts_api.problems import ProblemError, too_large

_CLOSE = {"Connection": "close"}
"""For a sender so slow that nobody listens to the rest."""


class LimitedBody:
    """A request's body: refused as soon as it is known to hold more than `limit` bytes of content and
    `framing` bytes around it, or when it is not here `seconds` after it was first asked for.
    """

    def __init__(self, request: Request, limit: int, framing: int, seconds: float) -> None:
        self._request = request
        self._limit = limit
        self._framing = framing
        self._seconds = seconds
        self._received = 0
        self._deadline: float | None = None

    async def receive(self) -> Message:
        """The next message, as ASGI's `receive`. Raises ProblemError."""
        declared = self._request.headers.get("content-length", "")
        self._refuse_beyond_limit(int(declared) if declared.isdecimal() else 0)
        message = await self._next()
        self._received += len(message.get("body", b""))
        self._refuse_beyond_limit(self._received)
        return message

    async def _next(self) -> Message:
        self._deadline = self._deadline or monotonic() + self._seconds
        try:
            with fail_after(max(0.0, self._deadline - monotonic())):
                return await self._request.receive()
        except TimeoutError:
            raise ProblemError(problems.TOO_SLOW, _CLOSE, seconds=f"{self._seconds:g}") from None

    def _refuse_beyond_limit(self, size: int) -> None:
        if size > self._limit + self._framing:
            raise too_large(self._limit)
