"""The application's role, schema, tenants and API keys in the local database."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlalchemy import text

from local.postgres import DATABASE, OWNER, ROLE, Postgres
from local.state import StateFolder, write_private
from receipts.adapters.postgres import PostgresReceiptStore, connect, create_tenant, issue_api_key
from receipts.adapters.postgres.migrate import migrate


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant and the API key it was given."""

    id: str
    api_key: str


def prepare_database(postgres: Postgres) -> str:
    """Make the role and database if missing, bring the schema up to date; returns the application's URL.

    The role is no superuser: it must not be able to see past row security.
    """
    credentials = postgres.folder.credentials()
    _ensure_role(postgres, credentials.database_owner_password, credentials.database_password)
    url = postgres.url(ROLE, credentials.database_password, DATABASE)
    migrate(url)
    return url


def _ensure_role(postgres: Postgres, owner_password: str, password: str) -> None:
    engine = connect(postgres.url(OWNER, owner_password, "postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        known = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE})
        if not known:  # the password is hex, made by us: nothing to escape
            connection.execute(text(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{password}'"))
        known = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": DATABASE})
        if not known:
            connection.execute(text(f"CREATE DATABASE {DATABASE} OWNER {ROLE}"))
    engine.dispose()


def new_tenant(url: str, name: str) -> Tenant:
    """A tenant of its own, with a key that is shown this once."""
    engine = connect(url)
    tenant_id = create_tenant(engine, name)
    key = issue_api_key(engine, tenant_id)
    engine.dispose()
    return Tenant(str(tenant_id), key)


def own_tenant(folder: StateFolder, url: str) -> Tenant:
    """The developer's tenant, made on the first start and kept in the stack's folder."""
    file = folder.path / "tenant.json"
    if file.exists():
        tenant = Tenant(**json.loads(file.read_text()))
        if _is_known(url, tenant):
            return tenant
    tenant = new_tenant(url, "local")
    write_private(file, json.dumps(asdict(tenant)) + "\n")
    return tenant


def _is_known(url: str, tenant: Tenant) -> bool:
    """Whether the database has the tenant: it may have been deleted, or a backup put in its place."""
    engine = connect(url)
    key_hash = sha256(tenant.api_key.encode()).hexdigest()
    found = PostgresReceiptStore(engine).tenant_of_key(key_hash)
    engine.dispose()
    return str(found) == tenant.id
