"""Lists of receipts and how many there are: what may be asked, and what is answered."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote
from uuid import UUID

import pytest

from receipts.domain.annotations import Annotations
from receipts.domain.business_number import BusinessNumber
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import Amounts, Category, Check, Merchant, Outcome, Reading
from receipts.domain.selection import LISTED, Order
from receipts_api.documents import ReceiptDocument
from receipts_api.schemas import RecordSummary
from tests.fixtures.makers import a_reading
from tests.unit.api.conftest import World, assert_problem
from tests.unit.api.test_corrections import patched
from tests.unit.api.test_receipts import parsed


def test_the_list_is_newest_first_and_leaves_out_what_is_heavy(world: World) -> None:
    older = parsed(world)
    world.clock.pass_time(timedelta(seconds=1))
    newer = world.receipt(b"another photo")
    listed = world.api.get("/api/receipts").json()
    assert [receipt["id"] for receipt in listed["receipts"]] == [newer, older]
    assert listed["receipts"][1]["amounts"]["total"] == "2500"
    assert listed["next_cursor"] is None


def test_a_light_row_is_the_record_with_less_of_it_under_the_same_names(world: World) -> None:
    receipt_id = world.read(a_reading())
    [row] = world.api.get("/api/receipts").json()["receipts"]
    whole = world.api.get(f"/api/receipts/{receipt_id}").json()
    own = {name: row.pop(name) for name in ("issued_on", "warnings")}
    assert own == {"issued_on": whole["issued_at"][:10], "warnings": 0}
    assert row == shared(row, whole)


def shared(row: object, whole: Any) -> object:  # noqa: ANN401 - JSON
    """Of `whole` what `row` has, too."""
    if isinstance(row, dict) and isinstance(whole, dict):
        return {name: shared(value, whole[name]) for name, value in row.items()}
    return whole


def test_a_row_takes_less_than_a_kilobyte_whatever_its_names(world: World) -> None:
    wide = "뷁" * 500
    reading = a_reading(
        merchant=Merchant(wide, BusinessNumber("1208147521")), category=Category("c" * 100, "x")
    )
    receipt_id = UUID(world.read(reading))
    known = world.store.receipts[receipt_id]
    other, amounts = UUID(int=2**128 - 1), Amounts(total=Decimal("-123456789012.34"))
    world.store.receipts[receipt_id] = replace(
        known,
        filename=wide[:255],
        status=Status.FAILED,
        failure=max(FailureCause, key=lambda it: len(it.sentence.korean.encode())),
        duplicate_of=other,
        cancels=other,
        batch_id=other,
        reading=replace(reading, amounts=amounts),
    )
    [row] = world.api.get("/api/receipts").json()["receipts"]
    assert row["merchant"]["name"].endswith("…")
    assert 900 < size_of(row) < 1024  # and no more is cut off than has to be
    written = Annotations(wide, wide, (wide,), wide, wide, (wide,) * 20, wide)
    world.store.receipts[receipt_id] = replace(world.store.receipts[receipt_id], annotations=written)
    [row] = world.api.get("/api/receipts").json()["receipts"]
    assert row["annotations"].keys() == {"person", "department", "project", "tags"}
    assert size_of(row) < 2048
    assert {len(row["filename"]), len(row["annotations"]["person"])} == {9}  # eight letters and a …


@pytest.mark.parametrize("letters", [20, 60])
def test_names_are_shown_whole_where_there_is_room(world: World, letters: int) -> None:
    name = ("가나다라마바사아자차 " * 6)[:letters].strip()
    world.read(a_reading(merchant=Merchant(name, BusinessNumber("1208147521"))))
    [row] = world.api.get("/api/receipts").json()["receipts"]
    assert row["merchant"]["name"] == name


def test_a_rejected_receipts_row_says_why(world: World) -> None:
    receipt_id = world.read(a_reading())
    version = world.store.receipts[UUID(receipt_id)].version
    body = {"version": version, "reason": "not_ours"}
    assert world.api.post(f"/api/receipts/{receipt_id}/reject", json=body).status_code == 200
    [row] = world.api.get("/api/receipts?status=rejected").json()["receipts"]
    assert row["rejection"] == {"reason": "not_ours"}


def size_of(row: object) -> int:
    return len(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())


def test_a_row_tells_what_the_company_wrote_and_nothing_of_what_it_did_not(world: World) -> None:
    receipt_id = world.read(a_reading())
    patched(world, receipt_id, annotations={"person": "김경리", "tags": ["#출장"], "memo": "팀 점심"})
    [row] = world.api.get("/api/receipts").json()["receipts"]
    assert row["annotations"] == {"person": "김경리", "tags": ["출장"]}
    assert world.api.get("/api/receipts?tag=%23출장&person=김경리").json()["receipts"] == [row]
    assert world.api.get("/api/receipts?tag=회식").json()["receipts"] == []
    assert_problem(world.api.get("/api/receipts?tag=%23"), 422, "invalid-input")


def test_a_whole_record_is_shown_on_request_without_fields_and_text(world: World) -> None:
    assert set(ReceiptDocument.model_fields) - set(RecordSummary.model_fields) == {"fields", "text"}
    receipt_id = parsed(world)
    [record] = world.api.get("/api/receipts?view=full").json()["receipts"]
    whole = world.api.get(f"/api/receipts/{receipt_id}").json()
    assert record == {name: value for name, value in whole.items() if name not in {"fields", "text"}}


def test_pages_follow_each_other_without_gap_or_repeat(world: World) -> None:
    sent = {world.receipt(f"photo {number}".encode()) for number in range(5)}
    seen: list[str] = []
    cursor = ""
    while True:
        page = world.api.get(f"/api/receipts?limit=2{cursor}").json()
        seen += [receipt["id"] for receipt in page["receipts"]]
        if page["next_cursor"] is None:
            break
        cursor = f"&cursor={page['next_cursor']}"
    assert len(seen) == len(sent)
    assert set(seen) == sent


def test_the_list_can_be_narrowed_to_a_status(world: World) -> None:
    world.receipt(b"queued")
    failed = world.receipt(b"failed")
    world.becomes(failed, Status.FAILED, FailureCause.NOT_A_RECEIPT)
    listed = world.api.get("/api/receipts?status=failed").json()["receipts"]
    assert [receipt["id"] for receipt in listed] == [failed]


def next_cursor(world: World, query: str = "") -> str:
    for number in range(2):
        world.read(a_reading(), f"photo {number}".encode())
    return str(world.api.get(f"/api/receipts?limit=1{query}").json()["next_cursor"])


@pytest.mark.parametrize("order", Order)
def test_a_cursor_goes_on_in_its_own_order(world: World, order: Order) -> None:
    cursor = next_cursor(world, f"&sort={order}")
    [second] = world.api.get(f"/api/receipts?limit=1&sort={order}&cursor={cursor}").json()["receipts"]
    [first] = world.api.get(f"/api/receipts?limit=1&sort={order}").json()["receipts"]
    assert first["id"] != second["id"]


@pytest.mark.parametrize("other", ["&sort=total", "&status=parsed", "&q=커피", "&total_from=1", "&tag=출장"])
def test_a_cursor_of_another_order_or_of_other_conditions_is_refused(world: World, other: str) -> None:
    cursor = next_cursor(world)
    assert_problem(world.api.get(f"/api/receipts?cursor={cursor}{other}"), 400, "invalid-cursor")


def test_the_same_conditions_in_another_order_are_the_same_list(world: World) -> None:
    cursor = next_cursor(world, "&status=parsed&status=failed&q=보리 커피")
    answer = world.api.get(f"/api/receipts?cursor={cursor}&q=보리  커피&status=failed&status=parsed&limit=9")
    assert len(answer.json()["receipts"]) == 1


def test_somebody_elses_cursor_is_refused(world: World) -> None:
    cursor = next_cursor(world)
    assert_problem(world.attacker.get(f"/api/receipts?cursor={cursor}"), 400, "invalid-cursor")


@pytest.mark.parametrize(
    "value",
    ["NaN", "Infinity", "1e999999", "", 5, [], {}, None, "2026-11-22T12:00:00+09:00", "2026", "0" * 400],
    ids=str,
)
@pytest.mark.parametrize("order", [Order.NEWEST, Order.LARGEST, Order.ISSUED_LAST, Order.MERCHANT])
def test_a_cursor_with_a_value_of_our_own_making_is_refused_or_an_ordinary_place(
    world: World, order: Order, value: object
) -> None:
    """Its mark is no signature: who has a cursor can make another, and sees no more by it."""
    mark, _, receipt_id = json.loads(urlsafe_b64decode(next_cursor(world, f"&sort={order}") + "=="))
    forged = urlsafe_b64encode(json.dumps([mark, value, receipt_id]).encode()).decode().rstrip("=")
    answer = world.api.get(f"/api/receipts?sort={order}&cursor={forged}")
    assert answer.status_code in {200, 400}
    assert "NaN" not in answer.text


@pytest.mark.parametrize("changed", ["{}=", "{}A", " {}", "{}\n"])
def test_a_cursor_changed_by_hand_is_refused(world: World, changed: str) -> None:
    cursor = quote(changed.format(next_cursor(world)))
    assert_problem(world.api.get(f"/api/receipts?cursor={cursor}"), 400, "invalid-cursor")


@pytest.mark.parametrize("cursor", ["nonsense", "영수증", "bm9uc2Vuc2U", "%00", ""])
def test_a_cursor_that_is_not_ours_is_refused(world: World, cursor: str) -> None:
    assert_problem(world.api.get(f"/api/receipts?cursor={cursor}"), 400, "invalid-cursor")


@pytest.mark.parametrize(
    ("query", "pointer", "named"),
    [
        ("limit=0", "/limit", "1 이상"),
        ("limit=201", "/limit", "200 이하"),
        ("status=lost", "/status/0", "'parsed'"),
        ("status=parsed&status=lost", "/status/1", "'parsed'"),
        ("sort=size", "/sort", "'-created_at'"),
        ("view=all", "/view", "'full'"),
        ("q=가", "/q", "2자 이상"),
        ("q=-.-", "/q", "2자 이상"),
        ("q=", "/q", "형식"),
        ("q=%00", "/q", "제어 문자"),
        ("q=가나%0A", "/q", "제어 문자"),
        ("person=%20", "/person", "제어 문자"),
        ("merchant=점", "/merchant", "2자 이상"),
        (f"q={'가' * 101}", "/q", "100자 이하"),
        (f"tag={'가' * 101}", "/tag/0", "100자 이하"),
        ("&".join(f"tag={number}" for number in range(21)), "/tag", "20개 이하"),
        ("issued_from=2026-13-01", "/issued_from", "날짜"),
        ("issued_from=0", "/issued_from", "날짜"),
        ("issued_from=2026-10-02&issued_until=2026-10-01", "/issued_until", "`issued_from`"),
        ("created_from=2026-10-02&created_until=2026-10-01", "/created_until", "`created_from`"),
        ("total_from=2&total_until=1.99", "/total_until", "`total_from`"),
        ("total_from=NaN", "/total_from", "쉼표 없이"),
        ("total_from=１", "/total_from", "쉼표 없이"),
        ("currency=krw", "/currency", "형식"),
        ("business_number=12", "/business_number", "10자리"),
        ("proof_qualified=perhaps", "/proof_qualified", "형식"),
        ("batch=1", "/batch", "ID"),
    ],
)
def test_parameters_have_bounds_that_are_named(world: World, query: str, pointer: str, named: str) -> None:
    response = world.api.get(f"/api/receipts?{query}")
    assert_problem(response, 422, "invalid-input")
    [error] = response.json()["errors"]
    assert error["pointer"] == pointer
    assert named in error["detail"]


def test_allowed_values_are_told_in_the_readers_language(world: World) -> None:
    def told(language: str) -> str:
        response = world.api.get("/api/receipts?status=lost", {"Accept-Language": language})
        return str(response.json()["errors"][0]["detail"])

    assert told("ko").endswith("'expired', 'deleted'")
    assert told("en").endswith("'expired' or 'deleted'.")


@pytest.mark.parametrize("path", ["/api/receipts", "/api/receipts/counts", "/api/receipts/{id}/corrections"])
def test_a_parameter_that_does_not_exist_is_named_and_not_ignored(world: World, path: str) -> None:
    address = path.replace("{id}", world.receipt())
    answer = world.api.get(f"{address}?statuss=approved")
    assert_problem(answer, 422, "invalid-input")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/statuss", "extra_forbidden")
    ]


@pytest.mark.parametrize("name", ["q", "sort", "total_from", "merchant", "person", "limit", "cursor"])
@pytest.mark.parametrize("path", ["/api/receipts", "/api/receipts/counts"])
def test_a_parameter_given_twice_is_named_and_not_taken_once(world: World, path: str, name: str) -> None:
    answer = world.api.get(f"{path}?{name}=가나&{name}=다라")
    assert_problem(answer, 422, "invalid-input")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        (f"/{name}", "repeated")
    ]


def test_receipts_of_any_of_several_values_are_listed(world: World) -> None:
    read, failed, queued = world.read(a_reading()), world.receipt(b"failed"), world.receipt(b"queued")
    world.becomes(failed, Status.FAILED, FailureCause.NOT_A_RECEIPT)
    listed = world.api.get("/api/receipts?status=parsed&status=failed").json()["receipts"]
    assert {row["id"] for row in listed} == {read, failed}
    assert queued not in {row["id"] for row in listed}


QUERIES = [
    "q=보리 커피",
    "q=2,500",
    "merchant=도토리",
    "business_number=902-45-00731",
    "business_number=9024500731",
    "total_from=2500&total_until=2500.00",
    "currency=KRW&document_type=card_slip&document_type=invoice",
    "issued_from=2022-11-21&issued_until=2022-11-22&payment_method=card",
    "has_warnings=false&is_duplicate=false",
]


@pytest.mark.parametrize("query", QUERIES)
def test_what_is_asked_for_is_listed_and_counted(world: World, query: str) -> None:
    coffee = world.read(a_reading())
    world.read(Reading(checks=(Check("items_add_up", Outcome.WARNED),)), b"a blank page")
    assert [row["id"] for row in world.api.get(f"/api/receipts?{query}").json()["receipts"]] == [coffee]
    counts = world.api.get(f"/api/receipts/counts?{query}").json()
    assert (counts["all"], counts["by_status"]["parsed"]) == (1, 1)


def test_counts_show_each_status_that_was_asked_for(world: World) -> None:
    world.receipt()
    counts = world.api.get("/api/receipts/counts").json()
    assert counts["by_status"] == {it.value: int(it is Status.QUEUED) for it in LISTED}
    some = world.api.get("/api/receipts/counts?status=failed&status=deleted").json()
    assert some == {"by_status": {"failed": 0, "deleted": 0}, "all": 0, "complete": True}


def test_a_bookkeeper_sees_nothing_of_another_company_however_they_ask(world: World) -> None:
    world.read(a_reading())
    for query in ["", *QUERIES]:
        assert world.attacker.get(f"/api/receipts?{query}").json()["receipts"] == []
        assert world.attacker.get(f"/api/receipts/counts?{query}").json()["all"] == 0
