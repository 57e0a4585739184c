"""tenant_registrar's composition root."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Engine

from receipts.adapters.postgres import connect_function
from receipts.adapters.postgres.tenants import (
    hash_of,
    issue_api_key,
    keys_of,
    register_tenant,
    revoke_api_key,
    revoke_api_key_that_begins,
)
from receipts.adapters.secrets import database_owner_url
from receipts.settings import RegistrarSettings
from tenant_registrar.requests import Request, is_prefix

Answer = dict[str, str]


def build(settings: RegistrarSettings) -> Callable[[Request], Answer]:
    """What does as it is asked, logged in as the owner: the application may not write tenants and keys."""
    url = database_owner_url(settings)

    def registrar(request: Request) -> Answer:
        engine = connect_function(url)
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
    if request.keys_of is not None:
        return {"tenant_id": str(request.keys_of), "keys": "\n".join(keys_of(engine, request.keys_of))}
    return {"tenant_id": str(_revoke(engine, str(request.revoke)))}


def _revoke(engine: Engine, given: str) -> UUID:
    if is_prefix(given):
        return revoke_api_key_that_begins(engine, given)
    return revoke_api_key(engine, hash_of(given) if given.startswith("rk_") else given)
