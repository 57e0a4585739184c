"""The API as its users reach it, and whether it answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import httpx

from deployment.errors import DeploymentError
from deployment.ports import Clock, Web

_PATHS: Final = ("/health", "/ready")
_ATTEMPTS: Final = 30
_SECONDS_BETWEEN_ATTEMPTS: Final = 10.0


class HttpWeb:
    """The real one."""

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        try:
            answer = httpx.get(url, headers=headers, timeout=10)
        except httpx.HTTPError as error:
            return 0, str(error)
        return answer.status_code, answer.text


def smoke_test(web: Web, url: str, clock: Clock) -> None:
    """Ask until the process is alive and everything behind it answers: a new name takes minutes to be known.

    Raises DeploymentError after five minutes, with the last answer.
    """
    for path in _PATHS:
        _wait_for(web, f"{url}{path}", clock)


def _wait_for(web: Web, address: str, clock: Clock) -> None:
    for attempt in range(_ATTEMPTS):
        status, body = web.get(address)
        if status == HTTPStatus.OK:
            print(f"  {address} answers")
            return
        if attempt < _ATTEMPTS - 1:
            clock.wait(_SECONDS_BETWEEN_ATTEMPTS)
    told = f"{status} {body[:200]}" if status else f"nothing ({body[:200]})"
    raise DeploymentError(f"the stack is there, but {address} answers {told}")
