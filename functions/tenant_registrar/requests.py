"""What an administrator may ask."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
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


Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_printable)
]


class Request(BaseModel):
    """A tenant of this name with its first key, or one more key for a tenant (of a `person`, maybe), or the
    keys that it has, or the end of a key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name | None = None
    tenant_id: UUID | None = None
    person: Name | None = None
    keys_of: UUID | None = None
    revoke: Annotated[str, AfterValidator(_key_or_hash)] | None = None

    @property
    def asked_for(self) -> str:
        """Which of the four."""
        return next(iter(self.model_dump(exclude_none=True)))

    @model_validator(mode="after")
    def _asks_for_one_thing(self) -> Self:
        if len(self.model_dump(exclude_none=True, exclude={"person"})) != 1:
            raise ValueError("give one of name, tenant_id, keys_of and revoke")
        if self.person and self.tenant_id is None:
            raise ValueError("person goes with tenant_id: it is whose the new key is")
        return self


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
