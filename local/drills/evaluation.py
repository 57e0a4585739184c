"""Whether an alarm rings, by its own rule, over what was measured here; time runs `speed` times as fast.

Like CloudWatch's, an evaluation comes each minute and looks at periods that end now. Unlike it, it does not
reach back for older datapoints where some are missing.
"""

import statistics
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from local.drills.metric_math import Value, value_of
from local.drills.templates import AlarmRule, Query


class State(StrEnum):
    """As CloudWatch names it."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement. `of` is the metric's name, and behind it the target group's if it has one."""

    at: float
    of: str
    value: float


_KEPT: Final = 200_000
_MINUTE: Final = 60


@dataclass(slots=True)
class Samples:
    """What was measured; any thread may add to it."""

    kept: deque[Sample] = field(default_factory=lambda: deque(maxlen=_KEPT))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, of: str, value: float) -> None:
        with self.lock:
            self.kept.append(Sample(time.monotonic(), of, value))

    def between(self, start: float, end: float) -> list[Sample]:
        with self.lock:
            return [one for one in self.kept if start <= one.at < end]


@dataclass(slots=True)
class Evaluation:
    """One alarm, looked at each (shortened) minute, over periods that end then."""

    rule: AlarmRule
    samples: Samples
    speed: float
    state: State = State.OK
    values: list[Value] = field(default_factory=list)
    """Of the last periods, oldest first."""
    next_at: float = 0.0

    @property
    def seconds(self) -> float:
        """A period, as long as it is here."""
        return self.rule.period / self.speed

    def look(self) -> bool:
        """Evaluate if a minute is over; whether the state changed."""
        now, before = time.monotonic(), self.state
        if now < self.next_at or not self.samples.between(now - self.seconds, now):
            return False  # nothing at all was measured: this machine was busy, which is no missing datapoint
        self.next_at = now + min(self.rule.period, _MINUTE) / self.speed
        starts = (now - self.seconds * ago for ago in range(self.rule.periods, 0, -1))
        self.values = [
            watched_value(self.rule, self.samples.between(start, start + self.seconds)) for start in starts
        ]
        self.state = state_of(self.rule, self.values, before)
        return self.state is not before


def state_of(rule: AlarmRule, values: list[Value], before: State) -> State:
    """What the last periods' values, oldest first, make of the alarm."""
    present = [one for one in values if one is not None]
    lacking = rule.periods - len(present)
    breaching = sum(_breaches(rule, one) for one in present)
    if rule.missing == "breaching":
        breaching += lacking
    if breaching >= rule.to_alarm:
        return State.ALARM
    if present or rule.missing in {"notBreaching", "breaching"}:
        return State.OK
    return before if rule.missing == "ignore" else State.INSUFFICIENT_DATA


def _breaches(rule: AlarmRule, value: float) -> bool:
    match rule.operator:
        case "GreaterThanThreshold":
            return value > rule.threshold
        case "GreaterThanOrEqualToThreshold":
            return value >= rule.threshold
        case "LessThanThreshold":
            return value < rule.threshold
    return value <= rule.threshold


def watched_value(rule: AlarmRule, samples: list[Sample]) -> Value:
    """The value that the rule compares, of one period's samples."""
    values: dict[str, Value] = {
        one.id: _statistic(one, [each.value for each in samples if each.of == key_of(one)])
        for one in rule.queries
        if not one.expression
    }
    pending = [one for one in rule.queries if one.expression]
    while pending:  # an expression may use another's result, whatever their order
        done = [one for one in pending if _is_computed(one, values)]
        pending = [one for one in pending if one not in done]
        if not done:
            raise ValueError(f"{rule.name}: {pending[0].expression} names what is not there")
    return values[rule.watched]


def _is_computed(query: Query, values: dict[str, Value]) -> bool:
    try:
        values[query.id] = value_of(query.expression, values)
    except KeyError:
        return False
    return True


def key_of(query: Query) -> str:
    """What a sample of this metric is filed under."""
    group = (query.dimensions or {}).get("TargetGroup", "")
    return f"{query.metric} {group}".strip()


def _statistic(query: Query, values: list[float]) -> Value:
    if not values:
        return None
    if query.statistic.startswith("p"):
        return _percentile(values, float(query.statistic[1:]))
    known: Mapping[str, float] = {
        "Sum": sum(values),
        "Minimum": min(values),
        "Maximum": max(values),
        "Average": statistics.fmean(values),
        "SampleCount": len(values),
    }
    return known[query.statistic]


def _percentile(values: list[float], percent: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]
