"""Corrections that cannot hurt: what is not sent stays, and a record that is sent back changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
import pytest

from receipts.domain.accounts import Account
from receipts.domain.annotations import Annotation, CompanySettings
from receipts.domain.company_history import Author
from receipts.domain.receipt import (
    Amounts,
    Category,
    DocumentType,
    Engine,
    FieldEvidence,
    Item,
    Payment,
    PaymentMethod,
    Precision,
    Transaction,
)
from tests.unit.api.conftest import World, assert_problem
from tests.unit.api.test_corrections import READING, patched
from tests.unit.api.test_openapi import DOCUMENT

FULL = replace(
    READING,
    document_type=DocumentType.CARD_SLIP,
    transaction=Transaction.CANCELLATION,
    amounts=Amounts(total=Decimal(-2500), vat=Decimal(-227), supply=Decimal(-2273)),
    payment=Payment(PaymentMethod.CARD, "신한카드", "4579-73**-****-1234", "30451287", 0),
    items=(
        Item(1, "휘발유", Decimal("31.4150000001"), Decimal("1799.5"), Decimal(-2500)),
        Item(2, "", Decimal(1)),
        Item(3, "가" * 400, Decimal("1E+2"), exempt=True),
    ),
    category=Category("entertainment", "기업업무추진비"),
)


def shown(world: World, receipt_id: str, language: str = "ko") -> dict[str, Any]:
    headers = {"Accept-Language": language}
    answer: dict[str, Any] = world.api.get(f"/api/receipts/{receipt_id}", headers).json()
    return answer


def sent(world: World, receipt_id: str, body: object) -> httpx.Response:
    return world.api.request("PATCH", f"/api/receipts/{receipt_id}", json=body)


def pointers(response: httpx.Response) -> list[str]:
    assert_problem(response, 422, "invalid-input")
    return [error["pointer"] for error in response.json()["errors"]]


# What is not sent


@pytest.mark.parametrize("group", ["merchant", "amounts", "payment", "annotations"])
def test_a_part_that_is_sent_empty_stays_whole(world: World, group: str) -> None:
    receipt_id = world.read(FULL)
    before = world.store.receipts[UUID(receipt_id)]
    assert patched(world, receipt_id, **{group: {}}).status_code == 200
    assert world.store.receipts[UUID(receipt_id)] == before


def test_the_schema_says_of_no_field_what_it_is_when_it_is_not_sent() -> None:
    def defaults(node: object) -> list[object]:
        if isinstance(node, dict):
            return [node] * ("default" in node) + [it for part in node.values() for it in defaults(part)]
        return [it for part in node for it in defaults(part)] if isinstance(node, list) else []

    schemas = DOCUMENT["components"]["schemas"]
    names = (
        "CorrectionRequest",
        "MerchantPatch",
        "AmountsPatch",
        "PaymentPatch",
        "ItemEntry",
        "AnnotationsPatch",
    )
    assert [defaults(schemas[name]) for name in names] == [[]] * len(names)
    assert "required" not in schemas["CorrectionRequest"]


def test_an_account_is_patched_field_by_field_too(world: World) -> None:
    receipt = patched(world, world.read(FULL), category={"account": "접대비"}).json()
    assert receipt["category"] == {"code": "entertainment", "account": "접대비"}


@pytest.mark.parametrize("name", ["transaction", "merchant", "amounts", "payment", "items", "annotations"])
def test_what_cannot_be_taken_away_is_not_null(world: World, name: str) -> None:
    response = patched(world, world.read(FULL), **{name: None})
    assert pointers(response) == [f"/{name}"]
    schema = DOCUMENT["components"]["schemas"]["CorrectionRequest"]["properties"][name]
    assert {"type": "null"} not in schema.get("anyOf", [])


# What is sent back


@pytest.mark.parametrize("read_in", ["ko", "en"])
@pytest.mark.parametrize("precision", [Precision.MINUTE, Precision.SECOND, Precision.DAY])
def test_a_record_can_be_sent_back_as_it_was_read(world: World, read_in: str, precision: Precision) -> None:
    issued_at = date(2026, 11, 20) if precision is Precision.DAY else FULL.issued_at
    receipt_id = world.read(replace(FULL, issued_at=issued_at, issued_at_precision=precision))
    patched(world, receipt_id, amounts={"vat": "-228"})  # with checks that warn, in words
    patched(world, receipt_id, annotations={"memo": "점심\n둘이서", "tags": ["출장"], "person": "김경리"})
    before = world.store.receipts[UUID(receipt_id)]
    response = sent(world, receipt_id, shown(world, receipt_id, read_in))
    assert response.status_code == 200
    assert world.store.receipts[UUID(receipt_id)] == before


@pytest.mark.parametrize("write", [int, float], ids=["12.0 as 12", "12 as 12.0"])
def test_a_record_can_be_sent_back_by_a_program_that_writes_numbers_its_own_way(
    world: World, write: Callable[[float], float]
) -> None:
    """JSON has one kind of number: JavaScript and jq write 12.0 as 12."""
    whole = {
        "merchant.name": FieldEvidence(1.0, 1, ((12.0, 3.5), (40.0, 3.5), (40.0, 9.0), (12.0, 9.0)), "한빛")
    }
    receipt_id = world.read(replace(FULL, fields=whole))
    record = shown(world, receipt_id)
    for evidence in record["fields"].values():
        evidence["confidence"] = write(evidence["confidence"])
        evidence["box"] = [[write(x) if x % 1 == 0 else x for x in corner] for corner in evidence["box"]]
    record["merchant"]["name"] = "한빛식당"
    response = sent(world, receipt_id, record)
    assert (response.status_code, response.json()["merchant"]["name"]) == (200, "한빛식당")


def test_a_record_that_waits_can_be_sent_back_and_only_written_on(world: World) -> None:
    """When it will have been read may have changed since it was looked at."""
    world.read(replace(FULL, engine=Engine("embedded", "1", 2.0)), b"measured")
    receipt_id = world.receipt(b"waits")
    record = shown(world, receipt_id)
    assert record["estimated_finish_at"] is not None
    before = world.store.receipts[UUID(receipt_id)]
    assert (
        sent(world, receipt_id, record | {"estimated_finish_at": "2026-11-22T00:00:00Z"}).status_code == 200
    )
    assert world.store.receipts[UUID(receipt_id)] == before
    record["annotations"]["memo"] = "점심"
    first, again = (sent(world, receipt_id, record) for _ in range(2))
    assert (first.status_code, first.json()["annotations"]["memo"]) == (200, "점심")
    assert (again.status_code, again.json()) == (200, first.json())
    assert first.json()["version"] == record["version"] + 1
    response = sent(world, receipt_id, record | {"version": 2, "currency": "USD"})
    assert_problem(response, 409, "receipt-not-reviewable")


def test_of_a_record_that_is_sent_back_only_what_was_changed_is_corrected(world: World) -> None:
    receipt_id = world.read(FULL)
    record = shown(world, receipt_id)
    record["merchant"]["name"] = "한빛식당"
    record["items"][0]["amount"] = "-2400"
    corrected = sent(world, receipt_id, record).json()
    (correction,) = world.api.get(f"/api/receipts/{receipt_id}/corrections").json()["corrections"]
    assert {change["path"] for change in correction["changes"]} == {"merchant.name", "items.0.amount"}
    assert [item["line"] for item in corrected["items"]] == [1, 2, 3]
    assert corrected["items"][1:] == record["items"][1:]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("status",), "approved"),
        (("id",), "00000000-0000-0000-0000-000000000001"),
        (("created_at",), None),
        (("duplicate_of",), "00000000-0000-0000-0000-000000000001"),
        (("merchant", "business_number_valid"), False),
        (("issued_at_precision",), "second"),
        (("review",), {"required": False, "reasons": []}),
        (("proof",), {"kind": "tax_invoice", "qualified": True}),
        (("fields",), {}),
        (("batch_id",), "00000000-0000-0000-0000-000000000001"),
        (("text",), None),
    ],
)
def test_what_nobody_writes_is_refused_by_name_if_it_differs(
    world: World, path: tuple[str, ...], value: object
) -> None:
    receipt_id = world.read(FULL)
    record = shown(world, receipt_id) | {"currency": "USD"}
    part = record
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    before = world.store.receipts[UUID(receipt_id)]
    response = sent(world, receipt_id, record)
    assert pointers(response) == ["/" + "/".join(path)]
    assert response.json()["errors"][0]["code"] == "read_only"
    assert world.store.receipts[UUID(receipt_id)] == before


def test_a_time_that_is_changed_in_a_record_keeps_to_minutes(world: World) -> None:
    receipt_id, later = world.read(FULL), "2026-11-20T12:30:00+09:00"
    corrected = sent(world, receipt_id, shown(world, receipt_id) | {"issued_at": later}).json()
    assert (corrected["issued_at"], corrected["issued_at_precision"]) == (later, "minute")


def test_a_whole_record_that_is_sent_again_is_told_that_it_was_done(world: World) -> None:
    """Its status, checks and times are those from before the correction, through nobody's fault."""
    receipt_id = world.read(FULL)
    record = shown(world, receipt_id)
    record["merchant"]["name"] = "한빛식당"
    first, again = (sent(world, receipt_id, record) for _ in range(2))
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_whole_record_that_somebody_else_has_changed_is_stale_and_not_wrong(world: World) -> None:
    receipt_id = world.read(FULL)
    record = shown(world, receipt_id)
    patched(world, receipt_id, merchant={"name": "한빛식당"})
    record["merchant"]["name"] = "다른 이름"
    assert_problem(sent(world, receipt_id, record), 409, "receipt-changed")


# Values that no receipt has


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"issued_at": "2027-11-24"}, "/issued_at", "too_far_ahead"),
        ({"issued_at": "2099-01-01T00:00"}, "/issued_at", "too_far_ahead"),
        ({"amounts": {"total": "-1"}}, "/amounts/total", "negative_sale"),
        ({"transaction": "sale", "amounts": {"total": "-1"}}, "/amounts/total", "negative_sale"),
        ({"currency": "ABC"}, "/currency", "unknown_currency"),
        ({"currency": "XAU"}, "/currency", "unknown_currency"),
        ({"amounts": {"total": "2500.5"}}, "/amounts/total", "too_many_decimals"),
        ({"amounts": {"vat": "0.01"}}, "/amounts/vat", "too_many_decimals"),
        ({"currency": "USD", "amounts": {"vat": "0.011"}}, "/amounts/vat", "too_many_decimals"),
        ({"currency": "KWD", "amounts": {"vat": "0.0101"}}, "/amounts/vat", "too_many_decimals"),
        ({"currency": "CLF", "amounts": {"vat": "0.01011"}}, "/amounts/vat", "value_error"),
    ],
)
def test_values_that_no_receipt_has_are_refused_and_named(
    world: World, body: dict[str, Any], pointer: str, code: str
) -> None:
    receipt_id = world.read(READING)
    before = world.store.receipts[UUID(receipt_id)]
    response = patched(world, receipt_id, **body)
    assert pointers(response) == [pointer]
    assert response.json()["errors"][0]["code"] == code
    assert world.store.receipts[UUID(receipt_id)] == before


@pytest.mark.parametrize(
    ("currency", "total"),
    [
        ("KWD", "12.345"),
        ("BHD", "-0.500"),
        ("USD", "12.5"),
        ("KRW", "2500.00"),
        ("VND", "250000"),
        ("CLF", "0.0001"),
    ],
)
def test_money_is_taken_as_its_currency_is_divided(world: World, currency: str, total: str) -> None:
    receipt_id = world.read(FULL)  # a cancellation
    told = patched(world, receipt_id, currency=currency, amounts={"total": total}).json()
    assert Decimal(told["amounts"]["total"]) == Decimal(total)


def test_money_of_which_nobody_knows_the_currency_may_have_any_decimals(world: World) -> None:
    receipt_id = world.read(replace(READING, currency=None))
    assert patched(world, receipt_id, amounts={"total": "12.345"}).status_code == 200


def test_a_cancellation_is_not_made_a_sale_while_its_total_is_negative(world: World) -> None:
    receipt_id = world.read(FULL)
    assert pointers(patched(world, receipt_id, transaction="sale")) == ["/transaction"]
    assert patched(world, receipt_id, transaction="sale", amounts={"total": "2500"}).status_code == 200


def test_what_was_misread_does_not_stand_in_the_way_of_another_correction(world: World) -> None:
    amounts = Amounts(total=Decimal(-2500))
    receipt_id = world.read(replace(READING, currency="QQQ", amounts=amounts, issued_at=date(2099, 1, 1)))
    assert patched(world, receipt_id, merchant={"name": "한빛식당"}).status_code == 200


# The page of the API

ONLY_ADDS = {"openUpload", "openBatch"}
"""What is executed makes something new, whatever its body says; nothing that is there is another then."""

BODIES = [
    pytest.param(method.upper(), path, operation["requestBody"]["content"]["application/json"], id=path)
    for path, operations in sorted(DOCUMENT["paths"].items())
    for method, operation in operations.items()
    if operation["operationId"] not in ONLY_ADDS
    and "application/json" in operation.get("requestBody", {}).get("content", {})
]


def prefilled(content: dict[str, Any]) -> object:
    """The body that Swagger UI shows at first: the example of the request, else the schema's."""
    examples = list(content.get("examples", {}).values())
    if examples:
        return examples[0]["value"]
    return DOCUMENT["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]["examples"][0]


@pytest.mark.parametrize(("method", "path", "content"), BODIES)
def test_a_prefilled_body_of_the_page_changes_nothing(
    world: World, method: str, path: str, content: dict[str, Any]
) -> None:
    """A receipt that was read is past version 1, and the example says no more than that version. The company
    has said something else of itself than the examples do.
    """
    receipt_id = world.read(FULL)
    known = replace(world.store.receipts[UUID(receipt_id)], version=3)
    world.store.receipts[known.id] = known
    tenant, now = known.tenant_id, known.created_at
    world.company.set_settings(tenant, CompanySettings({"여비교통비": (Annotation.PROJECT,)}), now, Author())
    world.company.set_account(tenant, Account("811", "직원복지"), now, Author())
    number = FULL.merchant.business_number
    assert number
    named = {"receipt_id": receipt_id, "code": "811", "business_number": number.digits}

    def kept() -> object:
        company = dict(world.company.set), dict(world.company.own[tenant])
        return dict(world.store.receipts), list(world.store.events[known.id]), company

    before = kept()
    answer = world.api.request(method, path.format(**named), json=prefilled(content))
    assert answer.status_code in {200, 400, 409, 412, 422}
    assert kept() == before
