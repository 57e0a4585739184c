"""Whoever pages through one thing with the cursor of another is told so, and does not take an empty page for
the end: lists, batches, histories, a shop's receipts, rereadings; one's own and other people's.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

import httpx
import pytest

from receipts.domain.business_number import BusinessNumber
from receipts.domain.receipt import FieldEvidence
from receipts_api.cursors import of_rereading, of_shop
from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import TENANT, World, announcement, assert_problem
from tests.unit.api.test_corrections import BOX, READING, patched

SHOP: Final = "902-45-00731"
OTHER_SHOP: Final = "120-81-47521"


class Paged:
    """Two receipts with histories, three batches, a shop with receipts that wait, and a rereading."""

    def __init__(self, world: World) -> None:
        self.world = world
        number = FieldEvidence(0.98, 1, BOX, SHOP)
        in_doubt = replace(
            READING, issued_at=None, fields=READING.fields | {"merchant.business_number": number}
        )
        self.first, self.second = (world.read(in_doubt, photo) for photo in (b"first", b"second"))
        for receipt_id in (self.first, self.second):
            for name in ("한빛식당", "참나무다방", "보리밭"):
                patched(world, receipt_id, merchant={"name": name})
        for number_of_batch in range(3):
            world.clock.pass_time(timedelta(seconds=1))
            world.api.post("/api/batches", json={"photos": [announcement(f"{number_of_batch}".encode())]})
        self.rereading = world.api.post("/api/rereadings", json={"run": True}).json()["rereading_id"]
        self.another_rereading = world.api.post("/api/rereadings", json={"run": True}).json()["rereading_id"]

    def at(self, place: str, cursor: str | None, api: ApiClient | None = None) -> httpx.Response:
        return PLACES[place](self, api or self.world.api, cursor)

    def cursor(self, place: str) -> str:
        first = UUID(self.first)
        match place:  # these two have pages of hundreds
            case "rereading":
                return of_rereading(TENANT, UUID(self.rereading)).encode(first) or ""
            case "shop":
                return of_shop(TENANT, BusinessNumber(SHOP.replace("-", ""))).encode(first) or ""
        answer = self.at(place, None).json()
        return str(answer["next_cursor"])


def _get(address: str, name: str = "cursor") -> Callable[[Paged, ApiClient, str | None], httpx.Response]:
    def ask(paged: Paged, api: ApiClient, cursor: str | None) -> httpx.Response:
        place = httpx.URL(address.format(paged=paged))
        return api.get(str(place if cursor is None else place.copy_set_param(name, cursor)))

    return ask


def _post(address: str) -> Callable[[Paged, ApiClient, str | None], httpx.Response]:
    return lambda _paged, api, cursor: api.post(address, json={"after": cursor} if cursor is not None else {})


PLACES: Final[Mapping[str, Callable[[Paged, ApiClient, str | None], httpx.Response]]] = {
    "receipts": _get("/api/receipts?limit=1"),
    "failed receipts": _get("/api/receipts?limit=1&status=failed"),
    "batches": _get("/api/batches?limit=1"),
    "history": _get("/api/receipts/{paged.first}/corrections?limit=1"),
    "another history": _get("/api/receipts/{paged.second}/corrections?limit=1"),
    "shop": _post(f"/api/merchants/{SHOP}/reconsider"),
    "another shop": _post(f"/api/merchants/{OTHER_SHOP}/reconsider"),
    "rereading": _get("/api/rereadings/{paged.rereading}", "after"),
    "another rereading": _get("/api/rereadings/{paged.another_rereading}", "after"),
}
HAVE_PAGES: Final = ("receipts", "batches", "history", "shop", "rereading")


@pytest.fixture
def paged(world: World) -> Paged:
    return Paged(world)


@pytest.mark.parametrize("place", HAVE_PAGES)
def test_a_cursor_goes_on_where_it_came_from(paged: Paged, place: str) -> None:
    assert paged.at(place, paged.cursor(place)).status_code == 200


@pytest.mark.parametrize("place", HAVE_PAGES)
def test_a_cursor_leads_nowhere_but_where_it_came_from(paged: Paged, place: str) -> None:
    cursor = paged.cursor(place)
    kept = dict(paged.world.store.receipts)
    for other in PLACES.keys() - {place}:
        refused = paged.at(other, cursor)
        assert_problem(refused, 400, "invalid-cursor")
        assert "cursor" in refused.json()["detail"]
    assert paged.world.store.receipts == kept


@pytest.mark.parametrize("place", ["receipts", "batches", "shop"])
def test_anothers_cursor_is_refused(paged: Paged, place: str) -> None:
    assert_problem(paged.at(place, paged.cursor(place), paged.world.attacker), 400, "invalid-cursor")


@pytest.mark.parametrize("place", HAVE_PAGES)
@pytest.mark.parametrize(
    "cursor",
    ["", "nonsense", "\U0001f600", "dmVyc2lvbnwx", "W10", "WyJhIl0", "MQ", str(UUID(int=7)), "\u0000"],
)
def test_what_is_no_cursor_is_refused(paged: Paged, place: str, cursor: str) -> None:
    assert_problem(paged.at(place, cursor), 400, "invalid-cursor")


@pytest.mark.parametrize("place", HAVE_PAGES)
@pytest.mark.parametrize("changed", ["{}=", "{} ", " {}", "{}A"])
def test_a_cursor_is_passed_on_to_the_letter(paged: Paged, place: str, changed: str) -> None:
    assert_problem(paged.at(place, changed.format(paged.cursor(place))), 400, "invalid-cursor")


@pytest.mark.parametrize("version", ["0", "-1", "01", "2147483648", "9" * 400, "１", "1.5", None, 1])
def test_a_history_ends_at_a_version_that_the_database_can_count(paged: Paged, version: object) -> None:
    mark, _ = json.loads(urlsafe_b64decode(paged.cursor("history") + "=="))
    forged = urlsafe_b64encode(json.dumps([mark, version]).encode()).decode().rstrip("=")
    assert paged.at("history", forged).status_code in {400, 422}


@pytest.mark.parametrize("moment", ["2026-11-20T12:00:00", "2026-11-20T12:00:00+09:00", "x", None, 7])
def test_batches_end_at_a_moment_of_ours(paged: Paged, moment: object) -> None:
    mark, _, batch_id = json.loads(urlsafe_b64decode(paged.cursor("batches") + "=="))
    forged = urlsafe_b64encode(json.dumps([mark, moment, batch_id]).encode()).decode().rstrip("=")
    assert_problem(paged.at("batches", forged), 400, "invalid-cursor")
