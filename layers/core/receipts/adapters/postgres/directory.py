"""`MerchantDirectory` and `GivenMerchants` on PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, Engine, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import merchants
from receipts.adapters.postgres.tenants import require_tenant
from receipts.domain.business_number import BusinessNumber
from receipts.domain.covering import covered_together
from receipts.domain.directory import DirectoryEntry


class PostgresMerchantDirectory:
    """The merchants that tenants have learned, and those that are shared."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def find(self, tenant_id: UUID, number: BusinessNumber) -> DirectoryEntry | None:
        query = (
            select(merchants.c.name, merchants.c.address, merchants.c.phone)
            .where(merchants.c.business_number == number.digits)
            .where(or_(merchants.c.tenant_id == tenant_id, merchants.c.tenant_id.is_(None)))
            .order_by(merchants.c.tenant_id.nulls_last())
            .limit(1)
        )
        with transaction(self._engine, tenant_id) as connection:
            row = connection.execute(query).one_or_none()
        return DirectoryEntry(number, row.name, row.address, row.phone) if row else None


class PostgresGivenMerchants:
    """The merchants of all tenants; the engine has to log in as the owner of the schema."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, entries: Sequence[DirectoryEntry], at: datetime, tenant_id: UUID | None) -> None:
        # By their numbers: two lists shared at once in different orders would wait for each other's rows.
        in_order = sorted(entries, key=lambda entry: entry.number.digits)
        source = "correction" if tenant_id else "shared"
        with transaction(self._engine) as connection:
            if tenant_id:
                require_tenant(connection, tenant_id)
            for entry in in_order:
                _put(connection, tenant_id, source, entry, at)


def learn(connection: Connection, tenant_id: UUID, entry: DirectoryEntry, at: datetime) -> None:
    """Keep `entry` for this tenant alone."""
    _put(connection, tenant_id, "correction", entry, at)


def _put(
    connection: Connection, tenant_id: UUID | None, source: str, entry: DirectoryEntry, at: datetime
) -> None:
    name, address, phone = covered_together([entry.name, entry.address, entry.phone])
    statement = insert(merchants).values(
        tenant_id=tenant_id,
        business_number=entry.number.digits,
        name=name,
        address=address,
        phone=phone,
        source=source,
        updated_at=at,
    )
    new = statement.excluded
    kept = {name: func.coalesce(new[name], merchants.c[name]) for name in ("address", "phone")}
    connection.execute(
        statement.on_conflict_do_update(
            constraint="merchants_once", set_=kept | {"name": new.name, "updated_at": new.updated_at}
        )
    )
