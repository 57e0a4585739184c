"""One key that calls without end slows down itself and nobody else."""

from datetime import timedelta

import httpx
import pytest

from receipts_api.rates import TokenBuckets
from tests.unit.api.client import ApiClient, Stream
from tests.unit.api.conftest import World, announcement, assert_problem
from tests.unit.api.test_sending import MULTIPART


def later(world: World, seconds: float) -> None:
    world.clock.pass_time(timedelta(seconds=seconds))


def guess(world: World, key: str = "rk_guessed") -> httpx.Response:
    return ApiClient(world.app, key).get("/api/receipts")


def test_a_key_that_calls_too_often_is_told_when_to_come_back() -> None:
    world = World(requests_a_minute=3)
    assert [world.api.get("/api/receipts").status_code for _ in range(3)] == [200] * 3
    refused = world.api.get("/api/receipts")
    assert_problem(refused, 429, "too-many-requests")
    assert refused.headers["retry-after"] == "20"
    assert "20" in refused.json()["detail"]
    later(world, 20)
    assert world.api.get("/api/receipts").status_code == 200
    assert world.api.get("/api/receipts").status_code == 429


def test_after_a_minute_of_rest_it_may_call_as_often_as_at_first_and_no_more() -> None:
    world = World(requests_a_minute=3)
    for _ in range(5):
        world.api.get("/api/receipts")
    later(world, 3600)
    assert [world.api.get("/api/receipts").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_another_key_goes_on() -> None:
    world = World(requests_a_minute=1)
    world.api.get("/api/receipts")
    assert world.api.get("/api/receipts").status_code == 429
    assert world.attacker.get("/api/receipts").status_code == 200


def test_who_has_sent_too_much_may_still_look_and_the_other_way_round() -> None:
    world = World(requests_a_minute=2, uploads_a_minute=2)
    for photo in (b"one", b"two"):
        assert world.api.send(photo).status_code == 202
    assert_problem(world.api.send(b"three"), 429, "too-many-requests")
    assert_problem(world.api.post("/api/uploads", json=announcement()), 429, "too-many-requests")
    assert [world.api.get("/api/receipts").status_code for _ in range(3)] == [200, 200, 429]


def test_a_photo_that_comes_too_often_is_not_even_read() -> None:
    world = World(uploads_a_minute=1)
    world.api.send(b"one")
    body = Stream(b"x" * 1000)
    assert_problem(world.api.post("/api/receipts", MULTIPART, content=body), 429, "too-many-requests")
    assert body.sent == 0


def test_what_needs_no_key_is_always_answered() -> None:
    world = World(requests_a_minute=1, failed_logins_a_minute=1)
    assert {world.stranger.get(path).status_code for path in ["/health", "/ready"] * 10} == {200}


# Failed logins


def test_who_guesses_keys_is_slowed_down_without_asking_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(failed_logins_a_minute=3)
    assert [guess(world, f"rk_guess-{number}").status_code for number in range(3)] == [401] * 3
    monkeypatch.setattr(world.store, "is_down", True)
    refused = guess(world, "rk_another")
    assert_problem(refused, 429, "too-many-failed-logins")
    assert int(refused.headers["retry-after"]) == 20


@pytest.mark.parametrize("key", [None, "not-a-key", "rk_mistyped"])
def test_every_way_to_have_no_valid_key_counts(key: str | None) -> None:
    world = World(failed_logins_a_minute=2)
    stranger = ApiClient(world.app, key)
    assert [stranger.get("/api/receipts").status_code for _ in range(3)] == [401, 401, 429]


def test_a_key_that_was_good_is_not_slowed_down_by_who_guesses_from_the_same_address() -> None:
    """An office has one address, and so has the load balancer if nobody says that it is one."""
    world = World(failed_logins_a_minute=1)
    assert world.api.get("/api/receipts").status_code == 200
    for _ in range(5):
        guess(world)
    assert world.api.get("/api/receipts").status_code == 200
    assert guess(world).status_code == 429


def test_a_valid_key_that_is_new_here_is_let_in_when_the_guessing_stops() -> None:
    world = World(failed_logins_a_minute=1)
    guess(world)
    assert world.api.get("/api/receipts").status_code == 429
    later(world, 60)
    assert world.api.get("/api/receipts").status_code == 200


def test_a_key_that_is_revoked_is_a_guess_like_any_other() -> None:
    world = World(failed_logins_a_minute=2)
    world.api.get("/api/receipts")
    world.store.tenants_by_key.clear()
    assert [world.api.get("/api/receipts").status_code for _ in range(3)] == [401, 401, 429]


# Memory


def test_what_is_remembered_has_an_end_and_keeps_who_calls_most() -> None:
    buckets = TokenBuckets(a_minute=1, now=lambda: 0.0, most=100)
    buckets.take("busy")
    for number in range(1000):
        buckets.take(f"stranger {number}")
        assert buckets.take("busy") > 0
    assert len(buckets) == 100


def test_a_clock_that_is_set_back_gives_and_takes_nothing() -> None:
    now = [1000.0]
    buckets = TokenBuckets(a_minute=2, now=lambda: now[0])
    buckets.take("key")
    now[0] = 0.0
    assert [buckets.take("key") > 0 for _ in range(2)] == [False, True]
