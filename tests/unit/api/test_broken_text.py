"""NUL and halves of characters, in every place that a text comes in: a 422 that names it, nothing changed."""

import json
from typing import Any, Final
from uuid import UUID

import httpx
import pytest

from tests.unit.api.conftest import World, announcement, assert_problem
from tests.unit.api.test_corrections import READING

BROKEN: Final = ["a\x00b", "a\ud800b", "a\udc00b", "\x00", "\udfff"]
BROKEN_QUERIES: Final = ["a%ED%A0%80b", "a%FFb", "%C3", "a%00b"]
PHOTO: Final = announcement(b"another photo")

BODIES: Final = [
    ("POST", "/api/uploads", {**PHOTO, "filename": "?"}),
    ("POST", "/api/uploads", {**PHOTO, "content_type": "?"}),
    ("POST", "/api/uploads", {**PHOTO, "sha256": "?"}),
    ("POST", "/api/uploads", {**PHOTO, "annotations": {"memo": "?"}}),
    ("POST", "/api/uploads", {**PHOTO, "annotations": {"tags": ["?"]}}),
    ("POST", "/api/uploads", {**PHOTO, "annotations": {"attendees": ["?"]}}),
    ("POST", "/api/batches", {"name": "?"}),
    ("POST", "/api/batches", {"photos": [{**PHOTO, "filename": "?"}]}),
    ("POST", "/api/batches", {"photos": [{**PHOTO, "content_type": "?"}]}),
    ("POST", "/api/batches", {"annotations": {"project": "?"}}),
    ("PUT", "/api/accounts/811", {"account": "?"}),
    ("PUT", "/api/settings", {"required_annotations": {"접대비": ["?"]}}),
    ("POST", "/api/merchants/9024500731/reconsider", {"on_behalf_of": "?"}),
    ("POST", "/api/rereadings", {"run": True, "on_behalf_of": "?"}),
    ("POST", "/api/rereadings", {"run": True, "rereading_id": "?"}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "merchant": {"name": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "merchant": {"address": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "merchant": {"business_number": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "payment": {"approval_number": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "payment": {"method": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "items": [{"name": "?"}]}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "category": {"code": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "category": {"code": "811", "account": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "annotations": {"department": "?"}}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "on_behalf_of": "?"}),
    ("PATCH", "/api/receipts/{id}", {"version": 1, "filename": "?"}),
    ("POST", "/api/receipts/{id}/approve", {"version": 1, "on_behalf_of": "?"}),
    ("POST", "/api/receipts/{id}/approve", {"version": 1, "accept": ["?"]}),
    ("POST", "/api/receipts/{id}/reject", {"version": 1, "reason": "other", "note": "?"}),
    ("POST", "/api/receipts/{id}/resolve", {"version": 1, "keep": "?"}),
    ("POST", "/api/receipts/{id}/reopen", {"version": 1, "by": "?"}),
    ("POST", "/api/receipts/{id}/restore", {"version": 1, "on_behalf_of": "?"}),
    ("POST", "/api/receipts/{id}/reread", {"version": 1, "on_behalf_of": "?"}),
]


def with_text(body: Any, text: str) -> Any:  # noqa: ANN401 - JSON
    """The body with `text` where it has a question mark."""
    match body:
        case "?":
            return text
        case dict():
            return {name: with_text(value, text) for name, value in body.items()}
        case list():
            return [with_text(value, text) for value in body]
    return body


def place_of(body: Any, pointer: str = "") -> str:  # noqa: ANN401 - JSON
    """The JSON pointer of the question mark."""
    if body == "?":
        return pointer
    parts = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    return next((found for name, part in parts if (found := place_of(part, f"{pointer}/{name}"))), "")


def kept(world: World) -> object:
    return dict(world.store.receipts), dict(world.batches.kept), dict(world.company.set)


def sent(world: World, method: str, path: str, body: object) -> httpx.Response:
    content = json.dumps(body).encode()  # halves of characters as \\u escapes, as programs send them
    return world.api.request(method, path, {"Content-Type": "application/json"}, content=content)


def named(response: httpx.Response) -> list[str]:
    assert_problem(response, 422, "invalid-input")
    return [error["pointer"] for error in response.json()["errors"]]


@pytest.mark.parametrize(("method", "path", "body"), BODIES)
def test_a_text_of_a_body_is_whole(world: World, method: str, path: str, body: Any) -> None:  # noqa: ANN401
    receipt_id = world.read(READING)
    before = kept(world)
    for text in BROKEN:
        response = sent(world, method, path.format(id=receipt_id), with_text(body, text))
        assert named(response) == [place_of(body)], repr(text)
    assert kept(world) == before


@pytest.mark.parametrize("name", BROKEN)
@pytest.mark.parametrize(("method", "path", "body"), [one for one in BODIES if one[0] != "PUT"])
def test_a_name_that_nobody_knows_is_named_as_far_as_it_can_be(
    world: World, method: str, path: str, body: dict[str, Any], name: str
) -> None:
    receipt_id = world.read(READING)
    before = kept(world)
    response = sent(world, method, path.format(id=receipt_id), with_text(body, "a") | {name: 1})
    assert named(response)  # half a character cannot be repeated: then it is the body
    assert kept(world) == before


@pytest.mark.parametrize("text", BROKEN)
def test_a_rule_is_of_no_account_with_such_a_name(world: World, text: str) -> None:
    response = sent(world, "PUT", "/api/settings", {"required_annotations": {text: ["memo"]}})
    assert named(response)
    assert world.company.set == {}


@pytest.mark.parametrize("text", BROKEN_QUERIES)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/receipts", "q"),
        ("/api/receipts", "merchant"),
        ("/api/receipts", "person"),
        ("/api/receipts", "tag"),
        ("/api/receipts", "category"),
        ("/api/receipts", "status"),
        ("/api/receipts", "batch"),
        ("/api/receipts/counts", "department"),
        ("/api/exports/receipts.csv", "project"),
        ("/api/summaries/month", "month"),
        ("/api/rereadings/00000000-0000-0000-0000-000000000007", "nobody"),
    ],
)
def test_a_parameter_is_whole(world: World, path: str, name: str, text: str) -> None:
    """What is no UTF-8 would be searched for as U+FFFD, and found nowhere."""
    pointers = named(world.api.get(f"{path}?{name}={text}"))
    assert {f"/{name}", f"/{name}/0"} & set(pointers)


@pytest.mark.parametrize("text", BROKEN_QUERIES)
def test_nobody_deletes_for_a_person_with_a_broken_name(world: World, text: str) -> None:
    receipt_id = world.read(READING)
    before = kept(world)
    address = f"/api/receipts/{receipt_id}?version=1&on_behalf_of={text}"
    assert named(world.api.request("DELETE", address)) == ["/on_behalf_of"]
    assert kept(world) == before


@pytest.mark.parametrize("text", BROKEN_QUERIES)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/receipts/{text}"),
        ("PATCH", "/api/receipts/{text}"),
        ("GET", "/api/batches/{text}"),
        ("GET", "/api/rereadings/{text}"),
        ("PUT", "/api/accounts/{text}"),
        ("DELETE", "/api/accounts/{text}"),
        ("POST", "/api/merchants/{text}/reconsider"),
        ("GET", "/api/receipts/00000000-0000-0000-0000-000000000007/pages/{text}"),
    ],
)
def test_an_address_is_whole(world: World, method: str, path: str, text: str) -> None:
    before = kept(world)
    body: dict[str, Any] | None = None if method in {"GET", "DELETE"} else {}
    assert named(world.api.request(method, path.format(text=text), json=body))
    assert kept(world) == before


@pytest.mark.parametrize("tag", ["a\x00b", "\x00", "a\xe9b", '"1.\x000123456789abcdef"'])
def test_a_broken_tag_is_the_tag_of_no_version(world: World, tag: str) -> None:
    receipt_id = world.read(READING)
    before = kept(world)
    answer = world.api.request(
        "PATCH", f"/api/receipts/{receipt_id}", {"If-Match": tag}, json={"merchant": {"name": "한빛문구"}}
    )
    assert_problem(answer, 412, "precondition-failed")
    assert kept(world) == before


def form(*parts: bytes) -> bytes:
    return (
        b"".join(b"--b\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--b--\r\n"
    )


def posted(world: World, *parts: bytes) -> httpx.Response:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    return world.api.post("/api/receipts", headers, content=form(*parts))


FILE: Final = b'name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\na photo'


@pytest.mark.parametrize("name", [b"a\x00b.jpg", b"\x00", b"photos/a\x00.jpg"])
def test_the_name_of_a_file_is_whole(world: World, name: bytes) -> None:
    assert named(posted(world, FILE.replace(b"a.jpg", name))) == ["/file"]
    assert world.store.receipts == {}


@pytest.mark.parametrize("name", ["영수증.jpg".encode(), b"\xbf\xb5\xbc\xf6\xc1\xf5.jpg", b"a\x07b.jpg"])
def test_a_photo_is_taken_whatever_its_computer_calls_it(world: World, name: bytes) -> None:
    """Some phones and programs send names in the code page of Korea."""
    assert posted(world, FILE.replace(b"a.jpg", name)).status_code == 202


@pytest.mark.parametrize(
    "memo", [b'{"memo":"a\\u0000b"}', b'{"memo":"a\\ud800b"}', b'{"memo":"a\\udfff"}', b'{"memo":"a\x00b"}']
)
def test_what_is_written_on_a_photo_is_whole(world: World, memo: bytes) -> None:
    refused = posted(world, FILE, b'name="annotations"\r\n\r\n' + memo)
    assert named(refused)[0].startswith("/annotations")
    assert world.store.receipts == {}


@pytest.mark.parametrize(
    "memo",
    [b"\xb8\xde\xb8\xf0", b"caf\xe9", b"\xed\xa0\x80", b"\xff", "메모".encode("utf-16")],
    ids=["cp949", "latin-1", "surrogate", "no-byte-of-utf-8", "utf-16"],
)
@pytest.mark.parametrize("charset", ["", "; charset=latin-1", "; charset=cp949", "; charset=nonsense"])
def test_bytes_that_are_no_utf_8_are_written_on_no_photo(world: World, memo: bytes, charset: str) -> None:
    """They were taken for Latin-1, `¸Þ¸ð` for 메모, whatever the request said of itself."""
    headers = {"Content-Type": f"multipart/form-data; boundary=b{charset}"}
    parts = form(FILE, b'name="annotations"\r\n\r\n{"memo":"' + memo + b'"}')
    assert named(world.api.post("/api/receipts", headers, content=parts)) == ["/annotations"]
    assert world.store.receipts == {}


def test_what_is_written_on_a_photo_is_kept_to_the_letter(world: World) -> None:
    memo = "회식 ☕ 𠀋 café"
    answer = posted(world, FILE, b'name="annotations"\r\n\r\n' + json.dumps({"memo": memo}).encode())
    assert answer.json()["annotations"]["memo"] == memo
    raw = json.dumps({"memo": memo}, ensure_ascii=False).encode()
    other = FILE.replace(b"a photo", b"another")
    answer = posted(world, other, b'name="annotations"\r\n\r\n' + raw)
    assert answer.json()["annotations"]["memo"] == memo


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("영수증.jpg".encode(), "영수증.jpg"),
        ("영수증.jpg".encode("cp949"), "영수증.jpg"),
        ("영수증 café.jpg".encode(), "영수증 café.jpg"),
        (b"caf\xe9.jpg", "café.jpg"),
    ],
)
def test_a_file_is_called_what_its_computer_calls_it(world: World, sent: bytes, kept: str) -> None:
    assert posted(world, FILE.replace(b"a.jpg", sent)).json()["filename"] == kept


def test_a_field_that_a_form_has_twice_is_named(world: World) -> None:
    """Of two memos one would be lost without a word."""
    memo = b'name="annotations"\r\n\r\n{"memo":"a"}'
    assert named(posted(world, FILE, memo, memo)) == ["/annotations"]
    assert world.store.receipts == {}


@pytest.mark.parametrize("name", ["메모".encode(), b"\xb8\xde"])
def test_a_field_s_name_is_told_as_far_as_it_can_be(world: World, name: bytes) -> None:
    assert named(posted(world, FILE, b'name="' + name + b'"\r\n\r\na')) == [
        f"/{name.decode(errors='replace')}"
    ]


@pytest.mark.parametrize("name", [b"annotation", b"batch", b"anno\x00tations", b"version"])
def test_a_field_that_a_form_does_not_have_is_named(world: World, name: bytes) -> None:
    """A memo sent as `annotation` would be lost without a word."""
    refused = posted(world, FILE, b'name="' + name + b'"\r\n\r\n{"memo":"a"}')
    assert named(refused) == [f"/{name.decode()}"]
    assert world.store.receipts == {}


def test_whole_texts_are_kept_to_the_letter(world: World) -> None:
    receipt_id = world.read(READING)
    name = "한빛 ☕ 𠀋 \ufffd café"
    body = {"version": 1, "merchant": {"name": name}}
    assert sent(world, "PATCH", f"/api/receipts/{receipt_id}", body).json()["merchant"]["name"] == name
    reading = world.store.receipts[UUID(receipt_id)].reading
    assert reading
    assert reading.merchant.name == name
