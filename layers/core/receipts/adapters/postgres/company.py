"""`Company` on PostgreSQL, and how approvals teach it accounts."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import account_lessons, accounts, company_settings
from receipts.domain.accounts import Account, AccountLesson, KnownAccounts, taught
from receipts.domain.annotations import Annotation, CompanySettings
from receipts.domain.business_number import BusinessNumber
from receipts.domain.covering import covered_together
from receipts.domain.receipt import Category

_LESSONS: Final = 48
"""First half of the advisory locks taken here, by the number of the decision (ADR 0048)."""


class PostgresCompany:
    """What all tenants have said of themselves; the engine comes from `connect`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def settings(self, tenant_id: UUID) -> CompanySettings:
        query = select(company_settings.c.required).where(company_settings.c.tenant_id == tenant_id)
        with transaction(self._engine, tenant_id) as connection:
            required = connection.scalar(query)
        if required is None:
            return CompanySettings()
        known = ((name, [one for one in names if one in Annotation]) for name, names in required.items())
        return CompanySettings({name: tuple(map(Annotation, names)) for name, names in known})

    def set_settings(self, tenant_id: UUID, settings: CompanySettings, at: datetime) -> None:
        required = {name: [one.value for one in names] for name, names in settings.required.items()}
        statement = insert(company_settings).values(tenant_id=tenant_id, required=required, updated_at=at)
        new = {"required": statement.excluded.required, "updated_at": at}
        with transaction(self._engine, tenant_id) as connection:
            connection.execute(statement.on_conflict_do_update(constraint="company_settings_pkey", set_=new))

    def accounts(self, tenant_id: UUID, number: BusinessNumber | None = None) -> KnownAccounts:
        query = select(accounts).where(accounts.c.tenant_id == tenant_id).order_by(accounts.c.code)
        with transaction(self._engine, tenant_id) as connection:
            own = tuple(Account(row.code, row.name, row.is_used) for row in connection.execute(query))
            return KnownAccounts(own, _lessons(connection, tenant_id, number) if number else ())

    def set_account(self, tenant_id: UUID, account: Account, at: datetime) -> None:
        code, name = covered_together([account.code, account.name])
        values = {"name": name, "is_used": account.is_used, "updated_at": at}
        statement = insert(accounts).values(tenant_id=tenant_id, code=code, **values)
        with transaction(self._engine, tenant_id) as connection:
            connection.execute(statement.on_conflict_do_update(constraint="accounts_pkey", set_=values))


def learn(connection: Connection, tenant_id: UUID, lesson: AccountLesson, at: datetime) -> None:
    """Keep what `taught` makes of the shop's lessons. One after the other, after all locks on rows."""
    tenant = func.hashtext(str(tenant_id))
    connection.execute(select(func.pg_advisory_xact_lock(_LESSONS, tenant)))
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
