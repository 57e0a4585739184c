"""Photos that come faster than they can be kept: whoever looks goes on, and whoever sends is told when."""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

import httpx
import pytest
from anyio.to_thread import current_default_thread_limiter
from starlette.formparsers import MultiPartParser

from receipts.domain.api_key import hash_of
from receipts.domain.record import StoredObject
from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import TENANT, World, assert_problem
from tests.unit.api.test_sending import MULTIPART, PART_END, PART_HEAD


class SlowBucket:
    """Takes photos, and finishes none until it is released."""

    def __init__(self, world: World) -> None:
        self.reached = threading.Semaphore(0)
        self.release = threading.Event()
        self._keep = world.objects.put

    def put(self, photo: StoredObject, body: BinaryIO, *, anew: bool = False) -> StoredObject:
        self.reached.release()
        assert self.release.wait(60)
        return self._keep(photo, body, anew=anew)

    async def busy(self, with_photos: int) -> None:
        while self.reached._value < with_photos:
            await asyncio.sleep(0)


def slow_bucket_of(world: World) -> SlowBucket:
    bucket = SlowBucket(world)
    world.objects.put = bucket.put  # type: ignore[method-assign]
    return bucket


def sending(api: httpx.AsyncClient, count: int) -> list[asyncio.Task[httpx.Response]]:
    return [
        asyncio.create_task(api.post("/api/receipts", files={"file": ("a.jpg", f"photo {number}".encode())}))
        for number in range(count)
    ]


async def answered(tasks: list[asyncio.Task[httpx.Response]]) -> list[httpx.Response]:
    async with asyncio.timeout(30):
        return await asyncio.gather(*tasks)


def test_fifty_waiting_uploads_do_not_stop_somebody_who_looks() -> None:
    world = World(uploads_at_once_of_a_tenant=50)
    bucket = slow_bucket_of(world)

    async def look() -> tuple[httpx.Response, list[httpx.Response]]:
        async with world.api.at_once() as api:
            uploads = sending(api, 50)
            await bucket.busy(with_photos=16)
            try:
                seen = await asyncio.wait_for(api.get("/api/receipts"), 10)
            finally:
                bucket.release.set()
            return seen, await answered(uploads)

    seen, uploads = asyncio.run(look())
    assert seen.status_code == 200
    assert {upload.status_code for upload in uploads} == {202}
    assert len(world.store.receipts) == len(world.objects.bodies) == 50


def test_photos_that_wait_take_none_of_the_threads_of_those_who_look() -> None:
    """However few these are."""
    world = World(upload_threads=4)
    bucket = slow_bucket_of(world)

    async def look() -> tuple[httpx.Response, list[httpx.Response]]:
        current_default_thread_limiter().total_tokens = 2
        async with world.api.at_once() as api:
            uploads = sending(api, 4)
            try:
                await asyncio.wait_for(bucket.busy(with_photos=4), 10)
                seen = await asyncio.wait_for(api.get("/api/receipts"), 10)
            finally:
                bucket.release.set()
            return seen, await answered(uploads)

    seen, uploads = asyncio.run(look())
    assert [seen.status_code, *(upload.status_code for upload in uploads)] == [200] + [202] * 4


def test_who_finds_no_place_is_told_when_to_come_back_instead_of_waiting() -> None:
    world = World(uploads_at_once=4, uploads_at_once_of_a_tenant=4, upload_threads=4)
    bucket = slow_bucket_of(world)

    async def send() -> tuple[httpx.Response, list[httpx.Response]]:
        async with world.api.at_once() as ours, world.attacker.at_once() as theirs:
            uploads = sending(ours, 4)
            await bucket.busy(with_photos=4)
            [late] = sending(theirs, 1)
            refused = await asyncio.wait_for(late, 10)
            bucket.release.set()
            return refused, await answered(uploads)

    refused, uploads = asyncio.run(send())
    assert_problem(refused, 503, "uploads-busy")
    assert int(refused.headers["retry-after"]) > 0
    assert [upload.status_code for upload in uploads] == [202] * 4
    assert world.attacker.send(b"again").status_code == 202


def test_one_tenant_leaves_places_for_the_others() -> None:
    world = World(uploads_at_once=4, uploads_at_once_of_a_tenant=2, upload_threads=4)
    bucket = slow_bucket_of(world)

    async def send() -> tuple[list[httpx.Response], httpx.Response]:
        async with world.attacker.at_once() as greedy, world.api.at_once() as modest:
            greedy_uploads = sending(greedy, 10)
            await bucket.busy(with_photos=2)
            [photo] = sending(modest, 1)
            await bucket.busy(with_photos=3)
            bucket.release.set()
            return await answered(greedy_uploads), await photo

    greedy, modest = asyncio.run(send())
    assert modest.status_code == 202
    assert sorted(answer.status_code for answer in greedy) == [202] * 2 + [429] * 8
    refused = next(answer for answer in greedy if answer.status_code == 429)
    assert_problem(refused, 429, "too-many-uploads")
    assert int(refused.headers["retry-after"]) > 0


def test_as_it_is_set_a_tenant_keeps_twelve_photos_coming_and_another_one_more() -> None:
    world = World()
    bucket = slow_bucket_of(world)

    async def send() -> tuple[list[httpx.Response], httpx.Response]:
        async with world.attacker.at_once() as greedy, world.api.at_once() as modest:
            uploads = sending(greedy, 12)
            await bucket.busy(with_photos=12)
            [thirteenth], [photo] = sending(greedy, 1), sending(modest, 1)
            assert_problem(await asyncio.wait_for(thirteenth, 10), 429, "too-many-uploads")
            await bucket.busy(with_photos=13)
            bucket.release.set()
            return await answered(uploads), await photo

    greedy_answers, modest_answer = asyncio.run(send())
    assert [answer.status_code for answer in (*greedy_answers, modest_answer)] == [202] * 13


def test_a_place_is_free_again_whatever_became_of_the_photo() -> None:
    world = World(uploads_at_once=1, uploads_at_once_of_a_tenant=1)
    for _ in range(3):
        assert world.api.send(b"a", content_type="image/gif").status_code == 415
        assert world.api.post("/api/receipts", MULTIPART, content=b"no form").status_code in {400, 422}
    assert world.api.send(b"a photo").status_code == 202


class FullDisk:
    """/dev/full, where the kernel itself says that no space is left, in place of each spool file."""

    def __init__(self) -> None:
        self.opened: list[IO[bytes]] = []

    def open(self, **_: object) -> IO[bytes]:
        self.opened.append(Path("/dev/full").open("w+b", buffering=0))  # noqa: SIM115 - the spool closes it
        return self.opened[-1]


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[FullDisk]:
    disk = FullDisk()
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024)
    monkeypatch.setattr(tempfile, "TemporaryFile", disk.open)
    yield disk
    for file in disk.opened:
        file.close()


def test_a_full_disk_asks_the_sender_to_come_back_and_keeps_nothing(
    world: World, full_disk: FullDisk
) -> None:
    response = world.api.send(b"x" * 100_000)
    assert_problem(response, 503, "disk-full")
    assert int(response.headers["retry-after"]) > 0
    assert (world.store.receipts, world.objects.bodies, world.queue.sent) == ({}, {}, [])
    assert full_disk.opened
    assert all(file.closed for file in full_disk.opened)


def test_a_disk_that_fills_up_in_the_middle_of_a_photo_is_no_different(
    world: World, full_disk: FullDisk
) -> None:
    chunks = [PART_HEAD, b"x" * 1024, *[b"x" * 900] * 10, PART_END]
    assert_problem(world.api.post("/api/receipts", MULTIPART, content=b"".join(chunks)), 503, "disk-full")
    assert all(file.closed for file in full_disk.opened)


def test_a_small_photo_needs_no_disk(world: World, full_disk: FullDisk) -> None:
    assert world.api.send(b"x" * 1000).status_code == 202
    assert full_disk.opened == []


def test_a_broken_disk_is_a_bug_report_and_no_promise(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(world.store, "find_by_sha256", breaks)
    assert_problem(world.api.send(b"a photo"), 500, "internal-error")


def test_the_second_key_of_a_tenant_brings_no_more_places() -> None:
    world = World(uploads_at_once=4, uploads_at_once_of_a_tenant=1, upload_threads=4)
    world.store.tenants_by_key[hash_of("rk_second")] = TENANT
    bucket = slow_bucket_of(world)

    async def send() -> httpx.Response:
        second_key = ApiClient(world.app, "rk_second")
        async with world.api.at_once() as one, second_key.at_once() as two:
            uploads = sending(one, 1)
            await bucket.busy(with_photos=1)
            [second] = sending(two, 1)
            try:
                return await asyncio.wait_for(second, 10)
            finally:
                bucket.release.set()
                await answered(uploads)

    assert_problem(asyncio.run(send()), 429, "too-many-uploads")
