"""Roles, schema, tenants and API keys in the local database."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlalchemy import text

from local.postgres import APPLICATION, DATABASE, OWNER, SCHEMA_OWNER, Postgres
from local.state import StateFolder, write_private
from receipts.adapters.postgres import PostgresReceiptStore, connect, create_tenant, issue_api_key
from receipts.adapters.postgres.application_login import Login
from receipts.adapters.postgres.migrate import migrate


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant and the API key it was given."""

    id: str
    api_key: str


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """The ways into one database: as who owns the schema, and as the API and the functions."""

    owner: str
    application: str


def prepare_database(postgres: Postgres) -> DatabaseUrls:
    """Make owner and database if missing, then do what schema_migrator does on AWS.

    Neither role is a superuser, as on RDS, and what the application may not do there it may not do here.
    """
    credentials = postgres.folder.credentials()
    _ensure_schema_owner(postgres, credentials.database_owner_password, credentials.database_password)
    owner = postgres.url(SCHEMA_OWNER, credentials.database_password, DATABASE)
    login = Login(APPLICATION, credentials.database_application_password)
    migrate(owner, login)
    return DatabaseUrls(owner, postgres.url(login.name, login.password, DATABASE))


def _ensure_schema_owner(postgres: Postgres, owner_password: str, password: str) -> None:
    engine = connect(postgres.url(OWNER, owner_password, "postgres"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        known = connection.scalar(
            text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": SCHEMA_OWNER}
        )
        if not known:  # the password is hex, made by us: nothing to escape
            connection.execute(text(f"CREATE ROLE {SCHEMA_OWNER} LOGIN PASSWORD '{password}'"))
        connection.execute(text(f"ALTER ROLE {SCHEMA_OWNER} CREATEROLE"))
        known = connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": DATABASE})
        if not known:
            connection.execute(text(f"CREATE DATABASE {DATABASE} OWNER {SCHEMA_OWNER}"))
    engine.dispose()


def new_tenant(url: str, name: str) -> Tenant:
    """A tenant of its own, with a key that is shown this once; made with the owner's URL."""
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
