import hashlib
from copy import copy
from dataclasses import replace
from itertools import count
from uuid import UUID

import httpx
import pytest
from starlette.datastructures import State

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Reading
from receipts.domain.record import settled_as
from receipts_api.app import create_app
from receipts_api.dependencies import Database, Dependencies
from receipts_api.settings import ApiSettings
from tests.fakes.batches import FakeBatches
from tests.fakes.channel import FakeChannel
from tests.fakes.clock import FakeClock
from tests.fakes.finder import FakeFinder
from tests.fakes.ledger import FakeLedger
from tests.fakes.object_store import FakeObjectStore
from tests.fakes.receipt_store import FakeReceiptStore
from tests.fakes.rereadings import FakeRereadings
from tests.unit.api.client import ApiClient

TENANT = UUID(int=1)
KEY = "rk_ours-and-nobody-elses"
OTHER_TENANT = UUID(int=2)
OTHER_KEY = "rk_theirs-and-not-ours"
MAX_UPLOAD_BYTES = 200_000

# FastAPI makes a route when it is first asked for, which takes longer than most tests: the routes are
# everybody's, what answers behind them is each world's own.
_API = create_app()


class World:
    """The API on fakes, with two tenants; `limits` are settings of the API that a test changes."""

    def __init__(self, **limits: object) -> None:
        self.clock = FakeClock()
        self.store = FakeReceiptStore(clock=self.clock.now)
        self.store.tenants_by_key = {_hash_of(KEY): TENANT, _hash_of(OTHER_KEY): OTHER_TENANT}
        self.finder = FakeFinder(self.store)
        self.objects = FakeObjectStore()
        self.queue = FakeChannel()
        self.directory = self.store.directory
        self.company = self.store.company
        self.batches = FakeBatches(self.store)
        ids = count(100)
        dependencies = Dependencies.assemble(
            Database(
                self.store,
                self.finder,
                FakeLedger(self.store),
                self.directory,
                self.company,
                self.batches,
                FakeRereadings(self.store),
            ),
            self.objects,
            self.queue,
            self.clock,
            lambda: UUID(int=next(ids)),
            ApiSettings.from_env(
                {
                    "DATABASE_URL": "none",
                    "RECEIPT_BUCKET": "receipts",
                    "RECEIPT_QUEUE_URL": "https://queue.test",
                    "MAX_UPLOAD_BYTES": str(MAX_UPLOAD_BYTES),
                    **{name.upper(): str(value) for name, value in limits.items()},
                }
            ),
        )
        self.app = copy(_API)
        self.app.state = State({"dependencies": dependencies})
        self.api = ApiClient(self.app, KEY)
        self.attacker = ApiClient(self.app, OTHER_KEY)
        self.stranger = ApiClient(self.app)

    def receipt(self, photo: bytes = b"a photo") -> str:
        """The id of a receipt that was sent and waits on the queue."""
        return str(self.api.send(photo).json()["id"])

    def becomes(self, receipt_id: str, status: Status, failure: FailureCause | None = None) -> None:
        known = UUID(receipt_id)
        self.store.receipts[known] = replace(self.store.receipts[known], status=status, failure=failure)

    def read(self, reading: Reading, photo: bytes = b"a photo") -> str:
        """The id of a receipt that was read like this."""
        receipt_id = self.receipt(photo)
        known = self.store.receipts[UUID(receipt_id)]
        status = settled_as(reading, None)
        self.store.receipts[known.id] = replace(known, status=status, reading=reading)
        return receipt_id


def watched(monkeypatch: pytest.MonkeyPatch, port: object, method: str) -> list[tuple[object, ...]]:
    """What the method is asked from now on; it answers as before."""
    asked, answer = list[tuple[object, ...]](), getattr(port, method)

    def ask(*question: object) -> object:
        asked.append(question)
        return answer(*question)

    monkeypatch.setattr(port, method, ask)
    return asked


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def announcement(photo: bytes = b"a photo", content_type: str = "image/jpeg") -> dict[str, object]:
    """The body of a request for an upload slot."""
    return {
        "filename": "lunch.jpg",
        "content_type": content_type,
        "content_length": len(photo),
        "sha256": hashlib.sha256(photo).hexdigest(),
    }


def assert_problem(response: httpx.Response, status: int, slug: str) -> None:
    assert (response.status_code, response.json()["type"]) == (status, f"/problems/{slug}")
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail", "instance"} <= response.json().keys()
    assert response.json()["status"] == status
    assert ("errors" in response.json()) == (slug == "invalid-input")


@pytest.fixture
def world() -> World:
    return World()
