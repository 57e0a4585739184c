"""Roles, schema, tenants and API keys in the local database."""

import json
from dataclasses import asdict, dataclass
from typing import Protocol
from uuid import uuid4

from sqlalchemy import text

from local.postgres import DATABASE, OWNER, SCHEMA_OWNER
from local.state import Credentials, StateFolder, write_private
from receipts.adapters.postgres import PostgresReceiptStore, PostgresTenants, connect
from receipts.adapters.postgres.application_login import Login, Logins, Part
from receipts.adapters.postgres.migrate import migrate
from receipts.domain.api_key import hash_of
from receipts.usecases.register_tenant import register_tenant


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant and the API key it was given."""

    id: str
    api_key: str


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """How to log in to one database: as the schema's owner, and as each part of the application."""

    owner: str
    api: str
    parser: str
    operator: str


class Server(Protocol):
    """A database server, wherever it runs."""

    def url(self, role: str, password: str, database: str) -> str:
        """How to log in to it."""


def prepare_database(server: Server, credentials: Credentials) -> DatabaseUrls:
    """Make owner and database if they are missing, then migrate as schema_migrator does on AWS.

    As on RDS no role is a superuser, and the application has the same rights as there.
    """
    _ensure_schema_owner(server, credentials.database_owner_password, credentials.database_password)
    urls = database_urls(server, credentials)
    migrate(urls.owner, _logins(credentials))
    return urls


def database_urls(server: Server, credentials: Credentials) -> DatabaseUrls:
    """How to log in to a server's database."""
    logins = _logins(credentials)
    urls = {part.value: server.url(one.name, one.password, DATABASE) for part, one in logins.items()}
    return DatabaseUrls(owner=server.url(SCHEMA_OWNER, credentials.database_password, DATABASE), **urls)


def _logins(credentials: Credentials) -> Logins:
    """Named as on AWS, where infra/database.yaml names them."""
    return {
        Part.API: Login("receipts_app", credentials.database_application_password),
        Part.PARSER: Login("receipts_parser", credentials.database_parser_password),
        Part.OPERATOR: Login("receipts_operator", credentials.database_operator_password),
    }


def _ensure_schema_owner(server: Server, owner_password: str, password: str) -> None:
    engine = connect(server.url(OWNER, owner_password, "postgres"))
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
    """Make a tenant with a key that is shown only this once; `url` is the owner's.

    What follows the name makes it unique: each run of the demo has a tenant of its own.
    """
    engine = connect(url)
    tenant_id, key = register_tenant(PostgresTenants(engine), f"{name} {uuid4().hex}")
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
    holder = PostgresReceiptStore(engine).holder_of_key(hash_of(tenant.api_key))
    engine.dispose()
    return holder is not None and str(holder.tenant_id) == tenant.id
