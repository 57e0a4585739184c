"""What people read on the page when something is not there or went wrong; programs read documents."""

import re

import pytest

from receipts_api.page import month_routes
from tests.unit.api.browser import SECRET, Browser
from tests.unit.api.conftest import World

SEEN = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
NOWHERE = ["/nowhere", "/receipts/00000000-0000-0000-0000-000000000009", "/receipts/x", "/sign-out"]


@pytest.fixture
def world() -> World:
    return World(page_secret=SECRET)


@pytest.mark.parametrize("path", NOWHERE)
def test_an_address_that_leads_nowhere_is_a_page_with_a_way_back(world: World, path: str) -> None:
    answer = Browser(world).get(path, **SEEN)
    assert answer.status_code in {400, 404}
    assert answer.headers["content-type"].startswith("text/html")
    assert 'href="/">받은함으로' in answer.text
    assert "`" not in answer.text
    assert "김경리" in answer.text


def test_a_program_reads_a_document_as_ever(world: World) -> None:
    assert world.api.get("/nowhere").headers["content-type"] == "application/problem+json"
    assert world.api.get("/api/nowhere", SEEN).headers["content-type"] == "application/problem+json"


def broken(*_: object) -> None:
    raise ZeroDivisionError("4111-1111-1111-1111")


def test_what_broke_is_told_with_the_number_that_the_log_has(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(month_routes, "first_and_last", broken)
    answer = Browser(world).get("/month/2026-04", **SEEN)
    assert answer.status_code == 500
    number = re.search(r"<code>([^<]+)</code>", answer.text)
    assert number
    assert number[1] == answer.headers["x-request-id"]
    assert "ZeroDivision" not in answer.text
    assert "4111" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_part_of_the_page_tells_it_as_a_message(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(month_routes, "first_and_last", broken)
    answer = Browser(world).get("/month/2026-04", **{"HX-Request": "true"})
    assert (answer.status_code, answer.text.startswith('<p class="trouble">')) == (500, True)
    assert "/sign-in" not in answer.text


def test_who_asks_too_often_is_told_how_long_to_wait() -> None:
    person = Browser(World(page_secret=SECRET, requests_a_minute=1))
    answers = [person.get("/?tab=done", **SEEN) for _ in range(20)]
    refused = next(it for it in answers if it.status_code == 429)
    assert re.search(r"\d+초 뒤에 다시", refused.text)
    assert "API" not in refused.text
