"""Which receipts are looked at when one is settled, and what is held meanwhile."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import Connection, Engine, func, select, update

from receipts.adapters.postgres import PostgresReceiptStore, neighbours
from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import receipts
from receipts.domain.receipt import Amounts, Reading, Transaction
from receipts.domain.record import Receipt
from receipts.errors import StorageUnavailableError
from tests.fixtures.makers import a_reading, a_receipt
from tests.integration.postgres.test_concurrency import settle

BOUGHT = a_reading()


def read(store: PostgresReceiptStore, tenant: UUID, reading: Reading = BOUGHT) -> Receipt:
    receipt = store.add(a_receipt(tenant))
    settle(store, receipt, reading)
    return store.get(tenant, receipt.id)


def cancelling(won: int) -> Reading:
    amounts = Amounts(total=Decimal(-won))
    return replace(BOUGHT, transaction=Transaction.CANCELLATION, amounts=amounts, items=())


@pytest.fixture
def connection(engine: Engine, tenant: UUID) -> Iterator[Connection]:
    with transaction(engine, tenant) as opened:
        yield opened


def is_held(engine: Engine, tenant: UUID, name: str) -> bool:
    key = func.hashtextextended(f"{tenant}:{name}", 0)
    with engine.begin() as other:
        return not other.scalar(select(func.pg_try_advisory_xact_lock(key)))


def test_beyond_the_bound_the_newest_are_looked_at_and_the_log_says_so(
    store: PostgresReceiptStore,
    tenant: UUID,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(neighbours, "MOST", 2)
    original, copy, second = (read(store, tenant) for _ in range(3))
    assert (copy.duplicate_of, second.duplicate_of) == (original.id, original.id)
    with caplog.at_level(logging.WARNING):
        third = read(store, tenant)
    assert third.duplicate_of in {original.id, copy.id, second.id}
    assert f"more than 2 receipts share a number with {third.id}" in caplog.text


def test_what_is_linked_to_a_receipt_is_held_with_its_sums_and_numbers(
    store: PostgresReceiptStore, engine: Engine, connection: Connection, tenant: UUID
) -> None:
    sale = read(store, tenant)
    read(store, tenant, cancelling(1000))
    changed = replace(BOUGHT, amounts=Amounts(total=Decimal(1900)))
    neighbours.lock_neighbours(connection, sale, changed)
    number = BOUGHT.payment.approval_number
    for name in ("2500.00", "1900.00", "1000.00", f"approval:{number}"):
        assert is_held(engine, tenant, name)
    assert not is_held(engine, tenant, "1.00")


def link(engine: Engine, refund: Receipt, sale: Receipt) -> None:
    with engine.begin() as other:
        other.execute(update(receipts).where(receipts.c.id == refund.id).values(cancels=sale.id))


def test_what_is_linked_just_before_the_locks_are_taken_is_held_too(
    store: PostgresReceiptStore,
    engine: Engine,
    connection: Connection,
    tenant: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = read(store, tenant)
    refund = read(
        store, tenant, replace(cancelling(700), payment=replace(BOUGHT.payment, approval_number="8"))
    )
    serialize = neighbours._serialize

    def a_moment_later(*given: object) -> None:
        link(engine, refund, sale)
        serialize(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbours, "_serialize", a_moment_later)
    neighbours.lock_neighbours(connection, sale, BOUGHT)
    assert is_held(engine, tenant, "700.00")


def test_links_that_never_stand_still_are_left_for_another_try(
    store: PostgresReceiptStore,
    engine: Engine,
    connection: Connection,
    tenant: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sale = read(store, tenant)
    refunds = iter(
        [
            read(store, tenant, replace(cancelling(won), payment=Reading().payment))
            for won in range(1, neighbours._TRIES + 1)
        ]
    )
    monkeypatch.setattr(neighbours, "_serialize", lambda *_: link(engine, next(refunds), sale))
    with pytest.raises(StorageUnavailableError):
        neighbours.lock_neighbours(connection, sale, BOUGHT)


def test_links_that_change_for_a_while_are_held_in_the_end(
    store: PostgresReceiptStore,
    engine: Engine,
    connection: Connection,
    tenant: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As where several receipts that share numbers are corrected at once: nobody is sent away for that."""
    sale, *refunds = (
        read(store, tenant),
        *(read(store, tenant, replace(cancelling(won), payment=Reading().payment)) for won in range(1, 6)),
    )
    waiting = list(refunds)
    serialize = neighbours._serialize

    def a_moment_later(*given: object) -> None:
        if waiting:
            link(engine, waiting.pop(), sale)
        serialize(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(neighbours, "_serialize", a_moment_later)
    neighbours.lock_neighbours(connection, sale, BOUGHT)
    assert all(is_held(engine, tenant, f"{won}.00") for won in range(1, 6))
