import httpx
import pytest

from tests.unit.api.client import ApiClient, Stream
from tests.unit.api.conftest import KEY, World, assert_problem

KEPT_ROUTES = [
    ("POST", "/api/uploads"),
    ("POST", "/api/receipts"),
    ("GET", "/api/receipts"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001/image"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/retry"),
    ("PATCH", "/api/receipts/00000000-0000-0000-0000-000000000001"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/approve"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001/corrections"),
    ("GET", "/api/exports/{layout}.{format}"),
]


def assert_refused(response: httpx.Response) -> None:
    assert_problem(response, 401, "unauthorized")
    assert response.headers["www-authenticate"] == 'Bearer realm="receipts"'


@pytest.mark.parametrize(("method", "path"), KEPT_ROUTES)
def test_nothing_is_open_without_a_key(world: World, method: str, path: str) -> None:
    assert_refused(world.stranger.request(method, path))


@pytest.mark.parametrize(
    "authorization",
    [
        "Bearer rk_guessed",
        "Bearer rk_ours ",
        "Bearer  rk_ours",
        "Bearer",
        "Basic cmtfb3VyczpyaA==",
        KEY,
        f"Basic {KEY}",
        "Bearer rk_\u00e9",
    ],
)
def test_only_a_known_key_opens(world: World, authorization: str) -> None:
    headers = {"Authorization": authorization}
    response = ApiClient(world.app).get("/api/receipts", headers=headers)
    assert_refused(response)


def test_the_scheme_may_be_written_in_any_case(world: World) -> None:
    assert world.stranger.get("/api/receipts", {"Authorization": f"bearer {KEY}"}).status_code == 200


def test_a_revoked_key_opens_nothing(world: World) -> None:
    world.store.tenants_by_key.clear()
    assert_refused(world.api.get("/api/receipts"))


@pytest.mark.parametrize("path", ["/api/receipts", "/api/uploads"])
def test_a_stranger_is_refused_before_a_byte_of_the_body_is_read(world: World, path: str) -> None:
    body = Stream(b"x" * 10)
    headers = {"Content-Type": "application/json", "Content-Length": "99999999999"}
    assert_refused(world.stranger.post(path, headers, content=body))
    assert body.sent == 0


@pytest.mark.parametrize("path", ["/health", "/ready", "/docs", "/openapi.json"])
def test_what_shows_no_receipts_is_open(world: World, path: str) -> None:
    assert world.stranger.get(path).status_code == 200


def test_the_tests_above_know_every_route(world: World) -> None:
    documented = {
        (method.upper(), path.replace("{receipt_id}", "00000000-0000-0000-0000-000000000001"))
        for path, operations in world.app.openapi()["paths"].items()
        for method in operations
        if path not in {"/health", "/ready"}
    }
    assert documented == set(KEPT_ROUTES)
