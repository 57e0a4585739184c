import hashlib
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError

from receipts.messages import uploads_in
from receipts_api.photos import expect_form
from tests.unit.api.client import Stream
from tests.unit.api.conftest import MAX_UPLOAD_BYTES, World, announcement, assert_problem

BOUNDARY = "cut-here"
MULTIPART = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
PART_HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
    "Content-Type: image/jpeg\r\n\r\n"
).encode()
PART_END = f"\r\n--{BOUNDARY}--\r\n".encode()


def test_a_photo_is_stored_and_queued_and_its_receipt_can_be_followed(world: World) -> None:
    response = world.api.send(b"a photo", filename="점심.jpg")
    assert response.status_code == 202
    receipt = response.json()
    assert (receipt["status"], receipt["filename"]) == ("queued", "점심.jpg")
    assert world.api.get(response.headers["location"]).json() == receipt
    assert list(world.objects.bodies.values()) == [b"a photo"]


def test_the_message_on_the_queue_names_the_stored_object(world: World) -> None:
    world.api.send(b"a photo")
    [message] = world.queue.sent
    [uploaded] = uploads_in(message)
    assert world.objects.bodies[uploaded.key] == b"a photo"


def test_the_same_bytes_are_one_receipt(world: World) -> None:
    first = world.api.send(b"a photo", filename="a.jpg")
    again = world.api.send(b"a photo", filename="b.jpg")
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    assert len(world.queue.sent) == 1


def test_a_photo_that_was_only_announced_fills_its_slot(world: World) -> None:
    announced = world.api.post("/api/uploads", json=announcement(b"a photo")).json()["receipt"]
    sent = world.api.send(b"a photo")
    assert (sent.status_code, sent.json()["id"]) == (200, announced["id"])
    assert list(world.objects.bodies.values()) == [b"a photo"]


def test_a_photo_larger_than_memory_should_hold_is_kept_byte_for_byte(world: World) -> None:
    photo = bytes(range(256)) * (MAX_UPLOAD_BYTES // 256)
    receipt_id = world.receipt(photo)
    [known] = world.store.receipts.values()
    assert str(known.id) == receipt_id
    assert known.photo.sha256 == hashlib.sha256(photo).hexdigest()
    assert known.photo.size == len(photo)
    assert list(world.objects.bodies.values()) == [photo]


def test_a_file_without_bytes_is_refused_at_the_door(world: World) -> None:
    """It is no photo that somebody could look at later: who sends it chooses another at once."""
    refused = world.api.send(b"")
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"] == [
        {
            "pointer": "/file",
            "code": "file_empty",
            "detail": "빈 파일입니다. 사진을 다시 선택해서 보내 주세요.",
        }
    ]
    assert (world.store.receipts, world.objects.bodies, world.queue.sent) == ({}, {}, [])


def test_the_largest_photo_is_taken_and_one_byte_more_refused(world: World) -> None:
    assert world.api.send(b"x" * MAX_UPLOAD_BYTES).status_code == 202
    refused = world.api.send(b"y" * (MAX_UPLOAD_BYTES + 1))
    assert_problem(refused, 413, "too-large")
    assert len(world.objects.bodies) == 1


def test_a_photo_declared_too_large_is_refused_before_it_is_sent(world: World) -> None:
    body = Stream(PART_HEAD, b"x")
    headers = MULTIPART | {"Content-Length": str(MAX_UPLOAD_BYTES * 10)}
    assert_problem(world.api.post("/api/receipts", headers, content=body), 413, "too-large")
    assert body.sent == 0


def test_a_photo_of_undeclared_length_is_cut_off_at_the_limit(world: World) -> None:
    body = Stream(PART_HEAD, *[b"x" * 50_000] * 100, PART_END)
    assert_problem(world.api.post("/api/receipts", MULTIPART, content=body), 413, "too-large")
    assert body.sent < 10
    assert world.objects.bodies == {}


def test_a_stream_of_undeclared_length_within_the_limit_is_taken(world: World) -> None:
    body = Stream(PART_HEAD, b"a ", b"photo", PART_END)
    assert world.api.post("/api/receipts", MULTIPART, content=body).status_code == 202
    assert list(world.objects.bodies.values()) == [b"a photo"]


def test_a_photo_without_a_type_is_taken_for_any_bytes(world: World) -> None:
    head = PART_HEAD.replace(b"Content-Type: image/jpeg\r\n", b"")
    world.api.post("/api/receipts", MULTIPART, content=head + b"a photo" + PART_END)
    [known] = world.store.receipts.values()
    assert known.photo.content_type == "application/octet-stream"


def test_a_type_that_can_never_be_read_is_refused(world: World) -> None:
    assert_problem(world.api.send(b"a", content_type="image/gif"), 415, "unsupported-type")
    assert world.objects.bodies == {}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"data": {"file": "text"}},
        {"files": {"photo": ("a.jpg", b"a")}},
        {"json": {"file": "a"}},
        {"content": b"a photo"},
    ],
    ids=["nothing", "a text field", "another name", "json", "the photo itself"],
)
def test_a_form_without_a_file_is_invalid_input(world: World, body: dict[str, Any]) -> None:
    response = world.api.post("/api/receipts", **body)
    assert_problem(response, 422, "invalid-input")
    [error] = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/file", "file_missing")
    assert "`file`" in error["detail"]


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Starlette leaves its spool open
@pytest.mark.parametrize("body", [b"no form", PART_HEAD, PART_HEAD + b"half a photo"])
def test_a_broken_form_is_refused_and_leaves_nothing(world: World, body: bytes) -> None:
    response = world.api.post("/api/receipts", MULTIPART, content=body)
    assert response.status_code in {400, 422}
    assert response.headers["content-type"] == "application/problem+json"
    assert (world.store.receipts, world.objects.bodies) == ({}, {})


def test_two_files_in_one_form_are_refused_and_not_half_taken(world: World) -> None:
    response = world.api.post("/api/receipts", files=[("file", ("a.jpg", b"a")), ("file", ("b.jpg", b"b"))])
    assert_problem(response, 400, "bad-request")
    assert world.store.receipts == {}


def test_a_receipt_is_accepted_though_the_queue_is_down(world: World) -> None:
    world.queue.is_down = True
    assert world.api.send(b"a photo").status_code == 202
    assert len(world.store.outbox) == 1
    assert world.store.sent == {}


def test_a_receipt_is_not_accepted_when_its_photo_cannot_be_kept(world: World) -> None:
    world.objects.is_down = True
    response = world.api.send(b"a photo")
    assert_problem(response, 503, "unavailable")
    assert int(response.headers["retry-after"]) > 0
    assert world.store.receipts == {}


@pytest.mark.parametrize("headers", [{"Content-Type": "application/x-www-form-urlencoded"}, {}])
def test_a_photo_that_is_sent_without_a_form_is_told_how(world: World, headers: dict[str, str]) -> None:
    refused = world.api.post("/api/receipts", headers, content=b"\xff\xd8\xff\xe0 a photo; it=is&%no%form")
    assert_problem(refused, 422, "invalid-input")
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/file", "file_missing")
    assert "multipart/form-data" in error["detail"]


@pytest.mark.parametrize("digits", [21, 5000])
def test_a_length_of_thousands_of_digits_is_too_large_and_nothing_else(world: World, digits: int) -> None:
    headers = MULTIPART | {"Content-Length": "9" * digits}
    assert_problem(world.api.post("/api/receipts", headers, content=Stream(b"x")), 413, "too-large")


def test_refusals_have_nothing_in_common_that_would_grow_with_each() -> None:
    """An error that is raised again keeps every frame it was raised in before, photos and all."""
    depths = set()
    for _ in range(3):
        with pytest.raises(RequestValidationError) as refused:
            expect_form({"content-type": "image/jpeg"})
        depths.add(len(refused.traceback))
    assert len(depths) == 1
