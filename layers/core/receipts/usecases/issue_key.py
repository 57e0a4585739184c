"""An administrator gives a tenant one more API key."""

from uuid import UUID

from receipts.admin_ports import Tenants
from receipts.domain.api_key import new_key


def issue_key(tenants: Tenants, tenant_id: UUID, person: str | None = None) -> str:
    """A new key beside those the tenant has; it is told only now. What is done with it, the history of a
    receipt puts down to `person`. Raises TenantNotFoundError.
    """
    key = new_key()
    tenants.add_key(tenant_id, key, person)
    return key
