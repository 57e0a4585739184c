"""How CloudWatch evaluates a metric alarm: statistics, metric math, and which state the data points make.

From AWS's own pages, which nothing here can ask:

- "Configuring how CloudWatch alarms treat missing data": evaluation range, treatments, and "avoiding
  premature transitions". Its two tables are tests of this module.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
- "Using metric math": a missing value counts as 0 in arithmetic and comparisons where another series has one;
  a division by zero drops the point; what IF gives where its condition is missing; why FILL sticks.
  https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html

The drills evaluate the alarms of infra/ by it as time passes; tests/infra/cloudwatch.py by the minute.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from statistics import fmean
from typing import Final, TypeAlias

Series: TypeAlias = dict[int, float]
"""A value for each window, by its end; windows without a value are missing."""
Value: TypeAlias = float | Series


class State(StrEnum):
    """As CloudWatch calls them."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
_STATISTICS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "Average": fmean,
    "Maximum": max,
    "Minimum": min,
    "SampleCount": len,
    "Sum": sum,
}
_OPERATORS: Final[Mapping[type, Callable[[float, float], float]]] = {
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


def statistic_of(samples: Sequence[float], statistic: str) -> float:
    """Of a window that has samples. A percentile is the smallest value that so many do not exceed."""
    if statistic.startswith("p"):
        return sorted(samples)[max(math.ceil(len(samples) * float(statistic[1:]) / 100), 1) - 1]
    return float(_STATISTICS[statistic](samples))


def watched_series(
    name: str, expressions: Mapping[str, str], measured: Callable[[str], Series], ends: Sequence[int]
) -> Series:
    """What an alarm compares: the query `name`, an expression over others or a metric that is measured."""
    known: dict[str, Value] = {}

    def value(name: str) -> Value:
        if name not in known:
            is_math = name in expressions
            known[name] = calculated(expressions[name], value, ends) if is_math else measured(name)
        return known[name]

    return _series(value(name), f"what an alarm watches ({name})")


def calculated(expression: str, value: Callable[[str], Value], ends: Sequence[int]) -> Value:
    """Metric math over what `value` gives for each name. Raises ValueError for what is not understood."""
    return _Math(value, ends).of(_parsed(expression))


@cache
def _parsed(expression: str) -> ast.expr:
    """AND and OR are Python's in capitals; everything else that our alarms use is written as in Python."""
    words = re.sub(r"\b(AND|OR)\b", lambda word: word[0].lower(), expression)
    return ast.parse(words, mode="eval").body


@dataclass(frozen=True, slots=True)
class _Math:
    value: Callable[[str], Value]
    ends: Sequence[int]

    def of(self, node: ast.expr) -> Value:  # noqa: PLR0911 - one for each kind of node
        match node:
            case ast.Constant(value=int() | float() as number):
                return float(number)
            case ast.Name(id=name):
                return self.value(name)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _paired(self.of(left), self.of(right), _OPERATORS[type(op)])
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                return _paired(self.of(left), self.of(right), _OPERATORS[type(op)])
            case ast.BoolOp():
                return self._combined(node)
            case ast.Call(func=ast.Name(id="FILL"), args=[series, filler]):
                return self._filled(series, filler)
            case ast.Call(func=ast.Name(id="IF"), args=[condition, then, *otherwise]):
                return self._chosen(condition, then, *otherwise)
        raise ValueError(f"not understood: {ast.unparse(node)}")

    def _combined(self, node: ast.BoolOp) -> Value:
        is_and = isinstance(node.op, ast.And)

        def combine(left: float, right: float) -> float:
            return float(bool(left) and bool(right)) if is_and else float(bool(left) or bool(right))

        first, *others = (self.of(one) for one in node.values)
        for other in others:
            first = _paired(first, other, combine)
        return first

    def _filled(self, series: ast.expr, filler: ast.expr) -> Value:
        """Every window has a value then, even the newest one whose data comes later."""
        found, default = _series(self.of(series), ast.unparse(series)), self.of(filler)
        if isinstance(default, dict):
            raise ValueError(f"not understood: FILL with {ast.unparse(filler)}")
        return {end: found.get(end, default) for end in self.ends}

    def _chosen(self, condition: ast.expr, then: ast.expr, otherwise: ast.expr | None = None) -> Value:
        holds, yes = _series(self.of(condition), ast.unparse(condition)), self.of(then)
        no: Value = self.of(otherwise) if otherwise is not None else {}
        chosen: Series = {}
        for end, one in holds.items():
            if one:
                chosen[end] = yes.get(end, 0.0) if isinstance(yes, dict) else yes
            elif isinstance(no, float) or end in no:
                chosen[end] = no[end] if isinstance(no, dict) else no
        return chosen


def _series(value: Value, what: str) -> Series:
    if not isinstance(value, dict):
        raise ValueError(f"not understood: {what} is a number, not a time series")
    return value


def _paired(left: Value, right: Value, combine: Callable[[float, float], float]) -> Value:
    """Where only one has a value the other's missing one is 0; a division by zero is dropped."""
    if isinstance(left, float) and isinstance(right, float):
        return float(combine(left, right))
    ends = {end for one in (left, right) if isinstance(one, dict) for end in one}
    found: Series = {}
    for end in ends:
        first, second = (one.get(end, 0.0) if isinstance(one, dict) else one for one in (left, right))
        if combine is not operator.truediv or second:
            found[end] = float(combine(first, second))
    return found
