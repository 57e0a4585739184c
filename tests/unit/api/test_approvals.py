"""An approval means that somebody has looked: what warns is accepted by name, and kept with who did it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from receipts.domain.api_key import hash_of
from receipts.domain.business_number import BusinessNumber
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Check, Merchant, Outcome, Precision
from receipts.errors import StorageUnavailableError
from tests.unit.api.conftest import KEY, World, assert_problem
from tests.unit.api.test_corrections import READING, approved, patched

WRONG_DIGIT = replace(
    READING,
    merchant=Merchant("한빛식당", BusinessNumber("9024500732")),
    review_reasons=("business_number_invalid",),
)


def obstacles(response: httpx.Response) -> dict[str, bool]:
    assert_problem(response, 409, "approval-refused")
    return {it["code"]: it["acceptable"] for it in response.json()["obstacles"]}


def status_of(world: World, receipt_id: str) -> Status:
    return world.store.receipts[UUID(receipt_id)].status


def history(world: World, receipt_id: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = world.api.get(f"/api/receipts/{receipt_id}/corrections").json()[
        "corrections"
    ]
    return found


def test_what_warns_stands_in_the_way_until_it_is_named(world: World) -> None:
    receipt_id = world.read(WRONG_DIGIT)
    refused = approved(world, receipt_id)
    assert obstacles(refused) == {"business_number_checksum": True}
    assert (status_of(world, receipt_id), history(world, receipt_id)) == (Status.NEEDS_REVIEW, [])
    receipt = approved(world, receipt_id, accept=["business_number_checksum"]).json()
    assert (receipt["status"], receipt["review"]) == (
        "approved",
        {"required": False, "reasons": [], "details": []},
    )


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("ko", "사업자등록번호의 검증번호가 맞지 않습니다."), ("en", "The check digit of the business number")],
)
def test_a_refusal_tells_of_each_check_what_to_do(world: World, language: str, sentence: str) -> None:
    receipt_id = world.read(WRONG_DIGIT)
    address = f"/api/receipts/{receipt_id}/approve"
    refused = world.api.post(address, {"Accept-Language": language}, json={"version": 1})
    (told,) = refused.json()["obstacles"]
    assert told["message"].startswith(sentence)
    assert "902-45-00732" in told["detail"]


def test_what_was_accepted_and_what_was_confirmed_is_kept_in_the_history(world: World) -> None:
    reading = replace(WRONG_DIGIT, review_reasons=("total_low_confidence", "business_number_invalid"))
    receipt_id = world.read(reading)
    approved(world, receipt_id, accept=["business_number_checksum"])
    (closed,) = history(world, receipt_id)
    assert closed["accepted"] == ["business_number_checksum"]
    assert closed["confirmed"] == ["total_low_confidence"]


def test_a_value_that_was_read_with_little_confidence_is_confirmed_by_approving(world: World) -> None:
    receipt_id = world.read(READING)
    assert approved(world, receipt_id).json()["review"] == {
        "required": False,
        "reasons": [],
        "details": [],
    }
    assert history(world, receipt_id)[0]["confirmed"] == ["merchant_low_confidence"]


@pytest.mark.parametrize(
    ("lacking", "obstacle"),
    [
        ({"amounts": Amounts(), "items": ()}, {"total_missing": False}),
        ({"amounts": Amounts(total=Decimal(-5000)), "items": ()}, {"total_negative": False}),
        ({"issued_at": None, "issued_at_precision": None}, {"issued_at_missing": False}),
        ({"merchant": Merchant()}, {"merchant_missing": True}),
    ],
)
def test_no_receipt_is_booked_without_a_total_and_a_date_but_a_machine_may_have_no_name(
    world: World, lacking: dict[str, object], obstacle: dict[str, bool]
) -> None:
    receipt_id = world.read(replace(READING, **lacking))  # type: ignore[arg-type]
    assert obstacles(approved(world, receipt_id)) == obstacle
    accepted = approved(world, receipt_id, accept=list(obstacle))
    assert accepted.status_code == (200 if all(obstacle.values()) else 422)


def test_everything_that_is_in_the_way_is_told_at_once(world: World) -> None:
    receipt_id = world.read(replace(WRONG_DIGIT, issued_at=date(2010, 1, 1), amounts=Amounts(), items=()))
    told = obstacles(approved(world, receipt_id))
    assert told == {"total_missing": False, "date_plausible": True, "business_number_checksum": True}
    assert obstacles(approved(world, receipt_id, accept=["date_plausible"])).keys() == told.keys() - {
        "date_plausible"
    }


@pytest.mark.parametrize("name", ["items_add_up", "no_such_check"])
def test_who_accepts_what_does_not_warn_has_looked_at_something_else(world: World, name: str) -> None:
    receipt_id = world.read(WRONG_DIGIT)
    response = approved(world, receipt_id, accept=["business_number_checksum", name])
    assert_problem(response, 422, "invalid-input")
    (error,) = response.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/accept/1", "nothing_to_accept")
    assert name in error["detail"]
    assert status_of(world, receipt_id) is Status.NEEDS_REVIEW


@pytest.mark.parametrize("accept", ["items_add_up", ["4579-7312"], ["x" * 61], ["a"] * 51, [1], None])
def test_names_of_checks_are_a_short_list_of_names(world: World, accept: object) -> None:
    assert_problem(approved(world, world.read(READING), accept=accept), 422, "invalid-input")


def test_a_date_that_was_still_to_come_when_it_was_read_is_looked_at_today(world: World) -> None:
    """The check that is shown is the one of the approval."""
    coming = Check("date_plausible", Outcome.WARNED, "2026-11-20 is after today, 2026-11-01")
    receipt_id = world.read(replace(READING, checks=(coming,)))
    checks = {it["code"]: it["outcome"] for it in approved(world, receipt_id).json()["checks"]}
    assert checks["date_plausible"] == "passed"


def test_a_total_of_99_999_999_in_2099_with_a_wrong_check_digit_is_not_approved(world: World) -> None:
    receipt_id = world.read(
        replace(
            WRONG_DIGIT,
            amounts=Amounts(total=Decimal(99_999_999)),
            issued_at=date(2099, 1, 1),
            issued_at_precision=Precision.DAY,
        )
    )
    assert obstacles(approved(world, receipt_id)).keys() == {
        "issued_at_impossible",
        "items_add_up",
        "business_number_checksum",
        "date_plausible",
    }


@pytest.mark.parametrize(
    ("read", "obstacle", "put_right"),
    [
        ({"issued_at": date(2099, 1, 1)}, "issued_at_impossible", {"issued_at": "2026-11-20"}),
        (
            {"issued_at": datetime(2036, 11, 20, 12, 28, tzinfo=UTC)},
            "issued_at_impossible",
            {"issued_at": "2026-11-20T12:28"},
        ),
        ({"currency": "QQQ"}, "currency_unknown", {"currency": "KRW"}),
        ({"currency": "XAU"}, "currency_unknown", {"currency": "KRW"}),
        ({"amounts": Amounts(total=Decimal(-1)), "items": ()}, "total_negative", {"amounts": {"total": "1"}}),
        (
            {"amounts": Amounts(total=Decimal(-1)), "items": ()},
            "total_negative",
            {"transaction": "cancellation"},
        ),
    ],
)
def test_what_no_receipt_can_say_is_approved_by_nobody_until_it_is_put_right(
    world: World, read: dict[str, Any], obstacle: str, put_right: dict[str, Any]
) -> None:
    receipt_id = world.read(replace(READING, **read))
    told = obstacles(approved(world, receipt_id))
    assert told[obstacle] is False
    warned = [code for code, acceptable in told.items() if acceptable]
    assert_problem(approved(world, receipt_id, accept=warned), 409, "approval-refused")
    assert_problem(approved(world, receipt_id, accept=[*warned, obstacle]), 422, "invalid-input")
    assert status_of(world, receipt_id) is not Status.APPROVED
    assert patched(world, receipt_id, **put_right).status_code == 200
    left = {it["code"] for it in approved(world, receipt_id).json().get("obstacles", ())}
    assert obstacle not in left


@pytest.mark.parametrize(("language", "sentence"), [("ko", "거래일이"), ("en", "The date")])
def test_why_it_is_impossible_is_told_in_the_readers_language(
    world: World, language: str, sentence: str
) -> None:
    receipt_id = world.read(replace(READING, issued_at=date(2099, 1, 1)))
    address = f"/api/receipts/{receipt_id}/approve"
    refused = world.api.post(address, {"Accept-Language": language}, json={"version": 1})
    assert any(it["message"].startswith(sentence) for it in refused.json()["obstacles"])


def test_a_ticket_of_next_year_is_approved_by_whoever_says_so(world: World) -> None:
    receipt_id = world.read(replace(READING, issued_at=date(2027, 10, 1)))
    assert approved(world, receipt_id, accept=["date_plausible"]).json()["status"] == "approved"


def test_a_correction_after_approval_does_not_bring_back_what_was_confirmed(world: World) -> None:
    receipt_id = world.read(READING)
    approved(world, receipt_id)
    receipt = patched(world, receipt_id, payment={"approval_number": "30451288"}).json()
    assert (receipt["review"]["required"], receipt["review"]["reasons"]) == (
        True,
        ["corrected_after_approval"],
    )
    assert approved(world, receipt_id).json()["status"] == "approved"
    assert history(world, receipt_id)[-1]["confirmed"] == ["corrected_after_approval"]


# When the answer gets lost


def test_an_approval_that_committed_is_not_answered_503(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt_id, approve = world.read(READING), world.store.approve

    def commits_and_breaks(*arguments: object, **more: object) -> object:
        approve(*arguments, **more)  # type: ignore[arg-type]
        raise StorageUnavailableError("the connection broke after the commit")

    monkeypatch.setattr(world.store, "approve", commits_and_breaks)
    response = approved(world, receipt_id)
    assert (response.status_code, response.json()["status"]) == (200, "approved")


def test_an_approval_that_did_not_happen_is_answered_503(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_arguments: object, **_more: object) -> object:
        raise StorageUnavailableError("the connection broke before the commit")

    receipt_id = world.read(READING)
    monkeypatch.setattr(world.store, "approve", breaks)
    assert_problem(approved(world, receipt_id), 503, "unavailable")


def test_the_same_approval_sent_again_is_told_that_it_was_done(world: World) -> None:
    receipt_id = world.read(WRONG_DIGIT)
    version = world.store.receipts[UUID(receipt_id)].version
    body = {"version": version, "accept": ["business_number_checksum"]}
    first, again = (world.api.post(f"/api/receipts/{receipt_id}/approve", json=body) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(history(world, receipt_id)) == 1


# Who it was


def test_the_person_is_who_the_key_says(world: World) -> None:
    world.store.persons_by_key[hash_of(KEY)] = "박과장"
    receipt_id = world.read(READING)
    version = world.store.receipts[UUID(receipt_id)].version
    world.api.post(f"/api/receipts/{receipt_id}/approve", json={"version": version})
    (closed,) = history(world, receipt_id)
    assert (closed["person"], closed["on_behalf_of"], closed["by"]) == ("박과장", None, "박과장")


@pytest.mark.parametrize("name", ["by", "on_behalf_of"])
def test_whom_the_caller_acts_for_stands_beside_whose_key_it_is(world: World, name: str) -> None:
    world.store.persons_by_key[hash_of(KEY)] = "경비 시스템"
    receipt_id = world.read(READING)
    version = world.store.receipts[UUID(receipt_id)].version
    world.api.post(f"/api/receipts/{receipt_id}/approve", json={"version": version, name: "김경리"})
    (closed,) = history(world, receipt_id)
    assert (closed["person"], closed["key"]) == ("경비 시스템", KEY[:10])
    assert (closed["on_behalf_of"], closed["by"]) == ("김경리", "김경리")


def test_nobody_acts_for_two_at_once(world: World) -> None:
    response = approved(world, world.read(READING), by="김경리", on_behalf_of="박과장")
    assert_problem(response, 422, "invalid-input")
    assert [(it["pointer"], it["code"]) for it in response.json()["errors"]] == [("/by", "two_persons")]


def test_a_key_without_a_person_is_named_by_how_it_begins(world: World) -> None:
    receipt_id = world.read(READING)
    version = world.store.receipts[UUID(receipt_id)].version
    world.api.post(f"/api/receipts/{receipt_id}/approve", json={"version": version})
    (closed,) = history(world, receipt_id)
    assert (closed["person"], closed["by"]) == (None, KEY[:10])
