import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest

from receipts.errors import StorageUnavailableError
from receipts_api.logs import logger
from tests.unit.api.conftest import KEY, TENANT, World


class Lines(logging.Handler):
    """What the API's own formatter makes of what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logger.registered_formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    handler = Lines()
    logger.addHandler(handler)
    yield handler
    logger._logger.removeHandler(handler)


def test_every_request_is_one_line(world: World, log: Lines) -> None:
    receipt_id = world.receipt()
    world.api.get(f"/api/receipts/{receipt_id}")
    sent, got = (json.loads(line) for line in log.lines)
    assert (sent["method"], sent["path"], sent["status"]) == ("POST", "/api/receipts", 202)
    assert got["path"] == f"/api/receipts/{receipt_id}"
    assert got["route"] == "/api/receipts/{receipt_id}"
    assert got["tenant_id"] == str(TENANT)
    assert got["milliseconds"] >= 0
    assert got["service"] == "receipts-api"


def test_neither_keys_nor_query_strings_are_logged(world: World, log: Lines) -> None:
    world.api.get("/api/receipts?cursor=a-secret")
    world.stranger.get("/api/receipts", {"Authorization": "Bearer rk_mistyped"})
    written = "".join(log.lines)
    assert all(secret not in written for secret in (KEY, "rk_mistyped", "a-secret"))


def test_the_callers_request_id_is_answered_and_logged(world: World, log: Lines) -> None:
    response = world.api.get("/health", {"X-Request-Id": "month-end.42"})
    assert response.headers["x-request-id"] == "month-end.42"
    assert json.loads(log.lines[0])["request_id"] == "month-end.42"


@pytest.mark.parametrize("unfit", ["", "a b", "x" * 129, '"}', "a\tb"])
def test_a_request_id_unfit_for_a_log_is_replaced(world: World, unfit: str) -> None:
    answered = world.api.get("/health", {"X-Request-Id": unfit}).headers["x-request-id"]
    assert len(answered) == 36


def test_requests_without_an_id_get_one_each(world: World) -> None:
    first, second = (world.api.get("/health").headers["x-request-id"] for _ in range(2))
    assert first != second


def test_a_bug_is_logged_with_its_place_under_the_request_id(
    world: World, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(world.finder, "find", fails)
    response = world.api.get("/api/receipts")
    bug, access = (json.loads(line) for line in log.lines)
    assert bug["error"] == "RuntimeError"
    assert bug["at"].startswith("receipts_api.routes.listing:")
    assert " in list_receipts" in bug["at"]
    assert "fails" in bug["raised_at"]
    assert bug["request_id"] == access["request_id"] == response.headers["x-request-id"]
    assert access["status"] == 500


def test_a_bug_is_logged_in_a_short_line_without_the_values_it_met(
    world: World, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, depth: int = 300, **__: object) -> None:
        if depth:
            fails(depth=depth - 1)
        try:
            raise KeyError("김경리 4579-7312-3456-1234" * 5000)
        except KeyError as error:
            raise ValueError("홍길동" * 30_000) from error

    monkeypatch.setattr(world.store, "get", fails)
    assert world.api.get(f"/api/receipts/{uuid4()}").status_code == 500
    written = "".join(log.lines)
    bug = json.loads(log.lines[0])
    assert (bug["level"], bug["error"], bug["caused_by"]) == ("ERROR", "ValueError", "KeyError")
    assert len(written) < 3000
    assert "홍길동" not in written
    assert "4579" not in written


def test_an_outage_is_logged_in_a_short_line_too(
    world: World, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise StorageUnavailableError("the database did not answer: " + "x" * 100_000)

    monkeypatch.setattr(world.finder, "find", fails)
    assert world.api.get("/api/receipts").status_code == 503
    assert "the database did not answer" in log.lines[0]
    assert len("".join(log.lines)) < 3000


def test_answers_about_receipts_are_kept_in_no_cache(world: World) -> None:
    response = world.api.get("/api/receipts")
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"


def test_no_card_number_gets_into_a_line(world: World, log: Lines) -> None:
    world.api.get("/api/receipts/4579-7312-3456-1234")
    logger.error(
        "cannot keep %s", "4579731234561234", extra={"body": ["４５７９-7312", "3456-1234"], "count": 3}
    )
    assert [line for line in log.lines if "3456" in line or "７３１２" in line] == []
    assert json.loads(log.lines[-1])["count"] == 3


def test_a_path_is_masked_before_it_is_cut(world: World, log: Lines) -> None:
    world.api.get("/api/receipts/" + "a" * 172 + "-4579731234561234")
    path = json.loads(log.lines[-1])["path"]
    assert len(path) == 200
    assert "4579731" not in path
