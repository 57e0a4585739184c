"""An auditor gets the photos of a month in one file, and sees which are not in it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import httpx
import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Merchant, Reading
from receipts.errors import StorageUnavailableError
from receipts_api.exports.zip_file import zip_chunks
from receipts_api.routes import exports
from tests.fixtures.makers import KST, a_reading
from tests.unit.api.conftest import World, assert_problem


def approved(world: World, photo: bytes, reading: Reading | None = None) -> UUID:
    receipt_id = world.read(reading or a_reading(), photo)
    world.becomes(receipt_id, Status.APPROVED)
    return UUID(receipt_id)


def opened(response: httpx.Response) -> zipfile.ZipFile:
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.testzip() is None
    return archive


def index_of(archive: zipfile.ZipFile) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def test_the_photos_of_a_month_come_in_one_file_with_an_index(world: World) -> None:
    reading = a_reading(issued_at=datetime(2026, 10, 5, 12, 3, tzinfo=KST))
    first = approved(world, b"a photo of lunch", reading)
    approved(world, b"a photo of november", a_reading(issued_at=datetime(2026, 11, 5, tzinfo=KST)))
    answer = world.api.get("/api/exports/photos.zip?issued_from=2026-10-01&issued_until=2026-10-31")
    archive = opened(answer)
    name = "0001_2026-10-05_도토리다방_2500.jpg"
    assert archive.namelist() == [name, "index.csv"]
    assert archive.read(name) == b"a photo of lunch"
    (row,) = index_of(archive)
    assert (row["번호"], row["파일"], row["사진"], row["영수증 ID"]) == ("1", name, "있음", str(first))
    assert row["SHA-256"] == world.store.receipts[first].photo.sha256
    disposition = answer.headers["content-disposition"]
    assert disposition == 'attachment; filename="photos_2026-10-01_2026-10-31.zip"'


def test_a_photo_in_the_archive_is_listed_as_such_and_not_asked_back(world: World) -> None:
    old, gone = approved(world, b"old"), approved(world, b"gone")
    world.objects.archived.add(world.store.receipts[old].photo.key)
    del world.objects.bodies[world.store.receipts[gone].photo.key]
    archive = opened(world.api.get("/api/exports/photos.zip"))
    assert archive.namelist() == ["index.csv"]
    told = {row["영수증 ID"]: (row["사진"], row["파일"]) for row in index_of(archive)}
    assert told == {str(old): ("보관소에 있어 꺼내야 함", ""), str(gone): ("없음", "")}


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a/b\\c:d*?", "CON", " .hidden", "=1+1", "가" * 300, ""]
)
def test_no_name_leads_out_of_the_folder_or_is_run(world: World, name: str) -> None:
    approved(world, b"1", a_reading(merchant=Merchant(name)))
    photo, index = opened(world.api.get("/api/exports/photos.zip")).namelist()
    assert index == "index.csv"
    assert photo.startswith("0001_")
    assert len(photo.encode()) < 200
    assert not set(photo) & set('/\\:*?"<>|=')


def test_what_a_spreadsheet_would_run_stays_text_in_the_index(world: World) -> None:
    approved(world, b"1", a_reading(merchant=Merchant("=1+1")))
    (row,) = index_of(opened(world.api.get("/api/exports/photos.zip")))
    assert row["거래처"] == "'=1+1"


def test_nobody_gets_another_s_photos(world: World) -> None:
    approved(world, b"1")
    assert opened(world.attacker.get("/api/exports/photos.zip")).namelist() == ["index.csv"]
    assert_problem(world.stranger.get("/api/exports/photos.zip"), 401, "unauthorized")


def test_more_than_one_archive_holds_is_refused_before_the_first_is_fetched(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "MOST_IN_AN_ARCHIVE", 1)
    for photo in (b"1", b"2"):
        approved(world, photo)
    assert_problem(world.api.get("/api/exports/photos.zip"), 422, "too-many-photos")


def test_a_bucket_that_fails_on_the_way_leaves_no_file_that_looks_whole(world: World) -> None:
    for photo in (b"1" * 100, b"2" * 100):
        approved(world, photo)
    dependencies = world.app.state.dependencies
    export = dependencies.export_photos(UUID(int=1), exports.ExportQuery().selection(), originals=True)
    chunks = zip_chunks(export.photos())
    sent = next(chunks)
    world.objects.is_down = True
    with pytest.raises(StorageUnavailableError):
        list(chunks)
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(sent))


def test_no_photo_is_ever_held_as_a_whole() -> None:
    """What is fetched is sent before more is fetched."""
    fetched = 0

    def content() -> Iterator[bytes]:
        nonlocal fetched
        for _ in range(100):
            fetched += 1
            yield b"x" * 10_000

    sent = 0
    for chunk in zip_chunks([("a.jpg", content())]):
        sent += len(chunk)
        assert fetched * 10_000 - sent < 70_000
    assert sent > 1_000_000
