"""An administrator gives a tenant one more API key."""

from datetime import datetime
from uuid import UUID

from receipts.admin_ports import Tenants
from receipts.domain.api_key import new_key


def issue_key(
    tenants: Tenants, tenant_id: UUID, person: str | None = None, expires_at: datetime | None = None
) -> str:
    """A new key beside those the tenant has; it is told only now, and opens nothing from `expires_at` on.
    What is done with it, the history of a receipt puts down to `person`. Raises TenantNotFoundError.
    """
    key = new_key()
    tenants.add_key(tenant_id, key, person, expires_at)
    return key
