"""What schema_migrator leaves behind: a schema, and logins that can use it and do nothing else to it.

That the logins can do all that the application does, the contract tests tell: they run with them. What a
login sees of whom, test_row_level_security.py tells.
"""

import gc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres.application_login import LIMITS, NOBODYS, RIGHTS, Login, Logins, Part, admit
from receipts.adapters.postgres.connection import sqlstate, transaction
from receipts.adapters.postgres.migrate import Migration, migrate, set_passwords
from receipts.adapters.postgres.tables import metadata
from receipts.domain.api_key import KeyHolder, hash_of
from receipts.migrations import versions
from tests.fixtures.database import new_database
from tests.fixtures.makers import a_receipt
from tests.fixtures.tenants import create_tenant, issue_api_key

T = TypeVar("T")
HEAD = max(file.stem[1:5] for file in Path(versions.__path__[0]).glob("r*.py"))
NOT_ALLOWED = "42501"
PRIVILEGES = """
    SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION ALL SELECT datname, datacl::text FROM pg_database WHERE datname = current_database()
    UNION ALL SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname = 'public'
    UNION ALL SELECT version_num, '' FROM alembic_version
    ORDER BY 1
"""


@dataclass(frozen=True)
class Place:
    """A database whose owner is no superuser, as on RDS, and the logins that the application is to get."""

    owner: URL
    logins: Logins

    def migrate(self, logins: Logins | None = None) -> Migration:
        return migrate(self.owner, logins or self.logins)

    def as_part(self, part: Part, password: str = "") -> Engine:
        login = self.logins[part]
        return connect(self.owner.set(username=login.name, password=password or login.password))

    def with_password(self, password: str) -> Logins:
        return {part: replace(login, password=password) for part, login in self.logins.items()}

    def ask(self, question: Callable[[Connection], T], engine: Engine | None = None) -> T:
        asked = engine or connect(self.owner)
        try:
            with asked.begin() as connection:
                return question(connection)
        finally:
            asked.dispose()

    def refusal(self, part: Part, statement: str) -> str:
        """The SQLSTATE that a part gets for a statement."""
        with pytest.raises(DBAPIError) as caught:
            self.ask(lambda it: it.execute(text(statement)), self.as_part(part))
        return sqlstate(caught.value)


@pytest.fixture
def place(postgres_server_url: URL) -> Place:
    name = f"receipts_{uuid4().hex[:8]}"
    new_database(postgres_server_url, name, migrated=False)
    admin = create_engine(postgres_server_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE ROLE {name}_owner LOGIN CREATEROLE PASSWORD 'owner'"))
        connection.execute(text(f"ALTER DATABASE {name} OWNER TO {name}_owner"))
    admin.dispose()
    owner = postgres_server_url.set(username=f"{name}_owner", password="owner", database=name)
    return Place(owner, {part: Login(f"{name}_{part}", "first p@ss'w\\ord") for part in Part})


def privileges(connection: Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(text(PRIVILEGES))]


def migrated_ahead(place: Place) -> list[tuple[object, ...]]:
    """The database after a later version of the code; its privileges."""
    place.migrate()
    place.ask(lambda it: it.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    return place.ask(privileges)


def test_an_empty_database_gets_its_schema_and_the_application_its_logins(place: Place) -> None:
    assert place.migrate() == Migration(HEAD)
    owner = connect(place.owner)
    tenant = create_tenant(owner, "한빛상사")
    key = issue_api_key(owner, tenant)
    owner.dispose()
    application = place.as_part(Part.API)
    store = PostgresReceiptStore(application)
    assert store.is_ready()
    receipt = store.add(a_receipt(tenant))
    assert store.get(tenant, receipt.id) == receipt
    assert store.holder_of_key(hash_of(key)) == KeyHolder(tenant)
    application.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE receipts",
        "ALTER TABLE receipts ADD COLUMN hidden text",
        "ALTER TABLE receipts DISABLE TRIGGER ALL",
        "TRUNCATE outbox",
        "CREATE TABLE loot (id int)",
        "CREATE TEMPORARY TABLE loot (id int)",
        "CREATE SCHEMA loot",
        "CREATE ROLE accomplice",
        "DELETE FROM receipts",
        "UPDATE receipt_events SET data = '{}'",
        "DELETE FROM receipt_events",
        "UPDATE readings SET reading = '{}'",
        "INSERT INTO tenants (id, name) VALUES (gen_random_uuid(), 'accomplice')",
        "UPDATE api_keys SET revoked_at = NULL",
        "UPDATE alembic_version SET version_num = '0000'",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_no_part_can_change_what_is_not_its_business(place: Place, statement: str) -> None:
    place.migrate()
    assert {place.refusal(part, statement) for part in Part} == {NOT_ALLOWED}


@pytest.mark.parametrize(
    ("part", "statement"),
    [
        (Part.API, "SELECT * FROM api_keys"),
        (Part.API, "SELECT * FROM tenants"),
        (Part.API, "SELECT * FROM engine_spending"),
        (Part.API, "UPDATE outbox SET body = ''"),
        (Part.PARSER, "SELECT * FROM api_keys"),
        (Part.PARSER, "SELECT tenant_of_key('')"),
        (Part.PARSER, "SELECT holder_of_key('')"),
        (Part.PARSER, "SELECT key_fingerprints()"),
        (Part.PARSER, "INSERT INTO receipts DEFAULT VALUES"),
        (Part.PARSER, "UPDATE merchants SET name = ''"),
        (Part.OPERATOR, "SELECT * FROM api_keys"),
        (Part.OPERATOR, "SELECT tenant_of_key('')"),
        (Part.OPERATOR, "SELECT holder_of_key('')"),
        (Part.OPERATOR, "SELECT key_fingerprints()"),
        (Part.OPERATOR, "INSERT INTO readings DEFAULT VALUES"),
        (Part.OPERATOR, "SELECT * FROM merchants"),
    ],
)
def test_a_part_cannot_do_what_is_anothers_business(place: Place, part: Part, statement: str) -> None:
    place.migrate()
    assert place.refusal(part, statement) == NOT_ALLOWED


def test_every_table_says_what_the_application_does_to_it() -> None:
    told = {table for rights in RIGHTS.values() for table in rights}
    assert told | NOBODYS == set(metadata.tables.values())
    assert not told & NOBODYS


def test_a_second_run_changes_nothing(place: Place) -> None:
    place.migrate()
    before = place.ask(privileges)
    assert place.migrate() == Migration(HEAD)
    assert place.ask(privileges) == before


def test_a_right_that_somebody_added_by_hand_is_taken_back(place: Place) -> None:
    place.migrate()
    api = place.logins[Part.API].name
    place.ask(lambda it: it.execute(text(f"GRANT ALL ON receipt_events TO {api}")))
    place.migrate()
    assert place.refusal(Part.API, "DELETE FROM receipt_events") == NOT_ALLOWED


def limits(connection: Connection) -> dict[str, str]:
    return {name: connection.scalar(text(f"SHOW {name}")) or "" for name in LIMITS}


@pytest.mark.parametrize("part", Part)
def test_whatever_a_part_does_has_its_limits_even_outside_our_transactions(place: Place, part: Part) -> None:
    place.migrate()
    assert place.ask(limits, place.as_part(part)) == LIMITS
    rotated = place.with_password("second")
    set_passwords(place.owner, {part: rotated[part]})
    assert place.ask(limits, place.as_part(part, "second")) == LIMITS


def test_a_limit_that_somebody_took_away_by_hand_comes_back(place: Place) -> None:
    place.migrate()
    api = place.logins[Part.API].name
    place.ask(lambda it: it.execute(text(f"ALTER ROLE {api} RESET ALL")))
    assert place.ask(limits, place.as_part(Part.API)) != LIMITS
    place.migrate()
    assert place.ask(limits, place.as_part(Part.API)) == LIMITS


def test_who_owns_the_schema_has_no_limits_but_in_our_transactions(place: Place) -> None:
    """It migrates, and people do by hand what takes long."""
    place.migrate()
    assert place.ask(limits)["statement_timeout"] == "0"
    owner = connect(place.owner)
    with transaction(owner) as connection:
        assert limits(connection) == {**LIMITS, "idle_in_transaction_session_timeout": "0"}
    owner.dispose()


def test_a_changed_secret_changes_the_password(place: Place) -> None:
    place.migrate()
    place.migrate(place.with_password("second"))
    for part in Part:
        assert place.ask(lambda it: it.scalar(text("SELECT 1")), place.as_part(part, "second")) == 1
        with pytest.raises(DBAPIError):
            place.ask(lambda it: it.scalar(text("SELECT 1")), place.as_part(part))
    gc.collect()


def test_a_database_that_is_ahead_of_the_code_keeps_its_schema_and_rights(place: Place) -> None:
    """As after a rollback: the stack goes back to the code before, the data stays."""
    before = migrated_ahead(place)
    assert place.migrate() == Migration("9999", is_ahead=True)
    assert place.ask(privileges) == before
    assert place.ask(lambda it: it.scalar(text("SELECT 1")), place.as_part(Part.API)) == 1


def test_a_restored_database_that_is_ahead_lets_the_application_in_with_its_new_secret(place: Place) -> None:
    """Backups of a later version, restored under code that was rolled back."""
    before = migrated_ahead(place)
    assert place.migrate(place.with_password("second")) == Migration("9999", is_ahead=True)
    assert place.ask(lambda it: it.scalar(text("SELECT 1")), place.as_part(Part.PARSER, "second")) == 1
    assert place.ask(privileges) == before


def test_a_database_that_is_ahead_gets_no_login_that_it_does_not_know(place: Place) -> None:
    """Its rights would be those of older code."""
    migrated_ahead(place)
    stranger = Login(f"{place.logins[Part.API].name}_new", "secret")
    assert place.migrate({Part.API: stranger}) == Migration("9999", is_ahead=True)
    known = text("SELECT count(*) FROM pg_roles WHERE rolname = :name")
    assert place.ask(lambda it: it.scalar(known, {"name": stranger.name})) == 0


def test_two_at_once_do_not_get_in_each_others_way(place: Place) -> None:
    with ThreadPoolExecutor(2) as both:
        first, second = both.submit(place.migrate), both.submit(place.migrate)
    assert first.result() == second.result() == Migration(HEAD)


def test_a_migration_that_takes_too_long_is_stopped_and_leaves_nothing_behind(place: Place) -> None:
    holder = connect(place.owner)
    with holder.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(7263119040)"))
        with pytest.raises(DBAPIError, match="statement timeout"):
            migrate(place.owner, place.logins, patience_seconds=0.3)
    holder.dispose()
    assert place.migrate() == Migration(HEAD)
    gc.collect()


def test_neither_password_nor_verifier_stands_in_a_statement(place: Place) -> None:
    place.migrate()
    sent: list[tuple[str, str]] = []
    engine = connect(place.owner)
    event.listen(engine, "before_cursor_execute", lambda *it: sent.append((it[2], str(it[3]))))
    place.ask(lambda it: admit(it, place.logins), engine)
    assert any("ALTER ROLE" in statement for statement, _ in sent)
    assert not any("SCRAM-SHA-256$" in statement for statement, _ in sent)
    assert not any("p@ss" in statement + values for statement, values in sent)
    assert "p@ss" not in repr(place.logins)
