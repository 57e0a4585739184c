"""Who sees a photo as it came, and who with its numbers covered; tried by who wants more than that."""

import io
import zipfile
from uuid import UUID

import pytest

from receipts.domain.api_key import hash_of
from receipts.domain.life_cycle import Status
from tests.fixtures.makers import a_reading
from tests.unit.api.browser import SECRET, Browser
from tests.unit.api.conftest import KEY, TENANT, World, assert_problem

COVERED, ORIGINAL = b"a page, covered", b"a photo with 4111-1111-1111-1111"


def world_of(person: str | None, originals_for: str = "") -> World:
    """A tenant whose key belongs to this person; None: to a system."""
    world = World(page_secret=SECRET, originals_for=originals_for)
    if person:
        world.store.persons_by_key[hash_of(KEY)] = person
    return world


def shown_receipt(world: World) -> str:
    receipt_id = world.read(a_reading(), ORIGINAL)
    for page in (1, 2):
        world.objects.bodies[f"renditions/{TENANT}/{receipt_id}/{page}"] = COVERED
    world.becomes(receipt_id, Status.APPROVED)
    return receipt_id


def archive(world: World) -> zipfile.ZipFile:
    answer = world.api.get("/api/exports/photos.zip")
    assert answer.status_code == 200, answer.text
    return zipfile.ZipFile(io.BytesIO(answer.content))


def test_a_persons_key_opens_no_original_by_any_way_there_is() -> None:
    world = world_of("김경리")
    receipt_id = shown_receipt(world)
    assert_problem(world.api.get(f"/api/receipts/{receipt_id}/image"), 403, "original-not-allowed")
    browser = Browser(world)
    assert browser.get(f"/receipts/{receipt_id}/photo").status_code == 403
    found = archive(world)
    assert [name for name in found.namelist() if found.read(name) == ORIGINAL] == []
    address = world.api.get(f"/api/receipts/{receipt_id}").text + browser.get(f"/receipts/{receipt_id}").text
    key = world.store.receipts[UUID(receipt_id)].photo.key
    assert key not in address
    assert f"/receipts/{receipt_id}/photo" not in address  # nor is it offered


def test_nobody_becomes_somebody_else_by_the_name_typed_at_the_door() -> None:
    world = world_of("김경리", originals_for="감사팀")
    receipt_id = shown_receipt(world)
    assert Browser(world, person="감사팀").get(f"/receipts/{receipt_id}/photo").status_code == 403


def test_a_session_is_no_key_of_the_api() -> None:
    world = world_of(None)
    receipt_id, browser = shown_receipt(world), Browser(world)
    assert_problem(browser.get(f"/api/receipts/{receipt_id}/image"), 401, "unauthorized")


@pytest.mark.parametrize("allowed", [world_of(None), world_of("감사팀", "박과장, 감사팀")])
def test_systems_and_the_people_whom_the_operator_names_see_originals(allowed: World) -> None:
    receipt_id = shown_receipt(allowed)
    key = allowed.store.receipts[UUID(receipt_id)].photo.key
    answer = allowed.api.get(f"/api/receipts/{receipt_id}/image")
    assert (answer.status_code, key in answer.headers["location"]) == (307, True)
    browser = Browser(allowed)
    assert key in browser.get(f"/receipts/{receipt_id}/photo").headers["location"]
    assert f"/receipts/{receipt_id}/photo" in browser.get(f"/receipts/{receipt_id}").text


@pytest.mark.parametrize("person", [None, "김경리"])
def test_everybody_sees_the_pages_with_their_numbers_covered(person: str | None) -> None:
    world = world_of(person)
    receipt_id = shown_receipt(world)
    wanted = f"https://bucket.test/renditions/{TENANT}/{receipt_id}/2"
    assert world.api.get(f"/api/receipts/{receipt_id}/pages/2").headers["location"].startswith(wanted)
    assert Browser(world).get(f"/receipts/{receipt_id}/pages/2").headers["location"].startswith(wanted)


def test_a_page_that_could_not_be_made_is_told_and_one_that_cannot_be_is_refused() -> None:
    world = world_of("김경리")
    receipt_id = shown_receipt(world)
    assert_problem(world.api.get(f"/api/receipts/{receipt_id}/pages/3"), 404, "page-not-found")
    for nonsense in ("0", "11", "../1", "1%2f2"):
        assert world.api.get(f"/api/receipts/{receipt_id}/pages/{nonsense}").status_code in {404, 422}


def test_an_archive_of_covered_pages_says_that_they_are_covered() -> None:
    world = world_of("김경리")
    shown_receipt(world)
    missing = world.read(a_reading(), b"read before there were pages")
    world.becomes(missing, Status.APPROVED)
    found = archive(world)
    *pages, index = found.namelist()
    assert [found.read(page) for page in pages] == [COVERED, COVERED]
    assert [page.partition("_")[0] for page in pages] == ["0001-1", "0001-2"]
    told = found.read(index).decode("utf-8-sig").splitlines()
    assert "번호를 가린 사진" in told[1]
    assert ",없음," in told[2]
