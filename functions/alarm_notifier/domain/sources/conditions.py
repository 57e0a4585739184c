"""What a metric alarm watches, out of SNS's `Trigger` or EventBridge's `configuration`."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from alarm_notifier.domain.alarm import Condition
from alarm_notifier.domain.shapes import Json, list_of, number_of, object_of, text_of
from alarm_notifier.domain.text import number, untranslated
from receipts.domain.sentence import Sentence

_OPERATORS = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": "≥",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "≤",
}
_STATISTICS = {
    "AVERAGE": "Average",
    "SUM": "Sum",
    "MINIMUM": "Minimum",
    "MAXIMUM": "Maximum",
    "SAMPLE_COUNT": "SampleCount",
    "SAMPLECOUNT": "SampleCount",
}
_COUNT = re.compile(r"(\d+) out of the last (\d+) datapoints?")
_POINTS = re.compile(r"datapoints? \[([^\]]*)\]")
_VALUE = re.compile(r"(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?) \(\d\d/\d\d/\d\d ")
_BAND = re.compile(r"lower thresholds \[([^\]]*)\].*?upper thresholds \[([^\]]*)\]")
_COMPARED = (
    ("greater than or equal", "≥"),
    ("less than or equal", "≤"),
    ("greater than the threshold", ">"),
    ("less than the threshold", "<"),
)
_API_NAMES = {
    "id": "Id",
    "expression": "Expression",
    "label": "Label",
    "returnData": "ReturnData",
    "period": "Period",
    "metricStat": "MetricStat",
    "metric": "Metric",
    "stat": "Stat",
    "namespace": "Namespace",
    "name": "MetricName",
    "dimensions": "Dimensions",
}
"""What GetMetricData calls what an EventBridge event has in camel case."""
_PLAIN = ("Id", "Expression", "Label", "ReturnData", "Period")
_MINUTE = 60
_IN_SECONDS = frozenset({"TargetResponseTime", "ApproximateAgeOfOldestMessage"})


def from_trigger(body: Json) -> Condition | None:
    """The `Trigger` of an SNS message; None for a composite alarm, which has none."""
    trigger = object_of(body, "Trigger")
    if not trigger:
        return None
    reason = text_of(body, "NewStateReason")
    queries = [_query(query) for query in list_of(trigger, "Metrics")] or [_single(trigger)]
    periods = int(trigger.get("EvaluationPeriods") or 1)
    band = _band(reason)
    return replace(
        _watched(queries),
        operator=_OPERATORS.get(text_of(trigger, "ComparisonOperator"), ""),
        threshold=None if band else number_of(trigger, "Threshold"),
        band=band,
        periods=periods,
        to_alarm=int(trigger.get("DatapointsToAlarm") or periods),
        values=_values(reason),
    )


def from_configuration(settings: Json, state: Json) -> Condition | None:
    """The `configuration` of an EventBridge event; operator and periods stand in the reason's words alone."""
    metrics = list_of(settings, "metrics")
    if not metrics:
        return None
    reason, data = text_of(state, "reason"), reason_data(state)
    counted = _COUNT.search(reason)
    recent = tuple(float(value) for value in list_of(data, "recentDatapoints") if value is not None)
    return replace(
        _watched([_query(query) for query in metrics]),
        operator=next((sign for words, sign in _COMPARED if words in reason), ""),
        threshold=number_of(data, "threshold"),
        band=_recent_band(data) or _band(reason),
        periods=int(counted[2]) if counted else 1,
        to_alarm=int(counted[1]) if counted else 1,
        values=_values(reason) or recent,
    )


def triggering_alarms(state: Json) -> tuple[str, ...]:
    """Names of the alarms that moved a composite one."""
    alarms = list_of(reason_data(state), "triggeringAlarms")
    return tuple(text_of(alarm, "arn").rpartition(":")[2] for alarm in alarms if isinstance(alarm, Mapping))


def reason_data(state: Json) -> Json:
    """`reasonData` is JSON in a string, and not always there."""
    text = text_of(state, "reasonData")
    data = json.loads(text) if text else {}
    return data if isinstance(data, Mapping) else {}


def measured(value: float, condition: Condition) -> Sentence:
    """`1.482 s`: the unit is in no event, but some of AWS's metrics are always in seconds."""
    shown = number(value)
    if condition.metric not in _IN_SECONDS or condition.statistic == "SampleCount":
        return untranslated(shown)
    return Sentence(f"{shown}초", f"{shown} s")


def limit(condition: Condition) -> Sentence:
    """`> 80`, or the band of anomaly detection."""
    if condition.band:
        low, high = (number(bound) for bound in condition.band)
        return Sentence(f"예상 범위 {low} ~ {high}", f"expected {low} to {high}")
    if condition.threshold is None:
        return Sentence("동적", "dynamic")
    shown = measured(condition.threshold, condition)
    return Sentence(*(f"{condition.operator} {value}".strip() for value in (shown.korean, shown.english)))


def times(condition: Condition) -> Sentence:
    """How many of how many periods had to breach."""
    minutes, rest = divmod(condition.period, _MINUTE)
    each = (
        Sentence(f"{condition.period}초", f"{condition.period} s")
        if rest
        else Sentence(f"{minutes}분", f"{minutes} min")
    )
    if condition.periods == 1:
        return Sentence(f"{each.korean} 동안", f"for {each.english}")
    return Sentence(
        f"{each.korean} 주기 {condition.periods}회 중 {condition.to_alarm}회",
        f"{condition.to_alarm} of {condition.periods} periods of {each.english}",
    )


def _watched(queries: Sequence[Json]) -> Condition:
    """What the alarm's queries say of the metric; `queries` are in the form that GetMetricData takes."""
    shown = next((query for query in queries if query.get("ReturnData", True)), queries[0])
    stat = next((object_of(query, "MetricStat") for query in queries if "MetricStat" in query), {})
    metric = object_of(stat, "Metric")
    is_plain = "MetricStat" in shown
    name = text_of(shown, "Label") or (text_of(metric, "MetricName") if is_plain else "")
    return Condition(
        metric=name or text_of(shown, "Expression") or text_of(shown, "Id"),
        statistic=text_of(stat, "Stat") if is_plain else "",
        dimensions=tuple((pair["Name"], pair["Value"]) for pair in list_of(metric, "Dimensions")),
        expression=next((text_of(query, "Expression") for query in queries if "Expression" in query), ""),
        period=int(stat.get("Period") or shown.get("Period") or _MINUTE),
        queries=tuple(queries),
    )


def _single(trigger: Json) -> Json:
    """The metric that a simple alarm's trigger spells out in its own fields."""
    given = text_of(trigger, "Statistic")
    metric = {
        "Namespace": text_of(trigger, "Namespace"),
        "MetricName": text_of(trigger, "MetricName"),
        "Dimensions": _dimensions(trigger.get("Dimensions")),
    }
    stat = {
        "Metric": metric,
        "Period": int(trigger.get("Period") or _MINUTE),
        "Stat": text_of(trigger, "ExtendedStatistic") or _STATISTICS.get(given.upper(), given),
    }
    return {"Id": "m1", "MetricStat": stat, "ReturnData": True}


def _query(given: Json) -> Json:
    """A query in the form that GetMetricData takes, out of SNS's spelling (nearly that) or EventBridge's."""
    query = _in_api_names(given)
    kept = {name: query[name] for name in _PLAIN if query.get(name) is not None}
    stat = _in_api_names(object_of(query, "MetricStat"))
    if stat:
        metric = _in_api_names(stat["Metric"])
        named = {
            "Namespace": text_of(metric, "Namespace"),
            "MetricName": text_of(metric, "MetricName"),
            "Dimensions": _dimensions(metric.get("Dimensions")),
        }
        kept["MetricStat"] = {"Metric": named, "Period": stat["Period"], "Stat": stat["Stat"]}
    return kept


def _in_api_names(given: Json) -> Json:
    return {_API_NAMES.get(name, name): value for name, value in given.items()}


def _dimensions(given: object) -> list[dict[str, str]]:
    """An object in EventBridge's events; in SNS's messages a list whose keys are `name` and `value`."""
    if isinstance(given, Mapping):
        return [{"Name": str(name), "Value": str(value)} for name, value in given.items()]
    if not isinstance(given, list):
        return []
    return [{"Name": str(pair["name"]), "Value": str(pair["value"])} for pair in given]


def _values(reason: str) -> tuple[float, ...]:
    """A reason's words list datapoints newest first."""
    listed = _POINTS.search(reason)
    return tuple(float(value) for value in _VALUE.findall(listed[1]))[::-1] if listed else ()


def _band(reason: str) -> tuple[float, float] | None:
    found = _BAND.search(reason)
    if not found:
        return None
    low, high = (bounds.split(",")[0] for bounds in found.groups())
    return float(low), float(high)


def _recent_band(data: Json) -> tuple[float, float] | None:
    low, high = list_of(data, "recentLowerThresholds"), list_of(data, "recentUpperThresholds")
    return (float(low[-1]), float(high[-1])) if low and high else None
