"""How PostgreSQL finds rows: under row-level security it compares nothing that might tell of other rows
before it has looked whose they are, so an index that was good without it may be useless.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine, event, text

from receipts.adapters.postgres import neighbours
from receipts.adapters.postgres.application_login import Part
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.records import PostgresRecords
from receipts.domain.receipt import Amounts, Payment, PaymentMethod, Transaction
from receipts.domain.record import Receipt
from tests.fixtures.makers import a_reading, a_receipt
from tests.fixtures.tenants import create_tenant

RECEIPTS = 3000
MANY = text("""
    INSERT INTO receipts (
        id, tenant_id, status, object_key, content_type, size, sha256, created_at, updated_at, version,
        total, transaction, approval_number, business_number, card_number_masked,
        issued_on, issued_at, issued_at_precision)
    SELECT
        gen_random_uuid(), tenant, 'queued', tenant || '/' || n, 'image/jpeg', 1,
        lpad(CAST(n AS text), 64, '0'), now() - n * interval '1 minute', now(), 1,
        mod(n, 50) * 100, 'sale', lpad(CAST(n AS text), 8, '0'), CAST(9024500000 + mod(n, 40) AS text),
        lpad(CAST(mod(n, 9) AS text), 4, '0'),
        date '2026-11-01', now() - n * interval '1 minute', 'second'
    FROM generate_series(1, :receipts) AS n, CAST(:tenant AS uuid) AS tenant
""")
SALE = a_reading(
    amounts=Amounts(total=Decimal(4300)), payment=Payment(PaymentMethod.CARD, None, "0003", "00000043", 0)
)


@pytest.fixture
def crowded(engine: Engine) -> Iterator[UUID]:
    """One of two tenants with many receipts."""
    tenants = [create_tenant(engine, name) for name in ("한빛상사", "달빛상사")]
    with engine.begin() as connection:
        for tenant in tenants:
            connection.execute(MANY, {"tenant": tenant, "receipts": RECEIPTS})
        connection.execute(text("ANALYZE receipts"))
    yield tenants[0]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM receipts"))
        connection.execute(text("ANALYZE receipts"))


def settle(connection: Connection, receipt: Receipt, transaction: Transaction = Transaction.SALE) -> None:
    reading = a_reading(amounts=SALE.amounts, payment=SALE.payment, transaction=transaction)
    neighbours.lock_neighbours(connection, receipt, reading)
    neighbours.find_neighbours(connection, receipt, reading)


def read_before(tenant: UUID) -> Receipt:
    """It shows other numbers by now, and has links."""
    return replace(a_receipt(tenant), reading=a_reading(), cancels=uuid4())


LOOK_UPS: dict[str, tuple[Part, Callable[[Connection, UUID], object]]] = {
    "a photo": (Part.API, lambda it, tenant: PostgresRecords(it).look_up_photo(tenant, f"{7:064d}")),
    "a sale's neighbours": (Part.PARSER, lambda it, tenant: settle(it, a_receipt(tenant))),
    "a cancellation's": (
        Part.PARSER,
        lambda it, tenant: settle(it, a_receipt(tenant), Transaction.CANCELLATION),
    ),
    "those of one that is corrected": (Part.API, lambda it, tenant: settle(it, read_before(tenant))),
}


@pytest.mark.parametrize("name", LOOK_UPS)
def test_a_tenants_rows_are_found_by_an_index(
    name: str, crowded: UUID, part_engines: Mapping[Part, Engine]
) -> None:
    part, look_up = LOOK_UPS[name]
    asked: list[tuple[str, Any]] = []
    with transaction(part_engines[part], crowded) as connection:
        event.listen(connection, "before_cursor_execute", lambda *it: asked.append((it[2], it[3])))
        look_up(connection, crowded)
        about_receipts = [one for one in asked if "FROM receipts" in one[0]]
        plans = [
            list(connection.exec_driver_sql(f"EXPLAIN (ANALYZE) {it}", values).scalars())
            for it, values in about_receipts
        ]
    assert plans
    for plan in plans:
        passed_over = [int(line.split(":")[1]) for line in plan if "Rows Removed by Filter" in line]
        assert not [line for line in plan if "Seq Scan on receipts" in line], "\n".join(plan)
        assert sum(passed_over) < RECEIPTS / 10, "\n".join(plan)
