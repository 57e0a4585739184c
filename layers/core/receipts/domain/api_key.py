"""An API key: `rk_` and 256 random bits in 43 characters. It is shown once; what is kept of it is its hash,
and how it begins, to tell keys apart.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID

from receipts.domain.zones import KOREA

PREFIX: Final = "rk_"
_RANDOM_BYTES: Final = 32
_SHOWN: Final = len(PREFIX) + 7

_KEY: Final = re.compile(rf"{PREFIX}[\w-]{{43}}", re.ASCII)
_BEGINNING: Final = re.compile(rf"{PREFIX}[\w-]{{4,7}}", re.ASCII)
"""As much as is shown of a key, or a little less."""
_FINGERPRINT: Final = 8
"""Of 64 hex digits: of ten thousand keys none looks like a guess but once in four hundred thousand."""
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KeptKey:
    """What is kept of a key that is still valid."""

    id: UUID
    tenant_id: UUID
    beginning: str
    made_at: datetime
    person: str | None = None
    expires_at: datetime | None = None

    def __str__(self) -> str:
        whose = f", {self.person}" if self.person else ""
        until = f", until {self.expires_at:%Y-%m-%d %H:%M}" if self.expires_at else ""
        return f"{self.beginning} of {self.made_at:%Y-%m-%d %H:%M}{whose}{until}"


@dataclass(frozen=True, slots=True)
class KnownTenant:
    """A tenant as administrators list it, with how many keys are valid."""

    id: UUID
    name: str
    made_at: datetime
    keys: int

    def __str__(self) -> str:
        keys = "1 valid key" if self.keys == 1 else f"{self.keys} valid keys"
        return f"{self.id} of {self.made_at:%Y-%m-%d}, {keys}: {self.name}"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who calls with a key: a tenant, and the person (or program) of it whose key it is, where somebody said
    so when the key was made.
    """

    tenant_id: UUID
    person: str | None = None


def through(day: date) -> datetime:
    """The end of a day in Korea: until then a key is valid that expires with that day."""
    return datetime.combine(day + timedelta(days=1), time(), KOREA)


def new_key() -> str:
    """A key that nobody can guess."""
    return PREFIX + token_urlsafe(_RANDOM_BYTES)


def hash_of(key: str) -> str:
    """Hex SHA-256, the form in which a key is kept and looked up.

    A plain SHA-256 is enough: what makes passwords need more, that they can be guessed, is not so here.
    """
    return sha256(key.encode()).hexdigest()


def beginning_of(key: str) -> str:
    """How a key begins: enough to tell keys apart, not enough to use one."""
    return key[:_SHOWN]


def is_key(text: str) -> bool:
    """Whether it has the form of a whole key."""
    return bool(_KEY.fullmatch(text))


def is_beginning(text: str) -> bool:
    """Whether a key may begin like this, as the history and the list of keys show it."""
    return bool(_BEGINNING.fullmatch(text))


def is_hash(text: str) -> bool:
    """Whether it may be the hash of a key."""
    return bool(_HASH.fullmatch(text))


def fingerprint_of(key_hash: str) -> str:
    """How a key's hash begins: it tells that a key is none of ours, without telling what any of ours is."""
    return key_hash[:_FINGERPRINT]
