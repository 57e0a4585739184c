"""`Company` on PostgreSQL, and how approvals teach it accounts."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import account_lessons, accounts, company_changes, company_settings
from receipts.domain.accounts import Account, AccountLesson, KnownAccounts, taught
from receipts.domain.annotations import Annotation, CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.company_history import (
    Author,
    CompanyChange,
    CompanyHistory,
    account_changes,
    settings_changes,
)
from receipts.domain.covering import covered_together
from receipts.domain.history import Change
from receipts.domain.receipt import Category

_LESSONS: Final = 48
_SAID: Final = 57
"""First halves of the advisory locks taken here, by the numbers of the decisions (ADR 0048, 0057)."""


class PostgresCompany:
    """What all tenants have said of themselves; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def settings(self, tenant_id: UUID) -> CompanySettings:
        with transaction(self._engine, tenant_id) as connection:
            return _settings(connection, tenant_id)

    def set_settings(self, tenant_id: UUID, settings: CompanySettings, at: datetime, by: Author) -> None:
        required = {name: [one.value for one in names] for name, names in settings.required.items()}
        statement = insert(company_settings).values(tenant_id=tenant_id, required=required, updated_at=at)
        new = {"required": statement.excluded.required, "updated_at": at}
        with transaction(self._engine, tenant_id) as connection:
            _one_at_a_time(connection, _SAID, tenant_id)
            changes = settings_changes(_settings(connection, tenant_id), settings)
            _note(connection, tenant_id, changes, at, by)
            connection.execute(statement.on_conflict_do_update(constraint="company_settings_pkey", set_=new))

    def accounts(self, tenant_id: UUID, number: BusinessNumber | None = None) -> KnownAccounts:
        query = select(accounts).where(accounts.c.tenant_id == tenant_id).order_by(accounts.c.code)
        with transaction(self._engine, tenant_id) as connection:
            own = tuple(Account(row.code, row.name, row.is_used) for row in connection.execute(query))
            return KnownAccounts(own, _lessons(connection, tenant_id, number) if number else ())

    def set_account(self, tenant_id: UUID, account: Account, at: datetime, by: Author) -> None:
        code, name = covered_together([account.code, account.name])
        values = {"name": name, "is_used": account.is_used, "updated_at": at}
        statement = insert(accounts).values(tenant_id=tenant_id, code=code, **values)
        kept = Account(code, name, account.is_used)
        with transaction(self._engine, tenant_id) as connection:
            _one_at_a_time(connection, _SAID, tenant_id)
            changes = account_changes(_account(connection, tenant_id, code), kept)
            _note(connection, tenant_id, changes, at, by)
            connection.execute(statement.on_conflict_do_update(constraint="accounts_pkey", set_=values))

    def history(self, tenant_id: UUID, *, after: int, limit: int) -> CompanyHistory:
        noted = company_changes.c
        query = select(company_changes).where(noted.tenant_id == tenant_id, noted.number > after)
        with transaction(self._engine, tenant_id) as connection:
            rows = connection.execute(query.order_by(noted.number).limit(limit + 1)).all()
        changes = tuple(
            CompanyChange(
                row.number, row.at, Author(row.key, row.person), Change(row.path, row.before, row.after)
            )
            for row in rows[:limit]
        )
        return CompanyHistory(changes, changes[-1].number if len(rows) > limit else None)


def _settings(connection: Connection, tenant_id: UUID) -> CompanySettings:
    query = select(company_settings.c.required).where(company_settings.c.tenant_id == tenant_id)
    required = connection.scalar(query)
    if required is None:
        return CompanySettings()
    known = ((name, [one for one in names if one in Annotation]) for name, names in required.items())
    return CompanySettings({name: tuple(map(Annotation, names)) for name, names in known})


def _account(connection: Connection, tenant_id: UUID, code: str) -> Account | None:
    query = select(accounts).where(accounts.c.tenant_id == tenant_id, accounts.c.code == code)
    row = connection.execute(query).one_or_none()
    return Account(row.code, row.name, row.is_used) if row else None


def _one_at_a_time(connection: Connection, what: int, tenant_id: UUID) -> None:
    """Until the transaction ends nobody else changes this of the company's: what was before is what the
    change of before has made.
    """
    connection.execute(select(func.pg_advisory_xact_lock(what, func.hashtext(str(tenant_id)))))


def _note(
    connection: Connection, tenant_id: UUID, changes: Sequence[Change], at: datetime, by: Author
) -> None:
    last = select(func.max(company_changes.c.number)).where(company_changes.c.tenant_id == tenant_id)
    first = (connection.scalar(last) or 0) + 1
    rows = [
        {"tenant_id": tenant_id, "number": number, "at": at, "key": by.key, "person": by.person, **asdict(it)}
        for number, it in enumerate(changes, first)
    ]
    if rows:
        connection.execute(plain_insert(company_changes), rows)


def learn(connection: Connection, tenant_id: UUID, lesson: AccountLesson, at: datetime) -> None:
    """Keep what `taught` makes of the shop's lessons. One after the other, after all locks on rows."""
    _one_at_a_time(connection, _LESSONS, tenant_id)
    known = taught(_lessons(connection, tenant_id, lesson.number), lesson)
    connection.execute(delete(account_lessons).where(_of_shop(tenant_id, lesson.number)))
    connection.execute(plain_insert(account_lessons), [_row(tenant_id, one, at) for one in known])


def _lessons(connection: Connection, tenant_id: UUID, number: BusinessNumber) -> tuple[AccountLesson, ...]:
    query = select(account_lessons).where(_of_shop(tenant_id, number)).order_by(account_lessons.c.code)
    return tuple(
        AccountLesson(number, Category(row.code, row.name), tuple(row.words))
        for row in connection.execute(query)
    )


def _of_shop(tenant_id: UUID, number: BusinessNumber) -> ColumnElement[bool]:
    ours = account_lessons.c.tenant_id == tenant_id
    return ours & (account_lessons.c.business_number == number.digits)


def _row(tenant_id: UUID, lesson: AccountLesson, at: datetime) -> dict[str, object]:
    code, name = covered_together([lesson.category.code, lesson.category.account])
    return {
        "tenant_id": tenant_id,
        "business_number": lesson.number.digits,
        "code": code,
        "name": name,
        "words": covered_together(lesson.words),
        "updated_at": at,
    }
