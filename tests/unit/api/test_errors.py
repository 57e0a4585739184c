from typing import Any
from uuid import UUID

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts_api import problems
from receipts_api.languages import preferred
from tests.unit.api.conftest import World, assert_problem
from tests.unit.api.test_corrections import READING, patched

UNKNOWN = UUID(int=999)


def test_an_unknown_address_is_a_problem_too(world: World) -> None:
    assert_problem(world.api.get("/api/recipes"), 404, "not-found")


def test_a_wrong_method_is_a_problem_and_names_the_right_ones(world: World) -> None:
    response = world.api.request("DELETE", "/api/receipts")
    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"] == "GET, POST"


def test_a_silent_database_asks_the_caller_to_come_back(world: World) -> None:
    world.store.is_down = True
    response = world.api.get("/api/receipts")
    assert_problem(response, 503, "unavailable")
    assert response.headers["retry-after"] == "5"


def test_a_bug_of_ours_shows_nothing_of_our_insides(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(world.finder, "find", fails)
    response = world.api.get("/api/receipts")
    assert_problem(response, 500, "internal-error")
    assert "hunter2" not in response.text
    assert response.headers["x-request-id"]


def test_problems_are_in_korean_unless_english_is_preferred(world: World) -> None:
    korean = world.api.get("/api/nowhere")
    english = world.api.get("/api/nowhere", {"Accept-Language": "en-US,en;q=0.9,ko;q=0.8"})
    assert (korean.json()["title"], korean.headers["content-language"]) == ("없는 주소", "ko")
    assert (english.json()["title"], english.headers["content-language"]) == ("Not found", "en")


def test_invalid_values_are_explained_in_the_readers_language(world: World) -> None:
    korean = world.api.post("/api/uploads", json={})
    english = world.api.post("/api/uploads", {"Accept-Language": "en"}, json={})
    assert korean.json()["errors"][0]["detail"] == "필수 항목입니다."
    assert english.json()["errors"][0]["detail"] == "This is required."


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"amounts": {"total": "abc"}}, '"7000", "12.50"'),
        ({"amounts": {"vat": 700}}, '"7000", "12.50"'),
        ({"items": [{"name": "커피", "quantity": "1,5"}]}, '"2", "31.415"'),
        ({"merchant": {"business_number": "123"}}, '"123-45-67891"'),
        ({"merchant": {"phone": "０２"}}, "0에서 9까지"),
        ({"issued_at": "31.12.2026"}, "2026-10-31"),
    ],
)
def test_a_value_of_the_wrong_form_is_told_the_right_one(
    world: World, body: dict[str, Any], says: str
) -> None:
    receipt_id = world.read(READING)
    response = patched(world, receipt_id, **body)
    assert_problem(response, 422, "invalid-input")
    (error,) = response.json()["errors"]
    assert says in error["detail"]


def test_a_checksum_of_the_wrong_form_is_told_the_right_one(world: World) -> None:
    photo = {"content_type": "image/jpeg", "content_length": 1, "sha256": "abc"}
    response = world.api.post("/api/uploads", {"Accept-Language": "en"}, json=photo)
    (error,) = response.json()["errors"]
    assert "64 hexadecimal digits" in error["detail"]


def test_the_reason_of_a_failure_is_in_the_readers_language(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.ENCRYPTED_PDF)
    for path in (f"/api/receipts/{receipt_id}", "/api/receipts"):
        korean, english = (
            world.api.get(path, {"Accept-Language": language}) for language in ("ko-KR", "en-GB")
        )
        assert FailureCause.ENCRYPTED_PDF.sentence.korean in korean.text
        assert FailureCause.ENCRYPTED_PDF.sentence.english in english.text
        assert "Accept-Language" in korean.headers["vary"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "ko"),
        ("*", "ko"),
        ("fr", "ko"),
        ("en", "en"),
        ("EN-us", "en"),
        ("ko,en", "ko"),
        ("en,ko", "en"),
        ("en;q=0.5, ko;q=0.9", "ko"),
        ("ko;q=0.5, en;q=0.9", "en"),
        ("fr, en;q=0.1", "en"),
        ("en;q=0", "ko"),
        ("en;q=much", "ko"),
        (";;q=,,=", "ko"),
    ],
)
def test_the_language_that_ranks_highest_wins(header: str, language: str) -> None:
    assert preferred(header) == language


def test_every_kind_of_problem_has_an_identity_of_its_own() -> None:
    kinds = [kind for kind in vars(problems).values() if isinstance(kind, problems.Kind)]
    assert len({kind.slug for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    "body",
    [
        b'{"version": 1, "reason": "\xff"}',  # not UTF-8
        '{"version"'.encode("utf-16"),
        b"[" * 100_000,
        b'{"version": ' + b"9" * 5000 + b"}",  # longer than Python takes apart
        b'{"version": 1',
        b"\x00",
    ],
)
@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT"])
def test_whatever_is_wrong_with_a_json_body_is_told_as_invalid_input(
    world: World, method: str, body: bytes
) -> None:
    paths = {"POST": f"/api/receipts/{UNKNOWN}/reject", "PATCH": f"/api/receipts/{UNKNOWN}"}
    path = paths.get(method, "/api/settings")
    response = world.api.request(method, path, {"Content-Type": "application/json"}, content=body)
    assert_problem(response, 422, "invalid-input")
    (error,) = response.json()["errors"]
    assert error["pointer"] == ""
    assert error["detail"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "PUT", "OPTIONS"])
def test_an_address_that_is_spelt_out_is_not_taken_for_the_id_of_a_receipt(world: World, method: str) -> None:
    response = world.api.request(method, "/api/receipts/counts", json={})
    assert_problem(response, 405, "method-not-allowed")
    assert response.headers["Allow"] == "GET"
    assert world.api.request("PATCH", "/api/receipts/count", json={}).status_code == 422
