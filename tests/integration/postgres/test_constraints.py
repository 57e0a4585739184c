"""What the database itself refuses, whatever the code does."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, Table, insert, update
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.connection import sqlstate
from receipts.adapters.postgres.rows import new_row
from receipts.adapters.postgres.tables import (
    api_keys,
    merchants,
    metadata,
    outbox,
    readings,
    receipt_events,
    receipt_items,
    receipts,
)
from receipts.domain.claims import Claim
from receipts.domain.failure import FailureCause
from receipts.domain.life_cycle import Status
from receipts.domain.receipt import DocumentType, Precision, Transaction
from receipts.domain.record import Receipt
from receipts.errors import ReceiptNotFoundError
from receipts.ports import Destination
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing
from tests.fixtures.tenants import create_tenant

INTEGRITY = "23"
"""The class of SQLSTATE; pg8000 itself tells only unique violations from other errors."""


@pytest.fixture
def receipt(store: PostgresReceiptStore, tenant: UUID) -> Receipt:
    return store.add(a_receipt(tenant))


@pytest.fixture
def stranger(store: PostgresReceiptStore, engine: Engine) -> Receipt:
    """Another tenant's receipt."""
    return store.add(a_receipt(create_tenant(engine, "다른 회사")))


def refused(engine: Engine, statement: Any) -> str:  # noqa: ANN401 - any kind of statement
    """The name of the constraint that refused `statement`."""
    with pytest.raises(DBAPIError) as caught, engine.begin() as connection:
        connection.execute(statement)
    assert sqlstate(caught.value).startswith(INTEGRITY)
    assert caught.value.orig is not None
    details = caught.value.orig.args[0]
    return str(details.get("n") or f"{details['t']}.{details['c']}")


def change(receipt: Receipt, **values: object) -> Any:  # noqa: ANN401 - an update
    return update(receipts).where(receipts.c.id == receipt.id).values(**values)


def a_row(receipt: Receipt, table: Table, **values: object) -> Any:  # noqa: ANN401 - an insert
    """A valid row of `table` that belongs to `receipt`, but for `values`."""
    owner = {"tenant_id": receipt.tenant_id, "receipt_id": receipt.id}
    rows: dict[Table, dict[str, object]] = {
        readings: owner | {"id": uuid4(), "object_version": "v1", "parser_version": "p 1", "reading": {}},
        receipt_items: owner | {"line": 1, "name": "커피", "exempt": False},
        outbox: owner | {"id": uuid4(), "destination": "uploads", "body": "{}", "created_at": NOON},
        receipt_events: owner | {"at": NOON, "kind": "added", "data": {}},
    }
    return insert(table).values(**(rows[table] | values))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"status": "lost"}, "receipts_status_known"),
        ({"status": "failed"}, "receipts_failed_has_cause"),
        ({"failure_cause": "internal_error"}, "receipts_failed_has_cause"),
        ({"status": "failed", "failure_cause": "bad_luck"}, "receipts_failure_cause_known"),
        ({"status": "parsed"}, "receipts_read_has_reading"),
        ({"status": "needs_review"}, "receipts_read_has_reading"),
        ({"status": "approved"}, "receipts_read_has_reading"),
        ({"status": "processing"}, "receipts_processing_has_holder"),
        ({"claimed_by": "x", "claim_expires_at": NOON}, "receipts_processing_has_holder"),
        ({"status": "processing", "claimed_by": "x"}, "receipts_claim_has_end"),
        ({"size": -1}, "receipts_size_not_negative"),
        ({"version": 0}, "receipts_version_counts"),
        ({"attempts": -1}, "receipts_attempts_count"),
        ({"sha256": "A" * 64}, "receipts_sha256_shape"),
        ({"sha256": "a" * 63}, "receipts_sha256_shape"),
        ({"sha256": "a" * 64 + "\n"}, "receipts_sha256_shape"),
        ({"currency": "won"}, "receipts_currency_shape"),
        ({"business_number": "902-45-00731"}, "receipts_business_number_shape"),
        ({"document_type": "poem"}, "receipts_document_type_known"),
        ({"transaction": "gift"}, "receipts_transaction_known"),
        ({"issued_at_precision": "year"}, "receipts_precision_known"),
        ({"issued_on": date(1899, 12, 31)}, "receipts_issued_in_range"),
        ({"issued_on": date(9999, 12, 31)}, "receipts_issued_in_range"),
        ({"issued_on": NOON.date(), "issued_at": datetime(1, 1, 1, tzinfo=UTC)}, "receipts_issued_in_range"),
        ({"issued_at": datetime(2200, 1, 1, tzinfo=UTC)}, "receipts_issued_in_range"),
        ({"total": Decimal("NaN")}, "receipts_amounts_are_numbers"),
        ({"total": 1, "vat": Decimal("NaN")}, "receipts_amounts_are_numbers"),
        ({"total": Decimal("Infinity")}, "receipts_amounts_are_numbers"),
        ({"supply": -(Decimal(10) ** 12)}, "receipts_amounts_are_numbers"),
        ({"exempt": Decimal(10) ** 12}, "receipts_more_amounts_are_numbers"),
        ({"filename": "a" * 1001}, "receipts_texts_short"),
        ({"merchant_name": "가" * 1001}, "receipts_texts_short"),
        ({"approval_number": "1" * 501}, "receipts_texts_short"),
        ({"card_number_masked": "1" * 501}, "receipts_texts_short"),
        ({"tenant_id": None}, "receipts.tenant_id"),
        ({"duplicate_of": uuid4()}, "receipts_duplicate_of"),
        ({"reading_id": uuid4()}, "receipts_current_reading"),
    ],
)
def test_a_receipt_that_must_never_be_is_refused(
    engine: Engine, receipt: Receipt, values: dict[str, object], constraint: str
) -> None:
    assert refused(engine, change(receipt, **values)) == constraint


def test_a_receipt_belongs_to_a_tenant(engine: Engine) -> None:
    of_nobody = insert(receipts).values(new_row(a_receipt(uuid4())))
    assert refused(engine, of_nobody) == "receipts_of_tenant"


def test_a_receipt_is_no_double_of_itself(engine: Engine, receipt: Receipt) -> None:
    assert refused(engine, change(receipt, duplicate_of=receipt.id)) == "receipts_duplicate_of_another"


def test_a_receipt_is_no_double_of_another_tenants(
    engine: Engine, receipt: Receipt, stranger: Receipt
) -> None:
    assert refused(engine, change(receipt, duplicate_of=stranger.id)) == "receipts_duplicate_of"


def test_a_live_photo_is_one_receipt(engine: Engine, tenant: UUID, receipt: Receipt) -> None:
    twin = insert(receipts).values(new_row(a_receipt(tenant, sha=receipt.photo.sha256)))
    assert refused(engine, twin) == "receipts_live_photo_once"


def test_an_object_belongs_to_one_receipt(engine: Engine, tenant: UUID, receipt: Receipt) -> None:
    row = new_row(a_receipt(tenant)) | {"object_key": receipt.photo.key}
    assert refused(engine, insert(receipts).values(row)) == "receipts_object_key_once"


@pytest.mark.parametrize("version", ["v1", None])
def test_a_parser_has_one_result_for_an_object(engine: Engine, receipt: Receipt, version: str | None) -> None:
    with engine.begin() as connection:
        connection.execute(a_row(receipt, readings, object_version=version))
    assert refused(engine, a_row(receipt, readings, object_version=version)) == "readings_one_result"


def test_a_receipt_cannot_show_another_receipts_reading(
    engine: Engine, store: PostgresReceiptStore, tenant: UUID, receipt: Receipt
) -> None:
    reading_id = uuid4()
    with engine.begin() as connection:
        connection.execute(a_row(store.add(a_receipt(tenant)), readings, id=reading_id))
    assert refused(engine, change(receipt, reading_id=reading_id)) == "receipts_current_reading"


@pytest.mark.parametrize(
    ("table", "constraint"),
    [
        (readings, "readings_of_receipt"),
        (receipt_items, "receipt_items_of_receipt"),
        (outbox, "outbox_of_receipt"),
        (receipt_events, "receipt_events_of_receipt"),
    ],
)
def test_a_row_cannot_belong_to_another_tenants_receipt(
    engine: Engine, receipt: Receipt, stranger: Receipt, table: Table, constraint: str
) -> None:
    assert refused(engine, a_row(receipt, table, receipt_id=stranger.id)) == constraint
    assert refused(engine, a_row(receipt, table, tenant_id=None)) == f"{table.name}.tenant_id"


def test_a_message_of_another_tenant_rolls_the_whole_addition_back(
    store: PostgresReceiptStore, tenant: UUID, stranger: Receipt
) -> None:
    receipt = a_receipt(tenant)
    with pytest.raises(DBAPIError):
        store.add(receipt, a_message(stranger))
    with pytest.raises(ReceiptNotFoundError):
        store.get(tenant, receipt.id)


def test_a_negative_quantity_belongs_to_a_refund(engine: Engine, receipt: Receipt) -> None:
    returned = a_row(receipt, receipt_items, quantity=-1, amount=500)
    assert refused(engine, returned) == "receipt_items_negative_quantity_is_refund"
    with engine.begin() as connection:
        connection.execute(a_row(receipt, receipt_items, quantity=-1, amount=-500))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"quantity": Decimal(10) ** 12}, "receipt_items_numbers_in_range"),
        ({"quantity": Decimal("NaN")}, "receipt_items_numbers_in_range"),
        ({"quantity": Decimal("-Infinity")}, "receipt_items_numbers_in_range"),
        ({"unit_price": Decimal("NaN")}, "receipt_items_numbers_in_range"),
        ({"amount": Decimal("NaN")}, "receipt_items_numbers_in_range"),
        ({"amount": -(Decimal(10) ** 12)}, "receipt_items_numbers_in_range"),
        ({"name": "가" * 1001}, "receipt_items_name_short"),
    ],
)
def test_a_line_that_no_receipt_can_show_is_refused(
    engine: Engine, receipt: Receipt, values: dict[str, object], constraint: str
) -> None:
    assert refused(engine, a_row(receipt, receipt_items, **values)) == constraint


def test_a_line_stands_once(engine: Engine, receipt: Receipt) -> None:
    with engine.begin() as connection:
        connection.execute(a_row(receipt, receipt_items))
    assert refused(engine, a_row(receipt, receipt_items)) == "receipt_items_pkey"


def test_a_message_goes_somewhere_known(engine: Engine, receipt: Receipt) -> None:
    assert refused(engine, a_row(receipt, outbox, destination="moon")) == "outbox_destination_known"


@pytest.mark.parametrize(
    ("key_hash", "constraint"),
    [("rk_in_the_clear", "api_keys_key_hash_is_sha256"), ("0" * 64, "api_keys_key_hash_once")],
)
def test_keys_are_kept_as_hashes_each_once(
    engine: Engine, tenant: UUID, key_hash: str, constraint: str
) -> None:
    def key(value: str) -> Any:  # noqa: ANN401 - an insert
        return insert(api_keys).values(id=uuid4(), tenant_id=tenant, key_hash=value, prefix="rk_")

    with engine.begin() as connection:
        connection.execute(key("0" * 64))
    assert refused(engine, key(key_hash)) == constraint


def test_a_merchants_business_number_has_ten_digits(engine: Engine, tenant: UUID) -> None:
    shop = insert(merchants).values(
        tenant_id=tenant, business_number="1", name="도토리다방", source="correction", updated_at=NOON
    )
    assert refused(engine, shop) == "merchants_business_number_shape"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({}, "merchants_once"),
        ({"source": "rumour"}, "merchants_source_known"),
        ({"source": "shared"}, "merchants_shared_by_operator"),
        ({"tenant_id": None}, "merchants_shared_by_operator"),
        ({"tenant_id": None, "source": "shared"}, "merchants_once"),
        ({"name": "가" * 1001}, "merchants_texts_short"),
        ({"address": "가" * 1001}, "merchants_texts_short"),
        ({"phone": "1" * 1001}, "merchants_texts_short"),
    ],
)
def test_a_merchant_is_known_once_to_a_tenant_and_once_to_all(
    engine: Engine, tenant: UUID, values: dict[str, object], constraint: str
) -> None:
    def shop(**values: object) -> Any:  # noqa: ANN401 - an insert
        row = {"tenant_id": tenant, "business_number": "9024500731", "name": "도토리다방", "updated_at": NOON}
        return insert(merchants).values(**(row | {"source": "correction"} | values))

    with engine.begin() as connection:
        connection.execute(shop())
        connection.execute(shop(tenant_id=None, source="shared"))
    assert refused(engine, shop(**values)) == constraint


def test_a_cancellation_takes_back_another_receipt_of_its_tenant(
    engine: Engine, store: PostgresReceiptStore, receipt: Receipt, stranger: Receipt
) -> None:
    own = {"transaction": "cancellation"}
    sale = store.add(a_receipt(receipt.tenant_id))
    assert refused(engine, change(receipt, cancels=sale.id, transaction="sale")) == (
        "receipts_only_cancellations_cancel"
    )
    assert refused(engine, change(receipt, cancels=receipt.id, **own)) == "receipts_cancels_another"
    assert refused(engine, change(receipt, cancels=stranger.id, **own)) == "receipts_cancels"


def test_a_tenant_with_receipts_cannot_vanish(engine: Engine, receipt: Receipt) -> None:
    tenants = metadata.tables["tenants"]
    assert refused(engine, tenants.delete().where(tenants.c.id == receipt.tenant_id)) == "receipts_of_tenant"


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (receipts.c.status, Status),
        (receipts.c.failure_cause, FailureCause),
        (receipts.c.document_type, DocumentType),
        (receipts.c.transaction, Transaction),
        (receipts.c.issued_at_precision, Precision),
        (outbox.c.destination, Destination),
    ],
)
def test_every_word_of_the_domain_is_allowed(column: Any, words: Any) -> None:  # noqa: ANN401 - enums
    checks = " ".join(str(getattr(it, "sqltext", "")) for it in column.table.constraints)
    assert [word.value for word in words if f"'{word.value}'" not in checks] == []


def test_money_is_never_a_float() -> None:
    floats = [
        f"{table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.columns
        if column.type.python_type is float
    ]
    assert floats == []


def test_a_read_receipt_is_claimed_by_nobody(
    store: PostgresReceiptStore, engine: Engine, receipt: Receipt
) -> None:
    claim = store.claim(receipt.photo.key, "v1", claimed_by="delivery-1", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    store.record_reading(claim, a_reading(), announcing)
    with engine.connect() as connection:
        row = connection.execute(receipts.select()).mappings().one()
    assert (row["claimed_by"], row["claim_expires_at"], row["attempts"]) == (None, None, 1)
