"""A deployment: the schema comes first, and code from before row-level security still runs beside it.

All its parts log in as one, the login that the API keeps, and it names no tenant anywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from alembic import command
from sqlalchemy import URL, Engine, make_url, select, text
from sqlalchemy.exc import DBAPIError

from receipts.adapters.postgres import PostgresReceiptStore, connect
from receipts.adapters.postgres import migrate as module
from receipts.adapters.postgres.application_login import Login, Part
from receipts.adapters.postgres.connection import sqlstate, transaction
from receipts.adapters.postgres.migrate import migrate
from receipts.adapters.postgres.tables import receipts
from receipts.domain.api_key import hash_of
from receipts.errors import ReceiptNotFoundError
from tests.fixtures.database import as_login, new_database
from tests.fixtures.makers import a_message, a_receipt
from tests.fixtures.tenants import create_tenant, issue_api_key

OLDER = {
    "tenants": "SELECT",
    "api_keys": "SELECT",
    "receipts": "SELECT, INSERT, UPDATE",
    "readings": "SELECT, INSERT",
    "receipt_items": "SELECT, INSERT, DELETE",
    "outbox": "SELECT, INSERT, UPDATE",
    "receipt_events": "SELECT, INSERT",
    "merchants": "SELECT, INSERT, UPDATE",
    "engine_spending": "SELECT, INSERT, UPDATE",
}
"""What that login had."""
SPENT = """
    INSERT INTO engine_spending VALUES (CAST(:tenant AS uuid), '2026-11-01', 1)
    ON CONFLICT ON CONSTRAINT engine_spending_pkey DO UPDATE SET usd = 2
"""


@dataclass(frozen=True)
class Deployed:
    """A database of two tenants, just migrated, and its logins."""

    owner: Engine
    application: URL
    ours: UUID
    theirs: UUID

    @property
    def login(self) -> Login:
        return Login(str(self.application.username), "as before")


@pytest.fixture
def deployed(postgres_server_url: URL) -> Iterator[Deployed]:
    name = f"receipts_{uuid4().hex[:8]}"
    url = new_database(postgres_server_url, name, migrated=False)
    login = Login(f"{name}_app", "as before")
    owner = connect(url)
    with module._alone(url, 60) as connection:
        command.upgrade(module._config(connection), "0004")
        connection.execute(text(f"CREATE ROLE {login.name} LOGIN PASSWORD '{login.password}'"))
        for table, rights in OLDER.items():
            connection.execute(text(f"GRANT {rights} ON {table} TO {login.name}"))
    tenants = [create_tenant(owner, name) for name in ("한빛상사", "달빛상사")]
    logins = {part: Login(f"{name}_{part}", "new") for part in Part} | {Part.API: login}
    migrate(url, logins)
    yield Deployed(owner, make_url(as_login(url, login)), *tenants)
    owner.dispose()


@pytest.fixture
def application(deployed: Deployed) -> Iterator[Engine]:
    engine = connect(deployed.application)
    yield engine
    engine.dispose()


def test_older_code_goes_on_as_before(deployed: Deployed, application: Engine) -> None:
    for tenant in (deployed.ours, deployed.theirs):
        PostgresReceiptStore(deployed.owner).add(receipt := a_receipt(tenant), a_message(receipt))
    key = issue_api_key(deployed.owner, deployed.ours)
    with application.begin() as older:
        known = text("SELECT tenant_id FROM api_keys WHERE key_hash = :hash AND revoked_at IS NULL")
        assert older.scalar(known, {"hash": hash_of(key)}) == deployed.ours
        assert older.scalar(text("SELECT count(*) FROM receipts")) == 2
        older.execute(text("UPDATE outbox SET sent_at = now()"))
        older.execute(text(SPENT), {"tenant": deployed.ours})
        assert older.execute(text("UPDATE receipts SET updated_at = now()")).rowcount == 2


def test_even_older_code_shares_nothing_with_everybody(deployed: Deployed, application: Engine) -> None:
    shared = "INSERT INTO merchants VALUES (NULL, '9024500731', '내 이름', NULL, 'shared', now(), NULL)"
    with pytest.raises(DBAPIError) as refusal, application.begin() as older:
        older.execute(text(shared))
    assert sqlstate(refusal.value) == "42501"


def test_newer_code_is_kept_to_its_tenant_with_the_same_login(
    deployed: Deployed, application: Engine
) -> None:
    store = PostgresReceiptStore(application)
    theirs = store.add(a_receipt(deployed.theirs))
    with transaction(application, deployed.ours) as connection:
        assert connection.execute(select(receipts)).all() == []
    with transaction(application) as connection:
        assert connection.execute(select(receipts)).all() == []
    with pytest.raises(ReceiptNotFoundError):
        store.get(deployed.ours, theirs.id)
    assert store.get(deployed.theirs, theirs.id) == theirs


def test_a_new_database_lets_no_older_code_in(postgres_url: str, engine: Engine) -> None:
    assert postgres_url
    with engine.connect() as connection:
        known = "SELECT count(*) FROM pg_policies WHERE policyname = 'older_code'"
        assert connection.scalar(text(known)) == 0
