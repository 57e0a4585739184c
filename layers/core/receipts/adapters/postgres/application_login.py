"""The application's own login. It reads and writes rows; it owns nothing and changes no table.

Whoever got hold of the API could then read and spoil receipts, but neither drop a table, nor rewrite the
history of a receipt, nor make an API key: tenants and their keys are the owner's business.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field

from scramp import ScramMechanism  # type: ignore[import-untyped]
from sqlalchemy import Connection, func, select, text

from receipts.adapters.postgres import tables

RIGHTS = {
    tables.tenants: "SELECT",
    tables.api_keys: "SELECT",
    tables.receipts: "SELECT, INSERT, UPDATE",
    tables.readings: "SELECT, INSERT",
    tables.receipt_items: "SELECT, INSERT, DELETE",  # a new reading's lines replace the old one's
    tables.outbox: "SELECT, INSERT, UPDATE",
    tables.bucket_sweep: "SELECT, INSERT, UPDATE",
    tables.receipt_events: "SELECT, INSERT",
    tables.merchants: "SELECT, INSERT, UPDATE",
    tables.engine_spending: "SELECT, INSERT, UPDATE",
}
"""What the application does to each table, and nothing more. Identity columns need no right to a sequence."""

FUNCTIONS = ("sweep_messages(timestamptz, integer)", "sweep_slots(timestamptz, integer)")
"""What it may have deleted by the owner: each keeps to an age of its own, whatever it is asked for."""

# Name and verifier come as settings of the transaction: like this they are quoted by PostgreSQL, and no error
# text of ours can show them, as it would show a statement.
_ALTER_ROLE = text("""
DO $$ BEGIN
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L',
                   current_setting('receipts.login'), current_setting('receipts.verifier'));
END $$
""")


@dataclass(frozen=True, slots=True)
class Login:
    """A role's name and password."""

    name: str
    password: str = field(repr=False)


def admit(connection: Connection, login: Login) -> None:
    """Make the login if it is new; give it its password and, whatever it had before, just `RIGHTS`."""
    name = connection.dialect.identifier_preparer.quote(login.name)
    if not _is_known(connection, login.name):
        connection.execute(text(f"CREATE ROLE {name}"))
    _set_password(connection, login)
    database = connection.dialect.identifier_preparer.quote(
        connection.execute(select(func.current_database())).scalar_one()
    )
    for statement in _grants(name, database):
        connection.execute(text(statement))


def renew_password(connection: Connection, login: Login) -> None:
    """Give the login its password and leave its rights as they are; one that is unknown stays so."""
    if _is_known(connection, login.name):
        _set_password(connection, login)


def _is_known(connection: Connection, name: str) -> bool:
    query = text("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :name)")
    return bool(connection.scalar(query, {"name": name}))


def _set_password(connection: Connection, login: Login) -> None:
    settings = {"receipts.login": login.name, "receipts.verifier": scram_verifier(login.password)}
    for name, value in settings.items():
        connection.execute(select(func.set_config(name, value, True)))
    connection.execute(_ALTER_ROLE)


def _grants(name: str, database: str) -> Iterator[str]:
    # By default everybody may log in to any database and make temporary tables there.
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    for one, rights in RIGHTS.items():
        yield f"GRANT {rights} ON {one.name} TO {name}"
    for function in FUNCTIONS:
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {name}"


def scram_verifier(password: str) -> str:
    """What PostgreSQL keeps of a password. Made here, so that the password itself never reaches its log.

    https://www.postgresql.org/docs/current/catalog-pg-authid.html
    """
    salt, stored_key, server_key, rounds = ScramMechanism("SCRAM-SHA-256").make_auth_info(password)
    encoded = [b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${rounds}:{encoded[0]}${encoded[1]}:{encoded[2]}"
