"""What a new version of the API must answer before users are sent to it."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout, connection_from_url
from urllib3.exceptions import HTTPError

GREEN = {
    "x-amzn-ecs-bluegreen-test": "green",  # what TestRule of infra/load_balancer.yaml asks for
    "User-Agent": "receipts-smoke-test",  # its firewall refuses who does not say
}
_TIMEOUT = Timeout(connect=3, read=10)
_PASSING = (502, 503, 504)
"""From a load balancer or CloudFront that has nobody to ask yet, or from an API that is not ready."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question and the answer that is expected: its status, its type, and a path to text in its JSON."""

    path: str
    status: int = 200
    content_type: str = "application/json"
    says: tuple[str, ...] = ()


CHECKS = (
    Check("/health", says=("status",)),
    Check("/ready", says=("database",)),
    Check("/nowhere", status=404, content_type="application/problem+json", says=("title",)),
    Check("/api/receipts", status=401, content_type="application/problem+json", says=("title",)),
)


class WrongAnswerError(Exception):
    """The new version does not do what it must."""


class NotAnsweringError(Exception):
    """Nobody answers yet; worth another try."""


def try_all(url: str, address: str = "") -> None:
    """Ask the API at `url` everything; raises at the first answer that is missing or wrong.

    With an `address` its load balancer is asked there by the name in `url`, which may not yet lead to it in
    DNS, or still lead to the region that this one takes over from.
    """
    http = _at(address, url) if address else connection_from_url(url, headers=GREEN, timeout=_TIMEOUT)
    with http:
        for check in CHECKS:
            _try(http, check)


def _at(address: str, url: str) -> HTTPSConnectionPool:
    site = urlsplit(url)
    headers = {**GREEN, "Host": site.netloc}
    return HTTPSConnectionPool(
        address, site.port, headers=headers, timeout=_TIMEOUT, server_hostname=site.hostname
    )


def _try(http: HTTPConnectionPool, check: Check) -> None:
    try:
        response = http.request("GET", check.path, retries=False, redirect=False)
    except HTTPError as error:
        raise NotAnsweringError(f"GET {check.path}: {error}") from error
    if response.status in _PASSING:
        raise NotAnsweringError(f"GET {check.path} answered {response.status}")
    problem = _problem(response, check)
    if problem:
        raise WrongAnswerError(f"GET {check.path} answered {problem}")


def _problem(response: BaseHTTPResponse, check: Check) -> str:
    content_type = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status != check.status:
        return f"{response.status}, not {check.status}"
    if content_type != check.content_type:
        return f"{content_type or 'no type'}, not {check.content_type}"
    return "" if _text_at(response.data, check.says) else f"without {'.'.join(check.says)}"


def _text_at(body: bytes, path: tuple[str, ...]) -> str:
    """The text at a path of names in JSON; "" if there is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
