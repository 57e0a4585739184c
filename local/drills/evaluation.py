"""Whether an alarm of infra/ goes off, by what was measured here; time runs `speed` times as fast.

Like CloudWatch's, an evaluation comes each minute and looks at periods that end now. Unlike it, it does not
look at older data points where some are missing.
"""

import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from local.cloudwatch import COMPARISONS, Series, State, judged, statistic_of, watched_series
from local.drills.templates import AlarmRule, Query


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
    values: list[float | None] = field(default_factory=list)
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
        windows = [self.samples.between(start, start + self.seconds) for start in starts]
        self.values = watched_values(self.rule, windows)
        self.state = state_of(self.rule, self.values, before)
        return self.state is not before


def state_of(rule: AlarmRule, values: Sequence[float | None], before: State) -> State:
    """What the last periods' values, oldest first, make of the alarm."""
    breaches = COMPARISONS[rule.operator]
    breaching = [None if one is None else breaches(one, rule.threshold) for one in values]
    return judged(breaching, rule.periods, rule.to_alarm, rule.missing, before)


def watched_values(rule: AlarmRule, windows: Sequence[Sequence[Sample]]) -> list[float | None]:
    """The value that the rule compares, for each period's samples; None where there is none."""
    queries = {one.id: one for one in rule.queries}
    expressions = {one.id: one.expression for one in rule.queries if one.expression}

    def measured(name: str) -> Series:
        query = queries[name]
        values = ([each.value for each in window if each.of == key_of(query)] for window in windows)
        return {end: statistic_of(found, query.statistic) for end, found in enumerate(values) if found}

    series = watched_series(rule.watched, expressions, measured, range(len(windows)))
    return [series.get(end) for end in range(len(windows))]


def key_of(query: Query) -> str:
    """What a sample of this metric is filed under."""
    group = (query.dimensions or {}).get("TargetGroup", "")
    return f"{query.metric} {group}".strip()
