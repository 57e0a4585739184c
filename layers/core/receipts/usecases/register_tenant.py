"""An administrator makes a tenant."""

from uuid import UUID, uuid4

from receipts.admin_ports import Tenants
from receipts.domain.api_key import new_key


def register_tenant(tenants: Tenants, name: str) -> tuple[UUID, str]:
    """A new tenant and its first key, both or neither; the key is told only now. Raises TenantExistsError.

    Who repeats the command because the first answer was lost would find their receipts in one tenant and
    their key in another, so a name is given once.
    """
    tenant_id, key = uuid4(), new_key()
    tenants.add(tenant_id, name, key)
    return tenant_id, key
