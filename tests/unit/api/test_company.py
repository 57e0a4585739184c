"""What a company says of itself through the API: settings, accounts, and a shop cleared at once."""

import unicodedata
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from receipts.domain.life_cycle import Status
from receipts.domain.receipt import FieldEvidence
from tests.unit.api.conftest import KEY, World, assert_problem
from tests.unit.api.test_corrections import BOX, READING, approved, patched


def put(world: World, path: str, body: Any) -> Any:  # noqa: ANN401 - JSON
    return world.api.request("PUT", path, json=body)


def test_the_settings_begin_with_what_entertainment_requires(world: World) -> None:
    answer = world.api.get("/api/settings").json()["required_annotations"]
    assert {name: sorted(fields) for name, fields in answer.items()} == {
        "기업업무추진비": ["attendees", "purpose"]
    }


def test_settings_are_a_companys_own(world: World) -> None:
    body = {"required_annotations": {"복리후생비": ["project", "person", "project"], "여비교통비": []}}
    answer = put(world, "/api/settings", body)
    assert (answer.status_code, answer.json()) == (
        200,
        {"required_annotations": {"복리후생비": ["project", "person"]}},
    )
    assert world.api.get("/api/settings").json() == answer.json()
    assert "복리후생비" not in world.attacker.get("/api/settings").text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/required_annotations"),
        ({"required_annotations": None}, "/required_annotations"),
        ({"required_annotations": {"접대비": ["secret"]}}, "/required_annotations/접대비/0"),
        ({"required_annotations": {"접대비": ["memo"] * 8}}, "/required_annotations/접대비"),
        ({"required_annotations": {str(one): [] for one in range(101)}}, "/required_annotations"),
        ({"required_annotations": {}, "colour": 1}, "/colour"),
    ],
)
def test_wrong_settings_are_named_and_change_nothing(
    world: World, body: dict[str, object], pointer: str
) -> None:
    refused = put(world, "/api/settings", body)
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert world.company.set == {}


@pytest.mark.parametrize("name", ["", " ", "가" * 101, "a\u0000b", "a\nb"])
def test_an_account_of_settings_has_a_name_that_can_be_kept(world: World, name: str) -> None:
    refused = put(world, "/api/settings", {"required_annotations": {name: ["memo"]}})
    assert_problem(refused, 422, "invalid-input")
    assert world.company.set == {}


def test_a_rule_holds_however_its_account_was_spelt(world: World) -> None:
    """A file of macOS has Hangul taken apart."""
    apart = unicodedata.normalize("NFD", " 기업업무추진비")
    rule = {"required_annotations": {apart: ["project"]}}
    assert world.api.request("PUT", "/api/settings", json=rule).json() == {
        "required_annotations": {"기업업무추진비": ["project"]}
    }


def test_the_chart_begins_with_the_defaults_and_takes_the_companys_own(world: World) -> None:
    before = {one["code"]: one["account"] for one in world.api.get("/api/accounts").json()["accounts"]}
    assert before["meals"] == "복리후생비"
    answer = put(world, "/api/accounts/811", {"account": "복리후생비"})
    assert (answer.status_code, answer.json()) == (200, {"code": "811", "account": "복리후생비"})
    assert world.api.request("DELETE", "/api/accounts/meals").status_code == 204
    after = {one["code"]: one["account"] for one in world.api.get("/api/accounts").json()["accounts"]}
    assert after == {code: name for code, name in before.items() if code != "meals"} | {"811": "복리후생비"}
    theirs = world.attacker.get("/api/accounts").json()["accounts"]
    assert {one["code"]: one["account"] for one in theirs} == before


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("811", {"account": ""}),
        ("811", {"account": "가" * 101}),
        ("811", {"account": "\u0000"}),
        ("811", {}),
        ("811", {"account": "복리후생비", "tax": 1}),
        ("a%20b", {"account": "복리후생비"}),
        ("x" * 41, {"account": "복리후생비"}),
        ("%EA%B0%80", {"account": "복리후생비"}),
    ],
)
def test_a_wrong_account_is_refused_and_changes_nothing(
    world: World, code: str, body: dict[str, object]
) -> None:
    assert_problem(put(world, f"/api/accounts/{code}", body), 422, "invalid-input")
    assert not any(world.company.own.values())


def test_an_account_that_is_not_there_cannot_be_ended(world: World) -> None:
    assert_problem(world.api.request("DELETE", "/api/accounts/999"), 404, "account-not-found")
    put(world, "/api/accounts/811", {"account": "복리후생비"})
    assert_problem(world.attacker.request("DELETE", "/api/accounts/811"), 404, "account-not-found")
    assert "811" in world.api.get("/api/accounts").text


def test_an_auditor_sees_by_which_key_settings_and_chart_were_changed(world: World) -> None:
    put(world, "/api/settings", {"required_annotations": {"기업업무추진비": ["purpose"]}})
    put(world, "/api/accounts/811", {"account": "복리후생비"})
    put(world, "/api/accounts/811", {"account": ""})
    assert world.api.request("DELETE", "/api/accounts/meals").status_code == 204
    first = world.api.get("/api/settings/history?limit=2").json()
    rest = world.api.get(f"/api/settings/history?limit=2&cursor={first['next_cursor']}").json()
    told = [*first["changes"], *rest["changes"]]
    assert [(it["path"], it["before"], it["after"]) for it in told] == [
        ("required_annotations.기업업무추진비", "attendees, purpose", "purpose"),
        ("accounts.811", None, "복리후생비"),
        ("accounts.meals", "복리후생비", None),
    ]
    assert {(it["key"], it["person"]) for it in told} == {(KEY[:10], None)}
    assert all(it["at"] for it in told)
    assert rest["next_cursor"] is None
    assert world.attacker.get("/api/settings/history").json()["changes"] == []
    theirs = world.attacker.get(f"/api/settings/history?cursor={first['next_cursor']}")
    assert_problem(theirs, 400, "invalid-cursor")


def test_a_chart_without_end_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("receipts.domain.accounts.MOST_ACCOUNTS", 1)
    assert put(world, "/api/accounts/811", {"account": "복리후생비"}).status_code == 200
    assert_problem(put(world, "/api/accounts/812", {"account": "회의비"}), 409, "chart-full")


def test_what_is_written_is_answered_kept_in_the_history_and_no_correction(world: World) -> None:
    receipt_id = world.read(READING)
    written = {"memo": "점심\n둘이서", "attendees": ["김대리"], "tags": ["#출장"], "person": "김대리"}
    answer = patched(world, receipt_id, annotations=written)
    assert answer.status_code == 200
    assert answer.json()["annotations"] == written | {
        "tags": ["출장"],
        "purpose": None,
        "department": None,
        "project": None,
    }
    assert answer.json()["review"]["reasons"] == ["merchant_low_confidence"]
    again = patched(world, receipt_id, annotations={"memo": None}).json()["annotations"]
    assert (again["memo"], again["tags"]) == (None, ["출장"])
    history = world.api.get(f"/api/receipts/{receipt_id}/corrections").json()["corrections"]
    assert [change["path"] for change in history[1]["changes"]] == ["annotations.memo"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"memo": "가" * 1001}, "/annotations/memo"),
        ({"memo": "점심\u0000"}, "/annotations/memo"),
        ({"tags": ["출장\u0000"]}, "/annotations/tags/0"),
        ({"memo": "\ufb2c" * 1000}, "/annotations/memo"),  # composed, each is three
        ({"tags": ["ΐ" * 50]}, "/annotations/tags/0"),  # in small letters, each is three
        ({"purpose": "가" * 301}, "/annotations/purpose"),
        ({"attendees": ["가"] * 51}, "/annotations/attendees"),
        ({"attendees": ["\u0000"]}, "/annotations/attendees/0"),
        ({"attendees": "김대리"}, "/annotations/attendees"),
        ({"tags": ["가" * 51]}, "/annotations/tags/0"),
        ({"tags": [str(one) for one in range(21)]}, "/annotations/tags"),
        ({"department": "가" * 101}, "/annotations/department"),
        ({"project": 7}, "/annotations/project"),
        ({"person": ["김대리"]}, "/annotations/person"),
        ({"colour": "red"}, "/annotations/colour"),
    ],
)
def test_wrong_annotations_are_named_and_change_nothing(
    world: World, wrong: dict[str, object], pointer: str
) -> None:
    receipt_id = world.read(READING)
    before = dict(world.store.receipts)
    refused = patched(world, receipt_id, annotations=wrong)
    assert_problem(refused, 422, "invalid-input")
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert world.store.receipts == before


def test_what_is_missing_for_an_account_is_told_at_approval(world: World) -> None:
    category = {"code": "gifts", "account": "기업업무추진비"}
    receipt_id = world.read(READING)
    patched(world, receipt_id, category=category, merchant={"name": "한빛식당"})
    refused = approved(world, receipt_id)
    assert_problem(refused, 409, "approval-refused")
    told = {it["code"]: it["message"] for it in refused.json()["obstacles"]}
    assert told == {
        "purpose_missing": "이 계정과목은 지출 목적을 적어야 승인할 수 있습니다.",
        "attendees_missing": "이 계정과목은 참석자를 적어야 승인할 수 있습니다.",
    }
    patched(world, receipt_id, annotations={"purpose": "계약", "attendees": ["이부장"]})
    assert approved(world, receipt_id).json()["status"] == "approved"


def test_one_correction_clears_the_shop(world: World) -> None:
    photos = [f"photo {number}".encode() for number in range(3)]
    number = FieldEvidence(0.98, 1, BOX, "902-45-00731")
    shown = READING.fields | {"merchant.business_number": number}
    days = [date(2026, 11, 20 + number) for number in range(3)]
    ids = [
        world.read(replace(READING, issued_at=day, fields=shown), photo)
        for day, photo in zip(days, photos, strict=True)
    ]
    patched(world, ids[0], merchant={"name": "한빛식당"})
    assert approved(world, ids[0]).status_code == 200
    answer = world.api.post("/api/merchants/902-45-00731/reconsider", json={"on_behalf_of": "김경리"})
    assert answer.status_code == 200
    assert {one["id"]: one["status"] for one in answer.json()["changed"]} == {
        ids[1]: "parsed",
        ids[2]: "parsed",
    }
    assert (answer.json()["looked_at"], answer.json()["next_after"]) == (2, None)
    assert world.store.receipts[UUID(ids[1])].status is Status.PARSED


def test_anothers_receipts_are_not_reconsidered(world: World) -> None:
    receipt_id = world.read(READING)
    before = dict(world.store.receipts)
    body = {"on_behalf_of": "침입자"}
    answer = world.attacker.post("/api/merchants/9024500731/reconsider", json=body)
    assert answer.json() == {"changed": [], "looked_at": 0, "next_after": None}
    assert world.store.receipts == before
    assert receipt_id not in answer.text


@pytest.mark.parametrize(
    ("number", "body"),
    [
        ("902-45-0073", {}),
        ("９０２4500731", {}),
        ("9024500731", {"on_behalf_of": ""}),
        ("9024500731", {"after": 1}),
        ("9024500731", {"limit": 1000}),
    ],
)
def test_what_cannot_be_reconsidered_is_named(world: World, number: str, body: dict[str, object]) -> None:
    answer = world.api.post(f"/api/merchants/{number}/reconsider", json=body)
    assert_problem(answer, 422, "invalid-input")
