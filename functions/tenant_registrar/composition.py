"""tenant_registrar's composition root."""

from collections.abc import Callable

from receipts.adapters.postgres import PostgresTenants, connect_function
from receipts.adapters.secrets import database_owner_url
from receipts.admin_ports import Tenants
from receipts.usecases.issue_key import issue_key
from receipts.usecases.register_tenant import register_tenant
from receipts.usecases.revoke_key import expire_key, revoke_key
from tenant_registrar.requests import Request
from tenant_registrar.settings import RegistrarSettings

Answer = dict[str, str]


def build(settings: RegistrarSettings) -> Callable[[Request], Answer]:
    """What does as it is asked, logged in as the owner: the application may not write tenants and keys."""
    url = database_owner_url(settings)

    def registrar(request: Request) -> Answer:
        engine = connect_function(url)
        try:
            return fulfil(PostgresTenants(engine), request)
        finally:
            engine.dispose()

    return registrar


def fulfil(tenants: Tenants, request: Request) -> Answer:
    """The tenant, and its key where one was made: nobody can be told it again."""
    if request.name is not None:
        tenant_id, key = register_tenant(tenants, request.name)
        return {"tenant_id": str(tenant_id), "api_key": key}
    if request.tenant_id is not None:
        key = issue_key(tenants, request.tenant_id, request.person, request.expires_at)
        return {"tenant_id": str(request.tenant_id), "api_key": key}
    if request.revoke is not None:
        return {"tenant_id": str(revoke_key(tenants, request.revoke))}
    if request.expire is not None and request.expires_at is not None:
        owner = expire_key(tenants, request.expire, request.expires_at)
        return {"tenant_id": str(owner), "expires_at": request.expires_at.isoformat()}
    return _listed(tenants, request)


def _listed(tenants: Tenants, request: Request) -> Answer:
    if request.tenants:
        return {"tenants": "\n".join(map(str, tenants.all()))}
    if request.keys_of is not None:
        keys = "\n".join(map(str, tenants.keys_of(request.keys_of)))
        return {"tenant_id": str(request.keys_of), "keys": keys}
    alike = tenants.keys_that_begin(str(request.keys_like))
    return {"keys": "\n".join(f"{key}, tenant {key.tenant_id}" for key in alike)}
