import json
from uuid import UUID

import pytest

from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import MAX_PHOTO_BYTES
from receipts.domain.record import StoredObject
from receipts_api.problems import too_large
from tests.unit.api.conftest import MAX_UPLOAD_BYTES, World, announcement, assert_problem


def test_an_announced_photo_gets_a_slot_and_a_receipt_that_awaits_it(world: World) -> None:
    response = world.api.post("/api/uploads", json=announcement())
    assert response.status_code == 201
    receipt, slot = response.json()["receipt"], response.json()["upload"]
    assert (receipt["status"], receipt["filename"]) == ("awaiting_upload", "lunch.jpg")
    assert receipt["id"] in slot["url"]
    assert slot["headers"] == {"Content-Type": "image/jpeg", "Content-Length": "7"}
    assert slot["expires_at"]


def test_announcing_twice_gives_a_fresh_slot_for_the_same_receipt(world: World) -> None:
    first = world.api.post("/api/uploads", json=announcement())
    second = world.api.post("/api/uploads", json=announcement())
    assert second.status_code == 200
    assert second.json()["receipt"]["id"] == first.json()["receipt"]["id"]
    assert second.json()["upload"] is not None


@pytest.mark.parametrize("status", [Status.QUEUED, Status.PROCESSING, Status.PARSED, Status.APPROVED])
def test_a_photo_that_is_here_already_needs_no_slot(world: World, status: Status) -> None:
    receipt_id = world.receipt(b"a photo")
    world.becomes(receipt_id, status)
    response = world.api.post("/api/uploads", json=announcement(b"a photo"))
    assert response.status_code == 200
    assert response.json()["receipt"]["id"] == receipt_id
    assert response.json()["upload"] is None


def test_the_same_photo_of_another_tenant_is_another_receipt(world: World) -> None:
    ours = world.api.post("/api/uploads", json=announcement())
    theirs = world.attacker.post("/api/uploads", json=announcement())
    assert theirs.status_code == 201
    assert theirs.json()["receipt"]["id"] != ours.json()["receipt"]["id"]


def test_a_hash_in_capitals_is_the_same_hash(world: World) -> None:
    receipt_id = world.receipt(b"a photo")
    shouted = announcement(b"a photo")
    shouted["sha256"] = str(shouted["sha256"]).upper()
    assert world.api.post("/api/uploads", json=shouted).json()["receipt"]["id"] == receipt_id


def test_the_largest_photo_gets_a_slot_and_one_byte_more_is_refused(world: World) -> None:
    largest = world.api.post("/api/uploads", json=announcement() | {"content_length": MAX_UPLOAD_BYTES})
    assert largest.status_code == 201
    larger = world.api.post("/api/uploads", json=announcement() | {"content_length": MAX_UPLOAD_BYTES + 1})
    assert_problem(larger, 413, "too-large")
    assert larger.json()["detail"] == "195 KB 이하로 보내 주세요."


def test_the_limit_is_told_in_megabytes_and_is_what_the_reader_opens() -> None:
    assert too_large(MAX_PHOTO_BYTES).facts == {"limit": "50 MB"}
    assert "50MB" in FailureCause.TOO_LARGE.sentence.korean
    assert "50 MB" in FailureCause.TOO_LARGE.sentence.english


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded"], ids=["none", "text", "form"]
)
def test_json_that_is_not_declared_as_json_is_told_which_header_it_lacks(
    world: World, content_type: str | None
) -> None:
    headers = {"Content-Type": content_type} if content_type else {}
    response = world.api.post("/api/uploads", headers, content=json.dumps(announcement()).encode())
    assert_problem(response, 422, "invalid-input")
    assert response.json()["errors"] == [
        {
            "pointer": "",
            "code": "json_expected",
            "detail": "Content-Type: application/json 헤더를 붙여 주세요.",
        }
    ]


def test_broken_json_is_a_fault_of_the_whole_body(world: World) -> None:
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    response = world.api.post("/api/uploads", headers, content=b'{"filename": }')
    [error] = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("", "json_invalid")
    assert error["detail"] == "This is not valid JSON. Look at character 14."


@pytest.mark.parametrize("content_type", ["image/gif", "text/html", "video/mp4", "", "image/jpeg2"])
def test_a_type_that_can_never_be_read_is_refused(world: World, content_type: str) -> None:
    response = world.api.post("/api/uploads", json=announcement(content_type=content_type))
    assert_problem(response, 415, "unsupported-type")
    assert world.store.receipts == {}


@pytest.mark.parametrize(
    ("declared", "kept"),
    [
        ("image/heic", "image/heic"),
        ("IMAGE/JPEG", "image/jpeg"),
        ("image/jpg", "image/jpeg"),
        ("image/png; charset=binary", "image/png"),
        ("application/pdf", "application/pdf"),
        ("application/octet-stream", "application/octet-stream"),
    ],
)
def test_types_are_recognised_however_phones_write_them(world: World, declared: str, kept: str) -> None:
    response = world.api.post("/api/uploads", json=announcement(content_type=declared))
    assert response.json()["upload"]["headers"]["Content-Type"] == kept


def test_a_photo_without_bytes_is_refused_where_it_is_announced(world: World) -> None:
    refused = world.api.post("/api/uploads", json=announcement() | {"content_length": 0})
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"] == [
        {"pointer": "/content_length", "code": "greater_than_equal", "detail": "1 이상이어야 합니다."}
    ]
    assert world.store.receipts == {}


def test_every_wrong_value_is_named(world: World) -> None:
    response = world.api.post("/api/uploads", json={"content_length": -1, "sha256": "beef"})
    assert_problem(response, 422, "invalid-input")
    errors = {error["pointer"]: error["code"] for error in response.json()["errors"]}
    assert errors == {
        "/content_type": "missing",
        "/content_length": "greater_than_equal",
        "/sha256": "string_pattern_mismatch",
    }


def test_a_field_that_no_announcement_has_is_named_and_nothing_is_kept(world: World) -> None:
    """`batch` for `batch_id` would be a photo outside its batch, and nobody told."""
    photo = announcement() | {"batch": str(UUID(int=7))}
    alone = world.api.post("/api/uploads", json=photo)
    among = world.api.post("/api/batches", json={"photos": [photo]})
    for refused, pointer in ((alone, "/batch"), (among, "/photos/0/batch")):
        assert_problem(refused, 422, "invalid-input")
        assert [it["pointer"] for it in refused.json()["errors"]] == [pointer]
    assert world.store.receipts == {}


def test_wrong_values_are_not_sent_back(world: World) -> None:
    response = world.api.post("/api/uploads", json={"sha256": "rk_a_secret"})
    assert "rk_a_secret" not in response.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"a"', b"\xff"])
def test_what_is_no_json_object_is_invalid_input(world: World, body: bytes) -> None:
    response = world.api.post("/api/uploads", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"


def test_a_json_body_has_a_limit_too(world: World) -> None:
    huge = json.dumps(announcement() | {"padding": "x" * 256 * 1024}).encode()
    response = world.api.post("/api/uploads", content=huge, headers={"Content-Type": "application/json"})
    assert_problem(response, 413, "too-large")


def test_the_slot_binds_the_type_size_and_hash_that_were_announced(world: World) -> None:
    receipt = world.api.post("/api/uploads", json=announcement(b"a photo")).json()["receipt"]
    [known] = world.store.receipts.values()
    digest = str(announcement(b"a photo")["sha256"])
    assert known.photo == StoredObject(f"uploads/{known.tenant_id}/{receipt['id']}", "image/jpeg", 7, digest)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("영수증.jpg", "영수증.jpg"),
        ("\u110b\u1167\u11bc.jpg", "영.jpg"),
        ("C:\\fakepath\\a.jpg", "a.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\x07b\n.jpg", "ab.jpg"),
        ("x" * 300, "x" * 255),
        ("   ", None),
        (None, None),
    ],
)
def test_a_photo_is_never_refused_for_its_name(world: World, sent: str | None, kept: str | None) -> None:
    response = world.api.post("/api/uploads", json=announcement() | {"filename": sent})
    assert response.status_code == 201
    assert response.json()["receipt"]["filename"] == kept
