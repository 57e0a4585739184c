"""What browsers, proxies and people with a made-up `Host` get."""

import re

import httpx
import pytest

from receipts_api.app import create_app
from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import KEY, World, assert_problem

EVIL = "evil.example"
PATHS = [
    "/health",
    "/ready",
    "/api/receipts",
    "/api/receipts/",
    "/nowhere",
    "/nowhere/",
    "/docs",
    "/openapi.json",
]


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/api/receipts/", "/api/receipts"),
        ("/api/receipts//", "/api/receipts"),
        ("/api/receipts/?status=queued&limit=3", "/api/receipts?status=queued&limit=3"),
        ("/health/", "/health"),
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_slash_too_many_leads_to_the_right_address_however_the_caller_came(
    world: World, asked: str, led_to: str, scheme: str
) -> None:
    response = world.api.get(asked, {"Host": EVIL, "X-Forwarded-Proto": scheme})
    assert response.status_code == 307
    assert response.headers["location"] == led_to


@pytest.mark.parametrize(
    "path", ["//evil.example/", "/\\evil.example/", "/%2F%2Fevil.example/", "//evil.example//"]
)
def test_no_address_of_somebody_elses_is_led_to(world: World, path: str) -> None:
    assert_problem(world.api.get(f"http://api.test{path}"), 404, "not-found")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "host", [EVIL, f"{EVIL}:8000", f"{EVIL}/api", f"[{EVIL}", f"a@{EVIL}", f"{EVIL}?", ""]
)
def test_a_made_up_host_is_repeated_nowhere(world: World, path: str, host: str) -> None:
    response = world.api.get(path, {"Host": host, "X-Forwarded-Host": EVIL, "Forwarded": f"host={EVIL}"})
    assert response.status_code < 500
    assert EVIL not in response.text
    assert EVIL not in str(response.headers)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_in_an_answer_runs_is_framed_or_kept(world: World, path: str) -> None:
    headers = world.api.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert ("script-src" in policy) == (path == "/docs")


def test_a_bug_is_answered_with_the_same_headers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.finder, "find", None)
    headers = world.api.get("/api/receipts").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


def test_the_page_of_the_api_may_load_what_it_names_and_no_more(world: World) -> None:
    page = world.stranger.get("/docs")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";"))
    assert "'self'" in policy["script-src"]
    assert "'self'" in policy["style-src"]
    assert "'self'" in policy["connect-src"]
    assert not re.search(r"https?:|\*", page.headers["content-security-policy"])
    [style] = re.findall(r'href="([^"]+\.css)"', page.text)
    assert "no-store" not in world.stranger.get(style).headers.get("cache-control", "")


def over(world: World, scheme: str) -> httpx.Headers:
    api = ApiClient(world.app, KEY)
    api.origin = f"{scheme}://api.test"
    return api.get("/api/receipts").headers


def test_browsers_keep_to_https_once_they_came_by_it(world: World) -> None:
    assert over(world, "https")["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in over(world, "http")


@pytest.mark.parametrize(
    "path",
    [
        "/docs",
        "/docs/",
        "/openapi.json",
        "/redoc",
        "/docs/oauth2-redirect",
        "/static-offline-docs/favicon.png",
    ],
)
def test_without_the_page_of_the_api_nothing_of_it_is_there(world: World, path: str) -> None:
    closed = create_app(world.app.state.dependencies, serve_docs=False)
    assert_problem(ApiClient(closed, KEY).get(path), 404, "not-found")


def test_without_the_page_of_the_api_everything_else_is_as_before(world: World) -> None:
    closed = ApiClient(create_app(world.app.state.dependencies, serve_docs=False), KEY)
    assert closed.get("/api/receipts").status_code == 200
    assert closed.request("DELETE", "/api/receipts").headers["allow"] == "GET, POST"
    assert closed.get("/api/receipts/").headers["location"] == "/api/receipts"
