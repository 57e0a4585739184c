"""The body of a request, with an end to its size and to the time that it takes."""

from time import monotonic

from anyio import fail_after
from fastapi import Request
from starlette.types import Message

from receipts_api import problems
from receipts_api.problems import ProblemError, too_large

_CLOSE = {"Connection": "close"}
"""For a sender so slow that nobody listens to the rest."""

_MOST_DIGITS = 20


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
        self._refuse_beyond_limit(_declared_length(self._request))
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


def _declared_length(request: Request) -> int:
    """Bytes by the header, 0 where there is none that can be read. Python refuses to count beyond some
    thousand digits, and no length has more than `_MOST_DIGITS`.
    """
    declared = request.headers.get("content-length", "")
    return int(declared[:_MOST_DIGITS]) if declared.isdecimal() else 0
