"""What the settings of several entry points share; each has its own in the `settings` beside it.

They are read from a mapping such as `os.environ`.

A blank value counts as missing: `sam local invoke` hands child stacks' outputs over as empty strings.
"""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, FilePath, SecretStr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from receipts.errors import SettingsError


class Settings(BaseModel):
    """What all entry points' settings have in common."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from upper-case names; raises SettingsError naming what is missing or wrong."""
        given = {name.lower(): value for name, value in env.items() if value.strip()}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problems = (f"{_name(problem['loc'])}: {_words(problem)}" for problem in error.errors())
            raise SettingsError(f"{cls.__name__}: " + "; ".join(problems)) from None


def _name(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location).upper() or "settings"


def _words(problem: ErrorDetails) -> str:
    """What is wrong; of a file that is not there also which, since no path is a secret."""
    return f"there is no file {problem['input']}" if problem["type"] == "path_not_file" else problem["msg"]


class ServerSettings(Settings):
    """Where PostgreSQL is. `database_ca_file` holds the roots of its certificate; without it they are those
    of RDS in Seoul and Tokyo.
    """

    database_host: str | None = None
    database_name: str = "receipts"
    database_ca_file: FilePath | None = None

    def require_way_in(self, name: str) -> None:
        """Raises ValueError unless URL or secret of this login are given."""
        given = getattr(self, f"{name}_url") or (getattr(self, f"{name}_secret_arn") and self.database_host)
        if not given:
            variable = name.upper()
            raise ValueError(f"set {variable}_URL, or {variable}_SECRET_ARN and DATABASE_HOST")


class DatabaseSettings(ServerSettings):
    """The login of the part that runs: a URL, or a Secrets Manager secret for the server's host and name.

    The secret holds JSON with `username` and `password`, the shape that RDS manages.
    """

    database_url: SecretStr | None = None
    database_secret_arn: str | None = None

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        self.require_way_in("database")
        return self


class OwnerSettings(ServerSettings):
    """The login that owns the schema, in the same two ways."""

    database_owner_url: SecretStr | None = None
    database_owner_secret_arn: str | None = None

    @model_validator(mode="after")
    def _one_way_in_for_the_owner(self) -> Self:
        self.require_way_in("database_owner")
        return self


class BucketSettings(Settings):
    """The bucket of the photos."""

    receipt_bucket: str
