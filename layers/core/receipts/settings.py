"""Settings, one model per entry point, read from a mapping such as `os.environ`.

A blank value counts as missing: `sam local invoke` hands child stacks' outputs over as empty strings.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, FilePath, Json, SecretStr, ValidationError, model_validator

from receipts.domain.receipt import MAX_PHOTO_BYTES
from receipts.domain.retention import LEGAL_RETENTION
from receipts.errors import SettingsError

MOST_READING_SECONDS: Final = 55
"""Of one photo. A reader's two starts of at most 30 s fit beside it into the parser's 120 s."""


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


class ServerSettings(_Settings):
    """Where PostgreSQL is. `database_ca_file` holds the roots of its certificate; without it they are those
    of RDS in Seoul and Tokyo.
    """

    database_host: str | None = None
    database_name: str = "receipts"
    database_ca_file: FilePath | None = None

    def _require_way_in(self, name: str) -> None:
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
        self._require_way_in("database")
        return self


class OwnerSettings(ServerSettings):
    """The login that owns the schema, in the same two ways."""

    database_owner_url: SecretStr | None = None
    database_owner_secret_arn: str | None = None

    @model_validator(mode="after")
    def _one_way_in_for_the_owner(self) -> Self:
        self._require_way_in("database_owner")
        return self


EngineChoice = Literal["none", "textract", "clova", "bedrock"]

_NEEDED: Mapping[EngineChoice, tuple[str, ...]] = {
    "clova": ("clova_invoke_url", "clova_secret_arn"),
    "bedrock": ("bedrock_model_id", "bedrock_usd_per_million_input", "bedrock_usd_per_million_output"),
}


class EscalationSettings(_Settings):
    """Engines to ask where the embedded one is less sure than `escalate_below`; at 0 none is ever asked.

    `escalation_tenants` is JSON, tenant id to engine, for tenants that differ from `escalation_engine`;
    a tenant that has spent `escalation_monthly_usd` in a month is not asked for any more.
    CLOVA's price per receipt depends on the contract: the default is 80 won, what a call beyond the quota
    of its Standard plan cost in 2024. Bedrock's prices per million tokens depend on model and region.
    """

    escalate_below: float = Field(default=0.0, ge=0, le=1)
    escalation_engine: EngineChoice = "none"
    escalation_tenants: Json[dict[UUID, EngineChoice]] = Field(default_factory=dict)
    escalation_timeout_seconds: float = Field(default=10, gt=0, le=15)
    escalation_monthly_usd: Decimal | None = Field(default=None, ge=0)
    clova_invoke_url: str | None = Field(default=None, pattern="^https://")
    clova_secret_arn: str | None = None
    clova_usd_per_receipt: Decimal = Field(default=Decimal("0.06"), ge=0)
    bedrock_model_id: str | None = None
    bedrock_usd_per_million_input: Decimal | None = Field(default=None, ge=0)
    bedrock_usd_per_million_output: Decimal | None = Field(default=None, ge=0)

    @property
    def engines_in_use(self) -> frozenset[EngineChoice]:
        """Every engine that some tenant may be read with; none of them at threshold 0."""
        chosen = {self.escalation_engine, *self.escalation_tenants.values()} if self.escalate_below else set()
        return frozenset(chosen - {"none"})

    @model_validator(mode="after")
    def _engines_are_complete(self) -> Self:
        needed = [name for engine in sorted(self.engines_in_use) for name in _NEEDED.get(engine, ())]
        missing = [name.upper() for name in needed if getattr(self, name) is None]
        if missing:
            raise ValueError(f"set {', '.join(missing)} for the chosen engines")
        return self


class ParserSettings(DatabaseSettings, EscalationSettings):
    """Settings of receipt_parser. A claim's lease is as long as the queue's visibility timeout.

    `parser_concurrency` is how many parsers run at once, MaximumConcurrency of the event source: a tenant
    gets its share of these. `category_table` is an accountant's own table of categories; see
    `receipts/adapters/categories.csv`.
    A photo that takes more than `reading_seconds` or `reading_megabytes` is too complex. Two starts of a
    reader and the seconds of one photo fit into the function's 120 s.
    Where parsers share processors, as they do on one machine and not on Lambda, a reading makes way to others
    after `reading_makes_way_after_seconds` of processor time.
    """

    receipt_bucket: str
    receipt_queue_url: str
    receipt_events_topic_arn: str
    category_table: Path | None = None
    claim_lease_seconds: int = Field(default=360, gt=0)
    parser_concurrency: int = Field(default=20, ge=2)
    ocr_threads: int = Field(default=2, gt=0)
    reading_seconds: int = Field(default=MOST_READING_SECONDS, gt=0, le=MOST_READING_SECONDS)
    reading_megabytes: int = Field(default=950, ge=500, le=1000)
    reading_makes_way_after_seconds: float | None = Field(default=None, gt=0)

    @property
    def claim_lease(self) -> timedelta:
        return timedelta(seconds=self.claim_lease_seconds)


class DeadLetterSettlerSettings(DatabaseSettings):
    """Settings of dead_letter_settler."""

    receipt_bucket: str
    receipt_events_topic_arn: str


class ReconcilerSettings(DatabaseSettings):
    """Settings of receipt_reconciler. Without `photos_deleted_after_days` a photo stays for ever; what S3
    holds locked is left alone for `photos_locked_for_days`.
    """

    receipt_bucket: str
    receipt_queue_url: str
    receipt_events_topic_arn: str
    unsent_after_seconds: int = Field(default=60, gt=0)
    stuck_after_seconds: int = Field(default=6 * 3600, gt=0)
    slot_expires_after_seconds: int = Field(default=24 * 3600, gt=0)
    photos_deleted_after_days: int | None = Field(default=None, ge=LEGAL_RETENTION.days)
    photos_locked_for_days: int = Field(default=0, ge=0)


class MigratorSettings(OwnerSettings):
    """Settings of schema_migrator: the schema owner's login, and those of the application, which it makes."""

    database_api_url: SecretStr | None = None
    database_api_secret_arn: str | None = None
    database_parser_url: SecretStr | None = None
    database_parser_secret_arn: str | None = None
    database_operator_url: SecretStr | None = None
    database_operator_secret_arn: str | None = None

    @model_validator(mode="after")
    def _one_way_in_for_each_part(self) -> Self:
        for part in ("api", "parser", "operator"):
            self._require_way_in(f"database_{part}")
        return self


class RegistrarSettings(OwnerSettings):
    """Settings of tenant_registrar, which works as the schema's owner too."""


class SmokeTestSettings(_Settings):
    """Settings of api_smoke_test: where users find the API.

    `api_address` is what to connect to where DNS does not lead there yet; blank where it does.
    """

    api_url: str = Field(pattern="^https?://")
    api_address: str = ""


class ApiLimits(_Settings):
    """What one task of the API takes from callers, before it says 408, 429 or 503.

    An upload holds one of `uploads_at_once` places, of which one tenant has so many at most, while its photo
    arrives and is stored, and a thread only while it is stored. A request's head, a JSON body and a photo
    must be here within their seconds. Rates are of one API key; failed logins, of one address.
    """

    uploads_at_once: int = Field(default=64, gt=0)
    uploads_at_once_of_a_tenant: int = Field(default=12, gt=0)
    upload_threads: int = Field(default=16, gt=0)
    lists_at_once: int = Field(default=4, gt=0)
    head_seconds: float = Field(default=10, gt=0)
    json_seconds: float = Field(default=15, gt=0)
    photo_seconds: float = Field(default=300, gt=0)
    uploads_a_minute: int = Field(default=1200, gt=0)
    requests_a_minute: int = Field(default=3000, gt=0)
    failed_logins_a_minute: int = Field(default=60, gt=0)


class ApiSettings(DatabaseSettings, ApiLimits):
    """Settings of the API.

    `serve_docs` shows /docs and /openapi.json to everybody who can reach the API. X-Forwarded-For and -Proto
    are believed where they come from `trusted_proxies`: addresses and networks, with commas between.
    `s3_public_endpoint_url` is where phones and browsers find the bucket, if not where the API does.
    `export_layouts` is an accountant's own file of them; see `receipts/adapters/export_layouts.toml`.
    """

    receipt_bucket: str
    receipt_queue_url: str
    s3_public_endpoint_url: str | None = Field(default=None, pattern="^https?://")
    category_table: Path | None = None
    export_layouts: Path | None = None
    upload_expires_seconds: int = Field(default=900, gt=0)
    image_expires_seconds: int = Field(default=300, gt=0)
    max_upload_bytes: int = Field(default=MAX_PHOTO_BYTES, gt=0, le=MAX_PHOTO_BYTES)
    serve_docs: bool = True
    trusted_proxies: str = "127.0.0.1"
