"""The bookkeeper's work through the API: correct, approve, look at what was done."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from receipts.domain.api_key import hash_of
from receipts.domain.business_number import BusinessNumber
from receipts.domain.failure import FailureCause
from receipts.domain.history import REQUEUED
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, FieldEvidence, Item, Merchant, Payment, Precision, Reading
from tests.unit.api.client import ApiClient
from tests.unit.api.conftest import KEY, TENANT, World, assert_problem

KST = timezone(timedelta(hours=9))
BOX = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
READING = Reading(
    merchant=Merchant("한빚식당", BusinessNumber("9024500731")),
    issued_at=datetime(2026, 11, 20, 12, 28, tzinfo=KST),
    issued_at_precision=Precision.MINUTE,
    currency="KRW",
    amounts=Amounts(total=Decimal(2500)),
    payment=Payment(approval_number="30451287"),
    items=(Item(1, "국밥", amount=Decimal(2500)),),
    fields={"merchant.name": FieldEvidence(0.41, 1, BOX, "한빚식당")},
    review_reasons=("merchant_low_confidence",),
    text="한빚식당\n902-45-00731\n합계 2,500",
)


def patched(world: World, receipt_id: str, **values: object) -> httpx.Response:
    version = world.store.receipts[UUID(receipt_id)].version
    body = {"version": version, "by": "김경리"} | values
    return world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body)


def approved(world: World, receipt_id: str, **values: object) -> httpx.Response:
    version = world.store.receipts[UUID(receipt_id)].version
    return world.api.post(
        f"/api/receipts/{receipt_id}/approve", json={"version": version, "by": "김경리"} | values
    )


def test_a_misread_name_is_put_right_and_answers_its_doubt(world: World) -> None:
    receipt = patched(world, world.read(READING), merchant={"name": "한빛식당"}).json()
    assert receipt["merchant"]["name"] == "한빛식당"
    assert receipt["merchant"]["business_number"] == "902-45-00731"
    assert (receipt["status"], receipt["review"]) == (
        "parsed",
        {"required": False, "reasons": [], "details": []},
    )
    assert receipt["fields"]["merchant.name"] | {"box": None} == {
        "confidence": 1.0,
        "page": 1,
        "box": None,
        "raw": "한빚식당",
        "source": "bookkeeper",
    }


def test_what_is_left_out_stays_and_null_takes_away(world: World) -> None:
    receipt = patched(
        world, world.read(READING), amounts={"total": "3500", "vat": "318"}, issued_at=None
    ).json()
    assert (receipt["amounts"]["total"], receipt["amounts"]["vat"]) == ("3500", "318")
    assert (receipt["issued_at"], receipt["issued_at_precision"]) == (None, None)
    assert receipt["items"][0]["name"] == "국밥"


@pytest.mark.parametrize(
    ("given", "kept", "precision"),
    [
        ("2026-11-19", "2026-11-19", "day"),
        ("2026-11-19T09:05", "2026-11-19T09:05:00+09:00", "minute"),
        ("2026-11-19T09:05:30+09:00", "2026-11-19T09:05:30+09:00", "second"),
    ],
)
def test_a_time_is_as_precise_as_it_was_given_and_korean_unless_it_says_otherwise(
    world: World, given: str, kept: str, precision: str
) -> None:
    receipt = patched(world, world.read(READING), issued_at=given).json()
    assert (receipt["issued_at"], receipt["issued_at_precision"]) == (kept, precision)


def test_items_are_replaced_as_a_whole(world: World) -> None:
    items = [{"name": "국밥", "quantity": "2", "amount": "2000"}, {"name": "음료", "amount": "500"}]
    receipt = patched(world, world.read(READING), items=items).json()
    assert [(item["line"], item["name"], item["amount"]) for item in receipt["items"]] == [
        (1, "국밥", "2000"),
        (2, "음료", "500"),
    ]
    assert {check["code"]: check["outcome"] for check in receipt["checks"]}["items_add_up"] == "passed"


def test_a_chosen_account_is_kept(world: World) -> None:
    category = {"code": "entertainment", "account": "기업업무추진비"}
    receipt_id = world.read(READING)
    patched(world, receipt_id, category=category)
    assert patched(world, receipt_id, merchant={"name": "한빛문구"}).json()["category"] == category


def test_a_card_number_typed_in_full_is_covered_at_the_door(world: World) -> None:
    receipt_id = world.read(READING)
    receipt = patched(
        world,
        receipt_id,
        payment={"card_number_masked": "4579-7312-3456-1234"},
        merchant={"name": "카드 4579731234561234"},
    )
    history = world.api.get(f"/api/receipts/{receipt_id}/corrections").text
    assert receipt.json()["payment"]["card_number_masked"] == "4579-73**-****-1234"
    for kept in (receipt.text, history, repr(world.store.receipts)):
        assert "3123456" not in kept
        assert "12-3456" not in kept


def test_of_two_who_correct_at_once_the_second_is_told(world: World) -> None:
    receipt_id = world.read(READING)
    seen = world.store.receipts[UUID(receipt_id)].version
    patched(world, receipt_id, merchant={"name": "한빛식당"})
    late = patched(world, receipt_id, version=seen, merchant={"name": "다른 이름"})
    assert_problem(late, 409, "receipt-changed")
    assert str(seen + 1) in late.json()["detail"]
    assert_problem(approved(world, receipt_id, version=seen), 409, "receipt-changed")


@pytest.mark.parametrize("status", [Status.QUEUED, Status.PROCESSING, Status.FAILED, Status.AWAITING_UPLOAD])
def test_what_was_not_read_is_neither_corrected_nor_approved(world: World, status: Status) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, status)
    for response in (patched(world, receipt_id, merchant={"name": "가"}), approved(world, receipt_id)):
        assert_problem(response, 409, "receipt-not-reviewable")
        assert status in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"version": None}, "/version"),
        ({"by": ""}, "/by"),
        ({"by": "  "}, "/by"),
        ({"amounts": {"total": 2500.5}}, "/amounts/total"),
        ({"amounts": {"total": "2,500"}}, "/amounts/total"),
        ({"amounts": {"total": "NaN"}}, "/amounts/total"),
        ({"amounts": {"total": "9999999999999"}}, "/amounts/total"),
        ({"merchant": {"business_number": "123"}}, "/merchant/business_number"),
        ({"merchant": {"nmae": "오타"}}, "/merchant/nmae"),
        ({"issued_at": "yesterday"}, "/issued_at"),
        ({"issued_at": "9999-12-31T23:59:59-09:00"}, "/issued_at"),  # of year 10000 in UTC
        ({"issued_at": "0001-01-01T00:00:00+09:00"}, "/issued_at"),  # before year 1 in UTC
        ({"issued_at": "0001-01-01T00:00:00"}, "/issued_at"),  # the receipt's zone is put to it later
        ({"issued_at": "1969-12-31"}, "/issued_at"),
        ({"issued_at": "2100-01-01T00:00"}, "/issued_at"),
        ({"issued_at": "2026-W01-1"}, "/issued_at"),  # a week's day, as long as a date
        ({"issued_at": "2026W011T10:00"}, "/issued_at"),
        ({"issued_at": "2026-325"}, "/issued_at"),
        ({"issued_at": "20261120"}, "/issued_at"),
        ({"issued_at": "2026-11-20T12"}, "/issued_at"),
        ({"issued_at": "2026-11-20T12:28+24:00"}, "/issued_at"),
        ({"issued_at": "2026-11-20T12:28+09:00:30"}, "/issued_at"),
        ({"issued_at": "２０２６-11-20"}, "/issued_at"),
        ({"issued_at": "2026-11-20\n"}, "/issued_at"),
        ({"issued_at": "2026-02-30"}, "/issued_at"),
        ({"issued_at": "2026-11-20T12:28:" + "0" * 600}, "/issued_at"),
        ({"version": 10**30}, "/version"),
        ({"by": "\x00\x07"}, "/by"),
        ({"items": [{"name": "\x00"}]}, "/items/0/name"),
        ({"items": [{"name": "국밥", "quantity": "Infinity"}]}, "/items/0/quantity"),
        ({"items": [{"name": "국밥", "quantity": "1e11"}]}, "/items/0/quantity"),
        ({"payment": {"installments": 100}}, "/payment/installments"),
        ({"payment": {"approval_number": "1" * 501}}, "/payment/approval_number"),
        ({"payment": {"approval_number": "１２３４５６７８"}}, "/payment/approval_number"),
        ({"payment": {"card_number_masked": "４５７９-73**-****-1234"}}, "/payment/card_number_masked"),
        ({"merchant": {"phone": "٠٥٥-123"}}, "/merchant/phone"),
        ({"merchant": {"name": "도토리\u0000다방"}}, "/merchant/name"),
        ({"merchant": {"name": "\ufb2c" * 500}}, "/merchant/name"),  # composed, each is three letters
        ({"items": [{"name": "\ufb2c" * 500}]}, "/items/0/name"),
        ({"by": "\ufb2c" * 100}, "/by"),
        ({"currency": "won"}, "/currency"),
        ({"transaction": None}, "/transaction"),
        ({"items": [{"amount": "100"}]}, "/items/0/name"),
        ({"status": "approved"}, "/status"),
    ],
)
def test_values_that_cannot_be_are_refused_and_named(
    world: World, body: dict[str, Any], pointer: str
) -> None:
    receipt_id = world.read(READING)
    response = patched(world, receipt_id, **body)
    assert_problem(response, 422, "invalid-input")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [('"by": "\\ud800"', "/by"), ('"by": "김경리", "merchant": {"name": "\\udc00"}', "/merchant/name")],
)
def test_half_a_character_is_refused_and_named(world: World, values: str, pointer: str) -> None:
    receipt_id = world.read(READING)
    response = patched_with(world, receipt_id, f'{{"version": 1, {values}}}')
    assert_problem(response, 422, "invalid-input")
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_half_a_character_in_a_name_that_no_field_has_is_refused(world: World) -> None:
    response = patched_with(world, world.read(READING), '{"version": 1, "by": "김경리", "\\ud800": 1}')
    assert_problem(response, 422, "invalid-input")


def patched_with(world: World, receipt_id: str, body: str) -> httpx.Response:
    json = {"Content-Type": "application/json"}
    return world.api.request("PATCH", f"/api/receipts/{receipt_id}", headers=json, content=body.encode())


@pytest.mark.parametrize(
    "given", ["1970-01-01", "2027-11-22T23:59:59-12:00", "2026-11-19 09:05", "2026-11-19T09:05:30.25Z"]
)
def test_every_date_that_a_receipt_can_show_is_taken(world: World, given: str) -> None:
    assert patched(world, world.read(READING), issued_at=given).status_code == 200


def test_a_date_out_of_reach_is_told_what_to_do(world: World) -> None:
    response = patched(world, world.read(READING), issued_at="9999-12-31")
    assert response.json()["errors"][0]["detail"] == "1970년부터 2099년 사이의 날짜를 입력해 주세요."


def test_an_approved_receipt_is_closed_and_its_doubts_with_it(world: World) -> None:
    receipt_id = world.read(READING)
    receipt = approved(world, receipt_id).json()
    assert (receipt["status"], receipt["review"]["required"]) == ("approved", False)
    assert_problem(approved(world, receipt_id), 409, "receipt-not-reviewable")


def test_correcting_an_approved_receipt_opens_it_again(world: World) -> None:
    receipt_id = world.read(READING)
    approved(world, receipt_id)
    receipt = patched(world, receipt_id, merchant={"name": "한빛식당"}).json()
    assert (receipt["status"], receipt["review"]["reasons"]) == ("needs_review", ["corrected_after_approval"])


def test_the_history_shows_who_did_what(world: World) -> None:
    receipt_id = world.read(READING)
    patched(world, receipt_id, merchant={"name": "한빛식당"}, amounts={"total": "2600"})
    approved(world, receipt_id, by="박과장", accept=["items_add_up"])
    corrected, closed = world.api.get(f"/api/receipts/{receipt_id}/corrections").json()["corrections"]
    assert (corrected["by"], corrected["approved"]) == ("김경리", False)
    assert sorted(corrected["changes"], key=lambda change: change["path"]) == [
        {"path": "amounts.total", "before": "2500", "after": "2600"},
        {"path": "merchant.name", "before": "한빚식당", "after": "한빛식당"},
    ]
    assert (closed["by"], closed["approved"], closed["changes"]) == ("박과장", True, [])
    assert closed["version"] == corrected["version"] + 1


def test_a_correction_that_says_nothing_new_is_no_version(world: World) -> None:
    receipt_id = world.read(READING)
    before = world.store.receipts[UUID(receipt_id)]
    assert patched(world, receipt_id).json()["version"] == before.version
    assert world.api.get(f"/api/receipts/{receipt_id}/corrections").json()["corrections"] == []


def test_nobody_prints_minus_zero(world: World) -> None:
    answer = patched(
        world, world.read(READING), amounts={"total": "-0"}, items=[{"name": "덤", "amount": "-0"}]
    )
    assert (answer.json()["amounts"]["total"], answer.json()["items"][0]["amount"]) == ("0", "0")


def test_a_check_that_warns_says_what_to_do_in_the_readers_language(world: World) -> None:
    receipt_id = world.read(READING)
    patched(world, receipt_id, items=[{"name": "국밥", "amount": "100"}])

    def message(language: str) -> str:
        checks = world.api.get(f"/api/receipts/{receipt_id}", {"Accept-Language": language}).json()["checks"]
        return str(next(check["message"] for check in checks if check["code"] == "items_add_up"))

    assert message("ko").startswith("품목 금액의 합이")
    assert message("en").startswith("The items do not add up")


def test_a_probable_double_is_a_check_of_the_record(world: World) -> None:
    first = world.read(READING)
    second = world.read(READING, b"another photo")
    patched(world, second, payment={"approval_number": "30451287"}, merchant={"name": "한빛식당"})
    checks = {check["code"]: check for check in world.api.get(f"/api/receipts/{second}").json()["checks"]}
    assert checks["not_a_duplicate"]["outcome"] == "warned"
    assert first in checks["not_a_duplicate"]["detail"]
    receipt = world.api.get(f"/api/receipts/{second}").json()
    assert (receipt["status"], receipt["duplicate_of"]) == ("needs_review", first)
    assert (receipt["review"]["required"], receipt["review"]["reasons"]) == (True, ["possible_duplicate"])
    closed = approved(world, second, accept=["not_a_duplicate"]).json()
    assert closed["review"] == {"required": False, "reasons": [], "details": []}


def test_a_correction_that_is_not_declared_as_json_is_told_so(world: World) -> None:
    address = f"/api/receipts/{world.read(READING)}"
    response = world.api.request("PATCH", address, {"Accept-Language": "en"}, content=b'{"version": 1}')
    assert_problem(response, 422, "invalid-input")
    assert response.json()["errors"][0]["detail"] == "Add the header Content-Type: application/json."


# The history: who did it, and how long it may grow


def test_the_history_tells_by_which_key_it_was_done_and_shows_no_more_of_it(world: World) -> None:
    receipt_id = world.read(READING)
    patched(world, receipt_id, merchant={"name": "한빛식당"})
    approved(world, receipt_id, by="박과장")
    answer = world.api.get(f"/api/receipts/{receipt_id}/corrections")
    corrected, closed = answer.json()["corrections"]
    assert (corrected["by"], corrected["key"]) == ("김경리", KEY[:10])
    assert (closed["by"], closed["key"]) == ("박과장", KEY[:10])
    assert KEY[:11] not in answer.text
    assert hash_of(KEY) not in answer.text


def test_two_keys_of_a_tenant_are_told_apart_though_both_say_to_be_one_person(world: World) -> None:
    receipt_id = world.read(READING)
    second = "rk_second-key-of-ours"
    world.store.tenants_by_key[hash_of(second)] = TENANT
    for api, name in ((world.api, "하나"), (ApiClient(world.app, second), "둘")):
        version = world.store.receipts[UUID(receipt_id)].version
        body = {"version": version, "by": "김경리", "merchant": {"name": name}}
        assert api.request("PATCH", f"/api/receipts/{receipt_id}", json=body).status_code == 200
    history = world.api.get(f"/api/receipts/{receipt_id}/corrections").json()["corrections"]
    assert [(it["by"], it["key"]) for it in history] == [("김경리", KEY[:10]), ("김경리", second[:10])]


def test_a_retry_is_kept_with_the_key_that_asked_for_it(world: World) -> None:
    receipt_id = world.receipt()
    world.becomes(receipt_id, Status.FAILED, FailureCause.INTERNAL_ERROR)
    world.api.post(f"/api/receipts/{receipt_id}/retry")
    events = world.store.events[UUID(receipt_id)]
    assert [event.data["key"] for event in events if event.kind == REQUEUED] == [KEY[:10]]


def test_a_long_history_comes_in_pages(world: World) -> None:
    receipt_id = world.read(READING)
    for number in range(5):
        patched(world, receipt_id, merchant={"name": f"이름 {number}"})
    address = f"/api/receipts/{receipt_id}/corrections?limit=2"
    names, cursor = [], ""
    while cursor is not None:
        page = world.api.get(f"{address}&cursor={cursor}" if cursor else address).json()
        assert len(page["corrections"]) <= 2
        names += [correction["changes"][0]["after"] for correction in page["corrections"]]
        cursor = page["next_cursor"]
    assert names == [f"이름 {number}" for number in range(5)]


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "limit=all", f"cursor={'x' * 501}"])
def test_a_page_of_the_history_has_a_size(world: World, query: str) -> None:
    address = f"/api/receipts/{world.read(READING)}/corrections?{query}"
    assert_problem(world.api.get(address), 422, "invalid-input")


@pytest.mark.parametrize("cursor", ["nonsense", "\U0001f600", "dmVyc2lvbnw5OTk5OTk5OTk5OQ"])
def test_a_cursor_of_the_history_that_is_not_ours_is_refused(world: World, cursor: str) -> None:
    address = f"/api/receipts/{world.read(READING)}/corrections?cursor={cursor}"
    assert_problem(world.api.get(address), 400, "invalid-cursor")


def test_whoever_corrects_without_end_is_told_what_to_do(world: World) -> None:
    receipt_id = world.read(READING)
    answers = [patched(world, receipt_id, merchant={"name": f"이름 {number}"}) for number in range(201)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert_problem(answers[-1], 409, "history-full")
    assert "200" in answers[-1].json()["detail"]
    assert "승인" in answers[-1].json()["detail"]
    assert approved(world, receipt_id).json()["status"] == "approved"


def test_a_correction_of_every_line_is_kept_line_by_line_and_stays_small(world: World) -> None:
    def lines(word: str) -> list[dict[str, str]]:
        return [
            {
                "name": f"{word} {number} {'가' * 80}",
                "quantity": "1",
                "unit_price": str(number),
                "amount": "10",
            }
            for number in range(300)
        ]

    receipt_id = world.read(READING)
    patched(world, receipt_id, items=lines("국밥"))
    patched(world, receipt_id, items=lines("음료"), merchant={"name": "한빛식당"})
    answer = world.api.get(f"/api/receipts/{receipt_id}/corrections")
    history = answer.json()["corrections"]
    assert len(answer.content) < 400_000
    changes = {change["path"]: change for change in history[1]["changes"]}
    assert changes["merchant.name"]["after"] == "한빛식당"
    assert changes["items.0"]["before"].startswith("국밥 0")
    assert changes["items.299"]["after"].startswith("음료 299")
    assert len(changes) == 301
