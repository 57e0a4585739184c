"""CloudWatch's evaluation of a metric alarm, so that an alarm's definition can be tried before anything is.

From AWS's own pages, which no test here can ask:

- "Alarm evaluation": an alarm of a minute or longer is evaluated every minute, over windows that end now.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
- "Configuring how CloudWatch alarms treat missing data": evaluation range, treatments, and "avoiding
  premature transitions". Its two tables are tests of this module.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
- "Percentile-based alarms and low data samples": fewer than 10 / (1 - percentile) samples.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html
- "Using metric math": a missing value counts as 0 in arithmetic and comparisons where another series has one;
  a division by zero drops the point; what IF gives where its condition is missing; why FILL sticks.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

How far beyond `EvaluationPeriods` CloudWatch looks is documented by example only (five points for three
periods), so whoever asks says it: `beyond`.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias

Samples: TypeAlias = Mapping[int, Sequence[float]]
"""What was measured in each minute; a minute that is not there was never reported."""
Feed: TypeAlias = Callable[[Mapping[str, Any]], Samples]
"""The samples of a metric, as a template names it."""
Series: TypeAlias = dict[int, float]
"""A value for each window, by its end; windows without a value are missing."""
Value: TypeAlias = float | Series
Alarm: TypeAlias = Mapping[str, Any]


class State(StrEnum):
    """As CloudWatch calls them."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


_COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_ARITHMETIC: Final[Mapping[type, Callable[[float, float], float]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
}


def judged(
    breaching: Sequence[bool | None], periods: int, to_alarm: int, treatment: str, before: State
) -> State:
    """The state for an evaluation range, oldest first; None where a data point is missing."""
    real = [one for one in breaching if one is not None]
    missing = periods - len(real)
    if missing <= 0:
        return _counted(sum(real[-periods:]), to_alarm)
    if treatment == "breaching":
        return _counted(sum(real) + missing, to_alarm)
    if treatment == "notBreaching":
        return _counted(sum(real), to_alarm)
    if not real:
        return before if treatment == "ignore" else State.INSUFFICIENT_DATA
    if all(real) and len(real) < to_alarm <= _age_of_oldest(breaching):
        return before if treatment == "ignore" else State.ALARM
    # The table of "2 out of 3" has ALARM and "retain" here for one breaching point that is old enough.
    return _counted(sum(real), to_alarm)


def _age_of_oldest(breaching: Sequence[bool | None]) -> int:
    return len(breaching) - next(place for place, one in enumerate(breaching) if one is not None)


def _counted(breaching: int, to_alarm: int) -> State:
    return State.ALARM if breaching >= to_alarm else State.OK


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
        breaches = _COMPARISONS[alarm["ComparisonOperator"]]
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
        known: dict[str, Value] = {}
        queries = {one["Id"]: one for one in self.alarm["Metrics"]}

        def value(name: str) -> Value:
            if name not in known:
                query = queries[name]
                known[name] = (
                    calculated(query["Expression"], value, ends)
                    if "Expression" in query
                    else self._series(query["MetricStat"]["Metric"], query["MetricStat"]["Stat"], ends, now)
                )
            return known[name]

        (returned,) = (name for name, one in queries.items() if one.get("ReturnData", True))
        found = value(returned)
        assert isinstance(found, dict), "an alarm must watch a time series"
        return found

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


def statistic_of(samples: Sequence[float], statistic: str) -> float:
    """Of a window that has samples. A percentile is the smallest value that so many do not exceed."""
    if statistic.startswith("p"):
        return sorted(samples)[max(math.ceil(len(samples) * float(statistic[1:]) / 100), 1) - 1]
    if statistic == "Average":
        return sum(samples) / len(samples)
    if statistic == "Sum":
        return sum(samples)
    return max(samples) if statistic == "Maximum" else min(samples)


def calculated(expression: str, value: Callable[[str], Value], ends: Sequence[int]) -> Value:
    """Metric math over what `value` gives for each name."""
    return _Math(value, ends).of(_parsed(expression))


@cache
def _parsed(expression: str) -> ast.expr:
    """AND and OR are Python's, but for their size; everything else that our alarms use is written alike."""
    words = re.sub(r"\b(AND|OR)\b", lambda word: word[0].lower(), expression)
    return ast.parse(words, mode="eval").body


@dataclass(frozen=True)
class _Math:
    value: Callable[[str], Value]
    ends: Sequence[int]

    def of(self, node: ast.expr) -> Value:
        if isinstance(node, ast.Constant):
            return float(str(node.value))
        if isinstance(node, ast.Name):
            return self.value(node.id)
        if isinstance(node, ast.BinOp):
            return _paired(self.of(node.left), self.of(node.right), _ARITHMETIC[type(node.op)])
        if isinstance(node, ast.Compare):
            return _paired(self.of(node.left), self.of(node.comparators[0]), _ARITHMETIC[type(node.ops[0])])
        if isinstance(node, ast.BoolOp):
            return self._combined(node)
        assert isinstance(node, ast.Call), f"unknown to this simulation: {ast.unparse(node)}"
        assert isinstance(node.func, ast.Name)
        return self._if(*node.args) if node.func.id == "IF" else self._fill(*node.args)

    def _combined(self, node: ast.BoolOp) -> Value:
        both = isinstance(node.op, ast.And)

        def combine(left: float, right: float) -> float:
            return float(bool(left) and bool(right)) if both else float(bool(left) or bool(right))

        first, *others = (self.of(one) for one in node.values)
        for other in others:
            first = _paired(first, other, combine)
        return first

    def _fill(self, series: ast.expr, filler: ast.expr) -> Value:
        """Every window has a value then, the newest one as well whose data only comes later."""
        found, default = self.of(series), self.of(filler)
        assert isinstance(found, dict)
        assert isinstance(default, float)
        return {end: found.get(end, default) for end in self.ends}

    def _if(self, condition: ast.expr, then: ast.expr, otherwise: ast.expr | None = None) -> Value:
        holds, yes = self.of(condition), self.of(then)
        no: Value = self.of(otherwise) if otherwise is not None else {}
        assert isinstance(holds, dict), "our conditions are time series"
        chosen: Series = {}
        for end, one in holds.items():
            if one:
                chosen[end] = yes.get(end, 0.0) if isinstance(yes, dict) else yes
            elif isinstance(no, float) or end in no:
                chosen[end] = no[end] if isinstance(no, dict) else no
        return chosen


def _paired(left: Value, right: Value, combine: Callable[[float, float], float]) -> Value:
    """Where either has a value the other's missing one is 0; what cannot be divided is dropped."""
    if isinstance(left, float) and isinstance(right, float):
        return float(combine(left, right))
    ends = {end for one in (left, right) if isinstance(one, dict) for end in one}
    found: Series = {}
    for end in ends:
        first, second = (one.get(end, 0.0) if isinstance(one, dict) else one for one in (left, right))
        if combine is not operator.truediv or second:
            found[end] = float(combine(first, second))
    return found
