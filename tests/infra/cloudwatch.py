"""A metric alarm minute by minute over invented samples, to try its definition before anything is deployed.

By local/cloudwatch.py's evaluation, and from AWS's own pages, which no test here can ask:

- "Alarm evaluation": an alarm of a minute or longer is evaluated every minute, over windows that end now.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
- "Percentile-based alarms and low data samples": fewer than 10 / (1 - percentile) samples.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html

How far beyond `EvaluationPeriods` CloudWatch looks is documented by example only (five points for three
periods), so whoever asks says it: `beyond`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from local.cloudwatch import COMPARISONS, Series, State, judged, statistic_of, watched_series

Samples: TypeAlias = Mapping[int, Sequence[float]]
"""What was measured in each minute; a minute that is not there was never reported."""
Feed: TypeAlias = Callable[[Mapping[str, Any]], Samples]
"""The samples of a metric, as a template names it."""
Alarm: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Watch:
    """One alarm over what a world reports, each minute's samples `late` minutes after that minute."""

    alarm: Alarm
    feed: Feed
    late: int = 0
    beyond: int = 2
    later: Mapping[str, int] = field(default_factory=dict)
    """Metrics that come so much later still."""
    _known: dict[tuple[int, str, int, int], float | None] = field(default_factory=dict)
    """Windows by metric, statistic, end and how far they are seen."""

    def states(self, minutes: int) -> list[State]:
        """The state at the end of each minute."""
        states: list[State] = []
        state = State.INSUFFICIENT_DATA
        for now in range(1, minutes + 1):
            state = self._state(now, state)
            states.append(state)
        return states

    def _state(self, now: int, before: State) -> State:
        alarm = self.alarm
        periods = alarm["EvaluationPeriods"]
        ends = [now - self._step() * back for back in reversed(range(periods + self.beyond))]
        if self._has_too_few_samples(now):
            return before
        values = self._values(ends, now)
        breaches = COMPARISONS[alarm["ComparisonOperator"]]
        points = [breaches(values[end], alarm["Threshold"]) if end in values else None for end in ends]
        to_alarm = alarm.get("DatapointsToAlarm", periods)
        return judged(points, periods, to_alarm, alarm.get("TreatMissingData", "missing"), before)

    def _step(self) -> int:
        return window_minutes(self.alarm) // int(self.alarm["EvaluationPeriods"])

    def _has_too_few_samples(self, now: int) -> bool:
        statistic = self.alarm.get("ExtendedStatistic", "")
        if self.alarm.get("EvaluateLowSampleCountPercentile") != "ignore" or not statistic.startswith("p"):
            return False
        samples = list(self._seen(self.alarm, now, now - self.late))
        return len(samples) < 10 / (1 - float(statistic[1:]) / 100)

    def _values(self, ends: Sequence[int], now: int) -> Series:
        if "Metrics" not in self.alarm:
            statistic = self.alarm.get("Statistic") or self.alarm["ExtendedStatistic"]
            return self._series(self.alarm, statistic, ends, now)
        queries = {one["Id"]: one for one in self.alarm["Metrics"]}
        (returned,) = (name for name, one in queries.items() if one.get("ReturnData", True))
        expressions = {name: one["Expression"] for name, one in queries.items() if "Expression" in one}

        def measured(name: str) -> Series:
            stat = queries[name]["MetricStat"]
            return self._series(stat["Metric"], stat["Stat"], ends, now)

        return watched_series(returned, expressions, measured, ends)

    def _series(self, metric: Mapping[str, Any], statistic: str, ends: Sequence[int], now: int) -> Series:
        known = now - self.late - self.later.get(metric["MetricName"], 0)
        found = ((end, self._window(metric, statistic, end, min(end, known))) for end in ends)
        return {end: value for end, value in found if value is not None}

    def _window(self, metric: Mapping[str, Any], statistic: str, end: int, seen: int) -> float | None:
        key = (id(metric), statistic, end, seen)
        if key not in self._known:
            samples = list(self._seen(metric, end, seen))
            self._known[key] = statistic_of(samples, statistic) if samples else None
        return self._known[key]

    def _seen(self, metric: Mapping[str, Any], end: int, seen: int) -> Iterator[float]:
        """Samples of the window that ends with `end`, as far as they have arrived."""
        reported = self.feed(metric)
        for minute in range(end - self._step(), seen):
            yield from reported.get(minute, ())


def window_minutes(alarm: Alarm) -> int:
    """How long all the periods are that an alarm looks at."""
    stats = [one["MetricStat"]["Period"] for one in alarm.get("Metrics", []) if "MetricStat" in one]
    period: int = alarm.get("Period") or max(stats)
    return period * int(alarm["EvaluationPeriods"]) // 60
