"""One occurrence of one alarm, wherever it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from receipts.domain.sentence import Sentence


class State(StrEnum):
    """CloudWatch's three states, and NOTICE for what happened once and has no end."""

    ALARM = "ALARM"
    OK = "OK"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"
    NOTICE = "NOTICE"


class Severity(StrEnum):
    """How urgent; CRITICAL mentions @here."""

    CRITICAL = "critical"
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the message's table."""

    label: Sentence
    value: str


def with_value(*facts: Fact) -> tuple[Fact, ...]:
    """The facts that say something."""
    return tuple(fact for fact in facts if fact.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a metric alarm watches, as far as its event says it."""

    metric: str
    statistic: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    expression: str = ""
    operator: str = ""
    threshold: float | None = None
    band: tuple[float, float] | None = None
    """Lower and upper threshold of anomaly detection."""
    period: int = 60
    periods: int = 1
    to_alarm: int = 1
    values: tuple[float, ...] = ()
    """Recent datapoints, oldest first."""
    queries: tuple[Mapping[str, object], ...] = ()
    """CloudWatch MetricDataQuery structures that fetch the metric."""

    @property
    def current(self) -> float | None:
        """The latest value the alarm saw."""
        return self.values[-1] if self.values else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One occurrence."""

    key: str
    """The same for all occurrences of one alarm, which go into one thread."""
    identity: str
    """The same for every delivery of this occurrence, whichever way it comes."""
    name: str
    source: str
    """The service that sent it: CloudWatch, RDS, ECS…"""
    state: State
    severity: Severity
    sentence: Sentence
    occurred_at: datetime
    region: str = ""
    account: str = ""
    runbook: str = ""
    """Name of the runbook, which is also the name in the catalogue."""
    facts: tuple[Fact, ...] = field(default=())
    condition: Condition | None = None
    url: str = ""
    """Where the service itself shows it."""
    quote: str = ""
    """The service's own words, or the whole event where it is not understood."""
