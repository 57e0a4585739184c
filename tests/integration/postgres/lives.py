"""A tenant that has something in every table."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Engine, Select, Table, select

from receipts.adapters.postgres import (
    PostgresBatches,
    PostgresCompany,
    PostgresReceiptStore,
    PostgresSpending,
    company,
)
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.directory import learn
from receipts.adapters.postgres.retention import purge
from receipts.adapters.postgres.tables import (
    bucket_sweep,
    metadata,
    tenants,
)
from receipts.domain.accounts import Account, AccountLesson
from receipts.domain.annotations import CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.claims import Claim
from receipts.domain.company_history import Author
from receipts.domain.decisions import Act, Decision
from receipts.domain.directory import DirectoryEntry
from receipts.domain.history import Correction
from receipts.domain.receipt import Category
from receipts.domain.record import Receipt
from receipts.ports import Batch
from tests.fixtures.makers import LEASE, NOON, a_message, a_reading, a_receipt, announcing
from tests.fixtures.tenants import create_tenant, issue_api_key

SHOP = DirectoryEntry(BusinessNumber("9024500731"), "도토리다방")
MEALS = Category("meals", "복리후생비")
OF_NO_TENANT = {bucket_sweep}
"""How far the jobs have come in the bucket: no tenant's data, and no other part may see it."""
WALLED = [table for table in metadata.tables.values() if table not in OF_NO_TENANT]
Engines = Mapping[Part, Engine]


def a_tenants_life(engine: Engine, store: PostgresReceiptStore, engines: Engines) -> Receipt:
    tenant = create_tenant(engine, "한빛상사")
    issue_api_key(engine, tenant)
    with transaction(engines[Part.API], tenant) as connection:
        learn(connection, tenant, SHOP, NOON)
        company.learn(connection, tenant, AccountLesson(SHOP.number, MEALS, ("커피",)), NOON)
    settings = PostgresCompany(engines[Part.API])
    settings.set_settings(tenant, CompanySettings(), NOON, Author())
    settings.set_account(tenant, Account("811", "복리후생비"), NOON, Author())
    PostgresBatches(engines[Part.API]).add(Batch(uuid4(), tenant, NOON, "11월"))
    purged_life(engine, store, tenant)
    PostgresSpending(engines[Part.PARSER]).add(tenant, NOON.date().replace(day=1), Decimal("0.06"))
    return read(store, a_receipt(tenant))


def purged_life(engine: Engine, store: PostgresReceiptStore, tenant: UUID) -> Receipt:
    """A receipt that was read, deleted, and is gone."""
    receipt = read(store, a_receipt(tenant))
    act = Correction(NOON, "김경리", receipt.version + 1, (), decision=Decision(Act.DELETED))
    gone = store.put_aside(receipt, act, a_message, announce=announcing)
    with engine.begin() as owner:
        purge(owner, NOON + timedelta(seconds=1), 1)
    return gone


def read(store: PostgresReceiptStore, receipt: Receipt, **changes: object) -> Receipt:
    store.add(receipt, a_message(receipt))
    claim = store.claim(receipt.photo.key, "v1", claimed_by="delivery-1", now=NOON, lease=LEASE)
    assert isinstance(claim, Claim)
    assert store.record_reading(claim, a_reading(**changes), announcing)
    return store.get(receipt.tenant_id, receipt.id)


def approved(store: PostgresReceiptStore, receipt: Receipt) -> Receipt:
    act = Correction(NOON, "김경리", receipt.version + 1, (), approved=True)
    return store.approve(receipt, act, a_message)


def of(tenant: UUID, table: Table) -> ColumnElement[bool]:
    return (table.c.id if table is tenants else table.c.tenant_id) == tenant


def in_order(table: Table) -> Select[Any]:
    """Every row by its primary key: without an order, an autovacuum between two looks may turn them about."""
    return select(table).order_by(*(table.primary_key or table.c))


def rows_of(engine: Engine, tenant: UUID, table: Table) -> list[dict[str, Any]]:
    """As the owner sees them."""
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(in_order(table).where(of(tenant, table))).mappings()]


def everything_of(engine: Engine, tenant: UUID) -> dict[str, list[dict[str, Any]]]:
    return {table.name: rows_of(engine, tenant, table) for table in WALLED}
