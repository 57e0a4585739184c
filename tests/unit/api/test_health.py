import asyncio
import threading

import httpx
import pytest

from receipts.errors import StorageUnavailableError
from receipts_api.routes import health
from tests.unit.api.conftest import World, assert_problem


def test_a_process_is_alive_though_everything_else_is_down(world: World) -> None:
    world.store.is_down = world.objects.is_down = world.queue.is_down = True
    response = world.stranger.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_it_is_ready_when_everything_answers(world: World) -> None:
    response = world.stranger.get("/ready")
    assert response.status_code == 200
    assert response.json() == {"database": "ok", "bucket": "ok", "queue": "ok"}


def test_what_is_down_is_named_and_what_is_up_is_not(world: World) -> None:
    world.store.is_down = world.queue.is_down = True
    response = world.stranger.get("/ready")
    assert_problem(response, 503, "not-ready")
    assert "database, queue" in response.json()["detail"]
    assert "bucket" not in response.json()["detail"]


@pytest.mark.parametrize("part", ["store", "objects", "queue"])
def test_a_part_that_cannot_even_be_asked_is_named(
    world: World, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    """Whatever it raises: an address that cannot be reached, or a fault of ours."""

    def stumble() -> bool:
        raise ValueError("invalid endpoint")

    monkeypatch.setattr(getattr(world, part), "is_ready", stumble)
    assert_problem(world.stranger.get("/ready"), 503, "not-ready")


def test_a_part_that_hangs_does_not_hold_the_answer_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who waits for this part long enough hears that it is ready."""
    release = threading.Event()
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(world.store, "is_ready", lambda: release.wait(60) or True)
    try:
        response = world.stranger.get("/ready")
    finally:
        release.set()
    assert_problem(response, 503, "not-ready")
    assert "database" in response.json()["detail"]


def test_a_store_that_hangs_is_asked_once_however_many_ask(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address is public: each caller would otherwise leave a hanging thread and a connection behind."""
    release, asked = threading.Event(), []

    def hangs() -> bool:
        asked.append(threading.get_ident())
        return release.wait(60)

    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(world.store, "is_ready", hangs)
    try:
        for _ in range(20):
            assert_problem(world.stranger.get("/ready"), 503, "not-ready")
        assert len(asked) == 1
    finally:
        release.set()


def test_a_store_that_answers_again_is_ready_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    with monkeypatch.context() as hanging:
        hanging.setattr(health, "PATIENCE_SECONDS", 0.05)
        hanging.setattr(world.store, "is_ready", lambda: release.wait(60))
        assert_problem(world.stranger.get("/ready"), 503, "not-ready")
    release.set()
    assert world.stranger.get("/ready").status_code == 200


@pytest.mark.parametrize("path", ["/health", "/ready"])
def test_callers_that_all_hang_do_not_keep_the_load_balancer_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """A hundred requests wait for the store, more than there are threads for callers."""
    release, hanging = threading.Event(), threading.Semaphore(0)

    def hangs(*_: object, **__: object) -> None:
        hanging.release()
        release.wait(60)
        raise StorageUnavailableError("the database does not answer")

    async def ask() -> httpx.Response:
        async with world.api.at_once() as api, asyncio.TaskGroup() as tasks:
            for _ in range(100):
                tasks.create_task(api.get("/api/receipts"))
            while hanging._value < 40:
                await asyncio.sleep(0)
            try:
                return await asyncio.wait_for(api.get(path), 60)
            finally:
                release.set()

    monkeypatch.setattr(world.store, "holder_of_key", hangs)
    assert asyncio.run(ask()).status_code == 200


def test_the_parts_are_asked_at_the_same_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(3, timeout=30)

    def meets_the_others() -> bool:
        together.wait()
        return True

    monkeypatch.setattr(health, "PATIENCE_SECONDS", 60)
    for part in (world.store, world.objects, world.queue):
        monkeypatch.setattr(part, "is_ready", meets_the_others)
    assert world.stranger.get("/ready").status_code == 200
