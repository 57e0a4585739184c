"""An administrator ends an API key, now or later."""

from datetime import datetime
from uuid import UUID

from receipts.admin_ports import Tenants
from receipts.domain.api_key import KeptKey, hash_of, is_beginning, is_key
from receipts.errors import AmbiguousKeyError, ApiKeyNotFoundError

_MOST_CANDIDATES = 10


def revoke_key(tenants: Tenants, given: str) -> UUID:
    """From now on the key opens nothing; whose it was. `given` is the key, how it begins, or its hash.

    Raises ApiKeyNotFoundError if no valid key is this one, AmbiguousKeyError if several begin like this.
    """
    key = _the_one(tenants, given)
    if not tenants.revoke(key):
        raise ApiKeyNotFoundError
    return key.tenant_id


def expire_key(tenants: Tenants, given: str, at: datetime) -> UUID:
    """From then on the key opens nothing; whose it is. Otherwise as `revoke_key`."""
    key = _the_one(tenants, given)
    if not tenants.expire(key, at):
        raise ApiKeyNotFoundError
    return key.tenant_id


def _the_one(tenants: Tenants, given: str) -> KeptKey:
    if is_beginning(given):
        found = tenants.keys_that_begin(given)
    else:
        found = tenants.keys_of_hash(hash_of(given) if is_key(given) else given)
    if len(found) > 1:
        raise AmbiguousKeyError([f"{key}, tenant {key.tenant_id}" for key in found[:_MOST_CANDIDATES]])
    if not found:
        raise ApiKeyNotFoundError
    return found[0]
