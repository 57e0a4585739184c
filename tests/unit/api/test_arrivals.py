"""What was just dropped in the inbox, and until when it will have been read; and the month by department."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.annotations import Annotations
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Engine
from receipts.domain.zones import KOREA
from receipts_api.page.session import COOKIE
from tests.fixtures.makers import a_reading
from tests.unit.api.browser import OURS, SECRET, Browser
from tests.unit.api.conftest import OTHER_KEY, World, announcement


@pytest.fixture
def world() -> World:
    return World(page_secret=SECRET)


def asked(person: Browser, path: str, body: Any = None) -> Any:  # noqa: ANN401 - JSON
    headers = {**OURS, "Cookie": f"{COOKIE}={person.cookies[COOKIE]}", "Accept": "application/json"}
    return person.client.post(path, headers, json=body)


def dropped(world: World, person: Browser, photos: int) -> list[UUID]:
    batch = asked(person, "/batches").json()
    ids = []
    for number in range(photos):
        sent = announcement(f"photo {number}".encode()) | batch
        ids.append(UUID(asked(person, "/uploads", sent).json()["receipt"]["id"]))
    for one in ids:
        world.becomes(str(one), Status.QUEUED)
    return ids


def test_a_drop_is_told_with_what_is_left_of_it_and_when_it_will_be_done(world: World) -> None:
    measured = replace(a_reading(), engine=Engine("embedded", "1", 60.0))
    world.read(measured, b"read before")
    person = Browser(world)
    first, *_ = dropped(world, person, 3)
    empty = person.get("/").text
    assert "방금 올린 3장" in empty
    assert "올린 사진을 판독하고 있습니다" in empty
    world.becomes(str(first), Status.PARSED)
    html = person.get("/").text
    assert "2장 판독 중" in html
    finish = (world.clock.now() + timedelta(seconds=60)).astimezone(KOREA)
    assert f"예상 완료 {finish:%H:%M}" in html


def test_once_all_is_read_or_where_nothing_was_measured_nothing_is_promised(world: World) -> None:
    person = Browser(world)
    ids = dropped(world, person, 2)
    assert "예상 완료" not in person.get("/").text
    for one in ids:
        world.becomes(str(one), Status.PARSED)
    assert "방금 올린" not in person.get("/").text


def test_nobody_drops_into_a_batch_of_others_or_hears_of_it(world: World) -> None:
    batch = asked(Browser(world), "/batches").json()
    dropped(world, Browser(world), 1)
    attacker = Browser(world, key=OTHER_KEY)
    assert asked(attacker, "/uploads", announcement(b"theirs") | batch).status_code == 404
    assert "방금 올린" not in attacker.get("/").text


def test_a_month_without_receipts_leads_to_the_latest_that_has_some(world: World) -> None:
    person = Browser(world)
    assert 'class="button" href="/month/' not in person.get("/month/2026-11").text
    world.read(a_reading())
    assert 'href="/month/2022-11">최근 영수증이 있는 2022년 11월 보기' in person.get("/month/2026-11").text


def test_the_month_is_shown_by_department(world: World) -> None:
    for number, department in enumerate(("영업팀", "영업팀", None)):
        receipt_id = UUID(world.read(a_reading(), f"photo {number}".encode()))
        known = world.store.receipts[receipt_id]
        world.store.receipts[receipt_id] = replace(known, annotations=Annotations(department=department))
    html = Browser(world).get("/month/2022-11").text
    chart = " ".join(re.sub(r"<[^>]+>", " ", html[html.index("부서별") :]).split())
    assert "영업팀 5,000원 2건" in chart
    assert "부서 없음 2,500원 1건" in chart
