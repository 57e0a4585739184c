"""tenant_registrar's composition root."""

from collections.abc import Callable

from sqlalchemy import Engine

from receipts.adapters.postgres import connect
from receipts.adapters.postgres.tenants import hash_of, issue_api_key, register_tenant, revoke_api_key
from receipts.adapters.secrets import database_owner_url
from receipts.settings import RegistrarSettings
from tenant_registrar.requests import Request

Answer = dict[str, str]


def build(settings: RegistrarSettings) -> Callable[[Request], Answer]:
    """What does as it is asked, logged in as the owner: the application may not write tenants and keys."""
    url = database_owner_url(settings)

    def registrar(request: Request) -> Answer:
        engine = connect(url)
        try:
            return fulfil(engine, request)
        finally:
            engine.dispose()

    return registrar


def fulfil(engine: Engine, request: Request) -> Answer:
    """The tenant, and its key where one was made: nobody can be told it again."""
    if request.name is not None:
        tenant_id, key = register_tenant(engine, request.name)
        return {"tenant_id": str(tenant_id), "api_key": key}
    if request.tenant_id is not None:
        return {"tenant_id": str(request.tenant_id), "api_key": issue_api_key(engine, request.tenant_id)}
    return {"tenant_id": str(revoke_api_key(engine, _hash(str(request.revoke))))}


def _hash(key_or_hash: str) -> str:
    return hash_of(key_or_hash) if key_or_hash.startswith("rk_") else key_or_hash
