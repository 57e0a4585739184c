"""Who calls: the tenant of the API key, and which of its keys it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from receipts.domain.api_key import PREFIX, beginning_of, hash_of
from receipts.ports import ReceiptStore
from receipts_api import problems
from receipts_api.problems import ProblemError
from receipts_api.rates import Rates

_REALM = {"WWW-Authenticate": 'Bearer realm="receipts"'}
_NO_ADDRESS = "unknown"


@dataclass(frozen=True, slots=True)
class Caller:
    """A tenant, by one of its keys: `key` is how the key begins, and all that may be shown of it."""

    tenant_id: UUID
    key: str
    key_hash: str


async def authenticated(request: Request, store: ReceiptStore, rates: Rates) -> Caller:
    """The caller. Raises ProblemError: without a valid key, and when an address tries too many that are not.

    A key that was good before is not slowed down by others who guess from the same address.
    """
    key = _key_in(request.headers)
    key_hash = hash_of(key)
    address = request.client.host if request.client else _NO_ADDRESS
    if not rates.knows(key_hash):
        rates.refuse_guessing(address)
    tenant_id = await run_in_threadpool(store.tenant_of_key, key_hash) if key else None
    if tenant_id is None:
        rates.count_guess(address, key_hash)
        raise ProblemError(problems.UNAUTHORIZED, headers=_REALM)
    return Caller(tenant_id, beginning_of(key), key_hash)


def _key_in(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key if scheme.lower() == "bearer" and key.startswith(PREFIX) else ""
