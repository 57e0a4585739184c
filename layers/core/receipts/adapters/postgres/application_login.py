"""The application's own logins, one for each part of it. They own nothing and change no table.

Whoever got hold of the API could then read and spoil receipts, but neither drop a table, nor rewrite the
history of a receipt, nor make an API key: tenants and their keys are the owner's business. Row-level security
(ADR 0012) keeps a part to the tenant that it works for; a login that is given no policy sees no row at all.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scramp import ScramMechanism  # type: ignore[import-untyped]
from sqlalchemy import Connection, Table, func, select, text

from receipts.adapters.postgres import tables
from receipts.adapters.postgres.connection import LOCK_TIMEOUT, STATEMENT_TIMEOUT
from receipts.adapters.postgres.schema import VERSION


class Part(StrEnum):
    """Who logs in: the API, the parser, or the jobs that serve all tenants, reconciler and settler."""

    API = "api"
    PARSER = "parser"
    OPERATOR = "operator"


RIGHTS: Mapping[Part, Mapping[Table, str]] = {
    Part.API: {
        tables.receipts: "SELECT, INSERT, UPDATE",
        tables.readings: "SELECT, INSERT",
        tables.receipt_items: "SELECT, INSERT, DELETE",  # a correction's lines replace the old ones
        tables.receipt_words: "SELECT, INSERT, UPDATE",
        tables.outbox: "SELECT, INSERT, UPDATE (sent_at)",
        tables.receipt_events: "SELECT, INSERT",
        tables.merchants: "SELECT, INSERT, UPDATE",
        tables.batches: "SELECT, INSERT",
        tables.company_settings: "SELECT, INSERT, UPDATE",
        tables.company_changes: "SELECT, INSERT",
        tables.accounts: "SELECT, INSERT, UPDATE",
        tables.account_lessons: "SELECT, INSERT, DELETE",  # a shop's lessons replace the old ones
    },
    Part.PARSER: {
        tables.receipts: "SELECT, UPDATE",  # it reads what the API has accepted, and accepts nothing
        tables.readings: "SELECT, INSERT",
        tables.receipt_items: "SELECT, INSERT, DELETE",
        tables.receipt_words: "SELECT, INSERT, UPDATE",
        tables.outbox: "SELECT, INSERT, UPDATE (sent_at)",
        tables.receipt_events: "SELECT, INSERT",
        tables.merchants: "SELECT",  # what people corrected, it takes and never makes
        tables.accounts: "SELECT",
        tables.account_lessons: "SELECT",
        tables.engine_spending: "SELECT, INSERT, UPDATE",
    },
    Part.OPERATOR: {
        tables.receipts: "SELECT, UPDATE",
        tables.readings: "SELECT",
        tables.outbox: "SELECT, INSERT, UPDATE (sent_at, next_try_at)",
        tables.receipt_events: "SELECT, INSERT",
        tables.bucket_sweep: "SELECT, INSERT, UPDATE",
        tables.purged_receipts: "SELECT, UPDATE (photo_due_at)",
    },
}
"""What each part does to each table, and nothing more. Identity columns need no right to a sequence."""

NOBODYS = frozenset({tables.tenants, tables.api_keys})
"""Tables that the owner alone reads. Of keys, the API may ask for one tenant's id by a hash it was shown, and
which keys there can be at all."""

_RIGHTS_OF_OLDER_CODE: Mapping[Table, str] = {
    tables.tenants: "SELECT",
    tables.api_keys: "SELECT",
    tables.engine_spending: "SELECT, INSERT, UPDATE",
}
"""What the one login of all parts had besides, for code from before there were several (ADR 0012)."""

LIMITS: Mapping[str, str] = {
    "statement_timeout": STATEMENT_TIMEOUT,
    "lock_timeout": LOCK_TIMEOUT,
    "idle_in_transaction_session_timeout": "1min",  # a forgotten transaction must not hold locks for ever
}
"""Of whatever a part's login does; the first two, `transaction` sets for every login, the owner's too."""

_BY_PEOPLE = "('approved', 'corrected')"
_DECISIONS = "('rejected', 'reopened', 'deleted', 'restored', 'resolved', 'reread')"
_PUT_ASIDE = "('rejected', 'deleted')"
_APPROVED_BY_SOMEBODY = (
    "status <> 'approved' OR EXISTS (SELECT FROM receipt_events AS act"
    " WHERE act.tenant_id = receipts.tenant_id AND act.receipt_id = receipts.id AND act.kind = 'approved')"
)

FUNCTIONS: Mapping[str, Part] = {
    "tenant_of_key(text)": Part.API,
    "holder_of_key(text)": Part.API,
    "key_fingerprints()": Part.API,
    # They look for numbers and words in indexes, of the tenant that the transaction is for.
    "find_receipts(jsonb, text, text, uuid, integer)": Part.API,
    "count_receipts(jsonb)": Part.API,
    # What may be deleted, by the owner: each keeps to an age of its own, whatever it is asked for.
    "sweep_messages(timestamptz, integer)": Part.OPERATOR,
    "sweep_slots(timestamptz, integer)": Part.OPERATOR,
    "purge_receipts(timestamptz, integer)": Part.OPERATOR,
}
"""What runs with the owner's rights, and which part may have it run."""

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


Logins = Mapping[Part, Login]


def admit(connection: Connection, logins: Logins) -> None:
    """Make the logins that are new; give each its password, its limits, its policies and, whatever it had
    before, just its `RIGHTS`.
    """
    for part, login in logins.items():
        _admit(connection, part, login)


def _admit(connection: Connection, part: Part, login: Login) -> None:
    preparer = connection.dialect.identifier_preparer
    name = preparer.quote(login.name)
    if not _is_known(connection, login.name):
        connection.execute(text(f"CREATE ROLE {name}"))
    _set_password(connection, login)
    database = preparer.quote(connection.execute(select(func.current_database())).scalar_one())
    rights = dict(RIGHTS[part])
    if _has_policy(connection, login.name, tables.receipts, "older_code"):
        rights = {**_RIGHTS_OF_OLDER_CODE, **rights}
    for statement in (*_limits(name), *_grants(name, database, part, rights)):
        connection.execute(text(statement))
    for policy in _policies(part):
        policy.give(connection, login.name)


def renew_passwords(connection: Connection, logins: Logins) -> None:
    """Give each login its password and leave rights and limits as they are; one that is unknown stays so."""
    for login in logins.values():
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


def _limits(name: str) -> Iterator[str]:
    for setting, value in LIMITS.items():
        yield f"ALTER ROLE {name} SET {setting} = '{value}'"


def _grants(name: str, database: str, part: Part, rights: Mapping[Table, str]) -> Iterator[str]:
    # By default everybody may log in to any database and make temporary tables there.
    yield f"REVOKE ALL ON DATABASE {database} FROM PUBLIC"
    yield f"GRANT CONNECT ON DATABASE {database} TO {name}"
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {name}"
    yield f"GRANT SELECT ON {VERSION.name} TO {name}"  # for /ready
    for one, allowed in rights.items():
        yield f"GRANT {allowed} ON {one.name} TO {name}"
    for function, user in FUNCTIONS.items():
        verb, towards = ("GRANT", "TO") if part is user else ("REVOKE", "FROM")
        yield f"{verb} EXECUTE ON FUNCTION {function} {towards} {name}"


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy that a part has besides `of_tenant`, which holds for everybody."""

    name: str
    table: Table
    rule: str

    def give(self, connection: Connection, login: str) -> None:
        """Only where it is missing: making a policy waits for everybody who uses the table."""
        if not _has_policy(connection, login, self.table, self.name):
            role = connection.dialect.identifier_preparer.quote(login)
            name = connection.dialect.identifier_preparer.quote(f"{self.name} {login}")
            statement = f"CREATE POLICY {name} ON {self.table.name} {self.rule.format(role=role)}"
            connection.execute(text(statement))


def _has_policy(connection: Connection, login: str, table: Table, name: str) -> bool:
    query = text(
        "SELECT EXISTS (SELECT FROM pg_policies WHERE schemaname = 'public' AND tablename = :table"
        " AND policyname IN (:name, :name || ' ' || :login) AND CAST(:login AS name) = ANY (roles))"
    )
    return bool(connection.scalar(query, {"table": table.name, "name": name, "login": login}))


def _policies(part: Part) -> Iterator[_Policy]:
    if part is Part.OPERATOR:
        every = "TO {role} USING (true) WITH CHECK (tenant_id IS NOT NULL)"
        of_tenants = (table for table in RIGHTS[part] if "tenant_id" in table.c)
        yield from (_Policy("every_tenant", table, every) for table in of_tenants)
    if part is not Part.API:  # what people do, they do through the API
        forge = f"AS RESTRICTIVE FOR INSERT TO {{role}} WITH CHECK (kind NOT IN {_BY_PEOPLE})"
        yield _Policy("no_act_of_people", tables.receipt_events, forge)
        approve = f"AS RESTRICTIVE FOR UPDATE TO {{role}} USING (true) WITH CHECK ({_APPROVED_BY_SOMEBODY})"
        yield _Policy("no_approval", tables.receipts, approve)
        decide = f"AS RESTRICTIVE FOR INSERT TO {{role}} WITH CHECK (kind NOT IN {_DECISIONS})"
        yield _Policy("no_decision", tables.receipt_events, decide)
        aside = f"AS RESTRICTIVE FOR UPDATE TO {{role}} USING (true) WITH CHECK (status NOT IN {_PUT_ASIDE})"
        yield _Policy("no_putting_aside", tables.receipts, aside)


def scram_verifier(password: str) -> str:
    """What PostgreSQL keeps of a password. Made here, so that the password itself never reaches its log.

    https://www.postgresql.org/docs/current/catalog-pg-authid.html
    """
    salt, stored_key, server_key, rounds = ScramMechanism("SCRAM-SHA-256").make_auth_info(password)
    encoded = [b64encode(part).decode() for part in (salt, stored_key, server_key)]
    return f"SCRAM-SHA-256${rounds}:{encoded[0]}${encoded[1]}:{encoded[2]}"
