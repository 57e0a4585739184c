"""The API as its users reach it, and whether it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

import httpx

from deployment.environments import DeploymentError
from deployment.programs import Clock

_PATHS: Final = ("/health", "/ready")
_ATTEMPTS: Final = 30
_SECONDS_BETWEEN_ATTEMPTS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Site:
    """Where the API is."""

    url: str
    """What users type."""
    address: str = ""
    """What to connect to where DNS may not lead there yet; blank where it does."""


class Web:
    """HTTP, as a user of the API has it."""

    def get(self, site: Site, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Status and body; status 0 if nobody answers by a certificate for the name that users type."""
        url = httpx.URL(f"{site.url}{path}")
        named, at, extensions = dict(headers or {}), url, {}
        if site.address:
            named["Host"], at = url.netloc.decode(), url.copy_with(host=site.address)
            extensions = {"sni_hostname": url.host}
        try:
            with httpx.Client(timeout=10) as client:
                answer = client.get(at, headers=named, extensions=extensions)
        except httpx.HTTPError as error:
            return 0, str(error)
        return answer.status_code, answer.text


def smoke_test(web: Web, site: Site, clock: Clock) -> None:
    """Ask until the process is alive and everything behind it answers: a new name takes minutes to be known.

    Raises DeploymentError after five minutes, with the last answer.
    """
    for path in _PATHS:
        asked = f"{site.url}{path}{f' at {site.address}' if site.address else ''}"
        for left in reversed(range(_ATTEMPTS)):
            status, body = web.get(site, path)
            if status == HTTPStatus.OK:
                print(f"  {asked} answers")
                break
            if not left:
                told = f"{status} {body[:200]}" if status else f"nothing ({body[:200]})"
                raise DeploymentError(f"the stack is there, but {asked} answers {told}")
            clock.wait(_SECONDS_BETWEEN_ATTEMPTS)
