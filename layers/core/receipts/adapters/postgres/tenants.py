"""Tenants and their API keys."""

from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, func, insert, select, update

from receipts.adapters.postgres.connection import transaction
from receipts.adapters.postgres.tables import api_keys, tenants

_SHOWN = 10


def create_tenant(engine: Engine, name: str) -> UUID:
    """Returns the new tenant's id."""
    tenant_id = uuid4()
    with transaction(engine) as connection:
        connection.execute(insert(tenants).values(id=tenant_id, name=name))
    return tenant_id


def issue_api_key(engine: Engine, tenant_id: UUID) -> str:
    """A new key, `rk_` and 256 random bits. Only its hash is kept, so this is the one time it is seen.

    A plain SHA-256 is enough: what makes passwords need more, that they can be guessed, is not so here.
    """
    key = f"rk_{token_urlsafe(32)}"
    with transaction(engine) as connection:
        connection.execute(
            insert(api_keys).values(
                id=uuid4(), tenant_id=tenant_id, key_hash=hash_of(key), prefix=key[:_SHOWN]
            )
        )
    return key


def revoke_api_key(engine: Engine, key_hash: str) -> None:
    """From now on the key opens nothing."""
    with transaction(engine) as connection:
        connection.execute(
            update(api_keys)
            .where(api_keys.c.key_hash == key_hash, api_keys.c.revoked_at.is_(None))
            .values(revoked_at=func.now())
        )


def tenant_of_key(connection: Connection, key_hash: str) -> UUID | None:
    """The tenant whose key has this hash and is not revoked."""
    query = select(api_keys.c.tenant_id).where(
        api_keys.c.key_hash == key_hash, api_keys.c.revoked_at.is_(None)
    )
    return connection.scalar(query)


def hash_of(key: str) -> str:
    """Hex SHA-256, the form in which a key is kept and looked up."""
    return sha256(key.encode()).hexdigest()
