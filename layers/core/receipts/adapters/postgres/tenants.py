"""Tenants and their API keys."""

from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Engine, Row, Text, Uuid, func, insert, select, text, update

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import api_keys, tenants
from receipts.domain.history import shown_key
from receipts.errors import AmbiguousKeyError, ApiKeyNotFoundError, TenantExistsError, TenantNotFoundError

_MOST_CANDIDATES = 10


def register_tenant(engine: Engine, name: str) -> tuple[UUID, str]:
    """A new tenant and its first key, both or neither. Raises TenantExistsError.

    The schema lets two tenants have one name. Here it is refused: who repeats the command, because the first
    answer was lost, would find their receipts in one tenant and their key in another.
    """
    with transaction(engine) as connection:
        # Of two that register the same name at once, the second waits and then sees the first.
        connection.execute(text("LOCK TABLE tenants IN SHARE ROW EXCLUSIVE MODE"))
        known = connection.scalar(select(tenants.c.id).where(tenants.c.name == name).limit(1))
        if known:
            raise TenantExistsError(name, known)
        tenant_id = _insert_tenant(connection, name)
        return tenant_id, _insert_key(connection, tenant_id)


def create_tenant(engine: Engine, name: str) -> UUID:
    """Returns the new tenant's id."""
    with transaction(engine) as connection:
        return _insert_tenant(connection, name)


def issue_api_key(engine: Engine, tenant_id: UUID) -> str:
    """A new key beside those the tenant has. Raises TenantNotFoundError."""
    with transaction(engine) as connection:
        _require_tenant(connection, tenant_id)
        return _insert_key(connection, tenant_id)


def revoke_api_key(engine: Engine, key_hash: str) -> UUID:
    """From now on the key opens nothing; whose it was. Raises ApiKeyNotFoundError."""
    return _revoke(engine, api_keys.c.key_hash == key_hash)


def revoke_api_key_that_begins(engine: Engine, prefix: str) -> UUID:
    """As `revoke_api_key`, of the one key that begins like this. Raises AmbiguousKeyError, too."""
    return _revoke(engine, api_keys.c.prefix.startswith(prefix, autoescape=True))


def _revoke(engine: Engine, which: ColumnElement[bool]) -> UUID:
    valid = select(api_keys).where(which, api_keys.c.revoked_at.is_(None)).order_by(api_keys.c.created_at)
    with transaction(engine) as connection:
        found = connection.execute(valid.with_for_update()).all()
        if not found:
            raise ApiKeyNotFoundError
        if len(found) > 1:
            raise AmbiguousKeyError([_described(key) for key in found[:_MOST_CANDIDATES]])
        ended = update(api_keys).where(api_keys.c.id == found[0].id).values(revoked_at=func.now())
        connection.execute(ended)
    owner: UUID = found[0].tenant_id
    return owner


def keys_of(engine: Engine, tenant_id: UUID) -> list[str]:
    """The tenant's valid keys, oldest first, each as how it begins and when it was made. Raises
    TenantNotFoundError.
    """
    valid = (
        select(api_keys)
        .where(api_keys.c.tenant_id == tenant_id, api_keys.c.revoked_at.is_(None))
        .order_by(api_keys.c.created_at, api_keys.c.id)
    )
    with transaction(engine) as connection:
        _require_tenant(connection, tenant_id)
        return [f"{key.prefix} of {key.created_at:%Y-%m-%d %H:%M}" for key in connection.execute(valid)]


def _described(key: Row[Any]) -> str:
    return f"{key.prefix} of {key.created_at:%Y-%m-%d %H:%M}, tenant {key.tenant_id}"


def _require_tenant(connection: Connection, tenant_id: UUID) -> None:
    if not connection.scalar(select(tenants.c.id).where(tenants.c.id == tenant_id)):
        raise TenantNotFoundError(tenant_id)


def _insert_tenant(connection: Connection, name: str) -> UUID:
    tenant_id = uuid4()
    connection.execute(insert(tenants).values(id=tenant_id, name=name))
    return tenant_id


def _insert_key(connection: Connection, tenant_id: UUID) -> str:
    """A new key, `rk_` and 256 random bits. Only its hash is kept, so this is the one time it is seen.

    A plain SHA-256 is enough: what makes passwords need more, that they can be guessed, is not so here.
    """
    key = f"rk_{token_urlsafe(32)}"
    connection.execute(
        insert(api_keys).values(id=uuid4(), tenant_id=tenant_id, key_hash=hash_of(key), prefix=shown_key(key))
    )
    return key


def tenant_of_key(connection: Connection, key_hash: str) -> UUID | None:
    """The tenant whose key has this hash and is not revoked."""
    # A function of the owner's: the application may look no key up by itself.
    return connection.scalar(select(func.tenant_of_key(key_hash, type_=Uuid)))


def key_fingerprints(connection: Connection) -> frozenset[str]:
    """How the hashes of all keys begin that are not revoked, see `fingerprint_of`."""
    return frozenset(connection.scalars(select(func.key_fingerprints(type_=Text))))


def hash_of(key: str) -> str:
    """Hex SHA-256, the form in which a key is kept and looked up."""
    return sha256(key.encode()).hexdigest()
