"""Settings, one model per entry point, read from a mapping such as `os.environ`.

A blank value counts as missing: `sam local invoke` hands child stacks' outputs over as empty strings.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from receipts.errors import SettingsError


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Self:
        """Read the settings from upper-case names; raises SettingsError naming what is missing or wrong."""
        given = {name.lower(): value for name, value in env.items() if value.strip()}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problems = (f"{_name(problem['loc'])}: {problem['msg']}" for problem in error.errors())
            raise SettingsError(f"{cls.__name__}: " + "; ".join(problems)) from None


def _name(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location).upper() or "settings"


class DatabaseSettings(_Settings):
    """How to reach PostgreSQL: a URL, or host and name with a Secrets Manager secret.

    The secret holds JSON with `username` and `password`, the shape that RDS manages.
    """

    database_url: SecretStr | None = None
    database_secret_arn: str | None = None
    database_host: str | None = None
    database_name: str = "receipts"

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if not self.database_url and not (self.database_secret_arn and self.database_host):
            raise ValueError("set DATABASE_URL, or DATABASE_SECRET_ARN and DATABASE_HOST")
        return self


class ParserSettings(DatabaseSettings):
    """Settings of receipt_parser. A claim's lease is as long as the queue's visibility timeout."""

    receipt_bucket: str
    receipt_events_topic_arn: str
    claim_lease_seconds: int = Field(default=360, gt=0)
    ocr_threads: int = Field(default=2, gt=0)

    @property
    def claim_lease(self) -> timedelta:
        return timedelta(seconds=self.claim_lease_seconds)


class ReconcilerSettings(DatabaseSettings):
    """Settings of receipt_reconciler."""

    receipt_bucket: str
    receipt_queue_url: str
    receipt_events_topic_arn: str
    unsent_after_seconds: int = Field(default=60, gt=0)
    stuck_after_seconds: int = Field(default=6 * 3600, gt=0)
    slot_expires_after_seconds: int = Field(default=24 * 3600, gt=0)


class ApiSettings(DatabaseSettings):
    """Settings of the API."""

    receipt_bucket: str
    receipt_queue_url: str
    upload_expires_seconds: int = Field(default=900, gt=0)
    image_expires_seconds: int = Field(default=300, gt=0)
    max_upload_bytes: int = Field(default=100 * 1024 * 1024, gt=0)
