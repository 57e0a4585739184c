from datetime import date
from decimal import Decimal

from alembic import command
from sqlalchemy import URL, Connection, Engine, delete, insert, inspect, select, text, update

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.migrate import _alone, _config, migrate, unmigrate
from receipts.adapters.postgres.rows import new_row
from receipts.adapters.postgres.schema import VERSION
from receipts.adapters.postgres.tables import metadata, receipt_items, receipts
from receipts.migrations import REVISIONS
from tests.fixtures.database import new_database
from tests.fixtures.makers import a_receipt
from tests.fixtures.tenants import create_tenant

COLUMNS = """
    SELECT table_name, column_name, data_type, is_nullable, column_default, numeric_precision, numeric_scale,
           is_identity, identity_generation
    FROM information_schema.columns WHERE table_schema = 'public'
"""
# A migration may spare a large table the look at rows that cannot break the constraint.
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, replace(pg_get_constraintdef(oid), ' NOT VALID', '')
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
ALEMBIC = "alembic_version"


def schema(connection: Connection) -> list[str]:
    """Everything the catalog says of our tables, in an order that does not matter."""
    rows = [row for query in (COLUMNS, CONSTRAINTS, INDEXES) for row in connection.execute(text(query))]
    return sorted(str(tuple(row)) for row in rows if row[0] != ALEMBIC)


def test_the_migrations_make_the_tables_that_the_code_knows(postgres_server_url: URL, engine: Engine) -> None:
    unmigrated = connect(new_database(postgres_server_url, "from_metadata", migrated=False))
    with engine.connect() as migrated, unmigrated.begin() as made:  # what an index is made with
        made.exec_driver_sql(
            migrated.scalar(text("SELECT pg_get_functiondef('search_grams'::regproc)")) or ""
        )
    metadata.create_all(unmigrated)
    with engine.connect() as migrated, unmigrated.connect() as made:
        assert schema(migrated) == schema(made)
    unmigrated.dispose()


def test_migrations_go_up_and_down_and_up_again(postgres_server_url: URL) -> None:
    url = new_database(postgres_server_url, "up_and_down", migrated=True)
    engine = connect(url)
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, ALEMBIC}
    unmigrate(url)
    assert inspect(engine).get_table_names() == [ALEMBIC]
    migrate(url)
    migrate(url)
    assert PostgresReceiptStore(engine).is_ready()
    engine.dispose()


def test_receipts_with_misread_values_survive_the_bounds(postgres_server_url: URL) -> None:
    """What was searched of them is emptied or cut short; the readings keep all of it."""
    url = new_database(postgres_server_url, "before_bounds", migrated=True)
    with _alone(url, 60) as connection:
        command.downgrade(_config(connection), "0004")
    engine = connect(url)
    tenant = create_tenant(engine, "한빛상사")
    misread, sound = a_receipt(tenant), a_receipt(tenant)
    item = {"tenant_id": tenant, "receipt_id": misread.id, "line": 1, "exempt": False}
    with engine.begin() as one:
        one.execute(insert(receipts).values([new_row(misread), new_row(sound)]))
        one.execute(update(receipts).where(receipts.c.id == misread.id).values(MISREAD))
        one.execute(update(receipts).where(receipts.c.id == sound.id).values(SOUND))
        one.execute(insert(receipt_items).values(item | {"name": "가" * 2000, "quantity": Decimal("NaN")}))
    migrate(url)
    with engine.begin() as one:
        rows = {row["id"]: row for row in one.execute(select(receipts)).mappings()}
        assert {name: rows[misread.id][name] for name in MISREAD} == MISREAD | EMPTIED
        assert {name: rows[sound.id][name] for name in SOUND} == SOUND
        (line,) = one.execute(select(receipt_items.c.name, receipt_items.c.quantity))
        assert line == ("가" * 1000, None)
    engine.dispose()


SOUND = {"issued_on": date(2026, 11, 20), "total": Decimal("2500.00"), "merchant_name": "도토리다방"}
MISREAD = {
    "issued_on": date(9999, 12, 31),
    "total": Decimal("NaN"),
    "vat": Decimal("227.00"),
    "merchant_name": "가" * 2000,
    "approval_number": "1" * 600,
    "card_number_masked": "4579-73**-****-1234",
}
EMPTIED = {"issued_on": None, "total": None, "merchant_name": "가" * 1000, "approval_number": None}


def test_a_database_that_was_not_migrated_is_not_ready(postgres_server_url: URL) -> None:
    engine = connect(new_database(postgres_server_url, "empty", migrated=False))
    assert not PostgresReceiptStore(engine).is_ready()
    engine.dispose()


def test_a_database_of_older_code_is_not_ready_and_one_of_later_code_is(postgres_server_url: URL) -> None:
    """So that a release waits for its migrations, and the one before goes on beside it."""
    url = new_database(postgres_server_url, "revisions", migrated=True)
    engine = connect(url)
    store = PostgresReceiptStore(engine)
    for revision in (*REVISIONS, "9999"):
        with engine.begin() as connection:
            connection.execute(update(VERSION).values(version_num=revision))
        assert store.is_ready() is (revision not in REVISIONS[:-1]), revision
    with engine.begin() as connection:
        connection.execute(delete(VERSION))
    assert not store.is_ready()
    engine.dispose()
