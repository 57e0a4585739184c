"""`Tenants` on PostgreSQL, and whose an API key is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    Text,
    Uuid,
    column,
    func,
    insert,
    select,
    text,
    update,
)

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import api_keys, tenants
from receipts.domain.api_key import KeptKey, KeyHolder, KnownTenant, beginning_of, hash_of
from receipts.errors import TenantExistsError, TenantNotFoundError


class PostgresTenants:
    """The tenants and their keys; the engine has to log in as the owner of the schema."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, tenant_id: UUID, name: str, key: str) -> None:
        with transaction(self._engine) as connection:
            # Of two that register the same name at once, the second waits and then sees the first. The schema
            # itself lets two tenants have one name.
            connection.execute(text("LOCK TABLE tenants IN SHARE ROW EXCLUSIVE MODE"))
            known = connection.scalar(select(tenants.c.id).where(tenants.c.name == name).limit(1))
            if known:
                raise TenantExistsError(name, known)
            connection.execute(insert(tenants).values(id=tenant_id, name=name))
            _insert_key(connection, tenant_id, key)

    def all(self) -> Sequence[KnownTenant]:
        keys = select(func.count()).where(api_keys.c.tenant_id == tenants.c.id, _IS_VALID).scalar_subquery()
        query = select(tenants.c.id, tenants.c.name, tenants.c.created_at, keys)
        with transaction(self._engine) as connection:
            rows = connection.execute(query.order_by(tenants.c.name, tenants.c.id))
            return [KnownTenant(*row) for row in rows]

    def add_key(
        self, tenant_id: UUID, key: str, person: str | None = None, expires_at: datetime | None = None
    ) -> None:
        with transaction(self._engine) as connection:
            require_tenant(connection, tenant_id)
            _insert_key(connection, tenant_id, key, person, expires_at)

    def keys_of(self, tenant_id: UUID) -> Sequence[KeptKey]:
        with transaction(self._engine) as connection:
            require_tenant(connection, tenant_id)
            return _found(connection, _valid(api_keys.c.tenant_id == tenant_id))

    def keys_of_hash(self, key_hash: str) -> Sequence[KeptKey]:
        with transaction(self._engine) as connection:
            return _found(connection, _valid(api_keys.c.key_hash == key_hash))

    def keys_that_begin(self, beginning: str) -> Sequence[KeptKey]:
        with transaction(self._engine) as connection:
            return _found(connection, _valid(api_keys.c.prefix.startswith(beginning, autoescape=True)))

    def revoke(self, key: KeptKey) -> bool:
        return self._end(key, revoked_at=func.now())

    def expire(self, key: KeptKey, at: datetime) -> bool:
        return self._end(key, expires_at=at)

    def _end(self, key: KeptKey, **values: object) -> bool:
        ended = update(api_keys).where(api_keys.c.id == key.id, _IS_VALID).values(**values)
        with transaction(self._engine) as connection:
            return connection.execute(ended).rowcount == 1


_IS_VALID: Final = api_keys.c.revoked_at.is_(None) & (
    api_keys.c.expires_at.is_(None) | (api_keys.c.expires_at > func.now())
)


def _valid(which: ColumnElement[bool]) -> Select[Any]:
    valid = select(api_keys).where(which, _IS_VALID)
    return valid.order_by(api_keys.c.created_at, api_keys.c.id)


def _found(connection: Connection, query: Select[Any]) -> Sequence[KeptKey]:
    rows = connection.execute(query)
    return [
        KeptKey(key.id, key.tenant_id, key.prefix, key.created_at, key.person, key.expires_at) for key in rows
    ]


def require_tenant(connection: Connection, tenant_id: UUID) -> None:
    """Raises TenantNotFoundError."""
    if not connection.scalar(select(tenants.c.id).where(tenants.c.id == tenant_id)):
        raise TenantNotFoundError(tenant_id)


def _insert_key(
    connection: Connection,
    tenant_id: UUID,
    key: str,
    person: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    values = {
        "tenant_id": tenant_id,
        "key_hash": hash_of(key),
        "prefix": beginning_of(key),
        "person": person,
        "expires_at": expires_at,
    }
    connection.execute(insert(api_keys).values(id=uuid4(), **values))


def holder_of_key(connection: Connection, key_hash: str) -> KeyHolder | None:
    """Whose valid key has this hash."""
    # A function of the owner's: the application may look no key up by itself.
    of_key = func.holder_of_key(key_hash).table_valued(column("tenant_id", Uuid), column("person", Text))
    row = connection.execute(select(of_key)).one_or_none()
    return KeyHolder(*row) if row else None


def key_fingerprints(connection: Connection) -> frozenset[str]:
    """How the hashes of all keys begin that are not revoked, see `fingerprint_of`."""
    return frozenset(connection.scalars(select(func.key_fingerprints(type_=Text))))
