"""What stands in the tables beside what the store gives back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Table, select

from receipts.adapters.postgres import PostgresReceiptStore, issue_api_key
from receipts.adapters.postgres.rows import from_document, to_document
from receipts.adapters.postgres.tables import api_keys, outbox, receipt_events, receipt_items, receipts
from receipts.adapters.postgres.tenants import hash_of, revoke_api_key
from receipts.domain.receipt import Amounts, Check, Item, Outcome, Precision, Proof, Reading, Source
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing


def rows(engine: Engine, table: Table) -> list[Mapping[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def record(store: PostgresReceiptStore, tenant: UUID, reading: Reading) -> UUID:
    receipt = store.add(a_receipt(tenant))
    claim = store.claim(receipt.photo.key, "v1", holder="delivery-1", now=NOON, lease=LEASE)
    assert claim is not None
    assert store.record_reading(claim, reading, announcing(receipt))
    return receipt.id


def test_a_reading_can_be_searched(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    reading = a_reading(issued_at=datetime.fromisoformat("2022-11-21T08:28:29+09:00"))
    record(store, tenant, reading)
    (row,) = rows(engine, receipts)
    assert (row["merchant_name"], row["business_number"]) == ("도토리다방", "9024500731")
    assert (row["total"], row["vat"]) == (Decimal("2500.00"), Decimal("227.00"))
    assert row["issued_on"] == date(2022, 11, 21)  # as printed, though it is the day before in UTC
    assert row["issued_at"] == datetime(2022, 11, 20, 23, 28, 29, tzinfo=UTC)
    assert row["approval_number"] == reading.payment.approval_number
    (item,) = rows(engine, receipt_items)
    assert (item["name"], item["amount"]) == ("보리커피(ICED)", Decimal("2500.00"))


def test_a_day_without_a_time_has_no_instant(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    record(store, tenant, a_reading(issued_at=date(2022, 11, 21), issued_at_precision=Precision.DAY))
    (row,) = rows(engine, receipts)
    assert (row["issued_on"], row["issued_at"]) == (date(2022, 11, 21), None)


def test_a_time_without_a_zone_is_korean(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    printed = datetime.fromisoformat("2022-11-21T12:00:00")
    record(store, tenant, a_reading(issued_at=printed))
    (row,) = rows(engine, receipts)
    assert row["issued_at"] == datetime(2022, 11, 21, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize("misread", ["1000000000000", "-1E+40"])
def test_a_misread_amount_is_kept_for_review_but_not_searched(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, misread: str
) -> None:
    record(store, tenant, a_reading(amounts=Amounts(vat=Decimal(misread))))
    (row,) = rows(engine, receipts)
    assert row["vat"] is None


def test_the_largest_amount_is_searched(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    record(store, tenant, a_reading(amounts=Amounts(vat=Decimal("999999999999.999"))))
    (row,) = rows(engine, receipts)
    assert row["vat"] == Decimal("999999999999.99")


def test_a_reading_with_impossible_items_is_kept(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    items = (
        Item(1, "반품", Decimal(-1), Decimal(500), Decimal(-500)),
        Item(1, "오독", Decimal(-1), Decimal(500), Decimal(500)),
    )
    receipt_id = record(store, tenant, a_reading(items=items))
    found = [(row["line"], row["quantity"]) for row in rows(engine, receipt_items)]
    assert sorted(found) == [(1, Decimal(-1)), (2, None)]
    reading = store.get(tenant, receipt_id).reading
    assert reading is not None
    assert reading.items == items


def test_a_nul_in_a_text_layer_or_a_file_name_does_no_harm(store: PostgresReceiptStore, tenant: UUID) -> None:
    receipt_id = record(store, tenant, a_reading(text="합계\x00 2,500", items=(Item(1, "커\x00피"),)))
    reading = store.get(tenant, receipt_id).reading
    assert reading is not None
    assert (reading.text, reading.items[0].name) == ("합계 2,500", "커피")
    assert store.add(a_receipt(tenant, filename="a\x00.jpg")).filename == "a.jpg"


def test_a_new_reading_replaces_the_items(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    reading = a_reading()
    receipt_id = record(store, tenant, reading)
    read = store.get(tenant, receipt_id)
    queued = store.requeue(read, a_message(read))
    claim = store.claim(queued.photo.key, "v1", holder="delivery-2", now=NOON, lease=LEASE)
    assert claim is not None
    store.record_reading(claim, replace(reading, engine=None, items=()), announcing(queued))
    assert rows(engine, receipt_items) == []


def test_each_step_is_in_the_audit_trail(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    receipt_id = record(store, tenant, a_reading())
    read = store.get(tenant, receipt_id)
    store.requeue(read, a_message(read))
    kinds = [row["kind"] for row in rows(engine, receipt_events)]
    assert kinds == ["added", "claimed", "parsed", "requeued"]
    assert {row["tenant_id"] for row in rows(engine, outbox)} == {tenant}


def test_a_retry_is_in_the_audit_trail_with_the_key_that_asked_for_it(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    read = store.get(tenant, record(store, tenant, a_reading()))
    store.requeue(read, a_message(read), key="rk_Ab3dE6g")
    (data,) = [row["data"] for row in rows(engine, receipt_events) if row["kind"] == "requeued"]
    assert data["key"] == "rk_Ab3dE6g"


def test_a_key_is_kept_as_its_hash(engine: Engine, tenant: UUID) -> None:
    key = issue_api_key(engine, tenant)
    (row,) = rows(engine, api_keys)
    assert key.startswith("rk_")
    assert row["key_hash"] == hash_of(key)
    assert key not in str(row)


def test_a_revoked_key_opens_nothing(store: PostgresReceiptStore, engine: Engine, tenant: UUID) -> None:
    key_hash = hash_of(issue_api_key(engine, tenant))
    revoke_api_key(engine, key_hash)
    assert store.tenant_of_key(key_hash) is None


def test_what_an_earlier_version_kept_is_still_read() -> None:
    """Before there were proofs, categories and sources."""
    document = to_document(a_reading())
    assert isinstance(document, dict)
    del document["proof"], document["category"]
    fields = document["fields"]
    assert isinstance(fields, dict)
    for found in fields.values():
        assert isinstance(found, dict)
        del found["source"]
    reading = from_document(document)
    assert (reading.proof, reading.category) == (Proof(), None)
    assert reading.fields["amounts.total"].source is Source.IMAGE


def test_a_check_is_kept_without_a_sentence_in_any_language() -> None:
    document = to_document(a_reading(checks=(Check("items_add_up", Outcome.WARNED, "1 ≠ 2"),)))
    assert isinstance(document, dict)
    assert document["checks"] == [
        {"code": "items_add_up", "outcome": "warned", "detail": "1 ≠ 2", "message": None}
    ]
