import gc
import ssl
from typing import Any
from uuid import UUID

import pg8000.core
import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import PostgresReceiptStore, connect, connection
from receipts.adapters.postgres.connection import Patience, transaction
from receipts.domain.record import Receipt
from receipts.errors import StorageUnavailableError
from tests.fixtures.makers import LEASE, NOON, a_receipt

QUERY_CANCELED = "57014"
LOCK_NOT_AVAILABLE = "55P03"
"""By the server itself: https://www.postgresql.org/docs/current/errcodes-appendix.html."""


@pytest.fixture
def receipt(store: PostgresReceiptStore, tenant: UUID) -> Receipt:
    return store.add(a_receipt(tenant))


def test_a_database_that_is_not_there_is_unavailable() -> None:
    store = PostgresReceiptStore(connect("postgresql+pg8000://postgres@127.0.0.1:1/receipts"))
    with pytest.raises(StorageUnavailableError) as caught:
        store.get(UUID(int=1), UUID(int=2))
    assert caught.value.__cause__ is not None
    assert not store.is_ready()


def test_a_mistake_of_ours_is_not_taken_for_a_passing_fault(engine: Engine) -> None:
    with pytest.raises(DBAPIError), transaction(engine) as one:
        one.execute(text("SELECT * FROM nowhere"))


def test_a_connection_cut_in_the_middle_is_unavailable_and_the_next_one_works(
    engine: Engine, store: PostgresReceiptStore, receipt: Receipt
) -> None:
    with pytest.raises(StorageUnavailableError), transaction(engine) as cut:
        cut.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert store.get(receipt.tenant_id, receipt.id) == receipt
    gc.collect()


def test_idle_connections_cut_by_a_restart_are_replaced_unnoticed(
    engine: Engine, store: PostgresReceiptStore, receipt: Receipt
) -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'receipts' "
    admin = connect(engine.url)
    with admin.begin() as one:
        one.execute(text(others + "AND pid <> pg_backend_pid()"))
    admin.dispose()
    assert store.get(receipt.tenant_id, receipt.id) == receipt
    gc.collect()


def test_after_a_failover_one_refused_write_is_enough_to_leave_what_is_a_standby_now(
    engine: Engine, tenant: UUID
) -> None:
    pool = connect(engine.url)
    store = PostgresReceiptStore(pool)
    with pool.connect() as one, pool.connect() as other:
        for connected in (one, other):
            connected.execute(text("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"))
            connected.commit()
    with pytest.raises(StorageUnavailableError, match="read-only"):
        store.add(a_receipt(tenant))
    with transaction(pool, tenant):  # has one of the two that are kept, so that the next one gets the other
        added = store.add(a_receipt(tenant))
    assert store.get(tenant, added.id) == added
    pool.dispose()


def test_a_connection_the_network_resets_is_replaced_unnoticed(
    engine: Engine, store: PostgresReceiptStore, receipt: Receipt
) -> None:
    """As the kernel reports it: not as an error of the database, but as one of the socket."""

    def reset(_: str) -> None:
        raise ConnectionResetError(104, "Connection reset by peer")

    with transaction(engine) as pooled:
        broken: Any = pooled.connection.dbapi_connection
    broken.execute_simple = reset
    assert store.get(receipt.tenant_id, receipt.id) == receipt


def test_a_socket_that_breaks_in_the_middle_is_unavailable(engine: Engine) -> None:
    with pytest.raises(StorageUnavailableError, match="reset by peer"), transaction(engine):
        raise ConnectionResetError(104, "Connection reset by peer")


def test_a_row_locked_too_long_is_unavailable(
    engine: Engine, store: PostgresReceiptStore, receipt: Receipt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "LOCK_TIMEOUT", "50ms")
    with engine.begin() as other:
        other.execute(text("SELECT 1 FROM receipts FOR UPDATE"))
        with pytest.raises(StorageUnavailableError, match=LOCK_NOT_AVAILABLE):
            store.claim(receipt.photo.key, None, claimed_by="delivery-1", now=NOON, lease=LEASE)


def test_a_statement_that_takes_too_long_is_stopped(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "STATEMENT_TIMEOUT", "50ms")
    with pytest.raises(StorageUnavailableError, match=QUERY_CANCELED), transaction(engine) as slow:
        slow.execute(text("SELECT pg_sleep(10)"))


def test_a_statement_has_more_time_than_the_first_answer(postgres_url: str) -> None:
    impatient = connect(postgres_url, patience=Patience(for_the_first_answer=0.05))
    try:
        with transaction(impatient) as slow:
            assert slow.execute(text("SELECT 'done' FROM pg_sleep(0.3)")).scalar_one() == "done"
    finally:
        impatient.dispose()


def test_a_transaction_costs_two_messages_beside_its_own(
    engine: Engine, tenant: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To begin it, with a ping, the tenant and the limits; and to commit it. On a network each is a wait."""
    with transaction(engine, tenant):
        pass
    sent, flush = list[object](), pg8000.core._flush

    def count(stream: object) -> None:
        sent.append(stream)
        flush(stream)

    monkeypatch.setattr(pg8000.core, "_flush", count)
    with transaction(engine, tenant):
        pass
    assert len(sent) == 2


def test_no_connection_free_in_time_is_unavailable(postgres_url: str) -> None:
    engine = connect(postgres_url, pool_size=1, max_overflow=0)
    engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    with engine.connect(), pytest.raises(StorageUnavailableError), transaction(engine):
        pass
    engine.dispose()


def test_what_people_bought_is_not_in_error_texts(engine: Engine, tenant: UUID) -> None:
    with pytest.raises(DBAPIError) as caught, transaction(engine) as one:
        one.execute(text("INSERT INTO merchants (name) VALUES (:name)"), {"name": "비밀 상점"})
    assert "[SQL parameters hidden" in str(caught.value)


@pytest.mark.parametrize(
    ("query", "verified"),
    [({"sslmode": "require"}, ssl.CERT_NONE), ({"sslmode": "verify-full"}, ssl.CERT_REQUIRED)],
)
def test_tls_is_asked_for_by_the_url(query: dict[str, str], verified: ssl.VerifyMode) -> None:
    plain, context = connection._take_ssl(make_url("postgresql+pg8000://u@db/receipts").set(query=query))
    assert not plain.query
    assert context is not None
    assert context.verify_mode is verified


def test_a_server_without_tls_is_refused_where_tls_is_asked_for(postgres_url: str) -> None:
    engine = connect(make_url(postgres_url).update_query_dict({"sslmode": "require"}))
    with pytest.raises(StorageUnavailableError, match="SSL"), transaction(engine):
        pass


def test_a_misspelt_sslmode_is_refused() -> None:
    with pytest.raises(ValueError, match="sslmode"):
        connect("postgresql+pg8000://u@db/receipts?sslmode=verify_full")
