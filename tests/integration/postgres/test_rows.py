"""What stands in the tables beside what the store gives back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from math import inf, nan
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, Table, select, text, update

from receipts.adapters.postgres import PostgresReceiptFinder, PostgresReceiptStore, PostgresTenants
from receipts.adapters.postgres.rows import select_receipts, to_document, to_receipt
from receipts.adapters.postgres.tables import api_keys, outbox, receipt_events, receipt_items, receipts
from receipts.domain.api_key import fingerprint_of, hash_of
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.receipt import (
    Amounts,
    Check,
    FieldEvidence,
    Item,
    Merchant,
    Outcome,
    Payment,
    Precision,
    Reading,
)
from receipts.domain.selection import Position, Selection
from receipts.usecases.revoke_key import revoke_key
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing
from tests.fixtures.tenants import issue_api_key


def rows(engine: Engine, table: Table) -> list[Mapping[str, Any]]:
    """In the order of their keys: PostgreSQL promises none, and parallel work shows it."""
    query = select(table).order_by(*table.primary_key)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def record(store: PostgresReceiptStore, tenant: UUID, reading: Reading) -> UUID:
    receipt = store.add(a_receipt(tenant))
    claim = store.claim(receipt.photo.key, "v1", claimed_by="delivery-1", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    assert store.record_reading(claim, reading, announcing)
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
    record(store, tenant, a_reading(amounts=Amounts(vat=Decimal("999999999999.99999"))))
    (row,) = rows(engine, receipts)
    assert row["vat"] == Decimal("999999999999.9999")


HOSTILE_TEXT = "가\x00나\ud800다\udc00" + "라" * 5000
HOSTILE_NUMBERS = [
    Decimal(it) for it in ("NaN", "Infinity", "-1E+999999", "1E-999999", "9" * 50, "0." + "3" * 90)
]


@pytest.mark.parametrize(
    "moment", ["9999-12-31T23:59:59-09:00", "0001-01-01T00:00:00+09:00", "0001-01-01", "9999-12-31T23:59:59"]
)
def test_a_misread_date_at_the_ends_of_the_calendar_is_left_out(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, moment: str
) -> None:
    receipt_id = record(store, tenant, a_reading(issued_at=datetime.fromisoformat(moment)))
    (row,) = rows(engine, receipts)
    assert (row["issued_on"], row["issued_at"]) == (None, None)
    reading = store.get(tenant, receipt_id).reading
    assert reading is not None
    assert reading.issued_at is None


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
def test_a_number_that_the_database_cannot_hold_fails_no_receipt(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID, number: Decimal
) -> None:
    amounts, items = Amounts(total=number, supply=number), (Item(1, "국밥", number, number, number),)
    record(store, tenant, a_reading(amounts=amounts, items=items))
    (item,) = rows(engine, receipt_items)
    assert all(item[name] is None or abs(item[name]) < 1 for name in ("quantity", "unit_price", "amount"))


def test_text_that_the_database_cannot_hold_fails_no_receipt(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    merchant = Merchant(HOSTILE_TEXT, None, HOSTILE_TEXT, HOSTILE_TEXT)
    payment = Payment(None, HOSTILE_TEXT, HOSTILE_TEXT, HOSTILE_TEXT, 10**30)
    found = {HOSTILE_TEXT: FieldEvidence(nan, 1, ((inf, 0.0),) * 4, HOSTILE_TEXT)}
    reading = a_reading(merchant=merchant, payment=payment, fields=found, text=HOSTILE_TEXT)
    receipt_id = record(store, tenant, replace(reading, items=(Item(1, HOSTILE_TEXT),)))
    (row,) = rows(engine, receipts)
    assert row["merchant_name"] == ("가나다" + "라" * 5000)[:500]
    assert (row["approval_number"], row["card_number_masked"]) == (None, None)
    kept = store.get(tenant, receipt_id).reading
    assert kept is not None
    assert kept.text == "가나다" + "라" * 5000
    assert [evidence.confidence for evidence in kept.fields.values()] == [0.0]


def test_a_filename_that_the_database_cannot_hold_fails_no_upload(
    store: PostgresReceiptStore, tenant: UUID
) -> None:
    added = store.add(a_receipt(tenant, filename=HOSTILE_TEXT))
    assert added.filename == ("가나다" + "라" * 5000)[:500]


def test_a_place_in_the_list_at_the_ends_of_the_calendar_is_only_an_empty_page(
    store: PostgresReceiptStore, finder: PostgresReceiptFinder, tenant: UUID
) -> None:
    receipt = store.add(a_receipt(tenant))
    first, last = (
        datetime.fromisoformat(f"{it}+00:00") for it in ("0001-01-01T00:00", "9999-12-31T23:59:59.999999")
    )
    found = [finder.find(tenant, Selection(), after=Position(at, receipt.id)).found for at in (first, last)]
    assert [[line.id for line in lines] for lines in found] == [[], [receipt.id]]


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
    claim = store.claim(queued.photo.key, "v1", claimed_by="delivery-2", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    store.record_reading(claim, replace(reading, engine=None, items=()), announcing)
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
    key = issue_api_key(engine, tenant)
    assert store.key_fingerprints() == {fingerprint_of(hash_of(key))}
    revoke_key(PostgresTenants(engine), key)
    assert store.holder_of_key(hash_of(key)) is None
    assert store.key_fingerprints() == frozenset()


def test_a_check_is_kept_without_a_sentence_in_any_language() -> None:
    document = to_document(a_reading(checks=(Check("items_add_up", Outcome.WARNED, "1 ≠ 2"),)))
    assert isinstance(document, dict)
    assert document["checks"] == [{"code": "items_add_up", "outcome": "warned", "detail": "1 ≠ 2"}]


def test_a_list_leaves_text_and_evidence_where_they_are(
    store: PostgresReceiptStore, finder: PostgresReceiptFinder, tenant: UUID
) -> None:
    receipt_id = record(store, tenant, a_reading(text="합계 2,500"))
    (listed,) = finder.find_records(tenant, Selection()).found
    assert listed.reading is not None
    assert (listed.reading.text, listed.reading.fields) == ("", {})
    assert listed.reading.amounts == a_reading().amounts
    whole = store.get(tenant, receipt_id).reading
    assert whole is not None
    assert whole.text == "합계 2,500"


def test_a_cause_that_only_a_later_version_knows_fails_no_list(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    """Its code may run beside ours in a deployment, or have run before we came back."""
    store.add(a_receipt(tenant))
    with engine.connect() as rolled_back:
        rolled_back.execute(text("ALTER TABLE receipts DROP CONSTRAINT receipts_failure_cause_known"))
        rolled_back.execute(update(receipts).values(status="failed", failure_cause="struck_by_lightning"))
        row = rolled_back.execute(select_receipts()).mappings().one()
    assert to_receipt(row).failure is FailureCause.INTERNAL_ERROR
