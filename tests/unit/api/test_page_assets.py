"""What the page's scripts get: slots for photos, and files that browsers keep."""

import re

import pytest

from receipts_api.page.session import COOKIE
from tests.fixtures.makers import a_reading
from tests.unit.api.browser import OURS, SECRET, Browser
from tests.unit.api.conftest import World, announcement


@pytest.fixture
def world() -> World:
    return World(page_secret=SECRET)


class TestUploads:
    def test_the_browser_gets_a_slot_as_an_app_does(self, world: World) -> None:
        person = Browser(world)
        headers = {**OURS, "Cookie": f"{COOKIE}={person.cookies[COOKIE]}"}
        answer = person.client.post("/uploads", headers, json=announcement())
        assert answer.status_code == 200
        assert answer.json()["upload"]["url"].startswith("https://bucket.test/")

    def test_a_script_is_told_a_problem_it_can_read(self, world: World) -> None:
        person = Browser(world)
        headers = {**OURS, "Cookie": f"{COOKIE}={person.cookies[COOKIE]}", "Accept": "application/json"}
        answer = person.client.post("/uploads", headers, json=announcement(content_type="text/html"))
        assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-type")


def test_assets_are_kept_for_as_long_as_they_do_not_change(world: World) -> None:
    person = Browser(world, key=None)
    html = person.get("/sign-in").text
    addresses = re.findall(r'(?:src|href)="(/assets/[^"]+)"', html)
    assert len(addresses) >= 4
    for address in addresses:
        answer = person.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    assert person.get("/assets/000000000000/page.css").status_code == 404
    assert person.get(addresses[0].rpartition("/")[0] + "/../session.py").status_code == 404


def test_what_a_first_visit_loads_is_small(world: World) -> None:
    """Without photos, and nothing is compressed."""
    person = Browser(world)
    for number in range(50):
        world.read(a_reading(), str(number).encode())
    html = person.get("/?tab=ready")
    assets = set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', html.text))
    review = person.get(f"/receipts/{world.read(a_reading(), b'x')}").text
    assets |= set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', review))
    whole = len(html.content) + sum(len(person.get(address).content) for address in assets)
    assert whole < 300_000
