"""What the application's login may have deleted, and what it may not, whatever it asks for."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import ProgrammingError

from receipts.adapters.postgres import PostgresReceiptStore
from receipts.adapters.postgres.tables import outbox, receipt_events
from receipts.domain.life_cycle import Status
from receipts.domain.record import Receipt
from tests.fixtures.makers import a_message, a_receipt

FAR = datetime(2999, 1, 1, tzinfo=UTC)


def add_expired(store: PostgresReceiptStore, tenant: UUID, age: timedelta) -> Receipt:
    slot = a_receipt(tenant, status=Status.AWAITING_UPLOAD, at=datetime.now(UTC) - age)
    store.add(slot, a_message(slot))
    assert store.expire([slot]) == 1
    return slot


def test_no_message_of_the_last_day_goes(store: PostgresReceiptStore, tenant: UUID) -> None:
    now = datetime.now(UTC)
    for age in (timedelta(hours=23), timedelta(hours=25)):
        receipt = a_receipt(tenant, at=now)
        message = a_message(receipt)
        store.add(receipt, message)
        store.mark_sent(message, now - age)
    assert store.sweep_messages(FAR, 10) == 1
    assert store.sweep_messages(FAR, 10) == 0


def test_no_slot_of_the_last_week_goes(store: PostgresReceiptStore, tenant: UUID) -> None:
    young = add_expired(store, tenant, timedelta(days=6))
    add_expired(store, tenant, timedelta(days=8))
    assert store.sweep_slots(FAR, 10) == 1
    assert store.get(tenant, young.id)


def test_a_slot_goes_with_its_events_and_messages_and_no_others(
    store: PostgresReceiptStore, engine: Engine, tenant: UUID
) -> None:
    kept = a_receipt(tenant, at=datetime.now(UTC) - timedelta(days=40))
    store.add(kept, a_message(kept))
    add_expired(store, tenant, timedelta(days=40))
    assert store.sweep_slots(FAR, 10) == 1
    with engine.connect() as connection:
        for table in (receipt_events, outbox):
            assert connection.scalars(select(table.c.receipt_id)).all() == [kept.id]


@pytest.mark.parametrize("function", ["sweep_messages", "sweep_slots", "purge_receipts"])
def test_another_login_may_sweep_nothing(engine: Engine, function: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE ROLE nobody"))
        connection.execute(text("SET LOCAL ROLE nobody"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(select(getattr(func, function)(func.now(), 1)))
        connection.rollback()
