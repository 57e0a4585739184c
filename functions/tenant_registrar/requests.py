"""What an administrator may ask."""

from typing import Annotated, Final, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    StringConstraints,
    ValidationError,
    model_validator,
)

from receipts.domain.api_key import is_beginning, is_hash, is_key
from receipts.errors import InvalidRequestError


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("must be one line of printable characters")
    return name


def _key_or_hash(text: str) -> str:
    if not (is_key(text) or is_beginning(text) or is_hash(text)):
        raise ValueError("must be an API key, its first 10 characters, or its SHA-256 in hex")
    return text


def _beginning(text: str) -> str:
    if not is_beginning(text):
        raise ValueError("must be how an API key begins: rk_ and 4 to 7 characters")
    return text


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_printable)
]


Key = Annotated[str, AfterValidator(_key_or_hash)]

_ASKED: Final = ("name", "tenant_id", "tenants", "keys_of", "keys_like", "revoke", "expire")


class Request(BaseModel):
    """A tenant of this name with its first key; or one more key for a tenant, for a person and until then if
    they are named; or all tenants; or the keys that a tenant has, or that begin like this; or the end of a
    key, now or (`expire`) at `expires_at`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name | None = None
    tenant_id: UUID | None = None
    tenants: Literal["all"] | None = None
    keys_of: UUID | None = None
    keys_like: Annotated[str, AfterValidator(_beginning)] | None = None
    revoke: Key | None = None
    expire: Key | None = None
    person: Name | None = None
    expires_at: AwareDatetime | None = None

    @property
    def asked_for(self) -> str:
        """Which of them."""
        return next(iter(self._asked()))

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if len(self._asked()) != 1:
            raise ValueError(f"give one of {', '.join(_ASKED[:-1])} and {_ASKED[-1]}")
        if self.person is not None and self.tenant_id is None:
            raise ValueError("person goes with tenant_id")
        if self.expires_at is not None and self.tenant_id is None and self.expire is None:
            raise ValueError("expires_at goes with tenant_id or expire")
        if self.expire is not None and self.expires_at is None:
            raise ValueError("expire needs expires_at")
        return self

    def _asked(self) -> list[str]:
        return [name for name in _ASKED if getattr(self, name) is not None]


def read_request(event: object) -> Request:
    """Raises InvalidRequestError, whose sentence repeats no value of the event: one may be a key."""
    try:
        return Request.model_validate(event)
    except ValidationError as error:
        raise InvalidRequestError("; ".join(_sentences(error))) from None


def _sentences(error: ValidationError) -> list[str]:
    return [
        ": ".join([*map(str, problem["loc"]), problem["msg"].removeprefix("Value error, ")])
        for problem in error.errors()
    ]
