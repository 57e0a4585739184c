"""`Spending` on PostgreSQL: a row for each tenant and month."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Engine, select
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import engine_spending


class PostgresSpending:
    """What optional engines have cost."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def spent(self, tenant_id: UUID, month: date) -> Decimal:
        query = select(engine_spending.c.usd).where(
            engine_spending.c.tenant_id == tenant_id, engine_spending.c.month == month
        )
        with transaction(self._engine, tenant_id) as connection:
            return connection.scalar(query) or Decimal(0)

    def add(self, tenant_id: UUID, month: date, usd: Decimal) -> None:
        statement = insert(engine_spending).values(tenant_id=tenant_id, month=month, usd=usd)
        total = engine_spending.c.usd + statement.excluded.usd
        with transaction(self._engine, tenant_id) as connection:
            connection.execute(
                statement.on_conflict_do_update(constraint="engine_spending_pkey", set_={"usd": total})
            )
