"""The API as its users reach it, and whether it answers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import httpx

from deployment.errors import DeploymentError
from deployment.ports import Clock, Site, Web

_PATHS: Final = ("/health", "/ready")
_ATTEMPTS: Final = 30
_SECONDS_BETWEEN_ATTEMPTS: Final = 10.0


class HttpWeb:
    """The real one."""

    def get(self, site: Site, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, str]:
        try:
            with httpx.Client(headers=headers, timeout=10) as client:
                answer = client.send(_request(client, site, path))
        except httpx.HTTPError as error:
            return 0, str(error)
        return answer.status_code, answer.text


def _request(client: httpx.Client, site: Site, path: str) -> httpx.Request:
    """To the site's address, whose certificate must be for the name that users type."""
    url = httpx.URL(f"{site.url}{path}")
    if not site.address:
        return client.build_request("GET", url)
    return client.build_request(
        "GET",
        url.copy_with(host=site.address),
        headers={"Host": url.netloc.decode()},
        extensions={"sni_hostname": url.host},
    )


def smoke_test(web: Web, site: Site, clock: Clock) -> None:
    """Ask until the process is alive and everything behind it answers: a new name takes minutes to be known.

    Raises DeploymentError after five minutes, with the last answer.
    """
    for path in _PATHS:
        _wait_for(web, site, path, clock)


def _wait_for(web: Web, site: Site, path: str, clock: Clock) -> None:
    asked = f"{site.url}{path}{f' at {site.address}' if site.address else ''}"
    for attempt in range(_ATTEMPTS):
        status, body = web.get(site, path)
        if status == HTTPStatus.OK:
            print(f"  {asked} answers")
            return
        if attempt < _ATTEMPTS - 1:
            clock.wait(_SECONDS_BETWEEN_ATTEMPTS)
    told = f"{status} {body[:200]}" if status else f"nothing ({body[:200]})"
    raise DeploymentError(f"the stack is there, but {asked} answers {told}")
