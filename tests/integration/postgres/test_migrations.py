from sqlalchemy import URL, Connection, Engine, inspect, text

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.migrate import migrate, unmigrate
from receipts.adapters.postgres.tables import metadata
from tests.fixtures.database import new_database

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


def test_a_database_that_was_not_migrated_is_not_ready(postgres_server_url: URL) -> None:
    engine = connect(new_database(postgres_server_url, "empty", migrated=False))
    assert not PostgresReceiptStore(engine).is_ready()
    engine.dispose()
