"""What receipt_parser reads from the environment."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from math import inf
from typing import Literal, Self
from uuid import UUID

from pydantic import Field, FilePath, Json, model_validator

from receipts.domain.limits import MOST_READING_SECONDS
from receipts.settings import BucketSettings, DatabaseSettings, Settings

EngineChoice = Literal["none", "textract", "clova", "bedrock"]

_NEEDED: Mapping[EngineChoice, tuple[str, ...]] = {
    "clova": ("clova_invoke_url", "clova_secret_arn"),
    "bedrock": ("bedrock_model_id", "bedrock_usd_per_million_input", "bedrock_usd_per_million_output"),
}


class EscalationSettings(Settings):
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


class ParserSettings(DatabaseSettings, BucketSettings, EscalationSettings):
    """Settings of receipt_parser. A claim's lease is as long as the queue's visibility timeout.

    `parser_concurrency` is how many parsers run at once, MaximumConcurrency of the event source: a tenant
    gets its share of these. `category_table` is an accountant's own table of categories; see
    `receipts/adapters/categories.csv`.
    A photo that takes more than `reading_seconds` or `reading_megabytes` is too complex. Two starts of a
    reader and the seconds of one photo fit into the function's 120 s.
    Where parsers share processors, as they do on one machine and not on Lambda, a reading makes way to others
    after `reading_makes_way_after_seconds` of processor time. Where the function has less time than that, all
    ends after `reading_whole_seconds`: a function that is ended in the middle counts as a reading that died.
    """

    receipt_queue_url: str
    receipt_events_topic_arn: str
    category_table: FilePath | None = None
    claim_lease_seconds: int = Field(default=360, gt=0)
    parser_concurrency: int = Field(default=20, ge=2)
    ocr_threads: int = Field(default=2, gt=0)
    reading_seconds: int = Field(default=MOST_READING_SECONDS, gt=0, le=MOST_READING_SECONDS)
    reading_megabytes: int = Field(default=950, ge=500, le=1000)
    reading_makes_way_after_seconds: float | None = Field(default=None, gt=0)
    reading_whole_seconds: float = Field(default=inf, gt=0)

    @property
    def claim_lease(self) -> timedelta:
        return timedelta(seconds=self.claim_lease_seconds)
