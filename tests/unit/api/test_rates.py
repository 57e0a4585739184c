"""One key that calls without end slows down itself and nobody else."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from receipts.domain.api_key import fingerprint_of, hash_of
from receipts_api.rates import TokenBuckets
from tests.unit.api.client import ApiClient, Stream
from tests.unit.api.conftest import KEY, TENANT, World, announcement, assert_problem, watched
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


def test_who_guesses_keys_is_told_when_to_come_back() -> None:
    world = World(failed_logins_a_minute=3)
    assert [guess(world, f"rk_guess-{number}").status_code for number in range(3)] == [401] * 3
    refused = guess(world, "rk_another")
    assert_problem(refused, 429, "too-many-failed-logins")
    assert int(refused.headers["retry-after"]) == 20


def test_however_many_keys_are_guessed_the_database_is_hardly_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(failed_logins_a_minute=3)
    keys = watched(monkeypatch, world.store, "holder_of_key")
    fingerprints = watched(monkeypatch, world.store, "key_fingerprints")
    for number in range(100):
        guess(world, f"rk_guess-{number}")
    assert (len(keys), len(fingerprints)) == (3, 1)
    later(world, 10)
    guess(world)  # one more is allowed each 20 seconds, not yet
    assert (len(keys), len(fingerprints)) == (3, 2)


def test_a_crowd_that_guesses_at_the_same_moment_asks_the_database_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(failed_logins_a_minute=1)
    guess(world)
    fingerprints = watched(monkeypatch, world.store, "key_fingerprints")

    async def crowd() -> set[int]:
        async with ApiClient(world.app, "rk_guessed").at_once() as client:
            answers = await asyncio.gather(*(client.get("/api/receipts") for _ in range(50)))
        return {answer.status_code for answer in answers}

    assert asyncio.run(crowd()) == {429}
    assert len(fingerprints) == 1


def test_who_guesses_while_the_database_is_down_waits_for_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(failed_logins_a_minute=1)
    guess(world)
    fingerprints = watched(monkeypatch, world.store, "key_fingerprints")
    monkeypatch.setattr(world.store, "is_down", True)
    assert {guess(world).status_code for _ in range(20)} == {503}
    assert len(fingerprints) == 1


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


def test_a_valid_key_is_let_in_on_a_task_that_knows_nobody_yet_beside_who_guesses() -> None:
    world = World(failed_logins_a_minute=1)
    assert [guess(world, f"rk_guess-{number}").status_code for number in range(3)] == [401, 429, 429]
    assert world.api.get("/api/receipts").status_code == 200
    assert world.attacker.get("/api/receipts").status_code == 200
    assert guess(world).status_code == 429


def test_a_key_that_is_made_while_others_guess_is_let_in_ten_seconds_later() -> None:
    world = World(failed_logins_a_minute=1)
    world.store.tenants_by_key.clear()
    assert [guess(world).status_code for _ in range(2)] == [401, 429]
    world.store.tenants_by_key[hash_of(KEY)] = TENANT
    assert world.api.get("/api/receipts").status_code == 429
    later(world, 10)
    assert world.api.get("/api/receipts").status_code == 200


def test_a_key_that_is_revoked_is_a_guess_like_any_other() -> None:
    world = World(failed_logins_a_minute=2)
    world.api.get("/api/receipts")
    world.store.tenants_by_key.clear()
    later(world, 10)
    assert [world.api.get("/api/receipts").status_code for _ in range(3)] == [401, 401, 429]


def test_a_guess_that_looks_like_a_key_is_none_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who had the luck of one in millions is told no more than before, and it counts."""
    world = World(failed_logins_a_minute=2)
    alike = frozenset({fingerprint_of(hash_of("rk_guessed"))})
    monkeypatch.setattr(world.store, "key_fingerprints", lambda: alike)
    assert [guess(world).status_code for _ in range(4)] == [401] * 4
    assert guess(world, "rk_another").status_code == 429


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
