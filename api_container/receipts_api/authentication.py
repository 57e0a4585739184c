"""Who calls: the tenant of the API key, and which of its keys it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import Request

from receipts.domain.api_key import PREFIX, beginning_of, hash_of
from receipts.domain.company_history import Author
from receipts_api import problems
from receipts_api.keys import Keys
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
    person: str | None = None
    """Whose key it is, where somebody said so when it was made."""

    @property
    def author(self) -> Author:
        """As whom a company's history names it."""
        return Author(self.key, self.person)


async def authenticated(request: Request, keys: Keys, rates: Rates) -> Caller:
    """The caller. Raises ProblemError: without a valid key, and when an address tries too many that are not.

    A valid key is not slowed down by others who guess from the same address: an office has one address.
    """
    return await caller_with(_key_in(request.headers), request, keys, rates)


async def caller_with(key: str, request: Request, keys: Keys, rates: Rates) -> Caller:
    """As `authenticated`, for a key that came otherwise than in the header."""
    key_hash = hash_of(key)
    holder = keys.believed(key_hash)
    if holder is None:
        address = request.client.host if request.client else _NO_ADDRESS
        if rates.has_guessed_too_often(address) and not (key and await keys.looks_like_one(key_hash)):
            rates.refuse_guessing(address)
        holder = await keys.holder_of(key_hash) if key else None
        if holder is None:
            rates.count_guess(address)
            raise ProblemError(problems.UNAUTHORIZED, headers=_REALM)
    return Caller(holder.tenant_id, beginning_of(key), key_hash, holder.person)


def _key_in(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    return key if scheme.lower() == "bearer" and key.startswith(PREFIX) else ""
