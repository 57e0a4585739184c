"""Digits as wide as Hangul, which Korean keyboards make: a 422 that names the field, nothing changed.

Python takes them for numbers. Kept so, no duplicate, no cancellation and no search would find them.
"""

from typing import Any, Final
from uuid import UUID

import pytest

from tests.unit.api.conftest import World, announcement
from tests.unit.api.test_broken_text import kept, named, place_of, with_text
from tests.unit.api.test_corrections import READING

CORRECTIONS: Final[list[tuple[str, Any]]] = [
    ("１２３", {"amounts": {"total": "?"}}),
    ("1２3", {"amounts": {"vat": "?"}}),
    ("２０２６-10-01", {"issued_at": "?"}),
    ("2026-10-01T1２:00", {"issued_at": "?"}),
    ("９０２-45-00731", {"merchant": {"business_number": "?"}}),
    ("０２-333-4444", {"merchant": {"phone": "?"}}),
    ("１２３４５６７８", {"payment": {"approval_number": "?"}}),
    ("４579-73**-****-1234", {"payment": {"card_number_masked": "?"}}),
    ("３", {"payment": {"installments": "?"}}),
    ("１", {"items": [{"name": "a", "quantity": "?"}]}),
    ("１", {"items": [{"name": "a", "amount": "?"}]}),
    ("１", {"items": [{"name": "a", "line": "?"}]}),
    ("８１１", {"category": {"code": "?"}}),
    ("ＫＲＷ", {"currency": "?"}),
]
ANNOUNCEMENTS: Final[list[tuple[str, Any]]] = [
    ("９" * 64, {"sha256": "?"}),
    ("１", {"content_length": "?"}),
    ("０0000000-0000-0000-0000-000000000007", {"batch_id": "?"}),
]
QUESTIONS: Final = [
    "total_from=１２３",
    "total_until=1２",
    "issued_from=２０２６-10-01",
    "created_until=２０２６-10-01",
    "business_number=９０２4500731",
    "has_warnings=１",
    "batch=０0000000-0000-0000-0000-000000000007",
    "currency=ＫＲＷ",
]


@pytest.mark.parametrize(("digits", "body"), CORRECTIONS)
def test_a_correction_is_written_in_plain_digits(world: World, digits: str, body: dict[str, Any]) -> None:
    receipt_id = world.read(READING)
    version, before = world.store.receipts[UUID(receipt_id)].version, kept(world)
    sent = {"version": version, **with_text(body, digits)}
    assert named(world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=sent)) == [place_of(body)]
    assert kept(world) == before


@pytest.mark.parametrize("act", ["approve", "reject", "resolve", "reopen", "restore", "reread"])
def test_a_version_is_a_plain_number(world: World, act: str) -> None:
    receipt_id = world.read(READING)
    before = kept(world)
    sent = {"version": "１", "reason": "private", "keep": "both"}
    known = {"reject": {"version", "reason"}, "resolve": {"version", "keep"}}.get(act, {"version"})
    body = {name: value for name, value in sent.items() if name in known}
    assert named(world.api.post(f"/api/receipts/{receipt_id}/{act}", json=body)) == ["/version"]
    assert kept(world) == before


@pytest.mark.parametrize(("digits", "body"), ANNOUNCEMENTS)
def test_an_announcement_is_written_in_plain_digits(world: World, digits: str, body: dict[str, Any]) -> None:
    before = kept(world)
    sent = announcement(b"another photo") | with_text(body, digits)
    assert named(world.api.post("/api/uploads", json=sent)) == [place_of(body)]
    assert kept(world) == before


@pytest.mark.parametrize("path", ["/api/receipts", "/api/receipts/counts", "/api/exports/receipts.csv"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_written_in_plain_digits(world: World, path: str, question: str) -> None:
    name = question.partition("=")[0]
    assert named(world.api.get(f"{path}?{question}")) == [f"/{name}"]


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/api/receipts?limit=５", "limit"),
        ("GET", "/api/batches?limit=５", "limit"),
        ("GET", "/api/receipts/{id}/corrections?limit=５", "limit"),
        ("DELETE", "/api/receipts/{id}?version=１", "version"),
        ("GET", "/api/receipts/{id}/pages/１", "page"),
        ("GET", "/api/receipts/０0000000-0000-0000-0000-000000000007", "receipt_id"),
        ("PUT", "/api/accounts/８１１", "code"),
        ("POST", "/api/merchants/９０２-45-00731/reconsider", "business_number"),
    ],
)
def test_an_address_is_written_in_plain_digits(world: World, method: str, path: str, name: str) -> None:
    receipt_id = world.read(READING)
    before = kept(world)
    body = {"PUT": {"account": "복리후생비"}, "POST": {}}.get(method)
    assert named(world.api.request(method, path.format(id=receipt_id), json=body)) == [f"/{name}"]
    assert kept(world) == before
