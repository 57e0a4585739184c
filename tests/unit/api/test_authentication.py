from datetime import timedelta

import httpx
import pytest

from receipts_api import keys
from tests.unit.api.client import ApiClient, Stream
from tests.unit.api.conftest import KEY, World, assert_problem, watched

UNKNOWN = "00000000-0000-0000-0000-000000000009"
KEPT_ROUTES = [
    ("POST", "/api/uploads"),
    ("POST", "/api/receipts"),
    ("GET", "/api/receipts"),
    ("GET", "/api/receipts/counts"),
    ("POST", "/api/rereadings"),
    ("GET", "/api/rereadings/{rereading_id}"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001/image"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001/pages/{page}"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/retry"),
    ("PATCH", "/api/receipts/00000000-0000-0000-0000-000000000001"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/approve"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001/corrections"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/reject"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/reopen"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/resolve"),
    ("DELETE", "/api/receipts/00000000-0000-0000-0000-000000000001"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/restore"),
    ("POST", "/api/receipts/00000000-0000-0000-0000-000000000001/reread"),
    ("GET", "/api/receipts/00000000-0000-0000-0000-000000000001/reread"),
    ("GET", "/api/exports/{layout}.{format}"),
    ("GET", "/api/exports/photos.zip"),
    ("GET", "/api/summaries/month"),
    ("POST", "/api/batches"),
    ("GET", "/api/batches"),
    ("GET", "/api/batches/{batch_id}"),
    ("GET", "/api/accounts"),
    ("PUT", "/api/accounts/{code}"),
    ("DELETE", "/api/accounts/{code}"),
    ("POST", "/api/merchants/{business_number}/reconsider"),
    ("GET", "/api/settings"),
    ("GET", "/api/settings/history"),
    ("PUT", "/api/settings"),
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


def test_a_key_is_asked_for_once_in_a_few_seconds_and_opens_nothing_ten_seconds_after_it_was_revoked(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = watched(monkeypatch, world.store, "holder_of_key")
    assert [world.api.get("/api/receipts").status_code for _ in range(3)] == [200] * 3
    assert len(asked) == 1
    world.store.tenants_by_key.clear()
    world.clock.pass_time(timedelta(seconds=10))
    assert_refused(world.api.get("/api/receipts"))


def test_calling_all_the_time_does_not_keep_a_revoked_key_alive(world: World) -> None:
    world.api.get("/api/receipts")
    world.store.tenants_by_key.clear()
    answers = []
    for _ in range(10):
        world.clock.pass_time(timedelta(seconds=1))
        answers.append(world.api.get("/api/receipts").status_code)
    assert answers[-5:] == [401] * 5


def test_a_clock_that_is_set_back_does_not_keep_a_revoked_key_alive(world: World) -> None:
    world.api.get("/api/receipts")
    world.store.tenants_by_key.clear()
    world.clock.pass_time(timedelta(hours=-1))
    assert_refused(world.api.get("/api/receipts"))


def test_a_key_opens_its_own_tenant_whoever_called_before(world: World) -> None:
    receipt_id = world.receipt()
    for _ in range(2):
        assert world.api.get(f"/api/receipts/{receipt_id}").status_code == 200
        assert_problem(world.attacker.get(f"/api/receipts/{receipt_id}"), 404, "receipt-not-found")


def test_the_keys_that_are_believed_have_an_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MOST_BELIEVED", 1)
    asked = watched(monkeypatch, world.store, "holder_of_key")
    for client in (world.api, world.attacker, world.attacker, world.api):
        assert client.get("/api/receipts").status_code == 200
    assert len(asked) == 3


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


@pytest.mark.parametrize(("method", "path"), KEPT_ROUTES)
def test_no_route_ignores_a_parameter_that_it_does_not_know(world: World, method: str, path: str) -> None:
    """Who misspells one would get everything, or a receipt outside the batch that it was meant for."""
    known = {"receipt_id": UNKNOWN, "batch_id": UNKNOWN, "rereading_id": UNKNOWN, "code": "811"}
    names = known | {"layout": "receipts", "format": "csv", "business_number": "9024500731", "page": 1}
    refused = world.api.request(method, f"{path.format(**names)}?month=2026-10&colour=red")
    assert_problem(refused, 422, "invalid-input")
    pointers = {(it["pointer"], it["code"]) for it in refused.json()["errors"]}
    assert ("/colour", "extra_forbidden") in pointers
